# METADATA
# title: APIs invoke functions through an alias
# description: >-
#   An integration with the bare function runs $LATEST, so every change is live for everybody at once and there is
#   nothing to go back to. An alias points at a published version and can be moved.
# related_resources:
# - https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html
# custom:
#   id: api-integration-uses-alias
#   severity: low
#   resources: [AWS::ApiGateway::Method, AWS::ApiGatewayV2::Integration]
#   reads: [AWS::Lambda::Function, AWS::Lambda::Alias, AWS::Lambda::Version]
#   decides_on: []
#   judges: form
#   requirements: [S8]
#   aliases: []
#   frameworks: {}
#   remediation: Refer to the AWS::Lambda::Alias in the integration instead of the function.
#   profiles: [serverless]
package guardian.rules.api_integration_uses_alias

import data.guardian.graph

paths := {
	"AWS::ApiGateway::Method": ["Integration", "Uri"],
	"AWS::ApiGatewayV2::Integration": ["IntegrationUri"],
}

violations contains graph.violation(node, path, message) if {
	some type, path in paths
	some node in graph.resources(type)
	functions := [target | some target in graph.targets(node, path); target.type == "AWS::Lambda::Function"]
	count(functions) > 0
	not names_qualifier(node, path)
	message := sprintf("%v invokes $LATEST of function %v", [node.id, functions[0].id])
}

# An alias besides the function, or its name behind the function's ARN.
names_qualifier(node, path) if {
	some target in graph.targets(node, path)
	target.type in {"AWS::Lambda::Alias", "AWS::Lambda::Version"}
}

names_qualifier(node, path) if {
	some part in graph.at(node.properties, path)["$text"]
	is_string(part)
	regex.match(`^:[A-Za-z0-9_-]+/invocations`, part)
}

names_qualifier(node, path) if {
	parts := graph.at(node.properties, path)["$text"]
	some index, part in parts
	part == ":"
	graph.is_unknown(parts[index + 1])
	index > 0
	graph.is_ref(parts[index - 1])
}

undetermined contains graph.undetermined(node, path, "what it invokes is not known") if {
	some type, path in paths
	some node in graph.resources(type)
	graph.is_unknown(graph.at(node.properties, path))
}
