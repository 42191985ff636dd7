# METADATA
# title: Databases keep automated backups
# description: >-
#   BackupRetentionPeriod 0 turns automated backups off and deletes those that exist: no restore to a point in time,
#   nothing left after a mistake or an attack. AWS keeps one day of backups where nothing is said. Read replicas and
#   members of a cluster are left out: their source or their cluster is backed up.
# related_resources:
# - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-rds-dbinstance.html
# custom:
#   id: rds-backups-retained
#   severity: high
#   resources: [AWS::RDS::DBInstance, AWS::RDS::DBCluster]
#   decides_on: [BackupRetentionPeriod]
#   requirements: []
#   aliases: ["cfn_nag:W75", "cdk-nag:RDSInstanceBackupEnabled"]
#   remediation: Set BackupRetentionPeriod to the days that you want to be able to go back, 7 or more for production.
#   profiles: [default]
package guardian.rules.rds_backups_retained

import data.guardian.databases
import data.guardian.graph

violations contains graph.violation(database, ["BackupRetentionPeriod"], message) if {
	some database in judged
	graph.number(database.properties.BackupRetentionPeriod) == 0
	message := sprintf("database %v keeps no automated backups: BackupRetentionPeriod is 0", [database.id])
}

judged contains cluster if {
	some cluster in graph.resources("AWS::RDS::DBCluster")
}

judged contains instance if {
	some instance in graph.resources("AWS::RDS::DBInstance")
	not databases.member(instance)
	not databases.stated(instance.properties.SourceDBInstanceIdentifier)
	not databases.stated(instance.properties.SourceDBClusterIdentifier)
}
