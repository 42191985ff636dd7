# METADATA
# title: SNS topics are encrypted with a customer-managed KMS key
# description: >-
#   Without KmsMasterKeyId, messages wait for delivery without a KMS key. Behind alias/aws/sns they have one, but its
#   policy cannot be changed, so CloudWatch alarms, EventBridge rules and S3 notifications cannot publish to the topic.
# related_resources:
# - https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html
# - https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
# custom:
#   id: sns-topic-encrypted-with-kms
#   severity: medium
#   resources: [AWS::SNS::Topic]
#   decides_on: [KmsMasterKeyId]
#   requirements: [S4]
#   aliases:
#   - checkov:CKV_AWS_26
#   - cfn_nag:W47
#   - trivy:AWS-0095
#   - trivy:AWS-0136
#   - guard-registry:SNS_ENCRYPTED_KMS
#   - cdk-nag:SNSEncryptedKMS
#   - kics:9d13b150
#   remediation: Set KmsMasterKeyId to a key of your own whose policy lets the services that publish use it.
#   profiles: [default, requirements]
package guardian.rules.sns_topic_encrypted_with_kms

import data.guardian.graph
import data.guardian.kms

violations contains graph.violation(topic, ["KmsMasterKeyId"], message) if {
	some topic in graph.resources("AWS::SNS::Topic")
	not kms.customer_key(topic.properties, "KmsMasterKeyId")
	lack := kms.lack(topic.properties, "KmsMasterKeyId", "SNS then uses none")
	message := sprintf("topic %v has %v", [topic.id, lack])
}
