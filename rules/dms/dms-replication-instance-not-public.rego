# METADATA
# title: DMS replication instances have no public address
# description: >-
#   A replication instance holds connections to the source and to the target database. Where PubliclyAccessible is
#   absent, DMS gives it a public address.
# related_resources:
# - https://docs.aws.amazon.com/dms/latest/APIReference/API_CreateReplicationInstance.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dms-replicationinstance.html
# custom:
#   id: dms-replication-instance-not-public
#   severity: critical
#   resources: [AWS::DMS::ReplicationInstance]
#   decides_on: [PubliclyAccessible]
#   requirements: []
#   aliases: ["checkov:CKV_AWS_89", "cfn_nag:W91", "guard-registry:DMS_REPLICATION_NOT_PUBLIC",
#     "cdk-nag:DMSReplicationNotPublic", "kics:5864fb39"]
#   frameworks:
#     pci-dss-3.2.1: ["1.2", "1.3", "1.3.1", "1.3.2", "1.3.4", "1.3.6", "2.2.2"]
#     hipaa-security: ["164.308(a)(3)(i)", "164.308(a)(4)(ii)(A)", "164.312(a)(1)", "164.312(e)(1)"]
#     nist-800-53-r5: [AC-4, AC-21, SC-7]
#   remediation: Set PubliclyAccessible to false.
#   profiles: [default]
package guardian.rules.dms_replication_instance_not_public

import data.guardian.graph

violations contains graph.violation(instance, ["PubliclyAccessible"], message) if {
	some instance in graph.resources("AWS::DMS::ReplicationInstance")
	not graph.is_false(instance.properties.PubliclyAccessible)
	message := sprintf("replication instance %v has a public address, because PubliclyAccessible is %v", [
		instance.id, graph.show_at(instance.properties, ["PubliclyAccessible"], "absent, which means true"),
	])
}
