# METADATA
# title: Database storage is encrypted with a customer-managed key
# description: >-
#   With the AWS managed key aws/rds, or the key that AWS owns, nobody can revoke the key, narrow its policy, or share a
#   snapshot with another account. The key cannot be changed later without a restore.
# related_resources:
# - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html
# - https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.Keys.html
# custom:
#   id: rds-encrypted-with-customer-key
#   severity: medium
#   resources:
#   - AWS::RDS::DBInstance
#   - AWS::RDS::DBCluster
#   - AWS::DocDB::DBCluster
#   - AWS::Neptune::DBCluster
#   reads: [AWS::RDS::DBCluster, AWS::RDS::DBInstance, AWS::RDS::GlobalCluster]
#   decides_on: [KmsKeyId]
#   requirements: [N16, C12]
#   aliases: ["trivy:AWS-0022", "trivy:AWS-0128", "kics:e52395b4"]
#   remediation: Set KmsKeyId to the ARN of a key of your own, and StorageEncrypted to true.
#   profiles: [default, requirements]
package guardian.rules.rds_encrypted_with_customer_key

import data.guardian.databases
import data.guardian.graph
import data.guardian.kms

violations contains graph.violation(database, ["KmsKeyId"], message) if {
	some database in judged
	not kms.customer_key(database.properties, "KmsKeyId")
	not key_of_source(database)
	lack := kms.lack(database.properties, "KmsKeyId", "AWS takes its own key where it encrypts at all")
	message := sprintf("database %v has %v", [database.id, lack])
}

# Without a key of its own, a restored or replicated database keeps the key of its source.
undetermined contains graph.undetermined(database, origin.path, reason) if {
	some database in judged
	key_of_source(database)
	some origin in databases.unseen(database)
	reason := sprintf("database %v is encrypted with the key of %v", [database.id, graph.show(origin.value)])
}

judged contains database if {
	some database in databases.with_storage
	database.type != "AWS::RDS::GlobalCluster"
}

key_of_source(database) if {
	databases.copied(database)
	not kms.named(database.properties.KmsKeyId)
}
