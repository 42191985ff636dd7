"""Trust of roles in the services that take them on."""

from aws_cdk import Aws, Stack
from aws_cdk import aws_iam as iam
from constructs import Construct


def service_for_own_resources(
    scope: Construct, service: str, *, resource_service: str, resource: str
) -> iam.PrincipalWithConditions:
    """A service, as long as it acts for resources of this account and region.

    Without the conditions, a service can be made to use the role for somebody else's resource.
    """
    source = Stack.of(scope).format_arn(service=resource_service, resource=resource)
    return iam.PrincipalWithConditions(
        iam.ServicePrincipal(service),
        {
            "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
            "ArnLike": {"aws:SourceArn": source},
        },
    )
