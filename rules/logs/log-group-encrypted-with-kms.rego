# METADATA
# title: Log groups are encrypted with a customer-managed KMS key
# description: >-
#   CloudWatch Logs always encrypts, but without KmsKeyId with a key that AWS owns: whoever may read the group reads the
#   logs, and the key cannot be revoked. Logs often hold what nobody meant to write down.
# related_resources:
# - https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
# custom:
#   id: log-group-encrypted-with-kms
#   severity: medium
#   resources: [AWS::Logs::LogGroup]
#   decides_on: [KmsKeyId]
#   requirements: [N16, S4]
#   aliases:
#   - checkov:CKV_AWS_158
#   - cfn_nag:W84
#   - trivy:AWS-0017
#   - guard-registry:CLOUDWATCH_LOG_GROUP_ENCRYPTED
#   - cdk-nag:CloudWatchLogGroupEncrypted
#   remediation: Set KmsKeyId to the ARN of a key whose policy lets the logs service of the region use it.
#   profiles: [default, requirements]
package guardian.rules.log_group_encrypted_with_kms

import data.guardian.graph
import data.guardian.kms

violations contains graph.violation(group, ["KmsKeyId"], message) if {
	some group in graph.resources("AWS::Logs::LogGroup")
	not kms.customer_key(group.properties, "KmsKeyId")
	lack := kms.lack(group.properties, "KmsKeyId", "CloudWatch Logs takes a key that AWS owns")
	message := sprintf("log group %v has %v", [group.id, lack])
}
