# METADATA
# title: Databases let the functions and instances in
# description: >-
#   Functions and instances that work with the database are of no use when its security group does not name theirs, or
#   the range of their subnets, on its port.
# related_resources:
# - https://docs.aws.amazon.com/lambda/latest/dg/services-rds.html
# - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.RDSSecurityGroups.html
# custom:
#   id: database-lets-application-in
#   severity: medium
#   resources: [AWS::RDS::DBInstance, AWS::RDS::DBCluster]
#   facts: [exposures, reach]
#   decides_on: []
#   requirements: [N8]
#   aliases: []
#   remediation: >-
#     Add an ingress rule to the database's security group that names the security group of the function or instance.
#   profiles: [novacart]
package guardian.rules.database_lets_application_in

import data.guardian.graph
import data.guardian.reach

databases := [thing |
	some thing in reach.things({"database"})
	not graph.resource(thing.resource).properties.DBClusterIdentifier
]

callers := [thing |
	some thing in reach.things({"function", "instance", "auto-scaling-group"})
	count(thing.groups) > 0
]

groups(thing) := {given.group | some given in thing.groups; is_string(given.group)}

lets_in(database, caller) if {
	some row in reach.access(database)
	row.from in groups(caller)
}

lets_in(database, _) if {
	some row in reach.access(database)
	row.kind in {"cidr", "cidr6"}
	row.inside_vpc == true
}

# A group or range that is not known may be the caller's.
unknown(thing) if {
	some given in thing.groups
	given.undetermined
}

open_question(database, _) if unknown(database)

open_question(_, caller) if unknown(caller)

open_question(database, _) if {
	some row in reach.access(database)
	is_null(row.inside_vpc)
}

violations contains graph.violation_with(graph.resource(database.resource), [], message, [place]) if {
	some database in databases
	some caller in callers
	not lets_in(database, caller)
	not open_question(database, caller)
	message := sprintf("%v does not let %v in", [reach.name(database), reach.name(caller)])
	place := graph.related(graph.resource(caller.resource), [], "what calls it")
}

undetermined contains graph.undetermined(graph.resource(database.resource), [], reason) if {
	some database in databases
	some caller in callers
	not lets_in(database, caller)
	open_question(database, caller)
	reason := sprintf("whether it lets %v in hangs on a security group or range that is not known", [reach.name(caller)])
}
