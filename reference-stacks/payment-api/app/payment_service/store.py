"""Where payments are kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol
from uuid import UUID

import psycopg
from psycopg.rows import TupleRow
from psycopg_pool import PoolTimeout

from payment_service.database import Pool
from payment_service.payments import NewPayment, Payment


class KeyReusedError(Exception):
    """An idempotency key came a second time, with another payment."""


class StoreUnavailableError(Exception):
    """The database does not answer at the moment."""


class PaymentStore(Protocol):
    """What the API needs of a store."""

    def create(self, payment: NewPayment, idempotency_key: str) -> tuple[Payment, bool]:
        """Keeps a payment once; says whether it is new."""

    def get(self, payment_id: UUID) -> Payment | None:
        """A payment by its id."""


# A single statement decides who was first, so that two equal requests cannot both win.
_INSERT = """
    INSERT INTO payments (idempotency_key, amount, currency, card_token, reference)
    VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (idempotency_key) DO NOTHING
    RETURNING id, amount, currency, reference, status, created_at
"""
_SAME = """
    SELECT id, amount, currency, reference, status, created_at
    FROM payments
    WHERE idempotency_key = %s
      AND amount = %s AND currency = %s AND card_token = %s AND reference = %s
"""
_GET = """
    SELECT id, amount, currency, reference, status, created_at
    FROM payments
    WHERE id = %s
"""


class PostgresStore:
    """Payments in PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection[TupleRow]]:
        try:
            with self._pool.connection() as connection:
                yield connection
        except (psycopg.OperationalError, PoolTimeout) as error:
            raise StoreUnavailableError from error

    def create(self, payment: NewPayment, idempotency_key: str) -> tuple[Payment, bool]:
        """Keeps a payment once; a repeated request gets the one that is there."""
        values = (
            idempotency_key,
            payment.amount,
            payment.currency,
            payment.card_token,
            payment.reference,
        )
        with self._connection() as connection:
            row = connection.execute(_INSERT, values).fetchone()
            if row is not None:
                return Payment(*row), True
            row = connection.execute(_SAME, values).fetchone()
            if row is None:
                raise KeyReusedError
            return Payment(*row), False

    def get(self, payment_id: UUID) -> Payment | None:
        """A payment by its id."""
        with self._connection() as connection:
            row = connection.execute(_GET, (payment_id,)).fetchone()
            return Payment(*row) if row is not None else None
