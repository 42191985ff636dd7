# METADATA
# title: CloudFront sends a secret header to public load balancers
# description: >-
#   A public load balancer behind CloudFront can be asked directly, around CloudFront and its web ACL, unless it asks for
#   something that only CloudFront sends. The prefix list of CloudFront does not replace it - it lets in every
#   distribution of every account.
# related_resources:
# - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/restrict-access-to-load-balancer.html
# custom:
#   id: cloudfront-sends-origin-secret
#   severity: high
#   resources: [AWS::CloudFront::Distribution]
#   reads: [AWS::ElasticLoadBalancingV2::LoadBalancer, AWS::Route53::RecordSet]
#   decides_on: []
#   judges: form
#   requirements: [C16]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [AC-4, SC-7]
#   remediation: >-
#     Add OriginCustomHeaders with a header whose value is a secret, and check it in the rules of the listener, or put
#     the load balancer into private subnets behind a VPC origin.
#   profiles: [default, requirements]
package guardian.rules.cloudfront_sends_origin_secret

import data.guardian.cloudfront
import data.guardian.graph

violations contains graph.violation_with(row.distribution, row.origin.path, message, related) if {
	some row in cloudfront.fronting
	not row.origin.value.VpcOriginConfig
	count(cloudfront.header_names(row.origin)) == 0
	not graph.is_unknown(row.origin.value.OriginCustomHeaders)
	related := [graph.related(row.balancer, [], "open to requests around CloudFront")]
	message := sprintf("distribution %v sends no header to origin %v by which load balancer %v could tell it from others", [
		row.distribution.id, cloudfront.name(row.origin), row.balancer.id,
	])
}

undetermined contains graph.undetermined(row.distribution, path, "the custom headers are not known") if {
	some row in cloudfront.fronting
	graph.is_unknown(row.origin.value.OriginCustomHeaders)
	path := array.concat(row.origin.path, ["OriginCustomHeaders"])
}
