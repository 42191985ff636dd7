//! The resource graph of one world: what every frontend ends in and every rule starts from.
//!
//! `resolve` hands over the resources that a world has; this module indexes them, finds who refers to whom (by
//! reference, by `DependsOn` and by physical name), and gives the facts of the IAM and network analyses their place.
//! [`input`] turns the graph into the `input` document of the rules; nothing after this stage knows which input
//! format the resources came from.

pub mod build;
pub mod facts;
pub mod input;
mod input_value;
mod names;

use crate::frontend::provenance::Provenance;
use crate::resolve::value::{Path, Value};
use crate::source::Span;
use std::collections::HashMap;
use std::sync::Arc;

/// A resource as one world has it.
#[derive(Debug)]
pub struct Resource {
    /// Unique in the graph.
    pub key: Arc<str>,
    /// The logical id.
    pub id: Arc<str>,
    /// The CloudFormation type.
    pub kind: Arc<str>,
    /// The stack's name, empty for a template on its own.
    pub stack: Arc<str>,
    /// Where it comes from, if a program wrote it.
    pub provenance: Option<Arc<Provenance>>,
    /// The properties: a `Map`, empty where there is no `Properties` section.
    pub properties: Value,
    /// Every other attribute by name: `DeletionPolicy`, `Metadata`, `DependsOn` …: a `Map`.
    pub attributes: Value,
    /// The place of the logical id.
    pub id_span: Span,
    /// The place of the `Properties` key, or of the logical id where there is none.
    pub properties_span: Span,
}

impl Resource {
    /// The name that its author knows it by: the logical id, or what a program calls it.
    pub fn name(&self) -> &str {
        self.provenance.as_ref().map_or(&self.id, |provenance| provenance.local_name())
    }
}

/// How one resource refers to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EdgeKind {
    /// `Ref`.
    Ref,
    /// `Fn::GetAtt`.
    GetAtt,
    /// Inside `Fn::Sub` or other text.
    Text,
    /// `DependsOn`.
    DependsOn,
    /// The same physical name or ARN, written as text.
    Name,
}

impl EdgeKind {
    /// The word that rules and reports see.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ref => "Ref",
            Self::GetAtt => "GetAtt",
            Self::Text => "Sub",
            Self::DependsOn => "DependsOn",
            Self::Name => "name",
        }
    }
}

/// One resource refers to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The referring resource, as an index into [`Graph::resources`].
    pub from: usize,
    /// The resource referred to.
    pub to: usize,
    /// The property path of the reference, below `Properties`; empty for `DependsOn`.
    pub path: Path,
    /// How it refers.
    pub kind: EdgeKind,
    /// The attribute asked for, if any.
    pub attribute: Option<Arc<str>>,
}

/// The resources of one world and their relations.
#[derive(Debug, Default)]
pub struct Graph {
    /// The resources in source order.
    pub resources: Vec<Arc<Resource>>,
    /// All relations, ordered by referring resource and then by source order.
    pub edges: Vec<Edge>,
    /// Position by key.
    pub by_key: HashMap<Arc<str>, usize>,
}

impl Graph {
    /// The resource of a key.
    pub fn resource(&self, key: &str) -> Option<&Arc<Resource>> {
        self.by_key.get(key).and_then(|index| self.resources.get(*index))
    }

    /// The resources of a type, in source order.
    pub fn of_type<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Arc<Resource>> {
        self.resources.iter().filter(move |resource| &*resource.kind == kind)
    }

    /// The graph of some of the resources (positions, ascending), with the relations among them or with none.
    pub fn part(&self, positions: &[usize], related: bool) -> Self {
        let resources: Vec<Arc<Resource>> =
            positions.iter().filter_map(|at| self.resources.get(*at).cloned()).collect();
        let by_key = resources.iter().enumerate().map(|(at, resource)| (resource.key.clone(), at)).collect();
        let moved: HashMap<usize, usize> = positions.iter().enumerate().map(|(to, from)| (*from, to)).collect();
        let edges = self.edges.iter().filter(|_| related).filter_map(|edge| {
            let (from, to) = (*moved.get(&edge.from)?, *moved.get(&edge.to)?);
            Some(Edge { from, to, ..edge.clone() })
        });
        Self { edges: edges.collect(), resources, by_key }
    }
}
