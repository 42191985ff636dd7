# METADATA
# title: Buckets of trails are for trails alone
# description: >-
#   Whoever else writes to the bucket of a trail can crowd, overwrite or forge what an auditor relies on, and its policy
#   has to let them in. Other trails may share it.
# related_resources:
# - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html
# custom:
#   id: cloudtrail-bucket-dedicated
#   severity: medium
#   resources: [AWS::CloudTrail::Trail]
#   reads: [AWS::S3::Bucket, AWS::S3::BucketPolicy, AWS::CloudFront::Distribution, AWS::Config::DeliveryChannel,
#     AWS::EC2::FlowLog, AWS::ElasticLoadBalancing::LoadBalancer, AWS::ElasticLoadBalancingV2::LoadBalancer,
#     AWS::KinesisFirehose::DeliveryStream, AWS::Logs::DeliveryDestination, AWS::WAFv2::LoggingConfiguration]
#   facts: [statements]
#   decides_on: []
#   judges: form
#   requirements: [N22]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [AU-9]
#   remediation: Give the trail a bucket of its own, into which nobody but cloudtrail.amazonaws.com may write.
#   profiles: [requirements]
package guardian.rules.cloudtrail_bucket_dedicated

import data.guardian.delivery
import data.guardian.graph
import data.guardian.policy

violations contains graph.violation_with(trail, ["S3BucketName"], message, related) if {
	some trail in graph.resources("AWS::CloudTrail::Trail")
	some bucket in delivery.buckets(trail)
	some writer in delivery.writers(bucket)
	writer.type != "AWS::CloudTrail::Trail"
	related := [graph.related(writer, delivery.paths[writer.type], "writes there too")]
	message := sprintf("trail %v writes to bucket %v, into which %v writes too", [trail.id, bucket.id, writer.id])
}

violations contains graph.violation_with(trail, ["S3BucketName"], message, related) if {
	some trail in graph.resources("AWS::CloudTrail::Trail")
	some bucket in delivery.buckets(trail)
	some node in delivery.policies(bucket)
	some statement in graph.statements("resource")
	statement.owner == node.key
	statement.effect == "Allow"
	delivery.grants([statement], "s3:putobject")
	some principal in statement.principals
	is_string(principal.value)
	principal.value != "cloudtrail.amazonaws.com"
	related := [graph.related(node, principal.path, "may write there too")]
	message := sprintf("trail %v writes to bucket %v, into which its policy lets %v write too", [
		trail.id, bucket.id, principal.value,
	])
}
