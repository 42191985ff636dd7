# METADATA
# title: Images and snapshots are not public
# description: >-
#   A public image or snapshot can be copied by every AWS account, with all that was ever on its disk, and taking it
#   back does not take the copies back.
# related_resources:
# - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-intro.html
# - https://docs.aws.amazon.com/ebs/latest/userguide/block-public-access-snapshots.html
# custom:
#   id: image-and-snapshot-not-public
#   severity: critical
#   resources:
#   - AWS::ImageBuilder::DistributionConfiguration
#   - AWS::EC2::SnapshotBlockPublicAccess
#   - aws:ec2/amiLaunchPermission:AmiLaunchPermission
#   - aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission
#   - AWS::SSM::Document
#   decides_on: [State, group, "Distributions[*].AmiDistributionConfiguration.LaunchPermissionConfiguration.UserGroups"]
#   requirements: []
#   aliases: []
#   remediation: Name the accounts or the organization that may use it, and block public sharing for the account.
#   profiles: [default]
package guardian.rules.image_and_snapshot_not_public

import data.guardian.graph

violations contains graph.violation(node, array.concat(path, ["UserGroups"]), message) if {
	some node in graph.resources("AWS::ImageBuilder::DistributionConfiguration")
	some index, distribution in graph.as_list(node.properties.Distributions)
	permission := distribution.AmiDistributionConfiguration.LaunchPermissionConfiguration
	"all" in graph.as_list(permission.UserGroups)
	path := ["Distributions", index, "AmiDistributionConfiguration", "LaunchPermissionConfiguration"]
	message := sprintf("%v gives its images to every AWS account: UserGroups has all", [node.id])
}

violations contains graph.violation(node, ["State"], message) if {
	some node in graph.resources("AWS::EC2::SnapshotBlockPublicAccess")
	node.properties.State == "unblocked"
	message := sprintf("%v lets snapshots be made public: State is unblocked", [node.id])
}

# As Pulumi has them; CloudFormation makes no such permission.
violations contains graph.violation(node, ["group"], message) if {
	some node in graph.resources("aws:ec2/amiLaunchPermission:AmiLaunchPermission")
	node.properties.group == "all"
	message := sprintf("%v gives an image to every AWS account: group is all", [node.id])
}

violations contains graph.violation(node, ["accountId"], message) if {
	some node in graph.resources("aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission")
	node.properties.accountId == "all"
	message := sprintf("%v gives a snapshot to every AWS account: accountId is all", [node.id])
}

violations contains graph.violation(node, ["permissions"], message) if {
	some node in graph.resources("AWS::SSM::Document")
	some permissions in ["permissions", "Permissions"]
	graph.lower(object.get(node.properties[permissions], "accountIds", "")) == "all"
	message := sprintf("document %v is shared with every AWS account", [node.id])
}
