# METADATA
# title: Each ECS service has a security group of its own
# description: >-
#   Services that share a security group can be reached by all that reaches one of them, and a rule for one opens the
#   others. With a group for each, a rule says which service it is for.
# related_resources:
# - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-network.html
# - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html
# custom:
#   id: ecs-service-own-security-group
#   severity: medium
#   resources: [AWS::ECS::Service]
#   facts: [exposures]
#   decides_on: []
#   requirements: [C4]
#   aliases: []
#   remediation: Give each service its own security group.
#   profiles: [requirements]
package guardian.rules.ecs_service_own_security_group

import data.guardian.graph
import data.guardian.reach

uses := [{"service": graph.resource(thing.resource), "group": given.group, "path": given.path} |
	some thing in reach.things({"service"})
	some given in thing.groups
	is_string(given.group)
	given.owner == thing.resource
]

services_of(group) := {use.service.key | some use in uses; use.group == group}

violations contains graph.violation_with(use.service, use.path, message, related) if {
	some use in uses
	others := services_of(use.group) - {use.service.key}
	count(others) > 0
	names := [graph.resource(key).id | some key in others]
	message := sprintf("service %v shares security group %v with %v", [
		use.service.id, graph.resource(use.group).id, concat(", ", names),
	])
	related := [graph.related(graph.resource(use.group), [], "the security group")]
}
