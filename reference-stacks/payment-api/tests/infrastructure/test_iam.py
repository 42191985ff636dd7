"""Least privilege: who may do what, to what, and who may be whom."""

import pytest

from tests.infrastructure.reading import Resources, as_list, role_statements, target, text

ROLES = {"role-task-execution-test", "role-task-test", "role-vpc-flow-log-test"}

# Actions for which AWS knows no resource.
WITHOUT_RESOURCE = {"ecr:GetAuthorizationToken"}


def actions_of(resources: Resources, role_name: str) -> set[str]:
    """All actions that a role is allowed."""
    key, _ = resources.named("AWS::IAM::Role", "RoleName", role_name)
    return {
        action
        for owner, statement in role_statements(resources)
        if owner == key
        for action in as_list(statement["Action"])
    }


def statement_of(resources: Resources, sid: str) -> dict[str, object]:
    """The statement with a name."""
    (found,) = (
        statement for _, statement in role_statements(resources) if statement.get("Sid") == sid
    )
    return found


def test_there_are_three_roles_with_inline_policies_only(resources: Resources) -> None:
    assert {role["RoleName"] for role in resources.of("AWS::IAM::Role").values()} == ROLES
    assert not resources.of("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy")
    for role in resources.of("AWS::IAM::Role").values():
        assert "ManagedPolicyArns" not in role


def test_every_statement_names_exact_actions(resources: Resources) -> None:
    for _, statement in role_statements(resources):
        assert statement["Effect"] == "Allow"
        assert "NotAction" not in statement
        assert "NotResource" not in statement
        for action in as_list(statement["Action"]):
            assert "*" not in action


def test_every_statement_names_its_resources(resources: Resources) -> None:
    for _, statement in role_statements(resources):
        actions = set(as_list(statement["Action"]))
        for resource in as_list(statement["Resource"]):
            if actions <= WITHOUT_RESOURCE:
                assert resource == "*"
            else:
                assert "*" not in text(resource)


def test_every_statement_says_what_it_is_for(resources: Resources) -> None:
    for _, statement in role_statements(resources):
        assert statement["Sid"]


def test_execution_role_can_start_tasks_and_nothing_else(resources: Resources) -> None:
    assert actions_of(resources, "role-task-execution-test") == {
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:GetAuthorizationToken",
        "ecr:GetDownloadUrlForLayer",
        "kms:Decrypt",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "secretsmanager:GetSecretValue",
    }


def test_execution_role_reads_the_secrets_of_the_task(resources: Resources) -> None:
    cluster, _ = resources.only("AWS::RDS::DBCluster")
    secret, _ = resources.only("AWS::SecretsManager::Secret")
    statement = statement_of(resources, "ReadSecretsOfTheTask")
    assert statement["Resource"] == [
        {"Fn::GetAtt": [cluster, "MasterUserSecret.SecretArn"]},
        {"Ref": secret},
    ]


def test_execution_role_decrypts_those_secrets_through_secrets_manager(
    resources: Resources,
) -> None:
    statement = statement_of(resources, "DecryptSecretsOfTheTask")
    secrets = statement_of(resources, "ReadSecretsOfTheTask")["Resource"]
    assert statement["Condition"] == {
        "StringEquals": {
            "kms:ViaService": "secretsmanager.us-east-1.amazonaws.com",
            "kms:EncryptionContext:SecretARN": secrets,
        }
    }


def test_task_role_signs_in_as_the_application_and_nothing_else(resources: Resources) -> None:
    cluster, _ = resources.only("AWS::RDS::DBCluster")
    assert actions_of(resources, "role-task-test") == {"rds-db:connect"}
    assert text(statement_of(resources, "SignInAsApplicationUser")["Resource"]) == (
        f"arn:aws:rds-db:us-east-1:<AWS::AccountId>:dbuser:<{cluster}>/payment_app"
    )


def test_flow_log_role_writes_to_its_log_group(resources: Resources) -> None:
    group, _ = resources.named("AWS::Logs::LogGroup", "LogGroupName", "log-group-vpc-flow-test")
    key, role = resources.named("AWS::IAM::Role", "RoleName", "role-vpc-flow-log-test")
    (policy,) = role["Policies"]
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert target(statement["Resource"]) == group
    assert actions_of(resources, "role-vpc-flow-log-test") == {
        "logs:CreateLogStream",
        "logs:DescribeLogStreams",
        "logs:PutLogEvents",
    }
    _, flow_log = resources.only("AWS::EC2::FlowLog")
    assert target(flow_log["DeliverLogsPermissionArn"]) == key


@pytest.mark.parametrize(
    ("role_name", "service", "source"),
    [
        ("role-task-test", "ecs-tasks", "arn:aws:ecs:us-east-1:<AWS::AccountId>:*"),
        ("role-task-execution-test", "ecs-tasks", "arn:aws:ecs:us-east-1:<AWS::AccountId>:*"),
        (
            "role-vpc-flow-log-test",
            "vpc-flow-logs",
            "arn:aws:ec2:us-east-1:<AWS::AccountId>:vpc-flow-log/*",
        ),
    ],
)
def test_roles_trust_one_service_acting_for_this_account(
    resources: Resources, role_name: str, service: str, source: str
) -> None:
    _, role = resources.named("AWS::IAM::Role", "RoleName", role_name)
    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"] == {"Service": f"{service}.amazonaws.com"}
    assert statement["Action"] == "sts:AssumeRole"
    condition = statement["Condition"]
    assert condition["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
    assert text(condition["ArnLike"]["aws:SourceArn"]) == source
