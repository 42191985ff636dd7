# METADATA
# title: S3 buckets state encryption with a customer-managed KMS key
# description: >-
#   With SSE-S3 or the key behind alias/aws/s3, everyone who may read an object may decrypt it, and nobody can revoke,
#   audit or share the key. A customer-managed key adds a second permission to every read, and a trace of it.
#   Buckets that receive access logs of Application or Classic Load Balancers, or S3 server access logs, may state
#   SSE-S3, because these services deliver to nothing else. What a bucket says nothing about, S3 encrypts with SSE-S3.
# related_resources:
# - https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
# - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
# - https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
# custom:
#   id: s3-bucket-encrypted-with-kms
#   severity: medium
#   resources: [AWS::S3::Bucket]
#   reads: [AWS::ElasticLoadBalancingV2::LoadBalancer, AWS::ElasticLoadBalancing::LoadBalancer]
#   decides_on:
#   - BucketEncryption.ServerSideEncryptionConfiguration[*].ServerSideEncryptionByDefault.SSEAlgorithm
#   - BucketEncryption.ServerSideEncryptionConfiguration[*].ServerSideEncryptionByDefault.KMSMasterKeyID
#   requirements: [N16, S4, C35, B14, B7]
#   aliases:
#   - trivy:AWS-0132
#   - guard-registry:S3_DEFAULT_ENCRYPTION_KMS
#   - cdk-nag:S3DefaultEncryptionKMS
#   remediation: >-
#     Set SSEAlgorithm to aws:kms (or aws:kms:dsse) and KMSMasterKeyID to a key of your own; BucketKeyEnabled keeps the
#     number of KMS requests low.
#   profiles: [default, requirements]
package guardian.rules.s3_bucket_encrypted_with_kms

import data.guardian.graph
import data.guardian.kms

kms_algorithms := {"aws:kms", "aws:kms:dsse"}

# Health check and connection logs are delivered as access logs are.
log_attributes := {"access_logs.s3.bucket", "connection_logs.s3.bucket", "health_check_logs.s3.bucket"}

violations contains graph.violation(bucket, ["BucketEncryption", "ServerSideEncryptionConfiguration"], message) if {
	some bucket in judged
	count(defaults(bucket)) == 0
	message := sprintf("bucket %v states no default encryption, so AWS uses SSE-S3 and no KMS key", [bucket.id])
}

violations contains graph.violation(bucket, ["BucketEncryption", "ServerSideEncryptionConfiguration"], message) if {
	some bucket in graph.resources("AWS::S3::Bucket")
	receives_logs(bucket)
	count(defaults(bucket)) == 0
	message := sprintf("bucket %v receives logs and states no default encryption, which is SSE-S3 for these", [bucket.id])
}

violations contains graph.violation(bucket, array.concat(encryption.path, ["SSEAlgorithm"]), message) if {
	some bucket in judged
	some encryption in defaults(bucket)
	not encryption.value.SSEAlgorithm in kms_algorithms
	algorithm := graph.show(encryption.value.SSEAlgorithm)
	message := sprintf("bucket %v is encrypted with %v, not with KMS", [bucket.id, algorithm])
}

violations contains graph.violation(bucket, array.concat(encryption.path, ["KMSMasterKeyID"]), message) if {
	some bucket in judged
	some encryption in defaults(bucket)
	encryption.value.SSEAlgorithm in kms_algorithms
	not kms.customer_key(encryption.value, "KMSMasterKeyID")
	lack := kms.lack(encryption.value, "KMSMasterKeyID", "S3 takes alias/aws/s3")
	message := sprintf("bucket %v has %v", [bucket.id, lack])
}

judged contains bucket if {
	some bucket in graph.resources("AWS::S3::Bucket")
	not receives_logs(bucket)
}

defaults(bucket) := [encryption |
	some index, rule in graph.as_list(bucket.properties.BucketEncryption.ServerSideEncryptionConfiguration)
	rule.ServerSideEncryptionByDefault
	path := ["BucketEncryption", "ServerSideEncryptionConfiguration", index, "ServerSideEncryptionByDefault"]
	encryption := {"path": path, "value": rule.ServerSideEncryptionByDefault}
]

# S3 server access logs, also a bucket's own where LoggingConfiguration names no other.
receives_logs(bucket) if {
	bucket.properties.LoggingConfiguration
	not bucket.properties.LoggingConfiguration.DestinationBucketName
}

receives_logs(bucket) if {
	some edge in input.edges_to[bucket.key]
	delivers(graph.resource(edge.from), edge.path)
}

delivers(node, path) if {
	node.type == "AWS::S3::Bucket"
	path[0] == "LoggingConfiguration"
}

delivers(node, path) if {
	node.type == "AWS::ElasticLoadBalancing::LoadBalancer"
	path[0] == "AccessLoggingPolicy"
}

# Network Load Balancers deliver to SSE-KMS too.
delivers(node, path) if {
	node.type == "AWS::ElasticLoadBalancingV2::LoadBalancer"
	not node.properties.Type == "network"
	path[0] == "LoadBalancerAttributes"
	node.properties.LoadBalancerAttributes[path[1]].Key in log_attributes
}
