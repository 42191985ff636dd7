# METADATA
# title: Instances take only SSH, and HTTP from inside the VPC
# description: >-
#   The instances of this system serve HTTP to the VPC they stand in and are maintained over SSH. Any other rule of
#   their security groups is a way in that the design does not have.
# related_resources:
# - https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
# - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-security-groups.html
# custom:
#   id: instance-takes-only-ssh-and-http
#   severity: medium
#   resources: [AWS::EC2::Instance, AWS::AutoScaling::AutoScalingGroup]
#   facts: [exposures, reach]
#   decides_on: []
#   requirements: [N27]
#   aliases: []
#   remediation: Keep port 22 for the office range and port 80 for a range or a security group of the VPC.
#   profiles: [novacart]
package guardian.rules.instance_takes_only_ssh_and_http

import data.guardian.graph
import data.guardian.reach

instances := reach.things({"instance", "auto-scaling-group"})

only(row, port) if {
	row.protocol == "tcp"
	row.from_port == port
	row.to_port == port
}

where(thing) := [graph.related(graph.resource(thing.resource), [], "the instance")]

violations contains graph.violation_with(graph.resource(row.owner), row.path, message, where(thing)) if {
	some thing in instances
	some row in reach.access(thing)
	is_number(row.from_port)
	not only(row, 22)
	not only(row, 80)
	message := sprintf("%v takes %v, and it serves only SSH and HTTP", [reach.name(thing), reach.ports(row)])
}

violations contains graph.violation_with(graph.resource(row.owner), row.source_path, message, where(thing)) if {
	some thing in instances
	some row in reach.access(thing)
	only(row, 80)
	row.inside_vpc == false
	message := sprintf("%v takes HTTP from %v, which is outside its VPC", [reach.name(thing), reach.source(row)])
}

undetermined contains graph.undetermined(graph.resource(row.owner), row.source_path, reason) if {
	some thing in instances
	some row in reach.access(thing)
	only(row, 80)
	is_null(row.inside_vpc)
	row.kind != "group"
	reason := sprintf("whether the source is inside the VPC is not known: %v", [row.undetermined])
}

undetermined contains graph.undetermined(graph.resource(row.owner), row.path, reason) if {
	some thing in instances
	some row in reach.access(thing)
	not is_number(row.from_port)
	reason := sprintf("which ports it opens is not known: %v", [row.undetermined])
}
