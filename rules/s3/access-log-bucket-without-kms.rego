# METADATA
# title: Buckets for access logs use SSE-S3
# description: >-
#   Application and classic load balancers and S3 server access logging deliver only to buckets that encrypt with SSE-S3.
#   With SSE-KMS as the default encryption the delivery fails, and nobody notices that the logs are missing.
# related_resources:
# - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
# - https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
# custom:
#   id: access-log-bucket-without-kms
#   severity: medium
#   resources: [AWS::S3::Bucket]
#   reads: [AWS::ElasticLoadBalancing::LoadBalancer, AWS::ElasticLoadBalancingV2::LoadBalancer]
#   decides_on:
#   - BucketEncryption.ServerSideEncryptionConfiguration[*].ServerSideEncryptionByDefault.SSEAlgorithm
#   requirements: [B16]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [AU-12]
#   remediation: Set SSEAlgorithm of this bucket to AES256.
#   profiles: [requirements]
package guardian.rules.access_log_bucket_without_kms

import data.guardian.delivery
import data.guardian.graph

violations contains graph.violation_with(bucket, path, message, related) if {
	some bucket in graph.resources("AWS::S3::Bucket")
	some index, rule in graph.as_list(bucket.properties.BucketEncryption.ServerSideEncryptionConfiguration)
	algorithm := rule.ServerSideEncryptionByDefault.SSEAlgorithm
	algorithm in {"aws:kms", "aws:kms:dsse"}
	some writer in delivery.writers(bucket)
	needs_sse_s3(writer)
	path := [
		"BucketEncryption", "ServerSideEncryptionConfiguration", index,
		"ServerSideEncryptionByDefault", "SSEAlgorithm",
	]
	related := [graph.related(writer, delivery.paths[writer.type], "delivers here")]
	message := sprintf("bucket %v encrypts with %v, so the access logs of %v cannot be delivered", [
		bucket.id, algorithm, writer.id,
	])
}

needs_sse_s3(writer) if writer.type in {"AWS::S3::Bucket", "AWS::ElasticLoadBalancing::LoadBalancer"}

needs_sse_s3(writer) if {
	writer.type == "AWS::ElasticLoadBalancingV2::LoadBalancer"
	not writer.properties.Type == "network"
}
