# METADATA
# title: The Glue data catalog is encrypted
# description: >-
#   Table definitions, partitions and the passwords of connections are in the catalog. A resource of encryption
#   settings that leaves a mode or a switch out turns nothing on.
# related_resources:
# - https://docs.aws.amazon.com/glue/latest/dg/encrypt-glue-data-catalog.html
# - https://docs.aws.amazon.com/glue/latest/dg/encrypt-connection-passwords.html
# custom:
#   id: glue-catalog-encrypted
#   severity: medium
#   resources: [AWS::Glue::DataCatalogEncryptionSettings]
#   decides_on:
#   - DataCatalogEncryptionSettings.EncryptionAtRest.CatalogEncryptionMode
#   - DataCatalogEncryptionSettings.ConnectionPasswordEncryption.ReturnConnectionPasswordEncrypted
#   requirements: [B18]
#   aliases: ["checkov:CKV_AWS_94"]
#   remediation: Set CatalogEncryptionMode to SSE-KMS and ReturnConnectionPasswordEncrypted to true, each with a key.
#   profiles: [requirements]
package guardian.rules.glue_catalog_encrypted

import data.guardian.graph

mode := ["DataCatalogEncryptionSettings", "EncryptionAtRest", "CatalogEncryptionMode"]

switch := ["DataCatalogEncryptionSettings", "ConnectionPasswordEncryption", "ReturnConnectionPasswordEncrypted"]

violations contains graph.violation(node, mode, message) if {
	some node in graph.resources("AWS::Glue::DataCatalogEncryptionSettings")
	graph.lower(object.get(node.properties, mode, "DISABLED")) == "disabled"
	message := sprintf("%v leaves the catalog unencrypted: CatalogEncryptionMode is not SSE-KMS", [node.id])
}

violations contains graph.violation(node, switch, message) if {
	some node in graph.resources("AWS::Glue::DataCatalogEncryptionSettings")
	not graph.is_true(object.get(node.properties, switch, false))
	message := sprintf("%v gives connection passwords out unencrypted: %v is not true", [node.id, switch[2]])
}
