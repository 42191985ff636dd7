# METADATA
# title: Names end with the environment's suffix
# description: >-
#   Several deployments in one account collide unless each name carries its environment (setting environment_suffix) as
#   its last word, as in resource-type-suffix. After it, only the account and the region may stand. A name that AWS
#   makes is unique in any case, and carries the stack's name.
# related_resources:
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
# - https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html
# custom:
#   id: resource-names-have-suffix
#   severity: low
#   resources: ["AWS::*"]
#   decides_on: []
#   judges: form
#   requirements: [P24, C28]
#   aliases: []
#   settings: [environment_suffix]
#   remediation: End the name with a hyphen and the suffix.
#   profiles: [payment-api, pci-payments]
package guardian.rules.resource_names_have_suffix

import data.guardian.graph
import data.guardian.names

suffix := graph.setting("environment_suffix")

# The suffix as a word of its own, with nothing after it but what makes a name unique or an end that AWS dictates.
pattern := sprintf(
	`(^|[-_/.])%v([-_](\*|\d{12}|[a-z]{2}(-[a-z]+)+-\d))*(\.fifo)?(/.*)?$`,
	[replace(suffix, ".", `\.`)],
)

violations contains graph.violation(row.node, row.path, message) if {
	some row in names.named
	not graph.is_helper(row.node)
	not ends(row)
	not names.has_gap(row)
	message := sprintf("name %v of %v does not end with -%v", [graph.show(row.value), row.node.id, suffix])
}

undetermined contains graph.undetermined(row.node, row.path, reason) if {
	some row in names.named
	not graph.is_helper(row.node)
	not ends(row)
	names.has_gap(row)
	reason := sprintf("how name %v ends is known only at deployment", [graph.show(row.value)])
}

undetermined contains graph.undetermined(entry.node, [], reason) if {
	suffix
	some entry in names.unnamed
	not graph.is_helper(entry.node)
	reason := sprintf("%v is given a name by AWS, which has the stack's in it", [entry.node.id])
}

ends(row) if regex.match(pattern, names.free(row))

# The name of another resource carries its own suffix.
ends(row) if contains(names.flat(row), "&")
