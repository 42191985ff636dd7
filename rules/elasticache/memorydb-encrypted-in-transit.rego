# METADATA
# title: MemoryDB clusters encrypt their traffic
# description: >-
#   Without TLS, commands, passwords and data cross the network in plain text, and access control lists cannot be used.
#   AWS turns TLS on where nothing is said.
# related_resources:
# - https://docs.aws.amazon.com/memorydb/latest/devguide/in-transit-encryption.html
# custom:
#   id: memorydb-encrypted-in-transit
#   severity: high
#   resources: [AWS::MemoryDB::Cluster]
#   decides_on: [TLSEnabled]
#   requirements: [B18]
#   aliases: []
#   remediation: Remove TLSEnabled or set it to true; the cluster is replaced.
#   profiles: [default, requirements]
package guardian.rules.memorydb_encrypted_in_transit

import data.guardian.graph

violations contains graph.violation(cluster, ["TLSEnabled"], message) if {
	some cluster in graph.resources("AWS::MemoryDB::Cluster")
	graph.is_false(cluster.properties.TLSEnabled)
	message := sprintf("cluster %v takes traffic in plain text: TLSEnabled is false", [cluster.id])
}
