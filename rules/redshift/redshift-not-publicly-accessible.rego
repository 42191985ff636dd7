# METADATA
# title: Redshift clusters and workgroups have no public address
# description: >-
#   A publicly accessible warehouse has a public address, and only its security group stands between it and the
#   internet. Where PubliclyAccessible is absent it is off: for clusters since January 2025, for serverless workgroups
#   always.
# related_resources:
# - https://docs.aws.amazon.com/redshift/latest/APIReference/API_CreateCluster.html
# - https://docs.aws.amazon.com/redshift/latest/mgmt/behavior-changes.html
# custom:
#   id: redshift-not-publicly-accessible
#   severity: critical
#   resources: [AWS::Redshift::Cluster, AWS::RedshiftServerless::Workgroup]
#   decides_on: [PubliclyAccessible]
#   requirements: [N9]
#   aliases: ["checkov:CKV_AWS_87", "guard-registry:REDSHIFT_CLUSTER_PUBLIC_ACCESS_CHECK",
#     "cdk-nag:RedshiftClusterPublicAccess"]
#   frameworks:
#     pci-dss-3.2.1: ["1.2", "1.3", "1.3.1", "1.3.2", "1.3.4", "1.3.6", "2.2.2"]
#     nist-800-53-r5: [AC-4, AC-21, SC-7]
#   remediation: Set PubliclyAccessible to false and reach the warehouse through the VPC or the query editor.
#   profiles: [default, requirements]
package guardian.rules.redshift_not_publicly_accessible

import data.guardian.graph

violations contains graph.violation(warehouse, ["PubliclyAccessible"], message) if {
	some warehouse in graph.resources_of(["AWS::Redshift::Cluster", "AWS::RedshiftServerless::Workgroup"])
	graph.is_true(warehouse.properties.PubliclyAccessible)
	message := sprintf("Redshift warehouse %v is publicly accessible", [warehouse.id])
}
