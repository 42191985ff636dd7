//! Rules in every form that a template can write them, on graphs made by hand.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

use super::*;
use crate::graph::{Edge, EdgeKind};
use crate::network::testing::{graph, int, list, map, reference, resource, text, unknown, value};
use crate::resolve::value::{Dynamic, Reason, Unknown};

/// A tcp rule on one port.
fn tcp(port: i64, source: &str, value: Value) -> Value {
    map(vec![("IpProtocol", text("tcp")), ("FromPort", int(port)), ("ToPort", int(port)), (source, value)])
}

fn v4(port: i64, cidr: &str) -> Value {
    tcp(port, "CidrIp", text(cidr))
}

fn group(key: &str, ingress: Value) -> Resource {
    resource(key, "AWS::EC2::SecurityGroup", map(vec![("SecurityGroupIngress", ingress)]))
}

fn standalone(key: &str, group: (&str, Value), rule: Value) -> Resource {
    let ValueKind::Map(mut fields) = rule.kind else { panic!("a rule is a map") };
    let ValueKind::Map(name) = map(vec![group]).kind else { panic!("a map is a map") };
    fields.extend(name);
    resource(key, "AWS::EC2::SecurityGroupIngress", value(ValueKind::Map(fields)))
}

fn ingress(resources: Vec<Resource>) -> Vec<SecurityGroupRule> {
    security_group_rules(&graph(resources, Vec::new())).ingress
}

fn worlds(rules: &[SecurityGroupRule]) -> Vec<bool> {
    rules.iter().map(|rule| rule.world).collect()
}

fn key(name: &str) -> Step {
    Step::Key(Arc::from(name))
}

#[test]
fn a_list_of_rules_and_a_single_one_are_read_in_both_directions() {
    let listed = group("A", list(vec![v4(22, "10.0.0.0/8"), tcp(443, "CidrIpv6", text("0::/0"))]));
    let single = resource(
        "B",
        "AWS::EC2::SecurityGroup",
        map(vec![("SecurityGroupIngress", v4(22, "0.0.0.0/0")), ("SecurityGroupEgress", v4(443, "10.0.0.1/0"))]),
    );
    let rules = security_group_rules(&graph(vec![listed, single], Vec::new()));
    assert_eq!(worlds(&rules.ingress), [false, true, true]);
    assert_eq!(worlds(&rules.egress), [true]);

    let [first, second, third] = &rules.ingress[..] else { panic!("{rules:?}") };
    assert_eq!(first.path, [key("SecurityGroupIngress"), Step::Index(0)]);
    assert_eq!(first.source_path, [key("SecurityGroupIngress"), Step::Index(0), key("CidrIp")]);
    assert_eq!((first.kind, second.kind), (SourceKind::Cidr, SourceKind::Cidr6));
    assert_eq!((first.group.as_deref(), &*first.owner), (Some("A"), "A"));
    assert_eq!(third.path, [key("SecurityGroupIngress")]);
    assert_eq!((third.ports.from, third.ports.to), (Some(22), Some(22)));
    assert_eq!(rules.egress[0].source_path, [key("SecurityGroupEgress"), key("CidrIp")]);
}

#[test]
fn a_standalone_rule_finds_its_group_by_reference() {
    for (name, reference) in [
        ("GroupId", reference("G", None)),
        ("GroupId", reference("G", Some("GroupId"))),
        ("GroupName", reference("G", None)),
    ] {
        let rules = ingress(vec![group("G", list(vec![])), standalone("R", (name, reference), v4(22, "0.0.0.0/0"))]);
        let [rule] = &rules[..] else { panic!("{rules:?}") };
        assert_eq!((rule.group.as_deref(), &*rule.owner, rule.world), (Some("G"), "R", true));
        assert_eq!((&rule.path[..], &rule.source_path[..]), (&[][..], &[key("CidrIp")][..]));
    }
}

