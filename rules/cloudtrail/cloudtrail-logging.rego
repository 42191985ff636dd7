# METADATA
# title: Trails log
# description: A trail with IsLogging false is there and records nothing.
# related_resources:
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudtrail-trail.html
# custom:
#   id: cloudtrail-logging
#   severity: high
#   resources: [AWS::CloudTrail::Trail]
#   decides_on: [IsLogging]
#   requirements: [N20, B16]
#   aliases: ["kics:5c0b06d5"]
#   frameworks:
#     pci-dss-3.2.1: ["10.1", "10.2.1"]
#     nist-800-53-r5: [AU-2, AU-12]
#   remediation: Set IsLogging to true.
#   profiles: [default, requirements]
package guardian.rules.cloudtrail_logging

import data.guardian.graph

violations contains graph.violation(trail, ["IsLogging"], message) if {
	some trail in graph.resources("AWS::CloudTrail::Trail")
	not graph.is_true(trail.properties.IsLogging)
	message := sprintf("trail %v records nothing: IsLogging is %v", [
		trail.id, graph.show_at(trail.properties, ["IsLogging"], "absent"),
	])
}
