# METADATA
# title: Volumes of ECS tasks are encrypted, also on the way
# description: >-
#   EBS volumes that a service makes are encrypted only where it says so, or where the account encrypts by default,
#   which AWS leaves off. Traffic to an EFS volume is in plain text unless TransitEncryption is ENABLED.
# related_resources:
# - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ebs-volumes.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-ecs-taskdefinition-efsvolumeconfiguration.html
# custom:
#   id: ecs-volumes-encrypted
#   severity: high
#   resources: [AWS::ECS::TaskDefinition, AWS::ECS::Service]
#   decides_on:
#   - "Volumes[*].EFSVolumeConfiguration.TransitEncryption"
#   - "VolumeConfigurations[*].ManagedEBSVolume.Encrypted"
#   requirements: [B18]
#   aliases: ["checkov:CKV_AWS_97", "trivy:AWS-0035", "kics:c1282e03", "kics:6c131358"]
#   remediation: Set TransitEncryption to ENABLED on EFS volumes and Encrypted to true on managed EBS volumes.
#   profiles: [default, requirements]
package guardian.rules.ecs_volumes_encrypted

import data.guardian.graph

violations contains graph.violation(task, path, message) if {
	some task in graph.resources("AWS::ECS::TaskDefinition")
	some index, volume in graph.as_list(task.properties.Volumes)
	efs := volume.EFSVolumeConfiguration
	not efs.TransitEncryption == "ENABLED"
	path := ["Volumes", index, "EFSVolumeConfiguration", "TransitEncryption"]
	state := graph.show_at(efs, ["TransitEncryption"], "absent, and ECS leaves it off")
	message := sprintf("task %v reads a file system in plain text: TransitEncryption is %v", [task.id, state])
}

violations contains graph.violation(service, path, message) if {
	some service in graph.resources("AWS::ECS::Service")
	some index, volume in graph.as_list(service.properties.VolumeConfigurations)
	ebs := volume.ManagedEBSVolume
	not graph.is_true(ebs.Encrypted)
	not ebs.SnapshotId
	not ebs.KmsKeyId
	path := ["VolumeConfigurations", index, "ManagedEBSVolume", "Encrypted"]
	state := graph.show_at(ebs, ["Encrypted"], "absent, and the account's setting is off by default")
	message := sprintf("service %v makes volumes in plain text: Encrypted is %v", [service.id, state])
}
