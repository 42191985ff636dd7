# METADATA
# title: The public access block of a bucket has all four switches on
# description: >-
#   The block keeps a bucket private whatever ACL or policy someone adds later. A switch that is left out of a block
#   that is there is off, also on new buckets. A bucket without a block has a rule of its own.
# related_resources:
# - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
# - https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-8
# custom:
#   id: s3-bucket-public-access-blocked
#   severity: high
#   resources: [AWS::S3::Bucket]
#   decides_on: [PublicAccessBlockConfiguration.BlockPublicAcls, PublicAccessBlockConfiguration.IgnorePublicAcls,
#     PublicAccessBlockConfiguration.BlockPublicPolicy, PublicAccessBlockConfiguration.RestrictPublicBuckets]
#   requirements: []
#   aliases: ["regula:FG_R00229", "cdk-nag:S3BucketLevelPublicAccessProhibited",
#     "guard-registry:S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED", "guard-registry:S3_BUCKET_PUBLIC_READ_PROHIBITED",
#     "guard-registry:S3_BUCKET_PUBLIC_WRITE_PROHIBITED"]
#   frameworks:
#     cis-aws-1.4: ["2.1.5"]
#     pci-dss-3.2.1: ["1.2", "1.2.1", "1.3", "1.3.1", "1.3.2", "1.3.6", "2.2", "2.2.2"]
#     nist-800-53-r5: [AC-3, AC-4, AC-21, SC-7]
#   remediation: >-
#     Set BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy and RestrictPublicBuckets of
#     PublicAccessBlockConfiguration to true.
#   profiles: [default]
package guardian.rules.s3_bucket_public_access_blocked

import data.guardian.graph

switches := ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"]

violations contains graph.violation(bucket, ["PublicAccessBlockConfiguration", name], message) if {
	some bucket in graph.resources("AWS::S3::Bucket")
	bucket.properties.PublicAccessBlockConfiguration
	some name in switches
	not graph.is_true(bucket.properties.PublicAccessBlockConfiguration[name])
	message := sprintf("%v of bucket %v is %v", [
		name, bucket.id,
		graph.show_at(bucket.properties, ["PublicAccessBlockConfiguration", name], "absent, which means false"),
	])
}
