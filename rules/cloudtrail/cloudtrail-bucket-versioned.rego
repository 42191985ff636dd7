# METADATA
# title: Buckets of trails are versioned
# description: >-
#   In a bucket without versioning a log file that is overwritten or deleted is gone, and with it the record of who did
#   that. Versioning is off unless it is turned on.
# related_resources:
# - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html
# custom:
#   id: cloudtrail-bucket-versioned
#   severity: medium
#   resources: [AWS::CloudTrail::Trail]
#   reads: [AWS::S3::Bucket]
#   decides_on: []
#   judges: form
#   requirements: [N22]
#   aliases: []
#   frameworks:
#     pci-dss-3.2.1: ["10.5.2", "10.5.5"]
#     nist-800-53-r5: [AU-9]
#   remediation: Set VersioningConfiguration.Status of the bucket to Enabled.
#   profiles: [requirements]
package guardian.rules.cloudtrail_bucket_versioned

import data.guardian.delivery
import data.guardian.graph

violations contains graph.violation_with(trail, ["S3BucketName"], message, related) if {
	some trail in graph.resources("AWS::CloudTrail::Trail")
	some bucket in delivery.buckets(trail)
	not bucket.properties.VersioningConfiguration.Status == "Enabled"
	not is_unsure(bucket)
	related := [graph.related(bucket, ["VersioningConfiguration", "Status"], "the bucket")]
	message := sprintf("trail %v writes to bucket %v, which is not versioned: VersioningConfiguration.Status is %v", [
		trail.id, bucket.id, graph.show_at(bucket.properties, ["VersioningConfiguration", "Status"], "absent"),
	])
}

is_unsure(bucket) if graph.is_unknown(bucket.properties.VersioningConfiguration)

is_unsure(bucket) if graph.is_unknown(bucket.properties.VersioningConfiguration.Status)

undetermined contains graph.undetermined(trail, ["S3BucketName"], reason) if {
	some trail in graph.resources("AWS::CloudTrail::Trail")
	some bucket in delivery.buckets(trail)
	is_unsure(bucket)
	reason := sprintf("whether bucket %v is versioned is not known", [bucket.id])
}

undetermined contains graph.undetermined(trail, ["S3BucketName"], "the bucket is not in the template") if {
	some trail in graph.resources("AWS::CloudTrail::Trail")
	trail.properties.S3BucketName
	count(delivery.buckets(trail)) == 0
}
