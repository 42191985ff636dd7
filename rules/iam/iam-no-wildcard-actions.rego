# METADATA
# title: IAM statements name exact actions
# description: >-
#   An Allow for `*`, for a whole service or for a wildcard that reaches write or permissions-management actions grants
#   more than anyone has thought of, and grows with each action that AWS adds. Wildcards that only read or list pass;
#   `*` on `*` is iam-no-administrator-access's. Permission boundaries count too: they say what a role may ever be
#   given.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html
# custom:
#   id: iam-no-wildcard-actions
#   severity: high
#   resources: [AWS::IAM::Role, AWS::IAM::Policy, AWS::IAM::ManagedPolicy, AWS::IAM::User, AWS::IAM::Group,
#     AWS::IAM::RolePolicy, AWS::IAM::UserPolicy, AWS::IAM::GroupPolicy, AWS::SSO::PermissionSet, AWS::IoT::Policy,
#     AWS::Serverless::Function, AWS::Serverless::StateMachine]
#   facts: [statements]
#   decides_on: []
#   judges: form
#   requirements: [S5, P19]
#   aliases: ["checkov:CKV_AWS_63", "cfn_nag:F3", "cfn_nag:F4", "cfn_nag:F5", "trivy:AWS-0057",
#     "cdk-nag:IAMPolicyNoStatementsWithFullAccess", "cdk-nag:IAMNoWildcardPermissions",
#     "guard-registry:IAM_POLICY_NO_STATEMENTS_WITH_FULL_ACCESS",
#     "guard-registry:IAM_MANAGEDPOLICY_NO_STATEMENTS_WITH_FULL_ACCESS",
#     "cfripper:IAMRoleWildcardActionOnPolicyRule"]
#   frameworks:
#     pci-dss-3.2.1: ["7.1.1", "7.2.1"]
#     hipaa-security: ["164.308(a)(3)(i)", "164.308(a)(4)(i)"]
#     nist-800-53-r5: [AC-3, AC-5, AC-6]
#   remediation: Name the actions that the code calls, one by one; IAM Access Analyzer lists them from CloudTrail.
#   profiles: [default, requirements]
package guardian.rules.iam_no_wildcard_actions

import data.guardian.graph
import data.guardian.policy

statements := array.concat(graph.statements("identity"), graph.statements("boundary"))

violations contains graph.violation(node, action.path, message) if {
	some statement in statements
	statement.effect == "Allow"
	not administrators(statement)
	some action in statement.actions
	action.wildcard
	is_string(action.value)
	excess := excess_of(action)
	node := policy.owner(statement)
	message := sprintf("%v of %v allows %v, %v", [policy.name(statement), node.id, action.value, excess])
}

administrators(statement) if {
	statement.kind == "identity"
	policy.everything(statement)
}

excess_of(action) := "every action of every service" if action.value in {"*", "*:*"}

excess_of(action) := "every action of the service" if whole_service(action)

excess_of(action) := sprintf("which reaches actions that %v", [reached(action)]) if {
	action.wildcard
	not action.value in {"*", "*:*"}
	not whole_service(action)
	count(dangerous(action)) > 0
}

whole_service(action) if {
	is_string(action.value)
	not action.value in {"*", "*:*"}
	policy.every_action(action.value)
}

dangerous(action) := {level | some level in action.access; level in {"write", "permissions"}}

reached(action) := "manage permissions" if "permissions" in dangerous(action)

reached(action) := "write" if not "permissions" in dangerous(action)

# A wildcard in a service that the catalogue of actions does not know, and an action that is not known.
undetermined contains graph.undetermined(node, action.path, reason) if {
	some statement in statements
	statement.effect == "Allow"
	some action in statement.actions
	not action.known
	reason := unknown(action)
	node := policy.owner(statement)
}

unknown(action) := sprintf("what %v reaches is not known", [action.value]) if {
	action.wildcard
	not whole_service(action)
	not action.value in {"*", "*:*"}
}

unknown(action) := sprintf("the action %v is not known", [graph.show(action.value)]) if graph.is_unknown(action.value)
