# METADATA
# title: SQS queues are encrypted
# description: >-
#   AWS encrypts a new queue with SSE-SQS where the template says nothing. Only SqsManagedSseEnabled false without a
#   KMS key leaves the messages in plain text.
# related_resources:
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sqs-queue.html
# - https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-sqs-sse-queue.html
# custom:
#   id: sqs-queue-encrypted
#   severity: high
#   resources: [AWS::SQS::Queue]
#   decides_on: [SqsManagedSseEnabled]
#   requirements: [B18]
#   aliases: []
#   remediation: Remove SqsManagedSseEnabled or set it to true, or set KmsMasterKeyId to a key of your own.
#   profiles: [default, requirements]
package guardian.rules.sqs_queue_encrypted

import data.guardian.graph
import data.guardian.kms

violations contains graph.violation(queue, ["SqsManagedSseEnabled"], message) if {
	some queue in graph.resources("AWS::SQS::Queue")
	graph.is_false(queue.properties.SqsManagedSseEnabled)
	not kms.named(queue.properties.KmsMasterKeyId)
	message := sprintf("queue %v has encryption off: SqsManagedSseEnabled is false and KmsMasterKeyId absent", [queue.id])
}
