# METADATA
# title: Load balancers reach their targets over HTTPS
# description: >-
#   A load balancer that ends TLS and forwards over HTTP leaves the last stretch in plain text. Where a system asks for
#   TLS from end to end (setting `target_protocol`), each target group of instances, addresses or containers has to use
#   it.
# related_resources:
# - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html
# custom:
#   id: target-group-https
#   severity: medium
#   resources: [AWS::ElasticLoadBalancingV2::TargetGroup]
#   decides_on: [Protocol, TargetType]
#   optional_settings: [target_protocol]
#   requirements: [P28]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [SC-8]
#   remediation: Set Protocol of the target group to HTTPS and let the target serve a certificate.
#   profiles: [requirements]
package guardian.rules.target_group_https

import data.guardian.graph

violations contains graph.violation(group, ["Protocol"], message) if {
	wanted := graph.setting("target_protocol")
	some group in graph.resources("AWS::ElasticLoadBalancingV2::TargetGroup")
	not group.properties.TargetType in {"lambda", "alb"}
	not group.properties.Protocol in secured(wanted)
	message := sprintf("target group %v is reached over %v, and the profile asks for %v", [
		group.id, graph.show_at(group.properties, ["Protocol"], "a protocol that is absent"), wanted,
	])
}

# A network load balancer passes TLS on, or ends it and starts it again.
secured(wanted) := {wanted, "TLS", "TCP"} if wanted == "HTTPS"

secured(wanted) := {wanted} if wanted != "HTTPS"
