# METADATA
# title: Custom resources are given no secrets
# description: >-
#   The properties of a custom resource are sent to its function as an event and are mostly logged there; the old ones
#   come again with every change. A dynamic reference is resolved before that.
# related_resources:
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
# custom:
#   id: custom-resource-without-secrets
#   severity: high
#   resources: ["Custom::*", AWS::CloudFormation::CustomResource]
#   decides_on: []
#   judges: form
#   requirements: [N14]
#   aliases: []
#   remediation: Give the function the ARN of the secret and let it read the value itself.
#   profiles: [default, requirements]
package guardian.rules.custom_resource_without_secrets

import data.guardian.graph
import data.guardian.secret_names

nodes contains node if {
	some type, _ in input.by_type
	is_custom(type)
	some node in graph.resources(type)
}

is_custom(type) if startswith(type, "Custom::")

is_custom(type) if type == "AWS::CloudFormation::CustomResource"

entries contains {"node": node, "path": [key], "name": key, "value": value} if {
	some node in nodes
	some key, value in node.properties
	key != "ServiceToken"
}

entries contains {"node": node, "path": [outer, key], "name": key, "value": value} if {
	some node in nodes
	some outer, object_ in node.properties
	is_object(object_)
	not graph.is_marker(object_)
	not graph.is_mixed(object_)
	some key, value in object_
}

violations contains graph.violation(entry.node, entry.path, message) if {
	some entry in entries
	reason := exposure(entry)
	message := sprintf("property %v of %v %v", [entry.name, entry.node.id, reason])
}

exposure(entry) := "holds a secret that CloudFormation resolves into it" if secret_names.resolved(entry.value)

exposure(entry) := sprintf("holds parameter %v, which is secret", [name]) if {
	not secret_names.resolved(entry.value)
	name := secret_names.hidden_parameter(entry.node, entry.path, entry.value)
}

exposure(entry) := "holds a key or password" if {
	not secret_names.hidden_parameter(entry.node, entry.path, entry.value)
	secret_names.secret_text(entry.value)
}

exposure(entry) := "is called as a secret and stands in plain text" if {
	not secret_names.resolved(entry.value)
	not secret_names.hidden_parameter(entry.node, entry.path, entry.value)
	not secret_names.secret_text(entry.value)
	secret_names.secret_name(entry.name)
	secret_names.plain(entry.value)
}
