# METADATA
# title: ECS services scale within the agreed bounds
# description: >-
#   A service keeps its DesiredCount whatever the load is, unless a scalable target gives its bounds (setting
#   task_count, minimum and maximum) and a policy says when to move between them.
# related_resources:
# - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-applicationautoscaling-scalabletarget.html
# custom:
#   id: ecs-service-scales
#   severity: medium
#   resources: [AWS::ECS::Service, AWS::ApplicationAutoScaling::ScalableTarget]
#   reads: [AWS::ApplicationAutoScaling::ScalingPolicy]
#   decides_on: [MinCapacity, MaxCapacity]
#   existence: true
#   requirements: [P6]
#   aliases: []
#   settings: [task_count]
#   remediation: >-
#     Add an AWS::ApplicationAutoScaling::ScalableTarget for ecs:service:DesiredCount with the bounds, and a
#     ScalingPolicy for it.
#   profiles: [payment-api]
package guardian.rules.ecs_service_scales

import data.guardian.graph

bounds := {"MaxCapacity": "maximum", "MinCapacity": "minimum"}

targets(service) := graph.referrers(service, "AWS::ApplicationAutoScaling::ScalableTarget", ["ResourceId"])

violations contains graph.violation(service, [], message) if {
	graph.setting("task_count")
	some service in graph.resources("AWS::ECS::Service")
	count(targets(service)) == 0
	count(open_targets) == 0
	message := sprintf("service %v does not scale: it has no scalable target", [service.id])
}

violations contains graph.violation(target, [property], message) if {
	some property, bound in bounds
	wanted := graph.setting("task_count")[bound]
	some service in graph.resources("AWS::ECS::Service")
	some target in targets(service)
	not graph.number(target.properties[property]) == wanted
	state := graph.show_at(target.properties, [property], "absent")
	message := sprintf("service %v must have a %v of %v tasks: %v is %v", [service.id, bound, wanted, property, state])
}

violations contains graph.violation(target, [], message) if {
	graph.setting("task_count")
	some service in graph.resources("AWS::ECS::Service")
	some target in targets(service)
	count(policies(service, target)) == 0
	message := sprintf("service %v does not scale: no policy is for its scalable target %v", [service.id, target.id])
}

undetermined contains graph.undetermined(service, [], reason) if {
	graph.setting("task_count")
	some service in graph.resources("AWS::ECS::Service")
	count(targets(service)) == 0
	some target in open_targets
	reason := sprintf("scalable target %v is for a service that is not known", [target.id])
}

policies(service, target) := array.concat(
	graph.referrers(target, "AWS::ApplicationAutoScaling::ScalingPolicy", ["ScalingTargetId"]),
	graph.referrers(service, "AWS::ApplicationAutoScaling::ScalingPolicy", ["ResourceId"]),
)

open_targets := [target |
	some target in graph.resources("AWS::ApplicationAutoScaling::ScalableTarget")
	object.get(target.properties, "ServiceNamespace", "ecs") == "ecs"
	not graph.is_known_text(target.properties.ResourceId)
	to_services := [other |
		some other in graph.targets(target, ["ResourceId"])
		other.type == "AWS::ECS::Service"
	]
	count(to_services) == 0
]
