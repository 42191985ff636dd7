# What the rules of security groups open, read from the facts of the network analysis.
package guardian.network

import data.guardian.graph

# A rule reaches a port where its protocol is one of the given ones, or all of them, and its range has the port.
reaches(rule, protocols, port) if {
	carries(rule, protocols)
	rule.from <= port
	port <= rule.to
	is_number(rule.from) # null sorts before every number
	is_number(rule.to)
}

carries(rule, protocols) if rule.protocol in protocols

carries(rule, _) if rule.protocol == "-1"

open_to_world(rule, protocols, port) if {
	rule.world
	reaches(rule, protocols, port)
}

# Not known to be open, and not known to be closed either.
may_be_open_to_world(rule, protocols, port) if {
	rule.undetermined
	source_may_be_world(rule)
	protocol_may_carry(rule, protocols)
	range_may_reach(rule, port)
}

source_may_be_world(rule) if rule.world

source_may_be_world(rule) if rule.source.kind in {"unknown", "prefix-list"}

source_may_be_world(rule) if {
	rule.source.kind in {"cidr", "cidr6"}
	not graph.is_known_text(rule.source.value)
}

protocol_may_carry(rule, protocols) if carries(rule, protocols)

protocol_may_carry(rule, _) if not is_string(rule.protocol)

range_may_reach(rule, _) if rule.all_ports

range_may_reach(rule, port) if {
	not below(rule.to, port)
	not below(port, rule.from)
}

below(a, b) if {
	is_number(a)
	is_number(b)
	a < b
}

# What a rule opens, in words.
opened(rule) := "all traffic" if rule.protocol == "-1"

opened(rule) := sprintf("all %v ports", [rule.protocol]) if {
	rule.protocol != "-1"
	rule.all_ports
}

opened(rule) := sprintf("%v port %v", [rule.protocol, rule.from]) if {
	not rule.all_ports
	rule.from == rule.to
}

opened(rule) := sprintf("%v ports %v to %v", [rule.protocol, rule.from, rule.to]) if {
	not rule.all_ports
	rule.from != rule.to
}

# The resource that a finding on a rule names.
subject(rule) := sprintf("security group %v", [graph.resource(rule.owner).id]) if rule.group == rule.owner

subject(rule) := sprintf("security group rule %v", [graph.resource(rule.owner).id]) if rule.group != rule.owner

# A standalone rule is read together with the group that it opens.
related(rule) := [graph.related(graph.resource(rule.group), [], "the security group that it opens")] if {
	is_string(rule.group)
	rule.group != rule.owner
} else := []

# A violation at the source of a rule, so that the range itself is underlined.
violation(rule, consequence) := graph.violation_with(owner, rule.source_path, message, related(rule)) if {
	owner := graph.resource(rule.owner)
	message := sprintf("%v opens %v to %v%v", [subject(rule), opened(rule), source(rule), consequence])
}

source(rule) := graph.show(rule.source.value) if not is_part(rule)

source(rule) := sprintf("%v, with the group's other rules to everybody", [rule.source.value]) if is_part(rule)

# A range that is open to the world only together with others.
is_part(rule) if {
	is_string(rule.source.value)
	not endswith(rule.source.value, "/0")
	rule.source.kind in {"cidr", "cidr6"}
}

undetermined(rule) := graph.undetermined(graph.resource(rule.owner), rule.source_path, rule.undetermined)
