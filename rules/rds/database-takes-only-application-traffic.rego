# METADATA
# title: Databases take traffic only from the application
# description: >-
#   An address range lets in whatever stands in it, also what is added later. A security group as the source says who
#   may come: the group of the application's containers, functions or instances. The group of a load balancer is not
#   one of them. Ranges outside the VPC are database-group-takes-only-its-port's.
# related_resources:
# - https://docs.aws.amazon.com/vpc/latest/userguide/security-group-referencing.html
# - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.RDSSecurityGroups.html
# custom:
#   id: database-takes-only-application-traffic
#   severity: medium
#   resources:
#     - AWS::RDS::DBInstance
#     - AWS::RDS::DBCluster
#     - AWS::DocDB::DBCluster
#     - AWS::Neptune::DBCluster
#     - AWS::Redshift::Cluster
#     - AWS::ElastiCache::ReplicationGroup
#     - AWS::ElastiCache::CacheCluster
#     - AWS::MemoryDB::Cluster
#   facts: [exposures, reach]
#   decides_on: []
#   requirements: [P21]
#   aliases: []
#   frameworks:
#     pci-dss-3.2.1: ["1.2.1", "1.3.6"]
#     nist-800-53-r5: [AC-4, SC-7]
#   remediation: Name the security group of the application as the source.
#   profiles: [requirements]
package guardian.rules.database_takes_only_application_traffic

import data.guardian.graph
import data.guardian.reach

databases := reach.things({"database", "cache"})

where(thing) := [graph.related(graph.resource(thing.resource), [], "the database")]

balancers := {thing.resource | some thing in reach.things({"load-balancer"})}

violations contains graph.violation_with(graph.resource(row.owner), row.source_path, message, where(thing)) if {
	some thing in databases
	some row in reach.access(thing)
	row.kind in {"cidr", "cidr6", "prefix-list"}
	not row.inside_vpc == false
	message := sprintf("%v takes %v from %v and not from the application's security group", [
		reach.name(thing), reach.ports(row), addresses(row),
	])
}

violations contains graph.violation_with(graph.resource(row.owner), row.source_path, message, where(thing)) if {
	some thing in databases
	some row in reach.access(thing)
	count(row.members) > 0
	every key in row.members {
		key in balancers
	}
	message := sprintf("%v takes %v from the security group of a load balancer", [reach.name(thing), reach.ports(row)])
}

addresses(row) := "a prefix list" if row.kind == "prefix-list"

addresses(row) := reach.source(row) if row.kind != "prefix-list"

undetermined contains graph.undetermined(graph.resource(row.owner), row.source_path, reason) if {
	some thing in databases
	some row in reach.access(thing)
	row.kind == "unknown"
	reason := sprintf("who may reach %v is not known: %v", [reach.name(thing), row.undetermined])
}
