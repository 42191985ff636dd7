//! From the states of a document to [`State`]s: inputs, dependencies, provenance.

use super::index::{Index, Raw};
use super::provider::Providers;
use super::shape::{Problems, present};
use super::values::{self, DEFAULTS, known, place_of};
use super::{State, place};
use crate::frontend::provenance::{Form, Options, ProgramPlace, Provenance};
use crate::source::Node;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

type Dependencies = BTreeMap<Arc<str>, Vec<Arc<str>>>;

/// Makes the states of everything that was found, ordered by URN.
pub(super) fn states(mut index: Index<'_>, config: Option<&Node>, problems: &mut Problems) -> Vec<State> {
    let dependencies: BTreeMap<Arc<str>, Dependencies> =
        index.states.values().map(|raw| (Arc::clone(&raw.urn), dependencies(raw.node, problems))).collect();
    index.expand(dependencies.values().flat_map(BTreeMap::values).flatten());
    let places = places(&index);
    let mut providers = Providers::new(&index, config);
    let mut states = Vec::with_capacity(index.states.len());
    for (raw, dependencies) in index.states.values().zip(dependencies.into_values()) {
        let provenance = Provenance {
            form: Form::Pulumi,
            path: Arc::clone(&raw.urn),
            name: Arc::clone(&raw.name),
            kind: Some(Arc::clone(&raw.kind)),
            stage: "".into(),
            place: places.get(&raw.urn).cloned().flatten(),
            helper_of: None,
            suppressions: Vec::new(),
            options: options(raw, &mut providers, problems),
        };
        let urns = |input: &str| dependencies.get(input).map(Vec::as_slice).unwrap_or_default();
        let inputs = values::inputs(problems.map(raw.node, "inputs"), &index, urns);
        let defaults = present(raw.node, "inputs").filter(|inputs| inputs.as_map().is_some());
        states.push(State {
            urn: Arc::clone(&raw.urn),
            kind: Arc::clone(&raw.kind),
            name: Arc::clone(&raw.name),
            custom: raw.custom,
            external: problems.flag(raw.node, "external"),
            urn_span: raw.urn_span,
            inputs_span: place_of(raw.node, "inputs", raw.urn_span),
            inputs,
            defaults: defaults.map_or_else(Vec::new, |inputs| problems.texts(inputs, DEFAULTS)),
            dependencies,
            parent: raw.parent.clone(),
            provenance: Arc::new(provenance),
        });
    }
    states
}

/// The URNs that each input depends on.
fn dependencies(state: &Node, problems: &mut Problems) -> Dependencies {
    let mut dependencies = Dependencies::new();
    for entry in problems.map(state, "propertyDependencies") {
        if let Some(items) = entry.value.as_list() {
            let urns = problems.all_texts(items, "propertyDependencies");
            dependencies.insert(Arc::clone(&entry.key.text), urns);
        } else if !super::shape::is_null(&entry.value) {
            problems.shape("propertyDependencies", "an object of lists", entry.value.span);
        }
    }
    dependencies
}

/// The place of each resource in the program, its own or the nearest ancestor's.
fn places(index: &Index<'_>) -> BTreeMap<Arc<str>, Option<ProgramPlace>> {
    let mut places: BTreeMap<Arc<str>, Option<ProgramPlace>> = BTreeMap::new();
    for raw in index.states.values() {
        // From the resource upwards to the first that has a place, or whose place is already looked for.
        let (mut passed, mut seen) = (Vec::new(), BTreeSet::new());
        let mut at = Some(raw);
        let mut place = None;
        while let Some(raw) = at.filter(|raw| seen.insert(Arc::clone(&raw.urn))) {
            let known = places.get(&raw.urn).cloned();
            place = known.clone().unwrap_or_else(|| place::of_state(raw.node));
            passed.push(Arc::clone(&raw.urn));
            if known.is_some() || place.is_some() {
                break;
            }
            at = raw.parent.as_ref().and_then(|parent| index.states.get(parent));
        }
        for urn in passed {
            places.entry(urn).or_insert_with(|| place.clone());
        }
    }
    places
}

/// What a resource is told beside its inputs.
fn options(raw: &Raw<'_>, providers: &mut Providers<'_>, problems: &mut Problems) -> Options {
    let reference = problems.text(raw.node, "provider");
    let settings = providers.of(reference.map(|reference| &**reference), &raw.kind);
    // A resource's own region overrides its provider's.
    let own = raw.node.get("inputs").and_then(|inputs| inputs.get("region")).and_then(known).cloned();
    Options {
        protect: problems.flag(raw.node, "protect"),
        retain_on_delete: problems.flag(raw.node, "retainOnDelete"),
        deleted_with: problems.text(raw.node, "deletedWith").cloned(),
        ignore_changes: problems.texts(raw.node, "ignoreChanges"),
        region: own.or(settings.region),
        assumed_role: settings.assumed_role,
        default_tags: settings.default_tags,
    }
}
