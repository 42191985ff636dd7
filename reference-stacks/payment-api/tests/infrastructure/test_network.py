"""Zones, tiers, routes and the flow log."""

from aws_cdk.assertions import Match, Template

from tests.infrastructure.reading import Resources, tag, target

# The first, second and third zone of the account.
ZONES = [{"Fn::Select": [index, {"Fn::GetAZs": ""}]} for index in range(3)]


def subnets(resources: Resources, tier: str) -> dict[str, object]:
    """Zone by logical id of the subnets of a tier."""
    return {
        key: properties["AvailabilityZone"]
        for key, properties in resources.of("AWS::EC2::Subnet").items()
        if str(tag(properties, "Name")).startswith(f"subnet-{tier}-")
    }


def default_routes(resources: Resources, tier: str) -> set[str]:
    """The types of what the default routes of a tier's subnets lead to."""
    tables = {
        target(link["RouteTableId"])
        for link in resources.of("AWS::EC2::SubnetRouteTableAssociation").values()
        if target(link["SubnetId"]) in subnets(resources, tier)
    }
    ways = set()
    for route in resources.of("AWS::EC2::Route").values():
        if target(route["RouteTableId"]) in tables:
            assert route["DestinationCidrBlock"] == "0.0.0.0/0"
            way = route.get("GatewayId") or route["NatGatewayId"]
            ways.add(resources.by_id[target(way)]["Type"])
    return ways


def test_each_tier_has_a_subnet_in_each_of_three_zones(resources: Resources) -> None:
    for tier in ("public", "application", "database"):
        assert list(subnets(resources, tier).values()) == ZONES
    assert len(resources.of("AWS::EC2::Subnet")) == 9


def test_only_the_public_tier_routes_to_the_internet_gateway(resources: Resources) -> None:
    assert default_routes(resources, "public") == {"AWS::EC2::InternetGateway"}
    assert default_routes(resources, "application") == {"AWS::EC2::NatGateway"}
    assert default_routes(resources, "database") == set()


def test_one_nat_gateway_in_a_public_subnet(resources: Resources) -> None:
    _, gateway = resources.only("AWS::EC2::NatGateway")
    assert target(gateway["SubnetId"]) in subnets(resources, "public")


def test_no_subnet_gives_out_public_addresses(resources: Resources) -> None:
    for properties in resources.of("AWS::EC2::Subnet").values():
        assert properties["MapPublicIpOnLaunch"] is False


def test_all_traffic_is_logged(template: Template) -> None:
    template.has_resource_properties(
        "AWS::EC2::FlowLog",
        {
            "ResourceType": "VPC",
            "TrafficType": "ALL",
            "LogDestinationType": "cloud-watch-logs",
            "DeliverLogsPermissionArn": Match.any_value(),
        },
    )


def test_the_endpoint_gives_image_layers_only(resources: Resources) -> None:
    _, endpoint = resources.only("AWS::EC2::VPCEndpoint")
    (statement,) = endpoint["PolicyDocument"]["Statement"]
    assert statement["Action"] == "s3:GetObject"
    assert statement["Resource"] == "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*"
    assert len(endpoint["RouteTableIds"]) == 3
