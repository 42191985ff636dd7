"""The VPC: three zones, one NAT gateway, and a tier of subnets for each kind of exposure."""

from aws_cdk import ArnFormat, Fn, Stack, Tags
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from payment_api.logs import encrypted_log_group
from payment_api.settings import AVAILABILITY_ZONES, CONTAINER_PORT, DATABASE_PORT, Settings
from payment_api.trust import service_for_own_resources

PUBLIC = "public"
APPLICATION = "application"
DATABASE = "database"

# What CDK makes with a subnet, and how it is called.
_NAMED_WITH_SUBNET = {
    "AWS::EC2::EIP": "eip",
    "AWS::EC2::NatGateway": "nat-gateway",
    "AWS::EC2::RouteTable": "route-table",
    "AWS::EC2::Subnet": "subnet",
}


class Network(Construct):
    """VPC, subnets, flow log and the three security groups with the only paths between them."""

    def __init__(
        self, scope: Construct, construct_id: str, *, settings: Settings, logs_key: kms.IKey
    ) -> None:
        super().__init__(scope, construct_id)
        self._settings = settings
        self.vpc = self._vpc()
        self._name_subnets()
        self._reach_image_layers()
        self._log_traffic(logs_key)
        self.load_balancer_group = self._group("LoadBalancer", "alb", "Load balancer")
        self.application_group = self._group("Application", "application", "Containers of the API")
        self.database_group = self._group("Database", "database", "Aurora cluster")
        self._open_paths()

    def _vpc(self) -> ec2.Vpc:
        return ec2.Vpc(
            self,
            "Vpc",
            vpc_name=self._settings.name("vpc"),
            ip_addresses=ec2.IpAddresses.cidr("10.20.0.0/16"),
            # The first three of the account's zones. CDK's own choice would take a look into the
            # account, or be two zones where synthesis has none to look into.
            availability_zones=[
                Fn.select(index, Fn.get_azs()) for index in range(AVAILABILITY_ZONES)
            ],
            # One gateway carries the egress of all zones: the agreed balance between cost and a
            # zone's failure, during which running tasks keep serving but new ones cannot start.
            nat_gateways=1,
            subnet_configuration=[
                ec2.SubnetConfiguration(
                    name=PUBLIC,
                    subnet_type=ec2.SubnetType.PUBLIC,
                    cidr_mask=24,
                    # The load balancer and the gateway bring their own addresses; nothing else
                    # that ends up here by mistake gets one.
                    map_public_ip_on_launch=False,
                ),
                ec2.SubnetConfiguration(
                    name=APPLICATION,
                    subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS,
                    cidr_mask=22,
                ),
                ec2.SubnetConfiguration(
                    name=DATABASE, subnet_type=ec2.SubnetType.PRIVATE_ISOLATED, cidr_mask=24
                ),
            ],
            # CDK would close the default security group with a function of its own. Nothing uses
            # that group here, which a test proves, so the function is not worth having.
            restrict_default_security_group=False,
        )

    def _name_subnets(self) -> None:
        tiers = {
            PUBLIC: self.vpc.public_subnets,
            APPLICATION: self.vpc.private_subnets,
            DATABASE: self.vpc.isolated_subnets,
        }
        for tier, subnets in tiers.items():
            for number, subnet in enumerate(subnets, start=1):
                for resource, short in _NAMED_WITH_SUBNET.items():
                    name = self._settings.name(short, f"{tier}-{number}")
                    Tags.of(subnet).add("Name", name, include_resource_types=[resource])

    def _reach_image_layers(self) -> None:
        # Image layers come out of S3 by a free gateway endpoint and not through the NAT gateway,
        # which charges for each gigabyte. ECR keeps them in this bucket, which AWS owns.
        endpoint = self.vpc.add_gateway_endpoint(
            "ImageLayers",
            service=ec2.GatewayVpcEndpointAwsService.S3,
            subnets=[ec2.SubnetSelection(subnet_group_name=APPLICATION)],
        )
        region = Stack.of(self).region
        endpoint.add_to_policy(
            iam.PolicyStatement(
                sid="ReadImageLayers",
                principals=[iam.AnyPrincipal()],
                actions=["s3:GetObject"],
                resources=[f"arn:aws:s3:::prod-{region}-starport-layer-bucket/*"],
            )
        )
        Tags.of(endpoint).add("Name", self._settings.name("vpc-endpoint", "s3"))

    def _log_traffic(self, logs_key: kms.IKey) -> None:
        group = encrypted_log_group(
            self, "FlowLogGroup", name=self._settings.flow_log_group, key=logs_key
        )
        role = iam.Role(
            self,
            "FlowLogRole",
            role_name=self._settings.name("role", "vpc-flow-log"),
            description="Lets the VPC's flow log write to its log group",
            assumed_by=service_for_own_resources(
                self,
                "vpc-flow-logs.amazonaws.com",
                resource_service="ec2",
                resource="vpc-flow-log/*",
            ),
            inline_policies={
                "write-flow-logs": iam.PolicyDocument(
                    statements=[
                        iam.PolicyStatement(
                            sid="WriteOwnLogGroup",
                            actions=[
                                "logs:CreateLogStream",
                                "logs:DescribeLogStreams",
                                "logs:PutLogEvents",
                            ],
                            resources=[group.log_group_arn],
                        ),
                    ]
                )
            },
        )
        # The L2 construct would also let the role pass itself on, which nothing needs.
        flow_log = ec2.CfnFlowLog(
            self,
            "FlowLog",
            resource_id=self.vpc.vpc_id,
            resource_type="VPC",
            traffic_type="ALL",
            log_destination_type="cloud-watch-logs",
            log_destination=Stack.of(self).format_arn(
                service="logs",
                resource="log-group",
                resource_name=group.log_group_name,
                arn_format=ArnFormat.COLON_RESOURCE_NAME,
            ),
            deliver_logs_permission_arn=role.role_arn,
            max_aggregation_interval=600,
        )
        Tags.of(flow_log).add("Name", self._settings.name("flow-log"))

    def _group(self, construct_id: str, purpose: str, description: str) -> ec2.SecurityGroup:
        group = ec2.SecurityGroup(
            self,
            f"{construct_id}SecurityGroup",
            vpc=self.vpc,
            security_group_name=self._settings.name("security-group", purpose),
            description=f"{description} ({self._settings.environment_suffix})",
            allow_all_outbound=False,
        )
        Tags.of(group).add("Name", self._settings.name("security-group", purpose))
        return group

    def _open_paths(self) -> None:
        https = ec2.Port.tcp(443)
        self.load_balancer_group.add_ingress_rule(
            ec2.Peer.any_ipv4(), https, "HTTPS from the internet, behind the web ACL"
        )
        self.application_group.connections.allow_from(
            self.load_balancer_group, ec2.Port.tcp(CONTAINER_PORT), "HTTPS from the load balancer"
        )
        self.database_group.connections.allow_from(
            self.application_group, ec2.Port.tcp(DATABASE_PORT), "PostgreSQL from the containers"
        )
        _take_default_egress_away(self.load_balancer_group)
        # Images, secrets and logs come from and go to AWS endpoints whose addresses change.
        self.application_group.add_egress_rule(
            ec2.Peer.any_ipv4(), https, "AWS APIs through the NAT gateway"
        )


def _take_default_egress_away(group: ec2.SecurityGroup) -> None:
    """Gives a group without egress rules of its own one that lets nothing out.

    EC2 lets a new group send everything everywhere, unless the group itself comes with egress
    rules. A rule to another group is a resource of its own, and CDK leaves out its closing rule
    where there is one.
    """
    resource = group.node.default_child
    assert isinstance(resource, ec2.CfnSecurityGroup)
    resource.security_group_egress = [
        ec2.CfnSecurityGroup.EgressProperty(
            ip_protocol="icmp",
            from_port=252,
            to_port=86,
            cidr_ip="255.255.255.255/32",
            description="Disallow all traffic",
        )
    ]
