//! Network ACLs: what they let into a subnet from the internet.
//!
//! Entries are read in the order of their rule numbers and the first that matches decides; what none matches is denied.
//! A subnet without an association has the default ACL of its VPC, which lets everything in unless the template adds
//! entries to it.
//!
//! Source: AWS, "Control subnet traffic with network access control lists", Amazon VPC user guide.

use super::super::cidr::{Cidr, cover};
use super::super::named::{Named, Truth, named};
use super::super::reason;
use super::Link;
use crate::graph::{Graph, Resource};
use crate::resolve::value::{Value, ValueKind};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The number that AWS gives the entry of a default ACL that lets everything in.
const DEFAULT_ENTRY: i64 = 100;

/// The last port.
const LAST_PORT: i64 = 65_535;

/// One entry for incoming traffic.
#[derive(Clone, Debug)]
struct Entry {
    key: Option<Arc<str>>,
    number: i64,
    allows: bool,
    /// The protocol's number; -1 for all.
    protocol: i64,
    ports: (i64, i64),
    block: Option<Cidr>,
    /// Why something about it is not known.
    unknown: Option<String>,
}

/// The network ACLs of a graph.
#[derive(Debug, Default)]
pub struct Acls {
    /// Entries by ACL, or by VPC for its default ACL, in the order of their numbers.
    entries: BTreeMap<Arc<str>, Vec<Entry>>,
    /// The ACLs of a subnet.
    of_subnet: BTreeMap<Arc<str>, Named>,
}

impl Acls {
    pub(super) fn read(graph: &Graph) -> Self {
        let mut acls = Self::default();
        for resource in &graph.resources {
            let properties = &resource.properties;
            match &*resource.kind {
                "AWS::EC2::NetworkAclEntry" => {
                    if let Some(owner) = owner(graph, properties)
                        && Truth::read(properties.get("Egress")) != Some(Truth::Yes)
                    {
                        acls.entries.entry(owner).or_default().push(entry(resource));
                    }
                }
                "AWS::EC2::SubnetNetworkAclAssociation" => {
                    let subnet = named(graph, properties.get("SubnetId"), &["AWS::EC2::Subnet"]);
                    let acl = named(graph, properties.get("NetworkAclId"), &["AWS::EC2::NetworkAcl"]);
                    for key in subnet.keys() {
                        acls.of_subnet.insert(key.clone(), acl.clone());
                    }
                }
                _ => {}
            }
        }
        for entries in acls.entries.values_mut() {
            entries.sort_by_key(|entry| entry.number);
        }
        acls
    }

    /// Whether the ACL of a subnet lets the internet in on one of these ports of a protocol (`-1` for all).
    pub fn lets_in(&self, subnet: &Arc<str>, vpc: &Named, protocol: &str, from: i64, to: i64) -> (Truth, Vec<Link>) {
        let entries = match self.of_subnet.get(subnet) {
            Some(Named::Key(acl)) => self.entries.get(acl).cloned().unwrap_or_default(),
            Some(Named::Outside(outside)) => {
                return (Truth::Unknown(format!("network ACL {}", outside.shown)), Vec::new());
            }
            Some(Named::Absent) | None => {
                let Some(added) = vpc.key().and_then(|key| self.entries.get(key)) else {
                    return (Truth::Yes, Vec::new());
                };
                let open = |block: &str| Entry {
                    key: None,
                    number: DEFAULT_ENTRY,
                    allows: true,
                    protocol: -1,
                    ports: (0, LAST_PORT),
                    block: Cidr::parse(block),
                    unknown: None,
                };
                let mut entries = added.clone();
                entries.extend([open("0.0.0.0/0"), open("::/0")]);
                entries.sort_by_key(|entry| entry.number);
                entries
            }
        };
        lets_in(&entries, protocol, from, to)
    }
}

/// The ACL of an entry: a resource of its own, or the VPC whose default ACL it is.
fn owner(graph: &Graph, properties: &Value) -> Option<Arc<str>> {
    let value = properties.get("NetworkAclId")?;
    if let Named::Key(key) = named(graph, Some(value), &["AWS::EC2::NetworkAcl"]) {
        return Some(key);
    }
    match &value.kind {
        ValueKind::Ref(reference) if reference.attribute.as_deref() == Some("DefaultNetworkAcl") => {
            Some(reference.target.clone())
        }
        _ => None,
    }
}

