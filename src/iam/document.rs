//! Takes a policy document apart: from a value with `Statement` to statements with their elements and paths.
//!
//! IAM takes one value for a list of one almost everywhere, and names elements and effects in exact case. What is not
//! known stays in its place as a value that is not known; what can be no element at all (a mapping as an action) is left out.

use super::statement::{Condition, Effect, Element, PolicyKind, Principal, Statement};
use super::text;
use crate::resolve::value::{Path, Step, Value, ValueKind};
use std::sync::Arc;

/// Reads a document, be it an object or JSON text; `path` leads to it and comes back as it was.
pub(super) fn read(owner: &Arc<str>, kind: PolicyKind, document: &Value, path: &mut Path, out: &mut Vec<Statement>) {
    let parsed = text::parse(document);
    if let Some(field) = parsed.as_ref().unwrap_or(document).field("Statement") {
        below(path, Step::Key(Arc::clone(&field.name)), |path| read_statements(owner, kind, &field.value, path, out));
    }
}

/// Reads one statement or a list of them.
pub(super) fn read_statements(
    owner: &Arc<str>,
    kind: PolicyKind,
    value: &Value,
    path: &mut Path,
    out: &mut Vec<Statement>,
) {
    let parsed = text::parse(value);
    let value = parsed.as_ref().unwrap_or(value);
    match &value.kind {
        ValueKind::List(items) => {
            for (index, item) in items.iter().enumerate() {
                below(path, Step::Index(index), |path| read_statements(owner, kind, item, path, out));
            }
        }
        ValueKind::Map(_) => out.push(read_statement(owner, kind, value, path)),
        _ => {}
    }
}

fn read_statement(owner: &Arc<str>, kind: PolicyKind, value: &Value, path: &mut Path) -> Statement {
    let mut statement = Statement::empty(owner, kind, path.clone());
    let ValueKind::Map(fields) = &value.kind else { return statement };
    for field in fields {
        let element = &field.value;
        below(path, Step::Key(Arc::clone(&field.name)), |path| match &*field.name {
            "Sid" => statement.sid = element.as_text().cloned(),
            "Effect" => statement.effect = effect(element),
            "Action" => statement.actions = elements(element, path),
            "NotAction" => statement.not_actions = elements(element, path),
            "Resource" => statement.resources = elements(element, path),
            "NotResource" => statement.not_resources = elements(element, path),
            "Principal" => statement.principals = principals(element, path),
            "NotPrincipal" => statement.not_principals = principals(element, path),
            "Condition" => statement.conditions = conditions(element, path),
            _ => {}
        });
    }
    statement
}

/// Runs `visit` one step further down.
fn below(path: &mut Path, step: Step, visit: impl FnOnce(&mut Path)) {
    path.push(step);
    visit(path);
    path.pop();
}

fn effect(value: &Value) -> Option<Effect> {
    let value = scalar(value)?;
    Some(match value.as_text().map(AsRef::as_ref) {
        Some("Allow") => Effect::Allow,
        Some("Deny") => Effect::Deny,
        _ => Effect::Other(value),
    })
}

/// A scalar as IAM compares it, as text, or what is not known; `None` for what is neither.
pub(super) fn scalar(value: &Value) -> Option<Value> {
    let text = match &value.kind {
        ValueKind::Null | ValueKind::List(_) | ValueKind::Map(_) => return None,
        ValueKind::Bool(value) => value.to_string(),
        ValueKind::Int(value) => value.to_string(),
        ValueKind::Float(value) => value.to_string(),
        _ => return Some(value.clone()),
    };
    Some(Value { kind: ValueKind::Text(text.into()), ..value.clone() })
}

/// Calls `visit` with every scalar of a value that may be one or a list, and with its path.
pub(super) fn each_scalar(value: &Value, path: &mut Path, visit: &mut impl FnMut(Value, &Path)) {
    if let ValueKind::List(items) = &value.kind {
        for (index, item) in items.iter().enumerate() {
            below(path, Step::Index(index), |path| each_scalar(item, path, visit));
        }
    } else if let Some(value) = scalar(value) {
        visit(value, path);
    }
}

/// The scalars of an element.
pub(super) fn elements(value: &Value, path: &mut Path) -> Vec<Element> {
    let mut elements = Vec::new();
    each_scalar(value, path, &mut |value, path| elements.push(Element { path: path.clone(), value }));
    elements
}

fn principals(value: &Value, path: &mut Path) -> Vec<Principal> {
    let mut principals = Vec::new();
    if let ValueKind::Map(fields) = &value.kind {
        for field in fields {
            below(path, Step::Key(Arc::clone(&field.name)), |path| {
                each_scalar(&field.value, path, &mut |value, path| {
                    principals.push(Principal { kind: Arc::clone(&field.name), path: path.clone(), value });
                });
            });
        }
    } else {
        each_scalar(value, path, &mut |value, path| {
            // Other lone texts are no valid principals, but the services that take them mean accounts.
            let kind = if value.as_text().is_some_and(|text| &**text == "*") { "*" } else { "AWS" };
            principals.push(Principal { kind: kind.into(), path: path.clone(), value });
        });
    }
    principals
}

fn conditions(value: &Value, path: &mut Path) -> Vec<Condition> {
    let mut conditions = Vec::new();
    let nameless: Arc<str> = "".into();
    let ValueKind::Map(operators) = &value.kind else {
        // All that is known of the block is that there is one.
        let values = scalar(value).into_iter().collect::<Vec<_>>();
        if !values.is_empty() {
            conditions.push(Condition { operator: Arc::clone(&nameless), key: nameless, values, path: path.clone() });
        }
        return conditions;
    };
    for operator in operators {
        below(path, Step::Key(Arc::clone(&operator.name)), |path| {
            let ValueKind::Map(keys) = &operator.value.kind else {
                if let Some(value) = scalar(&operator.value) {
                    let (name, key) = (Arc::clone(&operator.name), Arc::clone(&nameless));
                    conditions.push(Condition { operator: name, key, values: vec![value], path: path.clone() });
                }
                return;
            };
            for key in keys {
                below(path, Step::Key(Arc::clone(&key.name)), |path| {
                    conditions.push(condition(&operator.name, &key.name, &key.value, path));
                });
            }
        });
    }
    conditions
}

/// A condition whose values stand at `path`.
pub(super) fn condition(operator: &Arc<str>, key: &Arc<str>, value: &Value, path: &mut Path) -> Condition {
    let mut values = Vec::new();
    each_scalar(value, path, &mut |value, _| values.push(value));
    Condition { operator: Arc::clone(operator), key: Arc::clone(key), values, path: path.clone() }
}
