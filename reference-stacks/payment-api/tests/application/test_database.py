"""Connections, the store's statements and the schema, against a recorded connection."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, NoReturn, cast
from uuid import UUID, uuid4

import psycopg
import pytest
from payment_service import database, logs, schema
from payment_service.config import MissingSettingError, config_of
from payment_service.payments import NewPayment
from payment_service.store import KeyReusedError, PostgresStore, StoreUnavailableError
from psycopg import sql

from tests.application.test_startup import ENVIRONMENT

PAYMENT = NewPayment(
    amount=1250, currency="EUR", card_token="tok_4fK2aLq9ZxT0bWm7", reference="Order 17"
)
ROW = (uuid4(), 1250, "EUR", "Order 17", "accepted", datetime(2026, 1, 2, tzinfo=UTC))


class Recorded:
    """A connection that answers with given rows, and keeps what it was asked."""

    def __init__(self, *rows: tuple[Any, ...] | None) -> None:
        self._rows = list(rows)
        self.asked: list[tuple[str, tuple[Any, ...]]] = []

    def execute(self, query: str | sql.Composable, values: tuple[Any, ...] = ()) -> "Recorded":
        text = query if isinstance(query, str) else query.as_string(None)
        self.asked.append((" ".join(text.split()), values))
        return self

    def fetchone(self) -> tuple[Any, ...] | None:
        return self._rows.pop(0)

    @contextmanager
    def connection(self) -> Iterator["Recorded"]:
        yield self

    def __enter__(self) -> "Recorded":
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to close."""


def store_over(connection: Recorded) -> PostgresStore:
    """A store over a recorded connection."""
    return PostgresStore(cast("database.Pool", connection))


def test_connections_sign_in_with_a_token_and_check_the_certificate(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "example")
    given = database.sign_in(config_of(ENVIRONMENT))()
    assert given["sslmode"] == "verify-full"
    assert given["sslrootcert"] == "/etc/ssl/rds/ca.pem"
    assert given["user"] == "payment_app"
    # A signed request and no password: it names the user and runs out.
    assert given["password"].startswith("db.example.com:5432/?Action=connect&DBUser=payment_app")
    assert "X-Amz-Expires=900" in given["password"]


def test_the_pool_asks_for_a_token_for_each_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    made: dict[str, Any] = {}

    class Pool:
        check_connection = None

        def __init__(self, **options: object) -> None:
            made.update(options)

    monkeypatch.setattr(database, "ConnectionPool", Pool)
    monkeypatch.setattr(database, "sign_in", lambda config: lambda: {"user": config.region})
    database.make_pool(config_of(ENVIRONMENT))
    assert made["kwargs"]() == {"user": "us-east-1"}
    assert made["max_size"] == 8


def test_creating_inserts_once() -> None:
    connection = Recorded(ROW)
    payment, is_new = store_over(connection).create(PAYMENT, "key")
    assert is_new
    assert payment.id == ROW[0]
    ((query, values),) = connection.asked
    assert "ON CONFLICT (idempotency_key) DO NOTHING" in query
    # Values are passed beside the statement, never in it.
    assert values == ("key", 1250, "EUR", "tok_4fK2aLq9ZxT0bWm7", "Order 17")
    assert "Order 17" not in query


def test_creating_again_finds_the_first() -> None:
    payment, is_new = store_over(Recorded(None, ROW)).create(PAYMENT, "key")
    assert not is_new
    assert payment.id == ROW[0]


def test_a_key_with_another_payment_is_refused() -> None:
    with pytest.raises(KeyReusedError):
        store_over(Recorded(None, None)).create(PAYMENT, "key")


def test_a_database_that_does_not_answer_is_told_apart() -> None:
    class Silent(Recorded):
        def execute(self, *_: object) -> NoReturn:
            raise psycopg.OperationalError

    with pytest.raises(StoreUnavailableError):
        store_over(Silent()).get(ROW[0])


def test_reading_by_id() -> None:
    connection = Recorded(ROW, None)
    store = store_over(connection)
    found = store.get(ROW[0])
    assert found is not None
    assert found.as_json()["created_at"] == "2026-01-02T00:00:00+00:00"
    assert store.get(UUID(int=0)) is None


def test_the_schema_gives_the_application_little() -> None:
    connection = Recorded(None)
    schema.prepare(cast("psycopg.Connection", connection), "payment_app")
    asked = [query for query, _ in connection.asked]
    assert asked[0].startswith("SELECT pg_advisory_xact_lock")
    assert asked[1].startswith("CREATE TABLE IF NOT EXISTS payments")
    assert asked[3:] == [
        'CREATE ROLE "payment_app" LOGIN',
        'GRANT rds_iam TO "payment_app"',
        'GRANT SELECT, INSERT ON payments TO "payment_app"',
    ]


def test_the_schema_is_prepared_again_without_harm() -> None:
    connection = Recorded((1,))
    schema.prepare(cast("psycopg.Connection", connection), "payment_app")
    assert not [query for query, _ in connection.asked if query.startswith("CREATE ROLE")]


def test_the_schema_is_prepared_by_the_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {}
    connection = Recorded((1,))

    def connect(**options: object) -> Recorded:
        given.update(options)
        return connection

    monkeypatch.setattr(psycopg, "connect", connect)
    monkeypatch.setattr(logs, "configure", lambda secrets: given.update(secrets=secrets))
    owner = {"DB_OWNER_USER": "payment_owner", "DB_OWNER_PASSWORD": "generated"}
    schema.main(ENVIRONMENT | owner)
    assert (given["user"], given["password"]) == ("payment_owner", "generated")
    assert given["sslmode"] == "verify-full"
    assert given["secrets"] == ["generated"]
    assert connection.asked


def test_the_schema_needs_the_owners_password() -> None:
    with pytest.raises(MissingSettingError, match="DB_OWNER_PASSWORD"):
        schema.main(ENVIRONMENT)