#[test]
fn a_standalone_rule_finds_its_group_by_name() {
    let rule = standalone("R", ("GroupName", text("web")), v4(22, "0.0.0.0/1"));
    let resources = vec![rule, group("G", v4(22, "128.0.0.0/1"))];
    let edge = Edge { from: 0, to: 1, path: vec![key("GroupName")], kind: EdgeKind::Name, attribute: None };
    let rules = security_group_rules(&graph(resources, vec![edge])).ingress;
    assert_eq!(rules[0].group.as_deref(), Some("G"));
    assert_eq!(worlds(&rules), [true, true]);
}

#[test]
fn an_edge_of_another_property_names_no_group() {
    let rule = standalone("R", ("GroupId", unknown("Group")), tcp(22, "SourceSecurityGroupId", reference("G", None)));
    let edge = Edge { from: 0, to: 1, path: vec![key("SourceSecurityGroupId")], kind: EdgeKind::Ref, attribute: None };
    let rules = security_group_rules(&graph(vec![rule, group("G", list(vec![]))], vec![edge])).ingress;
    assert_eq!((rules[0].group.as_deref(), rules[0].kind, rules[0].world), (None, SourceKind::Group, false));
    assert_eq!(rules[0].undetermined, None);
}

#[test]
fn the_default_group_of_a_vpc_is_a_group_of_its_own() {
    let vpc = || resource("Vpc", "AWS::EC2::VPC", map(vec![]));
    let rule = |key, cidr| standalone(key, ("GroupId", reference("Vpc", Some("DefaultSecurityGroup"))), v4(22, cidr));
    let rules = ingress(vec![vpc(), rule("A", "0.0.0.0/1"), rule("B", "128.0.0.0/1")]);
    assert_eq!(rules[0].group, None);
    assert_eq!(worlds(&rules), [true, true]);
}

#[test]
fn halves_are_the_world_only_on_the_same_ports_of_the_same_group() {
    let union = |first: Value, second: Value| worlds(&ingress(vec![group("G", list(vec![first, second]))]));
    assert_eq!(union(v4(22, "0.0.0.0/1"), v4(22, "128.0.0.0/1")), [true, true]);
    assert_eq!(union(v4(22, "0.0.0.0/1"), v4(23, "128.0.0.0/1")), [false, false]);
    assert_eq!(union(v4(22, "0.0.0.0/1"), v4(22, "0.0.0.0/1")), [false, false]);
    assert_eq!(union(tcp(22, "CidrIpv6", text("::/1")), tcp(22, "CidrIpv6", text("8000::/1"))), [true, true]);
    assert_eq!(union(v4(22, "0.0.0.0/1"), tcp(22, "CidrIpv6", text("8000::/1"))), [false, false]);

    let all = map(vec![("IpProtocol", int(-1)), ("CidrIp", text("128.0.0.0/1"))]);
    assert_eq!(union(v4(22, "0.0.0.0/1"), all.clone()), [true, true]);
    assert_eq!(union(all.clone(), map(vec![("IpProtocol", text("-1")), ("CidrIp", text("0.0.0.0/1"))])), [true, true]);
    let range = map(vec![
        ("IpProtocol", text("6")),
        ("FromPort", text("20")),
        ("ToPort", text("30")),
        ("CidrIp", text("128.0.0.0/1")),
    ]);
    assert_eq!(union(range.clone(), v4(22, "0.0.0.0/1")), [true, true]);
    assert_eq!(union(range, v4(31, "0.0.0.0/1")), [false, false]);
    let udp = map(vec![
        ("IpProtocol", text("udp")),
        ("FromPort", int(22)),
        ("ToPort", int(22)),
        ("CidrIp", text("128.0.0.0/1")),
    ]);
    assert_eq!(union(udp, v4(22, "0.0.0.0/1")), [false, false]);

    let apart = ingress(vec![group("A", v4(22, "0.0.0.0/1")), group("B", v4(22, "128.0.0.0/1"))]);
    assert_eq!(worlds(&apart), [false, false]);
}

