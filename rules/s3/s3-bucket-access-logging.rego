# METADATA
# title: S3 buckets log access
# description: >-
#   Server access logs say who read and wrote objects. They are off unless LoggingConfiguration says where they go. Left
#   out are buckets that receive logs themselves - of other buckets, load balancers, CloudFront, trails, flow logs and
#   AWS Config.
# related_resources:
# - https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
# custom:
#   id: s3-bucket-access-logging
#   severity: low
#   resources: [AWS::S3::Bucket]
#   reads: [AWS::S3::Bucket, AWS::ElasticLoadBalancingV2::LoadBalancer, AWS::ElasticLoadBalancing::LoadBalancer,
#     AWS::CloudFront::Distribution, AWS::CloudTrail::Trail, AWS::EC2::FlowLog, AWS::Config::DeliveryChannel,
#     AWS::Logs::DeliveryDestination, AWS::WAFv2::LoggingConfiguration]
#   decides_on: [LoggingConfiguration, AccessControl]
#   requirements: [C32]
#   aliases: ["checkov:CKV_AWS_18", "cfn_nag:W35", "trivy:AWS-0089", "cdk-nag:S3BucketLoggingEnabled",
#     "guard-registry:S3_BUCKET_LOGGING_ENABLED", "kics:4552b71f"]
#   frameworks:
#     pci-dss-3.2.1: ["10.1", "10.2.1", "10.3.1"]
#     nist-800-53-r5: [AU-2, AU-12]
#   remediation: Add LoggingConfiguration with the DestinationBucketName of a log bucket.
#   profiles: [requirements]
package guardian.rules.s3_bucket_access_logging

import data.guardian.graph

violations contains graph.violation(bucket, ["LoggingConfiguration"], message) if {
	some bucket in graph.resources("AWS::S3::Bucket")
	not is_present(bucket, "LoggingConfiguration")
	not bucket.properties.AccessControl == "LogDeliveryWrite"
	not receives_logs(bucket)
	message := sprintf("bucket %v logs no access: LoggingConfiguration is absent", [bucket.id])
}

is_present(bucket, property) if {
	some name, _ in bucket.properties
	name == property
}

# From which path another resource names the bucket as its log target.
log_paths := {
	"AWS::S3::Bucket": {"LoggingConfiguration"},
	"AWS::ElasticLoadBalancingV2::LoadBalancer": {"LoadBalancerAttributes"},
	"AWS::ElasticLoadBalancing::LoadBalancer": {"AccessLoggingPolicy"},
	"AWS::CloudTrail::Trail": {"S3BucketName"},
	"AWS::EC2::FlowLog": {"LogDestination"},
	"AWS::Config::DeliveryChannel": {"S3BucketName"},
	"AWS::Logs::DeliveryDestination": {"DestinationResourceArn"},
	"AWS::WAFv2::LoggingConfiguration": {"LogDestinationConfigs"},
}

receives_logs(bucket) if {
	some edge in input.edges_to[bucket.key]
	edge.kind != "DependsOn"
	edge.path[0] in log_paths[input.resources[edge.from].type]
}

receives_logs(bucket) if {
	some edge in input.edges_to[bucket.key]
	input.resources[edge.from].type == "AWS::CloudFront::Distribution"
	edge.path[1] == "Logging"
}
