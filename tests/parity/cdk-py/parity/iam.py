"""Roles, users and policies."""

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct


class Iam(Stack):
    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)

        worker = iam.Role(
            self, "Worker", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com")
        )

        iam.Role(  # expect: iam-no-administrator-access, iam-no-wildcard-resources
            self,
            "AdminInlineRole",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            inline_policies={
                "everything": iam.PolicyDocument(
                    statements=[iam.PolicyStatement(actions=["*"], resources=["*"])]
                )
            },
        )

        iam.Role(  # expect: iam-no-administrator-access
            self,
            "AdminManagedRole",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            managed_policies=[iam.ManagedPolicy.from_aws_managed_policy_name("AdministratorAccess")],
        )

        iam.CfnRole(  # expect: iam-no-administrator-access
            self,
            "PowerUserRole",
            assume_role_policy_document={
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"Service": "lambda.amazonaws.com"},
                        "Action": "sts:AssumeRole",
                    },
                ],
            },
            managed_policy_arns=["arn:aws:iam::aws:policy/PowerUserAccess"],
        )

        iam.User(  # expect: iam-no-administrator-access
            self,
            "AdminUser",
            managed_policies=[iam.ManagedPolicy.from_aws_managed_policy_name("IAMFullAccess")],
        )

        iam.CfnPolicy(  # expect: iam-no-wildcard-actions
            self,
            "ServiceWildcardPolicy",
            policy_name="service-wildcard",
            roles=[worker.role_name],
            policy_document={
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Action": "sqs:*",
                        "Resource": "arn:aws:sqs:us-east-1:123456789012:orders",
                    },
                ],
            },
        )

        iam.ManagedPolicy(  # expect: iam-no-wildcard-actions
            self,
            "WriteWildcardPolicy",
            statements=[
                iam.PolicyStatement(
                    actions=["dynamodb:GetItem", "dynamodb:Delete*"],
                    resources=["arn:aws:dynamodb:us-east-1:123456789012:table/orders"],
                ),
            ],
        )

        iam.Policy(  # expect: iam-no-wildcard-resources
            self,
            "AnyObjectPolicy",
            roles=[worker],
            statements=[
                iam.PolicyStatement(actions=["s3:GetObject"], resources=["*"]),
            ],
        )

        iam.CfnManagedPolicy(  # expect: iam-no-wildcard-resources
            self,
            "AnyTablePolicy",
            policy_document={
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Action": ["dynamodb:GetItem", "dynamodb:Query"],
                        "Resource": [
                            "arn:aws:dynamodb:us-east-1:123456789012:table/orders",
                            "arn:aws:dynamodb:us-east-1:123456789012:*",
                        ],
                    },
                ],
            },
        )

        iam.Policy(  # expect: iam-passrole-not-on-wildcard
            self,
            "PassAnyRolePolicy",
            roles=[worker],
            statements=[
                iam.PolicyStatement(actions=["iam:PassRole"], resources=["*"]),
            ],
        )

        iam.CfnManagedPolicy(  # expect: iam-passrole-not-on-wildcard
            self,
            "PassEveryRolePolicy",
            policy_document={
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Action": "iam:PassRole",
                        "Resource": "arn:aws:iam::123456789012:role/*",
                    },
                ],
            },
        )

        iam.Policy(  # expect: iam-no-not-action-allow
            self,
            "NotActionPolicy",
            roles=[worker],
            statements=[
                iam.PolicyStatement(not_actions=["iam:*"], resources=["arn:aws:s3:::parity-reports/*"]),
            ],
        )

        iam.CfnManagedPolicy(  # expect: iam-no-not-resource-allow
            self,
            "NotResourcePolicy",
            policy_document={
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Action": "s3:GetObject",
                        "NotResource": "arn:aws:s3:::parity-payroll/*",
                    },
                ],
            },
        )

        iam.CfnPolicy(  # expect: iam-no-wildcard-resources, iam-permissions-management-not-on-wildcard
            self,
            "AnyRoleRights",
            policy_name="any-role-rights",
            roles=[worker.role_name],
            policy_document={
                "Version": "2012-10-17",
                "Statement": [
                    {"Effect": "Allow", "Action": "iam:AttachRolePolicy", "Resource": "*"},
                ],
            },
        )

        iam.CfnUserPolicy(  # expect: iam-no-wildcard-actions
            self,
            "WildcardUserPolicy",
            policy_name="wildcard-user",
            user_name="reporter",
            policy_document={
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Action": "sns:*",
                        "Resource": "arn:aws:sns:us-east-1:123456789012:orders",
                    },
                ],
            },
        )

        iam.CfnGroupPolicy(  # expect: iam-no-wildcard-actions
            self,
            "WildcardGroupPolicy",
            policy_name="wildcard-group",
            group_name="reporters",
            policy_document={
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Action": "athena:*",
                        "Resource": "arn:aws:athena:us-east-1:123456789012:workgroup/reports",
                    },
                ],
            },
        )

        iam.Role(self, "OpenTrustRole", assumed_by=iam.AnyPrincipal())  # expect: iam-trust-not-open

        iam.CfnRole(  # expect: resource-policy-no-wildcard-actions
            self,
            "EveryActionTrustRole",
            assume_role_policy_document={
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"AWS": "arn:aws:iam::210987654321:root"},
                        "Action": "sts:*",
                    },
                ],
            },
        )

        iam.Role(  # expect: iam-oidc-trust-has-subject
            self,
            "AnyRepositoryRole",
            assumed_by=iam.WebIdentityPrincipal(
                "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
                {
                    "StringEquals": {
                        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                    }
                },
            ),
        )

        iam.Role(
            self,
            "OneRepositoryRole",
            assumed_by=iam.WebIdentityPrincipal(
                "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
                {
                    "StringEquals": {
                        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                        "token.actions.githubusercontent.com:sub": "repo:example/shop:ref:refs/heads/main",
                    }
                },
            ),
        )

        iam.Role(
            self, "OrganizationRole", assumed_by=iam.OrganizationPrincipal("o-a1b2c3d4e5")
        )

        iam.CfnPolicy(
            self,
            "NarrowPolicy",
            policy_name="narrow",
            roles=[worker.role_name],
            policy_document={
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Action": ["s3:GetObject", "s3:PutObject"],
                        "Resource": "arn:aws:s3:::parity-reports/*",
                    },
                    {
                        "Effect": "Allow",
                        "Action": "iam:PassRole",
                        "Resource": "arn:aws:iam::123456789012:role/reporter",
                    },
                    {
                        "Effect": "Deny",
                        "Action": "*",
                        "Resource": "*",
                        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                    },
                ],
            },
        )

        iam.CfnManagedPolicy(
            self,
            "DescribePolicy",
            policy_document={
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Action": ["ec2:DescribeInstances", "s3:ListAllMyBuckets"],
                        "Resource": "*",
                    },
                ],
            },
        )

        lambda_.CfnPermission(  # expect: lambda-permission-not-public
            self,
            "PublicFunctionPermission",
            action="lambda:InvokeFunction",
            function_name="checkout",
            principal="*",
        )

        lambda_.CfnPermission(
            self,
            "BucketFunctionPermission",
            action="lambda:InvokeFunction",
            function_name="checkout",
            principal="s3.amazonaws.com",
            source_account="123456789012",
            source_arn="arn:aws:s3:::parity-uploads",
        )
