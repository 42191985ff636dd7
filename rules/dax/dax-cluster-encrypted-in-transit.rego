# METADATA
# title: DAX clusters encrypt their traffic
# description: >-
#   Between application and cache, items cross the network in plain text unless the endpoint is of the type TLS. AWS
#   takes NONE where nothing is said, and the type cannot be changed later.
# related_resources:
# - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAXEncryptionInTransit.html
# custom:
#   id: dax-cluster-encrypted-in-transit
#   severity: medium
#   resources: [AWS::DAX::Cluster]
#   decides_on: [ClusterEndpointEncryptionType]
#   requirements: [B18]
#   aliases: []
#   remediation: Set ClusterEndpointEncryptionType to TLS; the cluster is replaced.
#   profiles: [requirements]
package guardian.rules.dax_cluster_encrypted_in_transit

import data.guardian.graph

place := ["ClusterEndpointEncryptionType"]

violations contains graph.violation(cluster, place, message) if {
	some cluster in graph.resources("AWS::DAX::Cluster")
	not cluster.properties.ClusterEndpointEncryptionType == "TLS"
	state := graph.show_at(cluster.properties, place, "absent, which means NONE")
	message := sprintf("cluster %v takes traffic in plain text: %v is %v", [cluster.id, place[0], state])
}
