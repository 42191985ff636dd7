// What faces the internet, with a web ACL and without.
import { RemovalPolicy, Stack } from "aws-cdk-lib";
import * as appsync from "aws-cdk-lib/aws-appsync";
import * as cloudfront from "aws-cdk-lib/aws-cloudfront";
import * as cognito from "aws-cdk-lib/aws-cognito";
import * as elbv2 from "aws-cdk-lib/aws-elasticloadbalancingv2";
import * as origins from "aws-cdk-lib/aws-cloudfront-origins";
import * as wafv2 from "aws-cdk-lib/aws-wafv2";
import { Construct } from "constructs";

export class Edge extends Stack {
    constructor(scope: Construct, id: string) {
        super(scope, id);

        const webAcl = new wafv2.CfnWebACL(this, "WebAcl", {
            scope: "REGIONAL",
            defaultAction: { allow: {} },
            visibilityConfig: {
                cloudWatchMetricsEnabled: true,
                metricName: "parity",
                sampledRequestsEnabled: true,
            },
        });

        new elbv2.CfnLoadBalancer(this, "OpenBalancer", { // expect: alb-has-web-acl
            scheme: "internet-facing",
            subnets: ["subnet-0a1b2c3d", "subnet-1a2b3c4d"],
        });

        const shieldedBalancer = new elbv2.CfnLoadBalancer(this, "ShieldedBalancer", {
            scheme: "internet-facing",
            subnets: ["subnet-0a1b2c3d", "subnet-1a2b3c4d"],
        });

        new wafv2.CfnWebACLAssociation(this, "ShieldedBalancerAcl", {
            resourceArn: shieldedBalancer.ref,
            webAclArn: webAcl.attrArn,
        });

        const internalBalancer = new elbv2.CfnLoadBalancer(this, "InternalBalancer", {
            scheme: "internal",
            subnets: ["subnet-0a1b2c3d", "subnet-1a2b3c4d"],
        });

        new elbv2.CfnLoadBalancer(this, "NetworkBalancer", {
            scheme: "internet-facing",
            type: "network",
            subnets: ["subnet-0a1b2c3d", "subnet-1a2b3c4d"],
        });

        new elbv2.CfnLoadBalancer(this, "ProtectedBalancer", { // expect: no-deletion-protection
            scheme: "internal",
            subnets: ["subnet-0a1b2c3d", "subnet-1a2b3c4d"],
            loadBalancerAttributes: [{ key: "deletion_protection.enabled", value: "true" }],
        });

        new elbv2.CfnListener(this, "LiteralClientSecret", { // expect: credential-not-literal
            loadBalancerArn: internalBalancer.ref,
            port: 443,
            protocol: "HTTPS",
            certificates: [
                {
                    certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f",
                },
            ],
            defaultActions: [
                {
                    type: "authenticate-oidc",
                    order: 1,
                    authenticateOidcConfig: {
                        issuer: "https://login.example.com",
                        authorizationEndpoint: "https://login.example.com/authorize",
                        tokenEndpoint: "https://login.example.com/token",
                        userInfoEndpoint: "https://login.example.com/userinfo",
                        clientId: "shop",
                        clientSecret: "correct-horse-battery",
                    },
                },
                {
                    type: "fixed-response",
                    order: 2,
                    fixedResponseConfig: { statusCode: "200" },
                },
            ],
        });

        new appsync.CfnGraphQLApi(this, "OpenGraph", { // expect: appsync-api-has-web-acl
            name: "shop",
            authenticationType: "AWS_IAM",
        });

        const shieldedGraph = new appsync.CfnGraphQLApi(this, "ShieldedGraph", {
            name: "shop-shielded",
            authenticationType: "AWS_IAM",
        });

        new wafv2.CfnWebACLAssociation(this, "ShieldedGraphAcl", {
            resourceArn: shieldedGraph.attrArn,
            webAclArn: webAcl.attrArn,
        });

        new appsync.CfnGraphQLApi(this, "PrivateGraph", {
            name: "shop-private",
            authenticationType: "AWS_IAM",
            visibility: "PRIVATE",
        });

        new cognito.UserPool(this, "OpenUsers", { // expect: cognito-user-pool-has-web-acl
            userPoolName: "shop",
            removalPolicy: RemovalPolicy.DESTROY,
        });

        const shieldedUsers = new cognito.CfnUserPool(this, "ShieldedUsers", {
            userPoolName: "shop-shielded",
        });

        new wafv2.CfnWebACLAssociation(this, "ShieldedUsersAcl", {
            resourceArn: shieldedUsers.attrArn,
            webAclArn: webAcl.attrArn,
        });

        new cognito.UserPool(this, "ProtectedUsers", { // expect: cognito-user-pool-has-web-acl, no-deletion-protection
            userPoolName: "shop-protected",
            deletionProtection: true,
            removalPolicy: RemovalPolicy.DESTROY,
        });

        new cloudfront.Distribution(this, "OpenDistribution", { // expect: cloudfront-has-web-acl
            defaultBehavior: { origin: new origins.HttpOrigin("shop.example.com") },
        });

        new cloudfront.CfnDistribution(this, "RegionalAclDistribution", { // expect: cloudfront-has-web-acl
            distributionConfig: {
                enabled: true,
                webAclId: "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/shop/0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f",
                origins: [
                    {
                        id: "shop",
                        domainName: "shop.example.com",
                        customOriginConfig: { originProtocolPolicy: "https-only" },
                    },
                ],
                defaultCacheBehavior: {
                    targetOriginId: "shop",
                    viewerProtocolPolicy: "https-only",
                    cachePolicyId: "658327ea-f89d-4fab-a63d-7e88639e58f6",
                },
            },
        });

        new cloudfront.Distribution(this, "ShieldedDistribution", {
            defaultBehavior: { origin: new origins.HttpOrigin("shop.example.com") },
            webAclId: "arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f",
        });
    }
}
