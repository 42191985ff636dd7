//! The states of a document by URN, before their inputs are read: who is whose child, and what an unknown value is.

use super::below;
use super::shape::{Problems, string};
use super::urn::{PROVIDERS, STACK_REFERENCE, Urn};
use super::values::known;
use crate::frontend::template::ExprKind;
use crate::resolve::value::{Reason, Unknown};
use crate::source::{Node, Span};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// More candidates than this tell nothing: then there are none, which means that it may come from anywhere.
const MOST_CANDIDATES: usize = 200;

/// Resources that are looked at to list the members of all components. Components in components in components, each of
/// which something depends on, would take the square of the document's length.
const MOST_VISITED: usize = 500_000;

/// Candidates that all unknown values of a document may have together.
const MOST_COPIED: usize = 1_000_000;

/// A state as the document has it.
pub(super) struct Raw<'a> {
    /// The URN.
    pub(super) urn: Arc<str>,
    /// Its place.
    pub(super) urn_span: Span,
    /// The type token.
    pub(super) kind: Arc<str>,
    /// The name.
    pub(super) name: Arc<str>,
    /// Whether a provider manages it.
    pub(super) custom: bool,
    /// The parent's URN.
    pub(super) parent: Option<Arc<str>>,
    /// The whole state.
    pub(super) node: &'a Node,
}

/// The states by URN.
#[derive(Default)]
pub(super) struct Index<'a> {
    /// In the order of the URNs.
    pub(super) states: BTreeMap<Arc<str>, Raw<'a>>,
    /// The custom resources below each component that something depends on; `None` where they are too many.
    members: BTreeMap<Arc<str>, Option<Vec<Arc<str>>>>,
    /// The candidates that unknown values have got so far.
    copied: Cell<usize>,
}

impl<'a> Index<'a> {
    /// Takes up a state; of several with one URN, the last counts.
    pub(super) fn add(&mut self, node: &'a Node, problems: &mut Problems) {
        if node.as_map().is_none() {
            return problems.shape("a resource's state", "an object", node.span);
        }
        let Some(urn) = problems.text(node, "urn") else {
            return match node.get("urn") {
                // A wrong type is already said.
                Some(urn) if string(urn).is_none() => {}
                _ => problems.shape("a resource's state", "an object with a `urn`", node.span),
            };
        };
        let urn_span = node.get("urn").map_or(node.span, |urn| urn.span);
        let Some(parts) = Urn::parse(urn) else {
            return problems.shape("urn", "a URN: `urn:pulumi:STACK::PROJECT::TYPE::NAME`", urn_span);
        };
        let kind = problems.text(node, "type").map_or_else(|| parts.kind.into(), Arc::clone);
        // Written for every resource; the events of old versions are the exception.
        let custom = problems.boolean(node, "custom").unwrap_or_else(|| node.get("provider").is_some());
        let parent = problems.text(node, "parent").cloned();
        let raw = Raw { urn: Arc::clone(urn), urn_span, kind, name: parts.name.into(), custom, parent, node };
        self.states.insert(Arc::clone(urn), raw);
    }

    /// Expands the components among these URNs, once and for all.
    pub(super) fn expand<'u>(&mut self, urns: impl IntoIterator<Item = &'u Arc<str>>) {
        let is_component = |urn: &&Arc<str>| self.states.get(*urn).is_some_and(|state| !state.custom);
        let components: BTreeSet<&Arc<str>> = urns.into_iter().filter(is_component).collect();
        if components.is_empty() {
            return;
        }
        let mut children: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for state in self.states.values() {
            if let Some(parent) = &state.parent {
                children.entry(parent).or_default().push(&state.urn);
            }
        }
        let mut members = BTreeMap::new();
        let mut left = MOST_VISITED;
        for component in components {
            let below = below(component, left, |urn| children.get(urn).map(Vec::as_slice).unwrap_or_default());
            left = below.as_ref().map_or(0, |below| left.saturating_sub(below.len()));
            let custom = below.map(|below| {
                let states = below.into_iter().filter_map(|urn| self.states.get(urn));
                let custom = states.filter(|state| state.is_resource()).map(|state| Arc::clone(&state.urn));
                custom.take(MOST_CANDIDATES.saturating_add(1)).collect::<Vec<_>>()
            });
            members.insert(Arc::clone(component), custom.filter(|custom| custom.len() <= MOST_CANDIDATES));
        }
        self.members = members;
    }

    /// What an unknown value comes to that depends on these URNs: a reference to the one, or one of several.
    pub(super) fn unknown(&self, input: &Arc<str>, urns: &[Arc<str>]) -> ExprKind {
        let urns: BTreeSet<&Arc<str>> = urns.iter().collect();
        let only = if urns.len() == 1 { urns.first().and_then(|urn| self.states.get(*urn)) } else { None };
        match only {
            Some(state) if *state.kind == *STACK_REFERENCE => {
                return ExprKind::Unknown(Unknown::new(Reason::Import, state.stack_name()));
            }
            Some(state) if state.is_resource() => return ExprKind::Ref(Arc::clone(&state.urn)),
            _ => {}
        }
        let candidates = self.candidates(&urns).unwrap_or_default();
        ExprKind::Unknown(Unknown { candidates, ..Unknown::new(Reason::UntilApply, Arc::clone(input)) })
    }

    /// Another value that is not known for the same reason. Every copy of many candidates costs memory, and a document
    /// may have a million of them: then the rest may come from anywhere.
    pub(super) fn copy(&self, unknown: &ExprKind) -> ExprKind {
        let mut copy = unknown.clone();
        if let ExprKind::Unknown(Unknown { candidates, .. }) = &mut copy {
            let copied = self.copied.get().saturating_add(candidates.len());
            self.copied.set(copied);
            if copied > MOST_COPIED {
                *candidates = Vec::new();
            }
        }
        copy
    }

    /// The resources that these URNs stand for; `None` where they cannot be listed: one may not be in the document.
    fn candidates(&self, urns: &BTreeSet<&Arc<str>>) -> Option<Vec<Arc<str>>> {
        let mut candidates = BTreeSet::new();
        for urn in urns {
            let state = self.states.get(*urn)?;
            if state.is_resource() {
                candidates.insert(Arc::clone(&state.urn));
            } else if state.custom {
                return None;
            } else {
                candidates.extend(self.members.get(*urn)?.as_ref()?.iter().cloned());
            }
            if candidates.len() > MOST_CANDIDATES {
                return None;
            }
        }
        Some(candidates.into_iter().collect())
    }
}

impl Raw<'_> {
    /// Whether it is something that is deployed: no component, provider or reference to another stack.
    fn is_resource(&self) -> bool {
        self.custom && *self.kind != *STACK_REFERENCE && !self.kind.starts_with(PROVIDERS)
    }

    /// The stack that a stack reference names.
    fn stack_name(&self) -> Arc<str> {
        let name = self.node.get("inputs").and_then(|inputs| inputs.get("name")).and_then(known);
        Arc::clone(name.unwrap_or(&self.name))
    }
}
