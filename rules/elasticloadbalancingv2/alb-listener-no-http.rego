# METADATA
# title: Load balancers take no HTTP at all
# description: >-
#   Where a system asks for HTTPS only, even a redirect is too much: the first request, with its cookies and its path,
#   has crossed the internet in plain text. Judged are listeners that redirect; alb-listener-https reports those that do
#   not.
# related_resources:
# - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html
# custom:
#   id: alb-listener-no-http
#   severity: medium
#   resources: [AWS::ElasticLoadBalancingV2::Listener]
#   decides_on: [Protocol, "DefaultActions[*].RedirectConfig.Protocol"]
#   requirements: [B1]
#   aliases: ["guard-registry:ELBV2_LISTENER_PROTOCOL_RULE"]
#   frameworks:
#     nist-800-53-r5: [SC-8]
#   remediation: Remove the HTTP listener.
#   profiles: [secure-baseline]
package guardian.rules.alb_listener_no_http

import data.guardian.graph

violations contains graph.violation(listener, ["Protocol"], message) if {
	some listener in graph.resources("AWS::ElasticLoadBalancingV2::Listener")
	listener.properties.Protocol == "HTTP"
	some action in graph.as_list(listener.properties.DefaultActions)
	action.Type == "redirect"
	action.RedirectConfig.Protocol == "HTTPS"
	message := sprintf("listener %v takes HTTP on port %v, if only to redirect it", [
		listener.id, graph.show_at(listener.properties, ["Port"], "80"),
	])
}
