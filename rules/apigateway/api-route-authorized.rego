# METADATA
# title: Routes of HTTP and WebSocket APIs ask for authorization
# description: >-
#   A route whose AuthorizationType is NONE runs for everybody who reaches the API. Of a WebSocket API only the route
#   $connect can ask; routes for OPTIONS are left out.
# related_resources:
# - https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
# - https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-control-access.html
# custom:
#   id: api-route-authorized
#   severity: high
#   resources: [AWS::ApiGatewayV2::Route]
#   reads: [AWS::ApiGatewayV2::Api]
#   decides_on: [AuthorizationType, RouteKey]
#   requirements: [S10]
#   aliases: []
#   frameworks:
#     pci-dss-3.2.1: ["7.1.1", "7.2.1"]
#     nist-800-53-r5: [AC-3, IA-2]
#   remediation: Set AuthorizationType to JWT, AWS_IAM or CUSTOM with an AuthorizerId.
#   profiles: [default, requirements]
package guardian.rules.api_route_authorized

import data.guardian.graph

violations contains graph.violation(route, ["AuthorizationType"], message) if {
	some route in graph.resources("AWS::ApiGatewayV2::Route")
	is_open(route.properties)
	not startswith(graph.lower(route.properties.RouteKey), "options ")
	not cannot_ask(route)
	message := sprintf("route %v (%v) asks for no authorization: AuthorizationType is %v", [
		route.id, graph.show_at(route.properties, ["RouteKey"], "without a key"),
		graph.show_at(route.properties, ["AuthorizationType"], "absent, which means NONE"),
	])
}

is_open(properties) if not properties.AuthorizationType

is_open(properties) if properties.AuthorizationType == "NONE"

cannot_ask(route) if {
	some api in graph.targets(route, ["ApiId"])
	api.properties.ProtocolType == "WEBSOCKET"
	route.properties.RouteKey != "$connect"
}

cannot_ask(route) if route.properties.RouteKey in {"$disconnect"}
