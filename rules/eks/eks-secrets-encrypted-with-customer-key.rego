# METADATA
# title: Kubernetes secrets in EKS are encrypted with a customer-managed key
# description: >-
#   EKS encrypts the data of clusters from Kubernetes 1.28 with a key that AWS owns; older ones keep secrets in etcd as
#   they are. With EncryptionConfig the key is the customer's, and its use is audited.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/envelope-encryption.html
# custom:
#   id: eks-secrets-encrypted-with-customer-key
#   severity: medium
#   resources: [AWS::EKS::Cluster]
#   decides_on: [EncryptionConfig]
#   requirements: [C35]
#   aliases: ["checkov:CKV_AWS_58", "cfn_nag:W82", "trivy:AWS-0039", "guard-registry:EKS_CLUSTER_ENCRYPTION_RULE"]
#   remediation: Add an EncryptionConfig with the resource secrets and Provider.KeyArn of a key of your own.
#   profiles: [pci-payments]
package guardian.rules.eks_secrets_encrypted_with_customer_key

import data.guardian.graph
import data.guardian.kms

violations contains graph.violation(cluster, ["EncryptionConfig"], message) if {
	some cluster in graph.resources("AWS::EKS::Cluster")
	count([entry | some entry in configured(cluster); has_key(entry)]) == 0
	message := sprintf("secrets of cluster %v have no customer-managed KMS key", [cluster.id])
}

configured(cluster) := graph.as_list(object.get(cluster.properties, "EncryptionConfig", []))

# Secrets are the only resource that EKS takes here.
has_key(entry) if kms.customer_key(entry.Provider, "KeyArn")
