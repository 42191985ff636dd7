"""Connections to the database: TLS with a known authority, and no password."""

from collections.abc import Callable
from typing import Any

import boto3
from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from payment_service.config import Config, Endpoint

CERTIFICATE_AUTHORITIES = "/etc/ssl/rds/ca.pem"

Pool = ConnectionPool[Connection[TupleRow]]


def parameters(endpoint: Endpoint, user: str, password: str) -> dict[str, Any]:
    """How to connect: only to the host whose certificate says that it is the database."""
    return {
        "host": endpoint.host,
        "port": endpoint.port,
        "dbname": endpoint.name,
        "user": user,
        "password": password,
        "sslmode": "verify-full",
        "sslrootcert": CERTIFICATE_AUTHORITIES,
        "connect_timeout": 5,
    }


def sign_in(config: Config) -> Callable[[], dict[str, Any]]:
    """Parameters with a fresh token of the task's role, good for signing in for 15 minutes."""
    client = boto3.client("rds", region_name=config.region)
    endpoint = config.endpoint

    def with_token() -> dict[str, Any]:
        token = client.generate_db_auth_token(
            DBHostname=endpoint.host,
            Port=endpoint.port,
            DBUsername=endpoint.application_user,
            Region=config.region,
        )
        return parameters(endpoint, endpoint.application_user, token)

    return with_token


def make_pool(config: Config) -> Pool:
    """The connections of one worker, made when they are first needed."""
    return ConnectionPool(
        kwargs=sign_in(config),
        min_size=1,
        max_size=8,
        timeout=5,
        check=ConnectionPool.check_connection,
        open=True,
    )
