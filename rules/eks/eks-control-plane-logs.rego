# METADATA
# title: EKS clusters log what their control plane does
# description: >-
#   Who asked the cluster for what stands in its control plane logs only: api, audit, authenticator, controllerManager
#   and scheduler. AWS sends none of them where nothing is said.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html
# custom:
#   id: eks-control-plane-logs
#   severity: medium
#   resources: [AWS::EKS::Cluster]
#   decides_on: ["Logging.ClusterLogging.EnabledTypes[*].Type"]
#   requirements: []
#   aliases: ["trivy:AWS-0038", "cdk-nag:EKSClusterControlPlaneLogs"]
#   remediation: List all five types under Logging.ClusterLogging.EnabledTypes.
#   profiles: []
package guardian.rules.eks_control_plane_logs

import data.guardian.graph

types := {"api", "audit", "authenticator", "controllerManager", "scheduler"}

violations contains graph.violation(cluster, ["Logging", "ClusterLogging", "EnabledTypes"], message) if {
	some cluster in graph.resources("AWS::EKS::Cluster")
	missing := types - enabled(cluster)
	count(missing) > 0
	message := sprintf("cluster %v does not log %v", [cluster.id, concat(", ", sort(missing))])
}

enabled(cluster) := {type.Type |
	some type in graph.as_list(object.get(cluster.properties, ["Logging", "ClusterLogging", "EnabledTypes"], []))
}