#[test]
fn a_rule_that_adds_nothing_to_the_world_is_not_the_world() {
    let rules = ["10.0.0.0/8", "0.0.0.0/1", "128.0.0.0/2", "192.0.0.0/2", "203.0.113.7/32"].map(|cidr| v4(22, cidr));
    assert_eq!(worlds(&ingress(vec![group("G", list(rules.to_vec()))])), [false, true, true, true, false]);
    let beside = ["10.0.0.0/8", "0.0.0.0/0"].map(|cidr| v4(22, cidr));
    assert_eq!(worlds(&ingress(vec![group("G", list(beside.to_vec()))])), [false, true]);
}

#[test]
fn a_union_spans_inline_and_standalone_rules() {
    let rules = ingress(vec![
        group("G", list(vec![v4(22, "0.0.0.0/1")])),
        standalone("R", ("GroupId", reference("G", Some("GroupId"))), v4(22, "128.0.0.0/1")),
    ]);
    assert_eq!(worlds(&rules), [true, true]);
}

#[test]
fn a_prefix_list_of_the_template_is_its_entries() {
    let entry = |cidr: Value| map(vec![("Cidr", cidr)]);
    let of = |entries: Value| {
        let list = resource("List", "AWS::EC2::PrefixList", map(vec![("Entries", entries)]));
        let rule = tcp(22, "SourcePrefixListId", reference("List", Some("PrefixListId")));
        let rules = ingress(vec![list, group("G", list_of(vec![rule, v4(22, "128.0.0.0/1")]))]);
        assert_eq!(rules[0].kind, SourceKind::PrefixList);
        (rules[0].world, rules[1].world, rules[0].undetermined.clone())
    };
    assert_eq!(of(list_of(vec![entry(text("10.0.0.0/8")), entry(text("0.0.0.0/0"))])), (true, false, None));
    assert_eq!(of(entry(text("::/0"))), (true, false, None));
    assert_eq!(of(list_of(vec![entry(text("0.0.0.0/1")), entry(text("128.0.0.0/1"))])), (true, false, None));
    assert_eq!(of(list_of(vec![entry(text("0.0.0.0/1"))])), (true, true, None));
    assert_eq!(of(list_of(vec![entry(text("10.0.0.0/8"))])), (false, false, None));
    assert_eq!(of(list_of(vec![entry(unknown("Office"))])), (false, false, Some("parameter Office".to_owned())));
    assert_eq!(of(list_of(vec![entry(unknown("Office")), entry(text("0.0.0.0/0"))])), (true, false, None));
    assert_eq!(of(unknown("Entries")), (false, false, Some("parameter Entries".to_owned())));
}

fn list_of(items: Vec<Value>) -> Value {
    list(items)
}

#[test]
fn a_prefix_list_of_elsewhere_is_not_known() {
    let rules = ingress(vec![group(
        "G",
        list(vec![tcp(443, "SourcePrefixListId", text("pl-1")), tcp(443, "SourcePrefixListId", unknown("List"))]),
    )]);
    let seen: Vec<_> = rules.iter().map(|rule| (rule.kind, rule.world, rule.undetermined.as_deref())).collect();
    let kind = SourceKind::PrefixList;
    assert_eq!(seen, [(kind, false, Some("prefix-list pl-1")), (kind, false, Some("parameter List"))]);
}

