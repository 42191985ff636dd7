# METADATA
# title: Public load balancers have an HTTPS listener with a certificate of ACM
# description: >-
#   An internet-facing application load balancer takes HTTPS when a listener with that protocol and a certificate refers
#   to it.
# related_resources:
# - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html
# custom:
#   id: alb-has-https-listener
#   severity: medium
#   existence: true
#   resources: [AWS::ElasticLoadBalancingV2::LoadBalancer]
#   reads: [AWS::ElasticLoadBalancingV2::Listener]
#   decides_on: [Type, Scheme]
#   requirements: [P7, C14]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [SC-8]
#   remediation: Add an AWS::ElasticLoadBalancingV2::Listener with Protocol HTTPS and a certificate of ACM.
#   profiles: [payment-api, pci-payments]
package guardian.rules.alb_has_https_listener

import data.guardian.graph

listeners(balancer) := graph.referrers(balancer, "AWS::ElasticLoadBalancingV2::Listener", ["LoadBalancerArn"])

violations contains graph.violation(balancer, [], message) if {
	some balancer in graph.resources("AWS::ElasticLoadBalancingV2::LoadBalancer")
	not is_other(balancer.properties.Type, "application")
	not is_other(balancer.properties.Scheme, "internet-facing")
	count([listener | some listener in listeners(balancer); is_secure(listener)]) == 0
	count([listener | some listener in listeners(balancer); graph.is_unknown(listener.properties.Protocol)]) == 0
	message := sprintf("load balancer %v has no HTTPS listener with a certificate", [balancer.id])
}

is_other(value, wanted) if {
	is_string(value)
	value != wanted
}

is_secure(listener) if {
	listener.properties.Protocol == "HTTPS"
	listener.properties.Certificates
}
