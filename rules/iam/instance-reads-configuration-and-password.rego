# METADATA
# title: Instances may read their configuration, the database password, and decrypt both
# description: >-
#   An instance reads its configuration out of S3 and the password of its database out of the secret with the role of its
#   instance profile. With keys of the customer's own, S3 and Secrets Manager also ask that the role may decrypt with
#   them. Without any one of these permissions the instance starts and its application does not.
# related_resources:
# - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html
# - https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
# - https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
# custom:
#   id: instance-reads-configuration-and-password
#   severity: medium
#   resources: [AWS::EC2::Instance, AWS::EC2::LaunchTemplate, AWS::AutoScaling::LaunchConfiguration]
#   reads: [AWS::IAM::InstanceProfile, AWS::IAM::Role, AWS::S3::Bucket, AWS::S3::BucketPolicy, AWS::KMS::Key,
#     AWS::KMS::Alias, AWS::SecretsManager::Secret, AWS::SecretsManager::ResourcePolicy,
#     AWS::SecretsManager::SecretTargetAttachment, AWS::RDS::DBInstance, AWS::RDS::DBCluster, AWS::CloudTrail::Trail,
#     AWS::CloudFront::Distribution, AWS::Config::DeliveryChannel, AWS::EC2::FlowLog,
#     AWS::ElasticLoadBalancing::LoadBalancer, AWS::ElasticLoadBalancingV2::LoadBalancer,
#     AWS::KinesisFirehose::DeliveryStream, AWS::Logs::DeliveryDestination, AWS::WAFv2::LoggingConfiguration]
#   facts: [principals, statements]
#   decides_on: [IamInstanceProfile, LaunchTemplateData.IamInstanceProfile]
#   requirements: [N12]
#   aliases: []
#   remediation: >-
#     Allow s3:GetObject on the configuration bucket, secretsmanager:GetSecretValue on the database's secret, and
#     kms:Decrypt on the keys of both, in a policy of the role.
#   profiles: [novacart]
package guardian.rules.instance_reads_configuration_and_password

import data.guardian.delivery
import data.guardian.graph
import data.guardian.roles

# --- What instances get ---

profile_paths := {
	"AWS::AutoScaling::LaunchConfiguration": ["IamInstanceProfile"],
	"AWS::EC2::Instance": ["IamInstanceProfile"],
	"AWS::EC2::LaunchTemplate": ["LaunchTemplateData", "IamInstanceProfile"],
}

# What gives instances a role: `{"node", "path", "role"}`.
holders contains {"node": node, "path": path, "role": role} if {
	some type, path in profile_paths
	some node in graph.resources(type)
	some profile in graph.targets(node, path)
	some role in graph.targets(profile, ["Roles"])
	role.type == "AWS::IAM::Role"
}

# An instance without a profile has that of its launch template.
without_profile contains {"node": node, "path": path} if {
	some type, path in profile_paths
	some node in graph.resources(type)
	not graph.at(node.properties, path)
	not from_template(node)
}

from_template(node) if {
	node.type == "AWS::EC2::Instance"
	node.properties.LaunchTemplate
}

violations contains graph.violation(row.node, row.path, message) if {
	some row in without_profile
	message := sprintf("%v has no instance profile, so it may read neither configuration nor secrets", [row.node.id])
}

# --- Configuration and password ---

# Buckets that hold something other than logs and what CloudFront serves: one of them is the configuration's.
buckets := [bucket |
	some bucket in graph.resources("AWS::S3::Bucket")
	count(delivery.writers(bucket)) == 0
	count(graph.referrers(bucket, "AWS::CloudFront::Distribution", ["DistributionConfig"])) == 0
]

# Secrets that databases take their password from.
secrets contains secret if {
	some database in graph.resources_of(["AWS::RDS::DBInstance", "AWS::RDS::DBCluster"])
	some secret in graph.targets(database, ["MasterUserPassword"])
	secret.type == "AWS::SecretsManager::Secret"
}

secrets contains secret if {
	some attachment in graph.resources("AWS::SecretsManager::SecretTargetAttachment")
	some secret in graph.targets(attachment, ["SecretId"])
	secret.type == "AWS::SecretsManager::Secret"
}

# Databases whose password RDS manages: their secret is no resource, but its ARN is an attribute of the database.
managing := [database |
	some database in graph.resources_of(["AWS::RDS::DBInstance", "AWS::RDS::DBCluster"])
	graph.is_true(database.properties.ManageMasterUserPassword)
]

readable(role) := [bucket | some bucket in buckets; roles.may(role, {"s3:getobject"}, bucket)]

lacks contains {"holder": holder, "what": "s3:GetObject on any bucket with configuration", "places": places} if {
	some holder in holders
	count(buckets) > 0
	count(readable(holder.role)) == 0
	places := [graph.related(bucket, [], "may hold the configuration") | some bucket in buckets]
}

lacks contains {"holder": holder, "what": what, "places": [graph.related(secret, [], "the secret")]} if {
	some holder in holders
	some secret in secrets
	not roles.may(holder.role, {"secretsmanager:getsecretvalue"}, secret)
	what := sprintf("secretsmanager:GetSecretValue on %v", [secret.id])
}

lacks contains {"holder": holder, "what": what, "places": [graph.related(database, [], "the database")]} if {
	some holder in holders
	some database in managing
	not roles.may_anywhere(holder.role, {"secretsmanager:getsecretvalue"})
	what := sprintf("secretsmanager:GetSecretValue on the secret of %v", [database.id])
}

lacks contains {"holder": holder, "what": what, "places": [graph.related(key, [], "the key")]} if {
	some holder in holders
	some key in keys(holder.role)
	not roles.may(holder.role, {"kms:decrypt"}, key)
	what := sprintf("kms:Decrypt on %v", [key.id])
}

# The keys of what it may read.
keys(role) := {key |
	some bucket in readable(role)
	some key in roles.keys(bucket, ["BucketEncryption"])
} | {key |
	some secret in secrets
	some key in roles.keys(secret, ["KmsKeyId"])
} | {key |
	some database in managing
	some key in roles.keys(database, ["MasterUserSecret"])
}

violations contains graph.violation_with(lack.holder.node, lack.holder.path, message, places) if {
	some lack in lacks
	not roles.gap(lack.holder.role)
	message := sprintf("the role %v of %v lacks %v", [lack.holder.role.id, lack.holder.node.id, lack.what])
	places := array.concat([graph.related(lack.holder.role, [], "the role")], lack.places)
}

undetermined contains graph.undetermined(lack.holder.node, lack.holder.path, reason) if {
	some lack in lacks
	reason := roles.gap(lack.holder.role)
}
