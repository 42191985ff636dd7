# METADATA
# title: Roles are not open to everybody
# description: >-
#   A role that trusts `*` can be assumed from every AWS account. A condition on the organization, the account, the
#   network or the ARN of the caller closes it. sts:ExternalId does not: an external id is a name, no secret, and
#   whoever learns it is in.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
# custom:
#   id: iam-trust-not-open
#   severity: critical
#   resources: [AWS::IAM::Role, AWS::Serverless::Function]
#   facts: [statements]
#   decides_on: []
#   judges: form
#   requirements: []
#   aliases: ["checkov:CKV_AWS_60", "kics:f80e3aa7"]
#   frameworks:
#     pci-dss-3.2.1: ["7.1.1", "7.2.1"]
#     nist-800-53-r5: [AC-3, AC-6]
#   remediation: Name the account, role or service that assumes the role, or add a condition on aws:PrincipalOrgID.
#   profiles: [default]
package guardian.rules.iam_trust_not_open

import data.guardian.graph
import data.guardian.policy

violations contains graph.violation(node, principal.path, message) if {
	some statement in graph.statements("trust")
	some principal in policy.public_principals(statement)
	node := policy.owner(statement)
	message := sprintf("role %v can be assumed from every AWS account, because its trust policy names the principal %v", [
		node.id, principal.value,
	])
}

undetermined contains graph.undetermined(node, principal.path, reason) if {
	some statement in graph.statements("trust")
	some principal in policy.maybe_public_principals(statement)
	node := policy.owner(statement)
	reason := sprintf("whom %v lets in is not known", [graph.show(principal.value)])
}
