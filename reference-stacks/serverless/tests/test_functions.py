"""Runs the functions as they stand in the template, against moto.

pip install 'moto[dynamodb,secretsmanager]' boto3 pyyaml
python -m unittest discover -s reference-stacks/serverless/tests
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import io
import json
import os
import socket
import time
import unittest
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

import boto3
import yaml
from moto import mock_aws

TEMPLATE = Path(__file__).resolve().parents[1] / "lib" / "TapStack.yml"
SIGNING = "0123456789abcdef" * 4
ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "us-west-2",
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AUDIENCE": "prod-MyAPI",
    "TABLE_NAME": "prod-orders",
}


class Loader(yaml.SafeLoader):
    """Reads templates; the intrinsic functions do not matter here."""


Loader.add_multi_constructor("!", lambda _loader, _suffix, _node: None)


def resource(name: str) -> dict[str, Any]:
    template = yaml.load(TEMPLATE.read_text(encoding="utf-8"), Loader)
    properties: dict[str, Any] = template["Resources"][name]["Properties"]
    return properties


def function(name: str) -> ModuleType:
    module = ModuleType(name)
    exec(compile(resource(name)["Code"]["ZipFile"], name, "exec"), module.__dict__)  # noqa: S102 - out of the template
    return module


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token(algorithm: str = "HS256", key: str = SIGNING, **claims: Any) -> str:
    content = {"aud": "prod-MyAPI", "sub": "alice", "exp": time.time() + 60} | claims
    text = ".".join(encode(json.dumps(part).encode()) for part in ({"alg": algorithm}, content))
    return f"Bearer {text}.{encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest())}"


class FunctionTest(unittest.TestCase):
    def setUp(self) -> None:
        self.enterContext(mock.patch.dict(os.environ, ENVIRONMENT))
        self.enterContext(mock_aws())


class AuthorizerTest(FunctionTest):
    def setUp(self) -> None:
        super().setUp()
        secret = boto3.client("secretsmanager").create_secret(Name="prod-token-key", SecretString=SIGNING)
        os.environ["TOKEN_KEY_ARN"] = secret["ARN"]
        self.handler = function("AuthorizerFunction").handler

    def authorize(self, text: str) -> dict[str, Any]:
        with contextlib.redirect_stdout(io.StringIO()) as log:
            try:
                answer: dict[str, Any] = self.handler({"authorizationToken": text, "methodArn": "arn:method"}, None)
            finally:
                self.assertNotIn(text, log.getvalue(), "a token in the log")
        return answer

    def test_lets_in_who_has_a_token(self) -> None:
        answer = self.authorize(token())
        self.assertEqual(answer["principalId"], "alice")
        self.assertEqual(
            answer["policyDocument"]["Statement"],
            [{"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "arn:method"}],
        )

    def test_refuses_everybody_else(self) -> None:
        wrong = {
            "unsigned": token(algorithm="none"),
            "signed by another key": token(key="another"),
            "for another audience": token(aud="another"),
            "expired": token(exp=1),
            "without expiry": token(exp=None),
            "without subject": token(sub=""),
            "another scheme": "Basic YTpi",
            "two parts": "Bearer a.b",
            "not base64": "Bearer a.b.c",
            "not ASCII": "Bearer é.ü.ö",
        }
        for what, text in wrong.items():
            with self.subTest(what), self.assertRaisesRegex(Exception, "^Unauthorized$"):
                self.authorize(text)


class OrdersTest(FunctionTest):
    def setUp(self) -> None:
        super().setUp()
        table = resource("OrderTable")
        boto3.client("dynamodb").create_table(
            **{key: table[key] for key in ("TableName", "BillingMode", "AttributeDefinitions", "KeySchema")}
        )
        self.read = function("OrdersReadFunction").handler
        self.write = function("OrdersWriteFunction").handler

    @staticmethod
    def event(customer: str = "alice", **parts: Any) -> dict[str, Any]:
        return {"requestContext": {"authorizer": {"principalId": customer}}, "pathParameters": None} | parts

    def post(self, **headers: str) -> dict[str, Any]:
        body = json.dumps({"lines": [{"article": "A-1", "quantity": 2}]})
        answer: dict[str, Any] = self.write(self.event(body=body, headers=headers), None)
        return answer

    def test_reads_what_was_written(self) -> None:
        written = self.post()
        self.assertEqual(written["statusCode"], 201)
        order = json.loads(written["body"])["order"]
        one = self.read(self.event(pathParameters={"order": order}), None)
        self.assertEqual(json.loads(one["body"])["lines"], [{"article": "A-1", "quantity": 2}])
        self.assertEqual(len(json.loads(self.read(self.event(), None)["body"])["orders"]), 1)

    def test_shows_nobody_the_orders_of_others(self) -> None:
        order = json.loads(self.post()["body"])["order"]
        self.assertEqual(self.read(self.event("bob", pathParameters={"order": order}), None)["statusCode"], 404)
        self.assertEqual(json.loads(self.read(self.event("bob"), None)["body"]), {"orders": []})

    def test_writes_a_repeated_request_once(self) -> None:
        first, second = self.post(**{"Idempotency-Key": "1"}), self.post(**{"Idempotency-Key": "1"})
        self.assertEqual((first["statusCode"], second["statusCode"]), (201, 200))
        self.assertEqual(first["body"], second["body"])

    def test_tells_the_daemon_of_sampled_calls_only(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as daemon:
            daemon.bind(("127.0.0.1", 0))
            daemon.settimeout(5)
            os.environ["AWS_XRAY_DAEMON_ADDRESS"] = f"127.0.0.1:{daemon.getsockname()[1]}"
            os.environ["_X_AMZN_TRACE_ID"] = "Root=1-0-0;Parent=1;Sampled=0"
            self.post()
            os.environ["_X_AMZN_TRACE_ID"] = "Root=1-2-3;Parent=4;Sampled=1"
            self.read(self.event(), None)
            header, segment = daemon.recv(4096).split(b"\n")
        self.assertEqual(json.loads(header), {"format": "json", "version": 1})
        sent = json.loads(segment)
        self.assertEqual((sent["trace_id"], sent["parent_id"]), ("1-2-3", "4"))
        self.assertEqual(sent["aws"], {"operation": "query", "table_name": "prod-orders"})


if __name__ == "__main__":
    unittest.main()
