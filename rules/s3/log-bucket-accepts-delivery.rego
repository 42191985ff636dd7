# METADATA
# title: Log buckets accept what is delivered to them
# description: >-
#   CloudTrail delivers only where the bucket's policy lets its service read the bucket's ACL and put objects; load
#   balancers need it for putting. A bucket without such a policy refuses them, and nobody notices that the logs are
#   missing. For flow logs AWS writes the policy itself, unless the template has one that leaves it out.
# related_resources:
# - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
# - https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
# - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
# custom:
#   id: log-bucket-accepts-delivery
#   severity: high
#   resources: [AWS::CloudTrail::Trail, AWS::EC2::FlowLog, AWS::ElasticLoadBalancing::LoadBalancer,
#     AWS::ElasticLoadBalancingV2::LoadBalancer]
#   reads: [AWS::S3::Bucket, AWS::S3::BucketPolicy]
#   facts: [statements]
#   decides_on: []
#   judges: form
#   requirements: [B16]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [AU-12]
#   remediation: >-
#     Add an AWS::S3::BucketPolicy that lets the service (cloudtrail.amazonaws.com,
#     delivery.logs.amazonaws.com) do s3:GetBucketAcl and s3:PutObject, with a condition on aws:SourceAccount.
#   profiles: [default, requirements]
package guardian.rules.log_bucket_accepts_delivery

import data.guardian.delivery
import data.guardian.graph

services := {
	"AWS::CloudTrail::Trail": "cloudtrail.amazonaws.com",
	"AWS::EC2::FlowLog": "delivery.logs.amazonaws.com",
}

needed := {
	"AWS::CloudTrail::Trail": ["s3:GetBucketAcl", "s3:PutObject"],
	"AWS::EC2::FlowLog": ["s3:PutObject"],
}

deliveries := [{"node": node, "bucket": bucket} |
	some node in graph.resources_of(object.keys(services))
	some bucket in delivery.buckets(node)
	is_judged(node, bucket)
]

is_judged(node, _) if node.type == "AWS::CloudTrail::Trail"

is_judged(node, bucket) if {
	node.type == "AWS::EC2::FlowLog"
	count(delivery.policies(bucket)) > 0
}

violations contains graph.violation_with(row.node, delivery.paths[row.node.type], message, related) if {
	some row in deliveries
	service := services[row.node.type]
	missing := [action |
		some action in needed[row.node.type]
		not delivery.grants(delivery.allowed(row.bucket, service), lower(action))
	]
	count(missing) > 0
	not is_open(row.bucket)
	related := [graph.related(row.bucket, [], "the bucket")]
	message := sprintf("%v cannot write to bucket %v: no bucket policy lets %v do %v", [
		row.node.id, row.bucket.id, service, concat(" and ", missing),
	])
}

undetermined contains graph.undetermined(row.node, delivery.paths[row.node.type], reason) if {
	some row in deliveries
	count(delivery.allowed(row.bucket, services[row.node.type])) == 0
	is_open(row.bucket)
	reason := sprintf("the policy of bucket %v is not known", [row.bucket.id])
}

is_open(bucket) if {
	some node in delivery.policies(bucket)
	graph.is_unknown(node.properties.PolicyDocument)
}

# --- Load balancers: a service or an account that differs by region, so any principal that may put counts ---

balancers := [{"node": node, "bucket": bucket} |
	some node in graph.resources_of(["AWS::ElasticLoadBalancing::LoadBalancer", "AWS::ElasticLoadBalancingV2::LoadBalancer"])
	logs(node)
	some bucket in delivery.buckets(node)
]

logs(node) if graph.is_true(node.properties.AccessLoggingPolicy.Enabled)

logs(node) if {
	some attribute in graph.as_list(node.properties.LoadBalancerAttributes)
	attribute.Key == "access_logs.s3.enabled"
	graph.is_true(attribute.Value)
}

puts(bucket) := [statement |
	some node in delivery.policies(bucket)
	some statement in graph.statements("resource")
	statement.owner == node.key
	statement.effect == "Allow"
	delivery.grants([statement], "s3:putobject")
]

violations contains graph.violation_with(row.node, delivery.paths[row.node.type], message, related) if {
	some row in balancers
	count(puts(row.bucket)) == 0
	not is_open(row.bucket)
	related := [graph.related(row.bucket, [], "the bucket")]
	message := sprintf("%v cannot write access logs to bucket %v: no bucket policy lets it do s3:PutObject", [
		row.node.id, row.bucket.id,
	])
}
