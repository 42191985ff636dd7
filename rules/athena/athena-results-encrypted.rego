# METADATA
# title: Athena encrypts query results
# description: >-
#   Results are files with the data that was asked for. Without EncryptionConfiguration, a workgroup leaves their
#   encryption to the bucket; results that Athena manages itself are always encrypted.
# related_resources:
# - https://docs.aws.amazon.com/athena/latest/ug/encrypting-query-results-stored-in-s3.html
# custom:
#   id: athena-results-encrypted
#   severity: medium
#   resources: [AWS::Athena::WorkGroup]
#   decides_on: [WorkGroupConfiguration.ResultConfiguration.EncryptionConfiguration]
#   requirements: [B18]
#   aliases: ["trivy:AWS-0006"]
#   remediation: Set ResultConfiguration.EncryptionConfiguration with SSE_KMS and a key of your own.
#   profiles: [requirements]
package guardian.rules.athena_results_encrypted

import data.guardian.graph

place := ["WorkGroupConfiguration", "ResultConfiguration", "EncryptionConfiguration"]

violations contains graph.violation(group, place, message) if {
	some group in graph.resources("AWS::Athena::WorkGroup")
	not graph.at(group.properties, place)
	not graph.is_true(group.properties.WorkGroupConfiguration.ManagedQueryResultsConfiguration.Enabled)
	message := sprintf("workgroup %v states no encryption of its results", [group.id])
}
