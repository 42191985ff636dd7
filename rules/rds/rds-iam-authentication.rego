# METADATA
# title: Databases take IAM authentication
# description: >-
#   With IAM authentication a client signs in with a token of fifteen minutes instead of a password, access is granted
#   and taken away by policy, and the connection is always encrypted. AWS leaves it off where nothing is said. Only
#   engines and versions that have it are judged: Aurora, MySQL, PostgreSQL and MariaDB from 10.11.
# related_resources:
# - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html
# - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.RDS_Fea_Regions_DB-eng.Feature.IamDatabaseAuthentication.html
# custom:
#   id: rds-iam-authentication
#   severity: medium
#   resources: [AWS::RDS::DBInstance, AWS::RDS::DBCluster]
#   decides_on: [EnableIAMDatabaseAuthentication]
#   requirements: [C10]
#   aliases:
#   - checkov:CKV_AWS_161
#   - checkov:CKV_AWS_162
#   - trivy:AWS-0176
#   - cdk-nag:AuroraMySQLPostgresIAMAuth
#   - kics:9fcd0a0a
#   remediation: Set EnableIAMDatabaseAuthentication to true and grant rds-db:connect on single database users.
#   profiles: [requirements]
package guardian.rules.rds_iam_authentication

import data.guardian.databases
import data.guardian.graph
import data.guardian.rds_engines

switch := ["EnableIAMDatabaseAuthentication"]

violations contains graph.violation(database, switch, message) if {
	some database in off
	rds_engines.takes_iam(database)
	state := graph.show_at(database.properties, switch, "absent, and AWS leaves it off")
	message := sprintf("database %v takes passwords only: %v is %v", [database.id, switch[0], state])
}

undetermined contains graph.undetermined(database, ["EngineVersion"], reason) if {
	some database in off
	rds_engines.may_take_iam(database)
	reason := sprintf("whether database %v can take IAM authentication depends on its version", [database.id])
}

undetermined contains graph.undetermined(database, ["Engine"], reason) if {
	some database in off
	graph.is_unknown(database.properties.Engine)
	reason := sprintf("whether database %v can take IAM authentication depends on its engine", [database.id])
}

# A cluster decides for its members; Multi-AZ clusters of MySQL and PostgreSQL are left out.
off contains database if {
	some database in graph.resources("AWS::RDS::DBCluster")
	not databases.stated(database.properties.DBClusterInstanceClass)
	not graph.is_true(database.properties.EnableIAMDatabaseAuthentication)
}

off contains database if {
	some database in graph.resources("AWS::RDS::DBInstance")
	not databases.member(database)
	not graph.is_true(database.properties.EnableIAMDatabaseAuthentication)
}
