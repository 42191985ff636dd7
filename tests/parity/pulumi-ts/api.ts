// REST APIs, with a web ACL and without.
import * as aws from "@pulumi/aws";

const stageAcl = new aws.wafv2.WebAcl("stage-acl", {
    scope: "REGIONAL",
    defaultAction: { allow: {} },
    visibilityConfig: {
        cloudwatchMetricsEnabled: true,
        metricName: "stages",
        sampledRequestsEnabled: true,
    },
});

const shopApi = new aws.apigateway.RestApi("shop-api", { name: "shop" });

new aws.apigateway.Stage("open-stage", { // expect: api-stage-has-web-acl
    restApi: shopApi.id,
    deployment: "d1e2f3",
    stageName: "live",
});

const shieldedStage = new aws.apigateway.Stage("shielded-stage", {
    restApi: shopApi.id,
    deployment: "d1e2f3",
    stageName: "beta",
});

new aws.wafv2.WebAclAssociation("shielded-stage-acl", {
    resourceArn: shieldedStage.arn,
    webAclArn: stageAcl.arn,
});
