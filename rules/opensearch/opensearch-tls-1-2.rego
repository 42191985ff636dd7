# METADATA
# title: OpenSearch domains take TLS 1.2 or later
# description: >-
#   The TLS policy that AWS takes where nothing is said still lets TLS 1.0 in.
# related_resources:
# - https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_DomainEndpointOptions.html
# custom:
#   id: opensearch-tls-1-2
#   severity: medium
#   resources: [AWS::OpenSearchService::Domain, AWS::Elasticsearch::Domain]
#   decides_on: [DomainEndpointOptions.TLSSecurityPolicy]
#   requirements: [B18]
#   aliases: ["trivy:AWS-0126"]
#   remediation: Set DomainEndpointOptions.TLSSecurityPolicy to Policy-Min-TLS-1-2-PFS-2023-10.
#   profiles: [requirements]
package guardian.rules.opensearch_tls_1_2

import data.guardian.graph

place := ["DomainEndpointOptions", "TLSSecurityPolicy"]

violations contains graph.violation(domain, place, message) if {
	some domain in graph.resources_of(["AWS::OpenSearchService::Domain", "AWS::Elasticsearch::Domain"])
	not modern(domain.properties.DomainEndpointOptions.TLSSecurityPolicy)
	state := graph.show_at(domain.properties, place, "absent, which means Policy-Min-TLS-1-0-2019-07")
	message := sprintf("domain %v takes TLS before 1.2: TLSSecurityPolicy is %v", [domain.id, state])
}

modern(policy) if regex.match(`Min-TLS-1-[23]|RFC9151`, policy)
