# METADATA
# title: SSH to EKS nodes is open to named security groups only
# description: >-
#   A managed node group with an SSH key and without SourceSecurityGroups opens port 22 of its nodes to 0.0.0.0/0: EKS
#   makes that security group itself, and no template shows it.
# related_resources:
# - https://docs.aws.amazon.com/eks/latest/APIReference/API_RemoteAccessConfig.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-eks-nodegroup-remoteaccess.html
# custom:
#   id: eks-nodegroup-ssh-restricted
#   severity: high
#   resources: [AWS::EKS::Nodegroup]
#   decides_on: [RemoteAccess.SourceSecurityGroups]
#   requirements: [N26, B4]
#   aliases: ["checkov:CKV_AWS_100", "kics:73d59e76"]
#   remediation: List SourceSecurityGroups, or drop RemoteAccess and use Session Manager.
#   profiles: [default, requirements]
package guardian.rules.eks_nodegroup_ssh_restricted

import data.guardian.graph

violations contains graph.violation(nodes, ["RemoteAccess", "SourceSecurityGroups"], message) if {
	some nodes in graph.resources("AWS::EKS::Nodegroup")
	nodes.properties.RemoteAccess.Ec2SshKey
	count(graph.as_list(object.get(nodes.properties.RemoteAccess, "SourceSecurityGroups", []))) == 0
	message := sprintf("node group %v opens SSH to everybody, as EKS does without SourceSecurityGroups", [nodes.id])
}
