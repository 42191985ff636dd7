//! Translation by table: the states of a Pulumi document become resources under their CloudFormation types.
//!
//! [`translate`] first decides what each state becomes (its table entry, or for `aws-native` the schema), converts the
//! inputs of those that are resources ([`convert`]), folds side resources into their owners ([`fold`]), and at last
//! points every reference at what its target became ([`references`]). [`input_of`] goes the other way: from a property
//! back to the input that a person writes. What the tables say, and how, is described in CONTRIBUTING.md.

mod attributes;
mod builtin;
mod convert;
mod fold;
mod native;
mod place;
mod read;
mod references;
mod reverse;
pub mod shapes;
mod table;
mod values;

#[cfg(test)]
mod evidence_tests;
#[cfg(test)]
mod tests;

pub use builtin::all as builtin;
pub use reverse::input_of;
pub use table::{Becomes, Constant, Entry, Fold, Move, Row, Spread, Tables, Target};

use super::{Deployment, State};
use crate::frontend::provenance::Provenance;
use crate::frontend::template::{Expr, ExprField, ExprKind, ResourceDefinition};
use crate::problem::Problem;
use crate::resolve::value::Path;
use convert::{Converter, Json, Schemas};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a deployment became.
#[derive(Debug, Default)]
pub struct Translated {
    /// The resources, in the order of the states.
    pub resources: Vec<ResourceDefinition>,
    /// What came from side resources.
    pub folded: Vec<Folded>,
    /// The types of AWS that no table has, with how often they occur.
    pub unmapped: Vec<(Arc<str>, usize)>,
    /// What is wrong with the document.
    pub problems: Vec<Problem>,
}

/// A property of a resource that another resource of the program sets.
#[derive(Clone, Debug)]
pub struct Folded {
    /// The key of the resource that has the property.
    pub owner: Arc<str>,
    /// The property, from `Properties`.
    pub path: Path,
    /// The side resource.
    pub from: Arc<Provenance>,
}

/// What one state is going to be.
pub(super) struct Plan<'a> {
    pub state: &'a State,
    pub entry: Option<Entry>,
}

impl Plan<'_> {
    /// The CloudFormation type, if it is a resource of its own.
    pub fn kind(&self) -> Option<&str> {
        match &self.entry.as_ref()?.becomes {
            Becomes::Resource(kind) => Some(kind),
            _ => None,
        }
    }

    /// How it is joined to its owner, if it is a part.
    pub fn fold(&self) -> Option<&Fold> {
        match &self.entry.as_ref()?.becomes {
            Becomes::Part(fold) => Some(fold),
            _ => None,
        }
    }
}

/// Translates a deployment. `json` reads the document inside a text, `extra` are the user's own tables.
pub fn translate(deployment: &Deployment, json: Json<'_>, extra: &Tables) -> Translated {
    let states = deployment.states.iter().filter(|state| is_resource(state));
    let plans: Vec<Plan<'_>> = states.map(|state| Plan { state, entry: entry_of(state, extra) }).collect();
    let tree = references::Tree::new(deployment);
    let owners = fold::owners(&plans, &tree);
    let mut schemas = Schemas::default();
    let mut translated = Translated { unmapped: unmapped(&plans), ..Translated::default() };
    let mut places = BTreeMap::new();
    for (plan, owner) in plans.iter().zip(&owners) {
        if owner.is_none() {
            let made = resources(plan, json, &mut schemas);
            places.insert(plan.state.urn.clone(), translated.resources.len());
            translated.resources.extend(made);
        }
    }
    for (plan, owner) in plans.iter().zip(&owners) {
        let place = owner.as_ref().and_then(|owner| places.get(owner));
        if let (Some(place), Some(entry)) = (place, &plan.entry)
            && let Some(resource) = translated.resources.get_mut(*place)
        {
            fold::fold(plan.state, entry, json, &mut schemas, resource, &mut translated.folded);
        }
    }
    references::point(&plans, &owners, &tree, &mut translated.resources);
    translated
}

