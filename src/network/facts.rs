//! The facts on reachability as rules see them.
//!
//! [`rows`] computes all of them at once from one reading of the network. They come from resources of [`TYPES`] only, so
//! that they are the same for every view that has these.

use super::exposure::{Exposure, Exposures};
use super::named::Truth;
use super::outbound::{Outbound, outbound};
use super::ports::Protocol;
use super::reach::{Access, accesses};
use super::security_group::{SecurityGroupRules, security_group_rules};
use super::span::{Span, spans};
use super::target::{Listeners, Target, targets};
use super::thing::{Given, Thing, things};
use super::topology::{Link, Subnet, Topology};
use crate::graph::Graph;
use crate::resolve::value::{Path, Step};
use regorus::Value as Rego;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The facts.
pub const FACTS: [&str; 6] = ["subnets", "exposures", "reach", "targets", "spans", "outbound"];

/// The facts that come with a fact, itself among them: what is computed at once is seen at once, so that rules with the
/// same view share its document.
pub fn family_of(fact: &str) -> Vec<&str> {
    if FACTS.contains(&fact) { FACTS.to_vec() } else { vec![fact] }
}

/// The types that the facts are computed from.
pub const TYPES: [&str; 55] = [
    "AWS::AutoScaling::AutoScalingGroup",
    "AWS::AutoScaling::LaunchConfiguration",
    "AWS::DAX::Cluster",
    "AWS::DAX::SubnetGroup",
    "AWS::DMS::ReplicationInstance",
    "AWS::DMS::ReplicationSubnetGroup",
    "AWS::DocDB::DBCluster",
    "AWS::DocDB::DBSubnetGroup",
    "AWS::EC2::CarrierGateway",
    "AWS::EC2::EIP",
    "AWS::EC2::EIPAssociation",
    "AWS::EC2::EgressOnlyInternetGateway",
    "AWS::EC2::Instance",
    "AWS::EC2::InternetGateway",
    "AWS::EC2::LaunchTemplate",
    "AWS::EC2::NatGateway",
    "AWS::EC2::NetworkAcl",
    "AWS::EC2::NetworkAclEntry",
    "AWS::EC2::NetworkInterface",
    "AWS::EC2::PrefixList",
    "AWS::EC2::Route",
    "AWS::EC2::RouteTable",
    "AWS::EC2::SecurityGroup",
    "AWS::EC2::SecurityGroupEgress",
    "AWS::EC2::SecurityGroupIngress",
    "AWS::EC2::Subnet",
    "AWS::EC2::SubnetNetworkAclAssociation",
    "AWS::EC2::SubnetRouteTableAssociation",
    "AWS::EC2::VPC",
    "AWS::EC2::VPCCidrBlock",
    "AWS::EC2::VPCEndpoint",
    "AWS::EC2::VPCGatewayAttachment",
    "AWS::EC2::VPNGateway",
    "AWS::ECS::Service",
    "AWS::EFS::MountTarget",
    "AWS::ElastiCache::CacheCluster",
    "AWS::ElastiCache::ReplicationGroup",
    "AWS::ElastiCache::ServerlessCache",
    "AWS::ElastiCache::SubnetGroup",
    "AWS::ElasticLoadBalancing::LoadBalancer",
    "AWS::ElasticLoadBalancingV2::Listener",
    "AWS::ElasticLoadBalancingV2::ListenerRule",
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "AWS::ElasticLoadBalancingV2::TargetGroup",
    "AWS::Lambda::Function",
    "AWS::MemoryDB::Cluster",
    "AWS::MemoryDB::SubnetGroup",
    "AWS::Neptune::DBCluster",
    "AWS::Neptune::DBSubnetGroup",
    "AWS::OpenSearchService::Domain",
    "AWS::RDS::DBCluster",
    "AWS::RDS::DBInstance",
    "AWS::RDS::DBSubnetGroup",
    "AWS::Redshift::Cluster",
    "AWS::Redshift::ClusterSubnetGroup",
];

/// The rows of all facts, by fact.
pub type Rows = BTreeMap<&'static str, Vec<Rego>>;

