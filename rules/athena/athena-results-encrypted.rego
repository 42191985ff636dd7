# METADATA
# title: Athena encrypts query results, and clients cannot turn that off
# description: >-
#   Results are files with the data that was asked for. Without EncryptionConfiguration, a workgroup leaves it to the
#   bucket; without EnforceWorkGroupConfiguration, which AWS turns on where nothing is said, each client may choose.
# related_resources:
# - https://docs.aws.amazon.com/athena/latest/ug/encrypting-query-results-stored-in-s3.html
# - https://docs.aws.amazon.com/athena/latest/ug/workgroups-settings-override.html
# custom:
#   id: athena-results-encrypted
#   severity: medium
#   resources: [AWS::Athena::WorkGroup]
#   decides_on:
#   - WorkGroupConfiguration.EnforceWorkGroupConfiguration
#   - WorkGroupConfiguration.ResultConfiguration.EncryptionConfiguration
#   requirements: [B18]
#   aliases: ["trivy:AWS-0006", "trivy:AWS-0007", "checkov:CKV_AWS_82"]
#   remediation: >-
#     Set ResultConfiguration.EncryptionConfiguration with SSE_KMS and a key of your own, and leave
#     EnforceWorkGroupConfiguration true.
#   profiles: [requirements]
package guardian.rules.athena_results_encrypted

import data.guardian.graph

violations contains graph.violation(group, path, message) if {
	some group in graph.resources("AWS::Athena::WorkGroup")
	configuration := settings(group)
	not configuration.configuration.ResultConfiguration.EncryptionConfiguration
	not graph.is_true(configuration.configuration.ManagedQueryResultsConfiguration.Enabled) # always encrypted
	path := [configuration.name, "ResultConfiguration", "EncryptionConfiguration"]
	message := sprintf("workgroup %v states no encryption of its results", [group.id])
}

violations contains graph.violation(group, path, message) if {
	some group in graph.resources("AWS::Athena::WorkGroup")
	configuration := settings(group)
	graph.is_false(configuration.configuration.EnforceWorkGroupConfiguration)
	path := [configuration.name, "EnforceWorkGroupConfiguration"]
	message := sprintf("clients of workgroup %v choose for themselves: EnforceWorkGroupConfiguration is false", [group.id])
}

settings(group) := {"name": "WorkGroupConfiguration", "configuration": configuration} if {
	configuration := object.get(group.properties, "WorkGroupConfiguration", {})
}
