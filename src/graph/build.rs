//! Builds the graph of a world: finds what each resource refers to, once per resource, and joins it per world.

use super::names::{self, PhysicalName};
use super::{Edge, EdgeKind, Graph, Resource};
use crate::resolve::value::{Path, Reason, Reference, Step, Value, ValueKind};
use std::collections::HashMap;
use std::sync::Arc;

/// Builds graphs, remembering what a resource that several worlds share refers to.
#[derive(Default)]
pub struct Builder {
    known: HashMap<*const Resource, (Arc<Resource>, Arc<Links>)>,
}

/// What one resource refers to, whoever is there.
struct Links {
    own: Option<PhysicalName>,
    references: Vec<(Path, Reference, EdgeKind)>,
    names: Vec<(Path, PhysicalName)>,
}

impl Builder {
    /// The graph of these resources.
    pub fn build(&mut self, resources: Vec<Arc<Resource>>) -> Graph {
        let links: Vec<Arc<Links>> = resources.iter().map(|resource| self.links(resource)).collect();
        let by_key: HashMap<Arc<str>, usize> =
            resources.iter().enumerate().map(|(index, resource)| (resource.key.clone(), index)).collect();
        let by_name: HashMap<&PhysicalName, usize> =
            links.iter().enumerate().filter_map(|(index, links)| Some((links.own.as_ref()?, index))).collect();
        let mut edges = Vec::new();
        for (from, links) in links.iter().enumerate() {
            for (path, reference, kind) in &links.references {
                if let Some(to) = by_key.get(&reference.target) {
                    let attribute = reference.attribute.clone();
                    edges.push(Edge { from, to: *to, path: path.clone(), kind: *kind, attribute });
                }
            }
            for (path, name) in &links.names {
                if let Some(to) = by_name.get(name).filter(|to| **to != from) {
                    edges.push(Edge { from, to: *to, path: path.clone(), kind: EdgeKind::Name, attribute: None });
                }
            }
        }
        drop(by_name);
        Graph { resources, edges, by_key }
    }

    fn links(&mut self, resource: &Arc<Resource>) -> Arc<Links> {
        // The resource is kept with its address, so that the address stays its own.
        let (_, links) = self
            .known
            .entry(Arc::as_ptr(resource))
            .or_insert_with(|| (resource.clone(), Arc::new(Links::of(resource))));
        links.clone()
    }
}

impl Links {
    fn of(resource: &Resource) -> Self {
        let own = names::own(&resource.kind, &resource.properties);
        let mut links = Self { own, references: Vec::new(), names: Vec::new() };
        let mut path = Path::new();
        links.walk(resource, &resource.properties, &mut path);
        if let Some(depends_on) = resource.attributes.get("DependsOn") {
            let items = match &depends_on.kind {
                ValueKind::List(items) => items.as_slice(),
                _ => std::slice::from_ref(depends_on),
            };
            for target in items.iter().filter_map(Value::as_text) {
                let reference = Reference { target: target.clone(), attribute: None };
                links.references.push((Path::new(), reference, EdgeKind::DependsOn));
            }
        }
        links
    }

    fn walk(&mut self, resource: &Resource, value: &Value, path: &mut Path) {
        match &value.kind {
            ValueKind::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    path.push(Step::Index(index));
                    self.walk(resource, item, path);
                    path.pop();
                }
            }
            ValueKind::Map(fields) => {
                for field in fields {
                    path.push(Step::Key(field.name.clone()));
                    self.walk(resource, &field.value, path);
                    path.pop();
                }
            }
            ValueKind::Ref(reference) => {
                let kind = if reference.attribute.is_some() { EdgeKind::GetAtt } else { EdgeKind::Ref };
                self.references.push((path.clone(), reference.clone(), kind));
            }
            ValueKind::Dynamic(dynamic) => {
                for reference in &dynamic.through {
                    self.references.push((path.clone(), reference.clone(), EdgeKind::Text));
                }
            }
            ValueKind::Unknown(unknown) => {
                for target in &unknown.candidates {
                    let reference = Reference { target: target.clone(), attribute: None };
                    self.references.push((path.clone(), reference, EdgeKind::Ref));
                }
                // An attribute that is not known is still its resource's.
                let attribute = (unknown.reason == Reason::Attribute).then(|| unknown.name.split_once('.')).flatten();
                if let Some((target, attribute)) = attribute {
                    let reference = Reference { target: target.into(), attribute: Some(attribute.into()) };
                    self.references.push((path.clone(), reference, EdgeKind::GetAtt));
                }
                self.meant(resource, value, path);
            }
            ValueKind::Mixed(parts) => {
                for part in parts {
                    match &part.kind {
                        ValueKind::Ref(reference) => {
                            self.references.push((path.clone(), reference.clone(), EdgeKind::Text));
                        }
                        ValueKind::Text(_) => {}
                        _ => self.walk(resource, part, path),
                    }
                }
                self.meant(resource, value, path);
            }
            ValueKind::Text(_) => self.meant(resource, value, path),
            _ => {}
        }
    }

    fn meant(&mut self, resource: &Resource, value: &Value, path: &Path) {
        let mut names = Vec::new();
        names::meant(&resource.kind, path, value, &mut names);
        self.names.extend(names.into_iter().map(|name| (path.clone(), name)));
    }
}
