"""What holds for all resources: names, destruction, region, parameters."""

import re
from typing import Any

import aws_cdk as cdk
import pytest

import app as entry_point
from payment_api.settings import Settings
from payment_api.stack import PaymentApiStack
from tests.infrastructure.reading import Resources, tag, text

# The property that names a resource, for every type of the stack that has one.
NAMES = {
    "AWS::CloudWatch::Alarm": "AlarmName",
    "AWS::CloudWatch::Dashboard": "DashboardName",
    "AWS::ApplicationAutoScaling::ScalingPolicy": "PolicyName",
    "AWS::EC2::SecurityGroup": "GroupName",
    "AWS::ECS::Cluster": "ClusterName",
    "AWS::ECS::Service": "ServiceName",
    "AWS::ECS::TaskDefinition": "Family",
    "AWS::ElasticLoadBalancingV2::LoadBalancer": "Name",
    "AWS::ElasticLoadBalancingV2::TargetGroup": "Name",
    "AWS::IAM::Role": "RoleName",
    "AWS::KMS::Alias": "AliasName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::Logs::ResourcePolicy": "PolicyName",
    "AWS::RDS::DBCluster": "DBClusterIdentifier",
    "AWS::RDS::DBClusterParameterGroup": "DBClusterParameterGroupName",
    "AWS::RDS::DBInstance": "DBInstanceIdentifier",
    "AWS::RDS::DBSubnetGroup": "DBSubnetGroupName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::SNS::Topic": "TopicName",
    "AWS::SecretsManager::Secret": "Name",
    "AWS::WAFv2::WebACL": "Name",
}

# What has a tag in place of a name, and how it begins.
TAGGED = {
    "AWS::EC2::EIP": "eip",
    "AWS::EC2::FlowLog": "flow-log",
    "AWS::EC2::InternetGateway": "vpc",
    "AWS::EC2::NatGateway": "nat-gateway",
    "AWS::EC2::RouteTable": "route-table",
    "AWS::EC2::Subnet": "subnet",
    "AWS::EC2::VPC": "vpc",
    "AWS::EC2::VPCEndpoint": "vpc-endpoint",
}

# A type, a purpose and the suffix; after the suffix, AWS has its say in names of log groups.
CONVENTION = re.compile(r"(/aws/[a-z/]+/|alias/)?[a-z0-9]+(-[A-Za-z0-9<>:]+)*-test(/[a-z]+)?")


def test_every_name_carries_the_suffix(resources: Resources) -> None:
    for resource_type, name_property in NAMES.items():
        found = resources.of(resource_type)
        assert found, resource_type
        for key, properties in found.items():
            assert CONVENTION.fullmatch(text(properties[name_property])), key


def test_what_has_no_name_has_a_tag(resources: Resources) -> None:
    for resource_type, start in TAGGED.items():
        found = resources.of(resource_type)
        assert found, resource_type
        for key, properties in found.items():
            name = str(tag(properties, "Name"))
            assert CONVENTION.fullmatch(name), key
            assert name.startswith(f"{start}-"), key


def test_everything_goes_with_the_stack(resources: Resources) -> None:
    for key, resource in resources.by_id.items():
        for policy in ("DeletionPolicy", "UpdateReplacePolicy"):
            assert resource.get(policy, "Delete") == "Delete", key
        assert "DeletionProtection" not in resource.get("Properties", {}) or (
            resource["Properties"]["DeletionProtection"] is False
        )
    _, balancer = resources.only("AWS::ElasticLoadBalancingV2::LoadBalancer")
    assert {"Key": "deletion_protection.enabled", "Value": "false"} in (
        balancer["LoadBalancerAttributes"]
    )


def test_nothing_runs_but_the_containers(resources: Resources) -> None:
    # CDK's helpers would bring functions and custom resources along.
    types = {resource["Type"] for resource in resources.by_id.values()}
    assert not {name for name in types if "Lambda" in name or name.startswith("Custom::")}


def test_accounts_supply_certificate_domain_and_mailbox(body: dict[str, Any]) -> None:
    parameters = {
        name: parameter
        for name, parameter in body["Parameters"].items()
        if name != "BootstrapVersion"
    }
    assert set(parameters) == {"CertificateArn", "DomainName", "AlarmEmail"}
    for parameter in parameters.values():
        assert parameter["AllowedPattern"]
        assert parameter["ConstraintDescription"]
        assert "Default" not in parameter


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        (
            "CertificateArn",
            "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012",
            "arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012",
        ),
        ("DomainName", "payments.example.com", "https://payments.example.com"),
        ("AlarmEmail", "on-call@example.com", "on-call"),
    ],
)
def test_parameters_take_what_they_should(
    body: dict[str, Any], name: str, good: str, bad: str
) -> None:
    pattern = re.compile(body["Parameters"][name]["AllowedPattern"])
    assert pattern.fullmatch(good)
    assert not pattern.fullmatch(bad)


def test_outputs_say_where_to_point_the_domain_and_where_the_key_is(body: dict[str, Any]) -> None:
    assert {"LoadBalancerName", "ApiKeySecret"} <= set(body["Outputs"])


def test_the_region_is_fixed() -> None:
    stack = PaymentApiStack(cdk.App(), "stack", settings=Settings(environment_suffix="x"))
    assert stack.region == "us-east-1"


@pytest.mark.parametrize("suffix", ["", "Prod", "1a", "a-", "a_b", "abcdefghijk", "None"])
def test_bad_suffixes_are_refused(suffix: str) -> None:
    with pytest.raises(ValueError, match="environment_suffix"):
        Settings(environment_suffix=suffix)


@pytest.mark.parametrize("suffix", ["a", "dev", "pr-1234567", "abcdefghij"])
def test_names_fit_with_every_suffix(suffix: str) -> None:
    settings = Settings(environment_suffix=suffix)
    assert settings.name("vpc") == f"vpc-payments-{suffix}"
    assert len(settings.name("target-group", "api")) <= 32
    assert len(settings.name("alb")) <= 32


def test_the_app_makes_the_stack_of_the_context() -> None:
    stack = entry_point.build(cdk.App(context={"environment_suffix": "run"}))
    assert stack.stack_name == "stack-payment-api-run"


def test_the_app_refuses_to_guess_the_environment() -> None:
    with pytest.raises(ValueError, match="environment_suffix"):
        entry_point.build(cdk.App())
