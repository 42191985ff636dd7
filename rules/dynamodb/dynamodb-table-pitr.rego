# METADATA
# title: DynamoDB tables have point-in-time recovery
# description: >-
#   Without it, a table can be restored only to its last on-demand backup; with it, to any second of the last 35 days.
#   AWS leaves it off where nothing is said. In a global table every replica has its own switch.
# related_resources:
# - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html
# custom:
#   id: dynamodb-table-pitr
#   severity: high
#   resources: [AWS::DynamoDB::Table, AWS::DynamoDB::GlobalTable]
#   decides_on:
#   - PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled
#   - Replicas[*].PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled
#   requirements: [B6]
#   aliases:
#   - checkov:CKV_AWS_28
#   - checkov:CKV_AWS_165
#   - cfn_nag:W78
#   - trivy:AWS-0024
#   - guard-registry:DYNAMODB_PITR_ENABLED
#   - cdk-nag:DynamoDBPITREnabled
#   - kics:0f04217d
#   remediation: >-
#     Set PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled to true, in a global table in every replica.
#   profiles: [default, requirements]
package guardian.rules.dynamodb_table_pitr

import data.guardian.graph

switch := ["PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled"]

violations contains graph.violation(table, switch, message) if {
	some table in graph.resources("AWS::DynamoDB::Table")
	not recoverable(table.properties)
	message := sprintf("table %v has point-in-time recovery off%v", [table.id, default_of(table.properties)])
}

violations contains graph.violation(table, array.concat(["Replicas", index], switch), message) if {
	some table in graph.resources("AWS::DynamoDB::GlobalTable")
	some index, replica in graph.as_list(table.properties.Replicas)
	not graph.is_unknown(replica)
	not recoverable(replica)
	region := graph.show(object.get(replica, "Region", index))
	message := sprintf(
		"replica %v of table %v has point-in-time recovery off%v",
		[region, table.id, default_of(replica)],
	)
}

recoverable(settings) if graph.is_true(settings.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled)

default_of(settings) := ", as AWS leaves it where nothing is said" if not stated(settings)

default_of(settings) := "" if stated(settings)

stated(settings) if "PointInTimeRecoveryEnabled" in object.keys(settings.PointInTimeRecoverySpecification)
