# METADATA
# title: Instances have no public address
# description: >-
#   With a public address, an instance in a public subnet is reached by anyone whom its security groups let in, and no
#   load balancer or firewall stands in front. An instance gets one when an interface, a launch template or launch
#   configuration asks for it, when its subnet gives one to all, or when an elastic address is given to it.
# related_resources:
# - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html
# - https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-9
# custom:
#   id: instance-no-public-address
#   severity: high
#   resources:
#     - AWS::EC2::Instance
#     - AWS::AutoScaling::AutoScalingGroup
#     - AWS::EC2::LaunchTemplate
#     - AWS::AutoScaling::LaunchConfiguration
#   facts: [exposures]
#   decides_on: [AssociatePublicIpAddress, "LaunchTemplateData.NetworkInterfaces[*].AssociatePublicIpAddress"]
#   requirements: [N10]
#   aliases: ["checkov:CKV_AWS_88", "cfn-guard:EC2_INSTANCE_NO_PUBLIC_IP"]
#   frameworks:
#     nist-800-53-r5: [AC-4, AC-21, SC-7]
#     pci-dss-3.2.1: ["1.3.1", "1.3.2", "1.3.6"]
#   remediation: >-
#     Set AssociatePublicIpAddress to false and reach the instance through a load balancer or Session Manager.
#   profiles: [default, requirements]
package guardian.rules.instance_no_public_address

import data.guardian.graph
import data.guardian.reach

launches := graph.resources_of(["AWS::EC2::LaunchTemplate", "AWS::AutoScaling::LaunchConfiguration"])

violations contains graph.violation(launch, ["AssociatePublicIpAddress"], message) if {
	some launch in graph.resources("AWS::AutoScaling::LaunchConfiguration")
	graph.is_true(launch.properties.AssociatePublicIpAddress)
	message := sprintf("launch configuration %v gives its instances a public address", [launch.id])
}

violations contains graph.violation(launch, path, message) if {
	some launch in graph.resources("AWS::EC2::LaunchTemplate")
	some at, interface in graph.as_list(launch.properties.LaunchTemplateData.NetworkInterfaces)
	graph.is_true(interface.AssociatePublicIpAddress)
	path := ["LaunchTemplateData", "NetworkInterfaces", at, "AssociatePublicIpAddress"]
	message := sprintf("launch template %v gives its instances a public address", [launch.id])
}

# What a launch template says is judged there.
violations contains graph.violation_with(thing.node, thing.path, message, others) if {
	some thing in addressed
	not thing.link.resource in {launch.key | some launch in launches}
	message := sprintf("%v has a public address: %v", [thing.name, thing.link.label])
	others := reach.related([link | link := thing.link; link.resource != thing.node.key])
}

addressed contains found if {
	some thing in reach.things({"instance", "auto-scaling-group"})
	thing.address.public
	link := thing.address.from
	node := graph.resource(thing.resource)
	found := {"node": node, "path": path_of(node, thing, link), "link": link, "name": reach.name(thing)}
}

# At its own property, or at the subnet that gives the address.
path_of(node, _, link) := link.path if link.resource == node.key

path_of(node, thing, link) := subnet.path if {
	link.resource != node.key
	some subnet in thing.subnets
	subnet.subnet == link.resource
	subnet.owner == node.key
}

path_of(node, thing, link) := [] if {
	link.resource != node.key
	not link.resource in {subnet.subnet | some subnet in thing.subnets; subnet.owner == node.key}
}

undetermined contains graph.undetermined(graph.resource(thing.resource), [], reason) if {
	some thing in reach.things({"instance", "auto-scaling-group"})
	thing.address.undetermined
	reason := sprintf("whether it gets a public address is not known: %v", [thing.address.undetermined])
}
