# METADATA
# title: A key policy lets in the services that must use the key
# description: >-
#   CloudTrail, CloudWatch Logs, CloudFront and those that publish to an encrypted topic or queue use a key as a service,
#   not with the permissions of a role. Where the key's policy does not name the service, the trail or log group cannot
#   be made, the site answers 403, and alarms and events are lost in silence.
# related_resources:
# - https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-services.html
# - https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
# - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
# - https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
# - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
# custom:
#   id: kms-key-policy-serves-users
#   severity: medium
#   resources: [AWS::KMS::Key]
#   reads: [AWS::CloudTrail::Trail, AWS::Logs::LogGroup, AWS::SNS::Topic, AWS::SQS::Queue, AWS::SNS::Subscription,
#     AWS::CloudWatch::Alarm, AWS::CloudWatch::CompositeAlarm, AWS::Events::Rule, AWS::S3::Bucket,
#     AWS::CloudFront::Distribution, AWS::EC2::FlowLog, AWS::KMS::Alias]
#   facts: [statements]
#   decides_on: [KeyPolicy]
#   requirements: [N18]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [SC-12]
#   remediation: >-
#     Add a statement with the service as principal, the actions that it needs (kms:GenerateDataKey*, kms:Decrypt) and a
#     condition on aws:SourceArn, aws:SourceAccount or the encryption context.
#   profiles: [requirements]
package guardian.rules.kms_key_policy_serves_users

import data.guardian.graph

violations contains graph.violation_with(key, ["KeyPolicy"], message, [place]) if {
	some {"key": key, "service": service, "user": user, "path": path, "does": does} in uses
	not lets_in(key, service)
	message := sprintf("the policy of key %v does not let in %v.amazonaws.com, which %v %v", [
		key.id, service, does, user.id,
	])
	place := graph.related(user, path, "uses the key")
}

uses := [use |
	some key in graph.resources("AWS::KMS::Key")
	some use in array.concat(direct(key), array.concat(published(key), stored(key)))
]

# What encrypts with the key itself.
direct(key) := [use |
	some [type, property, service, does] in [
		["AWS::CloudTrail::Trail", "KMSKeyId", "cloudtrail", "writes the logs of trail"],
		["AWS::Logs::LogGroup", "KmsKeyId", "logs", "encrypts log group"],
	]
	some user in users(key, type, property)
	use := {"key": key, "service": service, "user": user, "path": [property], "does": does}
]

# The resources that name the key or one of its aliases.
users(key, type, property) := array.concat(
	graph.referrers(key, type, [property]),
	[user |
		some alias in graph.referrers(key, "AWS::KMS::Alias", ["TargetKeyId"])
		some user in graph.referrers(alias, type, [property])
	],
)

# Services that publish to a topic or queue that the key encrypts.
published(key) := [use |
	some [type, source, property, service, does] in [
		["AWS::SNS::Topic", "AWS::CloudWatch::Alarm", "AlarmActions", "cloudwatch", "publishes to topic"],
		["AWS::SNS::Topic", "AWS::CloudWatch::CompositeAlarm", "AlarmActions", "cloudwatch", "publishes to topic"],
		["AWS::SNS::Topic", "AWS::Events::Rule", "Targets", "events", "publishes to topic"],
		["AWS::SNS::Topic", "AWS::S3::Bucket", "NotificationConfiguration", "s3", "publishes to topic"],
		["AWS::SQS::Queue", "AWS::Events::Rule", "Targets", "events", "sends to queue"],
		["AWS::SQS::Queue", "AWS::S3::Bucket", "NotificationConfiguration", "s3", "sends to queue"],
		["AWS::SQS::Queue", "AWS::SNS::Subscription", "Endpoint", "sns", "sends to queue"],
		["AWS::SQS::Queue", "AWS::SNS::Topic", "Subscription", "sns", "sends to queue"],
	]
	some user in users(key, type, "KmsMasterKeyId")
	count(graph.referrers(user, source, [property])) > 0
	use := {"key": key, "service": service, "user": user, "path": ["KmsMasterKeyId"], "does": does}
]

# Services that read or write the objects of a bucket that the key encrypts.
stored(key) := [use |
	some [source, property, service, does] in [
		["AWS::CloudFront::Distribution", "DistributionConfig", "cloudfront", "reads bucket"],
		["AWS::EC2::FlowLog", "LogDestination", "delivery.logs", "writes to bucket"],
	]
	some user in users(key, "AWS::S3::Bucket", "BucketEncryption")
	some reader in graph.referrers(user, source, [property])
	by_service(reader, user)
	use := {"key": key, "service": service, "user": user, "path": ["BucketEncryption"], "does": does}
]

# A distribution reads as a service where its origin has an access control; logs are written in another way.
by_service(reader, _) if reader.type != "AWS::CloudFront::Distribution"

by_service(reader, bucket) if {
	reader.type == "AWS::CloudFront::Distribution"
	some index, origin in reader.properties.DistributionConfig.Origins
	origin.OriginAccessControlId
	graph.refers(reader, ["DistributionConfig", "Origins", index], bucket)
}

lets_in(key, service) if {
	some statement in graph.statements("resource")
	statement.owner == key.key
	statement.effect == "Allow"
	some principal in statement.principals
	is_service(principal, service)
	count([action | some action in statement.actions; serves(graph.lower(action.value))]) > 0
}

is_service(principal, _) if principal.value == "*"

is_service(principal, service) if {
	principal.type == "Service"
	principal.value == sprintf("%v.amazonaws.com", [service])
}

# CloudWatch Logs is named with its region.
is_service(principal, service) if {
	principal.type == "Service"
	startswith(start(principal.value), sprintf("%v.", [service]))
}

start(value) := value if is_string(value)

start(value) := value["$text"][0] if graph.is_mixed(value)

serves(action) if action in {"*", "kms:*", "kms:generatedatakey", "kms:generatedatakey*", "kms:encrypt", "kms:decrypt", "kms:encrypt*", "kms:decrypt*", "kms:generate*"}
