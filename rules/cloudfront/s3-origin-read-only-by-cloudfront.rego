# METADATA
# title: Origin buckets are read by CloudFront alone
# description: >-
#   A bucket that serves as an origin is reached only through CloudFront when its policy lets nobody else read objects.
#   The service principal of CloudFront stands for every distribution of every account until a condition on aws:SourceArn
#   or aws:SourceAccount names whose.
# related_resources:
# - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
# custom:
#   id: s3-origin-read-only-by-cloudfront
#   severity: high
#   resources: [AWS::S3::BucketPolicy]
#   reads: [AWS::S3::Bucket, AWS::CloudFront::Distribution, AWS::CloudFront::CloudFrontOriginAccessIdentity]
#   facts: [statements]
#   decides_on: []
#   judges: form
#   requirements: [N2]
#   aliases: ["cdk-nag:S3WebBucketOAIAccess"]
#   frameworks:
#     nist-800-53-r5: [AC-3, AC-6]
#   remediation: >-
#     Let only the service cloudfront.amazonaws.com read, with a condition that aws:SourceArn is the ARN of the
#     distribution.
#   profiles: [default, requirements]
package guardian.rules.s3_origin_read_only_by_cloudfront

import data.guardian.cloudfront
import data.guardian.graph
import data.guardian.policy

origin_keys := {bucket.key |
	some distribution in cloudfront.distributions
	some origin in cloudfront.origins(distribution)
	some bucket in cloudfront.buckets(distribution, origin)
}

reading := [{"statement": statement, "bucket": bucket, "node": node} |
	some statement in graph.statements("resource")
	statement.effect == "Allow"
	node := policy.owner(statement)
	node.type == "AWS::S3::BucketPolicy"
	some bucket in graph.targets(node, ["Bucket"])
	bucket.key in origin_keys
	count([action | some action in statement.actions; reads_objects(graph.lower(action.value))]) > 0
]

reads_objects(action) if startswith(action, "s3:getobject")

reads_objects(action) if action in {"*", "s3:*", "s3:g*", "s3:get*", "s3:*object", "s3:*object*"}

violations contains graph.violation_with(row.node, principal.path, message, related) if {
	some row in reading
	some principal in row.statement.principals
	not is_known_reader(row.statement, principal)
	not graph.is_unknown(principal.value)
	related := [graph.related(row.bucket, [], "the origin")]
	message := sprintf("%v of %v lets %v read %v, which is an origin of CloudFront%v", [
		policy.name(row.statement), row.node.id, graph.show(principal.value), row.bucket.id, lack(principal),
	])
}

undetermined contains graph.undetermined(row.node, principal.path, reason) if {
	some row in reading
	some principal in row.statement.principals
	graph.is_unknown(principal.value)
	reason := sprintf("whom %v lets in is not known", [graph.show(principal.value)])
}

lack(principal) := ", and no condition says for which distribution" if principal.value == "cloudfront.amazonaws.com"

lack(principal) := "" if principal.value != "cloudfront.amazonaws.com"

is_known_reader(statement, principal) if {
	principal.value in {"cloudfront.amazonaws.com", "*"}
	policy.closed(statement)
}

is_known_reader(_, principal) if {
	principal.type == "AWS"
	contains(policy.flat(principal.value), "CloudFront Origin Access Identity")
}

# The canonical id of an origin access identity: of the template, or one that cannot be told from others.
is_known_reader(_, principal) if principal.type == "CanonicalUser"