/// Whether a state is a resource: not a provider, the stack, or a component.
fn is_resource(state: &State) -> bool {
    state.custom && !state.kind.starts_with("pulumi:")
}

/// The form of the type's entry whose conditions the inputs meet.
fn entry_of(state: &State, extra: &Tables) -> Option<Entry> {
    if state.external {
        // What the program only reads is no wish of it: a node to refer to.
        let becomes = Becomes::Nothing("it exists elsewhere".into());
        return Some(Entry { becomes, ..Entry::default() });
    }
    let Some(forms) = extra.forms(&state.kind) else { return native::entry(&state.kind) };
    let holds = |entry: &&Entry| {
        entry.when.iter().all(|(name, wanted)| {
            let input = state.inputs.iter().find(|input| *input.name == **name).map(|input| &input.value);
            match (input, wanted) {
                (None, _) => false,
                (Some(value), None) => !matches!(value.kind, ExprKind::Null),
                (Some(value), Some(wanted)) => place::scalar_text(value).as_ref() == Some(wanted),
            }
        })
    };
    forms.iter().find(holds).cloned()
}

fn unmapped(plans: &[Plan<'_>]) -> Vec<(Arc<str>, usize)> {
    let mut counts: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    for plan in plans.iter().filter(|plan| plan.entry.is_none()) {
        if plan.state.kind.starts_with("aws:") || plan.state.kind.starts_with("aws-native:") {
            *counts.entry(plan.state.kind.clone()).or_default() += 1;
        }
    }
    counts.into_iter().collect()
}

/// The resources that a state becomes, its own first.
fn resources(plan: &Plan<'_>, json: Json<'_>, schemas: &mut Schemas) -> Vec<ResourceDefinition> {
    let state = plan.state;
    let mut sets: Vec<(Arc<str>, Vec<ExprField>, crate::source::Span)> = Vec::new();
    let mut attributes = Vec::new();
    match plan.entry.as_ref().map(|entry| (entry, &entry.becomes)) {
        Some((entry, Becomes::Resource(kind))) => {
            let mut converter = Converter::new(json, entry, state.urn.clone(), schemas);
            let kind: Arc<str> = kind.as_str().into();
            let own = converter.run(&state.inputs, state.inputs_span);
            sets.extend(own.into_iter().map(|set| (kind.clone(), set, state.inputs_span)));
            sets.extend(converter.extras.into_iter().map(|extra| (extra.kind, extra.properties, extra.span)));
            attributes = converter.attributes;
        }
        Some((_, Becomes::Raw(kind, properties))) => {
            let input = |name: &str| state.inputs.iter().find(|input| *input.name == *name).map(|input| &input.value);
            let kind = input(kind).and_then(Expr::as_text).unwrap_or(&state.kind).clone();
            let document = input(properties).map(|value| json(value).unwrap_or_else(|| value.clone()));
            let set = match document.map(|document| document.kind) {
                Some(ExprKind::Map(fields)) => fields,
                _ => Vec::new(),
            };
            sets.push((kind, set, state.inputs_span));
        }
        // What the program only reads is there to be referred to, and nothing of it is for this program to mend.
        _ if state.external => sets.push((state.kind.clone(), Vec::new(), state.inputs_span)),
        _ => sets.push((state.kind.clone(), state.inputs.clone(), state.inputs_span)),
    }
    let mut made = Vec::new();
    for (count, (kind, properties, span)) in sets.into_iter().enumerate() {
        let key = if count == 0 { state.urn.clone() } else { format!("{}#{}", state.urn, count + 1).into() };
        let own = if count == 0 { std::mem::take(&mut attributes) } else { Vec::new() };
        made.push(ResourceDefinition {
            key,
            id: state.name.clone(),
            stack: Arc::default(),
            provenance: Some(state.provenance.clone()),
            id_span: state.urn_span,
            kind,
            condition: None,
            properties: Some((state.inputs_span, Expr::new(span, ExprKind::Map(properties)))),
            attributes: if state.external { own } else { attributes::of(state, plan.entry.as_ref(), own) },
        });
    }
    made
}
