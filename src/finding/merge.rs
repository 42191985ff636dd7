//! Joins the answers of all worlds: the same rule at the same place is one finding, with the worlds in which it holds.

use super::locate::Located;
use super::{Finding, RelatedPlace, Verdict, WorldSet};
use crate::engine::Answer;
use crate::engine::card::{Card, Severity};
use crate::resolve::value::Path;
use crate::resolve::worlds::Worlds;
use crate::source::Span;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Collects the answers of one template.
#[derive(Default)]
pub struct Merge {
    pending: Vec<Pending>,
    index: BTreeMap<Key, usize>,
    /// By address; the answer is kept with its place in `pending`, so that the address stays its own.
    known: HashMap<*const Answer, (Arc<Answer>, usize)>,
}

/// What is the same finding: the bytes, the rule, the resource, the path, and a number where one world says several
/// things there.
type Key = (Span, usize, Option<Arc<str>>, Path, usize);

/// What is said of which bytes: as [`Key`], with the message for the path.
type Wording = (Span, usize, Option<Arc<str>>, String);

struct Pending {
    rule: usize,
    located: Located,
    violated: Vec<usize>,
    undetermined: Vec<usize>,
    message: String,
    reason: Option<String>,
    related: Vec<RelatedPlace>,
}

/// The places of an answer, found.
pub struct Placed {
    /// The main place.
    pub located: Located,
    /// Related places.
    pub related: Vec<RelatedPlace>,
}

impl Merge {
    /// Adds an answer that an earlier world had too; false if none had. Worlds must come in ascending order.
    pub fn again(&mut self, world: usize, answer: &Arc<Answer>) -> bool {
        let Some((_, slot)) = self.known.get(&Arc::as_ptr(answer)) else { return false };
        if let Some(pending) = self.pending.get_mut(*slot) {
            pending.hold(world, answer.verdict);
        }
        true
    }

    /// Adds an answer with its places. Worlds must come in ascending order.
    pub fn add(&mut self, world: usize, placed: Placed, answer: &Arc<Answer>) {
        let Placed { located, related } = placed;
        let resource = located.resource.as_ref().map(|resource| resource.id.clone());
        let mut key = (located.span, answer.rule, resource, located.property.clone(), 0);
        while self.index.get(&key).is_some_and(|slot| self.speaks_of_another(*slot, world, &answer.message)) {
            key.4 += 1;
        }
        let slot = *self.index.entry(key).or_insert_with(|| {
            self.pending.push(Pending {
                rule: answer.rule,
                located,
                violated: Vec::new(),
                undetermined: Vec::new(),
                message: answer.message.clone(),
                reason: None,
                related: related.clone(),
            });
            self.pending.len() - 1
        });
        self.known.insert(Arc::as_ptr(answer), (answer.clone(), slot));
        let Some(pending) = self.pending.get_mut(slot) else { return };
        match answer.verdict {
            // The message of a violation says more than that of what is not known.
            Verdict::Violated if pending.violated.is_empty() => {
                (pending.message, pending.related) = (answer.message.clone(), related);
            }
            Verdict::Violated => {}
            Verdict::Undetermined => pending.reason = pending.reason.take().or_else(|| answer.reason.clone()),
        }
        pending.hold(world, answer.verdict);
    }

    /// Whether this world has already said something else there.
    fn speaks_of_another(&self, slot: usize, world: usize, message: &str) -> bool {
        self.pending.get(slot).is_some_and(|pending| {
            let said = pending.violated.last() == Some(&world) || pending.undetermined.last() == Some(&world);
            said && pending.message != message
        })
    }

    /// The same said of the same bytes is one finding, also where worlds have it at different positions of a list.
    fn joined(self) -> BTreeMap<Wording, Pending> {
        let mut joined: BTreeMap<_, Pending> = BTreeMap::new();
        for pending in self.pending {
            let resource = pending.located.resource.as_ref().map(|resource| resource.id.clone());
            match joined.entry((pending.located.span, pending.rule, resource, pending.message.clone())) {
                Entry::Vacant(slot) => {
                    slot.insert(pending);
                }
                Entry::Occupied(mut slot) => {
                    let known = slot.get_mut();
                    unite(&mut known.violated, pending.violated);
                    unite(&mut known.undetermined, pending.undetermined);
                    known.reason = known.reason.take().or(pending.reason);
                }
            }
        }
        joined
    }

    /// The findings in source order. An existence rule is judged in the worlds of the defaults; where these disagree,
    /// its answer is undetermined.
    pub fn finish(self, cards: &[Arc<Card>], severity: impl Fn(&Card) -> Severity, worlds: &Worlds) -> Vec<Finding> {
        let defaults: Vec<usize> =
            (0..worlds.list.len()).filter(|at| worlds.list.get(*at).is_some_and(|w| w.default)).collect();
        let mut findings = Vec::new();
        // Many findings hold in the same worlds, and telling what worlds have in common looks at all of them.
        let mut told: HashMap<Vec<usize>, WorldSet> = HashMap::new();
        for ((span, rule, ..), pending) in self.joined() {
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
                source: pending.located.span.source,
                resource: pending.located.resource,
                property: pending.located.property,
                span,
                missing: pending.located.missing,
                value: None,
                worlds: told.entry(holds).or_insert_with_key(|holds| worlds.describe(holds)).clone(),
                related,
                input: None,
                program: None,
                stages: Vec::new(),
            });
        }
        findings
    }
}

fn unite(worlds: &mut Vec<usize>, others: Vec<usize>) {
    worlds.extend(others);
    worlds.sort_unstable();
    worlds.dedup();
}

impl Pending {
    fn hold(&mut self, world: usize, verdict: Verdict) {
        let worlds = match verdict {
            Verdict::Violated => &mut self.violated,
            Verdict::Undetermined => &mut self.undetermined,
        };
        if worlds.last() != Some(&world) {
            worlds.push(world);
        }
    }
}
