# METADATA
# title: Database passwords are not in the template
# description: >-
#   A password that is written in the template, is the default of a parameter, comes from a parameter without NoEcho or
#   from a plain Parameter Store parameter can be read by everyone who may see the template, the stack or its history.
#   References to Secrets Manager and to secure strings, passwords that RDS or Redshift manage themselves, and NoEcho
#   parameters without a default pass; the last have a rule of their own.
# related_resources:
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html#creds
# - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
# custom:
#   id: database-password-not-literal
#   severity: critical
#   resources: [AWS::AmazonMQ::Broker, AWS::DMS::Endpoint, AWS::DocDB::DBCluster, AWS::DocDBElastic::Cluster,
#     AWS::ElastiCache::ReplicationGroup, AWS::ElastiCache::User, AWS::Elasticsearch::Domain, AWS::Glue::Connection,
#     AWS::KinesisFirehose::DeliveryStream, AWS::Lightsail::Database, AWS::MemoryDB::User,
#     AWS::OpenSearchService::Domain, AWS::OpsWorks::Stack, AWS::QuickSight::DataSource, AWS::RDS::DBCluster,
#     AWS::RDS::DBInstance, AWS::Redshift::Cluster, AWS::RedshiftServerless::Namespace,
#     AWS::Timestream::InfluxDBInstance]
#   decides_on: []
#   judges: form
#   requirements: [N14, P14, C33]
#   aliases: ["cfn_nag:F23", "cfn_nag:F34", "cfn_nag:F35", "cfn_nag:F37", "cfn_nag:F44", "cfn_nag:F52", "cfn_nag:F54",
#     "cfn_nag:F55", "cfn_nag:F66", "cfn_nag:F70",
#     "guard-registry:RDS_CLUSTER_MASTER_USER_PASSWORD_NO_PLAINTEXT_PASSWORD",
#     "guard-registry:RDS_MASTER_USER_PASSWORD_NO_PLAINTEXT_PASSWORD",
#     "guard-registry:REDSHIFT_CLUSTER_MASTER_USER_PASSWORD_NO_PLAINTEXT_PASSWORD",
#     "guard-registry:AMAZON_MQ_BROKER_USERS_NO_PLAINTEXT_PASSWORD", "guard-registry:DMS_NO_PLAINTEXT_PASSWORD",
#     "guard-registry:KINESIS_FIREHOSE_REDSHIFT_DESTINATION_CONFIGURATION_NO_PLAINTEXT_PASSWORD",
#     "cfripper:HardcodedRDSPasswordRule", "kics:39423ce4", "kics:5f700072", "kics:f988a17f"]
#   frameworks:
#     pci-dss-3.2.1: ["8.2.1"]
#     nist-800-53-r5: [IA-5]
#   remediation: >-
#     Set ManageMasterUserPassword to true where the service has it, else refer to a secret with
#     `{{resolve:secretsmanager:…}}`; then change the password that was exposed.
#   profiles: [default, requirements]
package guardian.rules.database_password_not_literal

import data.guardian.graph
import data.guardian.secret

violations contains graph.violation(row.node, row.path, message) if {
	some row in secret.values(secret.databases)
	message := sprintf("%v of %v %v", [row.name, row.node.id, secret.exposure(row)])
}
