# METADATA
# title: ECS clusters have Container Insights on
# description: >-
#   Without Container Insights, CloudWatch has figures per cluster and service only, and none per task and container: a
#   container that is restarted, starved or abused is not seen. Where a cluster says nothing, the account's setting
#   containerInsights decides, and AWS leaves that off.
# related_resources:
# - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-container-insights.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-ecs-cluster-clustersettings.html
# custom:
#   id: ecs-cluster-container-insights
#   severity: medium
#   resources: [AWS::ECS::Cluster]
#   decides_on: ["ClusterSettings[*].Value"]
#   requirements: [P5]
#   aliases: ["checkov:CKV_AWS_65", "trivy:AWS-0034", "cdk-nag:ECSClusterCloudWatchContainerInsights", "kics:ab759fde"]
#   remediation: Add the cluster setting containerInsights with the value enabled, or enhanced.
#   profiles: [requirements]
package guardian.rules.ecs_cluster_container_insights

import data.guardian.graph

violations contains graph.violation(cluster, ["ClusterSettings", index, "Value"], message) if {
	some cluster in graph.resources("AWS::ECS::Cluster")
	some index, setting in graph.as_list(cluster.properties.ClusterSettings)
	setting.Name == "containerInsights"
	not setting.Value in {"enabled", "enhanced"}
	message := sprintf("cluster %v has Container Insights %v", [cluster.id, graph.show_at(setting, ["Value"], "off")])
}

violations contains graph.violation(cluster, ["ClusterSettings"], message) if {
	some cluster in graph.resources("AWS::ECS::Cluster")
	not stated(cluster)
	message := sprintf("cluster %v does not set containerInsights, and AWS leaves Container Insights off", [cluster.id])
}

stated(cluster) if {
	some setting in graph.as_list(cluster.properties.ClusterSettings)
	setting.Name == "containerInsights"
}
