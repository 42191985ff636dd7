# METADATA
# title: The template makes IAM users sign in with MFA
# description: >-
#   Nothing in IAM asks for a second factor. A policy that denies everything while aws:MultiFactorAuthPresent is false,
#   or absent (BoolIfExists), does, for the users of the groups that it is attached to.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
# custom:
#   id: iam-users-must-use-mfa
#   severity: high
#   resources: ["AWS::IAM::*"]
#   facts: [statements]
#   reads: ["AWS::IAM::*"]
#   decides_on: []
#   existence: true
#   requirements: [B13p]
#   aliases: []
#   remediation: >-
#     Add a managed policy that denies all but the MFA actions with BoolIfExists aws:MultiFactorAuthPresent false,
#     attach it to a group, and put every user into the group.
#   profiles: [secure-baseline]
package guardian.rules.iam_users_must_use_mfa

import data.guardian.graph
import data.guardian.policy

# The resources whose policies deny what is done without MFA.
denying contains statement.owner if {
	some statement in graph.statements("identity")
	statement.effect == "Deny"
	covers_much(statement)
	some condition in statement.conditions
	without_mfa(condition)
}

covers_much(statement) if count(statement.not_actions) > 0

covers_much(statement) if {
	some action in statement.actions
	action.value == "*"
}

without_mfa(condition) if {
	graph.lower(condition.key) == "aws:multifactorauthpresent"
	graph.lower(condition.operator) == "boolifexists"
	some value in condition.values
	graph.is_false(value)
}

# The groups that get such a policy.
enforcing contains group.key if {
	some group in graph.resources("AWS::IAM::Group")
	group.key in denying
}

enforcing contains group.key if {
	some key in denying
	some group in graph.targets(graph.resource(key), [])
	group.type == "AWS::IAM::Group"
}

enforcing contains group.key if {
	some key in denying
	some group in graph.referrers(graph.resource(key), "AWS::IAM::Group", ["ManagedPolicyArns"])
}

violations contains graph.template_violation(["Resources"], message) if {
	count(denying) == 0
	message := "the template has no policy that makes IAM users sign in with MFA"
}

violations contains graph.violation(owner, [], message) if {
	count(enforcing) == 0
	some key in denying
	owner := graph.resource(key)
	not owner.type == "AWS::IAM::User"
	not owner.type == "AWS::IAM::UserPolicy"
	not named_group(owner)
	message := sprintf("policy %v asks for MFA and is attached to no group", [owner.id])
}

violations contains graph.violation(user, [], message) if {
	count(denying) > 0
	some user in graph.resources("AWS::IAM::User")
	not must_use(user)
	not joins_unseen(user)
	message := sprintf("user %v is in no group that must use MFA", [user.id])
}

undetermined contains graph.undetermined(user, ["Groups"], reason) if {
	some user in graph.resources("AWS::IAM::User")
	not must_use(user)
	joins_unseen(user)
	reason := sprintf("user %v joins a group that is not in the template", [user.id])
}

# A group that is named, imported or given as a parameter has its policies elsewhere.
joins_unseen(user) if {
	some index, _ in graph.as_list(user.properties.Groups)
	count(graph.targets(user, ["Groups", index])) == 0
}

must_use(user) if user.key in denying

must_use(user) if {
	some key in denying
	graph.refers(graph.resource(key), ["Users"], user)
}

must_use(user) if {
	some key in denying
	graph.refers(user, ["ManagedPolicyArns"], graph.resource(key))
}

must_use(user) if {
	some group in graph.targets(user, ["Groups"])
	group.key in enforcing
}

must_use(user) if {
	some addition in graph.referrers(user, "AWS::IAM::UserToGroupAddition", ["Users"])
	some group in graph.targets(addition, ["GroupName"])
	group.key in enforcing
}

# A group that is made elsewhere.
named_group(owner) if {
	some group in graph.as_list(owner.properties.Groups)
	not graph.is_ref(group)
}
