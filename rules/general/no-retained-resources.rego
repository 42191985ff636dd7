# METADATA
# title: Nothing outlives its stack
# description: >-
#   A resource that is retained, or leaves a snapshot, keeps its data and its cost after the stack that governs it is
#   gone, and no template describes it any more. AWS takes a snapshot where nothing is said of database clusters and of
#   database instances outside a cluster.
# related_resources:
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-updatereplacepolicy.html
# custom:
#   id: no-retained-resources
#   severity: medium
#   resources: ["*"]
#   decides_on: [DeletionPolicy, UpdateReplacePolicy]
#   requirements: [P25, C29]
#   aliases: []
#   remediation: Set DeletionPolicy and UpdateReplacePolicy to Delete.
#   profiles: [default, requirements]
package guardian.rules.no_retained_resources

import data.guardian.databases
import data.guardian.graph

kept := {
	"Retain": "stays behind",
	"RetainExceptOnCreate": "stays behind, but for a first deployment that fails,",
	"Snapshot": "leaves a snapshot behind",
}

events := {
	"DeletionPolicy": "when it leaves the stack",
	"UpdateReplacePolicy": "when an update replaces it",
}

violations contains graph.attribute_violation(node, [attribute], message) if {
	some node in input.resources
	some attribute, event in events
	policy := node.attributes[attribute]
	remains := kept[policy]
	message := sprintf("%v %v %v: %v is %v", [node.id, remains, event, attribute, policy])
}

violations contains graph.attribute_violation(node, ["DeletionPolicy"], message) if {
	some node in graph.resources_of(["AWS::RDS::DBCluster", "AWS::RDS::DBInstance"])
	not node.attributes.DeletionPolicy
	snapshot_by_default(node)
	message := sprintf("%v leaves a snapshot behind, as AWS does for databases without a DeletionPolicy", [node.id])
}

snapshot_by_default(node) if node.type == "AWS::RDS::DBCluster"

# CloudFormation ignores the deletion policy of a read replica.
snapshot_by_default(node) if {
	node.type == "AWS::RDS::DBInstance"
	not databases.member(node)
	not databases.stated(node.properties.SourceDBInstanceIdentifier)
	not databases.stated(node.properties.SourceDBClusterIdentifier)
}
