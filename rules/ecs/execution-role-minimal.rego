# METADATA
# title: A task execution role has only what starting a task needs
# description: >-
#   ECS uses the execution role to pull the image, to write the first logs, and to read the secrets and environment files
#   of a task. What the application itself calls belongs into the task role.
# related_resources:
# - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
# - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
# custom:
#   id: execution-role-minimal
#   severity: medium
#   resources: [AWS::ECS::TaskDefinition]
#   facts: [principals]
#   decides_on: [ExecutionRoleArn]
#   requirements: [P20]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [AC-6]
#   remediation: Move the action to the task role, or take it away.
#   profiles: [requirements]
package guardian.rules.execution_role_minimal

import data.guardian.graph

# What the page on the execution role lists: images, logs, secrets and parameters with their key, environment files,
# and the domain join of gMSA, which is the instance's.
starting := {
	"ecr:getauthorizationtoken", "ecr:batchchecklayeravailability", "ecr:getdownloadurlforlayer", "ecr:batchgetimage",
	"logs:createloggroup", "logs:createlogstream", "logs:putlogevents", "logs:describelogstreams",
	"secretsmanager:getsecretvalue", "ssm:getparameter", "ssm:getparameters", "kms:decrypt",
	"s3:getobject", "s3:getbucketlocation",
}

execution_roles := {role.key |
	some task in graph.resources("AWS::ECS::TaskDefinition")
	some role in graph.targets(task, ["ExecutionRoleArn"])
	role.type == "AWS::IAM::Role"
}

violations contains graph.violation_with(node, place.path, message, tasks) if {
	some principal in input.facts.principals
	principal.key in execution_roles
	some place in {{"owner": grant.owner, "path": grant.path} | some grant in excess(principal)}
	node := graph.resource(place.owner)
	actions := {shown(grant) | some grant in excess(principal); grant.owner == place.owner; grant.path == place.path}
	message := sprintf("execution role %v may do more than start a task: %v", [principal.id, listed(sort(actions))])
	tasks := [graph.related(task, ["ExecutionRoleArn"], "starts its tasks with the role") |
		some task in graph.referrers(graph.resource(principal.key), "AWS::ECS::TaskDefinition", ["ExecutionRoleArn"])
	]
}

excess(principal) := [grant | some grant in principal.grants; is_excess(grant)]

is_excess(grant) if grant.inverse

is_excess(grant) if {
	not grant.inverse
	is_string(grant.action)
	not graph.lower(grant.action) in starting
}

shown(grant) := graph.show(grant.action) if not grant.inverse

shown(grant) := sprintf("everything but %v", [graph.show(grant.action)]) if grant.inverse

listed(actions) := concat(", ", actions) if count(actions) <= 4

listed(actions) := sprintf("%v and %v more", [concat(", ", array.slice(actions, 0, 4)), count(actions) - 4]) if {
	count(actions) > 4
}

undetermined contains graph.undetermined(graph.resource(gap.owner), gap.path, gap.reason) if {
	some principal in input.facts.principals
	principal.key in execution_roles
	some gap in principal.undetermined
}
