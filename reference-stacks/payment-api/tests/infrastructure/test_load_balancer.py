"""The way in: HTTPS only, on both sides, logged, behind the web ACL."""

from aws_cdk.assertions import Match, Template

from tests.infrastructure.reading import Resources, tag, target

BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"


def attributes(resources: Resources) -> dict[str, object]:
    """The load balancer's attributes."""
    _, balancer = resources.only(BALANCER)
    return {entry["Key"]: entry["Value"] for entry in balancer["LoadBalancerAttributes"]}


def test_it_faces_the_internet_from_public_subnets(resources: Resources) -> None:
    _, balancer = resources.only(BALANCER)
    assert balancer["Scheme"] == "internet-facing"
    assert len(balancer["Subnets"]) == 3
    for subnet in balancer["Subnets"]:
        properties = resources.by_id[target(subnet)]["Properties"]
        assert str(tag(properties, "Name")).startswith("subnet-public-")


def test_https_is_the_only_listener(template: Template, resources: Resources) -> None:
    template.resource_count_is("AWS::ElasticLoadBalancingV2::Listener", 1)
    _, listener = resources.only("AWS::ElasticLoadBalancingV2::Listener")
    assert (listener["Protocol"], listener["Port"]) == ("HTTPS", 443)
    assert listener["SslPolicy"] == "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
    assert listener["Certificates"] == [{"CertificateArn": {"Ref": "CertificateArn"}}]


def test_only_the_domain_is_forwarded(template: Template, resources: Resources) -> None:
    _, listener = resources.only("AWS::ElasticLoadBalancingV2::Listener")
    (action,) = listener["DefaultActions"]
    assert action["Type"] == "fixed-response"
    assert action["FixedResponseConfig"]["StatusCode"] == "404"
    template.has_resource_properties(
        "AWS::ElasticLoadBalancingV2::ListenerRule",
        {
            "Actions": [Match.object_like({"Type": "forward"})],
            "Conditions": [
                {"Field": "host-header", "HostHeaderConfig": {"Values": [{"Ref": "DomainName"}]}}
            ],
        },
    )


def test_containers_are_reached_by_https(template: Template) -> None:
    template.has_resource_properties(
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        {
            "Protocol": "HTTPS",
            "Port": 8443,
            "TargetType": "ip",
            "HealthCheckProtocol": "HTTPS",
            "HealthCheckPath": "/health",
        },
    )


def test_requests_and_connections_are_logged(resources: Resources) -> None:
    bucket, _ = resources.only("AWS::S3::Bucket")
    found = attributes(resources)
    for kind in ("access_logs", "connection_logs"):
        assert found[f"{kind}.s3.enabled"] == "true"
        assert target(found[f"{kind}.s3.bucket"]) == bucket


def test_logging_is_turned_on_after_the_bucket_lets_it(resources: Resources) -> None:
    policy, _ = resources.only("AWS::S3::BucketPolicy")
    key, _ = resources.only(BALANCER)
    assert policy in resources.by_id[key]["DependsOn"]


def test_malformed_requests_are_dropped(resources: Resources) -> None:
    found = attributes(resources)
    assert found["routing.http.drop_invalid_header_fields.enabled"] == "true"
    assert found["routing.http.desync_mitigation_mode"] == "strictest"


def test_requests_are_refused_when_the_firewall_cannot_answer(resources: Resources) -> None:
    assert attributes(resources).get("waf.fail_open.enabled", "false") == "false"
