"""The only way in: an internet-facing load balancer that speaks HTTPS on both sides."""

from aws_cdk import Duration
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_elasticloadbalancingv2 as elbv2
from constructs import Construct

from payment_api.access_logs import ACCESS, CONNECTIONS, AccessLogs
from payment_api.network import PUBLIC, Network
from payment_api.settings import CONTAINER_PORT, Settings


class LoadBalancer(Construct):
    """Load balancer, HTTPS listener and the target group of the API's tasks."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: Settings,
        network: Network,
        access_logs: AccessLogs,
        certificate_arn: str,
        domain_name: str,
    ) -> None:
        super().__init__(scope, construct_id)
        self.balancer = elbv2.ApplicationLoadBalancer(
            self,
            "Alb",
            vpc=network.vpc,
            vpc_subnets=ec2.SubnetSelection(subnet_group_name=PUBLIC),
            load_balancer_name=settings.name("alb"),
            internet_facing=True,
            security_group=network.load_balancer_group,
            drop_invalid_header_fields=True,
            desync_mitigation_mode=elbv2.DesyncMitigationMode.STRICTEST,
            deletion_protection=False,
        )
        self._log_to(access_logs)
        self.targets = self._target_group(settings, network)
        listener = self.balancer.add_listener(
            "Https",
            port=443,
            protocol=elbv2.ApplicationProtocol.HTTPS,
            certificates=[elbv2.ListenerCertificate.from_arn(certificate_arn)],
            ssl_policy=elbv2.SslPolicy.TLS13_12_RES_PQ,
            # The security group says who may come.
            open=False,
            # Who comes by another name, or by the bare address, is a scanner and no client.
            default_action=elbv2.ListenerAction.fixed_response(
                404, content_type="application/json", message_body='{"error":"not found"}'
            ),
        )
        # There is no listener on port 80, not even one that redirects: a client that starts with
        # HTTP has sent its key in clear text before it is told better.
        listener.add_action(
            "Api",
            priority=10,
            conditions=[elbv2.ListenerCondition.host_headers([domain_name])],
            action=elbv2.ListenerAction.forward([self.targets]),
        )

    def _target_group(self, settings: Settings, network: Network) -> elbv2.ApplicationTargetGroup:
        return elbv2.ApplicationTargetGroup(
            self,
            "Targets",
            vpc=network.vpc,
            target_group_name=settings.name("target-group", "api"),
            target_type=elbv2.TargetType.IP,
            protocol=elbv2.ApplicationProtocol.HTTPS,
            port=CONTAINER_PORT,
            deregistration_delay=Duration.seconds(30),
            health_check=elbv2.HealthCheck(
                protocol=elbv2.Protocol.HTTPS,
                path="/health",
                healthy_http_codes="200",
                interval=Duration.seconds(15),
                timeout=Duration.seconds(5),
                healthy_threshold_count=2,
                unhealthy_threshold_count=3,
            ),
        )

    def _log_to(self, access_logs: AccessLogs) -> None:
        # CDK's log_access_logs would let in the account that Elastic Load Balancing used before it
        # had a service principal, without a condition. The bucket's own policy is narrower.
        for kind, prefix in (("access_logs", ACCESS), ("connection_logs", CONNECTIONS)):
            self.balancer.set_attribute(f"{kind}.s3.enabled", "true")
            self.balancer.set_attribute(f"{kind}.s3.bucket", access_logs.bucket.bucket_name)
            self.balancer.set_attribute(f"{kind}.s3.prefix", prefix)
        # Elastic Load Balancing tries to write as soon as logging is turned on.
        self.balancer.node.add_dependency(access_logs.policy)
