//! Side resources: finds the resource that each configures, and makes their properties part of it.

use super::super::State;
use super::convert::{Converter, Json, Schemas};
use super::place;
use super::references::Tree;
use super::table::{Entry, Fold};
use super::{Folded, Plan};
use crate::frontend::template::{Expr, ExprField, ExprKind, ResourceDefinition};
use crate::resolve::value::Step;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A side resource may name its owner through others; more steps than this are none.
const MOST_STEPS: usize = 4;

/// What owners are looked up in.
struct Index<'a> {
    plans: &'a [Plan<'a>],
    places: BTreeMap<&'a str, usize>,
    tree: &'a Tree<'a>,
    /// Resources by type, input and its value.
    names: BTreeMap<(&'a str, &'a str, &'a str), usize>,
}

/// The URN of the owner of each side resource; `None` for what is no side resource, or has no owner in the document.
pub(super) fn owners(plans: &[Plan<'_>], tree: &Tree<'_>) -> Vec<Option<Arc<str>>> {
    let places = plans.iter().enumerate().map(|(place, plan)| (&*plan.state.urn, place)).collect();
    let mut names = BTreeMap::new();
    for (place, plan) in plans.iter().enumerate() {
        let Some(kind) = plan.kind() else { continue };
        for input in &plan.state.inputs {
            if let Some(text) = input.value.as_text() {
                names.entry((kind, &*input.name, &**text)).or_insert(place);
            }
        }
    }
    let index = Index { plans, places, tree, names };
    let urn = |place: usize| index.plans.get(place).map(|plan| plan.state.urn.clone());
    plans.iter().map(|plan| index.owner(plan.state, plan.fold()?, MOST_STEPS).and_then(urn)).collect()
}

impl Index<'_> {
    fn owner(&self, side: &State, fold: &Fold, steps: usize) -> Option<usize> {
        let [by] = fold.by.as_slice() else { return self.matching(side, fold) };
        let depends = side.dependencies.get(by.as_str()).map(Vec::as_slice).unwrap_or_default();
        let input = input(side, by)?;
        match &input.kind {
            ExprKind::Ref(urn) => self.target(urn, fold, steps),
            ExprKind::Unknown(unknown) => self.only(unknown.candidates.iter(), fold, steps),
            ExprKind::Text(text) => {
                let named = |name: &str| self.names.get(&(fold.into.as_str(), name, text)).copied();
                let found = fold.names.iter().find_map(|name| named(name));
                found.or_else(|| self.only(depends.iter(), fold, steps)).or_else(|| self.by_arn(text, fold))
            }
            _ => None,
        }
    }

    /// The one among these that fits.
    fn only<'u>(&self, urns: impl Iterator<Item = &'u Arc<str>>, fold: &Fold, steps: usize) -> Option<usize> {
        let mut found: Vec<usize> = urns.filter_map(|urn| self.target(urn, fold, steps)).collect();
        found.sort_unstable();
        found.dedup();
        if let [one] = found.as_slice() { Some(*one) } else { None }
    }

    /// The owner that a URN leads to: itself, the owner of a side resource, or the one fitting child of a component.
    fn target(&self, urn: &str, fold: &Fold, steps: usize) -> Option<usize> {
        let steps = steps.checked_sub(1)?;
        let Some(place) = self.places.get(urn).copied() else {
            let children = self.tree.below(urn);
            let fits = |child: &&Arc<str>| {
                let plan = self.places.get(&***child).and_then(|place| self.plans.get(*place));
                plan.is_some_and(|plan| plan.kind() == Some(&fold.into))
            };
            return self.only(children.iter().filter(fits), fold, steps);
        };
        let plan = self.plans.get(place)?;
        if plan.kind() == Some(&fold.into) {
            return Some(place);
        }
        self.owner(plan.state, plan.fold().filter(|other| other.into == fold.into)?, steps)
    }

    /// The resource whose name ends an ARN.
    fn by_arn(&self, text: &str, fold: &Fold) -> Option<usize> {
        let name = text.strip_prefix("arn:")?.rsplit([':', '/']).next()?;
        fold.names.iter().find_map(|input| self.names.get(&(fold.into.as_str(), input.as_str(), name)).copied())
    }

    /// The resource that has the same values in all the inputs that join the two.
    fn matching(&self, side: &State, fold: &Fold) -> Option<usize> {
        let same = |name: &String, state: &State| match (input(side, name), input(state, name)) {
            (Some(left), Some(right)) => same(left, right),
            _ => false,
        };
        self.plans
            .iter()
            .position(|plan| plan.kind() == Some(&fold.into) && fold.by.iter().all(|name| same(name, plan.state)))
    }
}

fn input<'s>(state: &'s State, name: &str) -> Option<&'s Expr> {
    state.inputs.iter().find(|input| *input.name == *name).map(|input| &input.value)
}

fn same(left: &Expr, right: &Expr) -> bool {
    match (&left.kind, &right.kind) {
        (ExprKind::Text(left), ExprKind::Text(right)) | (ExprKind::Ref(left), ExprKind::Ref(right)) => left == right,
        _ => false,
    }
}

/// Makes a side resource part of its owner.
pub(super) fn fold(
    side: &State,
    entry: &Entry,
    json: Json<'_>,
    schemas: &mut Schemas,
    owner: &mut ResourceDefinition,
    folded: &mut Vec<Folded>,
) {
    let mut converter = Converter::new(json, entry, owner.key.clone(), schemas);
    let sets = converter.run(&side.inputs, side.inputs_span);
    owner.attributes.append(&mut converter.attributes);
    let Some((_, Expr { kind: ExprKind::Map(properties), .. })) = &mut owner.properties else { return };
    for field in sets.into_iter().flatten() {
        let mut set = |item: Option<usize>| {
            let path = std::iter::once(Step::Key(field.name.clone())).chain(item.map(Step::Index)).collect();
            folded.push(Folded { owner: owner.key.clone(), path, from: side.provenance.clone() });
        };
        match (value(properties, &field), &field.value.kind) {
            (Some(ExprKind::List(before)), ExprKind::List(new)) => {
                (before.len()..before.len().saturating_add(new.len())).for_each(|item| set(Some(item)));
            }
            _ => set(None),
        }
        place::merge_field(properties, field);
    }
}

fn value<'p>(properties: &'p [ExprField], new: &ExprField) -> Option<&'p ExprKind> {
    properties.iter().find(|field| field.name == new.name).map(|field| &field.value.kind)
}
