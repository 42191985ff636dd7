# METADATA
# title: Nothing is there that nothing uses
# description: >-
#   A security group, key, role, queue or bucket that nothing refers to is a permission or a store that nobody watches.
#   What only describes it (its own policy, an alias, a rule of a group, an alarm) is no use of it.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/best-practices.html
# custom:
#   id: no-unused-resources
#   severity: low
#   resources: [AWS::EC2::SecurityGroup, AWS::KMS::Key, AWS::IAM::Role, AWS::SQS::Queue, AWS::S3::Bucket]
#   reads: ["*"]
#   decides_on: []
#   requirements: [N29u]
#   aliases: []
#   remediation: Remove it, refer to it from what should use it, or give it away as an output.
#   profiles: [novacart]
package guardian.rules.no_unused_resources

import data.guardian.graph

# Types that are about a resource and do not use it.
about := {
	"AWS::EC2::SecurityGroup": {
		"AWS::EC2::SecurityGroup", "AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress",
	},
	"AWS::IAM::Role": {"AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::ManagedPolicy"},
	"AWS::KMS::Key": {"AWS::KMS::Alias"},
	"AWS::S3::Bucket": {"AWS::S3::BucketPolicy", "AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard"},
	"AWS::SQS::Queue": {"AWS::SQS::QueuePolicy", "AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard"},
}

violations contains graph.violation(node, [], message) if {
	some type, _ in about
	some node in graph.resources(type)
	not used(node)
	not given(node)
	not used_from_outside(node)
	message := sprintf("%v is there for nothing: no resource uses it and no output gives it", [node.id])
}

used(node) if {
	some edge in input.edges_to[node.key]
	edge.kind != "DependsOn"
	edge.from != node.key
	not graph.resource(edge.from).type in about[node.type]
}

# A key is used through its alias too.
used(node) if {
	some alias in graph.referrers(node, "AWS::KMS::Alias", ["TargetKeyId"])
	some edge in input.edges_to[alias.key]
	edge.kind != "DependsOn"
}

# Whether an output refers to it, alone, in text or in a list.
given(node) if {
	some output in input.outputs
	mentions(output.value, node.key)
}

mentions(value, key) if value["$ref"] == key

mentions(value, key) if {
	some part in value["$text"]
	part["$ref"] == key
}

mentions(value, key) if {
	is_array(value)
	some item in value
	item["$ref"] == key
}

# People, other accounts and identity providers take a role from outside; files arrive in a bucket that tells of them.
used_from_outside(node) if {
	node.type == "AWS::IAM::Role"
	some statement in graph.as_list(node.properties.AssumeRolePolicyDocument.Statement)
	some kind in ["AWS", "Federated"]
	statement.Principal[kind]
}

used_from_outside(node) if {
	node.type == "AWS::S3::Bucket"
	node.properties.NotificationConfiguration
}
