# METADATA
# title: OpenSearch domains encrypt traffic between their nodes
# description: >-
#   Indexed documents are copied between nodes. AWS leaves this traffic in plain text where nothing is said, and
#   fine-grained access control cannot be used then.
# related_resources:
# - https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ntn.html
# custom:
#   id: opensearch-node-to-node-encrypted
#   severity: high
#   resources: [AWS::OpenSearchService::Domain, AWS::Elasticsearch::Domain]
#   decides_on: [NodeToNodeEncryptionOptions.Enabled]
#   requirements: [B18]
#   aliases:
#   - checkov:CKV_AWS_6
#   - cfn_nag:W85
#   - trivy:AWS-0043
#   - guard-registry:ELASTICSEARCH_NODE_TO_NODE_ENCRYPTION_CHECK
#   - guard-registry:OPENSEARCH_NODE_TO_NODE_ENCRYPTION_CHECK
#   - cdk-nag:OpenSearchNodeToNodeEncryption
#   remediation: Set NodeToNodeEncryptionOptions.Enabled to true.
#   profiles: [default, requirements]
package guardian.rules.opensearch_node_to_node_encrypted

import data.guardian.graph

switch := ["NodeToNodeEncryptionOptions", "Enabled"]

violations contains graph.violation(domain, switch, message) if {
	some domain in graph.resources_of(["AWS::OpenSearchService::Domain", "AWS::Elasticsearch::Domain"])
	not graph.is_true(domain.properties.NodeToNodeEncryptionOptions.Enabled)
	state := graph.show_at(domain.properties, switch, "absent, and AWS leaves it off")
	message := sprintf("nodes of domain %v talk in plain text: NodeToNodeEncryptionOptions is %v", [domain.id, state])
}
