"""The secret that clients of the API show. The database owner's is made and rotated by RDS."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_kms as kms
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from payment_api.settings import Settings


class ApiKey(Construct):
    """A random key, made by Secrets Manager, that is nowhere in code or template."""

    def __init__(
        self, scope: Construct, construct_id: str, *, settings: Settings, data_key: kms.IKey
    ) -> None:
        super().__init__(scope, construct_id)
        self.secret = secretsmanager.Secret(
            self,
            "Secret",
            secret_name=settings.name("secret", "api-key"),
            description="Key that clients of the payment API send in the X-Api-Key header",
            encryption_key=data_key,
            generate_secret_string=secretsmanager.SecretStringGenerator(
                password_length=48, exclude_punctuation=True
            ),
            removal_policy=RemovalPolicy.DESTROY,
        )
