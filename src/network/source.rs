//! Where a rule lets traffic come from (or go to), and which addresses that is.

use super::cidr::{Cidr, Family};
use super::reason;
use crate::graph::Graph;
use crate::resolve::value::{Value, ValueKind};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// The kinds of source that a rule can have (of destination, for egress).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// IPv4 addresses.
    Cidr,
    /// IPv6 addresses.
    Cidr6,
    /// Another security group.
    Group,
    /// A prefix list.
    PrefixList,
    /// Addresses that are not known.
    Unknown,
}

impl SourceKind {
    /// The word that rules see.
    pub fn word(self) -> &'static str {
        match self {
            Self::Cidr => "cidr",
            Self::Cidr6 => "cidr6",
            Self::Group => "group",
            Self::PrefixList => "prefix-list",
            Self::Unknown => "unknown",
        }
    }
}

/// What a property of a rule holds.
#[derive(Clone, Copy)]
enum Form {
    Addresses(Family),
    Group,
    PrefixList,
}

/// The properties that name a source, of all the resource types whose rules are read. A rule of EC2 must have exactly
/// one
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-ec2-security-group-rule-1.html>);
/// with several, each is looked at, though a group given by id and by name is one.
const SOURCES: [(&str, Form); 10] = [
    ("CidrIp", Form::Addresses(Family::V4)),
    ("CidrIpv6", Form::Addresses(Family::V6)),
    ("CIDRIP", Form::Addresses(Family::V4)),
    ("SourcePrefixListId", Form::PrefixList),
    ("DestinationPrefixListId", Form::PrefixList),
    ("SourceSecurityGroupId", Form::Group),
    ("DestinationSecurityGroupId", Form::Group),
    ("EC2SecurityGroupId", Form::Group),
    ("SourceSecurityGroupName", Form::Group),
    ("EC2SecurityGroupName", Form::Group),
];

/// One source of a rule with the addresses that are known of it.
pub(super) struct Source<'a> {
    /// The property that names it.
    pub name: &'static str,
    pub value: &'a Value,
    pub kind: SourceKind,
    pub blocks: Rc<[Cidr]>,
    pub undetermined: Option<String>,
}

/// The sources of a rule. Without one, CloudFormation adds no rule: the list is empty.
pub(super) fn sources<'a>(graph: &Graph, lists: &PrefixLists, rule: &'a Value) -> Vec<Source<'a>> {
    let mut found: Vec<Source<'a>> = Vec::new();
    for (name, form) in SOURCES {
        let Some(value) = rule.get(name).filter(|value| value.kind != ValueKind::Null) else { continue };
        let (kind, blocks, undetermined) = match form {
            Form::Addresses(family) => {
                let (kind, block, undetermined) = addresses(graph, family, value);
                (kind, block.into_iter().collect(), undetermined)
            }
            Form::PrefixList => lists.addresses(value),
            Form::Group if found.iter().any(|source| source.kind == SourceKind::Group) => continue,
            // Which group it is does not matter: no group is the world.
            Form::Group => (SourceKind::Group, Rc::from([]), None),
        };
        found.push(Source { name, value, kind, blocks, undetermined });
    }
    found
}

/// The addresses of `CidrIp` or `CidrIpv6`; their spelling decides the family, not the property.
fn addresses(graph: &Graph, family: Family, value: &Value) -> (SourceKind, Option<Cidr>, Option<String>) {
    let kind = |family| match family {
        Family::V4 => SourceKind::Cidr,
        Family::V6 => SourceKind::Cidr6,
    };
    match &value.kind {
        // Text that is no block is refused by EC2, and opens nothing.
        ValueKind::Text(text) => match Cidr::parse(text) {
            Some(block) => (kind(block.family()), Some(block), None),
            None => (kind(family), None, None),
        },
        // `${Address}/32` is not the world whatever the address is, and `${Address}/0` is.
        ValueKind::Mixed(parts) => match written_prefix(parts) {
            Some(0) => (kind(family), Some(family.everything()), None),
            Some(_) => (kind(family), None, None),
            None => (SourceKind::Unknown, None, reason(value)),
        },
        // The block of a VPC or subnet, the address of an instance: never the world.
        ValueKind::Ref(reference)
            if graph.resource(&reference.target).is_some_and(|target| target.kind.starts_with("AWS::EC2::")) =>
        {
            (kind(family), None, None)
        }
        ValueKind::Ref(_) | ValueKind::Unknown(_) | ValueKind::Dynamic(_) => (SourceKind::Unknown, None, reason(value)),
        _ => (kind(family), None, None),
    }
}

/// The prefix length at the end of a text whose address is not known.
fn written_prefix(parts: &[Value]) -> Option<u8> {
    parts.last()?.as_text()?.rsplit_once('/')?.1.trim().parse().ok()
}

/// The prefix lists of the template, each read once: many rules may name one
/// (<https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html>).
pub(super) struct PrefixLists(BTreeMap<Arc<str>, Entries>);

/// The addresses of a prefix list, and why they may not be all.
type Entries = (Rc<[Cidr]>, Option<String>);

impl PrefixLists {
    pub(super) fn read(graph: &Graph) -> Self {
        let lists = graph.of_type("AWS::EC2::PrefixList");
        Self(lists.map(|list| (list.key.clone(), entries(graph, &list.properties))).collect())
    }

    /// What a value names: a list of the template; of another one nothing is known.
    fn addresses(&self, value: &Value) -> (SourceKind, Rc<[Cidr]>, Option<String>) {
        let list = match &value.kind {
            ValueKind::Ref(reference) => self.0.get(&reference.target),
            _ => None,
        };
        let (blocks, undetermined) = match (list, value.as_text()) {
            (Some(list), _) => list.clone(),
            (None, Some(id)) => (Rc::from([]), Some(format!("prefix-list {id}"))),
            (None, None) => (Rc::from([]), reason(value)),
        };
        (SourceKind::PrefixList, blocks, undetermined)
    }
}

fn entries(graph: &Graph, properties: &Value) -> Entries {
    let mut blocks = Vec::new();
    let mut undetermined = reason(properties);
    let entries = properties.get("Entries");
    let entries = match entries.map(|entries| &entries.kind) {
        Some(ValueKind::List(items)) => items.as_slice(),
        _ => entries.map(std::slice::from_ref).unwrap_or_default(),
    };
    for entry in entries {
        let why = match entry.get("Cidr") {
            Some(cidr) => {
                let (_, block, why) = addresses(graph, Family::V4, cidr);
                blocks.extend(block);
                why
            }
            None => reason(entry),
        };
        undetermined = undetermined.or(why);
    }
    (Rc::from(blocks), undetermined)
}
