"""The stack: what has to be supplied, the constructs, and how they are connected."""

from pathlib import Path

from aws_cdk import CfnOutput, CfnParameter, Environment, Stack, Tags
from aws_cdk import aws_ecr_assets as ecr_assets
from constructs import Construct

from payment_api.access_logs import AccessLogs
from payment_api.database import Database
from payment_api.keys import Keys
from payment_api.load_balancer import LoadBalancer
from payment_api.monitoring import Monitoring
from payment_api.network import Network
from payment_api.secrets import ApiKey
from payment_api.service import Service, TaskSecrets
from payment_api.settings import REGION, Settings
from payment_api.waf import Firewall

APPLICATION_FOLDER = Path(__file__).resolve().parent.parent / "app"


class PaymentApiStack(Stack):
    """The payment API of one environment."""

    def __init__(self, scope: Construct, construct_id: str, *, settings: Settings) -> None:
        super().__init__(
            scope,
            construct_id,
            env=Environment(region=REGION),
            description="Payment API: Flask on Fargate behind WAF, with Aurora PostgreSQL",
        )
        Tags.of(self).add("Application", "payment-api")
        Tags.of(self).add("Environment", settings.environment_suffix)

        keys = Keys(self, "Keys", settings=settings)
        network = Network(self, "Network", settings=settings, logs_key=keys.logs)
        api_key = ApiKey(self, "ApiKey", settings=settings, data_key=keys.data)
        database = Database(
            self,
            "Database",
            settings=settings,
            network=network,
            data_key=keys.data,
            logs_key=keys.logs,
        )
        entry = LoadBalancer(
            self,
            "LoadBalancer",
            settings=settings,
            network=network,
            access_logs=AccessLogs(self, "AccessLogs", settings=settings),
            certificate_arn=self._certificate_arn(),
            domain_name=self._domain_name(),
        )
        Firewall(self, "Firewall", settings=settings, balancer=entry.balancer, logs_key=keys.logs)
        owner = database.cluster.secret
        assert owner is not None, "RDS manages the owner's password"
        service = Service(
            self,
            "Service",
            settings=settings,
            keys=keys,
            network=network,
            database=database,
            secrets=TaskSecrets(database_owner=owner, api_key=api_key.secret),
            image=self._image(),
        )
        service.serve(entry.targets)
        Monitoring(
            self,
            "Monitoring",
            settings=settings,
            alarms_key=keys.alarms,
            email=self._alarm_email(),
            balancer=entry.balancer,
            targets=entry.targets,
            service=service,
            cluster=database.cluster,
        )
        CfnOutput(
            self,
            "LoadBalancerName",
            value=entry.balancer.load_balancer_dns_name,
            description="Where the domain has to point to, by CNAME or alias record",
        )
        CfnOutput(
            self,
            "ApiKeySecret",
            value=api_key.secret.secret_name,
            description="Secret with the key that clients send in X-Api-Key",
        )

    def _image(self) -> ecr_assets.DockerImageAsset:
        return ecr_assets.DockerImageAsset(
            self,
            "Image",
            directory=str(APPLICATION_FOLDER),
            platform=ecr_assets.Platform.LINUX_AMD64,
        )

    # What only the account's owner knows comes as parameters, so that one synthesized template
    # serves every account and no certificate is named in the code.

    def _certificate_arn(self) -> str:
        return CfnParameter(
            self,
            "CertificateArn",
            description="ACM certificate of this account, in us-east-1, for the API's domain",
            allowed_pattern=r"arn:aws:acm:us-east-1:\d{12}:certificate/[0-9a-f-]{36}",
            constraint_description="must be the ARN of an ACM certificate in us-east-1",
        ).value_as_string

    def _domain_name(self) -> str:
        return CfnParameter(
            self,
            "DomainName",
            description="Name on the certificate, by which clients call the API",
            allowed_pattern=r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}",
            constraint_description="must be a host name in lower case",
        ).value_as_string

    def _alarm_email(self) -> str:
        return CfnParameter(
            self,
            "AlarmEmail",
            description="Mailbox of the people on call, who have to confirm the subscription",
            allowed_pattern=r"[^@\s]+@[^@\s]+\.[^@\s]+",
            constraint_description="must be an e-mail address",
        ).value_as_string
