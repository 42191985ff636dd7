# METADATA
# title: References resolve
# description: >-
#   A Ref, GetAtt, Sub, DependsOn, Condition or FindInMap to a name that the template does not define makes
#   CloudFormation refuse the template; where only part of it is deployed or generated, it is a part that is not
#   connected.
# related_resources:
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html
# custom:
#   id: template-references-resolve
#   severity: high
#   resources: ["*"]
#   facts: [dangling]
#   decides_on: []
#   judges: facts
#   requirements: [N29]
#   aliases: []
#   remediation: Correct the name, or define the resource, parameter, condition or mapping.
#   profiles: [default, requirements]
package guardian.rules.template_references_resolve

import data.guardian.graph

violations contains graph.violation(node, row.path, message(row)) if {
	some row in input.facts.dangling
	row.section == "properties"
	node := graph.resource(row.resource)
}

violations contains graph.attribute_violation(node, row.path, message(row)) if {
	some row in input.facts.dangling
	row.section == "attributes"
	node := graph.resource(row.resource)
}

violations contains graph.template_violation(row.path, message(row)) if {
	some row in input.facts.dangling
	row.section == "template"
}

message(row) := sprintf("%v refers to %v, which the template does not define", [row.kind, row.name])
