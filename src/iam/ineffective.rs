//! What policies say without effect: `facts.ineffective`.
//!
//! - `denied`: an Allow that a Deny without conditions of the same policy takes back whole;
//! - `no-such-action`: an action that AWS does not have;
//! - `foreign-resource`: a resource of a service that none of the statement's actions is about;
//! - `outside-boundary`: actions that an identity is granted and that its boundary does not let through.

use super::catalogue::{Catalogue, has_wildcard};
use super::effective::identity::{Boundary, Identity, identities};
use super::effective::names;
use super::effective::ways::place_of;
use super::pattern::{covers, overlaps};
use super::rego::{list, object, path};
use super::statement::{self, Effect, Element, PolicyKind, Principal, Statement};
use crate::graph::Graph;
use crate::resolve::value::Path;
use regorus::Value as Rego;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Actions of a wildcard that are looked at one by one.
const EXPANDED: usize = 600;

/// Services whose actions take resources of their own only, and whose ARNs carry the prefix of their actions.
const OWN_RESOURCES: [&str; 6] = ["dynamodb", "kinesis", "kms", "secretsmanager", "sns", "sqs"];

/// Something that is said without effect.
struct Row {
    kind: &'static str,
    owner: Arc<str>,
    path: Path,
    /// The principal whose boundary it is.
    principal: Option<Arc<str>>,
    actions: Vec<String>,
    why: String,
}

/// What the policies of a graph say without effect.
pub fn ineffective(graph: &Graph) -> Vec<Rego> {
    let (mut rows, mut known) = (Vec::new(), HashMap::new());
    for resource in &graph.resources {
        let statements = statement::of_resource(resource, false);
        for statement in &statements {
            no_such_action(statement, &mut known, &mut rows);
            foreign_resource(graph, statement, &mut rows);
            denied(graph, statement, &statements, &mut rows);
        }
    }
    for identity in identities(graph).values() {
        outside_boundary(graph, identity, &mut rows);
    }
    rows.into_iter().map(Row::into_rego).collect()
}

impl Row {
    fn of(kind: &'static str, statement: &Statement, path: &Path, why: String) -> Self {
        let owner = Arc::clone(&statement.owner);
        Self { kind, owner, path: path.clone(), principal: None, actions: Vec::new(), why }
    }

    fn into_rego(self) -> Rego {
        object(vec![
            ("kind", self.kind.into()),
            ("owner", Rego::String(self.owner)),
            ("path", path(&self.path)),
            ("principal", self.principal.map_or(Rego::Null, Rego::String)),
            ("actions", list(&self.actions, |action| action.as_str().into())),
            ("why", self.why.into()),
        ])
    }
}

/// `known` says of each pattern that was looked up whether it has actions.
fn no_such_action(statement: &Statement, known: &mut HashMap<Arc<str>, bool>, rows: &mut Vec<Row>) {
    if matches!(statement.kind, PolicyKind::Endpoint) {
        return;
    }
    for element in statement.actions.iter().chain(&statement.not_actions) {
        let Some(action) = element.value.as_text() else { continue };
        let look_up = || Catalogue::embedded().expand(action).known;
        if !*known.entry(Arc::clone(action)).or_insert_with(look_up) {
            let row = Row::of("no-such-action", statement, &element.path, format!("AWS has no action {action}"));
            rows.push(Row { actions: vec![action.to_string()], ..row });
        }
    }
}

fn foreign_resource(graph: &Graph, statement: &Statement, rows: &mut Vec<Row>) {
    let services: Option<BTreeSet<String>> = statement
        .actions
        .iter()
        .map(|action| Some(action.value.as_text()?.split_once(':')?.0.to_ascii_lowercase()))
        .collect();
    let Some(services) = services.filter(|services| {
        !services.is_empty() && services.iter().all(|service| OWN_RESOURCES.contains(&service.as_str()))
    }) else {
        return;
    };
    for element in &statement.resources {
        let Some(text) = names::text(graph, &element.value) else { continue };
        let Some(service) = text.strip_prefix("arn:").and_then(|rest| rest.split(':').nth(1)) else { continue };
        if !service.is_empty() && !has_wildcard(service) && !names::has_hole(service) && !services.contains(service) {
            let named: Vec<&str> = services.iter().map(String::as_str).collect();
            let why = format!("no action of {} acts on {}", named.join(" and "), names::shown(&text));
            rows.push(Row::of("foreign-resource", statement, &element.path, why));
        }
    }
}

fn denied(graph: &Graph, allow: &Statement, all: &[Statement], rows: &mut Vec<Row>) {
    if allow.effect != Some(Effect::Allow) || allow.actions.is_empty() {
        return;
    }
    let denies = all.iter().filter(|deny| {
        deny.effect == Some(Effect::Deny)
            && deny.kind == allow.kind
            && deny.conditions.is_empty()
            && deny.not_actions.is_empty()
            && deny.not_resources.is_empty()
            && deny.not_principals.is_empty()
            && same_document(deny, allow)
    });
    let taken_back = |deny: &&Statement| {
        contains(graph, &deny.actions, &allow.actions, true)
            && contains(graph, &deny.resources, &allow.resources, false)
            && names_all(&deny.principals, &allow.principals)
    };
    if let Some(deny) = denies.into_iter().find(taken_back) {
        let name = deny.sid.as_deref().map_or("a Deny of the same policy".to_owned(), |sid| format!("Deny {sid}"));
        let element = allow.actions.first().map_or(&allow.path, |element| &element.path);
        rows.push(Row::of("denied", allow, element, format!("{name} takes all of it back")));
    }
}