#[test]
fn unknown_addresses_say_why() {
    let secret = Dynamic { service: Arc::from("ssm"), reference: Arc::from("/office"), through: Vec::new() };
    let import = Unknown::new(Reason::Import, "OfficeCidr");
    let cases = [
        (unknown("Office"), "parameter Office"),
        (value(ValueKind::Dynamic(secret)), "dynamic-reference ssm:/office"),
        (value(ValueKind::Unknown(import)), "import OfficeCidr"),
        (value(ValueKind::Mixed(vec![unknown("Ip"), text("/"), unknown("Bits")])), "parameter Ip"),
    ];
    for (cidr, why) in cases {
        let rules = ingress(vec![group("G", list(vec![tcp(22, "CidrIp", cidr.clone())]))]);
        assert_eq!((rules[0].kind, rules[0].world), (SourceKind::Unknown, false));
        assert_eq!(rules[0].undetermined.as_deref(), Some(why));
        assert_eq!((&rules[0].undetermined_in[..], &rules[0].source), (&["source"][..], &cidr));
    }
}

#[test]
fn a_known_prefix_decides_though_the_address_is_unknown() {
    let mixed = |tail: &str| value(ValueKind::Mixed(vec![unknown("Ip"), text(tail)]));
    let rules = ingress(vec![group("G", list(["/32", "/0"].map(|tail| tcp(22, "CidrIp", mixed(tail))).to_vec()))]);
    let seen: Vec<_> = rules.iter().map(|rule| (rule.kind, rule.world, rule.undetermined.as_deref())).collect();
    assert_eq!(seen, [(SourceKind::Cidr, false, None), (SourceKind::Cidr, true, None)]);
}

#[test]
fn the_block_of_a_vpc_of_the_template_is_not_the_world() {
    let vpc = resource("Vpc", "AWS::EC2::VPC", map(vec![("CidrBlock", unknown("Block"))]));
    let rules = ingress(vec![vpc, group("G", tcp(22, "CidrIp", reference("Vpc", Some("CidrBlock"))))]);
    assert_eq!((rules[0].kind, rules[0].world, rules[0].undetermined.as_deref()), (SourceKind::Cidr, false, None));
}

#[test]
fn unknown_ports_and_protocol_are_said_and_the_world_stays() {
    let rule = map(vec![("IpProtocol", text("tcp")), ("FromPort", unknown("Port")), ("CidrIp", text("0.0.0.0/0"))]);
    let protocol = map(vec![("IpProtocol", unknown("Protocol")), ("CidrIp", unknown("Office"))]);
    let rules = ingress(vec![group("G", list(vec![rule, protocol]))]);
    assert_eq!((rules[0].world, rules[0].undetermined.as_deref()), (true, Some("parameter Port")));
    assert_eq!(rules[0].undetermined_in, ["ports"]);
    assert_eq!((rules[1].world, rules[1].undetermined.as_deref()), (false, Some("parameter Protocol")));
    assert_eq!(rules[1].undetermined_in, ["protocol", "source"]);
}

#[test]
fn a_rule_or_a_list_that_is_unknown_is_one_unknown_rule() {
    let rules = ingress(vec![
        group("A", unknown("Rules")),
        group("B", list(vec![v4(22, "10.0.0.0/8"), unknown("Rule")])),
        resource("C", "AWS::EC2::SecurityGroup", unknown("All")),
    ]);
    let seen: Vec<_> = rules.iter().map(|rule| (rule.kind, rule.undetermined.as_deref(), rule.path.len())).collect();
    assert_eq!(
        seen,
        [
            (SourceKind::Unknown, Some("parameter Rules"), 1),
            (SourceKind::Cidr, None, 2),
            (SourceKind::Unknown, Some("parameter Rule"), 2),
            (SourceKind::Unknown, Some("parameter All"), 0),
        ]
    );
    assert_eq!(rules[0].source_path, rules[0].path);
}

#[test]
fn a_rule_without_a_source_is_no_rule_and_one_with_two_is_two() {
    let both = map(vec![("IpProtocol", text("-1")), ("CidrIp", text("10.0.0.0/8")), ("CidrIpv6", text("::/0"))]);
    let none = map(vec![("IpProtocol", text("-1")), ("CidrIp", value(ValueKind::Null))]);
    let rules = ingress(vec![group("G", list(vec![none, both]))]);
    assert_eq!(worlds(&rules), [false, true]);
    assert!(rules.iter().all(|rule| rule.path == [key("SecurityGroupIngress"), Step::Index(1)] && rule.ports.all));
}

