# METADATA
# title: Trails and flow logs go to different buckets
# description: >-
#   The two are written by different services, read by different people and kept for different times; in one bucket its
#   policy has to let in both for everything.
# related_resources:
# - https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
# - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
# custom:
#   id: cloudtrail-bucket-not-flow-log-bucket
#   severity: medium
#   resources: [AWS::CloudTrail::Trail]
#   reads: [AWS::EC2::FlowLog, AWS::S3::Bucket]
#   decides_on: []
#   judges: form
#   requirements: [B8]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [AU-9]
#   remediation: Give the flow logs a bucket of their own.
#   profiles: [requirements]
package guardian.rules.cloudtrail_bucket_not_flow_log_bucket

import data.guardian.delivery
import data.guardian.graph

to_buckets := [log |
	some log in graph.resources("AWS::EC2::FlowLog")
	log.properties.LogDestinationType == "s3"
]

violations contains graph.violation_with(trail, ["S3BucketName"], message, related) if {
	some trail in graph.resources("AWS::CloudTrail::Trail")
	some log in to_buckets
	same_bucket(trail, log)
	related := [graph.related(log, ["LogDestination"], "the flow log")]
	message := sprintf("trail %v and flow log %v write to the same bucket", [trail.id, log.id])
}

same_bucket(trail, log) if {
	some bucket in delivery.buckets(trail)
	graph.refers(log, ["LogDestination"], bucket)
}

# Both outside the template, under the same name.
same_bucket(trail, log) if {
	is_string(trail.properties.S3BucketName)
	is_string(log.properties.LogDestination)
	split(trim_prefix(log.properties.LogDestination, "arn:aws:s3:::"), "/")[0] == trail.properties.S3BucketName
}

undetermined contains graph.undetermined(trail, ["S3BucketName"], reason) if {
	some trail in graph.resources("AWS::CloudTrail::Trail")
	some log in to_buckets
	not same_bucket(trail, log)
	is_open(trail.properties.S3BucketName, log.properties.LogDestination)
	reason := sprintf("whether flow log %v goes to the same bucket is not known", [log.id])
}

# Two references to different buckets are known to differ, also where both are unknown otherwise.
is_open(name, _) if graph.is_unknown(name)

is_open(_, destination) if graph.is_unknown(destination)
