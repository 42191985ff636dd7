# METADATA
# title: Instances behind a load balancer take traffic only from it
# description: >-
#   A range of addresses on the port that a load balancer forwards to is a way around it: past its certificate, its
#   web ACL and its logs. The instances' security group should name the group of the load balancer.
# related_resources:
# - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html
# - https://docs.aws.amazon.com/vpc/latest/userguide/security-group-referencing.html
# custom:
#   id: instance-traffic-only-from-load-balancer
#   severity: medium
#   resources: [AWS::EC2::Instance, AWS::AutoScaling::AutoScalingGroup]
#   facts: [exposures, reach, targets]
#   decides_on: []
#   requirements: [B3]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [AC-4, SC-7]
#   remediation: Name the load balancer's security group as the source of the rule.
#   profiles: [requirements]
package guardian.rules.instance_traffic_only_from_load_balancer

import data.guardian.graph
import data.guardian.reach

# What is behind a load balancer that has security groups: those without one pass on the addresses of their clients.
fronted := [{"thing": thing, "port": row.port, "balancer": row.load_balancer} |
	some row in input.facts.targets
	row.purpose == "traffic"
	is_number(row.port)
	some balancer in reach.things({"load-balancer"})
	balancer.resource == row.load_balancer
	count(balancer.groups) > 0
	some thing in reach.things({"instance", "auto-scaling-group"})
	thing.resource == row.target
]

violations contains graph.violation_with(graph.resource(row.owner), row.source_path, message, related) if {
	some target in fronted
	some row in reach.access(target.thing)
	reach.covers(row, target.port)
	row.kind in {"cidr", "cidr6"}
	message := sprintf("%v takes port %v from %v, past load balancer %v", [
		reach.name(target.thing), target.port, reach.source(row), graph.resource(target.balancer).id,
	])
	related := [graph.related(graph.resource(target.thing.resource), [], "what the load balancer forwards to")]
}

undetermined contains graph.undetermined(graph.resource(row.owner), row.path, reason) if {
	some target in fronted
	some row in reach.access(target.thing)
	row.undetermined
	row.kind in {"cidr", "cidr6", "unknown"}
	not reach.covers(row, target.port)
	not elsewhere(row, target.port)
	reason := sprintf("whether it lets traffic in past the load balancer is not known: %v", [row.undetermined])
}

# Its ports are known, and the target's is not among them.
elsewhere(row, port) if {
	is_number(row.from_port)
	port < row.from_port
}

elsewhere(row, port) if {
	is_number(row.to_port)
	row.to_port < port
}

undetermined contains graph.undetermined(graph.resource(row.owner), row.source_path, reason) if {
	some target in fronted
	some row in reach.access(target.thing)
	reach.covers(row, target.port)
	row.kind in {"unknown", "prefix-list"}
	reason := sprintf("who may come past the load balancer is not known: %v", [row.undetermined])
}
