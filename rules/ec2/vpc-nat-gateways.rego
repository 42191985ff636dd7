# METADATA
# title: The VPC has as many NAT gateways as are set
# description: >-
#   Private subnets leave their VPC through a NAT gateway. Each costs by the hour and by the gigabyte, and one in each
#   zone survives the loss of a zone: how many there are is a decision, and the profile's setting holds it.
# related_resources:
# - https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
# - https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html
# custom:
#   id: vpc-nat-gateways
#   severity: low
#   resources: [AWS::EC2::VPC]
#   reads: [AWS::EC2::NatGateway, AWS::EC2::Subnet]
#   decides_on: []
#   existence: true
#   requirements: [P3, C1]
#   aliases: []
#   settings: [nat_gateways]
#   remediation: Make as many NAT gateways as the profile sets, and route the private subnets to them.
#   profiles: [payment-api]
package guardian.rules.vpc_nat_gateways

import data.guardian.graph

wanted := graph.setting("nat_gateways")

# The public NAT gateways in subnets of a VPC.
gateways(vpc) := {gateway.key |
	some gateway in graph.resources("AWS::EC2::NatGateway")
	not graph.lower(gateway.properties.ConnectivityType) == "private"
	some subnet in graph.targets(gateway, ["SubnetId"])
	graph.refers(subnet, ["VpcId"], vpc)
}

violations contains graph.violation(vpc, [], message) if {
	some vpc in graph.resources("AWS::EC2::VPC")
	found := count(gateways(vpc))
	found != wanted
	message := sprintf("VPC %v has %v NAT gateways, and %v are set", [vpc.id, found, wanted])
}
