# METADATA
# title: Compute in private subnets reaches the services that it calls
# description: >-
#   A function, task or instance in a subnet without a way to the internet calls an AWS service only through a VPC
#   endpoint. Without one, every call waits until it times out. What it calls is read from the policies of its role.
#   What Lambda does for a function (logs, traces, polling of queues and streams, decrypting its environment) does not
#   go through its VPC.
# related_resources:
# - https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html
# - https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html
# custom:
#   id: private-compute-reaches-services
#   severity: medium
#   resources: [AWS::Lambda::Function, AWS::ECS::Service, AWS::EC2::Instance, AWS::AutoScaling::AutoScalingGroup]
#   reads:
#     - AWS::IAM::Role
#     - AWS::IAM::Policy
#     - AWS::IAM::ManagedPolicy
#     - AWS::IAM::RolePolicy
#     - AWS::IAM::InstanceProfile
#     - AWS::ECS::TaskDefinition
#   facts: [outbound, statements]
#   decides_on: []
#   requirements: [N31]
#   aliases: []
#   remediation: Add a VPC endpoint for the service, or a default route to a NAT gateway.
#   profiles: [requirements]
package guardian.rules.private_compute_reaches_services

import data.guardian.graph
import data.guardian.reach

# The endpoints for the actions of a service, by the prefix of the action.
endpoints := {
	"athena": ["athena"],
	"bedrock": ["bedrock-runtime"],
	"cloudwatch": ["monitoring"],
	"dynamodb": ["dynamodb"],
	"ecr": ["ecr.api", "ecr.dkr"],
	"events": ["events"],
	"firehose": ["kinesis-firehose"],
	"glue": ["glue"],
	"kinesis": ["kinesis-streams"],
	"kms": ["kms"],
	"lambda": ["lambda"],
	"logs": ["logs"],
	"s3": ["s3"],
	"secretsmanager": ["secretsmanager"],
	"sns": ["sns"],
	"sqs": ["sqs"],
	"ssm": ["ssm"],
	"states": ["states"],
}

# What Lambda does on a function's behalf, outside its VPC.
of_lambda := {"ec2", "kms", "logs", "xray"}

polling := {
	"dynamodb:describestream",
	"dynamodb:getrecords",
	"dynamodb:getsharditerator",
	"dynamodb:liststreams",
	"kinesis:describestream",
	"kinesis:describestreamsummary",
	"kinesis:getrecords",
	"kinesis:getsharditerator",
	"kinesis:listshards",
	"kinesis:liststreams",
	"sqs:changemessagevisibility",
	"sqs:deletemessage",
	"sqs:getqueueattributes",
	"sqs:receivemessage",
}

isolated := [row |
	some row in input.facts.outbound
	not row.internet
]

node(row) := graph.resource(row.resource)

roles(row) := graph.targets(node(row), ["Role"]) if row.kind == "function"

roles(row) := [role |
	row.kind == "service"
	some task in graph.targets(node(row), ["TaskDefinition"])
	some property in ["TaskRoleArn", "ExecutionRoleArn"]
	some role in graph.targets(task, [property])
] if {
	row.kind == "service"
}

roles(row) := [role |
	some profile in graph.targets(node(row), ["IamInstanceProfile"])
	some role in graph.targets(profile, ["Roles"])
] if {
	row.kind == "instance"
}

roles(row) := [role |
	some launch in graph.resources_of(["AWS::EC2::LaunchTemplate", "AWS::AutoScaling::LaunchConfiguration"])
	graph.refers(node(row), [], launch)
	some path in [["LaunchTemplateData", "IamInstanceProfile"], ["IamInstanceProfile"]]
	some profile in graph.targets(launch, path)
	some role in graph.targets(profile, ["Roles"])
] if {
	row.kind == "auto-scaling-group"
}

# The resources that hold policies of a role.
holders(role) := {role.key} | {policy.key |
	some type, property in {"AWS::IAM::Policy": "Roles", "AWS::IAM::ManagedPolicy": "Roles", "AWS::IAM::RolePolicy": "RoleName"}
	some policy in graph.referrers(role, type, [property])
}

# The statements that allow something, found once.
allowing := [statement |
	some statement in graph.statements("identity")
	statement.effect == "Allow"
]

# The actions that a thing may use, in lower case.
actions(row) := {graph.lower(action.value) |
	some role in roles(row)
	owners := holders(role)
	some statement in allowing
	statement.owner in owners
	some action in statement.actions
	is_string(action.value)
}

called(row) := {service |
	some action in actions(row)
	service := split(action, ":")[0]
	endpoints[service]
	not for_function(row, service, action)
}

for_function(row, service, _) if {
	row.kind == "function"
	service in of_lambda
}

for_function(row, _, action) if {
	row.kind == "function"
	action in polling
}

# Lambda itself sends to a dead-letter queue.
for_function(row, service, _) if {
	row.kind == "function"
	service in {"sqs", "sns"}
	node(row).properties.DeadLetterConfig
}

# The endpoints that a thing calls and does not have, by its key.
missing[key] := names if {
	some row in isolated
	key := row.resource
	names := {endpoint |
		some service in called(row)
		some endpoint in endpoints[service]
		not endpoint in row.endpoints
	}
	count(names) > 0
}

known(row) if {
	not row.undetermined
	not row.more_endpoints
}

violations contains graph.violation(node(row), [], message) if {
	some row in isolated
	known(row)
	names := missing[row.resource]
	message := sprintf("%v calls %v and has neither a route to the internet nor a VPC endpoint for it", [
		reach.name(row), concat(", ", names),
	])
}

undetermined contains graph.undetermined(node(row), [], reason) if {
	some row in isolated
	row.undetermined
	names := missing[row.resource]
	reason := sprintf("whether it reaches %v is not known: %v", [concat(", ", names), row.undetermined])
}

undetermined contains graph.undetermined(node(row), [], reason) if {
	some row in isolated
	not row.undetermined
	row.more_endpoints
	names := missing[row.resource]
	reason := sprintf("whether it reaches %v is not known: %v", [concat(", ", names), row.more_endpoints])
}
