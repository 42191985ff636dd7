# METADATA
# title: Allow statements do not use NotAction
# description: >-
#   Allow with NotAction grants everything but the listed actions: every other service, and each new action on the day
#   that AWS adds it. It is judged in identity, trust and resource policies.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
# custom:
#   id: iam-no-not-action-allow
#   severity: high
#   resources: ["*"]
#   facts: [statements]
#   decides_on: []
#   judges: form
#   requirements: [S5, P19]
#   aliases: ["cfn_nag:W14", "cfn_nag:W15", "cfn_nag:W16", "cfn_nag:W17", "cfn_nag:W18", "cfn_nag:W19", "cfn_nag:W20",
#     "guard-registry:IAM_ROLE_OR_POLICY_NO_ALLOW_PLUS_NOT_ACTION",
#     "guard-registry:IAM_ROLE_NO_ALLOW_PLUS_NOT_ACTION_ON_TRUST_POLICY",
#     "guard-registry:S3_BUCKET_POLICY_NO_ALLOW_PLUS_NOT_ACTION",
#     "guard-registry:SNS_TOPICPOLICY_NO_ALLOW_PLUS_NOT_ACTION",
#     "guard-registry:SQS_QUEUEPOLICY_NO_ALLOW_PLUS_NOT_ACTION", "kics:818f38ed"]
#   frameworks:
#     nist-800-53-r5: [AC-3, AC-6]
#   remediation: List the actions that are needed under Action; keep NotAction for Deny statements.
#   profiles: [default, requirements]
package guardian.rules.iam_no_not_action_allow

import data.guardian.graph
import data.guardian.policy

violations contains graph.violation(node, statement.not_actions[0].path, message) if {
	some statement in input.facts.statements
	statement.kind in {"identity", "boundary", "trust", "resource"}
	statement.effect == "Allow"
	count(statement.not_actions) > 0
	node := policy.owner(statement)
	message := sprintf("%v of %v allows every action but %v", [
		policy.name(statement), node.id, listed(statement.not_actions),
	])
}

listed(items) := concat(", ", [graph.show(item.value) | some item in items])
