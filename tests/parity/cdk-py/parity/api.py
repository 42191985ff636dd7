"""REST APIs, with a web ACL and without."""

from aws_cdk import Stack
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_wafv2 as wafv2
from constructs import Construct


class Api(Stack):
    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)

        stage_acl = wafv2.CfnWebACL(
            self,
            "StageAcl",
            scope="REGIONAL",
            default_action=wafv2.CfnWebACL.DefaultActionProperty(
                allow=wafv2.CfnWebACL.AllowActionProperty(),
            ),
            visibility_config=wafv2.CfnWebACL.VisibilityConfigProperty(
                cloud_watch_metrics_enabled=True,
                metric_name="stages",
                sampled_requests_enabled=True,
            ),
        )

        shop_api = apigateway.CfnRestApi(
            self,
            "ShopApi",
            name="shop",
        )

        apigateway.CfnStage(  # expect: api-stage-has-web-acl
            self,
            "OpenStage",
            rest_api_id=shop_api.ref,
            deployment_id="d1e2f3",
            stage_name="live",
        )

        shielded_stage = apigateway.CfnStage(
            self,
            "ShieldedStage",
            rest_api_id=shop_api.ref,
            deployment_id="d1e2f3",
            stage_name="beta",
        )

        wafv2.CfnWebACLAssociation(
            self,
            "ShieldedStageAcl",
            resource_arn=f"arn:aws:apigateway:us-east-1::/restapis/{shop_api.ref}/stages/{shielded_stage.ref}",
            web_acl_arn=stage_acl.attr_arn,
        )
