"""The API as clients see it."""

from typing import Any, NoReturn
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from payment_service.store import StoreUnavailableError
from payment_service.web import build
from werkzeug.test import TestResponse

from tests.application.conftest import API_KEY, MemoryStore

PAYMENT: dict[str, Any] = {
    "amount": 1250,
    "currency": "EUR",
    "card_token": "tok_4fK2aLq9ZxT0bWm7",
    "reference": "Order 2024-17",
}


def post(
    client: FlaskClient, body: object, *, api_key: str = API_KEY, key: str | None = None
) -> TestResponse:
    """Sends a payment."""
    headers = {"X-Api-Key": api_key, "Idempotency-Key": key or str(uuid4())}
    return client.post("/payments", json=body, headers=headers)


def test_health_needs_no_key(client: FlaskClient) -> None:
    answer = client.get("/health")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_a_payment_is_created_and_read(client: FlaskClient) -> None:
    created = post(client, PAYMENT)
    assert created.status_code == 201
    assert created.json is not None
    assert created.json["amount"] == 1250
    assert created.json["status"] == "accepted"

    read = client.get(created.headers["Location"], headers={"X-Api-Key": API_KEY})
    assert read.status_code == 200
    assert read.json == created.json


def test_answers_never_show_the_cards_token(client: FlaskClient) -> None:
    created = post(client, PAYMENT)
    assert PAYMENT["card_token"] not in created.text


def test_answers_are_not_cached(client: FlaskClient) -> None:
    created = post(client, PAYMENT)
    assert created.headers["Cache-Control"] == "no-store"
    assert created.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("api_key", ["", "wrong", API_KEY.upper(), "schlüssel"])
def test_other_keys_are_refused(client: FlaskClient, store: MemoryStore, api_key: str) -> None:
    answer = post(client, PAYMENT, api_key=api_key)
    assert (answer.status_code, answer.json) == (401, {"error": "unauthorized"})
    assert not store.payments


def test_reading_needs_the_key_as_well(client: FlaskClient) -> None:
    assert client.get(f"/payments/{uuid4()}").status_code == 401


def test_sending_twice_makes_one_payment(client: FlaskClient, store: MemoryStore) -> None:
    key = str(uuid4())
    first, second = post(client, PAYMENT, key=key), post(client, PAYMENT, key=key)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json == second.json
    assert len(store.payments) == 1


def test_a_key_is_good_for_one_payment(client: FlaskClient) -> None:
    key = str(uuid4())
    post(client, PAYMENT, key=key)
    assert post(client, PAYMENT | {"amount": 1}, key=key).status_code == 409


def test_payments_need_an_idempotency_key(client: FlaskClient) -> None:
    answer = client.post("/payments", json=PAYMENT, headers={"X-Api-Key": API_KEY})
    assert answer.status_code == 422
    assert answer.json is not None
    assert set(answer.json["fields"]) == {"Idempotency-Key"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": 0}, "amount"),
        ({"amount": -5}, "amount"),
        ({"amount": 100_000_000}, "amount"),
        ({"amount": 12.5}, "amount"),
        ({"amount": "1250"}, "amount"),
        ({"amount": True}, "amount"),
        ({"amount": None}, "amount"),
        ({"currency": "eur"}, "currency"),
        ({"currency": "XXX"}, "currency"),
        ({"currency": ["EUR"]}, "currency"),
        ({"card_token": "4111111111111111"}, "card_token"),
        ({"card_token": "tok_short"}, "card_token"),
        ({"card_token": "tok_4fK2aLq9ZxT0bWm7; DROP TABLE payments"}, "card_token"),
        ({"card_token": 7}, "card_token"),
        ({"reference": ""}, "reference"),
        ({"reference": "a" * 65}, "reference"),
        ({"reference": "<script>"}, "reference"),
        ({"reference": "card 4111 1111 1111 1111"}, "reference"),
        ({"reference": "5500-0000-0000-0004"}, "reference"),
        ({"reference": "340000000000009"}, "reference"),
        ({"reference": None}, "reference"),
        ({"surprise": 1}, "body"),
    ],
)
def test_invalid_payments_are_refused(
    client: FlaskClient, store: MemoryStore, change: dict[str, object], field: str
) -> None:
    answer = post(client, PAYMENT | change)
    assert answer.status_code == 422
    assert answer.json is not None
    assert set(answer.json["fields"]) == {field}
    assert not store.payments


@pytest.mark.parametrize("field", sorted(PAYMENT))
def test_every_field_is_required(client: FlaskClient, field: str) -> None:
    answer = post(client, {name: value for name, value in PAYMENT.items() if name != field})
    assert answer.json == {"error": "invalid payment", "fields": {field: "is required"}}


@pytest.mark.parametrize("body", [[], "payment", 5, True])
def test_bodies_are_objects(client: FlaskClient, body: object) -> None:
    answer = post(client, body)
    assert answer.json == {
        "error": "invalid payment",
        "fields": {"body": "must be a JSON object"},
    }


def test_long_numbers_that_are_no_cards_are_fine(client: FlaskClient) -> None:
    assert post(client, PAYMENT | {"reference": "4111111111111112"}).status_code == 201


def test_refusals_do_not_repeat_what_was_sent(client: FlaskClient) -> None:
    answer = post(client, PAYMENT | {"card_token": "4111111111111111", "4000000000000002": 1})
    assert "4111111111111111" not in answer.text
    assert "4000000000000002" not in answer.text


def test_bodies_that_are_no_json_are_refused(client: FlaskClient) -> None:
    headers = {"X-Api-Key": API_KEY, "Idempotency-Key": str(uuid4())}
    broken = client.post("/payments", data="{", content_type="application/json", headers=headers)
    assert (broken.status_code, broken.json) == (400, {"error": "bad request"})
    form = client.post("/payments", data="amount=1", headers=headers)
    assert form.status_code == 415


def test_large_bodies_are_refused(client: FlaskClient) -> None:
    answer = post(client, PAYMENT | {"reference": "a" * 5000})
    assert answer.status_code == 413


def test_clients_may_try_again_when_the_database_is_away() -> None:
    class AwayStore(MemoryStore):
        def get(self, payment_id: UUID) -> NoReturn:
            raise StoreUnavailableError

    client = build(AwayStore(), API_KEY).test_client()
    answer = client.get(f"/payments/{uuid4()}", headers={"X-Api-Key": API_KEY})
    assert (answer.status_code, answer.json) == (503, {"error": "service unavailable"})
    assert answer.headers["Retry-After"] == "5"


def test_unknown_payments_are_not_found(client: FlaskClient) -> None:
    answer = client.get(f"/payments/{uuid4()}", headers={"X-Api-Key": API_KEY})
    assert (answer.status_code, answer.json) == (404, {"error": "not found"})


def test_ids_are_uuids(client: FlaskClient) -> None:
    answer = client.get("/payments/1%27%20OR%201=1", headers={"X-Api-Key": API_KEY})
    assert (answer.status_code, answer.json) == (404, {"error": "not found"})


def test_nothing_is_deleted(client: FlaskClient) -> None:
    answer = client.delete("/payments", headers={"X-Api-Key": API_KEY})
    assert answer.status_code == 405
