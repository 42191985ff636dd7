"""Aurora: engine, zones, encryption in transit, credentials and destruction."""

import re

from aws_cdk.assertions import Template

from tests.infrastructure.reading import Resources, tag, target


def test_it_is_aurora_postgresql(resources: Resources) -> None:
    _, cluster = resources.only("AWS::RDS::DBCluster")
    assert cluster["Engine"] == "aurora-postgresql"
    assert re.fullmatch(r"17\.\d+", cluster["EngineVersion"])
    assert cluster["ServerlessV2ScalingConfiguration"] == {"MinCapacity": 2, "MaxCapacity": 8}


def test_it_is_in_the_isolated_subnets_of_three_zones(resources: Resources) -> None:
    key, group = resources.only("AWS::RDS::DBSubnetGroup")
    _, cluster = resources.only("AWS::RDS::DBCluster")
    assert target(cluster["DBSubnetGroupName"]) == key
    assert len(group["SubnetIds"]) == 3
    for subnet in group["SubnetIds"]:
        properties = resources.by_id[target(subnet)]["Properties"]
        assert str(tag(properties, "Name")).startswith("subnet-database-")


def test_it_has_a_writer_and_a_reader_without_public_addresses(template: Template) -> None:
    template.resource_properties_count_is(
        "AWS::RDS::DBInstance",
        {"DBInstanceClass": "db.serverless", "PubliclyAccessible": False},
        2,
    )


def test_it_refuses_connections_without_tls(resources: Resources) -> None:
    key, group = resources.only("AWS::RDS::DBClusterParameterGroup")
    _, cluster = resources.only("AWS::RDS::DBCluster")
    assert target(cluster["DBClusterParameterGroupName"]) == key
    assert group["Parameters"]["rds.force_ssl"] == "1"
    assert group["Parameters"]["ssl_min_protocol_version"] == "TLSv1.2"


def test_nobody_writes_its_password(resources: Resources) -> None:
    _, cluster = resources.only("AWS::RDS::DBCluster")
    assert cluster["ManageMasterUserPassword"] is True
    assert "MasterUserPassword" not in cluster
    assert cluster["EnableIAMDatabaseAuthentication"] is True


def test_its_log_is_exported_to_the_encrypted_group(resources: Resources) -> None:
    key, cluster = resources.only("AWS::RDS::DBCluster")
    group, _ = resources.named(
        "AWS::Logs::LogGroup",
        "LogGroupName",
        f"/aws/rds/cluster/{cluster['DBClusterIdentifier']}/postgresql",
    )
    assert cluster["EnableCloudwatchLogsExports"] == ["postgresql"]
    assert group in resources.by_id[key]["DependsOn"]


def test_it_keeps_backups_and_leaves_nothing_behind(resources: Resources) -> None:
    key, cluster = resources.only("AWS::RDS::DBCluster")
    assert cluster["BackupRetentionPeriod"] == 7
    assert cluster["DeletionProtection"] is False
    assert cluster["DeleteAutomatedBackups"] is True
    assert resources.by_id[key]["DeletionPolicy"] == "Delete"
