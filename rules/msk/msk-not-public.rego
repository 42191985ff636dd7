# METADATA
# title: MSK clusters have no public endpoint
# description: >-
#   With PublicAccess, the brokers get addresses that the internet reaches. AWS leaves it off where nothing is said.
# related_resources:
# - https://docs.aws.amazon.com/msk/latest/developerguide/public-access.html
# custom:
#   id: msk-not-public
#   severity: high
#   resources: [AWS::MSK::Cluster]
#   decides_on: [BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type]
#   requirements: []
#   aliases: ["checkov:CKV_AWS_291", "kics:0ce1ba20"]
#   remediation: >-
#     Remove PublicAccess or set its Type to DISABLED; connect through the VPC or MSK multi-VPC connectivity.
#   profiles: [default]
package guardian.rules.msk_not_public

import data.guardian.graph

place := ["BrokerNodeGroupInfo", "ConnectivityInfo", "PublicAccess", "Type"]

violations contains graph.violation(cluster, place, message) if {
	some cluster in graph.resources("AWS::MSK::Cluster")
	value := graph.at(cluster.properties, place)
	value != "DISABLED"
	message := sprintf("brokers of cluster %v have public addresses: PublicAccess is %v", [cluster.id, graph.show(value)])
}
