"""The API over a store in memory."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from payment_service.payments import NewPayment, Payment
from payment_service.store import KeyReusedError
from payment_service.web import build

API_KEY = "correct-horse-battery-staple"


class MemoryStore:
    """Keeps payments as PostgreSQL would."""

    def __init__(self) -> None:
        self.payments: dict[UUID, Payment] = {}
        self._by_key: dict[str, tuple[NewPayment, Payment]] = {}

    def create(self, payment: NewPayment, idempotency_key: str) -> tuple[Payment, bool]:
        if idempotency_key in self._by_key:
            earlier, kept = self._by_key[idempotency_key]
            if earlier != payment:
                raise KeyReusedError
            return kept, False
        kept = Payment(
            id=uuid4(),
            amount=payment.amount,
            currency=payment.currency,
            reference=payment.reference,
            status="accepted",
            created_at=datetime.now(UTC),
        )
        self._by_key[idempotency_key] = (payment, kept)
        self.payments[kept.id] = kept
        return kept, True

    def get(self, payment_id: UUID) -> Payment | None:
        return self.payments.get(payment_id)


@pytest.fixture
def store() -> MemoryStore:
    """An empty store."""
    return MemoryStore()


@pytest.fixture
def client(store: MemoryStore) -> FlaskClient:
    """A client of the API, which does not send the key by itself."""
    return build(store, API_KEY).test_client()
