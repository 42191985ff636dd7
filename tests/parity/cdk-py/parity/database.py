"""Relational databases, tables, caches, warehouses and search."""

from aws_cdk import CfnDeletionPolicy, RemovalPolicy, Stack
from aws_cdk import aws_dax as dax
from aws_cdk import aws_dms as dms
from aws_cdk import aws_docdb as docdb
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_elasticache as elasticache
from aws_cdk import aws_kms as kms
from aws_cdk import aws_neptune as neptune
from aws_cdk import aws_opensearchservice as opensearch
from aws_cdk import aws_rds as rds
from aws_cdk import aws_redshift as redshift
from constructs import Construct


class Database(Stack):
    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)

        database_key = kms.Key(
            self,
            "DatabaseKey",
            description="Encrypts what this stack stores",
            enable_key_rotation=True,
            removal_policy=RemovalPolicy.DESTROY,
        )

        rds.CfnDBInstance(  # expect: rds-not-publicly-accessible
            self,
            "PublicDatabase",
            engine="postgres",
            db_instance_class="db.t4g.micro",
            allocated_storage="20",
            master_username="app",
            manage_master_user_password=True,
            storage_encrypted=True,
            kms_key_id=database_key.key_arn,
            backup_retention_period=7,
            publicly_accessible=True,
        ).apply_removal_policy(RemovalPolicy.DESTROY)

        rds.CfnDBInstance(  # expect: rds-encrypted-with-customer-key, rds-storage-encrypted
            self,
            "UnencryptedDatabase",
            engine="postgres",
            db_instance_class="db.t4g.micro",
            allocated_storage="20",
            master_username="app",
            manage_master_user_password=True,
            backup_retention_period=7,
            publicly_accessible=False,
        ).apply_removal_policy(RemovalPolicy.DESTROY)

        rds.CfnDBInstance(  # expect: rds-encrypted-with-customer-key
            self,
            "AwsKeyDatabase",
            engine="postgres",
            db_instance_class="db.t4g.micro",
            allocated_storage="20",
            master_username="app",
            manage_master_user_password=True,
            storage_encrypted=True,
            backup_retention_period=7,
            publicly_accessible=False,
        ).apply_removal_policy(RemovalPolicy.DESTROY)

        rds.CfnDBInstance(  # expect: rds-backups-retained
            self,
            "NoBackupsDatabase",
            engine="postgres",
            db_instance_class="db.t4g.micro",
            allocated_storage="20",
            master_username="app",
            manage_master_user_password=True,
            storage_encrypted=True,
            kms_key_id=database_key.key_arn,
            backup_retention_period=0,
            publicly_accessible=False,
        ).apply_removal_policy(RemovalPolicy.DESTROY)

        rds.CfnDBInstance(  # expect: no-deletion-protection
            self,
            "ProtectedDatabase",
            engine="postgres",
            db_instance_class="db.t4g.micro",
            allocated_storage="20",
            master_username="app",
            manage_master_user_password=True,
            storage_encrypted=True,
            kms_key_id=database_key.key_arn,
            backup_retention_period=7,
            publicly_accessible=False,
            deletion_protection=True,
        ).apply_removal_policy(RemovalPolicy.DESTROY)

        snapshot_database = rds.CfnDBInstance(  # expect: no-retained-resources
            self,
            "SnapshotDatabase",
            engine="postgres",
            db_instance_class="db.t4g.micro",
            allocated_storage="20",
            master_username="app",
            manage_master_user_password=True,
            storage_encrypted=True,
            kms_key_id=database_key.key_arn,
            backup_retention_period=7,
            publicly_accessible=False,
        )
        snapshot_database.cfn_options.deletion_policy = CfnDeletionPolicy.SNAPSHOT
        snapshot_database.cfn_options.update_replace_policy = CfnDeletionPolicy.DELETE

        rds.CfnDBInstance(  # expect: no-retained-resources
            self,
            "KeptDatabase",
            engine="postgres",
            db_instance_class="db.t4g.micro",
            allocated_storage="20",
            master_username="app",
            manage_master_user_password=True,
            storage_encrypted=True,
            kms_key_id=database_key.key_arn,
            backup_retention_period=7,
            publicly_accessible=False,
        ).apply_removal_policy(RemovalPolicy.RETAIN)

        rds.CfnDBInstance(
            self,
            "SecretPasswordDatabase",
            engine="postgres",
            db_instance_class="db.t4g.micro",
            allocated_storage="20",
            master_username="app",
            master_user_password="{{resolve:secretsmanager:parity/database:SecretString:password}}",
            storage_encrypted=True,
            kms_key_id=database_key.key_arn,
            backup_retention_period=7,
            publicly_accessible=False,
        ).apply_removal_policy(RemovalPolicy.DESTROY)

        rds.CfnDBCluster(  # expect: rds-encrypted-with-customer-key, rds-storage-encrypted
            self,
            "UnencryptedCluster",
            engine="aurora-postgresql",
            master_username="app",
            manage_master_user_password=True,
            backup_retention_period=7,
            storage_encrypted=False,
        ).apply_removal_policy(RemovalPolicy.DESTROY)

        rds.CfnDBCluster(
            self,
            "EncryptedCluster",
            engine="aurora-postgresql",
            master_username="app",
            manage_master_user_password=True,
            backup_retention_period=7,
            storage_encrypted=True,
            kms_key_id=database_key.key_arn,
        ).apply_removal_policy(RemovalPolicy.DESTROY)

        docdb.CfnDBCluster(  # expect: rds-encrypted-with-customer-key, rds-storage-encrypted
            self,
            "UnencryptedDocuments",
            master_username="app",
            manage_master_user_password=True,
        ).apply_removal_policy(RemovalPolicy.DESTROY)

        neptune.CfnDBCluster(  # expect: rds-encrypted-with-customer-key, rds-storage-encrypted
            self,
            "UnencryptedGraph",
            storage_encrypted=False,
        ).apply_removal_policy(RemovalPolicy.DESTROY)

        dynamodb.Table(  # expect: dynamodb-table-encrypted-with-kms
            self,
            "DefaultKeyTable",
            partition_key=dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            removal_policy=RemovalPolicy.DESTROY,
        )

        dynamodb.Table(  # expect: dynamodb-table-encrypted-with-kms
            self,
            "AwsKeyTable",
            partition_key=dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=dynamodb.TableEncryption.AWS_MANAGED,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            removal_policy=RemovalPolicy.DESTROY,
        )

        dynamodb.Table(  # expect: dynamodb-table-pitr
            self,
            "NoRecoveryTable",
            partition_key=dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED,
            encryption_key=database_key,
            removal_policy=RemovalPolicy.DESTROY,
        )

        dynamodb.CfnTable(  # expect: no-deletion-protection
            self,
            "ProtectedTable",
            billing_mode="PAY_PER_REQUEST",
            attribute_definitions=[
                dynamodb.CfnTable.AttributeDefinitionProperty(
                    attribute_name="id",
                    attribute_type="S",
                ),
            ],
            key_schema=[
                dynamodb.CfnTable.KeySchemaProperty(attribute_name="id", key_type="HASH"),
            ],
            deletion_protection_enabled=True,
            point_in_time_recovery_specification=dynamodb.CfnTable.PointInTimeRecoverySpecificationProperty(
                point_in_time_recovery_enabled=True,
            ),
            sse_specification=dynamodb.CfnTable.SSESpecificationProperty(
                sse_enabled=True,
                sse_type="KMS",
                kms_master_key_id=database_key.key_arn,
            ),
        )

        dynamodb.Table(
            self,
            "RecoverableTable",
            partition_key=dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED,
            encryption_key=database_key,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            removal_policy=RemovalPolicy.DESTROY,
        )

        dax.CfnCluster(  # expect: dax-cluster-encrypted
            self,
            "UnencryptedAccelerator",
            iam_role_arn="arn:aws:iam::123456789012:role/accelerator",
            node_type="dax.t3.small",
            replication_factor=1,
        )

        dax.CfnCluster(
            self,
            "EncryptedAccelerator",
            iam_role_arn="arn:aws:iam::123456789012:role/accelerator",
            node_type="dax.t3.small",
            replication_factor=1,
            sse_specification=dax.CfnCluster.SSESpecificationProperty(sse_enabled=True),
        )

        elasticache.CfnReplicationGroup(  # expect: elasticache-encrypted-at-rest
            self,
            "UnencryptedCache",
            replication_group_description="Sessions",
            engine="redis",
            cache_node_type="cache.t4g.micro",
        )

        elasticache.CfnReplicationGroup(
            self,
            "EncryptedCache",
            replication_group_description="Sessions",
            engine="redis",
            cache_node_type="cache.t4g.micro",
            at_rest_encryption_enabled=True,
        )

        redshift.CfnCluster(  # expect: redshift-not-publicly-accessible
            self,
            "PublicWarehouse",
            cluster_type="single-node",
            db_name="sales",
            node_type="ra3.large",
            master_username="app",
            manage_master_password=True,
            encrypted=True,
            publicly_accessible=True,
        )

        redshift.CfnCluster(  # expect: redshift-cluster-encrypted
            self,
            "UnencryptedWarehouse",
            cluster_type="single-node",
            db_name="sales",
            node_type="ra3.large",
            master_username="app",
            manage_master_password=True,
            encrypted=False,
        )

        opensearch.CfnDomain(  # expect: opensearch-domain-encrypted
            self,
            "UnencryptedSearch",
            engine_version="OpenSearch_2.19",
        )

        opensearch.CfnDomain(
            self,
            "EncryptedSearch",
            engine_version="OpenSearch_2.19",
            encryption_at_rest_options=opensearch.CfnDomain.EncryptionAtRestOptionsProperty(
                enabled=True,
            ),
        )

        opensearch.CfnDomain(  # expect: database-password-not-literal
            self,
            "LiteralPasswordSearch",
            engine_version="OpenSearch_2.19",
            encryption_at_rest_options=opensearch.CfnDomain.EncryptionAtRestOptionsProperty(
                enabled=True,
            ),
            advanced_security_options=opensearch.CfnDomain.AdvancedSecurityOptionsInputProperty(
                enabled=True,
                internal_user_database_enabled=True,
                master_user_options=opensearch.CfnDomain.MasterUserOptionsProperty(
                    master_user_name="admin",
                    master_user_password="Correct-horse-1",
                ),
            ),
        )

        dms.CfnReplicationInstance(  # expect: dms-replication-instance-not-public
            self,
            "PublicReplication",
            replication_instance_class="dms.t3.micro",
            publicly_accessible=True,
        )

        dms.CfnReplicationInstance(
            self,
            "PrivateReplication",
            replication_instance_class="dms.t3.micro",
            publicly_accessible=False,
        )
