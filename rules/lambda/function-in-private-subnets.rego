# METADATA
# title: Functions run in private subnets of the VPC
# description: >-
#   A function without VpcConfig runs in a network of AWS and reaches nothing in the VPC. In a subnet with a route to
#   an internet gateway it reaches the VPC and not the internet, because a function never has a public address.
# related_resources:
# - https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
# - https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html
# custom:
#   id: function-in-private-subnets
#   severity: medium
#   resources: [AWS::Lambda::Function]
#   facts: [exposures]
#   decides_on: [VpcConfig]
#   requirements: [N8]
#   aliases: []
#   remediation: Give the function VpcConfig with private subnets and a security group.
#   profiles: [novacart]
package guardian.rules.function_in_private_subnets

import data.guardian.graph
import data.guardian.reach

violations contains graph.violation(function, ["VpcConfig"], message) if {
	some function in graph.resources("AWS::Lambda::Function")
	not function.properties.VpcConfig
	message := sprintf("function %v runs outside the VPC, because VpcConfig is absent", [function.id])
}

violations contains reach.public_subnet(place, message) if {
	some thing in reach.things({"function"})
	some place in thing.subnets
	place.public
	message := sprintf("%v is in subnet %v, which has a route to the internet", [reach.name(thing), reach.subnet(place)])
}

undetermined contains reach.unknown_subnet(place) if {
	some thing in reach.things({"function"})
	some place in thing.subnets
	place.undetermined
}
