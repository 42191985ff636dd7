# METADATA
# title: iam:PassRole names the roles that may be passed
# description: >-
#   Who may pass any role, and may create a function, an instance or a task, gets the permissions of the most powerful
#   role of the account. A condition on iam:PassedToService limits where the role goes, not which role it is. `*` on `*`
#   is iam-no-administrator-access's.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
# custom:
#   id: iam-passrole-not-on-wildcard
#   severity: high
#   resources: [AWS::IAM::Role, AWS::IAM::Policy, AWS::IAM::ManagedPolicy, AWS::IAM::User, AWS::IAM::Group,
#     AWS::IAM::RolePolicy, AWS::IAM::UserPolicy, AWS::IAM::GroupPolicy, AWS::SSO::PermissionSet, AWS::IoT::Policy,
#     AWS::Serverless::Function, AWS::Serverless::StateMachine]
#   facts: [statements]
#   decides_on: []
#   judges: form
#   requirements: [P19]
#   aliases: ["cfn_nag:F38", "cfn_nag:F39", "cfn_nag:F40",
#     "guard-registry:IAM_POLICY_NO_WILDCARD_RESOURCE_ON_PASSROLE",
#     "guard-registry:IAM_ROLE_NO_WILDCARD_RESOURCE_ON_PASSROLE"]
#   frameworks:
#     nist-800-53-r5: [AC-3, AC-6]
#   remediation: Name the ARN of each role that is passed, or a path that only such roles have.
#   profiles: [default, requirements]
package guardian.rules.iam_passrole_not_on_wildcard

import data.guardian.graph
import data.guardian.policy

statements := [statement |
	some kind in ["identity", "boundary"]
	some statement in graph.statements(kind)
	statement.effect == "Allow"
]

violations contains graph.violation(node, resource.path, message) if {
	some statement in statements
	not administrators(statement)
	action := passing(statement)[0]
	some resource in statement.resources
	any_role(resource)
	node := policy.owner(statement)
	message := sprintf("%v of %v lets any role be passed, because it allows %v on %v", [
		policy.name(statement), node.id, action, graph.show(resource.value),
	])
}

administrators(statement) if {
	statement.kind == "identity"
	policy.everything(statement)
}

passing(statement) := [action.value |
	some action in statement.actions
	is_string(action.value)
	passes(graph.lower(action.value))
]

passes(action) if action == "iam:passrole"

passes(action) if {
	strings.any_prefix_match(action, {"*", "?", "i"})
	policy.has_wildcard(action)
	glob.match(action, null, "iam:passrole")
}

any_role(resource) if {
	resource.every
	policy.wildcard(policy.flat(resource.value))
}

any_role(resource) if {
	resource.every
	about_iam(split(policy.flat(resource.value), ":"))
}

any_role(resource) if {
	parts := split(policy.flat(resource.value), ":")
	count(parts) == 6
	parts[0] == "arn"
	parts[2] == "iam"
	startswith(parts[5], "role/")
	trim(trim_prefix(parts[5], "role/"), "*/") == ""
}

about_iam(parts) if {
	parts[0] == "arn"
	parts[1] == "*"
}

about_iam(parts) if {
	parts[0] == "arn"
	parts[2] in {"iam", "*"}
}

undetermined contains graph.undetermined(node, resource.path, reason) if {
	some statement in statements
	count(passing(statement)) > 0
	some resource in statement.resources
	graph.is_unknown(resource.value)
	node := policy.owner(statement)
	reason := sprintf("the resource %v is not known", [graph.show(resource.value)])
}
