//! Reachability on small networks made by hand.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

use super::exposure::{Exposure, Exposures};
use super::facts::{FACTS, TYPES, rows};
use super::named::Truth;
use super::outbound::outbound;
use super::reach::accesses;
use super::security_group::security_group_rules;
use super::span::spans;
use super::target::{Listeners, targets};
use super::testing::{graph, int, list, map, reference, resource, text, unknown};
use super::thing::{KINDS, SUBNET_GROUPS, things};
use super::topology::Topology;
use crate::engine::card;
use crate::graph::facts::Facts;
use crate::graph::input::{INPUT_SCHEMA, TemplateFacts, to_json};
use crate::graph::{Graph, Resource};
use crate::resolve::value::Value;

fn to(key: &str) -> Value {
    reference(key, None)
}

/// A VPC with an internet gateway and a public and a private subnet, each with a route table.
fn network() -> Vec<Resource> {
    let subnet =
        |key, block| resource(key, "AWS::EC2::Subnet", map(vec![("VpcId", to("Vpc")), ("CidrBlock", text(block))]));
    let table = |key| resource(key, "AWS::EC2::RouteTable", map(vec![("VpcId", to("Vpc"))]));
    let uses = |key, subnet, table| {
        let properties = map(vec![("SubnetId", to(subnet)), ("RouteTableId", to(table))]);
        resource(key, "AWS::EC2::SubnetRouteTableAssociation", properties)
    };
    let route = |key, table, property, target| {
        let destination = ("DestinationCidrBlock", text("0.0.0.0/0"));
        resource(key, "AWS::EC2::Route", map(vec![("RouteTableId", to(table)), destination, (property, target)]))
    };
    vec![
        resource("Vpc", "AWS::EC2::VPC", map(vec![("CidrBlock", text("10.0.0.0/16"))])),
        resource("Igw", "AWS::EC2::InternetGateway", map(vec![])),
        resource(
            "Attach",
            "AWS::EC2::VPCGatewayAttachment",
            map(vec![("VpcId", to("Vpc")), ("InternetGatewayId", to("Igw"))]),
        ),
        subnet("Public", "10.0.0.0/24"),
        subnet("Private", "10.0.1.0/24"),
        table("PublicTable"),
        table("PrivateTable"),
        uses("UsePublic", "Public", "PublicTable"),
        uses("UsePrivate", "Private", "PrivateTable"),
        route("OutPublic", "PublicTable", "GatewayId", to("Igw")),
        route("OutPrivate", "PrivateTable", "NatGatewayId", to("Nat")),
        resource("Nat", "AWS::EC2::NatGateway", map(vec![("SubnetId", to("Public"))])),
    ]
}

fn group(key: &str, rules: Vec<Value>) -> Resource {
    let properties = map(vec![("VpcId", to("Vpc")), ("SecurityGroupIngress", list(rules))]);
    resource(key, "AWS::EC2::SecurityGroup", properties)
}

fn rule(port: i64, source: (&str, Value)) -> Value {
    map(vec![("IpProtocol", text("tcp")), ("FromPort", int(port)), ("ToPort", int(port)), source])
}

fn instance(key: &str, subnet: Value, address: &str, groups: Vec<Value>) -> Resource {
    let interface =
        map(vec![("SubnetId", subnet), ("AssociatePublicIpAddress", text(address)), ("GroupSet", list(groups))]);
    resource(key, "AWS::EC2::Instance", map(vec![("NetworkInterfaces", list(vec![interface]))]))
}

fn with(more: Vec<Resource>) -> Graph {
    graph(network().into_iter().chain(more).collect(), vec![])
}

fn exposures(graph: &Graph) -> Vec<Exposure> {
    let topology = Topology::read(graph);
    let (rules, listeners) = (security_group_rules(graph), Listeners::read(graph));
    let judge = Exposures::new(&topology, &rules, &listeners);
    things(&topology).iter().map(|thing| judge.of(thing)).collect()
}

fn labels(exposure: &Exposure) -> Vec<&str> {
    exposure.chain.iter().map(|link| &*link.label).collect()
}

#[test]
fn a_subnet_is_public_through_route_gateway_and_attachment() {
    let graph = with(vec![]);
    let topology = Topology::read(&graph);
    let public = topology.subnet("Public").unwrap();
    assert_eq!((&public.public, public.egress, public.main_table), (&Truth::Yes, "internet-gateway", false));
    let via: Vec<&str> = public.via.iter().map(|link| &*link.resource).collect();
    assert_eq!(via, ["UsePublic", "OutPublic", "Igw", "Attach"]);
    let private = topology.subnet("Private").unwrap();
    assert_eq!((&private.public, private.egress), (&Truth::No, "nat"));
}

