//! Joins the answers of all worlds: the same rule at the same place is one finding, with the worlds in which it holds.

use super::locate::Located;
use super::{Finding, RelatedPlace, Verdict};
use crate::engine::card::{Card, Severity};
use crate::resolve::value::Path;
use crate::resolve::worlds::Worlds;
use crate::source::{SourceId, Span};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Collects the answers of one template.
#[derive(Default)]
pub struct Merge {
    pending: BTreeMap<Key, Pending>,
}

type Key = (Span, usize, Option<Arc<str>>, Path);

struct Pending {
    located: Located,
    violated: Vec<usize>,
    undetermined: Vec<usize>,
    message: String,
    reason: Option<String>,
    related: Vec<RelatedPlace>,
}

/// One answer in one world, with its place found.
pub struct Placed {
    /// The world.
    pub world: usize,
    /// The rule, as an index into the rule set's cards.
    pub rule: usize,
    /// Violated or undetermined.
    pub verdict: Verdict,
    /// The place.
    pub located: Located,
    /// The message.
    pub message: String,
    /// Why it is undetermined.
    pub reason: Option<String>,
    /// Related places.
    pub related: Vec<RelatedPlace>,
}

impl Merge {
    /// Adds an answer. Worlds must come in ascending order.
    pub fn add(&mut self, placed: Placed) {
        let Placed { world, rule, verdict, located, message, reason, related } = placed;
        let resource = located.resource.as_ref().map(|resource| resource.id.clone());
        let key = (located.span, rule, resource, located.property.clone());
        let pending = self.pending.entry(key).or_insert_with(|| Pending {
            located,
            violated: Vec::new(),
            undetermined: Vec::new(),
            message: message.clone(),
            reason: None,
            related: related.clone(),
        });
        match verdict {
            Verdict::Violated => {
                // The message of a violation says more than that of what is not known.
                if pending.violated.is_empty() {
                    (pending.message, pending.related) = (message, related);
                }
                push(&mut pending.violated, world);
            }
            Verdict::Undetermined => {
                pending.reason = pending.reason.take().or(reason);
                push(&mut pending.undetermined, world);
            }
        }
    }

    /// The findings in source order. An existence rule is judged in the worlds of the defaults; where these disagree,
    /// its answer is undetermined.
    pub fn finish(
        self,
        source: SourceId,
        cards: &[Arc<Card>],
        severity: impl Fn(&Card) -> Severity,
        worlds: &Worlds,
    ) -> Vec<Finding> {
        let defaults: Vec<usize> =
            (0..worlds.list.len()).filter(|at| worlds.list.get(*at).is_some_and(|w| w.default)).collect();
        let mut findings = Vec::new();
        for ((span, rule, ..), pending) in self.pending {
            let Some(card) = cards.get(rule) else { continue };
            let (mut violated, mut undetermined, mut reason) = (pending.violated, pending.undetermined, pending.reason);
            if card.existence {
                violated.retain(|world| defaults.contains(world));
                undetermined.retain(|world| defaults.contains(world));
                if !violated.is_empty() && violated.len() < defaults.len() {
                    undetermined = std::mem::take(&mut violated);
                    reason = Some("it depends on a choice that has no default".to_owned());
                }
            }
            let (verdict, holds) = match (violated.is_empty(), undetermined.is_empty()) {
                (false, _) => (Verdict::Violated, violated),
                (true, false) => (Verdict::Undetermined, undetermined),
                (true, true) => continue,
            };
            let mut related = pending.related;
            related.extend(pending.located.origin);
            findings.push(Finding {
                rule: card.clone(),
                severity: severity(card),
                verdict,
                message: pending.message,
                reason: if verdict == Verdict::Undetermined { reason } else { None },
                source,
                resource: pending.located.resource,
                property: pending.located.property,
                span,
                missing: pending.located.missing,
                worlds: worlds.describe(&holds),
                related,
            });
        }
        findings
    }
}

fn push(worlds: &mut Vec<usize>, world: usize) {
    if worlds.last() != Some(&world) {
        worlds.push(world);
    }
}
