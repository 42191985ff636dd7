"""Log groups as this system wants them: encrypted, kept for a fixed time, gone with the stack."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from constructs import Construct


def encrypted_log_group(
    scope: Construct,
    construct_id: str,
    *,
    name: str,
    key: kms.IKey,
    retention: logs.RetentionDays = logs.RetentionDays.ONE_YEAR,
) -> logs.LogGroup:
    """A log group under the logs' key.

    The groups of Aurora and of Container Insights are made here as well, although AWS would make
    them on its own: what AWS makes has no customer key, keeps its logs for ever or for a day, and
    outlives the stack.
    """
    return logs.LogGroup(
        scope,
        construct_id,
        log_group_name=name,
        encryption_key=key,
        retention=retention,
        removal_policy=RemovalPolicy.DESTROY,
    )