/// Computes the facts of a graph.
pub fn rows(graph: &Graph) -> Rows {
    let rules = security_group_rules(graph);
    let topology = Topology::read(graph);
    let listeners = Listeners::read(graph);
    let things = things(&topology);
    Rows::from([
        ("subnets", topology.subnets.iter().map(subnet).collect()),
        ("exposures", exposures(&topology, &things, &rules, &listeners)),
        ("reach", accesses(&topology, &things, &rules).iter().map(access).collect()),
        ("targets", targets(&topology, &things, &listeners, &rules).iter().map(target).collect()),
        ("spans", spans(&topology, &things).iter().map(|of| span(&topology, of)).collect()),
        ("outbound", outbound(&topology, &things).iter().map(calls).collect()),
    ])
}

fn exposures(topology: &Topology, things: &[Thing], rules: &SecurityGroupRules, listeners: &Listeners) -> Vec<Rego> {
    let judge = Exposures::new(topology, rules, listeners);
    things.iter().map(|thing| exposure(topology, thing, &judge.of(thing))).collect()
}

/// An object under construction.
struct Row(BTreeMap<Rego, Rego>);

impl Row {
    fn new() -> Self {
        Self(BTreeMap::new())
    }

    fn with(mut self, name: &str, value: Rego) -> Self {
        self.0.insert(Rego::from(name), value);
        self
    }

    fn text(self, name: &str, value: &str) -> Self {
        self.with(name, Rego::from(value))
    }

