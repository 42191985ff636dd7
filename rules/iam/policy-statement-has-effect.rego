# METADATA
# title: Policy statements have an effect
# description: >-
#   A statement that does nothing hides a mistake: an action that AWS does not have, an Allow that a Deny of the same
#   policy takes back whole, or a resource of another service than that of the actions. What was meant is not allowed,
#   or not denied.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
# - https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
# custom:
#   id: policy-statement-has-effect
#   severity: low
#   resources: ["*"]
#   facts: [ineffective]
#   decides_on: []
#   judges: facts
#   requirements: []
#   aliases: []
#   remediation: Correct the name of the action or the resource, or take the statement out.
#   profiles: []
package guardian.rules.policy_statement_has_effect

import data.guardian.graph

violations contains graph.violation(node, row.path, message) if {
	some row in input.facts.ineffective
	row.kind in {"denied", "no-such-action", "foreign-resource"}
	node := graph.resource(row.owner)
	message := sprintf("a policy of %v says something without effect: %v", [node.id, row.why])
}
