# METADATA
# title: The default security group of a VPC takes no rules and is not used
# description: >-
#   The default group lets its members reach each other and everything outside, and it is what a resource gets that
#   names no group. A rule added to it, or a resource that names it, opens more than anyone sees.
# related_resources:
# - https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
# - https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-2
# custom:
#   id: default-security-group-takes-no-rules
#   severity: medium
#   resources:
#     - AWS::EC2::SecurityGroupIngress
#     - AWS::EC2::SecurityGroupEgress
#     - AWS::EC2::Instance
#     - AWS::ElasticLoadBalancingV2::LoadBalancer
#     - AWS::Lambda::Function
#     - AWS::ECS::Service
#     - AWS::RDS::DBInstance
#     - AWS::RDS::DBCluster
#   reads: [AWS::EC2::VPC]
#   decides_on: []
#   requirements: []
#   aliases: []
#   frameworks:
#     cis-aws-1.4: ["5.3"]
#     nist-800-53-r5: [AC-4, SC-7]
#   remediation: Make a security group for the purpose and name that.
#   profiles: []
package guardian.rules.default_security_group_takes_no_rules

import data.guardian.graph

violations contains graph.violation(node, edge.path, message) if {
	some vpc in graph.resources("AWS::EC2::VPC")
	some edge in input.edges_to[vpc.key]
	edge.attribute == "DefaultSecurityGroup"
	node := graph.resource(edge.from)
	not is_source(node, edge.path)
	message := sprintf("%v %v the default security group of VPC %v", [node.id, verb(node), vpc.id])
}

rules := {"AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress"}

verb(node) := "adds a rule to" if node.type in rules

verb(node) := "uses" if not node.type in rules

# Naming it as the source of another group's rule neither changes nor uses it.
is_source(node, path) if {
	node.type in rules
	path[0] != "GroupId"
}