#[test]
fn without_attachment_or_association_a_subnet_is_private() {
    for missing in ["Attach", "UsePublic"] {
        let left = network().into_iter().filter(|resource| &*resource.key != missing).collect();
        let graph = graph(left, vec![]);
        let topology = Topology::read(&graph);
        let public = topology.subnet("Public").unwrap();
        assert_eq!((&public.public, public.egress), (&Truth::No, "none"), "without {missing}");
        assert_eq!(public.main_table, missing == "UsePublic");
    }
}

#[test]
fn an_imported_vpc_or_table_leaves_it_open() {
    let subnet = |vpc| resource("S", "AWS::EC2::Subnet", map(vec![("VpcId", vpc)]));
    let imported = graph(vec![subnet(unknown("VpcId"))], vec![]);
    let topology = Topology::read(&imported);
    let subnet = topology.subnet("S").unwrap();
    assert_eq!(subnet.public, Truth::Unknown("the main route table of parameter VpcId".to_owned()));
    assert_eq!(subnet.egress, "unknown");

    let mut resources = network();
    resources.retain(|resource| &*resource.key != "UsePublic");
    let uses = map(vec![("SubnetId", to("Public")), ("RouteTableId", unknown("Table"))]);
    resources.push(resource("Use", "AWS::EC2::SubnetRouteTableAssociation", uses));
    let graph = graph(resources, vec![]);
    let topology = Topology::read(&graph);
    let public = &topology.subnet("Public").unwrap().public;
    assert_eq!(public.why(), Some("route table parameter Table"));
}

