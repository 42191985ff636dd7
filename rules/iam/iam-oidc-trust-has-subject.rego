# METADATA
# title: Trust in an OpenID Connect provider is limited to a subject
# description: >-
#   A provider such as GitHub Actions, GitLab or an EKS cluster issues tokens for all of its users and workloads.
#   Without a condition on the `sub` claim, any repository of the world, or any pod of the cluster, can assume the role;
#   the `aud` claim is the same for all of them. A subject that is all wildcard, such as `*` or `repo:*`, limits
#   nothing.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
# - https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
# custom:
#   id: iam-oidc-trust-has-subject
#   severity: high
#   resources: [AWS::IAM::Role]
#   reads: [AWS::IAM::OIDCProvider]
#   facts: [statements]
#   decides_on: []
#   judges: form
#   requirements: []
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [AC-3, AC-6, IA-8]
#   remediation: >-
#     Add a StringEquals or StringLike condition on the provider's `sub` key, such as
#     `token.actions.githubusercontent.com:sub` with `repo:my-org/my-repo:ref:refs/heads/main`.
#   profiles: [default]
package guardian.rules.iam_oidc_trust_has_subject

import data.guardian.graph
import data.guardian.policy

violations contains graph.violation(node, principal.path, message) if {
	some statement in graph.statements("trust")
	statement.effect == "Allow"
	some action in statement.actions
	takes_web_identity(action)
	some principal in statement.principals
	principal.type == "Federated"
	is_provider(principal.value)
	not limited(statement)
	node := policy.owner(statement)
	message := sprintf("role %v can be assumed by anyone to whom %v issues a token, because %v", [
		node.id, graph.show(principal.value), why(statement),
	])
}

takes_web_identity(action) if {
	is_string(action.value)
	glob.match(graph.lower(action.value), null, "sts:assumerolewithwebidentity")
}

# Providers that were made in IAM; the built-in ones (Cognito, Google, Facebook, Amazon) have claims of their own.
is_provider(value) if contains(policy.flat(value), ":oidc-provider/")

is_provider(value) if graph.resource(value["$ref"]).type == "AWS::IAM::OIDCProvider"

# A statement is limited by a subject that begins with something definite beyond its kind: `repo:octo-org/…`.
limited(statement) if {
	some condition in subjects(statement)
	policy.positive(graph.lower(condition.operator))
	count([value | some value in condition.values; is_open(policy.flat(value))]) == 0
}

subjects(statement) := [condition |
	some condition in statement.conditions
	endswith(graph.lower(condition.key), ":sub")
]

is_open(subject) if strings.any_prefix_match(subject, {"*", "?"})

is_open(subject) if {
	some start in {"repo:", "project_path:", "organization:", "org:", "system:serviceaccount:"}
	startswith(subject, start)
	strings.any_prefix_match(trim_prefix(subject, start), {"*", "?"})
}

why(statement) := "no condition looks at the sub claim" if count(subjects(statement)) == 0

why(statement) := "its condition on the sub claim takes any subject" if count(subjects(statement)) > 0
