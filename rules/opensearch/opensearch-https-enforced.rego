# METADATA
# title: OpenSearch domains take HTTPS only
# description: >-
#   A domain answers HTTP too unless it enforces HTTPS, which AWS leaves off where nothing is said.
# related_resources:
# - https://docs.aws.amazon.com/opensearch-service/latest/developerguide/infrastructure-security.html
# - https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_DomainEndpointOptions.html
# custom:
#   id: opensearch-https-enforced
#   severity: high
#   resources: [AWS::OpenSearchService::Domain, AWS::Elasticsearch::Domain]
#   decides_on: [DomainEndpointOptions.EnforceHTTPS]
#   requirements: [B18]
#   aliases: ["checkov:CKV_AWS_83", "trivy:AWS-0046", "kics:4cdc88e6"]
#   remediation: Set DomainEndpointOptions.EnforceHTTPS to true.
#   profiles: [default, requirements]
package guardian.rules.opensearch_https_enforced

import data.guardian.graph

place := ["DomainEndpointOptions", "EnforceHTTPS"]

violations contains graph.violation(domain, place, message) if {
	some domain in graph.resources_of(["AWS::OpenSearchService::Domain", "AWS::Elasticsearch::Domain"])
	not graph.is_true(domain.properties.DomainEndpointOptions.EnforceHTTPS)
	state := graph.show_at(domain.properties, place, "absent, and AWS leaves it off")
	message := sprintf("domain %v takes HTTP: EnforceHTTPS is %v", [domain.id, state])
}
