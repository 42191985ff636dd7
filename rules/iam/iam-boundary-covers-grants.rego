# METADATA
# title: A permission boundary lets through what its role is granted
# description: >-
#   What a role may do is what its policies and its boundary allow both. An action that a policy grants and the boundary
#   leaves out is denied when the code calls it. `*` is not judged: it leaves it to the boundary to say what is granted.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
# custom:
#   id: iam-boundary-covers-grants
#   severity: medium
#   resources: [AWS::IAM::Role, AWS::IAM::User]
#   facts: [ineffective]
#   decides_on: [PermissionsBoundary]
#   requirements: [N30]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [AC-6]
#   remediation: Allow the action in the boundary, or take it out of the policy.
#   profiles: [requirements]
package guardian.rules.iam_boundary_covers_grants

import data.guardian.graph

violations contains graph.violation_with(node, row.path, message, [boundary]) if {
	some row in input.facts.ineffective
	row.kind == "outside-boundary"
	node := graph.resource(row.owner)
	principal := graph.resource(row.principal)
	message := sprintf("%v is granted %v, which its permission boundary does not let through", [
		principal.id, listed(row.actions),
	])
	boundary := graph.related(principal, ["PermissionsBoundary"], "the boundary")
}

listed(actions) := concat(", ", actions) if count(actions) <= 3

listed(actions) := sprintf("%v and %v more", [concat(", ", array.slice(actions, 0, 3)), count(actions) - 3]) if {
	count(actions) > 3
}
