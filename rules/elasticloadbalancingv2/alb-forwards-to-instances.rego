# METADATA
# title: Load balancers forward to instances
# description: >-
#   A listener whose default action and rules forward to no target group, or to one without instances, serves nobody. A
#   target group has instances by its Targets, or by an auto-scaling group or a service on instances that names it.
# related_resources:
# - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html
# - https://docs.aws.amazon.com/autoscaling/ec2/userguide/attach-load-balancer-asg.html
# custom:
#   id: alb-forwards-to-instances
#   severity: low
#   existence: true
#   resources: [AWS::ElasticLoadBalancingV2::Listener, AWS::ElasticLoadBalancingV2::TargetGroup]
#   reads: [AWS::ElasticLoadBalancingV2::ListenerRule, AWS::AutoScaling::AutoScalingGroup, AWS::EC2::Instance,
#     AWS::ECS::Service]
#   decides_on: [Targets]
#   requirements: [B2]
#   aliases: []
#   frameworks: {}
#   remediation: >-
#     Forward to an AWS::ElasticLoadBalancingV2::TargetGroup and list it in TargetGroupARNs of the auto-scaling group, or
#     list the instances in its Targets.
#   profiles: [secure-baseline]
package guardian.rules.alb_forwards_to_instances

import data.guardian.graph

violations contains graph.violation(listener, ["DefaultActions"], message) if {
	some listener in graph.resources("AWS::ElasticLoadBalancingV2::Listener")
	not redirects(listener)
	count(groups(listener)) == 0
	not forwards_elsewhere(listener)
	message := sprintf("listener %v forwards to no target group", [listener.id])
}

redirects(listener) if {
	some action in graph.as_list(listener.properties.DefaultActions)
	action.Type == "redirect"
}

groups(listener) := [group |
	some source in array.concat(
		[listener],
		graph.referrers(listener, "AWS::ElasticLoadBalancingV2::ListenerRule", ["ListenerArn"]),
	)
	some group in graph.targets(source, [])
	group.type == "AWS::ElasticLoadBalancingV2::TargetGroup"
]

# A target group by ARN is not in the template.
forwards_elsewhere(listener) if {
	some source in array.concat(
		[listener],
		graph.referrers(listener, "AWS::ElasticLoadBalancingV2::ListenerRule", ["ListenerArn"]),
	)
	some property in ["DefaultActions", "Actions"]
	some action in graph.as_list(source.properties[property])
	action.Type == "forward"
}

violations contains graph.violation(group, ["Targets"], message) if {
	some group in graph.resources("AWS::ElasticLoadBalancingV2::TargetGroup")
	not group.properties.TargetType in {"ip", "lambda", "alb"}
	not has_targets(group)
	count(graph.referrers(group, "AWS::AutoScaling::AutoScalingGroup", ["TargetGroupARNs"])) == 0
	count(graph.referrers(group, "AWS::ECS::Service", ["LoadBalancers"])) == 0
	message := sprintf("target group %v has no instances: neither Targets nor an auto-scaling group", [group.id])
}

has_targets(group) if count(group.properties.Targets) > 0
