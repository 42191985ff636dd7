# METADATA
# title: Custom domains of APIs use TLS 1.2 or later
# description: >-
#   A custom domain takes TLS 1.0 where SecurityPolicy says so. Where a domain of a REST API leaves it out, the minimum
#   is what the kind of endpoint and the way that it was made give; HTTP and WebSocket APIs take TLS 1.2 only.
# related_resources:
# - https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-custom-domain-tls-version.html
# - https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies-list.html
# custom:
#   id: api-domain-tls-1-2
#   severity: high
#   resources: [AWS::ApiGateway::DomainName, AWS::ApiGatewayV2::DomainName]
#   decides_on: [SecurityPolicy, "DomainNameConfigurations[*].SecurityPolicy"]
#   requirements: [C27]
#   aliases: ["cfn_nag:W62", "trivy:AWS-0005", "regula:FG_R00375",
#     "guard-registry:API_GW_DOMAIN_DENY_NON_TLS_TRAFFIC", "kics:8275fab0",
#     "pulumi:aws-apigateway-domainname-configure-security-policy"]
#   frameworks:
#     pci-dss-3.2.1: ["2.3", "4.1"]
#     nist-800-53-r5: [SC-8, SC-23]
#   remediation: Set SecurityPolicy to TLS_1_2 or a newer policy.
#   profiles: [default, requirements]
package guardian.rules.api_domain_tls_1_2

import data.guardian.data.tls_policies
import data.guardian.graph

settings := array.concat(
	[{"node": domain, "path": ["SecurityPolicy"], "value": domain.properties} |
		some domain in graph.resources("AWS::ApiGateway::DomainName")
	],
	[{"node": domain, "path": ["DomainNameConfigurations", index, "SecurityPolicy"], "value": configuration} |
		some domain in graph.resources("AWS::ApiGatewayV2::DomainName")
		some index, configuration in graph.as_list(domain.properties.DomainNameConfigurations)
	],
)

violations contains graph.violation(row.node, row.path, message) if {
	some row in settings
	row.node.type == "AWS::ApiGateway::DomainName"
	not row.value.SecurityPolicy
	message := sprintf("domain %v does not refuse TLS 1.0: SecurityPolicy is absent", [row.node.id])
}

violations contains graph.violation(row.node, row.path, message) if {
	some row in settings
	old := tls_policies.values.api_gateway[row.value.SecurityPolicy]
	count(old) > 0
	message := sprintf("domain %v takes %v: SecurityPolicy is %v", [
		row.node.id, concat(" and ", old), row.value.SecurityPolicy,
	])
}

undetermined contains graph.undetermined(row.node, row.path, reason) if {
	some row in settings
	is_string(row.value.SecurityPolicy)
	not tls_policies.values.api_gateway[row.value.SecurityPolicy]
	reason := sprintf("the policy %v is not in the table of policies", [row.value.SecurityPolicy])
}
