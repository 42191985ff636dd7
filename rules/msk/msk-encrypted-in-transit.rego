# METADATA
# title: MSK clusters encrypt their traffic
# description: >-
#   With PLAINTEXT, or TLS_PLAINTEXT which takes both, clients send their records unencrypted; with InCluster off,
#   brokers copy them so. AWS takes TLS and InCluster true where nothing is said.
# related_resources:
# - https://docs.aws.amazon.com/msk/latest/developerguide/msk-encryption.html
# custom:
#   id: msk-encrypted-in-transit
#   severity: high
#   resources: [AWS::MSK::Cluster]
#   decides_on: [EncryptionInfo.EncryptionInTransit.ClientBroker, EncryptionInfo.EncryptionInTransit.InCluster]
#   requirements: [B18]
#   aliases: ["trivy:AWS-0073", "cdk-nag:MSKClientToBrokerTLS", "cdk-nag:MSKBrokerToBrokerTLS"]
#   remediation: Set ClientBroker to TLS and InCluster to true, or leave both out.
#   profiles: [default, requirements]
package guardian.rules.msk_encrypted_in_transit

import data.guardian.graph

violations contains graph.violation(cluster, ["EncryptionInfo", "EncryptionInTransit", "ClientBroker"], message) if {
	some cluster in graph.resources("AWS::MSK::Cluster")
	value := cluster.properties.EncryptionInfo.EncryptionInTransit.ClientBroker
	value != "TLS"
	message := sprintf("cluster %v takes clients in plain text: ClientBroker is %v", [cluster.id, graph.show(value)])
}

violations contains graph.violation(cluster, ["EncryptionInfo", "EncryptionInTransit", "InCluster"], message) if {
	some cluster in graph.resources("AWS::MSK::Cluster")
	graph.is_false(cluster.properties.EncryptionInfo.EncryptionInTransit.InCluster)
	message := sprintf("brokers of cluster %v copy records in plain text: InCluster is false", [cluster.id])
}
