# METADATA
# title: API methods ask for authorization
# description: >-
#   A method whose AuthorizationType is NONE runs for everybody who reaches the API. An API key is no authorization - it
#   identifies a customer for a usage plan. Methods for OPTIONS are left out, because browsers send those without
#   credentials.
# related_resources:
# - https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html
# - https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
# custom:
#   id: api-method-authorized
#   severity: high
#   resources: [AWS::ApiGateway::Method]
#   decides_on: [AuthorizationType, HttpMethod]
#   requirements: [S10]
#   aliases: ["checkov:CKV_AWS_59", "cfn_nag:W59", "trivy:AWS-0004",
#     "guard-registry:API_GW_METHOD_AUTHORIZATION_TYPE_RULE", "cdk-nag:APIGWAuthorization", "kics:1056dfbb"]
#   frameworks:
#     pci-dss-3.2.1: ["7.1.1", "7.2.1"]
#     nist-800-53-r5: [AC-3, IA-2]
#   remediation: Set AuthorizationType to AWS_IAM, COGNITO_USER_POOLS or CUSTOM with an AuthorizerId.
#   profiles: [default, requirements]
package guardian.rules.api_method_authorized

import data.guardian.graph

violations contains graph.violation(method, ["AuthorizationType"], message) if {
	some method in graph.resources("AWS::ApiGateway::Method")
	not graph.lower(method.properties.HttpMethod) == "options"
	is_open(method.properties)
	message := sprintf("method %v (%v) asks for no authorization: AuthorizationType is %v", [
		method.id, graph.show_at(method.properties, ["HttpMethod"], "without a verb"),
		graph.show_at(method.properties, ["AuthorizationType"], "absent, which means NONE"),
	])
}

is_open(properties) if not properties.AuthorizationType

is_open(properties) if properties.AuthorizationType == null

is_open(properties) if graph.lower(properties.AuthorizationType) == "none"
