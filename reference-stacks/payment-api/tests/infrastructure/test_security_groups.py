"""Who may talk to whom: internet, load balancer, containers, database, and no other path."""

from typing import Any

import pytest

from payment_api.settings import CONTAINER_PORT, DATABASE_PORT
from tests.infrastructure.reading import Resources, target

GROUP = "AWS::EC2::SecurityGroup"


@pytest.fixture
def groups(resources: Resources) -> dict[str, str]:
    """Logical id by the purpose in the group's name."""
    return {
        properties["GroupName"].split("-")[2]: key
        for key, properties in resources.of(GROUP).items()
    }


def paths(resources: Resources, group: str, direction: str) -> set[tuple[str, int, int]]:
    """Peer and ports of every rule of a group, inline and standalone."""
    peer = "Source" if direction == "Ingress" else "Destination"
    rules: list[dict[str, Any]] = list(
        resources.of(GROUP)[group].get(f"SecurityGroup{direction}", [])
    )
    rules += [
        rule
        for rule in resources.of(f"AWS::EC2::SecurityGroup{direction}").values()
        if target(rule["GroupId"]) == group
    ]
    found = set()
    for rule in rules:
        assert rule["Description"]
        if rule["IpProtocol"] == "icmp":
            # How CDK writes "nothing": a single address that nobody has.
            assert rule["CidrIp"] == "255.255.255.255/32"
            continue
        assert rule["IpProtocol"] == "tcp"
        other = rule.get(f"{peer}SecurityGroupId")
        name = target(other) if other else rule["CidrIp"]
        found.add((name, rule["FromPort"], rule["ToPort"]))
    return found


def test_there_are_three_groups(groups: dict[str, str]) -> None:
    assert set(groups) == {"alb", "application", "database"}


def test_load_balancer_takes_https_from_everyone(
    resources: Resources, groups: dict[str, str]
) -> None:
    assert paths(resources, groups["alb"], "Ingress") == {("0.0.0.0/0", 443, 443)}


def test_load_balancer_reaches_only_the_containers(
    resources: Resources, groups: dict[str, str]
) -> None:
    assert paths(resources, groups["alb"], "Egress") == {
        (groups["application"], CONTAINER_PORT, CONTAINER_PORT)
    }


def test_containers_take_traffic_only_from_the_load_balancer(
    resources: Resources, groups: dict[str, str]
) -> None:
    assert paths(resources, groups["application"], "Ingress") == {
        (groups["alb"], CONTAINER_PORT, CONTAINER_PORT)
    }


def test_containers_reach_the_database_and_https(
    resources: Resources, groups: dict[str, str]
) -> None:
    assert paths(resources, groups["application"], "Egress") == {
        (groups["database"], DATABASE_PORT, DATABASE_PORT),
        ("0.0.0.0/0", 443, 443),
    }


def test_database_takes_traffic_only_from_the_containers(
    resources: Resources, groups: dict[str, str]
) -> None:
    assert paths(resources, groups["database"], "Ingress") == {
        (groups["application"], DATABASE_PORT, DATABASE_PORT)
    }


def test_database_reaches_nothing(resources: Resources, groups: dict[str, str]) -> None:
    assert paths(resources, groups["database"], "Egress") == set()


def test_no_group_keeps_the_rule_that_lets_everything_out(resources: Resources) -> None:
    # EC2 adds it to groups that come without egress rules; rules beside the group come too late.
    for key, properties in resources.of(GROUP).items():
        assert properties["SecurityGroupEgress"], key


def test_nothing_is_left_to_the_default_group(resources: Resources, groups: dict[str, str]) -> None:
    _, balancer = resources.only("AWS::ElasticLoadBalancingV2::LoadBalancer")
    _, service = resources.only("AWS::ECS::Service")
    _, cluster = resources.only("AWS::RDS::DBCluster")
    configuration = service["NetworkConfiguration"]["AwsvpcConfiguration"]
    assert [target(group) for group in balancer["SecurityGroups"]] == [groups["alb"]]
    assert [target(group) for group in configuration["SecurityGroups"]] == [groups["application"]]
    assert [target(group) for group in cluster["VpcSecurityGroupIds"]] == [groups["database"]]
