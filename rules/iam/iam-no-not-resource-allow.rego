# METADATA
# title: Allow statements do not use NotResource
# description: >-
#   Allow with NotResource grants the actions on everything but the listed resources, those of other services and those
#   made later among them.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html
# custom:
#   id: iam-no-not-resource-allow
#   severity: high
#   resources: ["*"]
#   facts: [statements]
#   decides_on: []
#   judges: form
#   requirements: [S6, P19]
#   aliases: ["cfn_nag:W21", "cfn_nag:W22", "cfn_nag:W23",
#     "guard-registry:IAM_ROLE_OR_POLICY_NO_ALLOW_PLUS_NOT_RESOURCE"]
#   frameworks:
#     nist-800-53-r5: [AC-3, AC-6]
#   remediation: List the resources that are needed under Resource; keep NotResource for Deny statements.
#   profiles: [default, requirements]
package guardian.rules.iam_no_not_resource_allow

import data.guardian.graph
import data.guardian.policy

violations contains graph.violation(node, statement.not_resources[0].path, message) if {
	some statement in input.facts.statements
	statement.kind in {"identity", "boundary", "resource"}
	statement.effect == "Allow"
	count(statement.not_resources) > 0
	node := policy.owner(statement)
	message := sprintf("%v of %v allows its actions on every resource but %v", [
		policy.name(statement), node.id, listed(statement.not_resources),
	])
}

listed(items) := concat(", ", [graph.show(item.value) | some item in items])
