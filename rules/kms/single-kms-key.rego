# METADATA
# title: One key encrypts buckets, databases, logs, secrets and trails
# description: >-
#   Where one key is meant to encrypt everything, a second one is a policy that nobody looks at: who may decrypt is no
#   longer said in one place.
# related_resources:
# - https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html
# custom:
#   id: single-kms-key
#   severity: low
#   resources:
#   - AWS::S3::Bucket
#   - AWS::RDS::DBInstance
#   - AWS::RDS::DBCluster
#   - AWS::Logs::LogGroup
#   - AWS::SecretsManager::Secret
#   - AWS::CloudTrail::Trail
#   reads: [AWS::KMS::Key, AWS::KMS::Alias]
#   decides_on: []
#   requirements: [N17]
#   aliases: []
#   remediation: Refer to the same key in all of them.
#   profiles: [novacart]
package guardian.rules.single_kms_key

import data.guardian.graph
import data.guardian.kms

# Where each type names its key.
paths := {
	"AWS::CloudTrail::Trail": ["KMSKeyId"],
	"AWS::Logs::LogGroup": ["KmsKeyId"],
	"AWS::RDS::DBCluster": ["KmsKeyId"],
	"AWS::RDS::DBInstance": ["KmsKeyId"],
	"AWS::SecretsManager::Secret": ["KmsKeyId"],
}

uses contains use if {
	some type, path in paths
	some node in graph.resources(type)
	value := graph.at(node.properties, path)
	kms.named(value)
	use := {"node": node, "path": path, "key": key_of(node, path, value)}
}

uses contains use if {
	some node in graph.resources("AWS::S3::Bucket")
	some index, rule in graph.as_list(node.properties.BucketEncryption.ServerSideEncryptionConfiguration)
	value := rule.ServerSideEncryptionByDefault.KMSMasterKeyID
	kms.named(value)
	start := ["BucketEncryption", "ServerSideEncryptionConfiguration", index]
	path := array.concat(start, ["ServerSideEncryptionByDefault", "KMSMasterKeyID"])
	use := {"node": node, "path": path, "key": key_of(node, path, value)}
}

# A key by its name in the graph, also behind an alias, or as it is written.
key_of(node, path, _) := key.id if some key in keys_at(node, path)

key_of(node, path, value) := graph.show(value) if count(keys_at(node, path)) == 0

keys_at(node, path) := [key |
	some target in graph.targets(node, path)
	some key in behind(target)
]

behind(target) := [target] if target.type == "AWS::KMS::Key"

behind(target) := keys if {
	target.type == "AWS::KMS::Alias"
	keys := [key | some key in graph.targets(target, ["TargetKeyId"]); key.type == "AWS::KMS::Key"]
}

times := {key: count(same) |
	some use in uses
	key := use.key
	same := {[other.node.key, other.path] | some other in uses; other.key == key}
}

# The key that most of them use; of equal ones the first by name.
main_key := sorted[0] if {
	most := max([number | some number in times])
	sorted := sort([key | some key, number in times; number == most])
}

violations contains graph.violation(use.node, use.path, message) if {
	some use in uses
	use.key != main_key
	message := sprintf("%v is encrypted with %v, and the others with %v", [use.node.id, use.key, main_key])
}