/// Whether two statements stand in policies of the same principal: all of one resource are, but for the trust policy.
fn same_document(left: &Statement, right: &Statement) -> bool {
    left.owner == right.owner
}

/// Whether every element of `narrow` lies within one of `wide`.
fn contains(graph: &Graph, wide: &[Element], narrow: &[Element], fold: bool) -> bool {
    let text = |element: &Element| {
        let text = names::text(graph, &element.value)?;
        Some(if fold { text.to_ascii_lowercase() } else { text })
    };
    let wide: Vec<String> = wide.iter().filter_map(text).collect();
    narrow.iter().all(|element| text(element).is_some_and(|narrow| wide.iter().any(|wide| covers(wide, &narrow))))
}

fn names_all(wide: &[Principal], narrow: &[Principal]) -> bool {
    let star = |principal: &Principal| principal.value.as_text().is_some_and(|text| &**text == "*");
    narrow.iter().all(|one| wide.iter().any(|principal| star(principal) || principal.value.kind == one.value.kind))
}

/// One row for each place at which an identity is granted something that its boundary does not let through.
fn outside_boundary(graph: &Graph, identity: &Identity, rows: &mut Vec<Row>) {
    let Boundary::Known(boundary) = &identity.boundary else { return };
    let mut places: BTreeMap<(Arc<str>, Path), BTreeSet<String>> = BTreeMap::new();
    for statement in identity.statements.iter().filter(|one| one.effect == Some(Effect::Allow)) {
        for element in &statement.actions {
            let Some(action) = element.value.as_text() else { continue };
            let outside = outside(graph, boundary, statement, action);
            if !outside.is_empty() {
                let place = (Arc::clone(&statement.owner), element.path.clone());
                places.entry(place).or_default().extend(outside);
            }
        }
    }
    rows.extend(places.into_iter().map(|((owner, path), actions)| Row {
        kind: "outside-boundary",
        owner,
        path,
        principal: Some(Arc::clone(identity.key())),
        actions: actions.into_iter().collect(),
        why: "the permission boundary does not let it through".to_owned(),
    }));
}

/// The actions of a pattern that a boundary does not let through. `*` is no grant of its own: it leaves it to the
/// boundary to say what is granted.
fn outside(graph: &Graph, boundary: &[Statement], grant: &Statement, action: &str) -> Vec<String> {
    if action.bytes().all(|byte| matches!(byte, b'*' | b':')) {
        return Vec::new();
    }
    if !has_wildcard(action) {
        return if lets_through(graph, boundary, grant, action) { Vec::new() } else { vec![action.to_owned()] };
    }
    let pattern = action.to_ascii_lowercase();
    let covered = boundary.iter().filter(|one| one.effect == Some(Effect::Allow)).any(|one| {
        one.actions
            .iter()
            .filter_map(|element| element.value.as_text())
            .any(|allowed| covers(&allowed.to_ascii_lowercase(), &pattern) && meets(graph, one, grant))
    });
    let denied = boundary.iter().any(|one| {
        one.effect == Some(Effect::Deny)
            && one
                .actions
                .iter()
                .filter_map(|element| element.value.as_text())
                .any(|denied| overlaps(&denied.to_ascii_lowercase(), &pattern))
    });
    if covered && !denied {
        return Vec::new();
    }
    let expansion = Catalogue::embedded().expand(action);
    let names = expansion.actions().take(EXPANDED).map(|action| format!("{}:{}", action.service(), action.name()));
    names.filter(|name| !lets_through(graph, boundary, grant, name)).collect()
}

fn lets_through(graph: &Graph, boundary: &[Statement], grant: &Statement, action: &str) -> bool {
    let action = action.to_ascii_lowercase();
    let named = |statement: &&Statement| place_of(statement, &action).is_some();
    let mut allows = boundary.iter().filter(|one| one.effect == Some(Effect::Allow)).filter(named);
    let mut denies = boundary.iter().filter(|one| one.effect == Some(Effect::Deny)).filter(named);
    let denied = denies.any(|deny| {
        deny.conditions.is_empty()
            && deny.not_resources.is_empty()
            && contains(graph, &deny.resources, &grant.resources, false)
    });
    !denied && allows.any(|allow| meets(graph, allow, grant))
}

/// Whether the resources of two statements have something in common; what is not known may.
fn meets(graph: &Graph, allow: &Statement, grant: &Statement) -> bool {
    let texts = |elements: &[Element]| -> Option<Vec<String>> {
        elements.iter().map(|element| names::text(graph, &element.value)).collect()
    };
    match (texts(&allow.resources), texts(&grant.resources)) {
        (Some(allowed), Some(granted)) if allow.not_resources.is_empty() && !granted.is_empty() => {
            let common = |left: &String, right: &String| {
                names::has_hole(left)
                    || names::has_hole(right)
                    || !left.contains(':')
                    || !right.contains(':')
                    || overlaps(left, right)
            };
            allowed.iter().any(|allowed| granted.iter().any(|granted| common(allowed, granted)))
        }
        _ => true,
    }
}
