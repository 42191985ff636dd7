# METADATA
# title: Database passwords come from a secret, not from a parameter
# description: >-
#   NoEcho hides a parameter in the console, but whoever deploys has to know the password, keep it somewhere and pass it
#   along, and nobody rotates it. A secret of Secrets Manager, made by the template or by RDS itself, is known to
#   nobody.
# related_resources:
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html#creds
# - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
# custom:
#   id: database-password-not-from-parameter
#   severity: medium
#   resources: [AWS::AmazonMQ::Broker, AWS::DMS::Endpoint, AWS::DocDB::DBCluster, AWS::DocDBElastic::Cluster,
#     AWS::ElastiCache::ReplicationGroup, AWS::ElastiCache::User, AWS::Elasticsearch::Domain, AWS::Glue::Connection,
#     AWS::KinesisFirehose::DeliveryStream, AWS::Lightsail::Database, AWS::MemoryDB::User,
#     AWS::OpenSearchService::Domain, AWS::OpsWorks::Stack, AWS::QuickSight::DataSource, AWS::RDS::DBCluster,
#     AWS::RDS::DBInstance, AWS::Redshift::Cluster, AWS::RedshiftServerless::Namespace,
#     AWS::Timestream::InfluxDBInstance]
#   decides_on: []
#   judges: form
#   requirements: [N14, C33]
#   aliases: ["cdk-nag:DocumentDBCredentialsInSecretsManager"]
#   frameworks:
#     nist-800-53-r5: [IA-5]
#   remediation: >-
#     Set ManageMasterUserPassword to true where the service has it, else generate an AWS::SecretsManager::Secret and
#     refer to it with `{{resolve:secretsmanager:…}}`.
#   profiles: [requirements]
package guardian.rules.database_password_not_from_parameter

import data.guardian.graph
import data.guardian.secret

violations contains graph.violation(row.node, row.path, message) if {
	some row in secret.values(secret.databases)
	not secret.exposure(row)
	parameter := parameter_of(row)
	message := sprintf("%v of %v comes from parameter %v instead of a secret", [row.name, row.node.id, parameter])
}

parameter_of(row) := secret.parameter_name(row.value)

# A value that the person gave for this run.
parameter_of(row) := graph.parameter_at(row.node, row.path).parameter if secret.literal(row.value)
