# METADATA
# title: Glue security configurations encrypt all that jobs write
# description: >-
#   A job's data in S3, its logs and its bookmarks each have a switch of their own, and AWS leaves each off where
#   nothing is said.
# related_resources:
# - https://docs.aws.amazon.com/glue/latest/dg/encryption-security-configuration.html
# custom:
#   id: glue-security-configuration-encrypted
#   severity: medium
#   resources: [AWS::Glue::SecurityConfiguration]
#   decides_on:
#   - EncryptionConfiguration.CloudWatchEncryption.CloudWatchEncryptionMode
#   - EncryptionConfiguration.JobBookmarksEncryption.JobBookmarksEncryptionMode
#   - "EncryptionConfiguration.S3Encryptions[*].S3EncryptionMode"
#   requirements: [B18]
#   aliases: ["checkov:CKV_AWS_99", "cdk-nag:GlueEncryptedCloudWatchLogs", "cdk-nag:GlueJobBookmarkEncrypted"]
#   remediation: Set the three modes to SSE-KMS, SSE-KMS and CSE-KMS, each with a key.
#   profiles: [requirements]
package guardian.rules.glue_security_configuration_encrypted

import data.guardian.graph

parts := {
	"CloudWatchEncryption": "CloudWatchEncryptionMode",
	"JobBookmarksEncryption": "JobBookmarksEncryptionMode",
}

violations contains graph.violation(node, ["EncryptionConfiguration", part, mode], message) if {
	some node in graph.resources("AWS::Glue::SecurityConfiguration")
	some part, mode in parts
	value := object.get(node.properties, ["EncryptionConfiguration", part, mode], "DISABLED")
	value in {"DISABLED", ""}
	message := sprintf("security configuration %v leaves %v off", [node.id, part])
}

violations contains graph.violation(node, ["EncryptionConfiguration", "S3Encryptions"], message) if {
	some node in graph.resources("AWS::Glue::SecurityConfiguration")
	not node.properties.EncryptionConfiguration.S3Encryptions
	message := sprintf("security configuration %v leaves S3Encryptions off", [node.id])
}

violations contains graph.violation(node, path, message) if {
	some node in graph.resources("AWS::Glue::SecurityConfiguration")
	some index, encryption in graph.as_list(node.properties.EncryptionConfiguration.S3Encryptions)
	object.get(encryption, "S3EncryptionMode", "DISABLED") == "DISABLED"
	path := ["EncryptionConfiguration", "S3Encryptions", index, "S3EncryptionMode"]
	message := sprintf("security configuration %v leaves S3Encryptions off", [node.id])
}
