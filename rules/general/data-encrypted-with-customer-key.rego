# METADATA
# title: Stores of data are encrypted with a customer-managed key
# description: >-
#   AWS encrypts registries, file systems, volumes, streams, caches, search domains and warehouses with a key of its
#   own where none is named. That key cannot be revoked or narrowed, and its use is not told apart. Buckets, tables,
#   queues, topics, logs, secrets and databases have rules of their own.
# related_resources:
# - https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-mgmt
# - https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html
# custom:
#   id: data-encrypted-with-customer-key
#   severity: medium
#   resources:
#   - AWS::AmazonMQ::Broker
#   - AWS::Backup::BackupVault
#   - AWS::CodeBuild::Project
#   - AWS::DMS::ReplicationInstance
#   - AWS::DocDBElastic::Cluster
#   - AWS::EC2::Volume
#   - AWS::ECR::Repository
#   - AWS::EFS::FileSystem
#   - AWS::ElastiCache::ReplicationGroup
#   - AWS::ElastiCache::ServerlessCache
#   - AWS::Elasticsearch::Domain
#   - AWS::FSx::FileSystem
#   - AWS::Kinesis::Stream
#   - AWS::MemoryDB::Cluster
#   - AWS::MSK::Cluster
#   - AWS::OpenSearchService::Domain
#   - AWS::Redshift::Cluster
#   - AWS::RedshiftServerless::Namespace
#   - AWS::SageMaker::Domain
#   - AWS::SageMaker::EndpointConfig
#   - AWS::SageMaker::NotebookInstance
#   - AWS::Timestream::Database
#   decides_on:
#   - DataEncryptionKey
#   - EncryptionAtRestOptions.KmsKeyId
#   - EncryptionConfiguration.KmsKey
#   - EncryptionInfo.EncryptionAtRest.DataVolumeKMSKeyId
#   - EncryptionKey
#   - EncryptionKeyArn
#   - EncryptionOptions.KmsKeyId
#   - KmsKeyId
#   - StreamEncryption.KeyId
#   requirements: [C35]
#   aliases:
#   - checkov:CKV_AWS_160
#   - checkov:CKV_AWS_166
#   - checkov:CKV_AWS_187
#   - cfn_nag:W32
#   - cfn_nag:W1200
#   - cfn_nag:W1201
#   - trivy:AWS-0179
#   - cdk-nag:CodeBuildProjectKMSEncryptedArtifacts
#   - cdk-nag:SageMakerNotebookInstanceKMSKeyConfigured
#   - cdk-nag:SageMakerEndpointConfigurationKMSKeyConfigured
#   - cdk-nag:TimestreamDatabaseCustomerManagedKey
#   - guard-registry:CODEBUILD_ENCRYPTION_KEY_RULE
#   - guard-registry:SAGEMAKER_ENDPOINT_CONFIGURATION_KMS_KEY_CONFIGURED
#   - guard-registry:SAGEMAKER_NOTEBOOK_INSTANCE_KMS_KEY_CONFIGURED
#   - kics:44034eda
#   - kics:6d087495
#   - kics:709e6da6
#   - kics:d7467bb6
#   - kics:de76a0d6
#   remediation: Name a key of your own there; most of these stores must be made anew to change their key.
#   profiles: [pci-payments]
package guardian.rules.data_encrypted_with_customer_key

import data.guardian.graph
import data.guardian.kms

# Where each type names its key: the object, the property in it, and what AWS takes without one.
keys := {
	"AWS::AmazonMQ::Broker": [["EncryptionOptions"], "KmsKeyId", "AWS takes a key that it owns"],
	"AWS::Backup::BackupVault": [[], "EncryptionKeyArn", "AWS takes aws/backup"],
	"AWS::CodeBuild::Project": [[], "EncryptionKey", "CodeBuild takes aws/s3"],
	"AWS::DMS::ReplicationInstance": [[], "KmsKeyId", "AWS takes aws/dms"],
	"AWS::DocDBElastic::Cluster": [[], "KmsKeyId", "AWS takes its default key"],
	"AWS::EC2::Volume": [[], "KmsKeyId", "AWS takes aws/ebs where it encrypts at all"],
	"AWS::ECR::Repository": [["EncryptionConfiguration"], "KmsKey", "ECR takes keys of S3, or aws/ecr"],
	"AWS::EFS::FileSystem": [[], "KmsKeyId", "AWS takes aws/elasticfilesystem where it encrypts at all"],
	"AWS::ElastiCache::ReplicationGroup": [[], "KmsKeyId", "AWS takes a key that it owns"],
	"AWS::ElastiCache::ServerlessCache": [[], "KmsKeyId", "AWS takes a key that it owns"],
	"AWS::Elasticsearch::Domain": [["EncryptionAtRestOptions"], "KmsKeyId", "AWS takes aws/es where it encrypts at all"],
	"AWS::FSx::FileSystem": [[], "KmsKeyId", "AWS takes aws/fsx"],
	"AWS::Kinesis::Stream": [["StreamEncryption"], "KeyId", "Kinesis encrypts nothing without one"],
	"AWS::MSK::Cluster": [["EncryptionInfo", "EncryptionAtRest"], "DataVolumeKMSKeyId", "AWS takes aws/kafka"],
	"AWS::MemoryDB::Cluster": [[], "KmsKeyId", "AWS takes a key that it owns"],
	"AWS::OpenSearchService::Domain": [
		["EncryptionAtRestOptions"], "KmsKeyId", "AWS takes aws/es where it encrypts at all",
	],
	"AWS::Redshift::Cluster": [[], "KmsKeyId", "AWS takes a key that it owns"],
	"AWS::RedshiftServerless::Namespace": [[], "KmsKeyId", "AWS takes a key that it owns"],
	"AWS::SageMaker::Domain": [[], "KmsKeyId", "AWS takes aws/elasticfilesystem"],
	"AWS::SageMaker::EndpointConfig": [[], "KmsKeyId", "AWS takes a key that it owns"],
	"AWS::SageMaker::NotebookInstance": [[], "KmsKeyId", "AWS takes a key that it owns"],
	"AWS::Timestream::Database": [[], "KmsKeyId", "AWS takes aws/timestream"],
}

violations contains graph.violation(node, array.concat(row[0], [row[1]]), message) if {
	some type, row in keys
	some node in graph.resources(type)
	settings := object.get(node.properties, row[0], {})
	not kms.customer_key(settings, row[1])
	not copied(node)
	not unencrypted_stream(settings, type)
	lack := kms.lack(settings, row[1], row[2])
	message := sprintf("%v has %v", [node.id, lack])
}

# A stream without a key is not encrypted at all: kinesis-stream-encrypted.
unencrypted_stream(settings, "AWS::Kinesis::Stream") if not kms.named(settings.KeyId)

# A volume that is made of another takes over its key.
copied(node) if {
	node.type == "AWS::EC2::Volume"
	not kms.named(node.properties.KmsKeyId)
	some source in ["SnapshotId", "SourceVolumeId"]
	node.properties[source]
}
