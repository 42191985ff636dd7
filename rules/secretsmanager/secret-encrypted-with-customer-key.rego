# METADATA
# title: Secrets are encrypted with a customer-managed key
# description: >-
#   The policy of the AWS managed key aws/secretsmanager lets every principal of the account decrypt through Secrets
#   Manager, and it cannot be changed or shared with another account. With a key of your own, reading a secret takes
#   two permissions. Every replica of a secret has its own key.
# related_resources:
# - https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-secretsmanager-secret.html
# custom:
#   id: secret-encrypted-with-customer-key
#   severity: medium
#   resources: [AWS::SecretsManager::Secret]
#   decides_on:
#   - KmsKeyId
#   - ReplicaRegions[*].KmsKeyId
#   requirements: [N16, C25]
#   aliases:
#   - checkov:CKV_AWS_149
#   - cfn_nag:W77
#   - trivy:AWS-0098
#   - guard-registry:SECRETSMANAGER_USING_CMK
#   - cdk-nag:SecretsManagerUsingKMSKey
#   - kics:c8ae9ba9
#   remediation: Set KmsKeyId to a key of your own, in ReplicaRegions to a key of the region.
#   profiles: [default, requirements]
package guardian.rules.secret_encrypted_with_customer_key

import data.guardian.graph
import data.guardian.kms

default_key := "Secrets Manager takes alias/aws/secretsmanager"

violations contains graph.violation(secret, ["KmsKeyId"], message) if {
	some secret in graph.resources("AWS::SecretsManager::Secret")
	not kms.customer_key(secret.properties, "KmsKeyId")
	message := sprintf("secret %v has %v", [secret.id, kms.lack(secret.properties, "KmsKeyId", default_key)])
}

violations contains graph.violation(secret, ["ReplicaRegions", index, "KmsKeyId"], message) if {
	some secret in graph.resources("AWS::SecretsManager::Secret")
	some index, replica in graph.as_list(secret.properties.ReplicaRegions)
	not graph.is_unknown(replica)
	not kms.customer_key(replica, "KmsKeyId")
	region := graph.show(object.get(replica, "Region", index))
	message := sprintf("replica %v of secret %v has %v", [region, secret.id, kms.lack(replica, "KmsKeyId", default_key)])
}
