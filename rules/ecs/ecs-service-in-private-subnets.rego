# METADATA
# title: Tasks of ECS services run in private subnets
# description: >-
#   A subnet with a route to an internet gateway is for what must be reached from outside. Tasks belong behind the
#   load balancer, in subnets that lead out through a NAT gateway or not at all.
# related_resources:
# - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/networking-outbound.html
# - https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html#subnet-types
# custom:
#   id: ecs-service-in-private-subnets
#   severity: medium
#   resources: [AWS::ECS::Service]
#   facts: [exposures]
#   decides_on: []
#   requirements: [P22, P2, P4, C18]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [AC-4, SC-7]
#   remediation: Name subnets whose route table has no route to an internet gateway.
#   profiles: [requirements]
package guardian.rules.ecs_service_in_private_subnets

import data.guardian.graph
import data.guardian.reach

violations contains reach.public_subnet(place, message) if {
	some thing in reach.things({"service"})
	some place in thing.subnets
	place.public
	message := sprintf("%v runs in subnet %v, which has a route to the internet", [reach.name(thing), reach.subnet(place)])
}

undetermined contains reach.unknown_subnet(place) if {
	some thing in reach.things({"service"})
	some place in thing.subnets
	place.undetermined
}
