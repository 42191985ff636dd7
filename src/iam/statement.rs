//! The statements of a graph: every policy, wherever it stands, taken apart in the same way.

use super::positions::{self, Form};
use super::{boundary, document, grant};
use crate::graph::{Graph, Resource};
use crate::resolve::value::{Path, Step, Value, ValueKind};
use std::sync::Arc;

/// What a policy is attached to, and so what it can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PolicyKind {
    /// Grants to the user, group or role that it belongs to.
    Identity,
    /// Says who may use the resource that it belongs to.
    Resource,
    /// Says who may assume the role that it belongs to.
    Trust,
    /// Limits what identity policies grant to a user or role.
    Boundary,
    /// Limits what passes a VPC endpoint.
    Endpoint,
    /// Limits a session of a role.
    Session,
    /// Limits accounts of an organisation.
    Organization,
}

impl PolicyKind {
    /// The word that rules see.
    pub fn word(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Resource => "resource",
            Self::Trust => "trust",
            Self::Boundary => "boundary",
            Self::Endpoint => "endpoint",
            Self::Session => "session",
            Self::Organization => "organization",
        }
    }
}

/// What a statement does with the requests that it matches.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Allows them.
    Allow,
    /// Denies them.
    Deny,
    /// Neither word stands there: another text (case matters to IAM), or a value that is not known.
    Other(Value),
}

/// One action or resource of a statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// Where it stands, from `Properties`; for a lone scalar, the path of the scalar.
    pub path: Path,
    /// Text, or what is not known.
    pub value: Value,
}

/// One principal of a statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Principal {
    /// `AWS`, `Service`, `Federated`, `CanonicalUser`, or `*` for the lone star.
    pub kind: Arc<str>,
    /// Where it stands, from `Properties`.
    pub path: Path,
    /// Text, or what is not known.
    pub value: Value,
}

/// One condition of a statement. A part of the block that is not known leaves the texts above it empty.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// `StringEquals`, `ForAnyValue:StringLike` …
    pub operator: Arc<str>,
    /// `aws:SourceArn` …
    pub key: Arc<str>,
    /// The values, each text or not known.
    pub values: Vec<Value>,
    /// Where the key stands, from `Properties`.
    pub path: Path,
}

/// One statement of a policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// The key of the resource that holds the policy.
    pub owner: Arc<str>,
    /// The kind of the policy.
    pub kind: PolicyKind,
    /// Where the statement stands, from `Properties`.
    pub path: Path,
    /// Its id, if it has one that is known.
    pub sid: Option<Arc<str>>,
    /// `None` where the element is missing, which IAM refuses.
    pub effect: Option<Effect>,
    /// `Action`.
    pub actions: Vec<Element>,
    /// `NotAction`.
    pub not_actions: Vec<Element>,
    /// `Resource`.
    pub resources: Vec<Element>,
    /// `NotResource`.
    pub not_resources: Vec<Element>,
    /// `Principal`.
    pub principals: Vec<Principal>,
    /// `NotPrincipal`.
    pub not_principals: Vec<Principal>,
    /// `Condition`.
    pub conditions: Vec<Condition>,
}

impl Statement {
    /// A statement that says nothing yet.
    pub(super) fn empty(owner: &Arc<str>, kind: PolicyKind, path: Path) -> Self {
        Self {
            owner: Arc::clone(owner),
            kind,
            path,
            sid: None,
            effect: None,
            actions: Vec::new(),
            not_actions: Vec::new(),
            resources: Vec::new(),
            not_resources: Vec::new(),
            principals: Vec::new(),
            not_principals: Vec::new(),
            conditions: Vec::new(),
        }
    }
}

/// All statements of a graph: by resource in the graph's order, then by position and in the order of the source.
pub fn statements(graph: &Graph) -> Vec<Statement> {
    let boundaries = boundary::only_boundaries(graph);
    graph.resources.iter().flat_map(|resource| of_resource(resource, boundaries.contains(&resource.key))).collect()
}

/// The statements of one resource, when it is known whether it is a boundary and nothing else.
pub fn of_resource(resource: &Resource, bounds: bool) -> Vec<Statement> {
    let mut statements = Vec::new();
    for position in positions::of(&resource.kind) {
        let kind = if bounds { PolicyKind::Boundary } else { position.kind };
        let mut walk = Walk { resource, kind, form: position.form, path: Path::new(), statements: &mut statements };
        walk.down(&resource.properties, position.path);
    }
    statements
}

/// On the way along one position.
struct Walk<'w> {
    resource: &'w Resource,
    kind: PolicyKind,
    form: Form,
    path: Path,
    statements: &'w mut Vec<Statement>,
}

impl Walk<'_> {
    fn down(&mut self, value: &Value, steps: &str) {
        let (step, rest) = steps.split_once('.').unwrap_or((steps, ""));
        match (step, &value.kind) {
            ("", _) => self.arrive(value),
            ("*", ValueKind::List(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.path.push(Step::Index(index));
                    self.down(item, rest);
                    self.path.pop();
                }
            }
            // CloudFormation takes a lone item for a list of one.
            ("*", _) => self.down(value, rest),
            (name, _) => {
                if let Some(field) = value.field(name) {
                    self.path.push(Step::Key(Arc::clone(&field.name)));
                    self.down(&field.value, rest);
                    self.path.pop();
                }
            }
        }
    }

    fn arrive(&mut self, value: &Value) {
        let owner = &self.resource.key;
        match self.form {
            Form::Document => document::read(owner, self.kind, value, &mut self.path, self.statements),
            Form::Statements => document::read_statements(owner, self.kind, value, &mut self.path, self.statements),
            Form::Grant(names) => self.statements.extend(grant::read(owner, self.kind, value, names)),
        }
    }
}
