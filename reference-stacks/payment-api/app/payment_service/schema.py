"""Prepares the database; runs to its end in each task before the API starts.

This is the only code that has the owner's password. It makes the table and the user that the API
signs in as, who has no password and may only add and read payments.
"""

import logging
import os
from collections.abc import Mapping

import psycopg
from psycopg import sql

from payment_service import logs
from payment_service.config import MissingSettingError, endpoint_of
from payment_service.database import parameters

# Tasks that start at the same time do this one after the other.
_LOCK = 7_202_606

_TABLE = sql.SQL(
    """
    CREATE TABLE IF NOT EXISTS payments (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        idempotency_key text NOT NULL UNIQUE,
        amount bigint NOT NULL CHECK (amount > 0),
        currency char(3) NOT NULL,
        card_token text NOT NULL,
        reference text NOT NULL,
        status text NOT NULL DEFAULT 'accepted',
        created_at timestamptz NOT NULL DEFAULT now()
    )
    """
)

_log = logging.getLogger("payment_service.schema")


def prepare(connection: psycopg.Connection, application_user: str) -> None:
    """Makes what is missing. Doing it again changes nothing."""
    user = sql.Identifier(application_user)
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
    connection.execute(_TABLE)
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (application_user,))
    if known.fetchone() is None:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(user))
    # Members of rds_iam sign in with a token of an IAM role, and with nothing else.
    connection.execute(sql.SQL("GRANT rds_iam TO {}").format(user))
    connection.execute(sql.SQL("GRANT SELECT, INSERT ON payments TO {}").format(user))


def main(environment: Mapping[str, str]) -> None:
    """Connects as the owner and prepares the schema in one transaction."""
    password = environment.get("DB_OWNER_PASSWORD", "")
    logs.configure(secrets=[password])
    if not password:
        raise MissingSettingError("DB_OWNER_PASSWORD is not set")
    endpoint = endpoint_of(environment)
    target = parameters(endpoint, environment["DB_OWNER_USER"], password)
    with psycopg.connect(**target) as connection:
        prepare(connection, endpoint.application_user)
    _log.info("the schema is ready")


if __name__ == "__main__":
    main(os.environ)
