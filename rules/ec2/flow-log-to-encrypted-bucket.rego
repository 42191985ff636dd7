# METADATA
# title: Flow logs go to an encrypted bucket
# description: >-
#   Where a system asks for it, flow logs are delivered to S3, into a bucket that states its encryption. Without
#   LogDestinationType a flow log goes to CloudWatch Logs.
# related_resources:
# - https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3.html
# custom:
#   id: flow-log-to-encrypted-bucket
#   severity: medium
#   resources: [AWS::EC2::FlowLog]
#   reads: [AWS::S3::Bucket]
#   decides_on: []
#   judges: form
#   requirements: [B10]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [AU-9, SC-28]
#   remediation: Set LogDestinationType to s3 and LogDestination to the ARN of a bucket with BucketEncryption.
#   profiles: [secure-baseline]
package guardian.rules.flow_log_to_encrypted_bucket

import data.guardian.delivery
import data.guardian.graph

violations contains graph.violation(log, ["LogDestinationType"], message) if {
	some log in graph.resources("AWS::EC2::FlowLog")
	not log.properties.LogDestinationType == "s3"
	not graph.is_unknown(log.properties.LogDestinationType)
	message := sprintf("flow log %v does not go to S3: LogDestinationType is %v", [
		log.id, graph.show_at(log.properties, ["LogDestinationType"], "absent, which means cloud-watch-logs"),
	])
}

violations contains graph.violation_with(log, ["LogDestination"], message, related) if {
	some log in graph.resources("AWS::EC2::FlowLog")
	log.properties.LogDestinationType == "s3"
	some bucket in delivery.buckets(log)
	count(delivery.algorithms(bucket)) == 0
	not graph.is_unknown(bucket.properties.BucketEncryption)
	related := [graph.related(bucket, ["BucketEncryption"], "states no encryption")]
	message := sprintf("flow log %v goes to bucket %v, which states no encryption", [log.id, bucket.id])
}

undetermined contains graph.undetermined(log, ["LogDestination"], "the bucket is not in the template") if {
	some log in graph.resources("AWS::EC2::FlowLog")
	log.properties.LogDestinationType == "s3"
	count(delivery.buckets(log)) == 0
}

undetermined contains graph.undetermined(log, ["LogDestinationType"], "where the log goes is not known") if {
	some log in graph.resources("AWS::EC2::FlowLog")
	graph.is_unknown(log.properties.LogDestinationType)
}
