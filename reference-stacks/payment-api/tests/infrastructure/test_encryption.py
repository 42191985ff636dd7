"""Keys, who may use them, and that everything at rest is under one."""

import pytest

from tests.infrastructure.reading import Resources, as_list, target, text


def key_of(resources: Resources, alias: str) -> tuple[str, dict[str, object]]:
    """The key behind an alias."""
    _, properties = resources.named("AWS::KMS::Alias", "AliasName", f"alias/{alias}")
    key = target(properties["TargetKeyId"])
    return key, resources.by_id[key]["Properties"]


def service_statements(key: dict[str, object]) -> list[dict[str, object]]:
    """The statements of a key's policy that let services in."""
    policy = key["KeyPolicy"]
    assert isinstance(policy, dict)
    return [
        entry
        for entry in policy["Statement"]
        if entry["Effect"] == "Allow" and "Service" in entry["Principal"]
    ]


def test_every_key_rotates(resources: Resources) -> None:
    keys = resources.of("AWS::KMS::Key")
    assert len(keys) == 4
    for properties in keys.values():
        assert properties["EnableKeyRotation"] is True


def test_nobody_grants_a_key_on_but_services(resources: Resources) -> None:
    for properties in resources.of("AWS::KMS::Key").values():
        (denial,) = (
            entry for entry in properties["KeyPolicy"]["Statement"] if entry["Effect"] == "Deny"
        )
        assert denial["Action"] == "kms:CreateGrant"
        assert denial["Condition"] == {
            "BoolIfExists": {
                "kms:GrantIsForAWSResource": "false",
                "aws:PrincipalIsAWSService": "false",
            }
        }


@pytest.mark.parametrize(
    ("alias", "services"),
    [
        ("key-data-payments-test", set()),
        ("key-logs-payments-test", {"logs.us-east-1.amazonaws.com"}),
        ("key-storage-payments-test", {"fargate.amazonaws.com"}),
        ("key-alarms-payments-test", {"cloudwatch.amazonaws.com"}),
    ],
)
def test_keys_let_in_exactly_their_services_on_conditions(
    resources: Resources, alias: str, services: set[str]
) -> None:
    _, key = key_of(resources, alias)
    statements = service_statements(key)
    assert {entry["Principal"]["Service"] for entry in statements} == services  # type: ignore[index]
    for statement in statements:
        assert statement["Condition"]
        assert all("*" not in action for action in as_list(statement["Action"]))


def test_logs_key_serves_every_log_group_by_name(resources: Resources) -> None:
    key, properties = key_of(resources, "key-logs-payments-test")
    (statement,) = service_statements(properties)
    condition = statement["Condition"]
    assert isinstance(condition, dict)
    allowed = {
        text(arn).split(":log-group:")[1]
        for arn in condition["ArnEquals"]["kms:EncryptionContext:aws:logs:arn"]
    }
    groups = resources.of("AWS::Logs::LogGroup")
    assert {group["LogGroupName"] for group in groups.values()} == allowed
    for group in groups.values():
        assert target(group["KmsKeyId"]) == key
        assert group["RetentionInDays"] in {7, 365}


def test_storage_key_serves_this_cluster(resources: Resources) -> None:
    key, properties = key_of(resources, "key-storage-payments-test")
    _, cluster = resources.only("AWS::ECS::Cluster")
    storage = cluster["Configuration"]["ManagedStorageConfiguration"]
    assert target(storage["FargateEphemeralStorageKmsKeyId"]) == key
    for statement in service_statements(properties):
        condition = statement["Condition"]
        assert isinstance(condition, dict)
        assert (
            condition["StringEquals"]["kms:EncryptionContext:aws:ecs:clusterName"]
            == (cluster["ClusterName"])
        )


def test_database_and_its_secret_are_under_the_data_key(resources: Resources) -> None:
    key, _ = key_of(resources, "key-data-payments-test")
    _, cluster = resources.only("AWS::RDS::DBCluster")
    assert cluster["StorageEncrypted"] is True
    assert target(cluster["KmsKeyId"]) == key
    assert target(cluster["MasterUserSecret"]["KmsKeyId"]) == key
    assert target(cluster["PerformanceInsightsKmsKeyId"]) == key
    for instance in resources.of("AWS::RDS::DBInstance").values():
        assert instance["EnablePerformanceInsights"] is True
        assert target(instance["PerformanceInsightsKMSKeyId"]) == key


def test_api_key_is_made_by_secrets_manager_under_the_data_key(resources: Resources) -> None:
    key, _ = key_of(resources, "key-data-payments-test")
    _, secret = resources.only("AWS::SecretsManager::Secret")
    assert target(secret["KmsKeyId"]) == key
    assert secret["GenerateSecretString"]["PasswordLength"] >= 32
    assert "SecretString" not in secret


def test_topic_is_under_the_alarms_key(resources: Resources) -> None:
    key, _ = key_of(resources, "key-alarms-payments-test")
    _, topic = resources.only("AWS::SNS::Topic")
    assert target(topic["KmsMasterKeyId"]) == key


def test_access_logs_are_in_a_closed_bucket_that_takes_them(resources: Resources) -> None:
    bucket, properties = resources.only("AWS::S3::Bucket")
    assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}
    (rule,) = properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    # Elastic Load Balancing delivers to no bucket with a customer's key.
    assert rule["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}

    _, policy = resources.only("AWS::S3::BucketPolicy")
    (delivery,) = (
        entry for entry in policy["PolicyDocument"]["Statement"] if entry["Effect"] == "Allow"
    )
    assert delivery["Principal"] == {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}
    assert delivery["Action"] == "s3:PutObject"
    assert [text(arn) for arn in delivery["Resource"]] == [
        f"<{bucket}>/{prefix}/AWSLogs/<AWS::AccountId>/*" for prefix in ("access", "connections")
    ]
    source = text(delivery["Condition"]["ArnLike"]["aws:SourceArn"])
    assert source == "arn:aws:elasticloadbalancing:us-east-1:<AWS::AccountId>:loadbalancer/*"
