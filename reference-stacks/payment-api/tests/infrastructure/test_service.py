"""ECS: where the containers run, what they are given, and how many there are."""

from typing import Any

import pytest

from tests.infrastructure.reading import Resources, tag, target, targets, text


@pytest.fixture
def containers(resources: Resources) -> dict[str, dict[str, Any]]:
    """The containers of the task, by name."""
    _, task = resources.only("AWS::ECS::TaskDefinition")
    return {container["Name"]: container for container in task["ContainerDefinitions"]}


def test_cluster_has_detailed_container_insights(resources: Resources) -> None:
    key, cluster = resources.only("AWS::ECS::Cluster")
    assert cluster["ClusterSettings"] == [{"Name": "containerInsights", "Value": "enhanced"}]
    samples, _ = resources.named(
        "AWS::Logs::LogGroup",
        "LogGroupName",
        f"/aws/ecs/containerinsights/{cluster['ClusterName']}/performance",
    )
    assert samples in resources.by_id[key]["DependsOn"]


def test_service_runs_on_fargate_in_private_subnets(resources: Resources) -> None:
    _, service = resources.only("AWS::ECS::Service")
    _, task = resources.only("AWS::ECS::TaskDefinition")
    assert service["LaunchType"] == "FARGATE"
    assert task["RequiresCompatibilities"] == ["FARGATE"]
    configuration = service["NetworkConfiguration"]["AwsvpcConfiguration"]
    assert configuration["AssignPublicIp"] == "DISABLED"
    assert len(configuration["Subnets"]) == 3
    for subnet in configuration["Subnets"]:
        properties = resources.by_id[target(subnet)]["Properties"]
        assert str(tag(properties, "Name")).startswith("subnet-application-")


def test_failed_deployments_roll_back_and_nobody_opens_a_shell(resources: Resources) -> None:
    _, service = resources.only("AWS::ECS::Service")
    deployment = service["DeploymentConfiguration"]
    assert deployment["DeploymentCircuitBreaker"] == {"Enable": True, "Rollback": True}
    assert deployment["MinimumHealthyPercent"] == 100
    assert service["EnableExecuteCommand"] is False


def test_two_to_ten_tasks_by_requests_and_load(resources: Resources) -> None:
    key, scaling = resources.only("AWS::ApplicationAutoScaling::ScalableTarget")
    assert (scaling["MinCapacity"], scaling["MaxCapacity"]) == (2, 10)
    metrics = set()
    for policy in resources.of("AWS::ApplicationAutoScaling::ScalingPolicy").values():
        assert policy["PolicyType"] == "TargetTrackingScaling"
        assert target(policy["ScalingTargetId"]) == key
        tracking = policy["TargetTrackingScalingPolicyConfiguration"]
        metrics.add(tracking["PredefinedMetricSpecification"]["PredefinedMetricType"])
    assert metrics == {"ALBRequestCountPerTarget", "ECSServiceAverageCPUUtilization"}
    # A fixed count would undo the scaling at each deployment.
    _, service = resources.only("AWS::ECS::Service")
    assert "DesiredCount" not in service


def test_secrets_are_injected_and_environment_has_none(
    resources: Resources, containers: dict[str, dict[str, Any]]
) -> None:
    cluster, _ = resources.only("AWS::RDS::DBCluster")
    secret, _ = resources.only("AWS::SecretsManager::Secret")
    given = {
        name: {entry["Name"]: text(entry["ValueFrom"]) for entry in container["Secrets"]}
        for name, container in containers.items()
    }
    assert given == {
        "schema": {
            "DB_OWNER_USER": f"<{cluster}>:username::",
            "DB_OWNER_PASSWORD": f"<{cluster}>:password::",
        },
        "api": {"API_KEY": f"<{secret}>"},
    }
    for container in containers.values():
        names = {entry["Name"] for entry in container["Environment"]}
        assert names == {"DB_HOST", "DB_PORT", "DB_NAME", "DB_APP_USER"}
        assert "resolve" not in str(container["Environment"])


def test_api_starts_after_the_schema_is_ready(containers: dict[str, dict[str, Any]]) -> None:
    assert containers["api"]["DependsOn"] == [{"Condition": "SUCCESS", "ContainerName": "schema"}]
    assert containers["api"]["Essential"] is True
    assert containers["schema"]["Essential"] is False


def test_containers_have_no_privileges(containers: dict[str, dict[str, Any]]) -> None:
    for container in containers.values():
        assert container["User"] == "10001:10001"
        assert not container.get("Privileged", False)
        assert container["ReadonlyRootFilesystem"] is True
        assert container["LinuxParameters"]["Capabilities"]["Drop"] == ["ALL"]


def test_containers_log_to_the_encrypted_group(
    resources: Resources, containers: dict[str, dict[str, Any]]
) -> None:
    group, _ = resources.named("AWS::Logs::LogGroup", "LogGroupName", "log-group-api-test")
    for name, container in containers.items():
        configuration = container["LogConfiguration"]
        assert configuration["LogDriver"] == "awslogs"
        assert target(configuration["Options"]["awslogs-group"]) == group
        assert configuration["Options"]["awslogs-stream-prefix"] == name


def test_image_is_named_by_what_is_in_it(containers: dict[str, dict[str, Any]]) -> None:
    for container in containers.values():
        repository, tag_ = text(container["Image"]).rsplit(":", 1)
        assert repository.endswith("cdk-hnb659fds-container-assets-${AWS::AccountId}-us-east-1")
        assert len(tag_) == 64


def test_service_waits_for_the_database_and_the_listener(resources: Resources) -> None:
    key, _ = resources.only("AWS::ECS::Service")
    waits = {resources.by_id[other]["Type"] for other in resources.by_id[key]["DependsOn"]}
    assert {"AWS::RDS::DBInstance", "AWS::ElasticLoadBalancingV2::ListenerRule"} <= waits


def test_roles_are_two(resources: Resources) -> None:
    _, task = resources.only("AWS::ECS::TaskDefinition")
    assert targets(task["TaskRoleArn"]) != targets(task["ExecutionRoleArn"])
