# METADATA
# title: Listeners use TLS 1.2 or later
# description: >-
#   The security policy of a listener says which protocols it takes. Where SslPolicy is absent, CloudFormation gives a
#   new listener ELBSecurityPolicy-2016-08, which takes TLS 1.0 and 1.1.
# related_resources:
# - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
# custom:
#   id: alb-listener-tls-1-2
#   severity: high
#   resources: [AWS::ElasticLoadBalancingV2::Listener]
#   decides_on: [Protocol, SslPolicy]
#   requirements: [B1, P7, P28]
#   aliases: ["checkov:CKV_AWS_103", "cfn_nag:W55", "trivy:AWS-0047", "guard-registry:ELBV2_LISTENER_SSL_POLICY_RULE",
#     "pulumi:aws-alb-listener-configure-secure-tls", "pulumi:aws-lb-listener-configure-secure-tls"]
#   frameworks:
#     pci-dss-3.2.1: ["2.3", "4.1"]
#     nist-800-53-r5: [SC-8, SC-23]
#   remediation: Set SslPolicy to ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09 or another policy without TLS 1.0 and 1.1.
#   profiles: [default, requirements]
package guardian.rules.alb_listener_tls_1_2

import data.guardian.data.tls_policies
import data.guardian.graph

encrypted := [listener |
	some listener in graph.resources("AWS::ElasticLoadBalancingV2::Listener")
	listener.properties.Protocol in {"HTTPS", "TLS"}
]

violations contains graph.violation(listener, ["SslPolicy"], message) if {
	some listener in encrypted
	not listener.properties.SslPolicy
	message := sprintf("listener %v takes TLS 1.0: SslPolicy is absent, which means ELBSecurityPolicy-2016-08", [listener.id])
}

violations contains graph.violation(listener, ["SslPolicy"], message) if {
	some listener in encrypted
	old := tls_policies.values.load_balancer[listener.properties.SslPolicy]
	count(old) > 0
	message := sprintf("listener %v takes %v: SslPolicy is %v", [
		listener.id, concat(" and ", old), listener.properties.SslPolicy,
	])
}

undetermined contains graph.undetermined(listener, ["SslPolicy"], reason) if {
	some listener in encrypted
	is_string(listener.properties.SslPolicy)
	not tls_policies.values.load_balancer[listener.properties.SslPolicy]
	reason := sprintf("the policy %v is not in the table of policies", [listener.properties.SslPolicy])
}
