"""What a payment is, and which requests are one."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

CURRENCIES = frozenset({"EUR", "GBP", "USD"})
# In the currency's smallest unit: a million, less one cent.
LARGEST_AMOUNT = 99_999_999

_CARD_TOKEN = re.compile(r"tok_[A-Za-z0-9]{16,64}")
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/-]{0,63}")
_IDEMPOTENCY_KEY = re.compile(r"[A-Za-z0-9-]{16,64}")
_DIGITS = re.compile(r"\d(?:[ ./_-]?\d){12,18}")


class InvalidPaymentError(ValueError):
    """A request that is no payment, with what is wrong by field."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("invalid payment")
        self.errors = errors


@dataclass(frozen=True)
class NewPayment:
    """A payment as it is asked for. The card is a token of the card processor, never a number."""

    amount: int
    currency: str
    card_token: str
    reference: str


@dataclass(frozen=True)
class Payment:
    """A payment as it is kept."""

    id: UUID
    amount: int
    currency: str
    reference: str
    status: str
    created_at: datetime

    def as_json(self) -> dict[str, object]:
        """What clients see: everything but the card's token."""
        return {
            "id": str(self.id),
            "amount": self.amount,
            "currency": self.currency,
            "reference": self.reference,
            "status": self.status,
            "created_at": self.created_at.isoformat(),
        }


def parse(body: object) -> NewPayment:
    """Reads a request's body. Messages never repeat a value: it may be a card number."""
    if not isinstance(body, dict):
        raise InvalidPaymentError({"body": "must be a JSON object"})
    errors: dict[str, str] = {}
    checks = {
        "amount": (_is_amount, f"must be a whole number from 1 to {LARGEST_AMOUNT}"),
        "currency": (_is_currency, f"must be one of {', '.join(sorted(CURRENCIES))}"),
        "card_token": (_is_card_token, "must be a token of the card processor"),
        "reference": (_is_reference, "must be 1 to 64 plain characters and no card number"),
    }
    for name, (check, message) in checks.items():
        if name not in body:
            errors[name] = "is required"
        elif not check(body[name]):
            errors[name] = message
    if any(name not in checks for name in body):
        errors["body"] = f"may have these fields only: {', '.join(checks)}"
    if errors:
        raise InvalidPaymentError(errors)
    return NewPayment(**body)


def check_idempotency_key(value: str | None) -> str:
    """The key that makes it safe to send a payment twice."""
    if value is None or not _IDEMPOTENCY_KEY.fullmatch(value):
        raise InvalidPaymentError(
            {"Idempotency-Key": "header must be 16 to 64 letters, digits and hyphens"}
        )
    return value


def _is_amount(value: object) -> bool:
    # True and False are numbers to Python.
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LARGEST_AMOUNT


def _is_currency(value: object) -> bool:
    return isinstance(value, str) and value in CURRENCIES


def _is_card_token(value: object) -> bool:
    return isinstance(value, str) and _CARD_TOKEN.fullmatch(value) is not None


def _is_reference(value: object) -> bool:
    return (
        isinstance(value, str)
        and _REFERENCE.fullmatch(value) is not None
        and not any(_is_card_number(found.group()) for found in _DIGITS.finditer(value))
    )


def _is_card_number(text: str) -> bool:
    digits = [int(character) for character in text if character.isdigit()]
    checksum = 0
    for position, digit in enumerate(reversed(digits)):
        doubled = digit * 2 if position % 2 else digit
        checksum += doubled - 9 if doubled > 9 else doubled
    return checksum % 10 == 0
