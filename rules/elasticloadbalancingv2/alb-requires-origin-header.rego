# METADATA
# title: Load balancers behind CloudFront let through only its requests
# description: >-
#   A secret header protects only where each forwarding rule asks for it. The default action of a listener answers
#   everything that no rule takes, so it must not forward.
# related_resources:
# - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/restrict-access-to-load-balancer.html
# - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
# custom:
#   id: alb-requires-origin-header
#   severity: high
#   resources: [AWS::ElasticLoadBalancingV2::Listener, AWS::ElasticLoadBalancingV2::ListenerRule]
#   reads: [AWS::CloudFront::Distribution, AWS::ElasticLoadBalancingV2::LoadBalancer, AWS::Route53::RecordSet]
#   decides_on: []
#   judges: form
#   requirements: [C16, C15]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [AC-4, SC-7]
#   remediation: >-
#     Let the default action answer with the fixed response 403, and give each rule that forwards a condition of the
#     field http-header with the header that CloudFront sends.
#   profiles: [default, requirements]
package guardian.rules.alb_requires_origin_header

import data.guardian.cloudfront
import data.guardian.graph

listeners := [{"listener": listener, "row": row} |
	some row in cloudfront.fronting
	not row.origin.value.VpcOriginConfig
	some listener in graph.referrers(row.balancer, "AWS::ElasticLoadBalancingV2::Listener", ["LoadBalancerArn"])
]

violations contains graph.violation_with(item.listener, ["DefaultActions", index], message, related) if {
	some item in listeners
	some index, action in graph.as_list(item.listener.properties.DefaultActions)
	action.Type == "forward"
	related := [graph.related(item.row.distribution, item.row.origin.path, "the origin that should be the only way in")]
	message := sprintf("the default action of listener %v forwards requests that do not come from distribution %v", [
		item.listener.id, item.row.distribution.id,
	])
}

violations contains graph.violation_with(rule, ["Conditions"], message, related) if {
	some item in listeners
	some rule in graph.referrers(item.listener, "AWS::ElasticLoadBalancingV2::ListenerRule", ["ListenerArn"])
	some action in graph.as_list(rule.properties.Actions)
	action.Type == "forward"
	count(cloudfront.checked_headers(rule) & cloudfront.header_names(item.row.origin)) == 0
	related := [graph.related(item.row.distribution, item.row.origin.path, "the origin that should be the only way in")]
	message := sprintf("rule %v forwards without asking for a header that distribution %v sends", [
		rule.id, item.row.distribution.id,
	])
}
