# METADATA
# title: Each agreed port is served by a Fargate service of its own
# description: >-
#   Frontend and backend run apart (setting service_ports), so that each has its own tasks, role and security group,
#   and a hole in one is not a way into the other.
# related_resources:
# - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/application_architecture.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ecs-service.html
# custom:
#   id: ecs-service-ports
#   severity: medium
#   resources: [AWS::ECS::Cluster, AWS::ECS::TaskDefinition]
#   reads: [AWS::ECS::Service]
#   decides_on: ["ContainerDefinitions[*].PortMappings[*].ContainerPort"]
#   existence: true
#   requirements: [C3]
#   aliases: []
#   settings: [service_ports]
#   remediation: Give each port a task definition and an AWS::ECS::Service of its own.
#   profiles: [pci-payments]
package guardian.rules.ecs_service_ports

import data.guardian.graph

wanted := graph.setting("service_ports")

# The ports of the tasks that a service runs.
served contains {"task": task, "path": path, "port": port} if {
	some task in graph.resources("AWS::ECS::TaskDefinition")
	count(graph.referrers(task, "AWS::ECS::Service", ["TaskDefinition"])) > 0
	some container_index, container in graph.as_list(task.properties.ContainerDefinitions)
	some index, mapping in graph.as_list(container.PortMappings)
	path := ["ContainerDefinitions", container_index, "PortMappings", index, "ContainerPort"]
	port := graph.number(mapping.ContainerPort)
}

violations contains graph.violation(cluster, [], message) if {
	some port in wanted
	some cluster in graph.resources("AWS::ECS::Cluster")
	count([row | some row in served; row.port == port]) == 0
	count(open_tasks) == 0
	message := sprintf("cluster %v has no service that listens on port %v", [cluster.id, port])
}

violations contains graph.violation(row.task, row.path, message) if {
	some row in served
	not row.port in wanted
	message := sprintf("task %v listens on port %v, which no service should", [row.task.id, row.port])
}

violations contains graph.violation(task, [], message) if {
	some task in graph.resources("AWS::ECS::TaskDefinition")
	ports := {row.port | some row in served; row.task.key == task.key; row.port in wanted}
	count(ports) > 1
	message := sprintf("task %v serves several ports that belong to services of their own", [task.id])
}

undetermined contains graph.undetermined(cluster, [], reason) if {
	some port in wanted
	some cluster in graph.resources("AWS::ECS::Cluster")
	count([row | some row in served; row.port == port]) == 0
	some task in open_tasks
	reason := sprintf("task %v listens on a port that is not known", [task.id])
}

open_tasks contains task if {
	some task in graph.resources("AWS::ECS::TaskDefinition")
	some container in graph.as_list(task.properties.ContainerDefinitions)
	some mapping in graph.as_list(container.PortMappings)
	graph.is_unknown(mapping.ContainerPort)
}
