# Where things stand in their network and who reaches them, read from the facts on reachability.
package guardian.reach

import data.guardian.graph

# The things of some kinds: instance, auto-scaling-group, load-balancer, service, function, database, cache …
things(kinds) := [thing | some thing in input.facts.exposures; thing.kind in kinds]

# What a person calls a thing.
name(thing) := sprintf("%v %v", [words[thing.kind], graph.resource(thing.resource).id])

words := {
	"instance": "instance",
	"auto-scaling-group": "auto-scaling group",
	"load-balancer": "load balancer",
	"service": "service",
	"function": "function",
	"database": "database",
	"cache": "cache",
	"replication-instance": "replication instance",
	"file-system": "mount target",
	"search-domain": "domain",
	"subnet-group": "subnet group",
	"vpc": "VPC",
}

# Places that a fact names, for `graph.violation_with`.
related(links) := [place |
	some link in links
	place := graph.related(graph.resource(link.resource), link.path, link.label)
]

# A violation at a subnet that something is given, with the route that makes it public.
public_subnet(place, message) := graph.violation_with(graph.resource(place.owner), place.path, message, related(place.via))

# The name of a subnet for a message.
subnet(place) := graph.resource(place.subnet).id if is_string(place.subnet)

subnet(place) := "a subnet outside the template" if is_null(place.subnet)

# Why it is not known whether a subnet is public.
unknown_subnet(place) := graph.undetermined(graph.resource(place.owner), place.path, reason) if {
	reason := sprintf("whether the subnet has a route to the internet is not known: %v", [place.undetermined])
}

# The rules that let something reach a thing.
access(thing) := [row | some row in input.facts.reach; row.resource == thing.resource]

# The ports of such a rule, in words.
ports(row) := "all traffic" if row.protocol == "-1"

ports(row) := sprintf("all %v ports", [row.protocol]) if {
	row.protocol != "-1"
	row.all_ports
}

ports(row) := sprintf("%v port %v", [row.protocol, row.from_port]) if {
	not row.all_ports
	row.from_port == row.to_port
}

ports(row) := sprintf("%v ports %v to %v", [row.protocol, row.from_port, row.to_port]) if {
	not row.all_ports
	row.from_port != row.to_port
}

ports(row) := "its port" if {
	not row.all_ports
	not is_number(row.from_port)
}

# Where it comes from, in words.
source(row) := row.cidr if is_string(row.cidr)

source(row) := sprintf("security group %v", [graph.resource(row.from).id]) if is_string(row.from)

source(row) := "another security group" if {
	row.kind == "group"
	is_null(row.from)
}

source(row) := "an address range" if {
	row.kind != "group"
	not is_string(row.cidr)
}

# Whether such a rule is about a port of tcp.
covers(row, _) if row.all_ports

covers(row, port) if {
	not row.all_ports
	row.protocol == "tcp"
	is_number(row.from_port)
	is_number(row.to_port)
	row.from_port <= port
	port <= row.to_port
}