#[test]
fn a_block_in_the_wrong_property_counts_as_what_it_is() {
    let rules = ingress(vec![group("G", list(vec![tcp(22, "CidrIp", text("::/0")), v4(22, "anywhere")]))]);
    assert_eq!((rules[0].kind, rules[0].world), (SourceKind::Cidr6, true));
    assert_eq!((rules[1].kind, rules[1].world, rules[1].undetermined.as_deref()), (SourceKind::Cidr, false, None));
}

#[test]
fn database_groups_open_the_port_of_the_service() {
    let db = resource(
        "Db",
        "AWS::RDS::DBSecurityGroup",
        map(vec![("DBSecurityGroupIngress", list(vec![map(vec![("CIDRIP", text("0.0.0.0/1"))])]))]),
    );
    let other = resource(
        "Other",
        "AWS::RDS::DBSecurityGroupIngress",
        map(vec![("DBSecurityGroupName", reference("Db", None)), ("CIDRIP", text("128.0.0.0/1"))]),
    );
    let cluster = resource(
        "Cluster",
        "AWS::Redshift::ClusterSecurityGroupIngress",
        map(vec![("ClusterSecurityGroupName", text("warehouse")), ("CIDRIP", text("0.0.0.0/0"))]),
    );
    let cache = resource(
        "Cache",
        "AWS::ElastiCache::SecurityGroupIngress",
        map(vec![("CacheSecurityGroupName", text("cache")), ("EC2SecurityGroupName", text("app"))]),
    );
    let rules = ingress(vec![db, other, cluster, cache]);
    assert_eq!(worlds(&rules), [true, true, true, false]);
    assert_eq!(rules[1].group.as_deref(), Some("Db"));
    assert_eq!(rules[3].kind, SourceKind::Group);
    for rule in &rules {
        assert_eq!((rule.ports.from, rule.ports.to, rule.ports.all), (None, None, false));
        assert_eq!(rule.undetermined, None);
    }
}

#[test]
fn egress_rules_have_destinations() {
    let rule = |key, name, value| {
        resource(
            key,
            "AWS::EC2::SecurityGroupEgress",
            map(vec![("GroupId", reference("G", Some("GroupId"))), ("IpProtocol", text("-1")), (name, value)]),
        )
    };
    let rules = security_group_rules(&graph(
        vec![
            group("G", list(vec![])),
            rule("A", "DestinationSecurityGroupId", unknown("Peer")),
            rule("B", "DestinationPrefixListId", text("pl-1")),
            rule("C", "CidrIp", text("0.0.0.0/0")),
        ],
        Vec::new(),
    ));
    assert!(rules.ingress.is_empty());
    let seen: Vec<_> = rules.egress.iter().map(|rule| (rule.kind, rule.group.as_deref(), rule.world)).collect();
    assert_eq!(
        seen,
        [
            (SourceKind::Group, Some("G"), false),
            (SourceKind::PrefixList, Some("G"), false),
            (SourceKind::Cidr, Some("G"), true),
        ]
    );
}

#[test]
fn a_group_of_any_size_is_weighed_in_time() {
    // Every range is open where the last one starts: the worst case, and far beyond what EC2 takes.
    let wide = |from: i64| {
        map(vec![
            ("IpProtocol", text("tcp")),
            ("FromPort", int(from)),
            ("ToPort", int(65_000)),
            ("CidrIp", text("0.0.0.0/1")),
        ])
    };
    for size in [1_000, 30_000] {
        let rules = ingress(vec![group("G", list((0..size).map(wide).collect()))]);
        assert_eq!((rules.len(), rules.iter().any(|rule| rule.world)), (size as usize, false));
    }
}
