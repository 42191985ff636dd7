# METADATA
# title: Tasks of ECS services have no public address
# description: >-
#   A task with a public address in a public subnet is on the internet, past every load balancer and firewall. Without
#   AssignPublicIp, a service that CloudFormation makes gives none.
# related_resources:
# - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html
# - https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-2
# custom:
#   id: ecs-service-no-public-address
#   severity: high
#   resources: [AWS::ECS::Service, AWS::ECS::TaskSet]
#   decides_on: [NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp]
#   requirements: [P22, P4, C18]
#   aliases: ["checkov:CKV_AWS_333", "prowler:ecs_service_no_assign_public_ip"]
#   frameworks:
#     nist-800-53-r5: [AC-4, AC-21, SC-7]
#   remediation: Set AssignPublicIp to DISABLED and let tasks out through a NAT gateway or VPC endpoints.
#   profiles: [default, requirements]
package guardian.rules.ecs_service_no_public_address

import data.guardian.graph

violations contains graph.violation(service, path, message) if {
	some service in graph.resources_of(["AWS::ECS::Service", "AWS::ECS::TaskSet"])
	path := ["NetworkConfiguration", "AwsvpcConfiguration", "AssignPublicIp"]
	graph.lower(graph.at(service.properties, path)) == "enabled"
	message := sprintf("service %v gives its tasks public addresses", [service.id])
}
