//! Each role, user and group of a graph with all the policies that it has.

use super::names;
use crate::graph::{Graph, Resource};
use crate::iam::pattern::covers;
use crate::iam::statement::{self, Effect, PolicyKind, Statement};
use crate::iam::{boundary, managed};
use crate::resolve::value::{Path, Step, Value, ValueKind};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

/// The types that are principals, or for which a role is made, with the property that attaches managed policies.
const PRINCIPALS: [(&str, &str); 6] = [
    ("AWS::IAM::Role", "ManagedPolicyArns"),
    ("AWS::IAM::User", "ManagedPolicyArns"),
    ("AWS::IAM::Group", "ManagedPolicyArns"),
    ("AWS::SSO::PermissionSet", "ManagedPolicies"),
    ("AWS::Serverless::Function", "Policies"),
    ("AWS::Serverless::StateMachine", "Policies"),
];

/// The types whose resources hold policies for principals: type, and the properties that name the principals.
const POLICIES: [(&str, &[(&str, &str)]); 5] = [
    ("AWS::IAM::Policy", &HOLDERS),
    ("AWS::IAM::ManagedPolicy", &HOLDERS),
    ("AWS::IAM::RolePolicy", &[("RoleName", "AWS::IAM::Role")]),
    ("AWS::IAM::UserPolicy", &[("UserName", "AWS::IAM::User")]),
    ("AWS::IAM::GroupPolicy", &[("GroupName", "AWS::IAM::Group")]),
];

const HOLDERS: [(&str, &str); 3] =
    [("Roles", "AWS::IAM::Role"), ("Users", "AWS::IAM::User"), ("Groups", "AWS::IAM::Group")];

/// What is not known of an identity: where, and why in words.
#[derive(Clone, Debug)]
pub struct Gap {
    /// The key of the resource.
    pub owner: Arc<str>,
    /// Where it stands, from its properties.
    pub path: Path,
    /// Why.
    pub why: String,
}

/// What limits an identity from above.
#[derive(Clone, Debug)]
pub enum Boundary {
    /// Nothing.
    None,
    /// A policy whose statements are known.
    Known(Rc<[Statement]>),
    /// A policy whose content is not known, with the reason.
    Unknown(String),
}

/// A role, user or group with its policies.
#[derive(Debug)]
pub struct Identity {
    /// The resource.
    pub resource: Arc<Resource>,
    /// Its ARN as comparable text.
    pub arn: String,
    /// Its statements and those of its groups.
    pub statements: Vec<Statement>,
    /// The keys of the managed policies of the graph that it has.
    pub policies: Vec<Arc<str>>,
    /// The keys of its groups.
    pub groups: Vec<Arc<str>>,
    /// Its boundary.
    pub boundary: Boundary,
    /// What it may have besides.
    pub gaps: Vec<Gap>,
    /// Who may assume it.
    pub trust: Vec<Statement>,
    /// The action patterns of its Allow statements, in lower case.
    patterns: BTreeSet<String>,
    /// Whether an Allow has `NotAction`.
    inverse: bool,
}

impl Identity {
    fn new(graph: &Graph, resource: &Arc<Resource>) -> Self {
        let of_resource = statement::of_resource(resource, false);
        let (trust, statements) = of_resource.into_iter().partition(|statement| statement.kind == PolicyKind::Trust);
        Self {
            resource: Arc::clone(resource),
            arn: names::arn(graph, resource),
            statements,
            policies: Vec::new(),
            groups: Vec::new(),
            boundary: Boundary::None,
            gaps: Vec::new(),
            trust,
            patterns: BTreeSet::new(),
            inverse: false,
        }
    }

    /// The key of the resource.
    pub fn key(&self) -> &Arc<str> {
        &self.resource.key
    }

    /// Whether it is of a kind: `Role`, `User`, `Group`.
    pub fn is(&self, kind: &str) -> bool {
        self.resource.kind.strip_prefix("AWS::IAM::") == Some(kind)
    }

    /// Whether an Allow names an action (in lower case) at all.
    pub fn may(&self, action: &str) -> bool {
        self.inverse || self.patterns.iter().any(|pattern| covers(pattern, action))
    }

    fn index(&mut self) {
        for statement in self.statements.iter().filter(|statement| statement.effect == Some(Effect::Allow)) {
            self.inverse |= !statement.not_actions.is_empty();
            let patterns = statement.actions.iter().filter_map(|element| element.value.as_text());
            self.patterns.extend(patterns.map(|pattern| pattern.to_ascii_lowercase()));
        }
    }

    fn gap(&mut self, path: Path, why: String) {
        self.gaps.push(Gap { owner: Arc::clone(&self.resource.key), path, why });
    }
}

/// The identities of a graph, by key.
pub fn identities(graph: &Graph) -> BTreeMap<Arc<str>, Identity> {
    let boundaries = boundary::only_boundaries(graph);
    let principals = graph.resources.iter().filter(|resource| is_principal(resource));
    let mut found: BTreeMap<Arc<str>, Identity> =
        principals.map(|resource| (Arc::clone(&resource.key), Identity::new(graph, resource))).collect();
    for identity in found.values_mut() {
        attached(graph, identity);
        bounded(graph, identity);
    }
    for (kind, holders) in POLICIES {
        for policy in graph.of_type(kind) {
            let held = hold(graph, policy, holders, &mut found);
            let attached = || found.values().any(|identity| identity.policies.contains(&policy.key));
            // Whoever has it is elsewhere: the policy stands for them.
            if !held && !attached() && !boundaries.contains(&policy.key) {
                found.insert(Arc::clone(&policy.key), Identity::new(graph, policy));
            }
        }
    }
    join_groups(graph, &mut found);
    found.values_mut().for_each(Identity::index);
    found
}

