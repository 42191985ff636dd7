//! How many availability zones a VPC, a subnet group, an auto-scaling group, a load balancer or a database spans.

use super::named::{Named, find};
use super::thing::{Given, SUBNET_GROUPS, Thing, given};
use super::topology::{Subnet, Topology, Zone, Zones, zones};
use crate::resolve::value::{Path, Step, Value, ValueKind};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What something spans.
#[derive(Clone, Debug)]
pub struct Span {
    /// The resource.
    pub resource: Arc<str>,
    /// What it is: `vpc`, `subnet-group` or the word of a thing.
    pub word: &'static str,
    /// The property that lists subnets or zones; empty where there is none.
    pub path: Path,
    /// The number of zones.
    pub zones: Zones,
    /// Its subnets.
    pub subnets: Vec<Given>,
    /// Why the number is not known.
    pub why: Option<String>,
}

/// The spans of a network.
pub fn spans(topology: &Topology, things: &[Thing]) -> Vec<Span> {
    let mut found = Vec::new();
    for resource in &topology.graph.resources {
        if let Some((_, list, _)) = SUBNET_GROUPS.iter().find(|(kind, ..)| **kind == *resource.kind) {
            let subnets = given(topology.graph, resource, &[list], "AWS::EC2::Subnet");
            found.push(of_subnets(topology, &resource.key, "subnet-group", subnets));
        }
    }
    for vpc in topology.graph.of_type("AWS::EC2::VPC") {
        let mine = topology.subnets.iter().filter(|subnet| subnet.vpc.key() == Some(&vpc.key));
        let given = |subnet: &Subnet| Given {
            owner: subnet.key.clone(),
            path: Path::new(),
            named: Named::Key(subnet.key.clone()),
            many: false,
        };
        found.push(of_subnets(topology, &vpc.key, "vpc", mine.map(given).collect()));
    }
    for thing in things {
        let zones = find(&thing.resource.properties, "AvailabilityZones[*]");
        let by_zones = thing.word == "auto-scaling-group" && thing.subnets.is_empty();
        if by_zones {
            found.push(of_zones(thing, &zones.iter().map(|found| found.value).collect::<Vec<_>>()));
        } else if !thing.subnets.is_empty() {
            found.push(of_subnets(topology, &thing.resource.key, thing.word, thing.subnets.clone()));
        }
    }
    found
}

fn of_subnets(topology: &Topology, resource: &Arc<str>, word: &'static str, subnets: Vec<Given>) -> Span {
    let mut seen = BTreeSet::new();
    let mut why = None;
    let mut open = false;
    let mut of: Vec<Option<&Zone>> = Vec::new();
    for given in &subnets {
        if let Some(outside) = given.named.outside() {
            open |= given.many;
            why.get_or_insert_with(|| outside.to_owned());
        }
        // The same subnet twice is one zone.
        let identity = format!("{:?}", given.named);
        if given.many || !seen.insert(identity) {
            continue;
        }
        of.push(given.named.key().and_then(|key| topology.subnet(key)).and_then(|subnet| subnet.zone.as_ref()));
    }
    let zones = zones(of.into_iter(), open);
    if zones.exact().is_none() {
        why.get_or_insert_with(|| "the zones of its subnets are chosen at deployment".to_owned());
    }
    let path = subnets.first().filter(|given| given.owner == *resource).map(|given| list_of(&given.path));
    Span { resource: resource.clone(), word, path: path.unwrap_or_default(), zones, subnets, why }
}

/// An auto-scaling group that names zones stands in their default subnets.
fn of_zones(thing: &Thing, values: &[&Value]) -> Span {
    // All zones of a region are at least two.
    let all = values.iter().any(|value| match &value.kind {
        ValueKind::Unknown(unknown) => &*unknown.name == "AWS::AvailabilityZones",
        _ => false,
    });
    let named: Vec<Zone> = values.iter().map(|value| Zone::of(value)).collect();
    let open = values.iter().find_map(|value| match &value.kind {
        ValueKind::Unknown(unknown) if !unknown.name.ends_with(']') => super::reason(value),
        _ => None,
    });
    let mut counted = zones(named.iter().map(Some), open.is_some());
    if all {
        counted.at_least = counted.at_least.max(2);
    }
    let path = if values.is_empty() { Path::new() } else { vec![Step::Key(Arc::from("AvailabilityZones"))] };
    Span {
        resource: thing.resource.key.clone(),
        word: thing.word,
        path,
        zones: counted,
        subnets: Vec::new(),
        why: open.filter(|_| counted.exact().is_none()),
    }
}

/// The path of the list that an item stands in.
fn list_of(path: &Path) -> Path {
    let end = path.iter().position(|step| matches!(step, Step::Index(_))).unwrap_or(path.len());
    path.get(..end).map(<[Step]>::to_vec).unwrap_or_default()
}
