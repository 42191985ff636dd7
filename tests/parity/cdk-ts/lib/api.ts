// REST APIs, with a web ACL and without.
import { Stack } from "aws-cdk-lib";
import * as apigateway from "aws-cdk-lib/aws-apigateway";
import * as wafv2 from "aws-cdk-lib/aws-wafv2";
import { Construct } from "constructs";

export class Api extends Stack {
    constructor(scope: Construct, id: string) {
        super(scope, id);

        const stageAcl = new wafv2.CfnWebACL(this, "StageAcl", {
            scope: "REGIONAL",
            defaultAction: { allow: {} },
            visibilityConfig: {
                cloudWatchMetricsEnabled: true,
                metricName: "stages",
                sampledRequestsEnabled: true,
            },
        });

        const shopApi = new apigateway.CfnRestApi(this, "ShopApi", {
            name: "shop",
        });

        new apigateway.CfnStage(this, "OpenStage", { // expect: api-stage-has-web-acl
            restApiId: shopApi.ref,
            deploymentId: "d1e2f3",
            stageName: "live",
        });

        const shieldedStage = new apigateway.CfnStage(this, "ShieldedStage", {
            restApiId: shopApi.ref,
            deploymentId: "d1e2f3",
            stageName: "beta",
        });

        new wafv2.CfnWebACLAssociation(this, "ShieldedStageAcl", {
            resourceArn: `arn:aws:apigateway:us-east-1::/restapis/${shopApi.ref}/stages/${shieldedStage.ref}`,
            webAclArn: stageAcl.attrArn,
        });
    }
}
