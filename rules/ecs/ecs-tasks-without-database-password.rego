# METADATA
# title: Application tasks are given no database password
# description: >-
#   Where the database takes IAM authentication, a task signs in with a token of its role. A password that it is given
#   as well is a second way in that no policy closes.
# related_resources:
# - https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.IAMDBAuth.html
# - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
# custom:
#   id: ecs-tasks-without-database-password
#   severity: high
#   resources: [AWS::ECS::TaskDefinition]
#   reads: [AWS::RDS::DBCluster, AWS::RDS::DBInstance]
#   decides_on: []
#   judges: form
#   requirements: [C11]
#   aliases: []
#   remediation: Remove the password and let the task role call rds-db:connect.
#   profiles: [pci-payments]
package guardian.rules.ecs_tasks_without_database_password

import data.guardian.graph

password_names := `(?i)(passw(or)?d|pwd|pass)$`

entries contains entry if {
	some task in graph.resources("AWS::ECS::TaskDefinition")
	some container_index, container in graph.as_list(task.properties.ContainerDefinitions)
	some list, value_of in {"Secrets": "ValueFrom", "Environment": "Value"}
	some index, item in graph.as_list(container[list])
	entry := {
		"task": task,
		"path": ["ContainerDefinitions", container_index, list, index],
		"name": graph.show(item.Name),
		"value": object.get(item, value_of, ""),
		"property": value_of,
	}
}

violations contains graph.violation(entry.task, array.concat(entry.path, [entry.property]), message) if {
	some entry in entries
	gives_password(entry)
	message := sprintf("task %v is given a database password as %v", [entry.task.id, entry.name])
}

gives_password(entry) if {
	regex.match(password_names, entry.name)
	entry.value != ""
}

# The key of a secret's JSON stands after its ARN.
gives_password(entry) if {
	entry.property == "ValueFrom"
	regex.match(`:(password|passwd|pwd)(:|$)`, text(entry.value))
}

# The whole secret that RDS keeps for the master user.
gives_password(entry) if {
	some part in parts(entry.value)
	part.attribute == "MasterUserSecret.SecretArn"
}

parts(value) := value["$text"] if graph.is_mixed(value)

parts(value) := [value] if not graph.is_mixed(value)

text(value) := concat("", [part | some part in parts(value); is_string(part)])
