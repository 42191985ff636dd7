# METADATA
# title: Allow statements do not use NotPrincipal
# description: >-
#   Allow with NotPrincipal lets in everybody but the listed principals, anonymous callers among them. IAM refuses it in
#   trust policies, and most services take it as it stands.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
# custom:
#   id: policy-no-not-principal-allow
#   severity: high
#   resources: ["*"]
#   facts: [statements]
#   decides_on: []
#   judges: form
#   requirements: []
#   aliases: ["cfn_nag:F6", "cfn_nag:F7", "cfn_nag:F8", "cfn_nag:F9",
#     "guard-registry:IAM_ROLE_NO_ALLOW_PLUS_NOT_PRINCIPAL",
#     "guard-registry:S3_BUCKETPOLICY_NO_ALLOW_PLUS_NOTPRINCIPAL",
#     "guard-registry:SNS_TOPICPOLICY_NO_ALLOW_PLUS_NOTPRINCIPAL",
#     "guard-registry:SQS_QUEUEPOLICY_NO_ALLOW_PLUS_NOTPRINCIPAL",
#     "cfripper:SNSTopicPolicyNotPrincipalRule", "cfripper:SQSQueuePolicyNotPrincipalRule"]
#   frameworks:
#     nist-800-53-r5: [AC-3, AC-6]
#   remediation: List the principals that are let in under Principal; keep NotPrincipal for Deny statements.
#   profiles: [default]
package guardian.rules.policy_no_not_principal_allow

import data.guardian.graph
import data.guardian.policy

violations contains graph.violation(node, statement.not_principals[0].path, message) if {
	some statement in input.facts.statements
	statement.effect == "Allow"
	count(statement.not_principals) > 0
	node := policy.owner(statement)
	message := sprintf("%v of %v lets in everybody but %v", [
		policy.name(statement), node.id, listed(statement.not_principals),
	])
}

listed(items) := concat(", ", [graph.show(item.value) | some item in items])
