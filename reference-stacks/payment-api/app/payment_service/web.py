"""The HTTP API."""

import hmac
import logging
import os
import time
from uuid import UUID, uuid4

from flask import Flask, Response, g, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from payment_service import logs
from payment_service.config import config_of
from payment_service.database import make_pool
from payment_service.payments import InvalidPaymentError, check_idempotency_key, parse
from payment_service.store import (
    KeyReusedError,
    PaymentStore,
    PostgresStore,
    StoreUnavailableError,
)

LARGEST_BODY = 4096
HEALTH = "/health"

_log = logging.getLogger("payment_service")


def create_app() -> Flask:
    """The application as gunicorn runs it."""
    config = config_of(os.environ)
    logs.configure(secrets=[config.api_key])
    return build(PostgresStore(make_pool(config)), config.api_key)


def build(store: PaymentStore, api_key: str) -> Flask:
    """The application over any store."""
    app = Flask("payment_service")
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    _guard(app, api_key)
    _answer_errors(app)
    _add_routes(app, store)
    return app


def _add_routes(app: Flask, store: PaymentStore) -> None:
    @app.get(HEALTH)
    def health() -> ResponseReturnValue:
        # The task's own health. Were the database's in it, an outage there would end every task.
        return {"status": "ok"}

    @app.post("/payments")
    def create_payment() -> ResponseReturnValue:
        key = check_idempotency_key(request.headers.get("Idempotency-Key"))
        payment, is_new = store.create(parse(request.get_json()), key)
        location = {"Location": f"/payments/{payment.id}"}
        return payment.as_json(), 201 if is_new else 200, location

    @app.get("/payments/<uuid:payment_id>")
    def read_payment(payment_id: UUID) -> ResponseReturnValue:
        payment = store.get(payment_id)
        if payment is None:
            return {"error": "not found"}, 404
        return payment.as_json()


def _guard(app: Flask, api_key: str) -> None:
    expected = api_key.encode()

    @app.before_request
    def begin() -> ResponseReturnValue | None:
        g.request_id = str(uuid4())
        g.started = time.monotonic()
        if request.path == HEALTH:
            return None
        given = request.headers.get("X-Api-Key", "").encode()
        # In constant time, or the key could be guessed character by character.
        if not hmac.compare_digest(given, expected):
            return {"error": "unauthorized"}, 401
        return None

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.request_id
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        if request.path != HEALTH:
            _log_request(response)
        return response


def _log_request(response: Response) -> None:
    # The route and not the path, and neither query, headers nor body: nothing a client writes.
    route = request.url_rule.rule if request.url_rule else "unknown"
    _log.info(
        "request",
        extra={
            "request_id": g.request_id,
            "method": request.method,
            "route": route,
            "status": response.status_code,
            "milliseconds": round((time.monotonic() - g.started) * 1000),
        },
    )


def _answer_errors(app: Flask) -> None:
    @app.errorhandler(InvalidPaymentError)
    def invalid(error: InvalidPaymentError) -> ResponseReturnValue:
        return {"error": "invalid payment", "fields": error.errors}, 422

    @app.errorhandler(KeyReusedError)
    def reused(_error: KeyReusedError) -> ResponseReturnValue:
        return {"error": "Idempotency-Key was used for another payment"}, 409

    @app.errorhandler(StoreUnavailableError)
    def unavailable(error: StoreUnavailableError) -> ResponseReturnValue:
        # With its key, the client can send the payment again without paying twice.
        _log.error("database unavailable", exc_info=error, extra={"request_id": g.request_id})
        return {"error": "service unavailable"}, 503, {"Retry-After": "5"}

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> ResponseReturnValue:
        return jsonify(error=error.name.lower()), error.code or 500

    @app.errorhandler(Exception)
    def failed(error: Exception) -> ResponseReturnValue:
        _log.error("request failed", exc_info=error, extra={"request_id": g.request_id})
        return {"error": "internal server error", "request_id": g.request_id}, 500
