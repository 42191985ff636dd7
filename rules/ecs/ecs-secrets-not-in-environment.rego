# METADATA
# title: ECS containers get secrets through Secrets, not through Environment
# description: >-
#   Everybody who may describe a task definition reads its environment, every revision of it, and the stack's template.
#   A dynamic reference does not help: CloudFormation writes the secret itself into the task definition. Under Secrets
#   stands only the name of a secret, which the agent reads when the task starts.
# related_resources:
# - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
# - https://docs.aws.amazon.com/AmazonECS/latest/bestpracticesguide/security-secrets-management.html
# custom:
#   id: ecs-secrets-not-in-environment
#   severity: high
#   resources: [AWS::ECS::TaskDefinition]
#   facts: [credentials]
#   decides_on: []
#   judges: form
#   requirements: [P15, P14]
#   aliases: ["trivy:AWS-0036"]
#   remediation: >-
#     Put the value into Secrets Manager or a secure string and name it under Secrets with ValueFrom; change a secret
#     that was exposed.
#   profiles: [default, requirements]
package guardian.rules.ecs_secrets_not_in_environment

import data.guardian.credentials
import data.guardian.graph

variables contains variable if {
	some node in graph.resources("AWS::ECS::TaskDefinition")
	some container_index, container in graph.as_list(node.properties.ContainerDefinitions)
	some index, entry in graph.as_list(container.Environment)
	variable := {
		"node": node,
		"path": ["ContainerDefinitions", container_index, "Environment", index, "Value"],
		"name": graph.show(entry.Name),
		"value": entry.Value,
	}
}

violations contains graph.violation(variable.node, variable.path, message) if {
	some variable in variables
	reason := exposure(variable)
	message := sprintf("environment variable %v of %v %v", [variable.name, variable.node.id, reason])
}

exposure(variable) := "holds a secret that CloudFormation resolves into the task definition" if {
	credentials.is_resolved(variable.value)
}

exposure(variable) := sprintf("holds parameter %v, which is secret", [hidden(variable)[0]]) if {
	not credentials.is_resolved(variable.value)
	count(hidden(variable)) > 0
}

exposure(variable) := sprintf("holds %v", [credentials.kinds(variable.value)[0]]) if {
	count(hidden(variable)) == 0
	count(credentials.kinds(variable.value)) > 0
}

exposure(variable) := "is called as a secret and stands in plain text" if {
	not credentials.is_resolved(variable.value)
	count(hidden(variable)) == 0
	count(credentials.kinds(variable.value)) == 0
	credentials.is_secret_name(variable.name)
	credentials.is_secret_value(variable.value)
}

hidden(variable) := credentials.hidden_at(variable.node, variable.path, variable.value)
