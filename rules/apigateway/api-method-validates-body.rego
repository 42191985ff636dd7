# METADATA
# title: API methods validate bodies against a strict schema
# description: >-
#   What API Gateway turns away never reaches the code. A method that takes a body (POST, PUT, PATCH, ANY) needs a
#   request validator with ValidateRequestBody and a model whose JSON schema refuses properties that it does not name.
# related_resources:
# - https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
# - https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
# custom:
#   id: api-method-validates-body
#   severity: medium
#   resources: [AWS::ApiGateway::Method]
#   reads: [AWS::ApiGateway::RequestValidator, AWS::ApiGateway::Model]
#   decides_on: [RequestValidatorId, HttpMethod]
#   requirements: [N7]
#   aliases: []
#   frameworks:
#     pci-dss-3.2.1: ["6.5.1"]
#     nist-800-53-r5: [SI-10]
#   remediation: >-
#     Set RequestValidatorId to a validator with ValidateRequestBody true and RequestModels to a model whose Schema has
#     additionalProperties false on each object.
#   profiles: [requirements]
package guardian.rules.api_method_validates_body

import data.guardian.graph

with_body := [method |
	some method in graph.resources("AWS::ApiGateway::Method")
	method.properties.HttpMethod in {"POST", "PUT", "PATCH", "ANY"}
]

violations contains graph.violation(method, ["RequestValidatorId"], message) if {
	some method in with_body
	not method.properties.RequestValidatorId
	message := sprintf("method %v (%v) validates no body: RequestValidatorId is absent", [
		method.id, method.properties.HttpMethod,
	])
}

violations contains graph.violation_with(method, ["RequestValidatorId"], message, related) if {
	some method in with_body
	some validator in graph.targets(method, ["RequestValidatorId"])
	not graph.is_true(validator.properties.ValidateRequestBody)
	not graph.is_unknown(validator.properties.ValidateRequestBody)
	related := [graph.related(validator, ["ValidateRequestBody"], "the validator")]
	message := sprintf("method %v (%v) validates no body: ValidateRequestBody of %v is %v", [
		method.id, method.properties.HttpMethod, validator.id,
		graph.show_at(validator.properties, ["ValidateRequestBody"], "absent, which means false"),
	])
}

violations contains graph.violation(method, ["RequestModels"], message) if {
	some method in with_body
	method.properties.RequestValidatorId
	not has_models(method)
	message := sprintf("method %v (%v) has no model to validate a body against", [
		method.id, method.properties.HttpMethod,
	])
}

has_models(method) if count(method.properties.RequestModels) > 0

has_models(method) if graph.is_unknown(method.properties.RequestModels)

# --- Models ---

violations contains graph.violation(method, ["RequestModels", type], message) if {
	some method in with_body
	some type, name in method.properties.RequestModels
	name in {"Empty", "Error"}
	message := sprintf("method %v takes any body: its model is %v, which refuses nothing", [method.id, name])
}

violations contains graph.violation_with(method, ["RequestModels", type], message, related) if {
	some method in with_body
	some type, _ in method.properties.RequestModels
	some model in graph.targets(method, ["RequestModels", type])
	model.type == "AWS::ApiGateway::Model"
	loose := loose_parts(schema(model))
	count(loose) > 0
	related := [graph.related(model, ["Schema"], "the schema")]
	message := sprintf("method %v takes properties that its model does not name: %v of %v lacks additionalProperties false", [
		method.id, concat(", ", loose), model.id,
	])
}

violations contains graph.violation_with(method, ["RequestModels", type], message, related) if {
	some method in with_body
	some type, _ in method.properties.RequestModels
	some model in graph.targets(method, ["RequestModels", type])
	model.type == "AWS::ApiGateway::Model"
	not model.properties.Schema
	related := [graph.related(model, ["Schema"], "absent")]
	message := sprintf("method %v takes any body: model %v has no schema", [method.id, model.id])
}

# A schema may be written as an object or as JSON text.
schema(model) := model.properties.Schema if is_object(model.properties.Schema)

schema(model) := json.unmarshal(model.properties.Schema) if is_string(model.properties.Schema)

# The objects of a schema that let unknown properties through: the schema itself, and two levels below it.
loose_parts(top) := array.concat(
	["the schema" | is_loose(top)],
	array.concat(
		[name | some name, part in top.properties; is_loose_below(part)],
		[sprintf("%v.%v", [outer, name]) | some outer, part in top.properties; some name, inner in part.properties; is_loose_below(inner)],
	),
)

is_loose(part) if {
	not part["$unknown"]
	not part["$text"]
	not part["$ref"]
	not refuses(part)
	not part.type in {"array", "string", "number", "integer", "boolean"}
}

is_loose_below(part) if {
	part.type == "object"
	not refuses(part)
}

refuses(part) if part.additionalProperties == false

refuses(part) if part.unevaluatedProperties == false

refuses(part) if part.additionalProperties == "false"

undetermined contains graph.undetermined(method, ["RequestModels", type], reason) if {
	some method in with_body
	some type, _ in method.properties.RequestModels
	some model in graph.targets(method, ["RequestModels", type])
	is_open(model.properties.Schema)
	reason := sprintf("the schema of model %v is not known", [model.id])
}

is_open(value) if graph.is_unknown(value)

is_open(value) if graph.is_mixed(value)

undetermined contains graph.undetermined(method, ["RequestValidatorId"], reason) if {
	some method in with_body
	some validator in graph.targets(method, ["RequestValidatorId"])
	graph.is_unknown(validator.properties.ValidateRequestBody)
	reason := sprintf("ValidateRequestBody of %v is not known", [validator.id])
}
