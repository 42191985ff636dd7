# METADATA
# title: Auto-scaling groups and subnet groups span several availability zones
# description: >-
#   What stands in one zone is gone with it: an auto-scaling group cannot replace its instances, and a database cannot
#   fail over. Redshift keeps a cluster in one zone, so its subnet groups are not judged.
# related_resources:
# - https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html
# - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZ.html
# custom:
#   id: spans-several-zones
#   severity: medium
#   resources:
#     - AWS::AutoScaling::AutoScalingGroup
#     - AWS::RDS::DBSubnetGroup
#     - AWS::DocDB::DBSubnetGroup
#     - AWS::Neptune::DBSubnetGroup
#     - AWS::ElastiCache::SubnetGroup
#     - AWS::MemoryDB::SubnetGroup
#     - AWS::DAX::SubnetGroup
#   facts: [spans]
#   decides_on: []
#   requirements: [N11]
#   aliases: ["cfn-guard:AUTOSCALING_MULTIPLE_AZ", "prowler:autoscaling_group_multiple_az"]
#   remediation: Name subnets in at least two availability zones.
#   profiles: [requirements]
package guardian.rules.spans_several_zones

import data.guardian.graph
import data.guardian.reach

# What a rule judges here: Redshift and load balancers have rules of their own at AWS.
judged(span) if graph.resource(span.resource).type != "AWS::Redshift::ClusterSubnetGroup"

spans := [span |
	some span in input.facts.spans
	span.kind in {"auto-scaling-group", "subnet-group"}
	judged(span)
]

violations contains graph.violation(graph.resource(span.resource), path(span), message) if {
	some span in spans
	is_number(span.at_most)
	span.at_most < 2
	message := sprintf("%v spans %v availability zone", [reach.name(span), span.at_most])
}

undetermined contains graph.undetermined(graph.resource(span.resource), span.path, reason) if {
	some span in spans
	span.at_least < 2
	not below_two(span)
	reason := sprintf("whether its subnets are in different zones is not known: %v", [span.undetermined])
}

# One subnet is one zone, whichever it is: then the answer does not hang on the list.
path(span) := span.path if not span.undetermined

path(span) := [] if span.undetermined

below_two(span) if {
	is_number(span.at_most)
	span.at_most < 2
}
