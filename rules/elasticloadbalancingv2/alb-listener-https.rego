# METADATA
# title: Listeners of application load balancers use HTTPS or redirect to it
# description: >-
#   What comes in over an HTTP listener crosses the internet in plain text. An HTTP listener is let through when all it
#   does is to redirect to HTTPS; each of its rules must do the same.
# related_resources:
# - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html
# - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html
# custom:
#   id: alb-listener-https
#   severity: high
#   resources: [AWS::ElasticLoadBalancingV2::Listener, AWS::ElasticLoadBalancingV2::ListenerRule]
#   reads: [AWS::ElasticLoadBalancingV2::Listener]
#   decides_on: [Protocol, "DefaultActions[*].Type", "DefaultActions[*].RedirectConfig.Protocol"]
#   requirements: [B1, P7, P28]
#   aliases: ["checkov:CKV_AWS_2", "cfn_nag:W56", "trivy:AWS-0054", "guard-registry:ELBV2_LISTENER_PROTOCOL_RULE",
#     "kics:275a3217", "pulumi:aws-alb-listener-disallow-unencrypted-traffic",
#     "pulumi:aws-lb-listener-disallow-unencrypted-traffic", "cdk-nag:ALBHttpToHttpsRedirection", "checkov:CKV_AWS_103"]
#   frameworks:
#     pci-dss-3.2.1: ["2.3", "4.1"]
#     nist-800-53-r5: [SC-8, SC-23]
#   remediation: >-
#     Set Protocol to HTTPS with a certificate and a policy for TLS 1.2, and let the HTTP listener redirect
#     (RedirectConfig with Protocol HTTPS and StatusCode HTTP_301).
#   profiles: [default, requirements]
package guardian.rules.alb_listener_https

import data.guardian.graph

plain := [listener |
	some listener in graph.resources("AWS::ElasticLoadBalancingV2::Listener")
	listener.properties.Protocol == "HTTP"
]

redirects(action) if {
	action.Type == "redirect"
	action.RedirectConfig.Protocol == "HTTPS"
}

# A redirect keeps the protocol of the request where it names none.
violations contains graph.violation(listener, ["Protocol"], message) if {
	some listener in plain
	count([action | some action in actions(listener); redirects(action)]) == 0
	count([action | some action in actions(listener); graph.is_unknown(action)]) == 0
	message := sprintf("listener %v takes HTTP and does not redirect to HTTPS", [listener.id])
}

actions(listener) := graph.as_list(object.get(listener.properties, "DefaultActions", []))

violations contains graph.violation_with(rule, ["Actions", index], message, related) if {
	some listener in plain
	count([action | some action in actions(listener); redirects(action)]) > 0
	some rule in graph.referrers(listener, "AWS::ElasticLoadBalancingV2::ListenerRule", ["ListenerArn"])
	some index, action in graph.as_list(rule.properties.Actions)
	action.Type == "forward"
	related := [graph.related(listener, ["Protocol"], "takes HTTP")]
	message := sprintf("rule %v forwards what comes in over HTTP on listener %v", [rule.id, listener.id])
}
