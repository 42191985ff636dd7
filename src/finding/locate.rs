//! From a symbolic place (resource and property path) to the bytes that a person wrote.
//!
//! Where the property is missing, the place is the key of its nearest existing parent. A value that came from
//! elsewhere (a parameter's default, a mapping) is shown where it is used, with where it came from beside it.

use super::{RelatedPlace, ResourceName};
use crate::engine::Place;
use crate::graph::{Graph, Resource};
use crate::resolve::value::{Field, Path, Step, Value, ValueKind};
use crate::source::{Document, Kind, Span};
use std::sync::Arc;

/// A place with its bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Located {
    /// The resource, if the place is one's.
    pub resource: Option<ResourceName>,
    /// The path from the resource, or from the template's root.
    pub property: Path,
    /// The bytes.
    pub span: Span,
    /// Whether the property is missing there.
    pub missing: bool,
    /// Where the value came from, if from elsewhere.
    pub origin: Option<RelatedPlace>,
}

/// Finds a place in the graph of its world and, for places outside the resources, in the document's tree.
pub fn locate(place: &Place, graph: &Graph, documents: &[(Arc<str>, Document)], resources_span: Span) -> Located {
    match place {
        Place::Property { resource, path } => match graph.resource(resource) {
            Some(resource) => {
                let mut property = vec![Step::Key(Arc::from("Properties"))];
                property.extend(path.iter().cloned());
                below(resource, &resource.properties, resource.properties_span, path, property)
            }
            None => in_template(path, documents, resources_span),
        },
        Place::Attribute { resource, path } => match graph.resource(resource) {
            Some(resource) => below(resource, &resource.attributes, resource.id_span, path, path.clone()),
            None => in_template(path, documents, resources_span),
        },
        Place::Template { path } => in_template(path, documents, resources_span),
    }
}

fn below(resource: &Resource, top: &Value, key: Span, path: &[Step], property: Path) -> Located {
    let mut value = top;
    let mut span = key;
    let mut missing = false;
    for step in path {
        let Some(next) = value.step(step) else {
            missing = true;
            break;
        };
        span = match (step, value.field(name(step))) {
            (Step::Key(_), Some(field)) => field_span(field),
            _ => item_span(next),
        };
        value = next;
    }
    if missing {
        span = parent_key(top, key, path);
    }
    let name = ResourceName {
        id: resource.id.clone(),
        kind: resource.kind.clone(),
        stack: resource.stack.clone(),
        provenance: resource.provenance.clone(),
    };
    let origin = value.origin.as_ref().filter(|_| !missing).and_then(|origin| {
        let label = match &origin.parameter {
            Some(parameter) => format!("the default of parameter {parameter}"),
            None => "the value stands here".to_owned(),
        };
        Some(RelatedPlace { span: origin.span?, label })
    });
    Located { resource: Some(name), property, span, missing, origin }
}

fn name(step: &Step) -> &str {
    match step {
        Step::Key(key) => key,
        Step::Index(_) => "",
    }
}

/// A scalar's own place; a mapping's or list's key, because the whole of it says nothing.
fn field_span(field: &Field) -> Span {
    match field.value.kind {
        ValueKind::Map(_) | ValueKind::List(_) => field.at,
        _ => field.value.at,
    }
}

fn item_span(item: &Value) -> Span {
    match &item.kind {
        ValueKind::Map(fields) => {
            fields.first().map_or(item.at, |first| Span { end: field_span(first).end.max(first.at.end), ..first.at })
        }
        _ => item.at,
    }
}

/// The key of the nearest parent that exists.
fn parent_key(top: &Value, key: Span, path: &[Step]) -> Span {
    let mut value = top;
    let mut span = key;
    for step in path {
        let Some(next) = value.step(step) else { break };
        span = match (step, value.field(name(step))) {
            (Step::Key(_), Some(field)) => field.at,
            _ => item_span(next),
        };
        value = next;
    }
    span
}

/// A name in a section (`Outputs`) begins with its stack where there are several.
fn in_template(path: &[Step], documents: &[(Arc<str>, Document)], resources_span: Span) -> Located {
    let mut path = path.to_vec();
    let named = match path.get_mut(1) {
        Some(Step::Key(name)) => {
            let fits = documents.iter().filter(|(before, _)| name.starts_with(&**before));
            let longest = fits.max_by_key(|(before, _)| before.len());
            longest.map(|(before, document)| (Arc::from(name.get(before.len()..).unwrap_or_default()), document, name))
        }
        _ => None,
    };
    let document = match named {
        Some((own, document, name)) => {
            *name = own;
            Some(document)
        }
        None => documents.first().map(|(_, document)| document),
    };
    let missing = Located { resource: None, property: path.clone(), span: resources_span, missing: true, origin: None };
    let Some(mut node) = document.map(|document| &document.root) else { return missing };
    let mut span = resources_span;
    let mut missing = false;
    for (depth, step) in path.iter().enumerate() {
        let last = depth + 1 == path.len();
        match (step, &node.kind) {
            (Step::Key(key), Kind::Map(entries)) => match entries.iter().find(|entry| entry.key.text == *key) {
                Some(entry) => {
                    let scalar = matches!(entry.value.kind, Kind::Scalar(_));
                    span = if last && scalar { entry.value.span } else { entry.key.span };
                    node = &entry.value;
                }
                None => missing = true,
            },
            (Step::Index(index), Kind::List(items)) => match items.get(*index) {
                Some(item) => {
                    span = item.span;
                    node = item;
                }
                None => missing = true,
            },
            _ => missing = true,
        }
        if missing {
            break;
        }
    }
    Located { resource: None, property: path, span, missing, origin: None }
}
