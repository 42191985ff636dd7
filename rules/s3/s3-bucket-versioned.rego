# METADATA
# title: S3 buckets keep versions
# description: >-
#   Without versions, an object that is overwritten or deleted, by mistake or by ransomware, is gone. AWS keeps none
#   where nothing is said.
# related_resources:
# - https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
# custom:
#   id: s3-bucket-versioned
#   severity: medium
#   resources: [AWS::S3::Bucket]
#   decides_on: [VersioningConfiguration.Status]
#   requirements: []
#   aliases:
#   - checkov:CKV_AWS_21
#   - trivy:AWS-0090
#   - cdk-nag:S3BucketVersioningEnabled
#   - guard-registry:S3_BUCKET_VERSIONING_ENABLED
#   - cfripper:S3ObjectVersioningRule
#   - kics:a227ec01
#   remediation: Set VersioningConfiguration.Status to Enabled, with a lifecycle rule for old versions.
#   profiles: []
package guardian.rules.s3_bucket_versioned

import data.guardian.graph

place := ["VersioningConfiguration", "Status"]

violations contains graph.violation(bucket, place, message) if {
	some bucket in graph.resources("AWS::S3::Bucket")
	not bucket.properties.VersioningConfiguration.Status == "Enabled"
	state := graph.show_at(bucket.properties, place, "absent, and S3 keeps no versions")
	message := sprintf("bucket %v loses what is overwritten: VersioningConfiguration is %v", [bucket.id, state])
}
