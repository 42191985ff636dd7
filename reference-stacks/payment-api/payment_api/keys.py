"""Customer-managed keys, one for each kind of data.

Each key's policy lets in the account, so that IAM policies decide who uses it, and exactly the
service that encrypts with it by itself, for exactly the resources of this stack.
"""

from aws_cdk import ArnFormat, Aws, Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from payment_api.settings import REGION, Settings


class Keys(Construct):
    """The keys of the database and its secrets, of logs, of the tasks' disks and of alarms."""

    def __init__(self, scope: Construct, construct_id: str, *, settings: Settings) -> None:
        super().__init__(scope, construct_id)
        self._settings = settings
        self.data = self._key(
            "Data", "key-data", "Payments at rest, and the secrets that open them"
        )
        self.logs = self._key("Logs", "key-logs", "Log groups of the payment API")
        self.storage = self._key("Storage", "key-storage", "Disks of the payment API's tasks")
        self.alarms = self._key("Alarms", "key-alarms", "Alarm notifications of the payment API")
        self._let_logs_encrypt()
        self._let_fargate_encrypt()
        self._let_alarms_publish()

    def _key(self, construct_id: str, resource_type: str, description: str) -> kms.Key:
        key = kms.Key(
            self,
            construct_id,
            alias=self._settings.name(resource_type),
            description=f"{description} ({self._settings.environment_suffix})",
            enable_key_rotation=True,
            # Deletion takes the waiting time of KMS, and the shortest is enough for what is
            # deleted together with everything that it encrypted.
            pending_window=Duration.days(7),
            removal_policy=RemovalPolicy.DESTROY,
        )
        # A grant outlives the policies that let somebody make it, so only AWS services get any:
        # by themselves, or for a resource that somebody makes.
        key.add_to_resource_policy(
            iam.PolicyStatement(
                sid="GrantToServicesOnly",
                effect=iam.Effect.DENY,
                principals=[iam.AnyPrincipal()],
                actions=["kms:CreateGrant"],
                resources=["*"],
                conditions={
                    "BoolIfExists": {
                        "kms:GrantIsForAWSResource": "false",
                        "aws:PrincipalIsAWSService": "false",
                    }
                },
            )
        )
        return key

    def _let_logs_encrypt(self) -> None:
        stack = Stack.of(self)
        groups = [
            stack.format_arn(
                service="logs",
                resource="log-group",
                resource_name=name,
                arn_format=ArnFormat.COLON_RESOURCE_NAME,
            )
            for name in self._settings.log_groups
        ]
        self.logs.add_to_resource_policy(
            iam.PolicyStatement(
                sid="EncryptLogGroupsOfThisStack",
                principals=[iam.ServicePrincipal(f"logs.{REGION}.amazonaws.com")],
                actions=[
                    "kms:Decrypt",
                    "kms:DescribeKey",
                    "kms:Encrypt",
                    "kms:GenerateDataKey",
                    "kms:GenerateDataKeyWithoutPlaintext",
                    "kms:ReEncryptFrom",
                    "kms:ReEncryptTo",
                ],
                resources=["*"],
                conditions={"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": groups}},
            )
        )

    def _let_fargate_encrypt(self) -> None:
        cluster = {
            "kms:EncryptionContext:aws:ecs:clusterAccount": Aws.ACCOUNT_ID,
            "kms:EncryptionContext:aws:ecs:clusterName": self._settings.cluster_name,
        }
        fargate = iam.ServicePrincipal("fargate.amazonaws.com")
        self.storage.add_to_resource_policy(
            iam.PolicyStatement(
                sid="MakeDataKeysForTasksOfThisCluster",
                principals=[fargate],
                actions=["kms:GenerateDataKeyWithoutPlaintext"],
                resources=["*"],
                conditions={"StringEquals": cluster},
            )
        )
        self.storage.add_to_resource_policy(
            iam.PolicyStatement(
                sid="GrantDecryptionToTasksOfThisCluster",
                principals=[fargate],
                actions=["kms:CreateGrant"],
                resources=["*"],
                conditions={
                    "StringEquals": cluster,
                    "ForAllValues:StringEquals": {"kms:GrantOperations": ["Decrypt"]},
                },
            )
        )

    def _let_alarms_publish(self) -> None:
        self.alarms.add_to_resource_policy(
            iam.PolicyStatement(
                sid="PublishAlarmsOfThisAccount",
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                actions=["kms:Decrypt", "kms:GenerateDataKey"],
                resources=["*"],
                conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
            )
        )
