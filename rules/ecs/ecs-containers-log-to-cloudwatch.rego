# METADATA
# title: ECS containers log to CloudWatch Logs
# description: >-
#   Without a log configuration, what a container on Fargate writes is lost with the task, and on an instance it stays
#   on its disk. FireLens may send it to CloudWatch Logs or elsewhere; other drivers do not reach it.
# related_resources:
# - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html
# - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html
# custom:
#   id: ecs-containers-log-to-cloudwatch
#   severity: medium
#   resources: [AWS::ECS::TaskDefinition]
#   decides_on: ["ContainerDefinitions[*].LogConfiguration.LogDriver"]
#   requirements: [C8]
#   aliases: ["cdk-nag:ECSTaskDefinitionContainerLogging"]
#   remediation: Give every container a LogConfiguration with the awslogs driver and a log group of its own.
#   profiles: [requirements]
package guardian.rules.ecs_containers_log_to_cloudwatch

import data.guardian.graph

violations contains graph.violation(task, path, message) if {
	some task in graph.resources("AWS::ECS::TaskDefinition")
	some index, container in graph.as_list(task.properties.ContainerDefinitions)
	not graph.is_unknown(container)
	not container.LogConfiguration.LogDriver in {"awslogs", "awsfirelens"}
	not container.FirelensConfiguration # the router itself
	path := ["ContainerDefinitions", index, "LogConfiguration", "LogDriver"]
	name := graph.show_at(container, ["Name"], sprintf("%v", [index]))
	driver := graph.show_at(container, ["LogConfiguration", "LogDriver"], "absent, and its output is lost")
	message := sprintf("container %v of %v does not log to CloudWatch Logs: LogDriver is %v", [name, task.id, driver])
}
