# METADATA
# title: Databases sit in private subnets
# description: >-
#   A database in a subnet with a route to an internet gateway is one wrong flag or one open security group away from
#   the internet. A subnet that no route table is associated with uses the main route table of its VPC, which a new
#   VPC has without such a route.
# related_resources:
# - https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html#subnet-types
# - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html
# custom:
#   id: database-subnets-private
#   severity: high
#   resources:
#     - AWS::RDS::DBSubnetGroup
#     - AWS::DocDB::DBSubnetGroup
#     - AWS::Neptune::DBSubnetGroup
#     - AWS::ElastiCache::SubnetGroup
#     - AWS::MemoryDB::SubnetGroup
#     - AWS::DAX::SubnetGroup
#     - AWS::Redshift::ClusterSubnetGroup
#   facts: [spans]
#   decides_on: []
#   requirements: [N9, C36, P11, P22]
#   aliases: ["kics:4e88adee"]
#   frameworks:
#     pci-dss-3.2.1: ["1.3.6"]
#     nist-800-53-r5: [AC-4, SC-7]
#   remediation: Give the subnet group only subnets whose route table has no route to an internet gateway.
#   profiles: [default, requirements]
package guardian.rules.database_subnets_private

import data.guardian.graph
import data.guardian.reach

violations contains reach.public_subnet(place, message) if {
	some group in input.facts.spans
	group.kind == "subnet-group"
	some place in group.subnets
	place.public
	message := sprintf("subnet %v of %v has a route to the internet", [reach.subnet(place), reach.name(group)])
}

undetermined contains reach.unknown_subnet(place) if {
	some group in input.facts.spans
	group.kind == "subnet-group"
	some place in group.subnets
	place.undetermined
}
