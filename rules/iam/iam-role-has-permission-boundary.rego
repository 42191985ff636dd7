# METADATA
# title: Roles of instances and functions have a permission boundary
# description: >-
#   A permission boundary is the limit of what a role may ever do, whatever policies are attached to it later. Where a
#   system requires one (setting permission_boundary), a role that instances or functions run with and that has none is
#   limited by nothing. The roles that CDK adds on its own are left out.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
# custom:
#   id: iam-role-has-permission-boundary
#   severity: medium
#   resources: [AWS::IAM::Role]
#   reads: [AWS::IAM::InstanceProfile, AWS::Lambda::Function, AWS::Serverless::Function]
#   decides_on: [PermissionsBoundary]
#   requirements: [N13]
#   aliases: []
#   settings: [permission_boundary]
#   frameworks:
#     nist-800-53-r5: [AC-6]
#   remediation: Set PermissionsBoundary to the ARN of a managed policy that allows what such roles may do at most.
#   profiles: [novacart]
package guardian.rules.iam_role_has_permission_boundary

import data.guardian.graph

# What runs with a role, and from which of its properties it names it.
users := {
	"AWS::IAM::InstanceProfile": "Roles",
	"AWS::Lambda::Function": "Role",
	"AWS::Serverless::Function": "Role",
}

violations contains graph.violation_with(role, ["PermissionsBoundary"], message, places) if {
	graph.setting("permission_boundary") == "required"
	some role in graph.resources("AWS::IAM::Role")
	not graph.is_helper(role)
	not role.properties.PermissionsBoundary
	run_by := [user | some type, property in users; some user in graph.referrers(role, type, [property])]
	count(run_by) > 0
	message := sprintf("role %v of %v has no permission boundary", [
		role.id, concat(", ", sort([user.id | some user in run_by])),
	])
	places := [graph.related(user, [users[user.type]], "runs with it") | some user in run_by]
}
