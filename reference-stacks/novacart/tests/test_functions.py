"""Runs the functions as they stand in the template, with moto for Secrets Manager and a stand-in for the database.

pip install 'moto[secretsmanager]' boto3 pyyaml
python -m unittest discover -s reference-stacks/novacart/tests
"""

from __future__ import annotations

import datetime
import json
import os
import ssl
import sys
import unittest
from pathlib import Path
from types import ModuleType
from typing import Any, Self
from unittest import mock

import boto3
import yaml
from moto import mock_aws

TEMPLATE = Path(__file__).resolve().parents[1] / "lib" / "TapStack.yml"
ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "ALLOWED_ORIGIN": "https://www.example.com",
    "DATABASE_HOST": "database.example.com",
    "DATABASE_NAME": "shop",
}
LOGIN = {"username": "shop", "password": "of this week"}


class Loader(yaml.SafeLoader):
    """Reads templates; the intrinsic functions do not matter here."""


Loader.add_multi_constructor("!", lambda _loader, _suffix, _node: None)


class Database(ModuleType):
    """Stands in for PyMySQL and for the server behind it."""

    class MySQLError(Exception):
        pass

    def __init__(self) -> None:
        super().__init__("pymysql")
        self.rows: dict[tuple[str, str], tuple[datetime.datetime, str]] = {}
        self.logins: list[dict[str, Any]] = []
        self.alive = True
        self.found: tuple[datetime.datetime, str] | None = None

    def connect(self, **arguments: Any) -> Database:
        self.logins.append(arguments)
        self.alive = True
        return self

    def ping(self, *, reconnect: bool) -> None:
        if not self.alive:
            raise self.MySQLError(reconnect)

    def cursor(self) -> Database:
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def execute(self, statement: str, values: tuple[str, ...] | None = None) -> None:
        self.found = None
        if values and statement.startswith("INSERT"):
            self.rows[values[0], values[1]] = (datetime.datetime(2026, 1, 2, 3, 4, 5), values[2])
        elif values and statement.startswith("SELECT"):
            self.found = self.rows.get((values[0], values[1]))

    def fetchone(self) -> tuple[datetime.datetime, str] | None:
        return self.found


def function(name: str) -> ModuleType:
    template = yaml.load(TEMPLATE.read_text(encoding="utf-8"), Loader)
    module = ModuleType(name)
    code = template["Resources"][name]["Properties"]["Code"]["ZipFile"]
    exec(compile(code, name, "exec"), module.__dict__)  # noqa: S102 - our own code, out of the template
    return module


class FunctionTest(unittest.TestCase):
    def setUp(self) -> None:
        self.enterContext(mock.patch.dict(os.environ, ENVIRONMENT))
        self.enterContext(mock_aws())
        secret = boto3.client("secretsmanager").create_secret(Name="database", SecretString=json.dumps(LOGIN))
        os.environ["DATABASE_SECRET_ARN"] = secret["ARN"]
        self.database = Database()
        self.enterContext(mock.patch.dict(sys.modules, pymysql=self.database))
        # The certificates are in the layer.
        context = ssl.create_default_context()
        self.certificates = self.enterContext(mock.patch("ssl.create_default_context", return_value=context))
        self.create = function("CreateOrderFunction").handler
        self.get = function("GetOrderFunction").handler

    @staticmethod
    def event(customer: str = "alice", **parts: Any) -> dict[str, Any]:
        return {"requestContext": {"authorizer": {"claims": {"sub": customer}}}} | parts

    def ordered(self) -> str:
        answer = self.create(self.event(body=json.dumps({"articles": [{"article": "A-1", "quantity": 2}]})), None)
        self.assertEqual(answer["statusCode"], 201)
        return str(json.loads(answer["body"])["order"])

    def test_gets_what_was_ordered(self) -> None:
        order = self.ordered()
        answer = self.get(self.event(pathParameters={"order": order}), None)
        self.assertEqual(answer["statusCode"], 200)
        self.assertEqual(answer["headers"]["Access-Control-Allow-Origin"], "https://www.example.com")
        self.assertEqual(
            json.loads(answer["body"]),
            {"order": order, "created": "2026-01-02T03:04:05", "articles": [{"article": "A-1", "quantity": 2}]},
        )

    def test_shows_nobody_the_orders_of_others(self) -> None:
        answer = self.get(self.event("bob", pathParameters={"order": self.ordered()}), None)
        self.assertEqual(answer["statusCode"], 404)

    def test_connects_with_tls_and_the_password_of_the_secret(self) -> None:
        self.ordered()
        login = self.database.logins[0]
        self.assertEqual((login["user"], login["password"]), (LOGIN["username"], LOGIN["password"]))
        self.assertIsInstance(login["ssl"], ssl.SSLContext)
        self.certificates.assert_called_with(cafile="/opt/rds-ca.pem")

    def test_reads_the_password_again_when_the_connection_is_gone(self) -> None:
        self.ordered()
        self.ordered()
        self.assertEqual(len(self.database.logins), 1, "the connection is kept")
        changed = LOGIN | {"password": "of next week"}
        boto3.client("secretsmanager").put_secret_value(
            SecretId=os.environ["DATABASE_SECRET_ARN"], SecretString=json.dumps(changed)
        )
        self.database.alive = False
        self.ordered()
        self.assertEqual(self.database.logins[-1]["password"], "of next week")


if __name__ == "__main__":
    unittest.main()
