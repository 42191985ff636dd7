"""The web ACL: what it blocks, what it protects, and its log."""

import json

from tests.infrastructure.reading import Resources, target, targets, text


def test_it_protects_the_load_balancer(resources: Resources) -> None:
    acl, properties = resources.only("AWS::WAFv2::WebACL")
    balancer, _ = resources.only("AWS::ElasticLoadBalancingV2::LoadBalancer")
    _, association = resources.only("AWS::WAFv2::WebACLAssociation")
    assert properties["Scope"] == "REGIONAL"
    assert target(association["WebACLArn"]) == acl
    assert target(association["ResourceArn"]) == balancer


def test_it_limits_the_rate_of_each_address(resources: Resources) -> None:
    _, acl = resources.only("AWS::WAFv2::WebACL")
    rule = acl["Rules"][0]
    assert rule["Action"] == {"Block": {}}
    assert rule["Statement"]["RateBasedStatement"] == {
        "AggregateKeyType": "IP",
        "EvaluationWindowSec": 300,
        "Limit": 2000,
    }


def test_it_blocks_common_exploits_and_sql_injection(resources: Resources) -> None:
    _, acl = resources.only("AWS::WAFv2::WebACL")
    groups = {}
    for rule in acl["Rules"][1:]:
        assert rule["OverrideAction"] == {"None": {}}
        statement = rule["Statement"]["ManagedRuleGroupStatement"]
        assert set(statement) == {"VendorName", "Name"}
        groups[statement["Name"]] = rule["Priority"]
    assert groups == {
        "AWSManagedRulesAmazonIpReputationList": 1,
        "AWSManagedRulesCommonRuleSet": 2,
        "AWSManagedRulesKnownBadInputsRuleSet": 3,
        "AWSManagedRulesSQLiRuleSet": 4,
    }


def test_it_logs_requests_without_the_clients_key(resources: Resources) -> None:
    acl, properties = resources.only("AWS::WAFv2::WebACL")
    group, _ = resources.named("AWS::Logs::LogGroup", "LogGroupName", "aws-waf-logs-payments-test")
    key, logging = resources.only("AWS::WAFv2::LoggingConfiguration")
    assert target(logging["ResourceArn"]) == acl
    assert group in targets(logging["LogDestinationConfigs"])
    assert logging["RedactedFields"] == [{"SingleHeader": {"Name": "x-api-key"}}]
    # Samples cannot be redacted.
    for part in (properties, *properties["Rules"]):
        assert part["VisibilityConfig"]["SampledRequestsEnabled"] is False
    policy, _ = resources.only("AWS::Logs::ResourcePolicy")
    assert policy in resources.by_id[key]["DependsOn"]


def test_only_this_accounts_delivery_may_write_its_log(resources: Resources) -> None:
    group, _ = resources.named("AWS::Logs::LogGroup", "LogGroupName", "aws-waf-logs-payments-test")
    _, policy = resources.only("AWS::Logs::ResourcePolicy")
    (statement,) = json.loads(text(policy["PolicyDocument"]))["Statement"]
    assert statement["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
    assert statement["Resource"] == f"<{group}>"
    assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": "<AWS::AccountId>"}
