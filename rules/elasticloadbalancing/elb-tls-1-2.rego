# METADATA
# title: Classic load balancers use TLS 1.2 or later
# description: >-
#   A listener for HTTPS or SSL takes the protocols of the SSL negotiation policy that it names. Without one it gets
#   ELBSecurityPolicy-2016-08, which takes TLS 1.0 and 1.1.
# related_resources:
# - https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-security-policy-table.html
# custom:
#   id: elb-tls-1-2
#   severity: high
#   resources: [AWS::ElasticLoadBalancing::LoadBalancer]
#   decides_on: ["Policies[*].Attributes[*].Value"]
#   requirements: [B1]
#   aliases: ["guard-registry:ELB_PREDEFINED_SECURITY_POLICY_SSL_CHECK", "kics:61a94903"]
#   frameworks:
#     pci-dss-3.2.1: ["2.3", "4.1"]
#     nist-800-53-r5: [SC-8, SC-23]
#   remediation: >-
#     Add a policy of the type SSLNegotiationPolicyType with Reference-Security-Policy ELBSecurityPolicy-TLS-1-2-2017-01,
#     and name it in PolicyNames of the listener.
#   profiles: [default, requirements]
package guardian.rules.elb_tls_1_2

import data.guardian.data.tls_policies
import data.guardian.graph

encrypted := [{"balancer": balancer, "path": ["Listeners", index], "listener": listener} |
	some balancer in graph.resources("AWS::ElasticLoadBalancing::LoadBalancer")
	some index, listener in graph.as_list(balancer.properties.Listeners)
	graph.lower(listener.Protocol) in {"https", "ssl"}
]

# The SSL negotiation policies that a listener names, with their place.
policies(row) := [{"value": policy, "path": ["Policies", index]} |
	some index, policy in graph.as_list(row.balancer.properties.Policies)
	policy.PolicyType == "SSLNegotiationPolicyType"
	policy.PolicyName in graph.as_list(row.listener.PolicyNames)
]

violations contains graph.violation(row.balancer, row.path, message) if {
	some row in encrypted
	count(policies(row)) == 0
	message := sprintf("load balancer %v takes TLS 1.0 on port %v: the listener names no policy, which means ELBSecurityPolicy-2016-08", [
		row.balancer.id, graph.show_at(row.listener, ["LoadBalancerPort"], "443"),
	])
}

violations contains graph.violation(row.balancer, path, message) if {
	some row in encrypted
	some policy in policies(row)
	some index, attribute in graph.as_list(policy.value.Attributes)
	attribute.Name == "Reference-Security-Policy"
	old := tls_policies.values.classic_load_balancer[attribute.Value]
	count(old) > 0
	path := array.concat(policy.path, ["Attributes", index, "Value"])
	message := sprintf("load balancer %v takes %v: its policy is %v", [row.balancer.id, concat(" and ", old), attribute.Value])
}

violations contains graph.violation(row.balancer, path, message) if {
	some row in encrypted
	some policy in policies(row)
	some index, attribute in graph.as_list(policy.value.Attributes)
	attribute.Name in {"Protocol-SSLv3", "Protocol-TLSv1", "Protocol-TLSv1.1"}
	graph.is_true(attribute.Value)
	path := array.concat(policy.path, ["Attributes", index, "Value"])
	message := sprintf("load balancer %v takes %v", [row.balancer.id, trim_prefix(attribute.Name, "Protocol-")])
}
