# METADATA
# title: Databases run in several availability zones
# description: >-
#   A database in one zone goes down with that zone, and with every patch of its host. AWS makes instances without a
#   standby where MultiAZ is absent, and a cluster has one copy of its engine for each instance that is added to it.
# related_resources:
# - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZ.html
# - https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.AuroraHighAvailability.html
# custom:
#   id: rds-multi-az
#   severity: medium
#   resources: [AWS::RDS::DBInstance, AWS::RDS::DBCluster, AWS::DocDB::DBCluster, AWS::Neptune::DBCluster]
#   reads: [AWS::DocDB::DBInstance, AWS::Neptune::DBInstance]
#   decides_on: [MultiAZ, EngineMode]
#   requirements: [P12]
#   aliases:
#   - checkov:CKV_AWS_157
#   - guard-registry:RDS_MULTI_AZ_SUPPORT
#   - cdk-nag:RDSMultiAZSupport
#   - cdk-nag:NeptuneClusterMultiAZ
#   - kics:2b1d4935
#   remediation: Set MultiAZ to true; give a cluster at least two instances, in different zones where they name one.
#   profiles: [requirements]
package guardian.rules.rds_multi_az

import data.guardian.databases
import data.guardian.graph

members_of := {
	"AWS::DocDB::DBCluster": "AWS::DocDB::DBInstance",
	"AWS::Neptune::DBCluster": "AWS::Neptune::DBInstance",
	"AWS::RDS::DBCluster": "AWS::RDS::DBInstance",
}

violations contains graph.violation(instance, ["MultiAZ"], message) if {
	some instance in graph.resources("AWS::RDS::DBInstance")
	alone(instance)
	not graph.is_true(instance.properties.MultiAZ)
	state := graph.show_at(instance.properties, ["MultiAZ"], "absent, and AWS makes no standby")
	message := sprintf("database %v runs in one availability zone: MultiAZ is %v", [instance.id, state])
}

violations contains graph.violation_with(cluster, [], message, places) if {
	some type, member_type in members_of
	some cluster in graph.resources(type)
	made_of_instances(cluster)
	members := graph.referrers(cluster, member_type, ["DBClusterIdentifier"])
	count(members) < 2
	count(open_members(member_type)) == 0
	places := [graph.related(member, [], "its only instance") | some member in members]
	message := sprintf("cluster %v has %v, and needs two for a second zone", [cluster.id, number_of(members)])
}

violations contains graph.violation_with(cluster, [], message, places) if {
	some type, member_type in members_of
	some cluster in graph.resources(type)
	made_of_instances(cluster)
	members := graph.referrers(cluster, member_type, ["DBClusterIdentifier"])
	count(members) > 1
	zones := {zone | some member in members; zone := zone_of(member)}
	count(zones) == 1
	some zone in zones
	is_string(zone)
	zone != ""
	places := [graph.related(member, ["AvailabilityZone"], "the same zone") | some member in members]
	message := sprintf("cluster %v has all its instances in %v", [cluster.id, zone])
}

# An instance that joins a cluster which is not known may join this one.
undetermined contains graph.undetermined(cluster, [], reason) if {
	some type, member_type in members_of
	some cluster in graph.resources(type)
	made_of_instances(cluster)
	count(graph.referrers(cluster, member_type, ["DBClusterIdentifier"])) < 2
	some member in open_members(member_type)
	reason := sprintf("instance %v joins a cluster that is not known", [member.id])
}

# Instances that are no member, no read replica and not of RDS Custom, which have no standby.
alone(instance) if {
	not databases.member(instance)
	not databases.stated(instance.properties.SourceDBInstanceIdentifier)
	not databases.stated(instance.properties.SourceDBClusterIdentifier)
	not startswith(graph.lower(object.get(instance.properties, "Engine", "")), "custom-")
}

# Multi-AZ clusters bring their instances along, and Aurora Serverless v1 moves to another zone by itself.
made_of_instances(cluster) if {
	not databases.stated(cluster.properties.DBClusterInstanceClass)
	not cluster.properties.EngineMode == "serverless"
}

zone_of(member) := object.get(member.properties, "AvailabilityZone", "")

open_members(member_type) := [member |
	some member in graph.resources(member_type)
	value := member.properties.DBClusterIdentifier
	not graph.is_known_text(value)
	not graph.is_ref(value)
	count(graph.targets(member, ["DBClusterIdentifier"])) == 0
]

number_of(members) := "no instance" if count(members) == 0

number_of(members) := "one instance" if count(members) == 1
