# METADATA
# title: EFS file systems are encrypted
# description: >-
#   Encryption at rest can be chosen only when a file system is made. Outside the console, AWS leaves it off where
#   nothing is said.
# related_resources:
# - https://docs.aws.amazon.com/efs/latest/ug/encryption-at-rest.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-efs-filesystem.html
# custom:
#   id: efs-file-system-encrypted
#   severity: high
#   resources: [AWS::EFS::FileSystem]
#   decides_on: [Encrypted]
#   requirements: [B18]
#   aliases:
#   - checkov:CKV_AWS_42
#   - cfn_nag:F32
#   - trivy:AWS-0037
#   - guard-registry:EFS_ENCRYPTED_CHECK
#   - cdk-nag:EFSEncrypted
#   - kics:2ff8e83c
#   remediation: Set Encrypted to true, with KmsKeyId for a key of your own; an existing file system has to be copied.
#   profiles: [default, requirements]
package guardian.rules.efs_file_system_encrypted

import data.guardian.graph

violations contains graph.violation(system, ["Encrypted"], message) if {
	some system in graph.resources("AWS::EFS::FileSystem")
	not graph.is_true(system.properties.Encrypted)
	message := sprintf("file system %v %v", [system.id, fault(system.properties)])
}

fault(properties) := sprintf("has Encrypted set to %v", [graph.show(properties.Encrypted)])

fault(properties) := "does not set Encrypted, and AWS leaves encryption off" if {
	not "Encrypted" in object.keys(properties)
}
