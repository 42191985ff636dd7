//! Where a rule lets traffic come from (or go to), and which addresses that is.

use super::cidr::{Cidr, Family};
use super::reason;
use crate::graph::Graph;
use crate::resolve::value::{Value, ValueKind};

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

/// The properties that name a source, of all the resource types whose rules are read. A rule of EC2 must have exactly one
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-ec2-security-group-rule-1.html>); with
/// several, each is looked at, though a group given by id and by name is one.
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
    pub blocks: Vec<Cidr>,
    pub undetermined: Option<String>,
}

/// The sources of a rule. Without one, CloudFormation adds no rule: the list is empty.
pub(super) fn sources<'a>(graph: &Graph, rule: &'a Value) -> Vec<Source<'a>> {
    let mut found: Vec<Source<'a>> = Vec::new();
    for (name, form) in SOURCES {
        let Some(value) = rule.get(name).filter(|value| value.kind != ValueKind::Null) else { continue };
        let (kind, blocks, undetermined) = match form {
            Form::Addresses(family) => addresses(graph, family, value),
            Form::PrefixList => prefix_list(graph, value),
            Form::Group if found.iter().any(|source| source.kind == SourceKind::Group) => continue,
            // Which group it is does not matter: no group is the world.
            Form::Group => (SourceKind::Group, Vec::new(), None),
        };
        found.push(Source { name, value, kind, blocks, undetermined });
    }
    found
}

type Addresses = (SourceKind, Vec<Cidr>, Option<String>);

/// The addresses of `CidrIp` or `CidrIpv6`; their spelling decides the family, not the property.
fn addresses(graph: &Graph, family: Family, value: &Value) -> Addresses {
    let kind = |family| match family {
        Family::V4 => SourceKind::Cidr,
        Family::V6 => SourceKind::Cidr6,
    };
    match &value.kind {
        // Text that is no block is refused by EC2, and opens nothing.
        ValueKind::Text(text) => match Cidr::parse(text) {
            Some(block) => (kind(block.family()), vec![block], None),
            None => (kind(family), Vec::new(), None),
        },
        // `${Address}/32` is not the world whatever the address is, and `${Address}/0` is.
        ValueKind::Mixed(parts) => match written_prefix(parts) {
            Some(0) => (kind(family), vec![family.everything()], None),
            Some(_) => (kind(family), Vec::new(), None),
            None => (SourceKind::Unknown, Vec::new(), reason(value)),
        },
        // The block of a VPC or subnet, the address of an instance: never the world.
        ValueKind::Ref(reference)
            if graph.resource(&reference.target).is_some_and(|target| target.kind.starts_with("AWS::EC2::")) =>
        {
            (kind(family), Vec::new(), None)
        }
        ValueKind::Ref(_) | ValueKind::Unknown(_) | ValueKind::Dynamic(_) => {
            (SourceKind::Unknown, Vec::new(), reason(value))
        }
        _ => (kind(family), Vec::new(), None),
    }
}

/// The prefix length at the end of a text whose address is not known.
fn written_prefix(parts: &[Value]) -> Option<u8> {
    parts.last()?.as_text()?.rsplit_once('/')?.1.trim().parse().ok()
}

/// The entries of a prefix list of the template
/// (<https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html>); of another list nothing is known.
fn prefix_list(graph: &Graph, value: &Value) -> Addresses {
    let list = match &value.kind {
        ValueKind::Ref(reference) => {
            graph.resource(&reference.target).filter(|target| &*target.kind == "AWS::EC2::PrefixList")
        }
        _ => None,
    };
    let Some(list) = list else {
        let why = match value.as_text() {
            Some(id) => Some(format!("prefix-list {id}")),
            None => reason(value),
        };
        return (SourceKind::PrefixList, Vec::new(), why);
    };
    let mut blocks = Vec::new();
    let mut undetermined = reason(&list.properties);
    let entries = list.properties.get("Entries");
    let entries = match entries.map(|entries| &entries.kind) {
        Some(ValueKind::List(items)) => items.as_slice(),
        _ => entries.map(std::slice::from_ref).unwrap_or_default(),
    };
    for entry in entries {
        let why = match entry.get("Cidr") {
            Some(cidr) => {
                let (_, found, why) = addresses(graph, Family::V4, cidr);
                blocks.extend(found);
                why
            }
            None => reason(entry),
        };
        undetermined = undetermined.or(why);
    }
    (SourceKind::PrefixList, blocks, undetermined)
}
