# METADATA
# title: Internet-facing load balancers stand in public subnets
# description: >-
#   An internet-facing load balancer has public addresses and answers on them only where its subnets have a route to
#   an internet gateway. In a private subnet, it is reached by nobody.
# related_resources:
# - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#subnets-load-balancer
# - https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html#subnet-types
# custom:
#   id: load-balancer-in-public-subnets
#   severity: medium
#   resources: [AWS::ElasticLoadBalancingV2::LoadBalancer]
#   facts: [exposures]
#   decides_on: []
#   requirements: [P2, P7]
#   aliases: []
#   remediation: Name public subnets, or set Scheme to internal.
#   profiles: [payment-api, pci-payments]
package guardian.rules.load_balancer_in_public_subnets

import data.guardian.graph
import data.guardian.reach

facing := [thing |
	some thing in reach.things({"load-balancer"})
	thing.address.public
]

violations contains graph.violation(graph.resource(place.owner), place.path, message) if {
	some thing in facing
	some place in thing.subnets
	not place.public
	not place.undetermined
	message := sprintf("%v is internet-facing, and its subnet %v has no route to the internet", [
		reach.name(thing), reach.subnet(place),
	])
}

undetermined contains reach.unknown_subnet(place) if {
	some thing in facing
	some place in thing.subnets
	place.undetermined
}
