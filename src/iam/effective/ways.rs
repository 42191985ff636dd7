//! Whether an identity can call an action, and on what: Allow minus Deny, within the boundary.
//!
//! Only a Deny without conditions takes something away for certain; one with conditions, and a boundary whose content is
//! not known, leave a doubt that goes along with the answer. A condition of an Allow closes it, unless it says nothing
//! about what is acted on (a second factor, a region, the caller's network).

use super::identity::{Boundary, Identity};
use super::names::{self, takes_in};
use crate::graph::Graph;
use crate::iam::pattern::covers;
use crate::iam::statement::{Condition, Effect, Element, Statement};
use crate::resolve::value::Path;
use std::sync::Arc;

/// One statement that lets an identity call an action.
#[derive(Clone, Debug)]
pub struct Way {
    /// The key of the resource that holds the statement.
    pub owner: Arc<str>,
    /// Where the action stands, from its properties.
    pub path: Path,
    /// The resources, as comparable text; `None` for one that is not known.
    pub resources: Vec<Option<String>>,
    /// The services to which a role may be passed, if that is limited.
    pub passed_to: Option<Vec<String>>,
    /// Why it may come to nothing.
    pub doubt: Option<String>,
}

/// Keys of conditions that say who calls from where and when, but not what is acted on.
const CALLER_KEYS: [&str; 14] = [
    "aws:securetransport",
    "aws:multifactorauthpresent",
    "aws:multifactorauthage",
    "aws:requestedregion",
    "aws:sourceip",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:currenttime",
    "aws:epochtime",
    "aws:useragent",
    "aws:tokenissuetime",
    "aws:principalorgid",
    "aws:principalaccount",
    "aws:resourceaccount",
];

/// The ways in which an identity can call an action, such as `iam:PassRole`.
pub fn ways(graph: &Graph, identity: &Identity, action: &str) -> Vec<Way> {
    let action = action.to_ascii_lowercase();
    let mut found = Vec::new();
    if !identity.may(&action) {
        return found;
    }
    for statement in identity.statements.iter().filter(|statement| statement.effect == Some(Effect::Allow)) {
        let Some(path) = place_of(statement, &action) else { continue };
        let Some(passed_to) = limits(&statement.conditions) else { continue };
        let mut way = Way {
            owner: Arc::clone(&statement.owner),
            path: path.clone(),
            resources: resources(graph, statement),
            passed_to,
            doubt: None,
        };
        for deny in identity.statements.iter().filter(|statement| statement.effect == Some(Effect::Deny)) {
            deny_from(graph, &mut way, deny, &action);
        }
        within(graph, &mut way, &identity.boundary, &action);
        if !way.resources.is_empty() {
            found.push(way);
        }
    }
    found
}

/// Where a statement names an action; for `NotAction`, where the first exception stands.
pub fn place_of<'s>(statement: &'s Statement, action: &str) -> Option<&'s Path> {
    if let Some(first) = statement.not_actions.first() {
        let excepted = statement.not_actions.iter().any(|element| names_action(element, action));
        return (!excepted).then_some(&first.path);
    }
    statement.actions.iter().find(|element| names_action(element, action)).map(|element| &element.path)
}

fn names_action(element: &Element, action: &str) -> bool {
    element.value.as_text().is_some_and(|pattern| covers(&pattern.to_ascii_lowercase(), action))
}

fn resources(graph: &Graph, statement: &Statement) -> Vec<Option<String>> {
    // Everything but some things is taken for everything.
    if !statement.not_resources.is_empty() {
        return vec![Some("*".to_owned())];
    }
    let texts = statement.resources.iter().map(|element| names::text(graph, &element.value));
    texts.collect()
}

/// What the conditions of an Allow leave: the services of `iam:PassedToService`, or nothing if one closes it.
fn limits(conditions: &[Condition]) -> Option<Option<Vec<String>>> {
    let mut passed_to = None;
    for condition in conditions {
        let key = condition.key.to_ascii_lowercase();
        if key == "iam:passedtoservice" {
            let values = condition.values.iter().filter_map(|value| value.as_text());
            passed_to = Some(values.map(|value| value.to_ascii_lowercase()).collect());
        } else if !CALLER_KEYS.contains(&key.as_str()) {
            return None;
        }
    }
    Some(passed_to)
}

