# METADATA
# title: DynamoDB tables are encrypted with a customer-managed KMS key
# description: >-
#   DynamoDB always encrypts: with a key that AWS owns where nothing is said, with the AWS managed key aws/dynamodb
#   where only SSEEnabled is set. Neither can be revoked or given a policy of its own. A global table names its key in
#   every replica.
# related_resources:
# - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-dynamodb-table-ssespecification.html
# custom:
#   id: dynamodb-table-encrypted-with-kms
#   severity: medium
#   resources: [AWS::DynamoDB::Table, AWS::DynamoDB::GlobalTable]
#   decides_on:
#   - SSESpecification.SSEEnabled
#   - SSESpecification.KMSMasterKeyId
#   - Replicas[*].SSESpecification.KMSMasterKeyId
#   requirements: [S4]
#   aliases:
#   - checkov:CKV_AWS_119
#   - cfn_nag:W74
#   - trivy:AWS-0025
#   - guard-registry:DYNAMODB_TABLE_ENCRYPTED_KMS
#   remediation: >-
#     Set SSESpecification.SSEEnabled to true and KMSMasterKeyId to a key of your own; in a global table, set
#     KMSMasterKeyId in the SSESpecification of every replica, to a key of the replica's region.
#   profiles: [default, requirements]
package guardian.rules.dynamodb_table_encrypted_with_kms

import data.guardian.graph
import data.guardian.kms

default_key := "DynamoDB takes alias/aws/dynamodb"

violations contains graph.violation(table, ["SSESpecification", "SSEEnabled"], message) if {
	some table in graph.resources_of(["AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"])
	not graph.is_true(table.properties.SSESpecification.SSEEnabled)
	message := sprintf("table %v does not set SSEEnabled to true, so AWS encrypts it with a key that AWS owns", [table.id])
}

violations contains graph.violation(table, ["SSESpecification", "KMSMasterKeyId"], message) if {
	some table in graph.resources("AWS::DynamoDB::Table")
	settings := table.properties.SSESpecification
	graph.is_true(settings.SSEEnabled)
	not kms.customer_key(settings, "KMSMasterKeyId")
	message := sprintf("table %v has %v", [table.id, kms.lack(settings, "KMSMasterKeyId", default_key)])
}

violations contains graph.violation(table, ["Replicas", index, "SSESpecification", "KMSMasterKeyId"], message) if {
	some table in graph.resources("AWS::DynamoDB::GlobalTable")
	graph.is_true(table.properties.SSESpecification.SSEEnabled)
	some index, replica in graph.as_list(table.properties.Replicas)
	not graph.is_unknown(replica)
	settings := object.get(replica, "SSESpecification", {})
	not kms.customer_key(settings, "KMSMasterKeyId")
	lack := kms.lack(settings, "KMSMasterKeyId", default_key)
	region := graph.show(object.get(replica, "Region", index))
	message := sprintf("replica %v of table %v has %v", [region, table.id, lack])
}
