// Roles, users and policies.
import * as aws from "@pulumi/aws";

const lambdaTrust = aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" });

function allow(statement: Omit<aws.iam.PolicyStatement, "Effect">): string {
    return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
}

const worker = new aws.iam.Role("worker", { assumeRolePolicy: lambdaTrust });

new aws.iam.Role("admin-inline-role", { // expect: iam-no-administrator-access, iam-no-wildcard-resources
    assumeRolePolicy: lambdaTrust,
    inlinePolicies: [{ name: "everything", policy: allow({ Action: "*", Resource: "*" }) }],
});

new aws.iam.Role("admin-managed-role", { // expect: iam-no-administrator-access
    assumeRolePolicy: lambdaTrust,
    managedPolicyArns: [aws.iam.ManagedPolicy.AdministratorAccess],
});

const powerUserRole = new aws.iam.Role("power-user-role", { // expect: iam-no-administrator-access
    assumeRolePolicy: lambdaTrust,
});

new aws.iam.RolePolicyAttachment("power-user-role-attachment", {
    role: powerUserRole,
    policyArn: aws.iam.ManagedPolicy.PowerUserAccess,
});

const adminUser = new aws.iam.User("admin-user"); // expect: iam-no-administrator-access

new aws.iam.UserPolicyAttachment("admin-user-attachment", {
    user: adminUser.name,
    policyArn: "arn:aws:iam::aws:policy/IAMFullAccess",
});

new aws.iam.RolePolicy("service-wildcard-policy", { // expect: iam-no-wildcard-actions
    role: worker.id,
    policy: allow({
        Action: "sqs:*",
        Resource: "arn:aws:sqs:us-east-1:123456789012:orders",
    }),
});

new aws.iam.Policy("write-wildcard-policy", { // expect: iam-no-wildcard-actions
    policy: {
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Action: ["dynamodb:GetItem", "dynamodb:Delete*"],
                Resource: "arn:aws:dynamodb:us-east-1:123456789012:table/orders",
            },
        ],
    },
});

new aws.iam.RolePolicy("any-object-policy", { // expect: iam-no-wildcard-resources
    role: worker.name,
    policy: allow({ Action: "s3:GetObject", Resource: "*" }),
});

new aws.iam.Policy("any-table-policy", { // expect: iam-no-wildcard-resources
    policy: allow({
        Action: ["dynamodb:GetItem", "dynamodb:Query"],
        Resource: [
            "arn:aws:dynamodb:us-east-1:123456789012:table/orders",
            "arn:aws:dynamodb:us-east-1:123456789012:*",
        ],
    }),
});

new aws.iam.RolePolicy("pass-any-role-policy", { // expect: iam-passrole-not-on-wildcard
    role: worker.id,
    policy: allow({ Action: "iam:PassRole", Resource: "*" }),
});

new aws.iam.Policy("pass-every-role-policy", { // expect: iam-passrole-not-on-wildcard
    policy: allow({ Action: "iam:PassRole", Resource: "arn:aws:iam::123456789012:role/*" }),
});

new aws.iam.RolePolicy("not-action-policy", { // expect: iam-no-not-action-allow
    role: worker.id,
    policy: allow({ NotAction: "iam:*", Resource: "arn:aws:s3:::parity-reports/*" }),
});

new aws.iam.Policy("not-resource-policy", { // expect: iam-no-not-resource-allow
    policy: allow({ Action: "s3:GetObject", NotResource: "arn:aws:s3:::parity-payroll/*" }),
});

new aws.iam.RolePolicy("any-role-rights", { // expect: iam-no-wildcard-resources, iam-permissions-management-not-on-wildcard
    role: worker.id,
    policy: allow({ Action: "iam:AttachRolePolicy", Resource: "*" }),
});

new aws.iam.UserPolicy("wildcard-user-policy", { // expect: iam-no-wildcard-actions
    user: "reporter",
    policy: allow({
        Action: "sns:*",
        Resource: "arn:aws:sns:us-east-1:123456789012:orders",
    }),
});

new aws.iam.GroupPolicy("wildcard-group-policy", { // expect: iam-no-wildcard-actions
    group: "reporters",
    policy: allow({
        Action: "athena:*",
        Resource: "arn:aws:athena:us-east-1:123456789012:workgroup/reports",
    }),
});

new aws.iam.Role("open-trust-role", { // expect: iam-trust-not-open
    assumeRolePolicy: allow({ Principal: { AWS: "*" }, Action: "sts:AssumeRole" }),
});

new aws.iam.Role("every-action-trust-role", { // expect: resource-policy-no-wildcard-actions
    assumeRolePolicy: allow({
        Principal: { AWS: "arn:aws:iam::210987654321:root" },
        Action: "sts:*",
    }),
});

const gitHub = "token.actions.githubusercontent.com";

new aws.iam.Role("any-repository-role", { // expect: iam-oidc-trust-has-subject
    assumeRolePolicy: allow({
        Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${gitHub}` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: { StringEquals: { [`${gitHub}:aud`]: "sts.amazonaws.com" } },
    }),
});

new aws.iam.Role("one-repository-role", {
    assumeRolePolicy: allow({
        Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${gitHub}` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
            StringEquals: {
                [`${gitHub}:aud`]: "sts.amazonaws.com",
                [`${gitHub}:sub`]: "repo:example/shop:ref:refs/heads/main",
            },
        },
    }),
});

new aws.iam.Role("organization-role", {
    assumeRolePolicy: allow({
        Principal: { AWS: "*" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } },
    }),
});

new aws.iam.RolePolicy("narrow-policy", {
    role: worker.id,
    policy: aws.iam.getPolicyDocumentOutput({
        statements: [
            {
                actions: ["s3:GetObject", "s3:PutObject"],
                resources: ["arn:aws:s3:::parity-reports/*"],
            },
            {
                actions: ["iam:PassRole"],
                resources: ["arn:aws:iam::123456789012:role/reporter"],
            },
            {
                effect: "Deny",
                actions: ["*"],
                resources: ["*"],
                conditions: [
                    { test: "Bool", variable: "aws:SecureTransport", values: ["false"] },
                ],
            },
        ],
    }).json,
});

new aws.iam.Policy("describe-policy", {
    policy: allow({ Action: ["ec2:DescribeInstances", "s3:ListAllMyBuckets"], Resource: "*" }),
});

new aws.lambda.Permission("public-function-permission", { // expect: lambda-permission-not-public
    action: "lambda:InvokeFunction",
    function: "checkout",
    principal: "*",
});

new aws.lambda.Permission("bucket-function-permission", {
    action: "lambda:InvokeFunction",
    function: "checkout",
    principal: "s3.amazonaws.com",
    sourceAccount: "123456789012",
    sourceArn: "arn:aws:s3:::parity-uploads",
});
