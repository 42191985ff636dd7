//! Availability zones, told apart without their names.
//!
//! Two values are two zones when both are written out and differ, when they are different entries of `Fn::GetAZs`, or
//! when the same unknown region stands before different letters. Of anything else it is not known.

use super::super::named::identity;
use crate::resolve::value::{Reason, Value, ValueKind};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A zone that a template names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Zone {
    /// What it is comparable with: zones of one family that differ are two zones. `None` for a parameter.
    family: Option<String>,
    /// The same for the same value.
    identity: String,
    /// The name, if it is written out.
    pub name: Option<Arc<str>>,
}

impl Zone {
    /// The zone that a value names.
    pub fn of(value: &Value) -> Self {
        let identity = identity(value);
        let (family, name) = match &value.kind {
            ValueKind::Text(text) if text.contains("az") => (Some("zone id".to_owned()), Some(text.clone())),
            ValueKind::Text(text) => (Some("zone name".to_owned()), Some(text.clone())),
            // An entry of the region's list.
            ValueKind::Unknown(unknown) if unknown.reason == Reason::PseudoParameter && unknown.name.ends_with(']') => {
                (Some("entry".to_owned()), None)
            }
            ValueKind::Mixed(parts) => {
                let (last, before) = match parts.split_last() {
                    Some((last, before)) if last.as_text().is_some() => (last.as_text(), before),
                    _ => (None, parts.as_slice()),
                };
                (last.map(|_| before.iter().map(identity_of).collect()), None)
            }
            _ => (None, None),
        };
        Self { family, identity, name }
    }
}

fn identity_of(value: &Value) -> String {
    identity(value)
}

/// How many zones there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Zones {
    /// So many are different for sure.
    pub at_least: usize,
    /// More there cannot be; `None` where that is not known.
    pub at_most: Option<usize>,
}

impl Zones {
    /// The number, if it is known.
    pub fn exact(self) -> Option<usize> {
        self.at_most.filter(|most| *most == self.at_least)
    }
}

/// Counts the zones of subnets; `None` stands for one whose zone is not named. `open` says that there may be more.
pub fn zones<'z>(of: impl Iterator<Item = Option<&'z Zone>>, open: bool) -> Zones {
    let mut families: BTreeMap<Option<&str>, BTreeSet<&str>> = BTreeMap::new();
    let mut unnamed = 0;
    for zone in of {
        match zone {
            Some(zone) => {
                families.entry(zone.family.as_deref()).or_default().insert(&zone.identity);
            }
            None => unnamed += 1,
        }
    }
    let comparable = families.iter().filter(|(family, _)| family.is_some());
    let most = families.values().map(BTreeSet::len).sum::<usize>() + unnamed;
    let least = comparable.map(|(_, zones)| zones.len()).max().unwrap_or(0).max(usize::from(most > 0));
    Zones { at_least: least, at_most: (!open).then_some(most) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]
    use super::*;
    use crate::network::testing::{text, unknown, value};
    use crate::resolve::value::Unknown;

    fn count(values: &[Value]) -> (usize, Option<usize>) {
        let all: Vec<Zone> = values.iter().map(Zone::of).collect();
        let zones = zones(all.iter().map(Some), false);
        (zones.at_least, zones.at_most)
    }

    fn pseudo(name: &str) -> Value {
        value(ValueKind::Unknown(Unknown::new(Reason::PseudoParameter, name)))
    }

    #[test]
    fn entries_of_the_list_and_names_are_told_apart() {
        let entry = |at| pseudo(&format!("AWS::AvailabilityZones[{at}]"));
        assert_eq!(count(&[entry(0), entry(1), entry(0)]), (2, Some(2)));
        assert_eq!(count(&[text("eu-west-1a"), text("eu-west-1b")]), (2, Some(2)));
        assert_eq!(count(&[text("eu-west-1a"), text("eu-west-1a")]), (1, Some(1)));
    }

    #[test]
    fn an_unknown_region_with_two_letters_is_two_zones() {
        let zone = |letter| value(ValueKind::Mixed(vec![pseudo("AWS::Region"), text(letter)]));
        assert_eq!(count(&[zone("a"), zone("b")]), (2, Some(2)));
    }

    #[test]
    fn parameters_may_be_the_same_zone() {
        assert_eq!(count(&[unknown("ZoneA"), unknown("ZoneB")]), (1, Some(2)));
        assert_eq!(count(&[unknown("ZoneA"), unknown("ZoneA")]), (1, Some(1)));
        assert_eq!(count(&[text("eu-west-1a"), unknown("ZoneB")]), (1, Some(2)));
    }
}
