# METADATA
# title: The VPC has public subnets and private ones with a way out
# description: >-
#   Load balancers stand in public subnets, everything else in private ones, which call out through a NAT gateway. A
#   VPC that has only one kind puts its containers on the internet, or gives them no way to fetch their image.
# related_resources:
# - https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html
# - https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
# custom:
#   id: vpc-has-public-and-private-subnets
#   severity: medium
#   resources: [AWS::EC2::VPC]
#   facts: [subnets]
#   decides_on: []
#   existence: true
#   requirements: [P2, P3, C1]
#   aliases: []
#   remediation: >-
#     Add a public subnet with a route to an internet gateway, and private subnets with a default route to a NAT
#     gateway.
#   profiles: [payment-api, pci-payments]
package guardian.rules.vpc_has_public_and_private_subnets

import data.guardian.graph

subnets(vpc) := [subnet |
	some subnet in input.facts.subnets
	subnet.vpc == vpc.key
]

public(vpc) := [subnet | some subnet in subnets(vpc); subnet.public]

private(vpc) := [subnet | some subnet in subnets(vpc); not subnet.public; subnet.egress == "nat"]

unknown(vpc) := [subnet | some subnet in subnets(vpc); subnet.undetermined]

lack(vpc) := "no public subnet" if count(public(vpc)) == 0

lack(vpc) := "no private subnet with a route to a NAT gateway" if {
	count(public(vpc)) > 0
	count(private(vpc)) == 0
}

violations contains graph.violation(vpc, [], message) if {
	some vpc in graph.resources("AWS::EC2::VPC")
	count(unknown(vpc)) == 0
	message := sprintf("VPC %v has %v", [vpc.id, lack(vpc)])
}

undetermined contains graph.undetermined(vpc, [], reason) if {
	some vpc in graph.resources("AWS::EC2::VPC")
	lack(vpc)
	some subnet in unknown(vpc)
	reason := sprintf("the routes of subnet %v are not known: %v", [graph.resource(subnet.key).id, subnet.undetermined])
}
