# METADATA
# title: CloudFront is the only public entry
# description: >-
#   Where a system is reached through CloudFront alone, nothing else of it answers the internet - a load balancer that is
#   no origin, an API, a function URL without authentication. A load balancer that is an origin must ask for the secret
#   header, which a rule of its own judges.
# related_resources:
# - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/restrict-access-to-load-balancer.html
# custom:
#   id: cloudfront-only-entry
#   severity: high
#   resources: [AWS::ElasticLoadBalancingV2::LoadBalancer, AWS::ElasticLoadBalancing::LoadBalancer,
#     AWS::ApiGateway::RestApi, AWS::ApiGatewayV2::Api, AWS::Lambda::Url]
#   reads: [AWS::CloudFront::Distribution, AWS::Route53::RecordSet]
#   decides_on: [Scheme, AuthType]
#   requirements: [C15]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [SC-7]
#   remediation: Make it internal or private, or let CloudFront stand in front of it with a secret header.
#   profiles: [pci-payments]
package guardian.rules.cloudfront_only_entry

import data.guardian.cloudfront
import data.guardian.graph

fronted := {row.balancer.key | some row in cloudfront.fronting}

violations contains graph.violation(balancer, ["Scheme"], message) if {
	some balancer in graph.resources_of([
		"AWS::ElasticLoadBalancingV2::LoadBalancer",
		"AWS::ElasticLoadBalancing::LoadBalancer",
	])
	not balancer.properties.Scheme == "internal"
	not balancer.key in fronted
	message := sprintf("load balancer %v answers the internet besides CloudFront: Scheme is %v", [
		balancer.id, graph.show_at(balancer.properties, ["Scheme"], "absent, which means internet-facing"),
	])
}

violations contains graph.violation(api, ["EndpointConfiguration"], message) if {
	some api in graph.resources("AWS::ApiGateway::RestApi")
	not "PRIVATE" in graph.as_list(object.get(api.properties, ["EndpointConfiguration", "Types"], []))
	not graph.is_true(api.properties.DisableExecuteApiEndpoint)
	message := sprintf("API %v answers the internet besides CloudFront", [api.id])
}

violations contains graph.violation(api, ["ProtocolType"], message) if {
	some api in graph.resources("AWS::ApiGatewayV2::Api")
	not graph.is_true(api.properties.DisableExecuteApiEndpoint)
	message := sprintf("API %v answers the internet besides CloudFront", [api.id])
}

violations contains graph.violation(url, ["AuthType"], message) if {
	some url in graph.resources("AWS::Lambda::Url")
	not url.properties.AuthType == "AWS_IAM"
	message := sprintf("function URL %v answers the internet besides CloudFront", [url.id])
}
