// Roles, users and policies.
import { Stack } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import * as lambda from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";

export class Iam extends Stack {
    constructor(scope: Construct, id: string) {
        super(scope, id);

        const worker = new iam.Role(this, "Worker", {
            assumedBy: new iam.ServicePrincipal("lambda.amazonaws.com"),
        });

        new iam.Role(this, "AdminInlineRole", { // expect: iam-no-administrator-access, iam-no-wildcard-resources
            assumedBy: new iam.ServicePrincipal("lambda.amazonaws.com"),
            inlinePolicies: {
                everything: new iam.PolicyDocument({
                    statements: [new iam.PolicyStatement({ actions: ["*"], resources: ["*"] })],
                }),
            },
        });

        new iam.Role(this, "AdminManagedRole", { // expect: iam-no-administrator-access
            assumedBy: new iam.ServicePrincipal("lambda.amazonaws.com"),
            managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName("AdministratorAccess")],
        });

        new iam.CfnRole(this, "PowerUserRole", { // expect: iam-no-administrator-access
            assumeRolePolicyDocument: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { Service: "lambda.amazonaws.com" },
                        Action: "sts:AssumeRole",
                    },
                ],
            },
            managedPolicyArns: ["arn:aws:iam::aws:policy/PowerUserAccess"],
        });

        new iam.User(this, "AdminUser", { // expect: iam-no-administrator-access
            managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName("IAMFullAccess")],
        });

        new iam.CfnPolicy(this, "ServiceWildcardPolicy", { // expect: iam-no-wildcard-actions
            policyName: "service-wildcard",
            roles: [worker.roleName],
            policyDocument: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Action: "sqs:*",
                        Resource: "arn:aws:sqs:us-east-1:123456789012:orders",
                    },
                ],
            },
        });

        new iam.ManagedPolicy(this, "WriteWildcardPolicy", { // expect: iam-no-wildcard-actions
            statements: [
                new iam.PolicyStatement({
                    actions: ["dynamodb:GetItem", "dynamodb:Delete*"],
                    resources: ["arn:aws:dynamodb:us-east-1:123456789012:table/orders"],
                }),
            ],
        });

        new iam.Policy(this, "AnyObjectPolicy", { // expect: iam-no-wildcard-resources
            roles: [worker],
            statements: [
                new iam.PolicyStatement({ actions: ["s3:GetObject"], resources: ["*"] }),
            ],
        });

        new iam.CfnManagedPolicy(this, "AnyTablePolicy", { // expect: iam-no-wildcard-resources
            policyDocument: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Action: ["dynamodb:GetItem", "dynamodb:Query"],
                        Resource: [
                            "arn:aws:dynamodb:us-east-1:123456789012:table/orders",
                            "arn:aws:dynamodb:us-east-1:123456789012:*",
                        ],
                    },
                ],
            },
        });

        new iam.Policy(this, "PassAnyRolePolicy", { // expect: iam-passrole-not-on-wildcard
            roles: [worker],
            statements: [
                new iam.PolicyStatement({ actions: ["iam:PassRole"], resources: ["*"] }),
            ],
        });

        new iam.CfnManagedPolicy(this, "PassEveryRolePolicy", { // expect: iam-passrole-not-on-wildcard
            policyDocument: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Action: "iam:PassRole",
                        Resource: "arn:aws:iam::123456789012:role/*",
                    },
                ],
            },
        });

        new iam.Policy(this, "NotActionPolicy", { // expect: iam-no-not-action-allow
            roles: [worker],
            statements: [
                new iam.PolicyStatement({ notActions: ["iam:*"], resources: ["arn:aws:s3:::parity-reports/*"] }),
            ],
        });

        new iam.CfnManagedPolicy(this, "NotResourcePolicy", { // expect: iam-no-not-resource-allow
            policyDocument: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Action: "s3:GetObject",
                        NotResource: "arn:aws:s3:::parity-payroll/*",
                    },
                ],
            },
        });

        new iam.CfnPolicy(this, "AnyRoleRights", { // expect: iam-no-wildcard-resources, iam-permissions-management-not-on-wildcard
            policyName: "any-role-rights",
            roles: [worker.roleName],
            policyDocument: {
                Version: "2012-10-17",
                Statement: [{ Effect: "Allow", Action: "iam:AttachRolePolicy", Resource: "*" }],
            },
        });

        new iam.CfnUserPolicy(this, "WildcardUserPolicy", { // expect: iam-no-wildcard-actions
            policyName: "wildcard-user",
            userName: "reporter",
            policyDocument: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Action: "sns:*",
                        Resource: "arn:aws:sns:us-east-1:123456789012:orders",
                    },
                ],
            },
        });

        new iam.CfnGroupPolicy(this, "WildcardGroupPolicy", { // expect: iam-no-wildcard-actions
            policyName: "wildcard-group",
            groupName: "reporters",
            policyDocument: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Action: "athena:*",
                        Resource: "arn:aws:athena:us-east-1:123456789012:workgroup/reports",
                    },
                ],
            },
        });

        new iam.Role(this, "OpenTrustRole", { assumedBy: new iam.AnyPrincipal() }); // expect: iam-trust-not-open

        new iam.CfnRole(this, "EveryActionTrustRole", { // expect: resource-policy-no-wildcard-actions
            assumeRolePolicyDocument: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { AWS: "arn:aws:iam::210987654321:root" },
                        Action: "sts:*",
                    },
                ],
            },
        });

        new iam.Role(this, "AnyRepositoryRole", { // expect: iam-oidc-trust-has-subject
            assumedBy: new iam.WebIdentityPrincipal(
                "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
                {
                    StringEquals: {
                        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                    },
                },
            ),
        });

        new iam.Role(this, "OneRepositoryRole", {
            assumedBy: new iam.WebIdentityPrincipal(
                "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
                {
                    StringEquals: {
                        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                        "token.actions.githubusercontent.com:sub": "repo:example/shop:ref:refs/heads/main",
                    },
                },
            ),
        });

        new iam.Role(this, "OrganizationRole", {
            assumedBy: new iam.OrganizationPrincipal("o-a1b2c3d4e5"),
        });

        new iam.CfnPolicy(this, "NarrowPolicy", {
            policyName: "narrow",
            roles: [worker.roleName],
            policyDocument: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Action: ["s3:GetObject", "s3:PutObject"],
                        Resource: "arn:aws:s3:::parity-reports/*",
                    },
                    {
                        Effect: "Allow",
                        Action: "iam:PassRole",
                        Resource: "arn:aws:iam::123456789012:role/reporter",
                    },
                    {
                        Effect: "Deny",
                        Action: "*",
                        Resource: "*",
                        Condition: { Bool: { "aws:SecureTransport": "false" } },
                    },
                ],
            },
        });

        new iam.CfnManagedPolicy(this, "DescribePolicy", {
            policyDocument: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Action: ["ec2:DescribeInstances", "s3:ListAllMyBuckets"],
                        Resource: "*",
                    },
                ],
            },
        });

        new lambda.CfnPermission(this, "PublicFunctionPermission", { // expect: lambda-permission-not-public
            action: "lambda:InvokeFunction",
            functionName: "checkout",
            principal: "*",
        });

        new lambda.CfnPermission(this, "BucketFunctionPermission", {
            action: "lambda:InvokeFunction",
            functionName: "checkout",
            principal: "s3.amazonaws.com",
            sourceAccount: "123456789012",
            sourceArn: "arn:aws:s3:::parity-uploads",
        });
    }
}
