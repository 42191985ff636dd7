# METADATA
# title: Actions that manage permissions name their resources
# description: >-
#   Who may attach policies, write trust or bucket policies, make keys for users or grant the use of a KMS key on any
#   resource can give themselves whatever else the account holds. The statement fails unless it names the resources or
#   carries a condition. Actions with a wildcard are iam-no-wildcard-actions'.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
# custom:
#   id: iam-permissions-management-not-on-wildcard
#   severity: high
#   resources: [AWS::IAM::Role, AWS::IAM::Policy, AWS::IAM::ManagedPolicy, AWS::IAM::User, AWS::IAM::Group,
#     AWS::IAM::RolePolicy, AWS::IAM::UserPolicy, AWS::IAM::GroupPolicy, AWS::SSO::PermissionSet,
#     AWS::Serverless::Function, AWS::Serverless::StateMachine]
#   facts: [statements]
#   decides_on: []
#   judges: form
#   requirements: [P19]
#   aliases: ["checkov:CKV_AWS_109"]
#   frameworks:
#     nist-800-53-r5: [AC-3, AC-6]
#   remediation: >-
#     Name the roles, keys or buckets, or demand a permission boundary with a condition on iam:PermissionsBoundary.
#   profiles: [default, requirements]
package guardian.rules.iam_permissions_management_not_on_wildcard

import data.guardian.graph
import data.guardian.policy

violations contains graph.violation(node, action.path, message) if {
	some statement in graph.statements("identity")
	statement.effect == "Allow"
	count(statement.conditions) == 0
	some action in statement.actions
	not action.wildcard
	action.resource_scoped
	"permissions" in action.access
	some resource in statement.resources
	resource.every
	node := policy.owner(statement)
	message := sprintf("%v of %v allows %v, which manages permissions, on %v without a condition", [
		policy.name(statement), node.id, action.value, graph.show(resource.value),
	])
}
