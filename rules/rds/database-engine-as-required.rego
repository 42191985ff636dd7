# METADATA
# title: Databases are of the required engine
# description: >-
#   Permissions, encryption and monitoring are designed for one engine (setting database_engine), and a database of
#   another one stands outside them.
# related_resources:
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-rds-dbcluster.html
# custom:
#   id: database-engine-as-required
#   severity: low
#   resources: [AWS::RDS::DBCluster, AWS::RDS::DBInstance]
#   reads: [AWS::RDS::GlobalCluster]
#   decides_on: [Engine]
#   requirements: [P11, C9]
#   aliases: []
#   settings: [database_engine]
#   remediation: Use the engine that the setting database_engine names.
#   profiles: [payment-api, pci-payments]
package guardian.rules.database_engine_as_required

import data.guardian.graph

violations contains graph.violation(database, ["Engine"], message) if {
	wanted := graph.setting("database_engine")
	some database in graph.resources_of(["AWS::RDS::DBCluster", "AWS::RDS::DBInstance"])
	not graph.lower(database.properties.Engine) == wanted
	not taken_over(database)
	engine := graph.show_at(database.properties, ["Engine"], "absent")
	message := sprintf("database %v must be %v: Engine is %v", [database.id, wanted, engine])
}

# Members, copies and parts of a global cluster have the engine of what they belong to.
taken_over(database) if {
	not "Engine" in object.keys(database.properties)
	some property in [
		"DBClusterIdentifier", "DBSnapshotIdentifier", "GlobalClusterIdentifier", "SnapshotIdentifier",
		"SourceDBClusterIdentifier", "SourceDBInstanceIdentifier",
	]
	database.properties[property]
}
