# METADATA
# title: Load balancers reach their targets
# description: >-
#   A load balancer sends requests and health checks from its own security groups to those of its targets: its egress
#   must let the port out, and the targets' ingress must let it in from the load balancer. Where one of them does not,
#   every target is unhealthy.
# related_resources:
# - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html
# - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
# custom:
#   id: load-balancer-reaches-targets
#   severity: medium
#   resources: [AWS::ElasticLoadBalancingV2::LoadBalancer, AWS::ElasticLoadBalancing::LoadBalancer]
#   facts: [targets]
#   decides_on: []
#   requirements: [B19]
#   aliases: []
#   remediation: Let the port out of the load balancer's group and into the targets' group, each naming the other.
#   profiles: [requirements]
package guardian.rules.load_balancer_reaches_targets

import data.guardian.graph
import data.guardian.reach

purposes := {"traffic": "target port", "health": "health-check port"}

port(row) := sprintf("%v %v", [purposes[row.purpose], row.port]) if is_number(row.port)

port(row) := purposes[row.purpose] if is_null(row.port)

target(row) := graph.resource(row.target)

violations contains graph.violation_with(balancer, ["SecurityGroups"], message, [place]) if {
	some row in input.facts.targets
	row.egress == false
	balancer := graph.resource(row.load_balancer)
	place := graph.related(target(row), [], "the target")
	message := sprintf("the security groups of load balancer %v do not let %v out to %v", [
		balancer.id, port(row), target(row).id,
	])
}

violations contains graph.violation_with(balancer, [], message, [place]) if {
	some row in input.facts.targets
	row.ingress == false
	balancer := graph.resource(row.load_balancer)
	place := graph.related(target(row), [], "the target, whose security groups do not let it in")
	message := sprintf("load balancer %v does not reach %v on its %v", [balancer.id, target(row).id, port(row)])
}

undetermined contains graph.undetermined(graph.resource(row.load_balancer), [], reason) if {
	some row in input.facts.targets
	is_null(row.egress)
	row.ingress != false
	reason := unknown(row)
}

undetermined contains graph.undetermined(graph.resource(row.load_balancer), [], reason) if {
	some row in input.facts.targets
	is_null(row.ingress)
	row.egress != false
	reason := unknown(row)
}

unknown(row) := sprintf("whether it reaches %v on its %v is not known: %v", [target(row).id, port(row), row.undetermined])
