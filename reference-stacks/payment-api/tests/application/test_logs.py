"""What is in the logs, and above all what is not."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any, NoReturn
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from payment_service import logs
from payment_service.web import build

from tests.application.conftest import API_KEY, MemoryStore

CARD_NUMBER = "4111 1111 1111 1111"
CARD_TOKEN = "tok_4fK2aLq9ZxT0bWm7"
REFERENCE = "Order 2024-17"


@pytest.fixture
def output() -> Iterator[io.StringIO]:
    """What the container prints."""
    root = logging.getLogger()
    before, level = root.handlers, root.level
    logs.configure(secrets=[API_KEY, ""])
    (handler,) = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    stream = io.StringIO()
    handler.setStream(stream)
    yield stream
    root.handlers = before
    root.setLevel(level)


def lines(output: io.StringIO) -> list[dict[str, Any]]:
    """The log, line by line."""
    return [json.loads(line) for line in output.getvalue().splitlines()]


def send(client: FlaskClient, **changes: object) -> None:
    """Sends a payment."""
    body = {"amount": 1250, "currency": "EUR", "card_token": CARD_TOKEN, "reference": REFERENCE}
    headers = {"X-Api-Key": API_KEY, "Idempotency-Key": str(uuid4())}
    client.post(f"/payments?key={API_KEY}", json=body | changes, headers=headers)


def test_requests_are_logged_by_route(client: FlaskClient, output: io.StringIO) -> None:
    send(client)
    client.get(f"/payments/{uuid4()}", headers={"X-Api-Key": API_KEY})
    created, read = lines(output)
    assert (created["method"], created["route"], created["status"]) == ("POST", "/payments", 201)
    assert read["route"] == "/payments/<uuid:payment_id>"
    assert created["level"] == "INFO"
    assert created["request_id"] != read["request_id"]
    assert created["milliseconds"] >= 0


def test_health_checks_are_not_logged(client: FlaskClient, output: io.StringIO) -> None:
    client.get("/health")
    assert output.getvalue() == ""


def test_no_secret_and_no_data_is_logged(client: FlaskClient, output: io.StringIO) -> None:
    send(client)
    send(client, reference=CARD_NUMBER)
    send(client, card_token=CARD_NUMBER)
    client.get(f"/{CARD_TOKEN}", headers={"X-Api-Key": "a-wrong-key"})
    text = output.getvalue()
    assert len(lines(output)) == 4
    for hidden in (API_KEY, "a-wrong-key", CARD_NUMBER, CARD_TOKEN, REFERENCE):
        assert hidden not in text


def test_errors_are_logged_without_what_caused_them(output: io.StringIO) -> None:
    class BrokenStore(MemoryStore):
        def create(self, *_: object) -> NoReturn:
            raise RuntimeError(f"key={API_KEY} card={CARD_NUMBER} token={CARD_TOKEN}")

    client = build(BrokenStore(), API_KEY).test_client()
    headers = {"X-Api-Key": API_KEY, "Idempotency-Key": str(uuid4())}
    answer = client.post(
        "/payments",
        json={"amount": 1, "currency": "EUR", "card_token": CARD_TOKEN, "reference": "a"},
        headers=headers,
    )
    assert answer.status_code == 500
    assert answer.json is not None
    assert answer.json["error"] == "internal server error"
    failure = lines(output)[0]
    assert failure["request_id"] == answer.json["request_id"]
    assert "key=[redacted] card=[redacted] token=[redacted]" in failure["exception"]
    for hidden in (API_KEY, CARD_NUMBER, CARD_TOKEN):
        assert hidden not in output.getvalue()


@pytest.mark.parametrize(
    "text", ["4111111111111111", "4111-1111-1111-1111", "4111 1111 1111 1111", CARD_TOKEN, API_KEY]
)
def test_messages_are_cleaned(output: io.StringIO, text: str) -> None:
    logging.getLogger("anything").warning("got %s", text)
    assert lines(output)[0]["message"] == "got [redacted]"
