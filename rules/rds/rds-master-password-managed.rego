# METADATA
# title: Master passwords are managed
# description: >-
#   With ManageMasterUserPassword RDS makes the password, keeps it in Secrets Manager and rotates it every seven days. A
#   reference to a secret of one's own does as well, one to a secure string does not: nobody rotates it. A new database needs one of them; one made from a snapshot, a
#   replica or a member of a cluster takes over what is there.
# related_resources:
# - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
# custom:
#   id: rds-master-password-managed
#   severity: high
#   resources: [AWS::RDS::DBInstance, AWS::RDS::DBCluster]
#   decides_on: []
#   judges: form
#   requirements: [C33, N14]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [IA-5]
#   remediation: Set ManageMasterUserPassword to true and remove MasterUserPassword.
#   profiles: [default, requirements]
package guardian.rules.rds_master_password_managed

import data.guardian.databases
import data.guardian.graph

judged contains database if {
	some database in graph.resources_of(["AWS::RDS::DBInstance", "AWS::RDS::DBCluster"])
	not is_member(database)
	not databases.copied(database)
	not database.properties.GlobalClusterIdentifier
}

is_member(database) if {
	database.type == "AWS::RDS::DBInstance"
	databases.member(database)
}

violations contains graph.violation(database, ["MasterUserPassword"], message) if {
	some database in judged
	not graph.is_true(database.properties.ManageMasterUserPassword)
	not graph.is_unknown(database.properties.ManageMasterUserPassword)
	not database.properties.MasterUserPassword
	message := sprintf("database %v has neither ManageMasterUserPassword nor a password out of a secret", [database.id])
}

violations contains graph.violation(database, ["MasterUserPassword"], message) if {
	some database in judged
	not graph.is_true(database.properties.ManageMasterUserPassword)
	database.properties.MasterUserPassword["$dynamic"].service == "ssm-secure"
	message := sprintf("the master password of %v comes out of Parameter Store, where nobody rotates it", [database.id])
}

undetermined contains graph.undetermined(database, ["ManageMasterUserPassword"], reason) if {
	some database in judged
	graph.is_unknown(database.properties.ManageMasterUserPassword)
	not database.properties.MasterUserPassword
	reason := "there is no other password"
}
