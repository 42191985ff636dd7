# METADATA
# title: API methods invoke functions that let the API in
# description: >-
#   Each method integrates with a function, and each function has a permission for apigateway.amazonaws.com with the ARN
#   of the API as its source; without the permission every call fails with 500, and without the ARN every API of every
#   account may call.
# related_resources:
# - https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
# - https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html
# custom:
#   id: api-method-invokes-lambda
#   severity: medium
#   resources: [AWS::ApiGateway::Method]
#   reads: [AWS::Lambda::Function, AWS::Lambda::Alias, AWS::Lambda::Version, AWS::Lambda::Permission]
#   decides_on: []
#   judges: form
#   requirements: [S1]
#   aliases: []
#   frameworks: {}
#   remediation: >-
#     Set Integration.Type to AWS_PROXY with the function's ARN in Uri, and add an AWS::Lambda::Permission with the
#     Principal apigateway.amazonaws.com and a SourceArn of the API.
#   profiles: [serverless]
package guardian.rules.api_method_invokes_lambda

import data.guardian.graph

methods := [method |
	some method in graph.resources("AWS::ApiGateway::Method")
	not method.properties.HttpMethod == "OPTIONS"
	not is_open(method)
]

is_open(method) if graph.is_unknown(method.properties.HttpMethod)

is_open(method) if graph.is_unknown(method.properties.Integration)

is_open(method) if {
	some name in ["Type", "Uri"]
	graph.is_unknown(method.properties.Integration[name])
}

lambda_types := {"AWS::Lambda::Function", "AWS::Lambda::Alias", "AWS::Lambda::Version"}

targets(method) := [target |
	some target in graph.targets(method, ["Integration", "Uri"])
	target.type in lambda_types
]

violations contains graph.violation(method, ["Integration"], message) if {
	some method in methods
	not invokes(method)
	message := sprintf("method %v invokes no function: the type of its integration is %v", [
		method.id, graph.show_at(method.properties, ["Integration", "Type"], "absent"),
	])
}

invokes(method) if {
	method.properties.Integration.Type in {"AWS", "AWS_PROXY"}
	count(targets(method)) > 0
}

invokes(method) if {
	method.properties.Integration.Type in {"AWS", "AWS_PROXY"}
	contains(graph.show(method.properties.Integration.Uri), ":lambda:path/")
}

permissions(function) := [permission |
	some permission in graph.referrers(function, "AWS::Lambda::Permission", ["FunctionName"])
	permission.properties.Principal == "apigateway.amazonaws.com"
]

violations contains graph.violation_with(method, ["Integration", "Uri"], message, related) if {
	some method in methods
	some function in targets(method)
	count(permissions(function)) == 0
	related := [graph.related(function, [], "lets nobody in")]
	message := sprintf("method %v may not invoke %v: no permission lets apigateway.amazonaws.com in", [method.id, function.id])
}

violations contains graph.violation_with(method, ["Integration", "Uri"], message, related) if {
	some method in methods
	some function in targets(method)
	some permission in permissions(function)
	not permission.properties.SourceArn
	related := [graph.related(permission, ["SourceArn"], "absent")]
	message := sprintf("method %v invokes %v, and permission %v lets every API in: SourceArn is absent", [
		method.id, function.id, permission.id,
	])
}

undetermined contains graph.undetermined(method, path, "what it integrates with is not known") if {
	some method in graph.resources("AWS::ApiGateway::Method")
	some path in [["HttpMethod"], ["Integration"], ["Integration", "Type"], ["Integration", "Uri"]]
	graph.is_unknown(graph.at(method.properties, path))
}
