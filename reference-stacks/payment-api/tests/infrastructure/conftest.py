"""The synthesized template, made once for all tests."""

import json
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Template

from payment_api.settings import Settings
from payment_api.stack import PaymentApiStack
from tests.infrastructure.reading import Resources

PROJECT = Path(__file__).resolve().parents[2]
SUFFIX = "test"


@pytest.fixture(scope="session")
def template() -> Template:
    """The template of an environment called `test`, with the flags of cdk.json."""
    flags = json.loads((PROJECT / "cdk.json").read_text(encoding="utf-8"))["context"]
    settings = Settings(environment_suffix=SUFFIX)
    app = cdk.App(context=flags)
    return Template.from_stack(PaymentApiStack(app, "stack", settings=settings))


@pytest.fixture(scope="session")
def body(template: Template) -> dict[str, Any]:
    """The template as CloudFormation reads it."""
    return dict(template.to_json())


@pytest.fixture(scope="session")
def resources(body: dict[str, Any]) -> Resources:
    """Its resources, to be found by type and to be followed by reference."""
    return Resources(body["Resources"])
