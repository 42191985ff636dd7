# METADATA
# title: ECS services behind a load balancer admit only its security group
# description: >-
#   A service behind a load balancer has one caller. Any other source of its security group, a range or another group,
#   is a way past the load balancer with its certificate, its rules and its web ACL.
# related_resources:
# - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html
# - https://docs.aws.amazon.com/vpc/latest/userguide/security-group-referencing.html
# custom:
#   id: ecs-service-admits-only-load-balancer
#   severity: medium
#   resources: [AWS::ECS::Service]
#   facts: [exposures, reach, targets]
#   decides_on: []
#   requirements: [C4, P21]
#   aliases: []
#   remediation: Let only the load balancer's security group in, on the container's port.
#   profiles: [requirements]
package guardian.rules.ecs_service_admits_only_load_balancer

import data.guardian.graph
import data.guardian.reach

pairs := [{"thing": thing, "balancer": balancer} |
	some row in input.facts.targets
	some thing in reach.things({"service"})
	thing.resource == row.target
	some balancer in reach.things({"load-balancer"})
	balancer.resource == row.load_balancer
	count(balancer.groups) > 0
]

# The groups of all load balancers in front of a service.
callers(thing) := {given.group |
	some pair in pairs
	pair.thing.resource == thing.resource
	some given in pair.balancer.groups
}

fronted contains pair.thing if some pair in pairs

violations contains graph.violation_with(graph.resource(row.owner), row.source_path, message, related) if {
	some thing in fronted
	some row in reach.access(thing)
	not allowed(thing, row)
	not unknown(row)
	message := sprintf("%v admits %v besides its load balancer", [reach.name(thing), reach.source(row)])
	related := [graph.related(graph.resource(thing.resource), [], "the service")]
}

allowed(thing, row) if row.from in callers(thing)

unknown(row) if {
	is_null(row.from)
	row.kind in {"group", "unknown"}
}

undetermined contains graph.undetermined(graph.resource(row.owner), row.source_path, reason) if {
	some thing in fronted
	some row in reach.access(thing)
	unknown(row)
	reason := sprintf("whether this is the security group of the load balancer of %v is not known", [reach.name(thing)])
}
