# METADATA
# title: Redshift clusters are encrypted
# description: >-
#   Since January 2025 AWS encrypts every new cluster where the template says nothing, and refuses a request that turns
#   encryption off. A template that says Encrypted false keeps an old cluster in plain text, or fails to deploy.
# related_resources:
# - https://docs.aws.amazon.com/redshift/latest/mgmt/working-with-db-encryption.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-redshift-cluster.html
# custom:
#   id: redshift-cluster-encrypted
#   severity: high
#   resources: [AWS::Redshift::Cluster]
#   decides_on: [Encrypted]
#   requirements: [B18]
#   aliases:
#   - checkov:CKV_AWS_64
#   - cfn_nag:F28
#   - trivy:AWS-0084
#   - guard-registry:REDSHIFT_CLUSTER_CONFIGURATION_CHECK
#   - cdk-nag:RedshiftClusterEncryptionAtRest
#   - kics:3b316b05
#   remediation: Set Encrypted to true, with KmsKeyId for a key of your own.
#   profiles: [default, requirements]
package guardian.rules.redshift_cluster_encrypted

import data.guardian.graph

violations contains graph.violation(cluster, ["Encrypted"], message) if {
	some cluster in graph.resources("AWS::Redshift::Cluster")
	graph.is_false(cluster.properties.Encrypted)
	message := sprintf("cluster %v has Encrypted set to false, where AWS would encrypt it", [cluster.id])
}
