# METADATA
# title: API methods are authorised by a function
# description: >-
#   Where a system decides itself who may call, each method has the AuthorizationType CUSTOM and a Lambda authorizer.
#   A method with no authorization at all is api-method-authorized's.
# related_resources:
# - https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
# custom:
#   id: api-method-lambda-authorizer
#   severity: medium
#   resources: [AWS::ApiGateway::Method]
#   reads: [AWS::ApiGateway::Authorizer]
#   decides_on: [AuthorizationType, AuthorizerId]
#   requirements: [S11]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [AC-3]
#   remediation: Set AuthorizationType to CUSTOM and AuthorizerId to an authorizer of the Type TOKEN or REQUEST.
#   profiles: [serverless]
package guardian.rules.api_method_lambda_authorizer

import data.guardian.graph

methods := [method |
	some method in graph.resources("AWS::ApiGateway::Method")
	not method.properties.HttpMethod == "OPTIONS"
]

violations contains graph.violation(method, ["AuthorizationType"], message) if {
	some method in methods
	graph.lower(method.properties.AuthorizationType) != "none"
	method.properties.AuthorizationType != "CUSTOM"
	message := sprintf("method %v is not authorised by a function: AuthorizationType is %v", [
		method.id, graph.show_at(method.properties, ["AuthorizationType"], "absent, which means NONE"),
	])
}

violations contains graph.violation(method, ["AuthorizerId"], message) if {
	some method in methods
	method.properties.AuthorizationType == "CUSTOM"
	not method.properties.AuthorizerId
	message := sprintf("method %v names no authorizer", [method.id])
}

violations contains graph.violation_with(method, ["AuthorizerId"], message, related) if {
	some method in methods
	some authorizer in graph.targets(method, ["AuthorizerId"])
	not authorizer.properties.Type in {"TOKEN", "REQUEST"}
	not graph.is_unknown(authorizer.properties.Type)
	related := [graph.related(authorizer, ["Type"], "the authorizer")]
	message := sprintf("method %v is authorised by %v of the type %v, which is no function", [
		method.id, authorizer.id, graph.show_at(authorizer.properties, ["Type"], "absent"),
	])
}
