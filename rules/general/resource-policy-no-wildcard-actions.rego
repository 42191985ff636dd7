# METADATA
# title: Resource policies name exact actions
# description: >-
#   A resource policy that allows `*` or all actions of the service lets the principals change the policy itself, and
#   delete the queue, topic, bucket or repository. The statement of a KMS key that gives its own account all actions is
#   what makes IAM policies work for the key, and endpoint policies only filter, so both are left out.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
# custom:
#   id: resource-policy-no-wildcard-actions
#   severity: medium
#   resources: ["*"]
#   facts: [statements]
#   decides_on: []
#   judges: form
#   requirements: []
#   aliases: ["cfn_nag:F2", "cfn_nag:F15", "cfn_nag:F20", "trivy:AWS-0097",
#     "guard-registry:IAM_ROLE_NO_FULL_ACCESS_ON_TRUST_POLICY", "guard-registry:S3_BUCKET_POLICY_NO_WILDCARD_ACTION",
#     "guard-registry:SQS_QUEUEPOLICY_NO_WILDCARD_ACTION", "cfripper:S3BucketPolicyWildcardActionRule",
#     "cfripper:SQSQueuePolicyWildcardActionRule", "cfripper:SNSTopicPolicyWildcardActionRule", "kics:4ae8af91"]
#   frameworks:
#     nist-800-53-r5: [AC-3, AC-6]
#   remediation: Name the actions that the principals need.
#   profiles: [default]
package guardian.rules.resource_policy_no_wildcard_actions

import data.guardian.graph
import data.guardian.policy

violations contains graph.violation(node, action.path, message) if {
	some statement in input.facts.statements
	statement.kind in {"resource", "trust"}
	statement.effect == "Allow"
	node := policy.owner(statement)
	not node.type in {"AWS::KMS::Key", "AWS::KMS::ReplicaKey"}
	some action in statement.actions
	is_string(action.value)
	policy.every_action(action.value)
	message := sprintf("%v of %v allows %v, every action", [policy.name(statement), node.id, action.value])
}
