# METADATA
# title: Application configuration is in Parameter Store
# description: >-
#   Configuration in Parameter Store is versioned, read by name with a permission of its own, and changed without a new
#   revision of the task.
# related_resources:
# - https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html
# - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-ssm-paramstore.html
# custom:
#   id: configuration-in-parameter-store
#   severity: low
#   resources: [AWS::ECS::TaskDefinition]
#   reads: [AWS::SSM::Parameter]
#   decides_on: []
#   existence: true
#   requirements: [C24]
#   aliases: []
#   remediation: Add an AWS::SSM::Parameter for the configuration and name it under the container's Secrets.
#   profiles: [pci-payments]
package guardian.rules.configuration_in_parameter_store

import data.guardian.graph

violations contains graph.violation(task, [], message) if {
	some task in graph.resources("AWS::ECS::TaskDefinition")
	count(graph.resources("AWS::SSM::Parameter")) == 0
	not reads_parameter(task)
	message := sprintf("task %v takes no configuration out of Parameter Store, and the stack keeps none there", [task.id])
}

# A parameter that is made elsewhere: its ARN, or its name, which begins with a slash.
reads_parameter(task) if {
	some container in graph.as_list(task.properties.ContainerDefinitions)
	some secret in graph.as_list(container.Secrets)
	text := graph.show(secret.ValueFrom)
	regex.match(`^/|:ssm:|:parameter/`, text)
}
