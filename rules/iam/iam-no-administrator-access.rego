# METADATA
# title: Nobody is given administrator access
# description: >-
#   AdministratorAccess, PowerUserAccess, IAMFullAccess and a statement that allows `*` on `*` hand over the account:
#   with the first two at once, with the third after one more step.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
# - https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html
# custom:
#   id: iam-no-administrator-access
#   severity: critical
#   resources: [AWS::IAM::Role, AWS::IAM::Policy, AWS::IAM::ManagedPolicy, AWS::IAM::User, AWS::IAM::Group,
#     AWS::IAM::RolePolicy, AWS::IAM::UserPolicy, AWS::IAM::GroupPolicy, AWS::SSO::PermissionSet, AWS::IoT::Policy,
#     AWS::Serverless::Function, AWS::Serverless::StateMachine]
#   facts: [statements]
#   decides_on: []
#   judges: form
#   requirements: [P19, S5]
#   aliases: ["checkov:CKV_AWS_62", "regula:FG_R00092", "cdk-nag:IAMPolicyNoStatementsWithAdminAccess",
#     "guard-registry:IAM_POLICY_NO_STATEMENTS_WITH_ADMIN_ACCESS", "kics:f62aa827", "kics:953b3cdb", "cfn_nag:W43",
#     "cfn_nag:W44", "guard-registry:IAM_ROLE_ADMINISTRATOR_ACCESS_POLICY_RULE",
#     "cfripper:IAMRolesOverprivilegedRule", "checkov:CKV_AWS_63", "checkov:CKV_AWS_109", "cfn_nag:F3", "cfn_nag:F4",
#     "cfn_nag:F5", "cfn_nag:F38", "cfn_nag:F39", "cfn_nag:F40", "trivy:AWS-0057",
#     "guard-registry:IAM_POLICY_NO_STATEMENTS_WITH_FULL_ACCESS",
#     "guard-registry:IAM_MANAGEDPOLICY_NO_STATEMENTS_WITH_FULL_ACCESS"]
#   frameworks:
#     cis-aws-1.4: ["1.16"]
#     pci-dss-3.2.1: ["7.1.1", "7.2.1", "7.2.2"]
#     hipaa-security: ["164.308(a)(3)(i)", "164.308(a)(4)(i)"]
#     nist-800-53-r5: [AC-2, AC-3, AC-5, AC-6]
#   remediation: Attach a policy of your own with the actions and resources that the role needs.
#   profiles: [default, requirements]
package guardian.rules.iam_no_administrator_access

import data.guardian.graph
import data.guardian.policy

managed := {"AdministratorAccess", "PowerUserAccess", "IAMFullAccess"}

attachments := [
	["AWS::IAM::Role", "ManagedPolicyArns"],
	["AWS::IAM::User", "ManagedPolicyArns"],
	["AWS::IAM::Group", "ManagedPolicyArns"],
	["AWS::SSO::PermissionSet", "ManagedPolicies"],
	["AWS::Serverless::Function", "Policies"],
	["AWS::Serverless::StateMachine", "Policies"],
]

violations contains graph.violation(node, path, message) if {
	some [type, property] in attachments
	some node in graph.resources(type)
	some {"value": value, "path": path} in entries(node, property)
	name := managed_name(policy.flat(value))
	message := sprintf("%v is given the AWS managed policy %v", [node.id, name])
}

entries(node, property) := [{"value": value, "path": [property, index]} |
	some index, value in node.properties[property]
] if {
	is_array(node.properties[property])
}

entries(node, property) := [{"value": node.properties[property], "path": [property]}] if {
	not is_array(node.properties[property])
}

managed_name(text) := name if {
	some name in managed
	endswith(text, concat("", [":iam::aws:policy/", name]))
}

# SAM takes the bare name too.
managed_name(text) := text if text in managed

violations contains graph.violation(node, action.path, message) if {
	some statement in graph.statements("identity")
	statement.effect == "Allow"
	some action in statement.actions
	action.value in {"*", "*:*"}
	policy.everything(statement)
	node := policy.owner(statement)
	message := sprintf("%v of %v allows every action on every resource", [policy.name(statement), node.id])
}

undetermined contains graph.undetermined(node, path, reason) if {
	some [type, property] in attachments
	some node in graph.resources(type)
	some {"value": value, "path": path} in entries(node, property)
	graph.is_unknown(value)
	reason := sprintf("the managed policy %v is not known", [graph.show(value)])
}
