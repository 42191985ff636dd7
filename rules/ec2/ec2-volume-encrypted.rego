# METADATA
# title: EBS volumes are encrypted
# description: >-
#   An unencrypted volume can be read by whoever gets hold of it or of a snapshot, and snapshots of it can be made
#   public. Encryption cannot be added to a volume later. Without a word in the template, the account's setting
#   "encryption by default" decides, and AWS leaves that off.
# related_resources:
# - https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ec2-volume.html
# custom:
#   id: ec2-volume-encrypted
#   severity: high
#   resources:
#   - AWS::EC2::Volume
#   - AWS::EC2::Instance
#   - AWS::EC2::LaunchTemplate
#   - AWS::AutoScaling::LaunchConfiguration
#   decides_on:
#   - Encrypted
#   - BlockDeviceMappings[*].Ebs.Encrypted
#   - LaunchTemplateData.BlockDeviceMappings[*].Ebs.Encrypted
#   requirements: [B18]
#   aliases:
#   - checkov:CKV_AWS_3
#   - checkov:CKV_AWS_8
#   - cfn_nag:F1
#   - trivy:AWS-0008
#   - trivy:AWS-0026
#   - trivy:AWS-0131
#   - regula:FG_R00016
#   - guard-registry:ENCRYPTED_VOLUMES
#   - cdk-nag:EC2EBSVolumeEncrypted
#   - cfripper:EBSVolumeHasSSERule
#   - kics:80b7ac3f
#   remediation: >-
#     Set Encrypted to true, with KmsKeyId for a key of your own; launch configurations take the account's key.
#   profiles: [default, requirements]
package guardian.rules.ec2_volume_encrypted

import data.guardian.graph

# Every volume that a template makes: the one resource, and those of block device mappings.
volumes contains volume if {
	some node in graph.resources("AWS::EC2::Volume")
	not node.properties.SourceVolumeId # AWS copies encrypted volumes only
	volume := {"node": node, "path": [], "settings": node.properties, "name": sprintf("volume %v", [node.id])}
}

volumes contains volume if {
	some node in graph.resources_of(["AWS::EC2::Instance", "AWS::AutoScaling::LaunchConfiguration"])
	some volume in mapped(node, ["BlockDeviceMappings"])
}

volumes contains volume if {
	some node in graph.resources("AWS::EC2::LaunchTemplate")
	some volume in mapped(node, ["LaunchTemplateData", "BlockDeviceMappings"])
}

mapped(node, path) := [volume |
	some index, mapping in graph.as_list(graph.at(node.properties, path))
	not omitted(mapping)
	mapping.Ebs
	volume := {
		"node": node,
		"path": array.concat(path, [index, "Ebs"]),
		"settings": mapping.Ebs,
		"name": sprintf("volume %v of %v", [graph.show(object.get(mapping, "DeviceName", index)), node.id]),
	}
]

# NoDevice takes the device out of the image's mapping; its value is mostly an empty string.
omitted(mapping) if {
	mapping.NoDevice != false
	mapping.NoDevice != "false"
}

violations contains graph.violation(volume.node, array.concat(volume.path, ["Encrypted"]), message) if {
	some volume in volumes
	not graph.is_true(volume.settings.Encrypted)
	not snapshot(volume.settings)
	not only_key(volume.settings)
	message := sprintf("%v %v", [volume.name, fault(volume.settings)])
}

fault(settings) := sprintf("has Encrypted set to %v", [graph.show(settings.Encrypted)])

fault(settings) := "does not set Encrypted, and the account's setting that then decides is off by default" if {
	not "Encrypted" in object.keys(settings)
}

# EC2 refuses a key without encryption, so this volume is encrypted by the account's setting or never made.
only_key(settings) if {
	settings.KmsKeyId
	not "Encrypted" in object.keys(settings)
}

# A volume is at least as encrypted as its snapshot, which no template shows.
undetermined contains graph.undetermined(volume.node, array.concat(volume.path, ["SnapshotId"]), reason) if {
	some volume in volumes
	not graph.is_true(volume.settings.Encrypted)
	snapshot(volume.settings)
	reason := sprintf("%v is encrypted if snapshot %v is", [volume.name, graph.show(volume.settings.SnapshotId)])
}

snapshot(settings) if settings.SnapshotId != ""
