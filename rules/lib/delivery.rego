# Which services deliver logs into a bucket.
package guardian.delivery

import data.guardian.graph

# From which property a resource names the bucket that its logs go to. CloudFront's stands one level deeper.
paths := {
	"AWS::CloudTrail::Trail": ["S3BucketName"],
	"AWS::CloudFront::Distribution": ["DistributionConfig", "Logging"],
	"AWS::Config::DeliveryChannel": ["S3BucketName"],
	"AWS::EC2::FlowLog": ["LogDestination"],
	"AWS::ElasticLoadBalancing::LoadBalancer": ["AccessLoggingPolicy"],
	"AWS::ElasticLoadBalancingV2::LoadBalancer": ["LoadBalancerAttributes"],
	"AWS::KinesisFirehose::DeliveryStream": [],
	"AWS::Logs::DeliveryDestination": ["DestinationResourceArn"],
	"AWS::S3::Bucket": ["LoggingConfiguration"],
	"AWS::WAFv2::LoggingConfiguration": ["LogDestinationConfigs"],
}

# The resources that deliver into a bucket, each once.
writers(bucket) := {graph.resource(edge.from) |
	some edge in input.edges_to[bucket.key]
	edge.kind != "DependsOn"
	path := paths[input.resources[edge.from].type]
	array.slice(edge.path, 0, count(path)) == path
}

# The buckets of the template that a resource delivers into.
buckets(node) := [bucket |
	some bucket in graph.targets(node, paths[node.type])
	bucket.type == "AWS::S3::Bucket"
]

# What a bucket encrypts new objects with, where it says so.
algorithms(bucket) := [rule.ServerSideEncryptionByDefault.SSEAlgorithm |
	some rule in graph.as_list(bucket.properties.BucketEncryption.ServerSideEncryptionConfiguration)
	rule.ServerSideEncryptionByDefault.SSEAlgorithm
]

# The bucket policies of a bucket.
policies(bucket) := graph.referrers(bucket, "AWS::S3::BucketPolicy", ["Bucket"])

# The Allow statements of a bucket's policies that are for a service.
allowed(bucket, service) := [statement |
	some statement in graph.statements("resource")
	statement.effect == "Allow"
	statement.owner in {node.key | some node in policies(bucket)}
	some principal in statement.principals
	is_for(principal.value, service)
]

is_for(value, _) if value == "*"

is_for(value, service) if value == service

# Whether one of the statements lets an action through.
grants(statements, action) if {
	some statement in statements
	some element in statement.actions
	covers(graph.lower(element.value), action)
}

covers(pattern, action) if pattern == action

covers(pattern, action) if glob.match(pattern, [], action)
