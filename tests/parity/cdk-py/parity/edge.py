"""What faces the internet, with a web ACL and without."""

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_appsync as appsync
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_elasticloadbalancingv2 as elbv2
from aws_cdk import aws_wafv2 as wafv2
from constructs import Construct


class Edge(Stack):
    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)

        web_acl = wafv2.CfnWebACL(
            self,
            "WebAcl",
            scope="REGIONAL",
            default_action=wafv2.CfnWebACL.DefaultActionProperty(
                allow=wafv2.CfnWebACL.AllowActionProperty(),
            ),
            visibility_config=wafv2.CfnWebACL.VisibilityConfigProperty(
                cloud_watch_metrics_enabled=True,
                metric_name="parity",
                sampled_requests_enabled=True,
            ),
        )

        elbv2.CfnLoadBalancer(  # expect: alb-has-web-acl
            self,
            "OpenBalancer",
            scheme="internet-facing",
            subnets=["subnet-0a1b2c3d", "subnet-1a2b3c4d"],
        )

        shielded_balancer = elbv2.CfnLoadBalancer(
            self,
            "ShieldedBalancer",
            scheme="internet-facing",
            subnets=["subnet-0a1b2c3d", "subnet-1a2b3c4d"],
        )

        wafv2.CfnWebACLAssociation(
            self,
            "ShieldedBalancerAcl",
            resource_arn=shielded_balancer.ref,
            web_acl_arn=web_acl.attr_arn,
        )

        internal_balancer = elbv2.CfnLoadBalancer(
            self,
            "InternalBalancer",
            scheme="internal",
            subnets=["subnet-0a1b2c3d", "subnet-1a2b3c4d"],
        )

        elbv2.CfnLoadBalancer(
            self,
            "NetworkBalancer",
            scheme="internet-facing",
            type="network",
            subnets=["subnet-0a1b2c3d", "subnet-1a2b3c4d"],
        )

        elbv2.CfnLoadBalancer(  # expect: no-deletion-protection
            self,
            "ProtectedBalancer",
            scheme="internal",
            subnets=["subnet-0a1b2c3d", "subnet-1a2b3c4d"],
            load_balancer_attributes=[
                elbv2.CfnLoadBalancer.LoadBalancerAttributeProperty(
                    key="deletion_protection.enabled",
                    value="true",
                ),
            ],
        )

        elbv2.CfnListener(  # expect: credential-not-literal
            self,
            "LiteralClientSecret",
            load_balancer_arn=internal_balancer.ref,
            port=443,
            protocol="HTTPS",
            certificates=[
                elbv2.CfnListener.CertificateProperty(
                    certificate_arn="arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f",
                ),
            ],
            default_actions=[
                elbv2.CfnListener.ActionProperty(
                    type="authenticate-oidc",
                    order=1,
                    authenticate_oidc_config=elbv2.CfnListener.AuthenticateOidcConfigProperty(
                        issuer="https://login.example.com",
                        authorization_endpoint="https://login.example.com/authorize",
                        token_endpoint="https://login.example.com/token",
                        user_info_endpoint="https://login.example.com/userinfo",
                        client_id="shop",
                        client_secret="correct-horse-battery",
                    ),
                ),
                elbv2.CfnListener.ActionProperty(
                    type="fixed-response",
                    order=2,
                    fixed_response_config=elbv2.CfnListener.FixedResponseConfigProperty(
                        status_code="200",
                    ),
                ),
            ],
        )

        appsync.CfnGraphQLApi(  # expect: appsync-api-has-web-acl
            self,
            "OpenGraph",
            name="shop",
            authentication_type="AWS_IAM",
        )

        shielded_graph = appsync.CfnGraphQLApi(
            self,
            "ShieldedGraph",
            name="shop-shielded",
            authentication_type="AWS_IAM",
        )

        wafv2.CfnWebACLAssociation(
            self,
            "ShieldedGraphAcl",
            resource_arn=shielded_graph.attr_arn,
            web_acl_arn=web_acl.attr_arn,
        )

        appsync.CfnGraphQLApi(
            self,
            "PrivateGraph",
            name="shop-private",
            authentication_type="AWS_IAM",
            visibility="PRIVATE",
        )

        cognito.UserPool(  # expect: cognito-user-pool-has-web-acl
            self,
            "OpenUsers",
            user_pool_name="shop",
            removal_policy=RemovalPolicy.DESTROY,
        )

        shielded_users = cognito.CfnUserPool(
            self,
            "ShieldedUsers",
            user_pool_name="shop-shielded",
        )

        wafv2.CfnWebACLAssociation(
            self,
            "ShieldedUsersAcl",
            resource_arn=shielded_users.attr_arn,
            web_acl_arn=web_acl.attr_arn,
        )

        cognito.UserPool(  # expect: cognito-user-pool-has-web-acl, no-deletion-protection
            self,
            "ProtectedUsers",
            user_pool_name="shop-protected",
            deletion_protection=True,
            removal_policy=RemovalPolicy.DESTROY,
        )

        cloudfront.Distribution(  # expect: cloudfront-has-web-acl
            self,
            "OpenDistribution",
            default_behavior=cloudfront.BehaviorOptions(origin=origins.HttpOrigin("shop.example.com")),
        )

        cloudfront.CfnDistribution(  # expect: cloudfront-has-web-acl
            self,
            "RegionalAclDistribution",
            distribution_config=cloudfront.CfnDistribution.DistributionConfigProperty(
                enabled=True,
                web_acl_id="arn:aws:wafv2:us-east-1:123456789012:regional/webacl/shop/0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f",
                origins=[
                    cloudfront.CfnDistribution.OriginProperty(
                        id="shop",
                        domain_name="shop.example.com",
                        custom_origin_config=cloudfront.CfnDistribution.CustomOriginConfigProperty(
                            origin_protocol_policy="https-only",
                        ),
                    ),
                ],
                default_cache_behavior=cloudfront.CfnDistribution.DefaultCacheBehaviorProperty(
                    target_origin_id="shop",
                    viewer_protocol_policy="https-only",
                    cache_policy_id="658327ea-f89d-4fab-a63d-7e88639e58f6",
                ),
            ),
        )

        cloudfront.Distribution(
            self,
            "ShieldedDistribution",
            default_behavior=cloudfront.BehaviorOptions(origin=origins.HttpOrigin("shop.example.com")),
            web_acl_id="arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f",
        )
