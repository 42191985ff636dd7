"""Logs as JSON lines, without anything that must not be read there."""

import json
import logging
import re
from collections.abc import Iterable
from datetime import UTC, datetime

# Thirteen to nineteen digits, however they are grouped: what a card number looks like.
_CARD_NUMBER = re.compile(r"\b\d(?:[ -]?\d){12,18}\b")
_CARD_TOKEN = re.compile(r"\btok_[A-Za-z0-9]+")
_HIDDEN = "[redacted]"

# What a log record may carry besides its message.
_FIELDS = ("request_id", "method", "route", "status", "milliseconds")


class JsonFormatter(logging.Formatter):
    """One JSON object a line. Secrets, card numbers and card tokens are blanked out everywhere.

    Nothing here logs them on purpose; this is for the message of a library's exception.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        self._secrets = tuple(secret for secret in secrets if secret)

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": self._clean(record.getMessage()),
        }
        for name in _FIELDS:
            if hasattr(record, name):
                value = getattr(record, name)
                line[name] = self._clean(value) if isinstance(value, str) else value
        if record.exc_info:
            line["exception"] = self._clean(self.formatException(record.exc_info))
        return json.dumps(line)

    def _clean(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, _HIDDEN)
        return _CARD_TOKEN.sub(_HIDDEN, _CARD_NUMBER.sub(_HIDDEN, text))


def configure(secrets: Iterable[str]) -> None:
    """Sends every log line to the container's output, cleaned."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter(secrets))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
