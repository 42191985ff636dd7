# METADATA
# title: HTTPS listeners have a certificate
# description: A listener for HTTPS or TLS needs a default certificate; without one the deployment fails.
# related_resources:
# - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html
# custom:
#   id: alb-listener-has-certificate
#   severity: medium
#   resources: [AWS::ElasticLoadBalancingV2::Listener]
#   decides_on: [Protocol, Certificates]
#   requirements: [B1, P7]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [SC-8, SC-17]
#   remediation: Add Certificates with the ARN of a certificate of ACM.
#   profiles: [requirements]
package guardian.rules.alb_listener_has_certificate

import data.guardian.graph

violations contains graph.violation(listener, ["Certificates"], message) if {
	some listener in graph.resources("AWS::ElasticLoadBalancingV2::Listener")
	listener.properties.Protocol in {"HTTPS", "TLS"}
	not has_certificate(listener)
	message := sprintf("listener %v takes %v and has no certificate", [listener.id, listener.properties.Protocol])
}

has_certificate(listener) if {
	some certificate in graph.as_list(listener.properties.Certificates)
	certificate.CertificateArn
}
