# METADATA
# title: EMR clusters encrypt data at rest and in transit
# description: >-
#   Without a security configuration, EMR encrypts neither its local disks nor the traffic between nodes; one that is
#   there has a switch for each.
# related_resources:
# - https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-data-encryption.html
# - https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-create-security-configuration.html
# custom:
#   id: emr-encrypted
#   severity: medium
#   resources: [AWS::EMR::Cluster, AWS::EMR::SecurityConfiguration]
#   decides_on:
#   - SecurityConfiguration.EncryptionConfiguration.EnableAtRestEncryption
#   - SecurityConfiguration.EncryptionConfiguration.EnableInTransitEncryption
#   requirements: [B18]
#   aliases: ["cfn_nag:W61", "cfn_nag:W63", "trivy:AWS-0137", "trivy:AWS-0138", "kics:48af92a5"]
#   remediation: >-
#     Give the cluster a SecurityConfiguration with EnableAtRestEncryption, its LocalDiskEncryptionConfiguration, and
#     EnableInTransitEncryption.
#   profiles: [requirements]
package guardian.rules.emr_encrypted

import data.guardian.graph

violations contains graph.violation(cluster, ["SecurityConfiguration"], message) if {
	some cluster in graph.resources("AWS::EMR::Cluster")
	object.get(cluster.properties, "SecurityConfiguration", "") == ""
	message := sprintf("cluster %v has no SecurityConfiguration, so EMR encrypts neither disks nor traffic", [cluster.id])
}

violations contains graph.violation(node, array.concat(["SecurityConfiguration"], [section, switch]), message) if {
	some node in graph.resources("AWS::EMR::SecurityConfiguration")
	is_object(node.properties.SecurityConfiguration)
	section := "EncryptionConfiguration"
	some switch in ["EnableAtRestEncryption", "EnableInTransitEncryption"]
	not graph.is_true(node.properties.SecurityConfiguration[section][switch])
	message := sprintf("security configuration %v does not set %v, and EMR leaves it off", [node.id, switch])
}

violations contains graph.violation(node, array.concat(base, ["LocalDiskEncryptionConfiguration"]), message) if {
	some node in graph.resources("AWS::EMR::SecurityConfiguration")
	encryption := node.properties.SecurityConfiguration.EncryptionConfiguration
	graph.is_true(encryption.EnableAtRestEncryption)
	not encryption.AtRestEncryptionConfiguration.LocalDiskEncryptionConfiguration
	base := ["SecurityConfiguration", "EncryptionConfiguration", "AtRestEncryptionConfiguration"]
	message := sprintf("security configuration %v leaves local disks unencrypted", [node.id])
}