/// Takes away from a way what a Deny denies.
fn deny_from(graph: &Graph, way: &mut Way, deny: &Statement, action: &str) {
    if place_of(deny, action).is_none() {
        return;
    }
    let excepted: Vec<String> =
        deny.not_resources.iter().filter_map(|element| names::text(graph, &element.value)).collect();
    let denied: Vec<String> = deny.resources.iter().filter_map(|element| names::text(graph, &element.value)).collect();
    let hits = |resource: &Option<String>| match resource {
        Some(resource) if excepted.is_empty() => denied.iter().any(|denied| takes_in(denied, resource)),
        Some(resource) => !excepted.iter().any(|excepted| takes_in(excepted, resource) || takes_in(resource, excepted)),
        None => denied.iter().any(|denied| denied == "*"),
    };
    if !deny.conditions.is_empty() {
        if way.resources.iter().any(hits) && denies_acting(&deny.conditions) {
            way.doubt.get_or_insert_with(|| "a Deny with a condition may stop it".to_owned());
        }
        return;
    }
    way.resources.retain(|resource| !hits(resource));
    if !excepted.is_empty() {
        // What is left of everything is what the Deny leaves out.
        for resource in way.resources.iter_mut().flatten() {
            if let Some(left) = excepted.iter().find(|excepted| takes_in(resource, excepted)) {
                resource.clone_from(left);
            }
        }
    }
}

/// Whether the conditions of a Deny say more than who calls from where.
fn denies_acting(conditions: &[Condition]) -> bool {
    conditions.iter().any(|condition| !CALLER_KEYS.contains(&condition.key.to_ascii_lowercase().as_str()))
}

/// Keeps of a way what a boundary lets through.
fn within(graph: &Graph, way: &mut Way, boundary: &Boundary, action: &str) {
    let statements = match boundary {
        Boundary::None => return,
        Boundary::Unknown(why) => {
            way.doubt.get_or_insert_with(|| format!("a permission boundary limits it: {why}"));
            return;
        }
        Boundary::Known(statements) => statements,
    };
    let mut allowed: Vec<String> = Vec::new();
    let mut conditioned = false;
    for statement in statements.iter().filter(|statement| statement.effect == Some(Effect::Allow)) {
        if place_of(statement, action).is_some() {
            conditioned |= !statement.conditions.is_empty();
            allowed.extend(resources(graph, statement).into_iter().flatten());
        }
    }
    let kept = way.resources.drain(..).flat_map(|resource| match resource {
        None => (!allowed.is_empty()).then_some(None).into_iter().collect::<Vec<_>>(),
        Some(resource) if allowed.iter().any(|allowed| takes_in(allowed, &resource)) => vec![Some(resource)],
        Some(resource) => {
            allowed.iter().filter(|allowed| takes_in(&resource, allowed)).map(|allowed| Some(allowed.clone())).collect()
        }
    });
    way.resources = kept.collect();
    if conditioned {
        way.doubt.get_or_insert_with(|| "the permission boundary allows it under a condition".to_owned());
    }
    for deny in statements.iter().filter(|statement| statement.effect == Some(Effect::Deny)) {
        deny_from(graph, way, deny, action);
    }
}

/// The statements that make an identity an administrator: every action on every resource. None if a Deny or the boundary
/// takes IAM away again.
pub fn admin_places(graph: &Graph, identity: &Identity) -> Vec<(Arc<str>, Path)> {
    let whole = |statement: &&Statement| {
        statement.effect == Some(Effect::Allow)
            && statement.conditions.is_empty()
            && everything(statement)
            && resources(graph, statement).iter().flatten().any(|resource| resource == "*")
    };
    let places: Vec<(Arc<str>, Path)> = identity
        .statements
        .iter()
        .filter(whole)
        .filter_map(|statement| {
            let element = statement.actions.iter().chain(&statement.not_actions).next()?;
            Some((Arc::clone(&statement.owner), element.path.clone()))
        })
        .collect();
    // Who cannot write policies any more is no administrator.
    let writes = ["iam:AttachRolePolicy", "iam:PutUserPolicy", "iam:CreatePolicyVersion"];
    let mut bounds = match &identity.boundary {
        Boundary::None => Vec::new(),
        Boundary::Unknown(_) => return Vec::new(),
        Boundary::Known(statements) => statements.iter().filter(whole).collect(),
    };
    let bounded = !matches!(identity.boundary, Boundary::None) && bounds.pop().is_none();
    let free = || {
        writes.iter().any(|action| {
            ways(graph, identity, action).iter().any(|way| way.resources.iter().flatten().any(|text| text == "*"))
        })
    };
    if places.is_empty() || bounded || !free() { Vec::new() } else { places }
}

/// Whether a statement names every action, or all but some outside of IAM.
fn everything(statement: &Statement) -> bool {
    let text = |element: &Element| element.value.as_text().map(|text| text.to_ascii_lowercase());
    if statement.not_actions.is_empty() {
        return statement.actions.iter().filter_map(text).any(|action| matches!(action.as_str(), "*" | "*:*"));
    }
    let excepted: Option<Vec<String>> = statement.not_actions.iter().map(text).collect();
    excepted.is_some_and(|excepted| {
        !excepted.iter().any(|action| crate::iam::pattern::overlaps(action, "iam:*") || action.starts_with('*'))
    })
}
