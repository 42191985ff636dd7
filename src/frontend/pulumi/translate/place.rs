//! Builds properties: puts a value at a path, making the objects and lists on the way.
//!
//! What is made up on the way has the place of the value that it is made for.

use super::table::Constant;
use crate::frontend::template::{Expr, ExprField, ExprKind};
use crate::source::Span;
use std::sync::Arc;

/// One step of a path: the name, and whether a list stands there.
pub(super) type Step<'a> = (&'a str, bool);

/// Puts `value` at `path`. In a list on the way it goes to the first item, or, with `append`, to a new item of the last
/// such list. `with` is put beside it.
pub(super) fn put(
    fields: &mut Vec<ExprField>,
    path: &[Step],
    value: ExprField,
    append: bool,
    with: &[(String, Constant)],
) {
    let Some(((name, list), rest)) = path.split_first() else { return };
    if rest.is_empty() {
        let (at, span) = (value.at, value.value.span);
        merge_field(fields, ExprField { name: (*name).into(), at, value: value.value });
        for (name, constant) in with {
            merge_field(fields, ExprField { name: name.as_str().into(), at, value: constant_at(constant, span) });
        }
        return;
    }
    let span = value.value.span;
    let held = match fields.iter().position(|field| &*field.name == *name) {
        Some(held) => held,
        None => {
            let made = if *list { ExprKind::List(Vec::new()) } else { ExprKind::Map(Vec::new()) };
            fields.push(ExprField { name: (*name).into(), at: value.at, value: Expr::new(span, made) });
            fields.len() - 1
        }
    };
    let Some(held) = fields.get_mut(held) else { return };
    match &mut held.value.kind {
        ExprKind::Map(inner) => put(inner, rest, value, append, with),
        ExprKind::List(items) => {
            let last_list = !rest.iter().rev().skip(1).any(|(_, list)| *list);
            if items.is_empty() || (append && last_list) {
                items.push(Expr::new(span, ExprKind::Map(Vec::new())));
            }
            let item = if append { items.last_mut() } else { items.first_mut() };
            if let Some(Expr { kind: ExprKind::Map(inner), .. }) = item {
                put(inner, rest, value, append, with);
            }
        }
        // A whole that is not known stays so.
        _ => {}
    }
}

/// Adds a field. Where the name is taken, lists grow, objects merge, and the later scalar wins.
pub(super) fn merge_field(fields: &mut Vec<ExprField>, new: ExprField) {
    match fields.iter_mut().find(|field| field.name == new.name) {
        None => fields.push(new),
        Some(old) => match (&mut old.value.kind, new.value.kind) {
            (ExprKind::List(old), ExprKind::List(new)) => old.extend(new),
            (ExprKind::List(old), kind @ (ExprKind::Text(_) | ExprKind::Ref(_) | ExprKind::Unknown(_))) => {
                old.push(Expr::new(new.value.span, kind));
            }
            (ExprKind::Map(old), ExprKind::Map(new)) => new.into_iter().for_each(|field| merge_field(old, field)),
            (old_kind, kind) => {
                *old_kind = kind;
                old.value.span = new.value.span;
                old.at = new.at;
            }
        },
    }
}

/// Whether something stands at a path.
pub(super) fn has(fields: &[ExprField], path: &[String]) -> bool {
    let Some((name, rest)) = path.split_first() else { return true };
    let Some(field) = fields.iter().find(|field| *field.name == **name) else { return false };
    match &field.value.kind {
        _ if rest.is_empty() => true,
        ExprKind::Map(inner) => has(inner, rest),
        // What is not known may hold it.
        _ => true,
    }
}

/// A constant as though it stood at `span`.
pub(super) fn constant_at(constant: &Constant, span: Span) -> Expr {
    let kind = match constant {
        Constant::Bool(flag) => ExprKind::Bool(*flag),
        Constant::Int(number) => ExprKind::Int(*number),
        Constant::Text(text) => ExprKind::Text(text.clone()),
        Constant::Empty => ExprKind::List(Vec::new()),
    };
    Expr::new(span, kind)
}

/// A field whose key stands where its value does.
pub(super) fn field(name: impl Into<Arc<str>>, value: Expr) -> ExprField {
    ExprField { name: name.into(), at: value.span, value }
}

/// The raw text of a scalar, as the tables write it.
pub(super) fn scalar_text(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Bool(flag) => Some(flag.to_string()),
        ExprKind::Int(number) => Some(number.to_string()),
        ExprKind::Float(number) => Some(number.to_string()),
        ExprKind::Text(text) => Some(text.to_string()),
        _ => None,
    }
}