fn entry(resource: &Resource) -> Entry {
    let properties = &resource.properties;
    let mut unknown = reason(properties);
    let mut note = |value: Option<&Value>| {
        let why = value.and_then(reason);
        unknown = unknown.take().or(why);
    };
    let mut number = |value: Option<&Value>| {
        note(value);
        value.and_then(whole)
    };
    let order = number(properties.get("RuleNumber")).unwrap_or(i64::MAX);
    let protocol = number(properties.get("Protocol")).unwrap_or(-1);
    let range = properties.get("PortRange");
    let from = number(range.and_then(|range| range.get("From")));
    let to = number(range.and_then(|range| range.get("To")));
    note(range);
    let action = properties.get("RuleAction");
    note(action);
    let block = properties.get("CidrBlock").or_else(|| properties.get("Ipv6CidrBlock"));
    note(block);
    Entry {
        key: Some(resource.key.clone()),
        number: order,
        allows: action.and_then(Value::as_text).is_some_and(|text| text.eq_ignore_ascii_case("allow")),
        protocol,
        ports: (from.unwrap_or(0), to.unwrap_or(LAST_PORT)),
        block: block.and_then(Value::as_text).and_then(|text| Cidr::parse(text)),
        unknown,
    }
}

fn whole(value: &Value) -> Option<i64> {
    match &value.kind {
        ValueKind::Int(number) => Some(*number),
        ValueKind::Text(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn lets_in(entries: &[Entry], protocol: &str, from: i64, to: i64) -> (Truth, Vec<Link>) {
    let protocol = match protocol {
        "tcp" => 6,
        "udp" => 17,
        "icmp" => 1,
        "icmpv6" => 58,
        other => other.parse().unwrap_or(-1),
    };
    // What is let in changes only where an entry starts or ends.
    let edges = entries.iter().flat_map(|entry| [entry.ports.0, entry.ports.1.saturating_add(1)]);
    let ports: BTreeSet<i64> = edges.filter(|port| (from..=to).contains(port)).chain([from]).collect();
    let mut result = (Truth::No, Vec::new());
    for port in ports {
        let (open, links) = at_port(entries, protocol, port);
        if open.is_yes() {
            return (open, links);
        }
        result.0 = result.0.or(open);
    }
    result
}

fn at_port(entries: &[Entry], protocol: i64, port: i64) -> (Truth, Vec<Link>) {
    let mut allowed: Vec<(Cidr, usize)> = Vec::new();
    let mut unknown = None;
    for (at, entry) in entries.iter().enumerate() {
        let carries = entry.protocol == -1 || protocol == -1 || entry.protocol == protocol;
        if !carries || !(entry.ports.0..=entry.ports.1).contains(&port) && entry.protocol != -1 {
            continue;
        }
        if let Some(why) = &entry.unknown {
            unknown.get_or_insert_with(|| format!("network ACL entry: {why}"));
            continue;
        }
        let Some(block) = entry.block else { continue };
        if !entry.allows && block.is_everything() {
            // Traffic of one protocol only is denied where all of them are asked for.
            if entry.protocol == -1 || entry.protocol == protocol {
                break;
            }
            continue;
        }
        if entry.allows {
            allowed.push((block, at));
            let mut family: Vec<_> =
                allowed.iter().filter(|(other, _)| other.family() == block.family()).copied().collect();
            if let Some(needed) = cover(block.family(), &mut family) {
                let open = unknown.map_or(Truth::Yes, Truth::Unknown);
                return (open, needed.into_iter().filter_map(|at| link(entries.get(at)?)).collect());
            }
        }
    }
    (unknown.map_or(Truth::No, Truth::Unknown), Vec::new())
}

fn link(entry: &Entry) -> Option<Link> {
    let label = format!("network ACL entry {} lets it in", entry.number);
    Some(Link::new(entry.key.as_ref()?, "", label))
}
