"""The bucket that keeps the load balancer's access and connection logs."""

from aws_cdk import Aws, Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

from payment_api.settings import Settings

ACCESS = "access"
CONNECTIONS = "connections"


class AccessLogs(Construct):
    """A private bucket that takes logs of this account's load balancers and nothing else."""

    def __init__(self, scope: Construct, construct_id: str, *, settings: Settings) -> None:
        super().__init__(scope, construct_id)
        stack = Stack.of(self)
        self.bucket = s3.Bucket(
            self,
            "Bucket",
            # Bucket names are shared by all accounts, so this one carries the account.
            bucket_name=settings.name("s3", f"alb-logs-{Aws.ACCOUNT_ID}"),
            # Elastic Load Balancing delivers to buckets with SSE-S3 only.
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            lifecycle_rules=[
                s3.LifecycleRule(
                    id="expire-logs",
                    expiration=Duration.days(365),
                    abort_incomplete_multipart_upload_after=Duration.days(1),
                )
            ],
            removal_policy=RemovalPolicy.DESTROY,
        )
        self.bucket.add_to_resource_policy(
            iam.PolicyStatement(
                sid="DeliverLoadBalancerLogs",
                principals=[iam.ServicePrincipal("logdelivery.elasticloadbalancing.amazonaws.com")],
                actions=["s3:PutObject"],
                resources=[
                    self.bucket.arn_for_objects(f"{prefix}/AWSLogs/{Aws.ACCOUNT_ID}/*")
                    for prefix in (ACCESS, CONNECTIONS)
                ],
                conditions={
                    "ArnLike": {
                        "aws:SourceArn": stack.format_arn(
                            service="elasticloadbalancing", resource="loadbalancer/*"
                        )
                    }
                },
            )
        )
        policy = self.bucket.policy
        assert policy is not None, "the statements above made one"
        self.policy = policy
