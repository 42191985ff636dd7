# METADATA
# title: A permission boundary limits something
# description: >-
#   A boundary grants nothing, it only limits. One that allows every action on every resource and denies none, such as
#   AdministratorAccess, is none.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
# custom:
#   id: iam-permission-boundary-is-real
#   severity: medium
#   resources: [AWS::IAM::Role, AWS::IAM::User]
#   facts: [principals]
#   decides_on: [PermissionsBoundary]
#   requirements: [N13]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [AC-6]
#   remediation: Allow in the boundary only the services that such roles need, or deny what none of them may do.
#   profiles: [novacart]
package guardian.rules.iam_permission_boundary_is_real

import data.guardian.graph

violations contains graph.violation(node, ["PermissionsBoundary"], message) if {
	some principal in input.facts.principals
	principal.boundary == "everything"
	node := graph.resource(principal.key)
	not graph.is_helper(node)
	message := sprintf("the permission boundary of %v allows every action on every resource, so it limits nothing", [node.id])
}

undetermined contains graph.undetermined(node, ["PermissionsBoundary"], reason) if {
	some principal in input.facts.principals
	principal.boundary == "unknown"
	node := graph.resource(principal.key)
	not graph.is_helper(node)
	reason := "what the permission boundary allows is not known"
}
