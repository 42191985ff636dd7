//! Who can reach a thing: every rule of its security groups that lets something in, with where that comes from.

use super::cidr::Cidr;
use super::exposure::Openings;
use super::named::{Named, Truth, identity, named};
use super::security_group::{SecurityGroupRule, SecurityGroupRules, SourceKind};
use super::thing::Thing;
use super::topology::{Topology, vpc};
use crate::resolve::value::{Value, ValueKind};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A way to a thing.
#[derive(Clone, Debug)]
pub struct Access<'r> {
    /// The thing.
    pub resource: Arc<str>,
    /// What it is.
    pub word: &'static str,
    /// The group of it that lets something in.
    pub group: Arc<str>,
    /// The rule that does.
    pub rule: &'r SecurityGroupRule,
    /// The group that it comes from, if that is a resource of the graph.
    pub from: Option<Arc<str>>,
    /// What has that group, by key.
    pub members: Vec<Arc<str>>,
    /// Whether it comes from inside the thing's VPC.
    pub inside: Truth,
}

/// All ways to the things.
pub fn accesses<'r>(topology: &Topology, things: &[Thing], rules: &'r SecurityGroupRules) -> Vec<Access<'r>> {
    let openings = Openings::of(&rules.ingress);
    let mut members: BTreeMap<&Arc<str>, BTreeSet<&Arc<str>>> = BTreeMap::new();
    for thing in things {
        for key in thing.groups.iter().filter_map(|given| given.named.key()) {
            members.entry(key).or_default().insert(&thing.resource.key);
        }
    }
    let mut found = Vec::new();
    for thing in things {
        let groups: BTreeSet<&Arc<str>> = thing.groups.iter().filter_map(|given| given.named.key()).collect();
        let home = home(topology, thing);
        for group in groups {
            for rule in openings.group(group) {
                let source = match rule.kind {
                    SourceKind::Group => named(topology.graph, Some(&rule.source), &["AWS::EC2::SecurityGroup"]),
                    _ => Named::Absent,
                };
                let from = source.key().cloned();
                let of_group = from.as_ref().and_then(|key| members.get(key)).into_iter().flatten();
                found.push(Access {
                    resource: thing.resource.key.clone(),
                    word: thing.word,
                    group: group.clone(),
                    rule,
                    members: of_group.map(|key| Arc::clone(key)).collect(),
                    inside: inside(topology, &home, rule, &source),
                    from,
                });
            }
        }
    }
    found
}

/// The VPC of a thing: that of its subnets, or of its groups.
fn home(topology: &Topology, thing: &Thing) -> Named {
    let of_subnets = thing.subnets.iter().map(|given| topology.vpc_of(&given.named));
    let groups = thing.groups.iter().filter_map(|given| topology.graph.resource(given.named.key()?));
    let of_groups = groups.map(|group| vpc(topology.graph, group, "VpcId"));
    of_subnets.chain(of_groups).find(|vpc| *vpc != Named::Absent).unwrap_or(Named::Absent)
}

fn inside(topology: &Topology, home: &Named, rule: &SecurityGroupRule, source: &Named) -> Truth {
    let graph = topology.graph;
    match rule.kind {
        _ if rule.world => Truth::No,
        // A group can be named across a peering, and then only of another VPC.
        SourceKind::Group => match source.key().and_then(|key| graph.resource(key)) {
            Some(group) => match vpc(graph, group, "VpcId") {
                Named::Absent => Truth::Yes,
                of_group if *home == Named::Absent => Truth::of(of_group == Named::Absent).or(Truth::Yes),
                of_group => of_group.same(home),
            },
            None => Truth::Unknown(format!("security group {}", source.outside().unwrap_or_default())),
        },
        SourceKind::Cidr | SourceKind::Cidr6 => in_range(topology, home, &rule.source),
        SourceKind::PrefixList | SourceKind::Unknown => {
            if is_range_of(topology, home, &rule.source) {
                return Truth::Yes;
            }
            Truth::Unknown(rule.undetermined.clone().unwrap_or_else(|| "a prefix list".to_owned()))
        }
    }
}

/// Whether a block lies in one of the VPC's.
fn in_range(topology: &Topology, home: &Named, source: &Value) -> Truth {
    if is_range_of(topology, home, source) {
        return Truth::Yes;
    }
    let Some(block) = source.as_text().and_then(|text| Cidr::parse(text)) else {
        let refers = matches!(source.kind, ValueKind::Ref(_));
        return Truth::Unknown(if refers { "the range of another resource" } else { "an address range" }.to_owned());
    };
    if !block.is_private() {
        return Truth::No;
    }
    let ranges = ranges(topology, home);
    if ranges.iter().any(|range| known(range).is_some_and(|range| range.contains(block))) {
        return Truth::Yes;
    }
    if ranges.is_empty() || ranges.iter().any(|range| known(range).is_none()) {
        let shown = home.outside().unwrap_or("the VPC");
        return Truth::Unknown(format!("the range of {shown}"));
    }
    Truth::No
}

fn known(range: &Value) -> Option<Cidr> {
    Cidr::parse(range.as_text()?)
}

/// Whether a source is the VPC's own range, or that of one of its subnets.
fn is_range_of(topology: &Topology, home: &Named, source: &Value) -> bool {
    if let ValueKind::Ref(reference) = &source.kind {
        let own = reference.attribute.as_deref().is_some_and(|attribute| attribute.starts_with("CidrBlock"));
        let subnet = topology.subnet(&reference.target);
        return own && (home.key() == Some(&reference.target) || subnet.is_some_and(|subnet| subnet.vpc == *home));
    }
    !matches!(source.kind, ValueKind::Text(_))
        && ranges(topology, home).iter().any(|range| identity(range) == identity(source))
}

/// The ranges of a VPC of the graph, as they are written.
fn ranges<'g>(topology: &Topology<'g>, home: &Named) -> Vec<&'g Value> {
    let Some(resource) = home.key().and_then(|key| topology.graph.resource(key)) else { return Vec::new() };
    let more = topology.graph.of_type("AWS::EC2::VPCCidrBlock");
    let more = more.filter(|block| vpc(topology.graph, block, "VpcId") == *home);
    let more = more.filter_map(|block| block.properties.get("CidrBlock"));
    resource.properties.get("CidrBlock").into_iter().chain(more).collect()
}
