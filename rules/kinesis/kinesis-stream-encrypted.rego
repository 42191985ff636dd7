# METADATA
# title: Kinesis data streams are encrypted
# description: >-
#   Records stay in a stream for a day to a year. AWS leaves server-side encryption off where nothing is said.
# related_resources:
# - https://docs.aws.amazon.com/streams/latest/dev/server-side-encryption.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-kinesis-stream-streamencryption.html
# custom:
#   id: kinesis-stream-encrypted
#   severity: high
#   resources: [AWS::Kinesis::Stream]
#   decides_on: [StreamEncryption.EncryptionType, StreamEncryption.KeyId]
#   requirements: [B18]
#   aliases:
#   - checkov:CKV_AWS_43
#   - cfn_nag:W49
#   - trivy:AWS-0064
#   - guard-registry:KINESIS_STREAM_ENCRYPTION_RULE
#   - cdk-nag:KinesisDataStreamSSE
#   - kics:7f65be75
#   remediation: Add StreamEncryption with EncryptionType KMS and KeyId, best of a key of your own.
#   profiles: [default, requirements]
package guardian.rules.kinesis_stream_encrypted

import data.guardian.graph
import data.guardian.kms

violations contains graph.violation(stream, ["StreamEncryption", "EncryptionType"], message) if {
	some stream in graph.resources("AWS::Kinesis::Stream")
	not stream.properties.StreamEncryption.EncryptionType == "KMS"
	message := sprintf("stream %v %v", [stream.id, fault(stream.properties)])
}

violations contains graph.violation(stream, ["StreamEncryption", "KeyId"], message) if {
	some stream in graph.resources("AWS::Kinesis::Stream")
	stream.properties.StreamEncryption.EncryptionType == "KMS"
	not kms.named(stream.properties.StreamEncryption.KeyId)
	message := sprintf("stream %v names no KeyId to encrypt with", [stream.id])
}

fault(properties) := sprintf("has EncryptionType set to %v", [graph.show(properties.StreamEncryption.EncryptionType)])

fault(properties) := "does not set EncryptionType" if {
	properties.StreamEncryption
	not properties.StreamEncryption.EncryptionType
}

fault(properties) := "does not set StreamEncryption, and AWS leaves encryption off" if not properties.StreamEncryption
