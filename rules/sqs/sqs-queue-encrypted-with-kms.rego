# METADATA
# title: SQS queues are encrypted with a customer-managed KMS key
# description: >-
#   SSE-SQS, which AWS turns on where nothing is said, uses a key that AWS owns, and the policy of alias/aws/sqs cannot
#   be changed, so S3, SNS and EventBridge cannot send to the queue. A customer-managed key can be revoked, audited and
#   given to the services that send.
# related_resources:
# - https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html
# custom:
#   id: sqs-queue-encrypted-with-kms
#   severity: medium
#   resources: [AWS::SQS::Queue]
#   decides_on: [KmsMasterKeyId]
#   requirements: [S4]
#   aliases:
#   - checkov:CKV_AWS_27
#   - cfn_nag:W48
#   - trivy:AWS-0096
#   - trivy:AWS-0135
#   - guard-registry:SQS_QUEUE_KMS_MASTER_KEY_ID_RULE
#   - cdk-nag:SQSQueueSSE
#   remediation: Set KmsMasterKeyId to a key of your own whose policy lets the services that send use it.
#   profiles: [default, requirements]
package guardian.rules.sqs_queue_encrypted_with_kms

import data.guardian.graph
import data.guardian.kms

violations contains graph.violation(queue, ["KmsMasterKeyId"], message) if {
	some queue in graph.resources("AWS::SQS::Queue")
	not kms.customer_key(queue.properties, "KmsMasterKeyId")
	lack := kms.lack(queue.properties, "KmsMasterKeyId", default_of(queue))
	message := sprintf("queue %v has %v", [queue.id, lack])
}

default_of(queue) := "SqsManagedSseEnabled turns encryption off" if {
	graph.is_false(queue.properties.SqsManagedSseEnabled)
}

default_of(queue) := "SQS takes a key that AWS owns" if {
	not graph.is_false(queue.properties.SqsManagedSseEnabled)
}
