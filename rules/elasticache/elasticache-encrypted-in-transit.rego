# METADATA
# title: ElastiCache caches encrypt their traffic
# description: >-
#   Without encryption in transit, sessions, tokens and cached records cross the network in plain text, and clients
#   cannot be made to authenticate. AWS leaves it off where nothing is said. Serverless caches are always encrypted.
# related_resources:
# - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-elasticache-replicationgroup.html
# custom:
#   id: elasticache-encrypted-in-transit
#   severity: high
#   resources: [AWS::ElastiCache::ReplicationGroup, AWS::ElastiCache::CacheCluster]
#   decides_on: [TransitEncryptionEnabled, TransitEncryptionMode]
#   requirements: [B18]
#   aliases:
#   - checkov:CKV_AWS_30
#   - cfn_nag:F33
#   - trivy:AWS-0051
#   - guard-registry:ELASTICACHE_REPLICATION_GROUP_ENCRYPTION_IN_TRANSIT
#   - kics:3b02569b
#   remediation: Set TransitEncryptionEnabled to true, and TransitEncryptionMode to required once all clients use TLS.
#   profiles: [default, requirements]
package guardian.rules.elasticache_encrypted_in_transit

import data.guardian.graph

switch := ["TransitEncryptionEnabled"]

violations contains graph.violation(cache, switch, message) if {
	some cache in judged
	not graph.is_true(cache.properties.TransitEncryptionEnabled)
	state := graph.show_at(cache.properties, switch, "absent, and AWS leaves it off")
	message := sprintf("cache %v takes traffic in plain text: %v is %v", [cache.id, switch[0], state])
}

violations contains graph.violation(cache, ["TransitEncryptionMode"], message) if {
	some cache in graph.resources("AWS::ElastiCache::ReplicationGroup")
	graph.is_true(cache.properties.TransitEncryptionEnabled)
	cache.properties.TransitEncryptionMode == "preferred"
	message := sprintf("cache %v also takes traffic in plain text: TransitEncryptionMode is preferred", [cache.id])
}

undetermined contains graph.undetermined(group, ["GlobalReplicationGroupId"], reason) if {
	some group in graph.resources("AWS::ElastiCache::ReplicationGroup")
	group.properties.GlobalReplicationGroupId
	not "TransitEncryptionEnabled" in object.keys(group.properties)
	reason := sprintf("replication group %v is encrypted as the global datastore that it joins", [group.id])
}

judged contains group if {
	some group in graph.resources("AWS::ElastiCache::ReplicationGroup")
	not joins(group)
}

# Only Memcached has the switch on a cluster; a cluster of Redis OSS cannot encrypt at all.
judged contains cluster if {
	some cluster in graph.resources("AWS::ElastiCache::CacheCluster")
}

joins(group) if {
	group.properties.GlobalReplicationGroupId
	not "TransitEncryptionEnabled" in object.keys(group.properties)
}
