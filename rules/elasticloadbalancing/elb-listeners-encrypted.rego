# METADATA
# title: Listeners of classic load balancers are encrypted
# description: >-
#   A classic load balancer cannot redirect, so an HTTP listener takes requests in plain text. With a TCP listener the
#   instances may do TLS themselves, which the template does not say.
# related_resources:
# - https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-listener-config.html
# custom:
#   id: elb-listeners-encrypted
#   severity: high
#   resources: [AWS::ElasticLoadBalancing::LoadBalancer]
#   decides_on: ["Listeners[*].Protocol"]
#   requirements: [B1]
#   aliases: ["kics:80908a75", "pulumi:aws-elb-loadbalancer-disallow-unencrypted-traffic"]
#   frameworks:
#     pci-dss-3.2.1: ["2.3", "4.1"]
#     nist-800-53-r5: [SC-8, SC-23]
#   remediation: Set Protocol to HTTPS or SSL with an SSLCertificateId, or move to an application load balancer.
#   profiles: [default, requirements]
package guardian.rules.elb_listeners_encrypted

import data.guardian.graph

violations contains graph.violation(balancer, ["Listeners", index, "Protocol"], message) if {
	some balancer in graph.resources("AWS::ElasticLoadBalancing::LoadBalancer")
	some index, listener in graph.as_list(balancer.properties.Listeners)
	graph.lower(listener.Protocol) == "http"
	message := sprintf("load balancer %v takes HTTP on port %v", [
		balancer.id, graph.show_at(listener, ["LoadBalancerPort"], "80"),
	])
}