#[test]
fn the_same_imported_vpc_is_the_same() {
    let properties =
        |more: Vec<(&'static str, Value)>| map(std::iter::once(("VpcId", unknown("VpcId"))).chain(more).collect());
    let resources = vec![
        resource("Igw", "AWS::EC2::InternetGateway", map(vec![])),
        resource("A", "AWS::EC2::VPCGatewayAttachment", properties(vec![("InternetGatewayId", to("Igw"))])),
        resource("S", "AWS::EC2::Subnet", properties(vec![])),
        resource("T", "AWS::EC2::RouteTable", properties(vec![])),
        resource(
            "U",
            "AWS::EC2::SubnetRouteTableAssociation",
            map(vec![("SubnetId", to("S")), ("RouteTableId", to("T"))]),
        ),
        resource(
            "R",
            "AWS::EC2::Route",
            map(vec![("RouteTableId", to("T")), ("DestinationIpv6CidrBlock", text("::/0")), ("GatewayId", to("Igw"))]),
        ),
    ];
    let graph = graph(resources, vec![]);
    assert_eq!(Topology::read(&graph).subnet("S").unwrap().public, Truth::Yes);
}

#[test]
fn the_chain_of_an_exposed_instance_leads_from_the_gateway_to_the_group() {
    let open = group("Open", vec![rule(443, ("CidrIp", text("0.0.0.0/0"))), rule(22, ("CidrIp", text("10.0.0.0/8")))]);
    let graph = with(vec![instance("Web", to("Public"), "true", vec![to("Open")]), open]);
    let web = exposures(&graph).remove(0);
    assert_eq!(web.internet, Truth::Yes);
    assert_eq!(web.ports.iter().map(|ports| (ports.from, ports.to)).collect::<Vec<_>>(), [(443, 443)]);
    assert_eq!(
        labels(&web),
        [
            "attachment of the gateway to the VPC",
            "internet gateway Igw",
            "route 0.0.0.0/0 to an internet gateway",
            "association with route table PublicTable",
            "subnet Public has a route to the internet",
            "public address for the instance",
            "security group lets tcp 443 in from 0.0.0.0/0",
        ]
    );
}

#[test]
fn one_missing_link_closes_it_whatever_else_is_not_known() {
    let open = || group("Open", vec![rule(443, ("CidrIp", text("0.0.0.0/0")))]);
    let shut = || group("Shut", vec![rule(443, ("CidrIp", text("10.0.0.0/16")))]);
    let cases = [
        instance("Web", to("Private"), "true", vec![to("Open")]),
        instance("Web", to("Public"), "false", vec![to("Open")]),
        instance("Web", to("Public"), "true", vec![to("Shut")]),
        instance("Web", unknown("Subnet"), "false", vec![unknown("Group")]),
        instance("Web", to("Private"), "true", vec![unknown("Group")]),
    ];
    for case in cases {
        let found = exposures(&with(vec![case, open(), shut()])).remove(0);
        assert_eq!((found.internet, found.undetermined_in), (Truth::No, vec![]));
    }
}

#[test]
fn what_is_not_known_is_named() {
    let open = group("Open", vec![rule(443, ("CidrIp", text("0.0.0.0/0")))]);
    let graph = with(vec![instance("Web", unknown("Subnet"), "true", vec![to("Open")]), open]);
    let web = exposures(&graph).remove(0);
    assert_eq!((web.internet.why(), web.undetermined_in), (Some("parameter Subnet"), vec!["subnet"]));
    let graph = with(vec![instance("Web", to("Public"), "true", vec![unknown("Group")])]);
    let web = exposures(&graph).remove(0);
    assert_eq!(web.internet.why(), Some("security group parameter Group"));
    assert_eq!(web.undetermined_in, ["group"]);
}

#[test]
fn a_network_acl_decides_by_the_order_of_its_numbers() {
    let entry = |key, number, action, ports: (i64, i64)| {
        let range = map(vec![("From", int(ports.0)), ("To", int(ports.1))]);
        let properties = vec![
            ("NetworkAclId", to("Acl")),
            ("RuleNumber", int(number)),
            ("Protocol", int(6)),
            ("RuleAction", text(action)),
            ("CidrBlock", text("0.0.0.0/0")),
            ("PortRange", range),
        ];
        resource(key, "AWS::EC2::NetworkAclEntry", map(properties))
    };
    let exposed = |numbers: (i64, i64)| {
        let graph = with(vec![
            instance("Web", to("Public"), "true", vec![to("Open")]),
            group("Open", vec![rule(443, ("CidrIp", text("0.0.0.0/0")))]),
            resource("Acl", "AWS::EC2::NetworkAcl", map(vec![("VpcId", to("Vpc"))])),
            resource(
                "UseAcl",
                "AWS::EC2::SubnetNetworkAclAssociation",
                map(vec![("SubnetId", to("Public")), ("NetworkAclId", to("Acl"))]),
            ),
            entry("Allow", numbers.0, "allow", (0, 65_535)),
            entry("Deny", numbers.1, "deny", (443, 443)),
        ]);
        exposures(&graph).remove(0).internet
    };
    assert_eq!(exposed((100, 200)), Truth::Yes);
    assert_eq!(exposed((200, 100)), Truth::No);
}

#[test]
fn a_database_is_reached_from_a_group_or_from_inside_its_vpc() {
    let database = resource(
        "Db",
        "AWS::RDS::DBInstance",
        map(vec![("Engine", text("postgres")), ("VPCSecurityGroups", list(vec![to("DbGroup")]))]),
    );
    let rules = vec![
        rule(5432, ("SourceSecurityGroupId", to("AppGroup"))),
        rule(5432, ("CidrIp", text("10.0.9.0/24"))),
        rule(5432, ("CidrIp", text("192.168.0.0/16"))),
        rule(5432, ("CidrIp", reference("Vpc", Some("CidrBlock")))),
        rule(5432, ("CidrIp", unknown("Range"))),
    ];
    let graph = with(vec![
        database,
        group("DbGroup", rules),
        group("AppGroup", vec![]),
        instance("App", to("Private"), "false", vec![to("AppGroup")]),
    ]);
    let topology = Topology::read(&graph);
    let rules = security_group_rules(&graph);
    let found = accesses(&topology, &things(&topology), &rules);
    let inside: Vec<&Truth> = found.iter().map(|access| &access.inside).collect();
    let unknown = Truth::Unknown("parameter Range".to_owned());
    assert_eq!(inside, [&Truth::Yes, &Truth::Yes, &Truth::No, &Truth::Yes, &unknown]);
    assert_eq!(found[0].members.iter().map(|key| &**key).collect::<Vec<_>>(), ["App"]);
}

#[test]
fn a_load_balancer_reaches_its_targets_through_both_groups() {
    let targets_of = |ingress: i64| {
        let graph = with(vec![
            resource(
                "Lb",
                "AWS::ElasticLoadBalancingV2::LoadBalancer",
                map(vec![("Subnets", list(vec![to("Public")])), ("SecurityGroups", list(vec![to("Front")]))]),
            ),
            resource(
                "Listener",
                "AWS::ElasticLoadBalancingV2::Listener",
                map(vec![
                    ("LoadBalancerArn", to("Lb")),
                    ("Port", int(80)),
                    ("DefaultActions", list(vec![map(vec![("TargetGroupArn", to("Group"))])])),
                ]),
            ),
            resource(
                "Group",
                "AWS::ElasticLoadBalancingV2::TargetGroup",
                map(vec![
                    ("Port", int(8080)),
                    ("HealthCheckPort", text("9000")),
                    ("Targets", list(vec![map(vec![("Id", to("Web"))])])),
                ]),
            ),
            instance("Web", to("Private"), "false", vec![to("Back")]),
            group("Front", vec![]),
            group("Back", vec![rule(ingress, ("SourceSecurityGroupId", to("Front")))]),
        ]);
        let topology = Topology::read(&graph);
        let (rules, listeners) = (security_group_rules(&graph), Listeners::read(&graph));
        let found = targets(&topology, &things(&topology), &listeners, &rules);
        found.iter().map(|target| (target.purpose, target.port, target.ingress.is_yes())).collect::<Vec<_>>()
    };
    assert_eq!(targets_of(8080), [("traffic", Some(8080), true), ("health", Some(9000), false)]);
    assert_eq!(targets_of(9000), [("traffic", Some(8080), false), ("health", Some(9000), true)]);
}

#[test]
fn private_compute_calls_out_through_nat_or_an_endpoint() {
    let function = |subnet| {
        let config = map(vec![("SubnetIds", list(vec![to(subnet)])), ("SecurityGroupIds", list(vec![to("G")]))]);
        resource("Fn", "AWS::Lambda::Function", map(vec![("VpcConfig", config)]))
    };
    let endpoint = resource(
        "Endpoint",
        "AWS::EC2::VPCEndpoint",
        map(vec![
            ("VpcId", to("Vpc")),
            ("ServiceName", text("com.amazonaws.eu-west-1.s3")),
            ("RouteTableIds", list(vec![to("PublicTable")])),
        ]),
    );
    let calls = |subnet| {
        let graph = with(vec![function(subnet), group("G", vec![]), endpoint_copy(&endpoint)]);
        let topology = Topology::read(&graph);
        let found = outbound(&topology, &things(&topology)).remove(0);
        (found.internet, found.endpoints.into_iter().collect::<Vec<_>>())
    };
    assert_eq!(calls("Private"), (Truth::Yes, vec![]));
    // A function has no public address, so an internet gateway is of no use to it.
    assert_eq!(calls("Public"), (Truth::No, vec!["s3".to_owned()]));
}

fn endpoint_copy(endpoint: &Resource) -> Resource {
    resource(&endpoint.key, &endpoint.kind, endpoint.properties.clone())
}

#[test]
fn a_list_of_subnets_that_is_not_known_spans_no_known_number() {
    let span = |subnets| {
        let properties = map(vec![("SubnetIds", subnets)]);
        let graph = with(vec![resource("Group", "AWS::RDS::DBSubnetGroup", properties)]);
        let topology = Topology::read(&graph);
        let found = spans(&topology, &[]).remove(0).zones;
        (found.at_least, found.at_most)
    };
    assert_eq!(span(unknown("Subnets")), (0, None));
    assert_eq!(span(list(vec![unknown("Subnet")])), (1, Some(1)));
    assert_eq!(span(list(vec![to("Public"), to("Private")])), (1, Some(2)));
}

#[test]
fn the_facts_are_what_the_schema_says() {
    let open = || group("Open", vec![rule(443, ("CidrIp", text("0.0.0.0/0"))), rule(1, ("CidrIp", unknown("Range")))]);
    let listed = |keys: &[&str]| list(keys.iter().map(|key| to(key)).collect());
    let graph = with(vec![
        instance("Web", to("Public"), "true", vec![to("Open"), unknown("Group")]),
        instance("Far", unknown("Subnet"), "true", vec![to("Open")]),
        open(),
        resource("Group", "AWS::RDS::DBSubnetGroup", map(vec![("SubnetIds", listed(&["Public", "Private"]))])),
        resource(
            "Lb",
            "AWS::ElasticLoadBalancing::LoadBalancer",
            map(vec![
                ("Subnets", listed(&["Public"])),
                ("SecurityGroups", listed(&["Open"])),
                ("Instances", listed(&["Web"])),
                ("Listeners", list(vec![map(vec![("LoadBalancerPort", int(443)), ("InstancePort", text("443"))])])),
            ]),
        ),
    ]);
    let rows = rows(&graph);
    assert!(FACTS.iter().all(|fact| !rows[fact].is_empty()), "{rows:?}");
    let facts = Facts { rows, ..Facts::default() };
    let document = to_json(&graph, &facts, &TemplateFacts::default(), &serde_json::json!({})).unwrap();
    let schema: serde_json::Value = serde_json::from_str(INPUT_SCHEMA).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let errors: Vec<_> =
        validator.iter_errors(&document).map(|error| format!("{error} at {}", error.instance_path)).collect();
    assert_eq!(errors, Vec::<String>::new());
}

#[test]
fn every_type_of_a_fact_is_named_in_order_and_every_thing_is_among_them() {
    assert!(TYPES.is_sorted());
    let missing: Vec<&str> =
        KINDS.iter().map(|kind| kind.type_).filter(|kind| TYPES.binary_search(kind).is_err()).collect();
    assert_eq!(missing, Vec::<&str>::new());
    assert!(FACTS.iter().all(|fact| card::FACTS.contains(fact)), "a card may name each of them");
    assert!(SUBNET_GROUPS.iter().all(|(kind, ..)| TYPES.binary_search(kind).is_ok()));
}
