"""What differs between deployments, and the names that follow from it."""

import re
from dataclasses import dataclass

REGION = "us-east-1"
AVAILABILITY_ZONES = 3

# The user that the application connects as. It has no password: it signs in with its IAM role.
APPLICATION_USER = "payment_app"
DATABASE_NAME = "payments"
DATABASE_PORT = 5432

# The containers end TLS themselves, on a port that needs no privilege.
CONTAINER_PORT = 8443

MINIMUM_TASKS = 2
MAXIMUM_TASKS = 10

_SUFFIX = re.compile(r"[a-z]([a-z0-9-]{0,8}[a-z0-9])?")


@dataclass(frozen=True)
class Settings:
    """One environment, and how its resources are named: type, purpose, environment suffix."""

    environment_suffix: str

    def __post_init__(self) -> None:
        if not _SUFFIX.fullmatch(self.environment_suffix):
            # Load balancers and target groups take 32 characters, which leaves ten for the suffix.
            raise ValueError(
                "environment_suffix must be 1 to 10 lower-case letters, digits and inner hyphens, "
                f"and start with a letter: {self.environment_suffix!r}"
            )

    def name(self, resource_type: str, purpose: str = "payments") -> str:
        """The name of a resource, as `resource-type-purpose-suffix`."""
        return f"{resource_type}-{purpose}-{self.environment_suffix}"

    @property
    def cluster_name(self) -> str:
        """The ECS cluster's name, which its log group and its key's policy need beforehand."""
        return self.name("cluster")

    @property
    def database_identifier(self) -> str:
        """The Aurora cluster's identifier, which its log group needs beforehand."""
        return self.name("aurora")

    @property
    def api_log_group(self) -> str:
        """Where the containers log."""
        return self.name("log-group", "api")

    @property
    def flow_log_group(self) -> str:
        """Where the VPC's traffic is logged."""
        return self.name("log-group", "vpc-flow")

    @property
    def firewall_log_group(self) -> str:
        """Where WAF logs; the name has to begin with `aws-waf-logs-`."""
        return self.name("aws-waf-logs")

    @property
    def insights_log_group(self) -> str:
        """Where Container Insights keeps its samples; the name is given by the cluster's."""
        return f"/aws/ecs/containerinsights/{self.cluster_name}/performance"

    @property
    def database_log_group(self) -> str:
        """Where Aurora exports its log to; the name is given by the cluster's."""
        return f"/aws/rds/cluster/{self.database_identifier}/postgresql"

    @property
    def log_groups(self) -> tuple[str, ...]:
        """Every log group of the stack: the only ones that may use the logs' key."""
        return (
            self.api_log_group,
            self.flow_log_group,
            self.firewall_log_group,
            self.insights_log_group,
            self.database_log_group,
        )
