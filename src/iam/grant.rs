//! Statements that a resource spreads over its properties, such as `AWS::Lambda::Permission`.

use super::document::{condition, each_scalar, elements};
use super::positions::{Grant, WrittenCondition};
use super::statement::{Condition, Effect, PolicyKind, Principal, Statement};
use crate::resolve::value::{Field, Path, Step, Value, ValueKind};
use std::sync::Arc;

/// The statement of a resource's properties, if they name a principal.
pub(super) fn read(owner: &Arc<str>, kind: PolicyKind, properties: &Value, names: &Grant) -> Option<Statement> {
    let principal = properties.field(names.principal)?;
    let mut statement = Statement::empty(owner, kind, Path::new());
    statement.effect = Some(Effect::Allow);
    statement.sid = properties.get(names.sid).and_then(Value::as_text).cloned();
    each_scalar(&principal.value, &mut path_of(principal), &mut |value, path| {
        statement.principals.push(Principal { kind: principal_kind(&value).into(), path: path.clone(), value });
    });
    if let Some(action) = properties.field(names.action) {
        statement.actions = elements(&action.value, &mut path_of(action));
    }
    if let Some(resource) = properties.field(names.resource) {
        statement.resources = elements(&resource.value, &mut path_of(resource));
    }
    for (property, operator, key) in names.conditions {
        if let Some(field) = properties.field(property).filter(|field| field.value.kind != ValueKind::Null) {
            let found = condition(&(*operator).into(), &(*key).into(), &field.value, &mut path_of(field));
            statement.conditions.push(found);
        }
    }
    if let Some(written) = names.written
        && let Some(field) = properties.field(written.property)
    {
        written_conditions(&written, &field.value, &mut path_of(field), &mut statement.conditions);
    }
    Some(statement)
}

fn path_of(field: &Field) -> Path {
    vec![Step::Key(Arc::clone(&field.name))]
}

fn written_conditions(names: &WrittenCondition, value: &Value, path: &mut Path, out: &mut Vec<Condition>) {
    match &value.kind {
        ValueKind::List(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push(Step::Index(index));
                written_conditions(names, item, path, out);
                path.pop();
            }
        }
        ValueKind::Null => {}
        kind => {
            let text = |name: &str| value.get(name).and_then(Value::as_text).cloned().unwrap_or_default();
            let values = if matches!(kind, ValueKind::Map(_)) { value.get(names.value) } else { Some(value) };
            let mut found = Condition {
                operator: text(names.operator),
                key: text(names.key),
                values: Vec::new(),
                path: path.clone(),
            };
            if let Some(values) = values {
                each_scalar(values, path, &mut |value, _| found.values.push(value));
            }
            out.push(found);
        }
    }
}

/// These APIs take one text for services, accounts, ARNs and everyone.
fn principal_kind(value: &Value) -> &'static str {
    let service = |text: &str| text.contains('.') && !text.starts_with("arn:");
    match &value.kind {
        ValueKind::Text(text) if &**text == "*" => "*",
        ValueKind::Text(text) if service(text) => "Service",
        ValueKind::Mixed(parts)
            if parts.iter().any(|part| part.as_text().is_some_and(|text| text.contains(".amazon"))) =>
        {
            "Service"
        }
        _ => "AWS",
    }
}
