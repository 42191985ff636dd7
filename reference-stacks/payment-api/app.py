#!/usr/bin/env python3
"""Entry point of the CDK CLI: one stack for the environment that the context names."""

import aws_cdk as cdk

from payment_api.settings import Settings
from payment_api.stack import PaymentApiStack


def build(app: cdk.App) -> PaymentApiStack:
    """Adds the stack of `environment_suffix`, which cdk.json or `--context` gives."""
    suffix = str(app.node.try_get_context("environment_suffix"))
    settings = Settings(environment_suffix=suffix)
    return PaymentApiStack(app, settings.name("stack", "payment-api"), settings=settings)


if __name__ == "__main__":
    cdk_app = cdk.App()
    build(cdk_app)
    cdk_app.synth()
