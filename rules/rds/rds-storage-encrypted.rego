# METADATA
# title: Database storage is encrypted
# description: >-
#   Unencrypted storage leaves tables, logs and automated backups readable, and snapshots of it can be shared with
#   anyone. It cannot be encrypted later, only copied. RDS leaves it off where nothing is said; new Aurora clusters have
#   been encrypted since February 2026 with a key that AWS owns, which still cannot be audited, shared or revoked.
# related_resources:
# - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html
# - https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-rds-dbinstance.html
# custom:
#   id: rds-storage-encrypted
#   severity: high
#   resources:
#   - AWS::RDS::DBInstance
#   - AWS::RDS::DBCluster
#   - AWS::RDS::GlobalCluster
#   - AWS::DocDB::DBCluster
#   - AWS::Neptune::DBCluster
#   reads: [AWS::RDS::DBCluster, AWS::RDS::DBInstance, AWS::RDS::GlobalCluster]
#   decides_on: [StorageEncrypted]
#   requirements: [P13]
#   aliases:
#   - checkov:CKV_AWS_16
#   - checkov:CKV_AWS_44
#   - checkov:CKV_AWS_74
#   - checkov:CKV_AWS_96
#   - cfn_nag:F26
#   - cfn_nag:F27
#   - cfn_nag:F30
#   - trivy:AWS-0021
#   - trivy:AWS-0076
#   - trivy:AWS-0079
#   - trivy:AWS-0080
#   - guard-registry:RDS_STORAGE_ENCRYPTED
#   - cdk-nag:RDSStorageEncrypted
#   - cdk-nag:DocumentDBClusterEncryptionAtRest
#   - cdk-nag:NeptuneClusterEncryptionAtRest
#   - cfripper:StorageEncryptedRule
#   - kics:5beacce3
#   - kics:65844ba3
#   - kics:bf4473f1
#   - kics:ffee2785
#   remediation: >-
#     Set StorageEncrypted to true and KmsKeyId to a key of your own. A database that exists has to be restored from an
#     encrypted copy of its snapshot.
#   profiles: [default, requirements]
package guardian.rules.rds_storage_encrypted

import data.guardian.databases
import data.guardian.graph

violations contains graph.violation(database, ["StorageEncrypted"], message) if {
	some database in databases.with_storage
	off(database)
	message := sprintf("database %v %v", [database.id, fault(database)])
}

off(database) if {
	not graph.is_true(database.properties.StorageEncrypted)
	not databases.copied(database)
}

# Neptune reads false as "as the source is".
off(database) if {
	graph.is_false(database.properties.StorageEncrypted)
	database.type != "AWS::Neptune::DBCluster"
}

undetermined contains graph.undetermined(database, origin.path, reason) if {
	some database in databases.with_storage
	some origin in databases.unseen(database)
	not off(database)
	not settled(database)
	reason := sprintf("database %v is encrypted if %v is", [database.id, graph.show(origin.value)])
}

# A key of its own encrypts a cluster whatever its source is. An instance cannot choose.
settled(database) if {
	database.type != "AWS::RDS::DBInstance"
	databases.stated(database.properties.KmsKeyId)
}

settled(database) if {
	database.type in {"AWS::DocDB::DBCluster", "AWS::Neptune::DBCluster"}
	graph.is_true(database.properties.StorageEncrypted)
}

fault(database) := sprintf("has StorageEncrypted set to %v", [graph.show(database.properties.StorageEncrypted)])

fault(database) := "does not set StorageEncrypted, and AWS gives new Aurora clusters only a key that AWS owns" if {
	not "StorageEncrypted" in object.keys(database.properties)
	databases.aurora(database)
}

fault(database) := "does not set StorageEncrypted, and AWS leaves encryption off" if {
	not "StorageEncrypted" in object.keys(database.properties)
	not databases.aurora(database)
}
