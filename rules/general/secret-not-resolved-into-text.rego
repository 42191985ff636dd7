# METADATA
# title: Secrets are not resolved into user data, environments and custom resources
# description: >-
#   A dynamic reference keeps a secret out of the template, but CloudFormation puts the secret itself where the reference
#   stands. In user data, in the environment of a function, build or job, and in the properties of a custom resource, it
#   can then be read by everyone who may describe them, and is mostly logged.
# related_resources:
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html
# custom:
#   id: secret-not-resolved-into-text
#   severity: high
#   resources:
#   - AWS::AutoScaling::LaunchConfiguration
#   - AWS::Batch::JobDefinition
#   - AWS::CloudFormation::CustomResource
#   - AWS::CodeBuild::Project
#   - AWS::EC2::Instance
#   - AWS::EC2::LaunchTemplate
#   - AWS::Lambda::Function
#   - AWS::Serverless::Function
#   - "Custom::*"
#   decides_on: []
#   judges: form
#   requirements: [N14, P14]
#   aliases: []
#   remediation: Give the ARN of the secret instead, and let the role of what runs there read the value.
#   profiles: [default, requirements]
package guardian.rules.secret_not_resolved_into_text

import data.guardian.credentials
import data.guardian.graph

violations contains graph.violation(place.node, place.path, message) if {
	some place in places
	credentials.is_resolved(place.value)
	message := sprintf("%v of %v gets a secret that CloudFormation resolves into it", [place.what, place.node.id])
}

places contains {"node": node, "path": path, "what": "user data", "value": value} if {
	some type, path in {
		"AWS::AutoScaling::LaunchConfiguration": ["UserData"],
		"AWS::EC2::Instance": ["UserData"],
		"AWS::EC2::LaunchTemplate": ["LaunchTemplateData", "UserData"],
	}
	some node in graph.resources(type)
	value := graph.at(node.properties, path)
}

places contains {"node": node, "path": path, "what": sprintf("variable %v", [name]), "value": value} if {
	some node in graph.resources_of(["AWS::Lambda::Function", "AWS::Serverless::Function"])
	some name, value in node.properties.Environment.Variables
	path := ["Environment", "Variables", name]
}

# CodeBuild and Batch list their variables.
places contains {"node": node, "path": path, "what": what, "value": variable.Value} if {
	some type, list in {
		"AWS::Batch::JobDefinition": ["ContainerProperties", "Environment"],
		"AWS::CodeBuild::Project": ["Environment", "EnvironmentVariables"],
	}
	some node in graph.resources(type)
	some index, variable in graph.as_list(graph.at(node.properties, list))
	path := array.concat(list, [index, "Value"])
	what := sprintf("variable %v", [graph.show(variable.Name)])
}

places contains {"node": node, "path": [name], "what": sprintf("property %v", [name]), "value": value} if {
	some node in custom_resources
	some name, value in node.properties
}

places contains {"node": node, "path": [outer, name], "what": sprintf("property %v", [name]), "value": value} if {
	some node in custom_resources
	some outer, inner in node.properties
	is_object(inner)
	not graph.is_mixed(inner)
	not graph.is_marker(inner)
	some name, value in inner
}

custom_resources contains node if {
	some type, _ in input.by_type
	is_custom(type)
	some node in graph.resources(type)
}

is_custom(type) if startswith(type, "Custom::")

is_custom(type) if type == "AWS::CloudFormation::CustomResource"
