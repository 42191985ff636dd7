# METADATA
# title: Trails cover all regions
# description: >-
#   A trail records the region that it is made in unless IsMultiRegionTrail is true, and what an attacker starts in
#   another region leaves no trace.
# related_resources:
# - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/receive-cloudtrail-log-files-from-multiple-regions.html
# custom:
#   id: cloudtrail-multi-region
#   severity: medium
#   resources: [AWS::CloudTrail::Trail]
#   decides_on: [IsMultiRegionTrail]
#   requirements: [N20]
#   aliases: ["checkov:CKV_AWS_67", "trivy:AWS-0014", "guard-registry:MULTI_REGION_CLOUD_TRAIL_ENABLED", "kics:058ac855"]
#   frameworks:
#     cis-aws-1.4: ["3.1"]
#     pci-dss-3.2.1: ["10.1", "10.2.1"]
#     nist-800-53-r5: [AU-2, AU-12]
#   remediation: Set IsMultiRegionTrail to true.
#   profiles: [requirements]
package guardian.rules.cloudtrail_multi_region

import data.guardian.graph

violations contains graph.violation(trail, ["IsMultiRegionTrail"], message) if {
	some trail in graph.resources("AWS::CloudTrail::Trail")
	not graph.is_true(trail.properties.IsMultiRegionTrail)
	message := sprintf("trail %v covers one region: IsMultiRegionTrail is %v", [
		trail.id, graph.show_at(trail.properties, ["IsMultiRegionTrail"], "absent, which means false"),
	])
}
