# METADATA
# title: Connection details of databases are in Secrets Manager
# description: >-
#   Host, port, user and database name belong together into a secret, so that clients read them in one place and with
#   one permission. The secret that RDS keeps for the master user has no host in it.
# related_resources:
# - https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-secretsmanager-secrettargetattachment.html
# custom:
#   id: connection-details-in-secret
#   severity: medium
#   resources: [AWS::RDS::DBCluster, AWS::RDS::DBInstance]
#   reads: [AWS::SecretsManager::Secret, AWS::SecretsManager::SecretTargetAttachment]
#   decides_on: []
#   existence: true
#   requirements: [C24]
#   aliases: []
#   remediation: >-
#     Add an AWS::SecretsManager::SecretTargetAttachment for the database, or a secret whose SecretString has its
#     endpoint.
#   profiles: [pci-payments]
package guardian.rules.connection_details_in_secret

import data.guardian.databases
import data.guardian.graph

violations contains graph.violation(database, [], message) if {
	some database in judged
	not in_secret(database)
	message := sprintf("database %v has its connection details in no secret", [database.id])
}

judged contains cluster if some cluster in graph.resources("AWS::RDS::DBCluster")

judged contains instance if {
	some instance in graph.resources("AWS::RDS::DBInstance")
	not databases.member(instance)
}

in_secret(database) if count(graph.referrers(database, "AWS::SecretsManager::SecretTargetAttachment", ["TargetId"])) > 0

in_secret(database) if count(graph.referrers(database, "AWS::SecretsManager::Secret", ["SecretString"])) > 0

in_secret(database) if {
	count(graph.referrers(database, "AWS::SecretsManager::Secret", ["GenerateSecretString"])) > 0
}
