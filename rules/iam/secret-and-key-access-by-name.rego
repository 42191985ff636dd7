# METADATA
# title: Secrets, parameters and keys are read by name
# description: >-
#   Who may call secretsmanager:GetSecretValue, ssm:GetParameter or kms:Decrypt on everything reads the secrets of every
#   other application of the account. A wildcard behind the name of one secret (its random suffix) or behind a path of
#   parameters is a name; `secret:*`, `parameter/*`, `key/*` are not. A condition on the tag of the secret or on the
#   alias or the encryption context of the key names it in another way. kms:ViaService does not.
# related_resources:
# - https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples.html
# - https://docs.aws.amazon.com/kms/latest/developerguide/iam-policies-best-practices.html
# - https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html
# custom:
#   id: secret-and-key-access-by-name
#   severity: high
#   resources: [AWS::IAM::Role, AWS::IAM::Policy, AWS::IAM::ManagedPolicy, AWS::IAM::User, AWS::IAM::Group,
#     AWS::IAM::RolePolicy, AWS::IAM::UserPolicy, AWS::IAM::GroupPolicy, AWS::SSO::PermissionSet,
#     AWS::Serverless::Function, AWS::Serverless::StateMachine]
#   facts: [statements]
#   decides_on: []
#   judges: form
#   requirements: [N15, C23, S6]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [AC-3, AC-6]
#   remediation: Name the ARN of the secret, of the parameter (or its path) and of the key under Resource.
#   profiles: [default, requirements]
package guardian.rules.secret_and_key_access_by_name

import data.guardian.graph
import data.guardian.policy

violations contains graph.violation(node, resource.path, message) if {
	some statement in reading_statements
	not policy.names_secret(statement)
	some resource in statement.resources
	actions := reads(statement, policy.flat(resource.value))
	count(actions) > 0
	node := policy.owner(statement)
	message := sprintf("%v of %v allows %v on %v, which is every one of the account", [
		policy.name(statement), node.id, concat(", ", sort(actions)), graph.show(resource.value),
	])
}

# Few statements are about these services.
reading_statements := [statement |
	some statement in graph.statements("identity")
	statement.effect == "Allow"
	count([action |
		some action in statement.actions
		is_string(action.value)
		strings.any_prefix_match(graph.lower(action.value), {"secretsmanager:", "ssm:", "kms:"})
	]) > 0
]

# The reading actions of a statement for which a resource names nothing. `*` as an action is another rule's.
reads(statement, resource) := {action.value |
	some action in statement.actions
	is_string(action.value)
	contains(action.value, ":")
	some name, before in policy.reading
	matches(graph.lower(action.value), name)
	nameless(resource, before)
}

matches(pattern, name) if pattern == name

matches(pattern, name) if {
	policy.has_wildcard(pattern)
	split(pattern, ":")[0] == split(name, ":")[0]
	glob.match(pattern, null, name)
}

nameless(resource, _) if policy.any_resource(resource)

nameless(resource, before) if {
	fields := split(resource, ":")
	count(fields) >= 6
	rest := concat(":", array.slice(fields, 5, count(fields)))
	some start in {before, trim_suffix(before, "/")}
	startswith(rest, start)
	policy.wildcard(trim_prefix(rest, start))
}

undetermined contains graph.undetermined(node, resource.path, reason) if {
	some statement in reading_statements
	not policy.names_secret(statement)
	some resource in statement.resources
	graph.is_unknown(resource.value)
	count(reads(statement, "*")) > 0
	node := policy.owner(statement)
	reason := sprintf("the resource %v is not known", [graph.show(resource.value)])
}
