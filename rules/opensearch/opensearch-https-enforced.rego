# METADATA
# title: OpenSearch domains take HTTPS only, with TLS 1.2 or later
# description: >-
#   A domain answers HTTP too unless it enforces HTTPS, which AWS leaves off where nothing is said. Its default TLS policy
#   still lets TLS 1.0 in.
# related_resources:
# - https://docs.aws.amazon.com/opensearch-service/latest/developerguide/infrastructure-security.html
# - https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_DomainEndpointOptions.html
# custom:
#   id: opensearch-https-enforced
#   severity: high
#   resources: [AWS::OpenSearchService::Domain, AWS::Elasticsearch::Domain]
#   decides_on: [DomainEndpointOptions.EnforceHTTPS, DomainEndpointOptions.TLSSecurityPolicy]
#   requirements: [B18]
#   aliases:
#   - trivy:AWS-0046
#   - guard-registry:ELASTICSEARCH_HTTPS_REQUIRED
#   - guard-registry:OPENSEARCH_HTTPS_REQUIRED
#   remediation: Set EnforceHTTPS to true and TLSSecurityPolicy to Policy-Min-TLS-1-2-PFS-2023-10.
#   profiles: [default, requirements]
package guardian.rules.opensearch_https_enforced

import data.guardian.graph

domains := graph.resources_of(["AWS::OpenSearchService::Domain", "AWS::Elasticsearch::Domain"])

violations contains graph.violation(domain, ["DomainEndpointOptions", "EnforceHTTPS"], message) if {
	some domain in domains
	not graph.is_true(domain.properties.DomainEndpointOptions.EnforceHTTPS)
	state := graph.show_at(domain.properties, ["DomainEndpointOptions", "EnforceHTTPS"], "absent, and AWS leaves it off")
	message := sprintf("domain %v takes HTTP: EnforceHTTPS is %v", [domain.id, state])
}

violations contains graph.violation(domain, ["DomainEndpointOptions", "TLSSecurityPolicy"], message) if {
	some domain in domains
	graph.is_true(domain.properties.DomainEndpointOptions.EnforceHTTPS)
	policy := object.get(domain.properties.DomainEndpointOptions, "TLSSecurityPolicy", "")
	not modern(policy)
	path := ["DomainEndpointOptions", "TLSSecurityPolicy"]
	state := graph.show_at(domain.properties, path, "absent, which means Policy-Min-TLS-1-0-2019-07")
	message := sprintf("domain %v takes TLS before 1.2: TLSSecurityPolicy is %v", [domain.id, state])
}

modern(policy) if contains(policy, "Min-TLS-1-2")

modern(policy) if contains(policy, "Min-TLS-1-3")

modern(policy) if contains(policy, "RFC9151")
