# METADATA
# title: OpenSearch domains are encrypted at rest
# description: >-
#   Indexes, logs, swap files and automated snapshots hold what was indexed. AWS leaves encryption at rest off where
#   nothing is said.
# related_resources:
# - https://docs.aws.amazon.com/opensearch-service/latest/developerguide/encryption-at-rest.html
# custom:
#   id: opensearch-domain-encrypted
#   severity: high
#   resources: [AWS::OpenSearchService::Domain, AWS::Elasticsearch::Domain]
#   decides_on: [EncryptionAtRestOptions.Enabled]
#   requirements: [B18]
#   aliases:
#   - checkov:CKV_AWS_5
#   - cfn_nag:W54
#   - trivy:AWS-0048
#   - guard-registry:ELASTICSEARCH_ENCRYPTED_AT_REST
#   - guard-registry:OPENSEARCH_ENCRYPTED_AT_REST
#   - cdk-nag:OpenSearchEncryptedAtRest
#   - kics:86a248ab
#   remediation: Set EncryptionAtRestOptions.Enabled to true, with KmsKeyId for a key of your own.
#   profiles: [default, requirements]
package guardian.rules.opensearch_domain_encrypted

import data.guardian.graph

violations contains graph.violation(domain, ["EncryptionAtRestOptions", "Enabled"], message) if {
	some domain in graph.resources_of(["AWS::OpenSearchService::Domain", "AWS::Elasticsearch::Domain"])
	not graph.is_true(domain.properties.EncryptionAtRestOptions.Enabled)
	message := sprintf("domain %v %v", [domain.id, fault(domain.properties)])
}

fault(properties) := sprintf("has Enabled set to %v", [graph.show(properties.EncryptionAtRestOptions.Enabled)])

fault(properties) := "does not turn encryption at rest on, and AWS leaves it off" if not stated(properties)

stated(properties) if "Enabled" in object.keys(properties.EncryptionAtRestOptions)
