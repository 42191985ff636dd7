# METADATA
# title: ElastiCache replication groups are encrypted at rest
# description: >-
#   Backups, swap and the files of a synchronisation are written to disk. AWS encrypts them where nothing is said only
#   for Valkey, not for Redis OSS, and the choice cannot be changed later. Serverless caches are always encrypted;
#   Memcached clusters keep nothing on disk.
# related_resources:
# - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html
# - https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html
# custom:
#   id: elasticache-encrypted-at-rest
#   severity: high
#   resources: [AWS::ElastiCache::ReplicationGroup]
#   decides_on: [AtRestEncryptionEnabled]
#   requirements: [B18]
#   aliases:
#   - checkov:CKV_AWS_29
#   - cfn_nag:F25
#   - trivy:AWS-0045
#   - guard-registry:ELASTICACHE_REPLICATION_GROUP_ENCRYPTION_AT_REST
#   - kics:e4ee3903
#   remediation: >-
#     Set AtRestEncryptionEnabled to true, with KmsKeyId for a key of your own; the replication group is replaced.
#   profiles: [default, requirements]
package guardian.rules.elasticache_encrypted_at_rest

import data.guardian.graph

switch := ["AtRestEncryptionEnabled"]

violations contains graph.violation(group, switch, message) if {
	some group in graph.resources("AWS::ElastiCache::ReplicationGroup")
	off(group.properties)
	message := sprintf("replication group %v %v", [group.id, fault(group.properties)])
}

undetermined contains graph.undetermined(group, ["GlobalReplicationGroupId"], reason) if {
	some group in graph.resources("AWS::ElastiCache::ReplicationGroup")
	group.properties.GlobalReplicationGroupId
	not stated(group.properties)
	reason := sprintf("replication group %v is encrypted as the global datastore that it joins", [group.id])
}

off(properties) if {
	stated(properties)
	not graph.is_true(properties.AtRestEncryptionEnabled)
}

off(properties) if {
	not stated(properties)
	not properties.GlobalReplicationGroupId
	not valkey(properties)
}

undetermined contains graph.undetermined(group, ["Engine"], reason) if {
	some group in graph.resources("AWS::ElastiCache::ReplicationGroup")
	graph.is_unknown(group.properties.Engine)
	not stated(group.properties)
	not group.properties.GlobalReplicationGroupId
	reason := sprintf("replication group %v is encrypted if its engine is Valkey", [group.id])
}

# AWS encrypts Valkey where nothing is said. An engine that is not known may be it.
valkey(properties) if graph.lower(properties.Engine) == "valkey"

valkey(properties) if graph.is_unknown(properties.Engine)

stated(properties) if "AtRestEncryptionEnabled" in object.keys(properties)

fault(properties) := sprintf("has %v set to %v", [switch[0], graph.show(properties.AtRestEncryptionEnabled)])

fault(properties) := sprintf("does not set %v, which AWS leaves off for Redis OSS", switch) if not stated(properties)
