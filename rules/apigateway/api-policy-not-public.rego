# METADATA
# title: Resource policies of APIs do not let everybody in
# description: >-
#   A resource policy that allows the principal `*` without a condition does not restrict anything: each method without
#   authorization is open to everybody. A condition on the VPC endpoint, the address, the account or the organization
#   closes it, and so does a Deny for everybody else.
# related_resources:
# - https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies.html
# custom:
#   id: api-policy-not-public
#   severity: medium
#   resources: [AWS::ApiGateway::RestApi, AWS::Serverless::Api]
#   facts: [statements]
#   decides_on: []
#   judges: form
#   requirements: []
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [AC-3]
#   remediation: Name principals, or add a condition on aws:SourceVpce, aws:SourceIp or aws:PrincipalOrgID.
#   profiles: [default]
package guardian.rules.api_policy_not_public

import data.guardian.graph
import data.guardian.policy

types := {"AWS::ApiGateway::RestApi", "AWS::Serverless::Api"}

statements := [statement |
	some statement in graph.statements("resource")
	policy.owner(statement).type in types
]

violations contains graph.violation(api, principal.path, message) if {
	some statement in statements
	some principal in policy.public_principals(statement)
	api := policy.owner(statement)
	message := sprintf("%v of API %v lets everybody in: its principal is %v and no condition closes it", [
		policy.name(statement), api.id, principal.value,
	])
}

undetermined contains graph.undetermined(api, principal.path, reason) if {
	some statement in statements
	some principal in policy.maybe_public_principals(statement)
	api := policy.owner(statement)
	reason := sprintf("whom %v lets in is not known", [graph.show(principal.value)])
}
