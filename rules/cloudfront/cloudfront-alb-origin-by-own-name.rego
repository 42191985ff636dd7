# METADATA
# title: CloudFront reaches load balancers by a name that their certificate has
# description: >-
#   Over HTTPS, CloudFront checks that the origin's certificate carries the origin's domain name (or the Host header that
#   it forwards). Nobody gets a certificate for a name below elb.amazonaws.com, so an origin addressed by it fails with
#   502, and somebody turns HTTPS off.
# related_resources:
# - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-cloudfront-to-custom-origin.html
# - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/http-502-bad-gateway.html
# custom:
#   id: cloudfront-alb-origin-by-own-name
#   severity: medium
#   resources: [AWS::CloudFront::Distribution]
#   reads: [AWS::ElasticLoadBalancingV2::LoadBalancer, AWS::ElasticLoadBalancing::LoadBalancer]
#   decides_on: ["DistributionConfig.Origins[*].DomainName",
#     "DistributionConfig.Origins[*].CustomOriginConfig.OriginProtocolPolicy"]
#   judges: form
#   requirements: [C38]
#   aliases: []
#   frameworks: {}
#   remediation: Give the load balancer a DNS name of your own, with a certificate for it, and use that as DomainName.
#   profiles: [requirements]
package guardian.rules.cloudfront_alb_origin_by_own_name

import data.guardian.cloudfront
import data.guardian.graph

violations contains graph.violation(distribution, array.concat(origin.path, ["DomainName"]), message) if {
	some distribution in cloudfront.distributions
	some origin in cloudfront.origins(distribution)
	origin.value.CustomOriginConfig.OriginProtocolPolicy in {"https-only", "match-viewer"}
	name := balancer_name(distribution, origin)
	message := sprintf("distribution %v reaches origin %v over HTTPS by the name of the load balancer (%v), which no certificate carries", [
		distribution.id, cloudfront.name(origin), name,
	])
}

types := ["AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancing::LoadBalancer"]

linked(distribution, origin) := [graph.resource(edge.to).id |
	some type in types
	some edge in cloudfront.links(distribution, origin, type)
]

balancer_name(distribution, origin) := sprintf("%v.DNSName", [linked(distribution, origin)[0]]) if {
	count(linked(distribution, origin)) > 0
}

balancer_name(distribution, origin) := cloudfront.domain(origin) if {
	count(linked(distribution, origin)) == 0
	endswith(graph.lower(cloudfront.domain(origin)), ".elb.amazonaws.com")
}

undetermined contains graph.undetermined(distribution, array.concat(origin.path, ["DomainName"]), reason) if {
	some distribution in cloudfront.distributions
	some origin in cloudfront.origins(distribution)
	origin.value.CustomOriginConfig.OriginProtocolPolicy in {"https-only", "match-viewer"}
	graph.is_unknown(origin.value.DomainName)
	count(linked(distribution, origin)) == 0
	reason := sprintf("the name of origin %v is not known", [cloudfront.name(origin)])
}
