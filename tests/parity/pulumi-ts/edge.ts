// What faces the internet, with a web ACL and without.
import * as aws from "@pulumi/aws";

const subnets = ["subnet-0a1b2c3d", "subnet-1a2b3c4d"];

const webAcl = new aws.wafv2.WebAcl("web-acl", {
    scope: "REGIONAL",
    defaultAction: { allow: {} },
    visibilityConfig: {
        cloudwatchMetricsEnabled: true,
        metricName: "parity",
        sampledRequestsEnabled: true,
    },
});

new aws.lb.LoadBalancer("open-balancer", { // expect: alb-has-web-acl
    internal: false,
    subnets,
});

const shieldedBalancer = new aws.lb.LoadBalancer("shielded-balancer", { subnets });

new aws.wafv2.WebAclAssociation("shielded-balancer-acl", {
    resourceArn: shieldedBalancer.arn,
    webAclArn: webAcl.arn,
});

const internalBalancer = new aws.lb.LoadBalancer("internal-balancer", {
    internal: true,
    subnets,
});

new aws.lb.LoadBalancer("network-balancer", {
    loadBalancerType: "network",
    subnets,
});

new aws.lb.LoadBalancer("protected-balancer", { // expect: no-deletion-protection
    internal: true,
    subnets,
    enableDeletionProtection: true,
});

new aws.lb.Listener("literal-client-secret", { // expect: credential-not-literal
    loadBalancerArn: internalBalancer.arn,
    port: 443,
    protocol: "HTTPS",
    certificateArn:
        "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f",
    defaultActions: [
        {
            type: "authenticate-oidc",
            order: 1,
            authenticateOidc: {
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
            fixedResponse: { contentType: "text/plain", statusCode: "200" },
        },
    ],
});

new aws.appsync.GraphQLApi("open-graph", { // expect: appsync-api-has-web-acl
    name: "shop",
    authenticationType: "AWS_IAM",
});

const shieldedGraph = new aws.appsync.GraphQLApi("shielded-graph", {
    name: "shop-shielded",
    authenticationType: "AWS_IAM",
});

new aws.wafv2.WebAclAssociation("shielded-graph-acl", {
    resourceArn: shieldedGraph.arn,
    webAclArn: webAcl.arn,
});

new aws.appsync.GraphQLApi("private-graph", {
    name: "shop-private",
    authenticationType: "AWS_IAM",
    visibility: "PRIVATE",
});

new aws.cognito.UserPool("open-users", { name: "shop" }); // expect: cognito-user-pool-has-web-acl

const shieldedUsers = new aws.cognito.UserPool("shielded-users", { name: "shop-shielded" });

new aws.wafv2.WebAclAssociation("shielded-users-acl", {
    resourceArn: shieldedUsers.arn,
    webAclArn: webAcl.arn,
});

new aws.cognito.UserPool("protected-users", { // expect: cognito-user-pool-has-web-acl, no-deletion-protection
    name: "shop-protected",
    deletionProtection: "ACTIVE",
});

const shop = {
    enabled: true,
    origins: [
        {
            originId: "shop",
            domainName: "shop.example.com",
            customOriginConfig: {
                httpPort: 80,
                httpsPort: 443,
                originProtocolPolicy: "https-only",
                originSslProtocols: ["TLSv1.2"],
            },
        },
    ],
    defaultCacheBehavior: {
        targetOriginId: "shop",
        viewerProtocolPolicy: "https-only",
        allowedMethods: ["GET", "HEAD"],
        cachedMethods: ["GET", "HEAD"],
        cachePolicyId: "658327ea-f89d-4fab-a63d-7e88639e58f6",
    },
    restrictions: { geoRestriction: { restrictionType: "none" } },
    viewerCertificate: { cloudfrontDefaultCertificate: true },
};

new aws.cloudfront.Distribution("open-distribution", shop); // expect: cloudfront-has-web-acl

new aws.cloudfront.Distribution("regional-acl-distribution", { // expect: cloudfront-has-web-acl
    ...shop,
    webAclId:
        "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/shop/0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f",
});

new aws.cloudfront.Distribution("shielded-distribution", {
    ...shop,
    webAclId:
        "arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f",
});
