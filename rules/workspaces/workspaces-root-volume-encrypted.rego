# METADATA
# title: The root volume of WorkSpaces is encrypted
# description: >-
#   A desktop's root volume holds the system and its programs, with what they leave behind. AWS leaves it unencrypted
#   where nothing is said, and a WorkSpace cannot be encrypted later.
# related_resources:
# - https://docs.aws.amazon.com/workspaces/latest/adminguide/encrypt-workspaces.html
# custom:
#   id: workspaces-root-volume-encrypted
#   severity: high
#   resources: [AWS::WorkSpaces::Workspace]
#   decides_on: [RootVolumeEncryptionEnabled]
#   requirements: [B18]
#   aliases:
#   - checkov:CKV_AWS_156
#   remediation: Set RootVolumeEncryptionEnabled to true, with VolumeEncryptionKey.
#   profiles: [default, requirements]
package guardian.rules.workspaces_root_volume_encrypted

import data.guardian.graph

switch := "RootVolumeEncryptionEnabled"

violations contains graph.violation(workspace, [switch], message) if {
	some workspace in graph.resources("AWS::WorkSpaces::Workspace")
	not graph.is_true(workspace.properties[switch])
	state := graph.show_at(workspace.properties, [switch], "absent, and AWS leaves it off")
	message := sprintf("workspace %v has its root volume in plain text: %v is %v", [workspace.id, switch, state])
}
