# METADATA
# title: Instances sit in private subnets
# description: >-
#   An instance in a subnet with a route to an internet gateway is on the internet as soon as it has a public address.
#   An instance that names no subnet starts in the default VPC of its region, whose subnets are public.
# related_resources:
# - https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html#subnet-types
# - https://docs.aws.amazon.com/vpc/latest/userguide/default-subnet.html
# custom:
#   id: instance-in-private-subnet
#   severity: medium
#   resources: [AWS::EC2::Instance, AWS::AutoScaling::AutoScalingGroup]
#   facts: [exposures]
#   decides_on: []
#   requirements: [N10]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [AC-4, SC-7]
#   remediation: >-
#     Start instances in subnets whose route table leads to a NAT gateway or nowhere, behind a load balancer if they
#     serve the internet.
#   profiles: [requirements]
package guardian.rules.instance_in_private_subnet

import data.guardian.graph
import data.guardian.reach

violations contains reach.public_subnet(place, message) if {
	some thing in reach.things({"instance", "auto-scaling-group"})
	some place in thing.subnets
	place.public
	message := sprintf("%v is in subnet %v, which has a route to the internet", [reach.name(thing), reach.subnet(place)])
}

violations contains graph.violation(graph.resource(thing.resource), ["SubnetId"], message) if {
	some thing in reach.things({"instance"})
	thing.default_vpc
	message := sprintf("%v is in a public subnet of the default VPC, because SubnetId is absent", [reach.name(thing)])
}

undetermined contains reach.unknown_subnet(place) if {
	some thing in reach.things({"instance", "auto-scaling-group"})
	some place in thing.subnets
	place.undetermined
}
