//! What a value stands for where a network property names something: a resource of the graph, something outside it, or
//! nothing.
//!
//! [`find`] walks a property path to the values that it names, [`named`] says what each of them means, and [`Truth`] is
//! what can be said of it when part of it is not known.

use super::reason;
use crate::graph::Graph;
use crate::resolve::value::{Path, Step, Value, ValueKind};
use std::sync::Arc;

/// True, false, or not known with the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    Yes,
    /// It does not.
    No,
    /// It depends on something that is not known.
    Unknown(String),
}

impl Truth {
    /// Of a known condition.
    pub fn of(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }

    /// Of a property that CloudFormation takes as a boolean; `None` where it is absent.
    pub fn read(value: Option<&Value>) -> Option<Self> {
        let value = value?;
        Some(match &value.kind {
            ValueKind::Null => return None,
            ValueKind::Bool(holds) => Self::of(*holds),
            ValueKind::Text(text) => Self::of(text.eq_ignore_ascii_case("true")),
            _ => Self::Unknown(reason(value)?),
        })
    }

    /// Whether both hold.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, other) => other,
            (unknown, _) => unknown,
        }
    }

    /// Whether one of them holds.
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::No, other) => other,
            (unknown, _) => unknown,
        }
    }

    /// Whether it is known to hold.
    pub fn is_yes(&self) -> bool {
        *self == Self::Yes
    }

    /// Why it is not known.
    pub fn why(&self) -> Option<&str> {
        match self {
            Self::Unknown(why) => Some(why),
            _ => None,
        }
    }
}

/// What a value names.
#[derive(Clone, Debug, PartialEq)]
pub enum Named {
    /// A resource of the graph.
    Key(Arc<str>),
    /// Something that is not in the graph.
    Outside(Outside),
    /// Nothing: the property is absent or empty.
    Absent,
}

/// Something that the template names and does not define.
#[derive(Clone, Debug, PartialEq)]
pub struct Outside {
    /// The same for values that mean the same thing: an id, a parameter, an import.
    pub identity: String,
    /// How people call it: `parameter VpcId`, `vpc-0a1b2c`.
    pub shown: String,
    /// Whether its id is written out.
    pub written: bool,
    /// The resources that it may be, where a condition is not decided.
    pub candidates: Vec<Arc<str>>,
}

impl Named {
    /// The key, if it is a resource of the graph.
    pub fn key(&self) -> Option<&Arc<str>> {
        match self {
            Self::Key(key) => Some(key),
            _ => None,
        }
    }

    /// How people call it, if it lies outside the graph.
    pub fn outside(&self) -> Option<&str> {
        match self {
            Self::Outside(outside) => Some(&outside.shown),
            _ => None,
        }
    }

    /// The keys that it may be: its own, or those of an undecided condition.
    pub fn keys(&self) -> &[Arc<str>] {
        match self {
            Self::Key(key) => std::slice::from_ref(key),
            Self::Outside(outside) => &outside.candidates,
            Self::Absent => &[],
        }
    }

    /// Whether two of them are the same thing.
    pub fn same(&self, other: &Self) -> Truth {
        match (self, other) {
            (Self::Absent, _) | (_, Self::Absent) => Truth::No,
            (Self::Key(one), Self::Key(other)) => Truth::of(one == other),
            (Self::Outside(one), Self::Outside(other)) if one.identity == other.identity => Truth::Yes,
            (Self::Outside(one), Self::Outside(other)) if one.written && other.written => Truth::No,
            // What a stack makes has no id that its own template could write.
            (Self::Outside(one), Self::Key(_)) | (Self::Key(_), Self::Outside(one)) if one.written => Truth::No,
            (Self::Outside(one), _) | (_, Self::Outside(one)) => Truth::Unknown(one.shown.clone()),
        }
    }
}

/// What a value names, out of resources of these types. An attribute of another resource that is one of its own
/// properties (`!GetAtt Subnet.VpcId`) is followed.
pub fn named(graph: &Graph, value: Option<&Value>, kinds: &[&str]) -> Named {
    let Some(value) = value else { return Named::Absent };
    match &value.kind {
        ValueKind::Null => Named::Absent,
        ValueKind::Text(text) if text.trim().is_empty() => Named::Absent,
        ValueKind::Text(text) => Named::Outside(Outside {
            identity: text.to_string(),
            shown: text.to_string(),
            written: true,
            candidates: Vec::new(),
        }),
        ValueKind::Ref(reference) => {
            let target = graph.resource(&reference.target);
            match (target, &reference.attribute) {
                (Some(target), attribute) if kinds.contains(&&*target.kind) && names_itself(attribute.as_deref()) => {
                    Named::Key(target.key.clone())
                }
                (Some(target), Some(attribute)) => match target.properties.get(attribute).map(|value| &value.kind) {
                    Some(ValueKind::Ref(next))
                        if names_itself(next.attribute.as_deref())
                            && graph.resource(&next.target).is_some_and(|next| kinds.contains(&&*next.kind)) =>
                    {
                        Named::Key(next.target.clone())
                    }
                    _ => outside(value),
                },
                _ => outside(value),
            }
        }
        _ => outside(value),
    }
}

fn outside(value: &Value) -> Named {
    let shown = reason(value).unwrap_or_else(|| "a value of another kind".to_owned());
    let candidates = match &value.kind {
        ValueKind::Unknown(unknown) => unknown.candidates.clone(),
        _ => Vec::new(),
    };
    Named::Outside(Outside { identity: identity(value), shown, written: false, candidates })
}

