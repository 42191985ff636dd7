# METADATA
# title: Firehose streams that producers write to are encrypted
# description: >-
#   A delivery stream of the type DirectPut, which is what AWS makes where nothing is said, keeps the records until
#   they are delivered. Server-side encryption is off unless it is asked for. A stream that reads from Kinesis Data
#   Streams or Amazon MSK takes the encryption of its source.
# related_resources:
# - https://docs.aws.amazon.com/firehose/latest/dev/encryption.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-kinesisfirehose-deliverystream.html
# custom:
#   id: firehose-stream-encrypted
#   severity: medium
#   resources: [AWS::KinesisFirehose::DeliveryStream]
#   decides_on: [DeliveryStreamEncryptionConfigurationInput]
#   requirements: [B18]
#   aliases:
#   - cfn_nag:W88
#   - guard-registry:KINESIS_FIREHOSE_DELIVERY_STREAM_ENCRYPTION_RULE
#   - cdk-nag:KinesisDataFirehoseSSE
#   remediation: >-
#     Add DeliveryStreamEncryptionConfigurationInput, with KeyType CUSTOMER_MANAGED_CMK and KeyARN for a key of your
#     own.
#   profiles: [default, requirements]
package guardian.rules.firehose_stream_encrypted

import data.guardian.graph

violations contains graph.violation(stream, ["DeliveryStreamEncryptionConfigurationInput"], message) if {
	some stream in graph.resources("AWS::KinesisFirehose::DeliveryStream")
	takes_records(stream.properties)
	not stream.properties.DeliveryStreamEncryptionConfigurationInput
	message := sprintf("delivery stream %v has no server-side encryption, which AWS leaves off", [stream.id])
}

undetermined contains graph.undetermined(stream, ["DeliveryStreamType"], reason) if {
	some stream in graph.resources("AWS::KinesisFirehose::DeliveryStream")
	graph.is_unknown(stream.properties.DeliveryStreamType)
	not stream.properties.DeliveryStreamEncryptionConfigurationInput
	reason := sprintf("delivery stream %v may take its records from an encrypted source", [stream.id])
}

# Only a stream that producers write to keeps records itself; from another source they are encrypted there.
takes_records(properties) if not properties.DeliveryStreamType

takes_records(properties) if properties.DeliveryStreamType == "DirectPut"
