# METADATA
# title: ECS services run on Fargate
# description: >-
#   On Fargate, tasks share no machine and nobody has an instance to patch. A service that names neither a launch type
#   nor a capacity provider takes the default strategy of its cluster, and where that has none, runs on instances.
# related_resources:
# - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AWS_Fargate.html
# - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/launch-type-comparison.html
# custom:
#   id: ecs-service-on-fargate
#   severity: low
#   resources: [AWS::ECS::Service]
#   reads: [AWS::ECS::Cluster, AWS::ECS::ClusterCapacityProviderAssociations]
#   decides_on: [LaunchType, "CapacityProviderStrategy[*].CapacityProvider"]
#   requirements: [P4, C3]
#   aliases: []
#   remediation: Set LaunchType to FARGATE, or name only the capacity providers FARGATE and FARGATE_SPOT.
#   profiles: [payment-api, pci-payments]
package guardian.rules.ecs_service_on_fargate

import data.guardian.graph

fargate := {"fargate", "fargate_spot"}

providers(holder, property) := {graph.lower(entry.CapacityProvider) |
	some entry in graph.as_list(holder.properties[property])
}

clusters(service) := graph.targets(service, ["Cluster"])

violations contains graph.violation(service, ["LaunchType"], message) if {
	some service in graph.resources("AWS::ECS::Service")
	kind := graph.lower(service.properties.LaunchType)
	kind != "fargate"
	message := sprintf("service %v runs on %v", [service.id, service.properties.LaunchType])
}

violations contains graph.violation(service, ["CapacityProviderStrategy"], message) if {
	some service in graph.resources("AWS::ECS::Service")
	some provider in providers(service, "CapacityProviderStrategy") - fargate
	message := sprintf("service %v runs on capacity provider %v", [service.id, provider])
}

by_cluster(service) if {
	not service.properties.LaunchType
	not service.properties.CapacityProviderStrategy
}

violations contains graph.violation(service, ["LaunchType"], message) if {
	some service in graph.resources("AWS::ECS::Service")
	by_cluster(service)
	some cluster in clusters(service)
	found := providers(cluster, "DefaultCapacityProviderStrategy")
	found - fargate != set()
	message := sprintf("service %v runs on the default capacity providers of its cluster: %v", [
		service.id, concat(", ", found),
	])
}

violations contains graph.violation(service, ["LaunchType"], message) if {
	some service in graph.resources("AWS::ECS::Service")
	by_cluster(service)
	some cluster in clusters(service)
	not cluster.properties.DefaultCapacityProviderStrategy
	count(graph.referrers(cluster, "AWS::ECS::ClusterCapacityProviderAssociations", ["Cluster"])) == 0
	message := sprintf("service %v runs on instances, because LaunchType is absent", [service.id])
}

undetermined contains graph.undetermined(service, ["LaunchType"], reason) if {
	some service in graph.resources("AWS::ECS::Service")
	by_cluster(service)
	count(clusters(service)) == 0
	reason := "LaunchType is absent, and the default capacity providers of its cluster are not known"
}
