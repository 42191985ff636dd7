# METADATA
# title: DAX clusters are encrypted
# description: >-
#   DAX writes what it replicates between nodes to disk. AWS leaves encryption at rest off where nothing is said, and
#   it cannot be turned on later.
# related_resources:
# - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAXEncryptionAtRest.html
# custom:
#   id: dax-cluster-encrypted
#   severity: high
#   resources: [AWS::DAX::Cluster]
#   decides_on: [SSESpecification.SSEEnabled]
#   requirements: [B18]
#   aliases:
#   - checkov:CKV_AWS_47
#   - cfn_nag:W83
#   - trivy:AWS-0023
#   - guard-registry:DAX_ENCRYPTION_ENABLED
#   - cdk-nag:DAXEncrypted
#   remediation: Set SSESpecification.SSEEnabled to true; the cluster is replaced.
#   profiles: [default, requirements]
package guardian.rules.dax_cluster_encrypted

import data.guardian.graph

violations contains graph.violation(cluster, ["SSESpecification", "SSEEnabled"], message) if {
	some cluster in graph.resources("AWS::DAX::Cluster")
	not graph.is_true(cluster.properties.SSESpecification.SSEEnabled)
	message := sprintf("cluster %v %v", [cluster.id, fault(cluster.properties)])
}

fault(properties) := sprintf("has SSEEnabled set to %v", [graph.show(properties.SSESpecification.SSEEnabled)])

fault(properties) := "does not set SSEEnabled, and AWS leaves encryption off" if not stated(properties)

stated(properties) if "SSEEnabled" in object.keys(properties.SSESpecification)