/// Whether an attribute of a resource stands for the resource.
fn names_itself(attribute: Option<&str>) -> bool {
    attribute.is_none_or(|attribute| {
        matches!(attribute, "Id" | "Arn" | "Name")
            || attribute.ends_with("Id") && attribute != "NetworkAclAssociationId"
            || attribute.ends_with("Arn")
            || attribute.ends_with("Name") && !attribute.ends_with("DNSName")
    })
}

/// A text that is the same for values that mean the same.
pub fn identity(value: &Value) -> String {
    match &value.kind {
        ValueKind::Text(text) => text.to_string(),
        ValueKind::Mixed(parts) => parts.iter().map(identity).collect(),
        // A control character keeps a parameter from meaning the text of its name.
        _ => format!("\u{1}{}", reason(value).unwrap_or_default()),
    }
}

/// A value that a path leads to.
#[derive(Clone, Debug)]
pub struct Found<'v> {
    /// Where it stands, below the properties.
    pub path: Path,
    /// The value.
    pub value: &'v Value,
    /// Whether it is a whole list that is not known.
    pub many: bool,
}

/// The values at a path such as `NetworkInterfaces[*].SubnetId`. What is not known on the way stands for all below it; a
/// single item may stand without its list.
pub fn find<'v>(properties: &'v Value, path: &str) -> Vec<Found<'v>> {
    let mut found = vec![Found { path: Path::new(), value: properties, many: false }];
    for part in path.split('.') {
        let (name, items) = part.strip_suffix("[*]").map_or((part, false), |name| (name, true));
        found = found.into_iter().flat_map(|at| below(at, name, items)).collect();
    }
    found.retain(|found| found.value.kind != ValueKind::Null);
    found
}

fn below<'v>(at: Found<'v>, name: &str, items: bool) -> Vec<Found<'v>> {
    if reason(at.value).is_some() {
        return vec![Found { many: at.many || items, ..at }];
    }
    let Some(field) = at.value.field(name) else { return Vec::new() };
    let mut path = at.path;
    path.push(Step::Key(field.name.clone()));
    match &field.value.kind {
        ValueKind::List(list) if items => {
            let item = |(index, value)| {
                let mut path = path.clone();
                path.push(Step::Index(index));
                Found { path, value, many: false }
            };
            list.iter().enumerate().map(item).collect()
        }
        ValueKind::Unknown(_) | ValueKind::Mixed(_) | ValueKind::Dynamic(_) => {
            vec![Found { path, value: &field.value, many: items }]
        }
        _ => vec![Found { path, value: &field.value, many: at.many }],
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]
    use super::*;
    use crate::network::testing::{graph, list, map, reference, resource, text, unknown};

    #[test]
    fn truths_join_and_keep_the_reason() {
        let unknown = || Truth::Unknown("parameter X".to_owned());
        assert_eq!(unknown().and(Truth::No), Truth::No);
        assert_eq!(unknown().and(Truth::Yes), unknown());
        assert_eq!(unknown().or(Truth::Yes), Truth::Yes);
        assert_eq!(unknown().or(Truth::No), unknown());
        assert_eq!(Truth::read(Some(&text("TRUE"))), Some(Truth::Yes));
        assert_eq!(Truth::read(Some(&super::super::testing::unknown("X"))), Some(unknown()));
    }

    #[test]
    fn a_value_names_a_resource_or_something_outside() {
        let vpc = resource("Vpc", "AWS::EC2::VPC", map(vec![]));
        let subnet = resource("Net", "AWS::EC2::Subnet", map(vec![("VpcId", reference("Vpc", None))]));
        let graph = graph(vec![vpc, subnet], vec![]);
        let vpc = |value: Value| named(&graph, Some(&value), &["AWS::EC2::VPC"]);
        assert_eq!(vpc(reference("Vpc", None)).key().map(|key| &**key), Some("Vpc"));
        assert_eq!(vpc(reference("Vpc", Some("VpcId"))).key().map(|key| &**key), Some("Vpc"));
        assert_eq!(vpc(reference("Net", Some("VpcId"))).key().map(|key| &**key), Some("Vpc"));
        assert_eq!(vpc(reference("Vpc", Some("CidrBlock"))).outside(), Some("attribute Vpc.CidrBlock"));
        assert_eq!(vpc(text("vpc-1")).same(&vpc(text("vpc-1"))), Truth::Yes);
        assert_eq!(vpc(text("vpc-1")).same(&vpc(text("vpc-2"))), Truth::No);
        assert_eq!(vpc(unknown("A")).same(&vpc(unknown("A"))), Truth::Yes);
        assert_eq!(vpc(unknown("A")).same(&vpc(unknown("B"))), Truth::Unknown("parameter A".to_owned()));
        assert_eq!(vpc(text("")), Named::Absent);
    }

    #[test]
    fn a_path_leads_through_lists_and_stops_at_what_is_not_known() {
        let one = map(vec![("Items", list(vec![map(vec![("Id", text("a"))]), unknown("Item")]))]);
        let found = find(&one, "Items[*].Id");
        assert_eq!(found.iter().map(|found| found.many).collect::<Vec<_>>(), [false, false]);
        assert_eq!(found[0].path.len(), 3);
        let alone = map(vec![("Items", text("a"))]);
        assert_eq!(find(&alone, "Items[*]").len(), 1);
        let open = map(vec![("Items", unknown("Items"))]);
        assert!(find(&open, "Items[*]")[0].many);
    }
}
