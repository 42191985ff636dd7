# METADATA
# title: WorkSpaces volumes are encrypted
# description: >-
#   A desktop's volumes hold whatever its user works on. AWS leaves both volumes unencrypted where nothing is said, and
#   a WorkSpace cannot be encrypted later.
# related_resources:
# - https://docs.aws.amazon.com/workspaces/latest/adminguide/encrypt-workspaces.html
# custom:
#   id: workspaces-volumes-encrypted
#   severity: high
#   resources: [AWS::WorkSpaces::Workspace]
#   decides_on: [RootVolumeEncryptionEnabled, UserVolumeEncryptionEnabled]
#   requirements: [B18]
#   aliases:
#   - trivy:AWS-0109
#   - guard-registry:WORKSPACE_ENCRYPTION_ENABLED
#   - kics:89827c57
#   remediation: Set RootVolumeEncryptionEnabled and UserVolumeEncryptionEnabled to true, with VolumeEncryptionKey.
#   profiles: [default, requirements]
package guardian.rules.workspaces_volumes_encrypted

import data.guardian.graph

violations contains graph.violation(workspace, [property], message) if {
	some workspace in graph.resources("AWS::WorkSpaces::Workspace")
	some property in ["RootVolumeEncryptionEnabled", "UserVolumeEncryptionEnabled"]
	not graph.is_true(workspace.properties[property])
	state := graph.show_at(workspace.properties, [property], "absent, and AWS leaves it off")
	message := sprintf("workspace %v has a volume in plain text: %v is %v", [workspace.id, property, state])
}
