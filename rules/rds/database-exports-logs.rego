# METADATA
# title: Databases export their logs
# description: >-
#   The logs of a database stay on its own disk for a few days, unless EnableCloudwatchLogsExports sends them to
#   CloudWatch Logs. An Aurora cluster exports for its members.
# related_resources:
# - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Procedural.UploadtoCloudWatch.html
# custom:
#   id: database-exports-logs
#   severity: medium
#   resources: [AWS::RDS::DBInstance, AWS::RDS::DBCluster, AWS::DocDB::DBCluster, AWS::Neptune::DBCluster]
#   decides_on: [EnableCloudwatchLogsExports]
#   requirements: [C37]
#   aliases: ["guard-registry:RDS_INSTANCE_LOGGING_ENABLED", "cdk-nag:RDSLoggingEnabled", "checkov:CKV_AWS_85",
#     "trivy:AWS-0020", "cdk-nag:DocumentDBClusterLogExports", "kics:1bf3b3d4"]
#   frameworks:
#     pci-dss-3.2.1: ["10.1", "10.2.1"]
#     nist-800-53-r5: [AU-2, AU-12]
#   remediation: Set EnableCloudwatchLogsExports to the logs of the engine, such as [postgresql] or [audit, error].
#   profiles: [pci-payments]
package guardian.rules.database_exports_logs

import data.guardian.databases
import data.guardian.graph

types := ["AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::DocDB::DBCluster", "AWS::Neptune::DBCluster"]

violations contains graph.violation(database, ["EnableCloudwatchLogsExports"], message) if {
	some database in graph.resources_of(types)
	not is_member(database)
	not exports(database)
	message := sprintf("database %v exports no logs: EnableCloudwatchLogsExports is %v", [
		database.id, graph.show_at(database.properties, ["EnableCloudwatchLogsExports"], "absent"),
	])
}

exports(database) if count(database.properties.EnableCloudwatchLogsExports) > 0

is_member(database) if {
	database.type == "AWS::RDS::DBInstance"
	databases.member(database)
}