fn is_principal(resource: &Resource) -> bool {
    let listed = PRINCIPALS.iter().any(|(kind, _)| *kind == &*resource.kind);
    listed && !(resource.kind.starts_with("AWS::Serverless::") && resource.properties.get("Role").is_some())
}

/// The policies that an identity names itself.
fn attached(graph: &Graph, identity: &mut Identity) {
    let resource = Arc::clone(&identity.resource);
    let Some((_, property)) = PRINCIPALS.iter().find(|(kind, _)| *kind == &*resource.kind) else { return };
    for (path, value) in items(&resource, property) {
        // SAM's own templates and inline documents stand in the same list.
        if matches!(value.kind, ValueKind::Map(_)) {
            continue;
        }
        match managed(graph, value, &resource.key, &path) {
            Ok((statements, policy)) => {
                identity.statements.extend(statements);
                identity.policies.extend(policy);
            }
            Err(why) => identity.gap(path, why),
        }
    }
}

fn bounded(graph: &Graph, identity: &mut Identity) {
    let resource = Arc::clone(&identity.resource);
    let Some(field) = resource.properties.field("PermissionsBoundary") else { return };
    let path = vec![Step::Key(Arc::clone(&field.name))];
    identity.boundary = match managed(graph, &field.value, &resource.key, &path) {
        Ok((statements, _)) => Boundary::Known(statements.into()),
        Err(why) => Boundary::Unknown(why),
    };
}

/// The statements of a managed policy that a value names, and the policy's key if it is of the graph; else why they are
/// not known.
fn managed(
    graph: &Graph,
    value: &Value,
    owner: &Arc<str>,
    path: &Path,
) -> Result<(Vec<Statement>, Option<Arc<str>>), String> {
    let Some(text) = names::text(graph, value) else { return Err("the managed policy is not known".to_owned()) };
    let name = text.rsplit('/').next().unwrap_or(&text);
    let by_aws = text.contains(":iam::aws:policy/") || !text.contains(':');
    if !by_aws && let Some(policy) = names::find(graph, "AWS::IAM::ManagedPolicy", value) {
        return Ok((statement::of_resource(policy, false), Some(Arc::clone(&policy.key))));
    }
    let known = if by_aws { managed::statements(name, owner, path, value.at) } else { None };
    known.map(|statements| (statements, None)).ok_or_else(|| {
        if names::has_hole(&text) || value.as_text().is_none() {
            "the managed policy is not known".to_owned()
        } else {
            format!("what the managed policy {text} allows is not known")
        }
    })
}

/// Gives a policy's statements to those whom it names; whether there is one of them.
fn hold(
    graph: &Graph,
    policy: &Arc<Resource>,
    holders: &[(&str, &str)],
    identities: &mut BTreeMap<Arc<str>, Identity>,
) -> bool {
    let (mut held, mut statements) = (false, None);
    for (property, kind) in holders {
        for (_, value) in items(policy, property) {
            let key = names::find(graph, kind, value).map(|holder| Arc::clone(&holder.key));
            let Some(identity) = key.and_then(|key| identities.get_mut(&key)) else { continue };
            held = true;
            if identity.policies.contains(&policy.key) {
                continue;
            }
            let statements = statements.get_or_insert_with(|| statement::of_resource(policy, false));
            identity.statements.extend(statements.iter().cloned());
            if &*policy.kind == "AWS::IAM::ManagedPolicy" {
                identity.policies.push(Arc::clone(&policy.key));
            }
        }
    }
    held
}

/// Gives the statements of groups to their members.
fn join_groups(graph: &Graph, identities: &mut BTreeMap<Arc<str>, Identity>) {
    let mut members: Vec<(Arc<str>, Arc<str>)> = Vec::new();
    for user in graph.of_type("AWS::IAM::User") {
        for (_, value) in items(user, "Groups") {
            let group = names::find(graph, "AWS::IAM::Group", value);
            members.extend(group.map(|group| (Arc::clone(&user.key), Arc::clone(&group.key))));
        }
    }
    for addition in graph.of_type("AWS::IAM::UserToGroupAddition") {
        let group = addition.properties.get("GroupName");
        let Some(group) = group.and_then(|value| names::find(graph, "AWS::IAM::Group", value)) else { continue };
        for (_, value) in items(addition, "Users") {
            let user = names::find(graph, "AWS::IAM::User", value);
            members.extend(user.map(|user| (Arc::clone(&user.key), Arc::clone(&group.key))));
        }
    }
    members.sort();
    members.dedup();
    for (user, group) in members {
        let Some((statements, policies, gaps)) =
            identities.get(&group).map(|group| (group.statements.clone(), group.policies.clone(), group.gaps.clone()))
        else {
            continue;
        };
        if let Some(user) = identities.get_mut(&user) {
            user.statements.extend(statements);
            user.policies.extend(policies);
            user.gaps.extend(gaps);
            user.groups.push(group);
        }
    }
}

/// The items of a property, also where its only item stands without a list.
fn items<'r>(resource: &'r Resource, property: &str) -> Vec<(Path, &'r Value)> {
    let Some(field) = resource.properties.field(property) else { return Vec::new() };
    let path = vec![Step::Key(Arc::clone(&field.name))];
    match &field.value.kind {
        ValueKind::List(items) => items
            .iter()
            .enumerate()
            .map(|(index, item)| ([path.as_slice(), &[Step::Index(index)]].concat(), item))
            .collect(),
        ValueKind::Null => Vec::new(),
        _ => vec![(path, &field.value)],
    }
}
