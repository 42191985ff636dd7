"""Dashboard, alarms and who is told."""

import json
from typing import Any

import pytest

from tests.infrastructure.reading import Resources, target, text


@pytest.fixture
def alarms(resources: Resources) -> dict[str, dict[str, Any]]:
    """The alarms, by the purpose in their name."""
    return {
        alarm["AlarmName"].removeprefix("alarm-").removesuffix("-test"): alarm
        for alarm in resources.of("AWS::CloudWatch::Alarm").values()
    }


def test_error_rate_above_five_percent(
    resources: Resources, alarms: dict[str, dict[str, Any]]
) -> None:
    alarm = alarms["error-rate"]
    assert alarm["Threshold"] == 5
    assert alarm["ComparisonOperator"] == "GreaterThanThreshold"
    queries = {query["Id"]: query for query in alarm["Metrics"]}
    (expression,) = (query["Expression"] for query in queries.values() if "Expression" in query)
    assert expression == "100 * (FILL(target, 0) + FILL(balancer, 0)) / requests"
    balancer, _ = resources.only("AWS::ElasticLoadBalancingV2::LoadBalancer")
    for name, metric_name in {
        "target": "HTTPCode_Target_5XX_Count",
        "balancer": "HTTPCode_ELB_5XX_Count",
        "requests": "RequestCount",
    }.items():
        metric = queries[name]["MetricStat"]["Metric"]
        assert metric["MetricName"] == metric_name
        assert queries[name]["MetricStat"]["Stat"] == "Sum"
        assert target(metric["Dimensions"][0]["Value"]) == balancer


def test_database_cpu_above_eighty_percent(
    resources: Resources, alarms: dict[str, dict[str, Any]]
) -> None:
    alarm = alarms["database-cpu"]
    cluster, _ = resources.only("AWS::RDS::DBCluster")
    assert (alarm["Namespace"], alarm["MetricName"]) == ("AWS/RDS", "CPUUtilization")
    assert alarm["Threshold"] == 80
    assert alarm["ComparisonOperator"] == "GreaterThanThreshold"
    assert alarm["Dimensions"] == [{"Name": "DBClusterIdentifier", "Value": {"Ref": cluster}}]


def test_latency_and_health_are_watched_as_well(alarms: dict[str, dict[str, Any]]) -> None:
    assert set(alarms) == {"error-rate", "database-cpu", "latency", "unhealthy-tasks"}


def test_every_alarm_tells_somebody(
    resources: Resources, alarms: dict[str, dict[str, Any]]
) -> None:
    topic, _ = resources.only("AWS::SNS::Topic")
    _, subscription = resources.only("AWS::SNS::Subscription")
    assert subscription["Protocol"] == "email"
    assert subscription["Endpoint"] == {"Ref": "AlarmEmail"}
    assert target(subscription["TopicArn"]) == topic
    for alarm in alarms.values():
        assert alarm.get("ActionsEnabled", True) is True
        assert [target(action) for action in alarm["AlarmActions"]] == [topic]


def test_only_alarms_of_this_stack_may_publish(resources: Resources) -> None:
    _, policy = resources.only("AWS::SNS::TopicPolicy")
    (statement,) = (
        entry for entry in policy["PolicyDocument"]["Statement"] if entry["Effect"] == "Allow"
    )
    assert statement["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert statement["Action"] == "sns:Publish"
    source = text(statement["Condition"]["ArnLike"]["aws:SourceArn"])
    assert source == "arn:aws:cloudwatch:us-east-1:<AWS::AccountId>:alarm:alarm-*-test"


def test_dashboard_shows_latency_errors_and_connections(resources: Resources) -> None:
    _, dashboard = resources.only("AWS::CloudWatch::Dashboard")
    widgets = json.loads(text(dashboard["DashboardBody"]))["widgets"]
    shown = {
        widget["properties"]["title"]: str(widget["properties"]["metrics"]) for widget in widgets
    }
    assert "TargetResponseTime" in shown["API latency (s)"]
    assert "HTTPCode_Target_5XX_Count" in shown["API error rate (%)"]
    assert "/ requests" in shown["API error rate (%)"]
    assert "DatabaseConnections" in shown["Database connections"]
    assert "CPUUtilization" in shown["Database CPU (%)"]
    assert "RunningTaskCount" in shown["Tasks running"]