    fn maybe(self, name: &str, value: Option<Rego>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// A condition as a boolean, with its reason beside it.
    fn truth(self, name: &str, truth: &Truth, reason: &str) -> Self {
        self.with(name, Rego::from(truth.is_yes())).maybe(reason, truth.why().map(Rego::from))
    }

    fn done(self) -> Rego {
        Rego::from(self.0)
    }
}

fn key(key: Option<&Arc<str>>) -> Rego {
    key.map_or(Rego::Null, |key| Rego::String(key.clone()))
}

fn list(items: impl Iterator<Item = Rego>) -> Rego {
    Rego::from(items.collect::<Vec<_>>())
}

fn steps(path: &Path) -> Rego {
    list(path.iter().map(|step| match step {
        Step::Key(name) => Rego::String(name.clone()),
        Step::Index(index) => Rego::from(*index),
    }))
}

fn link(link: &Link) -> Rego {
    let row = Row::new().with("resource", Rego::String(link.resource.clone())).with("path", steps(&link.path));
    row.text("label", &link.label).done()
}

fn links(links: &[Link]) -> Rego {
    list(links.iter().map(link))
}

fn subnet(subnet: &Subnet) -> Rego {
    let zone = subnet.zone.as_ref().and_then(|zone| zone.name.as_ref());
    Row::new()
        .with("key", Rego::String(subnet.key.clone()))
        .with("vpc", key(subnet.vpc.key()))
        .with("zone", key(zone))
        .truth("public", &subnet.public, "undetermined")
        .with("route_table", key(subnet.table.as_ref()))
        .with("main_table", Rego::from(subnet.main_table))
        .with("via", links(&subnet.via))
        .text("egress", subnet.egress)
        .done()
}

/// A subnet that something is given, with what is known of it.
fn place(topology: &Topology, given: &Given) -> Rego {
    let subnet = given.named.key().and_then(|key| topology.subnet(key));
    Row::new()
        .with("subnet", key(given.named.key()))
        .with("owner", Rego::String(given.owner.clone()))
        .with("path", steps(&given.path))
        .truth("public", &topology.public(&given.named), "undetermined")
        .with("via", links(subnet.map(|subnet| subnet.via.as_slice()).unwrap_or_default()))
        .text("egress", subnet.map_or("unknown", |subnet| subnet.egress))
        .done()
}

fn group(given: &Given) -> Rego {
    Row::new()
        .with("group", key(given.named.key()))
        .with("owner", Rego::String(given.owner.clone()))
        .with("path", steps(&given.path))
        .maybe("undetermined", given.named.outside().map(Rego::from))
        .done()
}

fn exposure(topology: &Topology, thing: &Thing, exposure: &Exposure) -> Rego {
    let port = |range: &super::exposure::PortRange| {
        let row = Row::new().text("protocol", &range.protocol).with("from", Rego::from(range.from));
        row.with("to", Rego::from(range.to)).done()
    };
    let address = Row::new()
        .truth("public", &exposure.address, "undetermined")
        .maybe("from", exposure.address_from.as_ref().map(link))
        .done();
    let mut row = Row::new()
        .with("resource", Rego::String(thing.resource.key.clone()))
        .text("kind", thing.word)
        .truth("internet", &exposure.internet, "undetermined")
        .with("ports", list(exposure.ports.iter().map(port)))
        .with("chain", links(&exposure.chain))
        .with("address", address)
        .with("default_vpc", Rego::from(thing.default_vpc))
        .with("subnets", list(thing.subnets.iter().map(|given| place(topology, given))))
        .with("groups", list(thing.groups.iter().map(group)));
    if !exposure.undetermined_in.is_empty() {
        row = row.with("undetermined_in", list(exposure.undetermined_in.iter().map(|part| Rego::from(*part))));
    }
    row.done()
}

fn access(access: &Access) -> Rego {
    let rule = access.rule;
    let protocol = match &rule.ports.protocol {
        Protocol::Known(protocol) => Rego::String(protocol.clone()),
        Protocol::Unknown(_) => Rego::Null,
    };
    Row::new()
        .with("resource", Rego::String(access.resource.clone()))
        .text("thing", access.word)
        .with("group", Rego::String(access.group.clone()))
        .with("owner", Rego::String(rule.owner.clone()))
        .with("path", steps(&rule.path))
        .with("source_path", steps(&rule.source_path))
        .with("protocol", protocol)
        .maybe("from_port", rule.ports.from.map(Rego::from))
        .maybe("to_port", rule.ports.to.map(Rego::from))
        .with("all_ports", Rego::from(rule.ports.all))
        .text("kind", rule.kind.word())
        .with("from", key(access.from.as_ref()))
        .with("members", list(access.members.iter().map(|key| Rego::String(key.clone()))))
        .maybe("cidr", rule.source.as_text().map(|text| Rego::String(text.clone())))
        .with("world", Rego::from(rule.world))
        .with("inside_vpc", ternary(&access.inside))
        .maybe("undetermined", rule.undetermined.as_deref().or(access.inside.why()).map(Rego::from))
        .done()
}

/// True, false, or null where it is not known.
fn ternary(truth: &Truth) -> Rego {
    match truth {
        Truth::Yes => Rego::from(true),
        Truth::No => Rego::from(false),
        Truth::Unknown(_) => Rego::Null,
    }
}

fn target(target: &Target) -> Rego {
    let why = target.egress.why().or(target.ingress.why());
    Row::new()
        .with("load_balancer", Rego::String(target.balancer.clone()))
        .with("target_group", key(target.group.as_ref()))
        .with("target", Rego::String(target.target.clone()))
        .text("purpose", target.purpose)
        .with("port", target.port.map_or(Rego::Null, Rego::from))
        .with("egress", ternary(&target.egress))
        .with("ingress", ternary(&target.ingress))
        .maybe("undetermined", why.map(Rego::from))
        .done()
}

fn span(topology: &Topology, span: &Span) -> Rego {
    let number = |number: Option<usize>| number.map_or(Rego::Null, Rego::from);
    Row::new()
        .with("resource", Rego::String(span.resource.clone()))
        .text("kind", span.word)
        .with("path", steps(&span.path))
        .with("zones", number(span.zones.exact()))
        .with("at_least", Rego::from(span.zones.at_least))
        .with("at_most", number(span.zones.at_most))
        .with("subnets", list(span.subnets.iter().map(|given| place(topology, given))))
        .maybe("undetermined", span.why.as_deref().map(Rego::from))
        .done()
}

fn calls(outbound: &Outbound) -> Rego {
    Row::new()
        .with("resource", Rego::String(outbound.resource.clone()))
        .text("kind", outbound.word)
        .truth("internet", &outbound.internet, "undetermined")
        .with("endpoints", list(outbound.endpoints.iter().map(|name| Rego::from(name.as_str()))))
        .maybe("more_endpoints", outbound.more.as_deref().map(Rego::from))
        .done()
}
