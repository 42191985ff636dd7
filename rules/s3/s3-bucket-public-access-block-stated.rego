# METADATA
# title: Buckets state their public access block
# description: >-
#   Where PublicAccessBlockConfiguration is absent, the block is on for buckets made since April 2023 and off for older
#   ones, and nobody who reads the template can tell which. Once it is written out, a change that opens the bucket shows
#   in the review.
# related_resources:
# - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-publicaccessblockconfiguration.html
# custom:
#   id: s3-bucket-public-access-block-stated
#   severity: low
#   resources: [AWS::S3::Bucket]
#   decides_on: [PublicAccessBlockConfiguration]
#   requirements: []
#   aliases: ["checkov:CKV_AWS_53", "checkov:CKV_AWS_54", "checkov:CKV_AWS_55", "checkov:CKV_AWS_56", "trivy:AWS-0086",
#     "trivy:AWS-0087", "trivy:AWS-0091", "trivy:AWS-0093", "trivy:AWS-0094", "regula:FG_R00229",
#     "cdk-nag:S3BucketLevelPublicAccessProhibited", "guard-registry:S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED",
#     "guard-registry:S3_BUCKET_PUBLIC_READ_PROHIBITED", "guard-registry:S3_BUCKET_PUBLIC_WRITE_PROHIBITED",
#     "kics:48f100d9", "kics:860ba89b", "kics:6c8d51af", "kics:350cd468"]
#   frameworks:
#     nist-800-53-r5: [AC-3, AC-21]
#   remediation: >-
#     Add PublicAccessBlockConfiguration with BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy and
#     RestrictPublicBuckets set to true.
#   profiles: [default]
package guardian.rules.s3_bucket_public_access_block_stated

import data.guardian.graph

violations contains graph.violation(bucket, ["PublicAccessBlockConfiguration"], message) if {
	some bucket in graph.resources("AWS::S3::Bucket")
	not bucket.properties.PublicAccessBlockConfiguration
	message := sprintf("bucket %v states no public access block, which is on only for buckets made since April 2023", [
		bucket.id,
	])
}
