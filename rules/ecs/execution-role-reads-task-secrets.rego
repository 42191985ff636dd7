# METADATA
# title: A task's execution role may read the secrets that the task is given
# description: >-
#   ECS reads what stands under Secrets with the execution role before the container starts. Where no policy of the role
#   lets it read one of them, no task starts.
# related_resources:
# - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
# - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
# custom:
#   id: execution-role-reads-task-secrets
#   severity: medium
#   resources: [AWS::ECS::TaskDefinition]
#   reads: [AWS::SecretsManager::Secret, AWS::SSM::Parameter, AWS::RDS::DBInstance, AWS::RDS::DBCluster]
#   facts: [principals]
#   decides_on: [ExecutionRoleArn]
#   requirements: [C23]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [AC-6]
#   remediation: >-
#     Allow secretsmanager:GetSecretValue (or ssm:GetParameters) on the ARN of the secret in a policy of the execution
#     role.
#   profiles: [requirements]
package guardian.rules.execution_role_reads_task_secrets

import data.guardian.graph
import data.guardian.policy

reading := {
	"AWS::SecretsManager::Secret": "secretsmanager:getsecretvalue",
	"AWS::SSM::Parameter": "ssm:getparameters",
}

violations contains graph.violation_with(task, path, message, [place]) if {
	some task in graph.resources("AWS::ECS::TaskDefinition")
	some edge in input.edges_from[task.key]
	edge.path[0] == "ContainerDefinitions"
	"Secrets" in edge.path
	secret := graph.resource(edge.to)
	action := reading[secret.type]
	some role in graph.targets(task, ["ExecutionRoleArn"])
	some principal in input.facts.principals
	principal.key == role.key
	count(principal.undetermined) == 0
	not principal.grants_cut
	count([grant | some grant in principal.grants; lets_read(grant, action, secret)]) == 0
	path := edge.path
	message := sprintf("task %v is given %v, which its execution role %v may not read: no policy allows %v on it", [
		task.id, secret.id, principal.id, action,
	])
	place := graph.related(role, [], "the execution role")
}

lets_read(grant, action, secret) if {
	not grant.inverse
	matches(graph.lower(grant.action), action)
	may_be(grant.resource, secret)
}

lets_read(grant, _, _) if grant.inverse

matches(pattern, action) if pattern == action

matches(pattern, action) if {
	policy.has_wildcard(pattern)
	glob.match(pattern, null, action)
}

# Only a reference to another resource is known to be another; a text may name the secret by its name.
may_be(resource, _) if not graph.is_ref(resource)

may_be(resource, secret) if resource["$ref"] == secret.key
