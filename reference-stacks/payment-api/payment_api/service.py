"""The Flask application on Fargate: cluster, task, roles, service and scaling."""

from dataclasses import dataclass

from aws_cdk import Duration, RemovalPolicy, Stack, Tags
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecr_assets as ecr_assets
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_elasticloadbalancingv2 as elbv2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from payment_api.database import Database
from payment_api.keys import Keys
from payment_api.logs import encrypted_log_group
from payment_api.network import APPLICATION, Network
from payment_api.settings import (
    APPLICATION_USER,
    CONTAINER_PORT,
    DATABASE_NAME,
    DATABASE_PORT,
    MAXIMUM_TASKS,
    MINIMUM_TASKS,
    Settings,
)
from payment_api.trust import service_for_own_resources

# Requests a minute that one task takes easily, and the load at which there should be another.
REQUESTS_PER_TASK = 1000
CPU_PERCENT = 60


@dataclass(frozen=True)
class TaskSecrets:
    """The secrets that ECS hands to the containers, and nobody else."""

    database_owner: secretsmanager.ISecret
    api_key: secretsmanager.ISecret


class Service(Construct):
    """The API's containers, in private subnets, two to ten of them."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: Settings,
        keys: Keys,
        network: Network,
        database: Database,
        secrets: TaskSecrets,
        image: ecr_assets.DockerImageAsset,
    ) -> None:
        super().__init__(scope, construct_id)
        self._settings = settings
        self._secrets = self._left_alone(secrets)
        self._image = image
        self._log_group = encrypted_log_group(
            self, "LogGroup", name=settings.api_log_group, key=keys.logs
        )
        self.cluster = self._cluster(keys, network)
        self.execution_role = self._execution_role(keys)
        self.task_role = self._task_role(database)
        task = self._task(database)
        self.service = ecs.FargateService(
            self,
            "Service",
            service_name=settings.name("service", "api"),
            cluster=self.cluster,
            task_definition=task,
            # No desired count: the scaling target keeps it between its bounds, and a deployment
            # does not throw a scaled-out service back to a fixed number.
            vpc_subnets=ec2.SubnetSelection(subnet_group_name=APPLICATION),
            security_groups=[network.application_group],
            assign_public_ip=False,
            platform_version=ecs.FargatePlatformVersion.LATEST,
            availability_zone_rebalancing=ecs.AvailabilityZoneRebalancing.ENABLED,
            circuit_breaker=ecs.DeploymentCircuitBreaker(enable=True, rollback=True),
            min_healthy_percent=100,
            max_healthy_percent=200,
            health_check_grace_period=Duration.seconds(120),
            propagate_tags=ecs.PropagatedTagSource.SERVICE,
            enable_execute_command=False,
        )
        # The first task prepares the schema, so there has to be an instance that answers.
        self.service.node.add_dependency(database.cluster)

    def serve(self, targets: elbv2.ApplicationTargetGroup) -> None:
        """Takes the target group's requests and scales with them."""
        self.service.attach_to_application_target_group(targets)
        scaling = self.service.auto_scale_task_count(
            min_capacity=MINIMUM_TASKS, max_capacity=MAXIMUM_TASKS
        )
        scaling.scale_on_request_count(
            "Requests",
            policy_name=self._settings.name("scaling-policy", "requests"),
            requests_per_target=REQUESTS_PER_TASK,
            target_group=targets,
            scale_out_cooldown=Duration.minutes(1),
            scale_in_cooldown=Duration.minutes(5),
        )
        scaling.scale_on_cpu_utilization(
            "Cpu",
            policy_name=self._settings.name("scaling-policy", "cpu"),
            target_utilization_percent=CPU_PERCENT,
            scale_out_cooldown=Duration.minutes(1),
            scale_in_cooldown=Duration.minutes(5),
        )

    def _cluster(self, keys: Keys, network: Network) -> ecs.Cluster:
        samples = encrypted_log_group(
            self,
            "InsightsLogGroup",
            name=self._settings.insights_log_group,
            key=keys.logs,
            # Container Insights makes metrics out of its samples, which are of no use afterwards.
            retention=logs.RetentionDays.ONE_WEEK,
        )
        cluster = ecs.Cluster(
            self,
            "Cluster",
            cluster_name=self._settings.cluster_name,
            vpc=network.vpc,
            # "Enhanced" has metrics of each container and not only of the service.
            container_insights_v2=ecs.ContainerInsights.ENHANCED,
        )
        # The disks of the tasks are encrypted with the customer's key. CDK's own setting writes
        # the key's policy as well; this key's policy is in one place, with the other keys.
        resource = cluster.node.default_child
        assert isinstance(resource, ecs.CfnCluster)
        resource.configuration = ecs.CfnCluster.ClusterConfigurationProperty(
            managed_storage_configuration=ecs.CfnCluster.ManagedStorageConfigurationProperty(
                fargate_ephemeral_storage_kms_key_id=keys.storage.key_id
            )
        )
        cluster.node.add_dependency(samples)
        return cluster

    def _left_alone(self, secrets: TaskSecrets) -> TaskSecrets:
        """The same secrets, so that CDK adds nothing to the policy of their key.

        It would name the execution role there, whose own policy names the secrets: a circle.
        """
        return TaskSecrets(
            database_owner=secretsmanager.Secret.from_secret_complete_arn(
                self, "DatabaseOwner", secrets.database_owner.secret_arn
            ),
            api_key=secretsmanager.Secret.from_secret_complete_arn(
                self, "ApiKey", secrets.api_key.secret_arn
            ),
        )

    def _execution_role(self, keys: Keys) -> iam.Role:
        """What ECS needs to start a task: its image, its log streams and its secrets.

        CDK would add secretsmanager:DescribeSecret, which starting a task does not need; so the
        policy is written here, and the task definition gets the role as one that CDK leaves alone.
        """
        secret_arns = [self._secrets.database_owner.secret_arn, self._secrets.api_key.secret_arn]
        return iam.Role(
            self,
            "ExecutionRole",
            role_name=self._settings.name("role", "task-execution"),
            description="Starts the tasks of the payment API",
            assumed_by=self._trust_in_tasks(),
            inline_policies={
                "start-tasks": iam.PolicyDocument(
                    statements=[
                        iam.PolicyStatement(
                            # AWS knows no resource for this action.
                            sid="SignInToRegistryTakesNoResource",
                            actions=["ecr:GetAuthorizationToken"],
                            resources=["*"],
                        ),
                        iam.PolicyStatement(
                            sid="PullImage",
                            actions=[
                                "ecr:BatchCheckLayerAvailability",
                                "ecr:BatchGetImage",
                                "ecr:GetDownloadUrlForLayer",
                            ],
                            resources=[self._image.repository.repository_arn],
                        ),
                        iam.PolicyStatement(
                            sid="WriteOwnLogGroup",
                            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                            resources=[self._log_group.log_group_arn],
                        ),
                        iam.PolicyStatement(
                            sid="ReadSecretsOfTheTask",
                            actions=["secretsmanager:GetSecretValue"],
                            resources=secret_arns,
                        ),
                        iam.PolicyStatement(
                            sid="DecryptSecretsOfTheTask",
                            actions=["kms:Decrypt"],
                            resources=[keys.data.key_arn],
                            conditions={
                                "StringEquals": {
                                    "kms:ViaService": (
                                        f"secretsmanager.{Stack.of(self).region}.amazonaws.com"
                                    ),
                                    "kms:EncryptionContext:SecretARN": secret_arns,
                                }
                            },
                        ),
                    ]
                )
            },
        )

    def _task_role(self, database: Database) -> iam.Role:
        """What the application may do: sign in to its database as its own user."""
        stack = Stack.of(self)
        resource_id = database.cluster.cluster_resource_identifier
        return iam.Role(
            self,
            "TaskRole",
            role_name=self._settings.name("role", "task"),
            description="The payment API itself",
            assumed_by=self._trust_in_tasks(),
            inline_policies={
                "sign-in-to-database": iam.PolicyDocument(
                    statements=[
                        iam.PolicyStatement(
                            sid="SignInAsApplicationUser",
                            actions=["rds-db:connect"],
                            resources=[
                                f"arn:aws:rds-db:{stack.region}:{stack.account}:"
                                f"dbuser:{resource_id}/{APPLICATION_USER}"
                            ],
                        )
                    ]
                )
            },
        )

    def _trust_in_tasks(self) -> iam.PrincipalWithConditions:
        return service_for_own_resources(
            self, "ecs-tasks.amazonaws.com", resource_service="ecs", resource="*"
        )

    def _task(self, database: Database) -> ecs.FargateTaskDefinition:
        task = ecs.FargateTaskDefinition(
            self,
            "Task",
            family=self._settings.name("task", "api"),
            cpu=512,
            memory_limit_mib=1024,
            runtime_platform=ecs.RuntimePlatform(
                cpu_architecture=ecs.CpuArchitecture.X86_64,
                operating_system_family=ecs.OperatingSystemFamily.LINUX,
            ),
            execution_role=self.execution_role.without_policy_updates(),
            task_role=self.task_role.without_policy_updates(),
            # The root file systems are read-only; this is what the API may write to, on the task's
            # encrypted disk: the certificate that it makes at each start, and temporary files.
            volumes=[ecs.Volume(name="scratch")],
        )
        task.apply_removal_policy(RemovalPolicy.DESTROY)
        endpoint = {
            "DB_HOST": database.cluster.cluster_endpoint.hostname,
            "DB_PORT": str(DATABASE_PORT),
            "DB_NAME": DATABASE_NAME,
            "DB_APP_USER": APPLICATION_USER,
        }
        owner = self._secrets.database_owner
        schema = self._container(
            task,
            "schema",
            essential=False,
            memory_limit_mib=256,
            command=["python", "-m", "payment_service.schema"],
            environment=endpoint,
            secrets={
                "DB_OWNER_USER": ecs.Secret.from_secrets_manager(owner, "username"),
                "DB_OWNER_PASSWORD": ecs.Secret.from_secrets_manager(owner, "password"),
            },
        )
        api = self._container(
            task,
            "api",
            essential=True,
            memory_limit_mib=768,
            environment=endpoint,
            secrets={"API_KEY": ecs.Secret.from_secrets_manager(self._secrets.api_key)},
            port_mappings=[ecs.PortMapping(container_port=CONTAINER_PORT)],
            health_check=ecs.HealthCheck(
                command=["CMD", "python", "-m", "payment_service.probe"],
                interval=Duration.seconds(15),
                timeout=Duration.seconds(5),
                retries=3,
                start_period=Duration.seconds(30),
            ),
        )
        api.add_mount_points(
            ecs.MountPoint(source_volume="scratch", container_path="/scratch", read_only=False)
        )
        # The API starts when the schema is there, and never sees the owner's password.
        api.add_container_dependencies(
            ecs.ContainerDependency(
                container=schema, condition=ecs.ContainerDependencyCondition.SUCCESS
            )
        )
        task.default_container = api
        Tags.of(task).add("Name", self._settings.name("task", "api"))
        return task

    def _container(
        self,
        task: ecs.FargateTaskDefinition,
        name: str,
        *,
        essential: bool,
        memory_limit_mib: int,
        environment: dict[str, str],
        secrets: dict[str, ecs.Secret],
        command: list[str] | None = None,
        port_mappings: list[ecs.PortMapping] | None = None,
        health_check: ecs.HealthCheck | None = None,
    ) -> ecs.ContainerDefinition:
        parameters = ecs.LinuxParameters(self, f"{name.title()}Linux", init_process_enabled=True)
        parameters.drop_capabilities(ecs.Capability.ALL)
        return task.add_container(
            name,
            image=ecs.ContainerImage.from_docker_image_asset(self._image),
            essential=essential,
            memory_limit_mib=memory_limit_mib,
            command=command,
            environment=environment,
            secrets=secrets,
            port_mappings=port_mappings,
            health_check=health_check,
            user="10001:10001",
            readonly_root_filesystem=True,
            linux_parameters=parameters,
            stop_timeout=Duration.seconds(30),
            logging=ecs.LogDriver.aws_logs(
                stream_prefix=name,
                log_group=self._log_group,
                # A payment is not held up by a log that cannot be written.
                mode=ecs.AwsLogDriverMode.NON_BLOCKING,
            ),
        )
