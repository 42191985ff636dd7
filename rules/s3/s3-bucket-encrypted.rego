# METADATA
# title: S3 buckets state their default encryption
# description: >-
#   Since January 2023 Amazon S3 encrypts every new object with keys that it owns (SSE-S3), also where a bucket says
#   nothing. Stating the encryption keeps the choice under review, and keeps older tools and auditors from doubt.
#   s3-bucket-encrypted-with-kms says the same of the buckets that state nothing, and asks for more.
# related_resources:
# - https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html
# - https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
# custom:
#   id: s3-bucket-encrypted
#   severity: low
#   resources: [AWS::S3::Bucket]
#   decides_on:
#   - BucketEncryption.ServerSideEncryptionConfiguration[*].ServerSideEncryptionByDefault.SSEAlgorithm
#   requirements: []
#   aliases:
#   - cfn_nag:W41
#   - trivy:AWS-0088
#   - guard-registry:S3_BUCKET_SERVER_SIDE_ENCRYPTION_ENABLED
#   - regula:FG_R00099
#   - kics:b2e8752c
#   remediation: >-
#     Add BucketEncryption with a ServerSideEncryptionByDefault rule, best with SSEAlgorithm aws:kms and a key of your
#     own.
#   profiles: []
package guardian.rules.s3_bucket_encrypted

import data.guardian.graph

violations contains graph.violation(bucket, ["BucketEncryption", "ServerSideEncryptionConfiguration"], message) if {
	some bucket in graph.resources("AWS::S3::Bucket")
	not encryption_stated(bucket)
	message := sprintf("bucket %v states no default encryption, so AWS falls back to SSE-S3", [bucket.id])
}

encryption_stated(bucket) if {
	some rule in graph.as_list(bucket.properties.BucketEncryption.ServerSideEncryptionConfiguration)
	rule.ServerSideEncryptionByDefault.SSEAlgorithm
}
