//! Points references at what their targets became.
//!
//! A reference names a URN. What it names may have become part of its owner, may stand for the value of one of its
//! inputs, or may be a component, which is known only by its children.

use super::super::Deployment;
use super::Plan;
use super::table::Becomes;
use crate::frontend::template::{Expr, ExprKind, ResourceDefinition};
use crate::resolve::value::{Reason, Unknown};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Stand-ins may stand for one another; more steps than this lead nowhere.
const MOST_STEPS: usize = 4;

/// What the URN of a state comes to.
enum Target<'a> {
    Key(Arc<str>),
    Value(&'a Expr),
}

/// Rewrites the references and candidates of all resources.
pub(super) fn point(
    plans: &[Plan<'_>],
    owners: &[Option<Arc<str>>],
    tree: &Tree<'_>,
    resources: &mut [ResourceDefinition],
) {
    let mut targets = BTreeMap::new();
    for (plan, owner) in plans.iter().zip(owners) {
        let state = plan.state;
        let stands_for = match plan.entry.as_ref().map(|entry| &entry.becomes) {
            Some(Becomes::StandIn(name)) => state.inputs.iter().find(|input| *input.name == **name),
            _ => None,
        };
        let target = match stands_for {
            Some(input) => Target::Value(&input.value),
            None => Target::Key(owner.clone().unwrap_or_else(|| state.urn.clone())),
        };
        targets.insert(&*state.urn, target);
    }
    let pointer = Pointer { targets, tree };
    for resource in resources {
        if let Some((_, value)) = &mut resource.properties {
            pointer.rewrite(value);
        }
    }
}

struct Pointer<'a> {
    targets: BTreeMap<&'a str, Target<'a>>,
    tree: &'a Tree<'a>,
}

impl Pointer<'_> {
    fn rewrite(&self, value: &mut Expr) {
        match &mut value.kind {
            ExprKind::List(items) | ExprKind::Sub(items) | ExprKind::Call(_, items) => {
                items.iter_mut().for_each(|item| self.rewrite(item));
            }
            ExprKind::Map(fields) => fields.iter_mut().for_each(|field| self.rewrite(&mut field.value)),
            ExprKind::Ref(urn) => value.kind = self.reference(urn, MOST_STEPS),
            ExprKind::Unknown(unknown) => unknown.candidates = self.keys(&unknown.candidates),
            _ => {}
        }
    }

    fn reference(&self, urn: &Arc<str>, steps: usize) -> ExprKind {
        // A repeated resource refers to its first.
        match self.targets.get(&**urn) {
            Some(Target::Key(key)) => return ExprKind::Ref(key.clone()),
            Some(Target::Value(Expr { kind: ExprKind::Ref(next), .. })) if steps > 0 => {
                return self.reference(next, steps - 1);
            }
            Some(Target::Value(value)) => return value.kind.clone(),
            None => {}
        }
        let candidates = self.keys(std::slice::from_ref(urn));
        let name = urn.rsplit("::").next().unwrap_or(urn);
        ExprKind::Unknown(Unknown { candidates, ..Unknown::new(Reason::UntilApply, name) })
    }

    /// The keys of those that are resources; components are their children.
    fn keys(&self, urns: &[Arc<str>]) -> Vec<Arc<str>> {
        let mut keys = BTreeSet::new();
        for urn in urns {
            match self.targets.get(&**urn) {
                Some(Target::Key(key)) => _ = keys.insert(key.clone()),
                Some(Target::Value(Expr { kind: ExprKind::Ref(key), .. })) => _ = keys.insert(key.clone()),
                Some(Target::Value(_)) => {}
                None => {
                    let below = self.tree.below(urn).into_iter();
                    keys.extend(below.filter(|child| matches!(self.targets.get(&**child), Some(Target::Key(_)))));
                }
            }
        }
        keys.into_iter().collect()
    }
}

/// Who is whose child.
pub(super) struct Tree<'a>(BTreeMap<&'a str, Vec<&'a Arc<str>>>);

impl<'a> Tree<'a> {
    pub(super) fn new(deployment: &'a Deployment) -> Self {
        let mut children: BTreeMap<&str, Vec<&Arc<str>>> = BTreeMap::new();
        for state in &deployment.states {
            if let Some(parent) = &state.parent {
                children.entry(parent).or_default().push(&state.urn);
            }
        }
        Self(children)
    }

    /// Everything below a resource, in the order of the URNs.
    pub(super) fn below(&self, urn: &str) -> BTreeSet<Arc<str>> {
        let mut found = BTreeSet::new();
        let mut todo: Vec<&str> = vec![urn];
        while let Some(parent) = todo.pop() {
            for child in self.0.get(parent).map(Vec::as_slice).unwrap_or_default() {
                if found.insert((*child).clone()) {
                    todo.push(child);
                }
            }
        }
        found
    }
}
