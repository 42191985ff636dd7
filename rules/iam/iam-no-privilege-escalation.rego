# METADATA
# title: Nobody can give themselves more permissions
# description: >-
#   Some permissions are a way to all others: writing policies, making keys for other users, changing the code of a
#   function with a powerful role, or passing such a role to something new. What counts is what a principal really has,
#   from all of its policies (those of AWS too), less what is denied, within its boundary. Passing one role of the
#   template that is no administrator is no such way; passing any role is.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
# - https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/
# custom:
#   id: iam-no-privilege-escalation
#   severity: high
#   resources: [AWS::IAM::Role, AWS::IAM::Policy, AWS::IAM::ManagedPolicy, AWS::IAM::User, AWS::IAM::Group,
#     AWS::IAM::RolePolicy, AWS::IAM::UserPolicy, AWS::IAM::GroupPolicy, AWS::SSO::PermissionSet,
#     AWS::Serverless::Function, AWS::Serverless::StateMachine]
#   facts: [principals]
#   decides_on: []
#   judges: facts
#   requirements: [P19]
#   aliases: ["checkov:CKV_AWS_110"]
#   frameworks:
#     nist-800-53-r5: [AC-3, AC-6]
#   remediation: >-
#     Name the roles, functions or users that the action is for, demand a permission boundary with a condition on
#     iam:PermissionsBoundary, or take the action away.
#   profiles: [default, requirements]
package guardian.rules.iam_no_privilege_escalation

import data.guardian.graph

violations contains graph.violation_with(node, path, message, places) if {
	some principal in input.facts.principals
	some {"owner": owner, "path": path} in deciding(principal)
	node := graph.resource(owner)
	ways := sure(principal, owner, path)
	message := sprintf("%v can get more permissions than it was given: it %v%v", [
		principal.id, concat(", then it ", ways[0].steps), more(ways),
	])
	places := [graph.related(graph.resource(place.owner), place.path, "with this permission") |
		some index, place in ways[0].places
		index > 0
	]
}

# Where the permissions stand that decide, each place once.
deciding(principal) := {{"owner": way.owner, "path": way.path} |
	some way in principal.escalations
	not way.undetermined
}

sure(principal, owner, path) := [way |
	some way in principal.escalations
	not way.undetermined
	way.owner == owner
	way.path == path
]

# The names of the other ways that the same permission opens.
more(ways) := "" if count(others(ways)) == 0

more(ways) := sprintf(" (and by %v)", [concat(", ", others(ways))]) if {
	count(others(ways)) > 0
	count(others(ways)) <= 5
}

more(ways) := sprintf(" (and by %v, and %v more)", [concat(", ", array.slice(others(ways), 0, 5)), count(others(ways)) - 5]) if {
	count(others(ways)) > 5
}

others(ways) := sort({way.name | some way in ways; way.name != ways[0].name})

# One way that is certain is enough: what else there may be adds nothing.
undetermined contains graph.undetermined(graph.resource(way.owner), way.path, reason) if {
	some principal in input.facts.principals
	count(deciding(principal)) == 0
	some way in principal.escalations
	reason := way.undetermined
}

undetermined contains graph.undetermined(graph.resource(gap.owner), gap.path, gap.reason) if {
	some principal in input.facts.principals
	not principal.admin
	count(deciding(principal)) == 0
	some gap in principal.undetermined
}
