"""What the environment tells the application."""

from collections.abc import Mapping
from dataclasses import dataclass, field


class MissingSettingError(RuntimeError):
    """A variable without which the application cannot start."""


@dataclass(frozen=True)
class Endpoint:
    """Where the database is, and as whom the application signs in."""

    host: str
    port: int
    name: str
    application_user: str


@dataclass(frozen=True)
class Config:
    """The settings of the API. The key is left out of every representation."""

    endpoint: Endpoint
    region: str
    api_key: str = field(repr=False)


def endpoint_of(environment: Mapping[str, str]) -> Endpoint:
    """The database's part of the environment."""
    return Endpoint(
        host=_required(environment, "DB_HOST"),
        port=int(_required(environment, "DB_PORT")),
        name=_required(environment, "DB_NAME"),
        application_user=_required(environment, "DB_APP_USER"),
    )


def config_of(environment: Mapping[str, str]) -> Config:
    """The settings of the API; ECS itself sets the region."""
    return Config(
        endpoint=endpoint_of(environment),
        region=_required(environment, "AWS_REGION"),
        api_key=_required(environment, "API_KEY"),
    )


def _required(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "")
    if not value:
        raise MissingSettingError(f"{name} is not set")
    return value
