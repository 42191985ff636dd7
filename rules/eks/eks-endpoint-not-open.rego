# METADATA
# title: EKS API endpoints are not open to the whole internet
# description: >-
#   The endpoint of a cluster takes requests from everywhere unless it is made private or narrowed to ranges; AWS makes
#   it public to 0.0.0.0/0 where nothing is said. Then only Kubernetes' authentication stands before the control plane.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html
# custom:
#   id: eks-endpoint-not-open
#   severity: high
#   resources: [AWS::EKS::Cluster]
#   decides_on: [ResourcesVpcConfig.EndpointPublicAccess, ResourcesVpcConfig.PublicAccessCidrs]
#   requirements: []
#   aliases: ["trivy:AWS-0041"]
#   remediation: Set EndpointPublicAccess to false and EndpointPrivateAccess to true, or narrow PublicAccessCidrs.
#   profiles: [default]
package guardian.rules.eks_endpoint_not_open

import data.guardian.graph

violations contains graph.violation(cluster, ["ResourcesVpcConfig", "EndpointPublicAccess"], message) if {
	some cluster in graph.resources("AWS::EKS::Cluster")
	public(cluster)
	not "PublicAccessCidrs" in object.keys(settings(cluster))
	message := sprintf("endpoint of cluster %v is open to everybody: PublicAccessCidrs is absent", [cluster.id])
}

violations contains graph.violation(cluster, ["ResourcesVpcConfig", "PublicAccessCidrs"], message) if {
	some cluster in graph.resources("AWS::EKS::Cluster")
	public(cluster)
	some range in graph.as_list(settings(cluster).PublicAccessCidrs)
	range in {"0.0.0.0/0", "::/0"}
	message := sprintf("endpoint of cluster %v is open to everybody: PublicAccessCidrs has %v", [cluster.id, range])
}

settings(cluster) := object.get(cluster.properties, "ResourcesVpcConfig", {})

public(cluster) if not graph.is_false(object.get(settings(cluster), "EndpointPublicAccess", true))
