"""Aurora PostgreSQL: two instances in isolated subnets, encrypted, TLS only."""

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from aws_cdk import aws_rds as rds
from constructs import Construct

from payment_api.logs import encrypted_log_group
from payment_api.network import DATABASE, Network
from payment_api.settings import DATABASE_NAME, DATABASE_PORT, Settings

ENGINE = rds.DatabaseClusterEngine.aurora_postgres(version=rds.AuroraPostgresEngineVersion.VER_17_7)


class Database(Construct):
    """The cluster, its parameters, its subnets and its log group."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: Settings,
        network: Network,
        data_key: kms.IKey,
        logs_key: kms.IKey,
    ) -> None:
        super().__init__(scope, construct_id)
        log_group = encrypted_log_group(
            self, "LogGroup", name=settings.database_log_group, key=logs_key
        )
        self.cluster = rds.DatabaseCluster(
            self,
            "Cluster",
            engine=ENGINE,
            cluster_identifier=settings.database_identifier,
            default_database_name=DATABASE_NAME,
            port=DATABASE_PORT,
            vpc=network.vpc,
            subnet_group=self._subnet_group(settings, network),
            security_groups=[network.database_group],
            parameter_group=self._parameters(settings),
            # RDS makes the owner's password, keeps it in Secrets Manager and rotates it weekly.
            # Nobody sees it but the step that prepares the schema; the API signs in with IAM.
            credentials=rds.Credentials.from_username("payment_owner", encryption_key=data_key),
            manage_master_user_password=True,
            iam_authentication=True,
            writer=self._instance("writer", settings, data_key),
            readers=[self._instance("reader", settings, data_key, scale_with_writer=True)],
            # Two units are the least with which Performance Insights runs well.
            serverless_v2_min_capacity=2,
            serverless_v2_max_capacity=8,
            storage_encrypted=True,
            storage_encryption_key=data_key,
            database_insights_mode=rds.DatabaseInsightsMode.STANDARD,
            enable_performance_insights=True,
            performance_insight_encryption_key=data_key,
            performance_insight_retention=rds.PerformanceInsightRetention.DEFAULT,
            backup=rds.BackupProps(retention=Duration.days(7), preferred_window="06:00-07:00"),
            preferred_maintenance_window="sun:07:30-sun:08:30",
            copy_tags_to_snapshot=True,
            cloudwatch_logs_exports=["postgresql"],
            # The environment has to go without a trace: no final snapshot, no
            # backups that are left over, no protection.
            deletion_protection=False,
            delete_automated_backups=True,
            removal_policy=RemovalPolicy.DESTROY,
        )
        # RDS writes to a group of that name if there is one, and makes one of its own if not.
        self.cluster.node.add_dependency(log_group)

    def _subnet_group(self, settings: Settings, network: Network) -> rds.SubnetGroup:
        return rds.SubnetGroup(
            self,
            "SubnetGroup",
            vpc=network.vpc,
            vpc_subnets=ec2.SubnetSelection(subnet_group_name=DATABASE),
            subnet_group_name=settings.name("subnet-group"),
            description=f"Isolated subnets of the payment database ({settings.environment_suffix})",
            removal_policy=RemovalPolicy.DESTROY,
        )

    def _parameters(self, settings: Settings) -> rds.ParameterGroup:
        return rds.ParameterGroup(
            self,
            "Parameters",
            engine=ENGINE,
            name=settings.name("parameter-group"),
            description=f"TLS only, connections logged ({settings.environment_suffix})",
            removal_policy=RemovalPolicy.DESTROY,
            parameters={
                "rds.force_ssl": "1",
                "ssl_min_protocol_version": "TLSv1.2",
                "log_connections": "1",
                "log_disconnections": "1",
                # Who changed the schema, but no statement that could carry a payment's data.
                "log_statement": "ddl",
            },
        )

    @staticmethod
    def _instance(
        role: str, settings: Settings, data_key: kms.IKey, *, scale_with_writer: bool | None = None
    ) -> rds.IClusterInstance:
        return rds.ClusterInstance.serverless_v2(
            role,
            instance_identifier=settings.name("aurora", f"payments-{role}"),
            scale_with_writer=scale_with_writer,
            publicly_accessible=False,
            auto_minor_version_upgrade=True,
            enable_performance_insights=True,
            performance_insight_encryption_key=data_key,
            performance_insight_retention=rds.PerformanceInsightRetention.DEFAULT,
        )
