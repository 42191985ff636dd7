# METADATA
# title: Database security groups take only the port of their engine, from inside the VPC
# description: >-
#   A database needs one port, and nobody outside its VPC needs that. Every other port or range is a way in that no
#   one watches. The port is the database's own, or the default of its engine.
# related_resources:
# - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.RDSSecurityGroups.html
# - https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
# custom:
#   id: database-group-takes-only-its-port
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
#   requirements: [N28, P21]
#   aliases: []
#   frameworks:
#     pci-dss-3.2.1: ["1.2.1", "1.3.6"]
#     nist-800-53-r5: [AC-4, SC-7]
#   remediation: >-
#     Open only the database's port, and name the security group of its callers or a range of the VPC as the source.
#   profiles: [requirements]
package guardian.rules.database_group_takes_only_its_port

import data.guardian.data.database_ports
import data.guardian.graph
import data.guardian.reach

databases := [thing |
	some thing in reach.things({"database", "cache"})
	not is_member(graph.resource(thing.resource))
]

# A member of a cluster has the port and the groups of the cluster, which is judged itself.
is_member(node) if node.properties.DBClusterIdentifier

port(node) := graph.number(node.properties.Port) if not graph.is_unknown(node.properties.Port)

port(node) := database_ports.values.engines[graph.lower(node.properties.Engine)] if not node.properties.Port

port(node) := database_ports.values.types[node.type] if not node.properties.Port

# The port of a rule is the database's where it is written as the same value or as its attribute.
same_port(node, row) if {
	row.protocol == "tcp"
	row.from_port == port(node)
	row.to_port == port(node)
}

same_port(node, row) if {
	ends := [value |
		some name in ["FromPort", "ToPort"]
		value := graph.at(graph.resource(row.owner).properties, array.concat(row.path, [name]))
	]
	count(ends) == 2
	every value in ends {
		is_own_port(node, value)
	}
}

# The rules of DB and cluster security groups have no ports of their own.
same_port(_, row) if {
	row.protocol == "tcp"
	not is_number(row.from_port)
	not row.undetermined
}

is_own_port(node, value) if value == node.properties.Port

is_own_port(node, value) if {
	value["$ref"] == node.key
	endswith(value.attribute, "Port")
}

# A rule whose ports are not known hides none that is wrong for sure.
known_ports(row) if {
	is_string(row.protocol)
	is_number(row.from_port)
	is_number(row.to_port)
}

where(node) := [graph.related(node, [], "the database")]

violations contains graph.violation_with(graph.resource(row.owner), row.path, message, where(node)) if {
	some thing in databases
	node := graph.resource(thing.resource)
	is_number(port(node))
	some row in reach.access(thing)
	known_ports(row)
	not same_port(node, row)
	message := sprintf("%v takes %v, and its port is %v", [reach.name(thing), reach.ports(row), port(node)])
}

violations contains graph.violation_with(graph.resource(row.owner), row.source_path, message, where(node)) if {
	some thing in databases
	node := graph.resource(thing.resource)
	some row in reach.access(thing)
	row.inside_vpc == false
	message := sprintf("%v takes traffic from %v, which is outside its VPC", [reach.name(thing), reach.source(row)])
}

undetermined contains graph.undetermined(graph.resource(row.owner), row.source_path, reason) if {
	some thing in databases
	some row in reach.access(thing)
	is_null(row.inside_vpc)
	row.kind != "group"
	reason := sprintf("whether the source is inside the VPC is not known: %v", [row.undetermined])
}

undetermined contains graph.undetermined(graph.resource(row.owner), row.path, reason) if {
	some thing in databases
	node := graph.resource(thing.resource)
	some row in reach.access(thing)
	not known_ports(row)
	not same_port(node, row)
	reason := sprintf("whether this is the port of %v is not known: %v", [reach.name(thing), row.undetermined])
}

decider(node) := "Port" if node.properties.Port

decider(node) := "Engine" if not node.properties.Port

undetermined contains graph.undetermined(node, [decider(node)], reason) if {
	some thing in databases
	node := graph.resource(thing.resource)
	not is_number(port(node))
	some row in reach.access(thing)
	known_ports(row)
	not same_port(node, row)
	reason := sprintf("the port of %v is not known", [reach.name(thing)])
}
