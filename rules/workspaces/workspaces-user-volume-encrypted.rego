# METADATA
# title: The user volume of WorkSpaces is encrypted
# description: >-
#   A desktop's user volume holds whatever its user works on. AWS leaves it unencrypted where nothing is said, and a
#   WorkSpace cannot be encrypted later.
# related_resources:
# - https://docs.aws.amazon.com/workspaces/latest/adminguide/encrypt-workspaces.html
# custom:
#   id: workspaces-user-volume-encrypted
#   severity: high
#   resources: [AWS::WorkSpaces::Workspace]
#   decides_on: [UserVolumeEncryptionEnabled]
#   requirements: [B18]
#   aliases:
#   - checkov:CKV_AWS_155
#   - cfn_nag:F29
#   - guard-registry:WORKSPACE_ENCRYPTION_ENABLED
#   - kics:89827c57
#   remediation: Set UserVolumeEncryptionEnabled to true, with VolumeEncryptionKey.
#   profiles: [default, requirements]
package guardian.rules.workspaces_user_volume_encrypted

import data.guardian.graph

switch := "UserVolumeEncryptionEnabled"

violations contains graph.violation(workspace, [switch], message) if {
	some workspace in graph.resources("AWS::WorkSpaces::Workspace")
	not graph.is_true(workspace.properties[switch])
	state := graph.show_at(workspace.properties, [switch], "absent, and AWS leaves it off")
	message := sprintf("workspace %v has its user volume in plain text: %v is %v", [workspace.id, switch, state])
}
