# METADATA
# title: A function's role may send to where failed events go
# description: >-
#   Lambda sends an event that failed with the role of the function. Where that role may not send to the queue or topic,
#   or may not use the key that encrypts it, the event is lost, and only the metric DeadLetterErrors (or
#   DestinationDeliveryFailures) tells. A function of SAM without Role gets one from SAM that may.
# related_resources:
# - https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
# - https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
# custom:
#   id: lambda-role-can-use-dead-letter-queue
#   severity: medium
#   resources: [AWS::Lambda::Function, AWS::Serverless::Function]
#   reads: [AWS::SQS::Queue, AWS::SQS::QueuePolicy, AWS::SNS::Topic, AWS::SNS::TopicPolicy, AWS::KMS::Key, AWS::KMS::Alias,
#     AWS::IAM::Role, AWS::Lambda::EventInvokeConfig, AWS::Lambda::Alias, AWS::Lambda::Version]
#   facts: [principals, statements]
#   decides_on: [Role, DeadLetterConfig, DeadLetterQueue]
#   requirements: [N24]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [SI-11]
#   remediation: >-
#     Allow sqs:SendMessage (or sns:Publish) on the queue's ARN in a policy of the role, and kms:GenerateDataKey and
#     kms:Decrypt on its key.
#   profiles: [requirements]
package guardian.rules.lambda_role_can_use_dead_letter_queue

import data.guardian.functions
import data.guardian.graph
import data.guardian.roles

sending := {
	"AWS::SQS::Queue": "sqs:SendMessage",
	"AWS::SNS::Topic": "sns:Publish",
}

key_properties := {
	"AWS::SQS::Queue": "KmsMasterKeyId",
	"AWS::SNS::Topic": "KmsMasterKeyId",
}

# SAM has a name of its own for it.
queue_paths := [
	["DeadLetterConfig", "TargetArn"],
	["DeadLetterQueue", "TargetArn"],
	["EventInvokeConfig", "DestinationConfig", "OnFailure", "Destination"],
]

# Where a function's failed events go: `{"function", "holder", "path", "target"}`.
deliveries contains {"function": function, "holder": function, "path": path, "target": target} if {
	some function in functions.all
	not graph.is_helper(function)
	some path in queue_paths
	some target in graph.targets(function, path)
	sending[target.type]
}

deliveries contains {"function": function, "holder": config, "path": path, "target": target} if {
	some function in functions.all
	not graph.is_helper(function)
	some key in functions.keys(function)
	some config in graph.referrers(graph.resource(key), "AWS::Lambda::EventInvokeConfig", ["FunctionName"])
	path := ["DestinationConfig", "OnFailure", "Destination"]
	some target in graph.targets(config, path)
	sending[target.type]
}

# What each delivery takes: `{"delivery", "role", "action", "on"}`.
needs contains {"delivery": delivery, "role": role, "action": sending[delivery.target.type], "on": delivery.target} if {
	some delivery in deliveries
	some role in functions.roles(delivery.function)
}

needs contains {"delivery": delivery, "role": role, "action": action, "on": key} if {
	some delivery in deliveries
	some role in functions.roles(delivery.function)
	some key in roles.keys(delivery.target, [key_properties[delivery.target.type]])
	some action in ["kms:GenerateDataKey", "kms:Decrypt"]
}

unmet contains need if {
	some need in needs
	not roles.may(need.role, {lower(need.action)}, need.on)
}

violations contains graph.violation_with(delivery.holder, delivery.path, message, places) if {
	some delivery in deliveries
	some role in functions.roles(delivery.function)
	not roles.gap(role)
	lacking := [need | some need in unmet; need.delivery == delivery; need.role.key == role.key]
	count(lacking) > 0
	message := sprintf("failed events of function %v do not arrive in %v: role %v lacks %v", [
		delivery.function.id, delivery.target.id, role.id, listed(lacking),
	])
	places := [graph.related(role, [], "the role of the function")]
}

listed(lacking) := concat(" and ", sort([sprintf("%v on %v", [need.action, need.on.id]) | some need in lacking]))

undetermined contains graph.undetermined(delivery.holder, delivery.path, reason) if {
	some need in unmet
	delivery := need.delivery
	reason := roles.gap(need.role)
}

undetermined contains graph.undetermined(delivery.holder, delivery.path, "the role of the function is not in the template") if {
	some delivery in deliveries
	functions.foreign_role(delivery.function)
}
