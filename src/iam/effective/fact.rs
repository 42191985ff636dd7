//! `facts.principals` of the `input` document.

use super::escalation::{Escalation, Found};
use super::identity::{Boundary, Identity};
use crate::graph::Graph;
use crate::graph::input::marker;
use crate::iam::rego::{list, object, path};
use crate::iam::statement::{Effect, Element, Statement};
use crate::resolve::value::Path;
use regorus::Value as Rego;
use std::sync::Arc;

/// More grants of one principal than that are not listed.
const GRANTS: usize = 400;

/// The principals of a graph with what they may do, by key.
pub fn principals(graph: &Graph) -> Vec<Rego> {
    let found = super::escalation::find(graph);
    found.powers.identities.values().map(|identity| principal(&found, identity)).collect()
}

fn principal(found: &Found<'_>, identity: &Identity) -> Rego {
    let admin = found.admins.get(identity.key()).map(Vec::as_slice).unwrap_or_default();
    let escalations = found.escalations.get(identity.key()).map(Vec::as_slice).unwrap_or_default();
    let (grants, cut) = grants(identity);
    let gaps = list(&identity.gaps, |gap| {
        let mut row = place(&(Arc::clone(&gap.owner), gap.path.clone()));
        row.push(("reason", gap.why.as_str().into()));
        object(row)
    });
    object(vec![
        ("key", Rego::String(Arc::clone(identity.key()))),
        ("id", Rego::String(Arc::clone(&identity.resource.id))),
        ("type", Rego::String(Arc::clone(&identity.resource.kind))),
        ("groups", list(&identity.groups, |group| Rego::String(Arc::clone(group)))),
        ("admin", (!admin.is_empty()).into()),
        ("admin_why", list(admin, |why| object(place(why)))),
        ("boundary", boundary(&identity.boundary).into()),
        ("denied_without_mfa", identity.statements.iter().any(denies_without_mfa).into()),
        ("undetermined", gaps),
        ("grants", grants),
        ("grants_cut", cut.into()),
        ("escalations", list(escalations, escalation)),
    ])
}

fn place(place: &(Arc<str>, Path)) -> Vec<(&'static str, Rego)> {
    vec![("owner", Rego::String(Arc::clone(&place.0))), ("path", path(&place.1))]
}

fn escalation(found: &Escalation) -> Rego {
    let mut row = found.places.first().map(place).unwrap_or_default();
    row.push(("name", found.name.into()));
    row.push(("steps", list(&found.steps, |step| step.as_str().into())));
    row.push(("places", list(&found.places, |one| object(place(one)))));
    row.extend(found.undetermined.as_ref().map(|why| ("undetermined", why.as_str().into())));
    object(row)
}

fn boundary(boundary: &Boundary) -> &'static str {
    match boundary {
        Boundary::None => "none",
        Boundary::Unknown(_) => "unknown",
        Boundary::Known(statements) if allows_everything(statements) => "everything",
        Boundary::Known(_) => "known",
    }
}

/// Whether a Deny takes away nearly everything (all but some actions) from who has not signed in with a second factor.
/// `Bool` does not hold where the key is absent, as with access keys: it must be `BoolIfExists`, or `Null`.
fn denies_without_mfa(statement: &Statement) -> bool {
    let star = |element: &Element| element.value.as_text().is_some_and(|text| matches!(&**text, "*" | "*:*"));
    let broad = !statement.not_actions.is_empty() || statement.actions.iter().any(star);
    let condition = statement.conditions.iter().any(|condition| {
        let is = |word: &str| condition.values.iter().any(|value| value.as_text().is_some_and(|text| **text == *word));
        let (key, operator) = (condition.key.to_ascii_lowercase(), condition.operator.to_ascii_lowercase());
        match (key.as_str(), operator.as_str()) {
            ("aws:multifactorauthpresent", "boolifexists") => is("false"),
            ("aws:multifactorauthpresent" | "aws:multifactorauthage", "null") => is("true"),
            ("aws:multifactorauthage", "numericgreaterthanifexists") => true,
            _ => false,
        }
    });
    statement.effect == Some(Effect::Deny) && broad && condition
}

/// Whether statements allow every action on every resource and deny nothing.
fn allows_everything(statements: &[Statement]) -> bool {
    let star = |elements: &[Element]| {
        elements.iter().filter_map(|element| element.value.as_text()).any(|text| matches!(&**text, "*" | "*:*"))
    };
    statements.iter().all(|one| one.effect != Some(Effect::Deny))
        && statements.iter().any(|one| {
            one.effect == Some(Effect::Allow) && one.conditions.is_empty() && star(&one.actions) && star(&one.resources)
        })
}

/// What the Allow statements grant: every action with every resource of its statement.
fn grants(identity: &Identity) -> (Rego, bool) {
    let mut rows = Vec::new();
    let allows = identity.statements.iter().filter(|one| one.effect == Some(Effect::Allow));
    for statement in allows {
        let (actions, inverse) = match statement.actions.as_slice() {
            [] => (&statement.not_actions, true),
            _ => (&statement.actions, false),
        };
        for action in actions {
            for resource in statement.resources.iter().chain(&statement.not_resources) {
                let mut row = place(&(Arc::clone(&statement.owner), action.path.clone()));
                row.push(("action", marker(&action.value)));
                row.push(("inverse", inverse.into()));
                row.push(("resource", marker(&resource.value)));
                row.push(("conditioned", (!statement.conditions.is_empty()).into()));
                if rows.len() == GRANTS {
                    return (Rego::from(rows), true);
                }
                rows.push(object(row));
            }
        }
    }
    (Rego::from(rows), false)
}
