//! Values on their own: what is done to one without knowing where it goes.

use super::place;
use super::table::Move;
use crate::frontend::template::{Expr, ExprField, ExprKind};
use crate::source::Span;

/// The inputs with all tags as `tags`: those of the provider stand only in `tagsAll`.
pub(super) fn with_all_tags(inputs: &[ExprField]) -> Vec<ExprField> {
    let mut inputs = inputs.to_vec();
    let all = inputs.iter().position(|input| &*input.name == "tagsAll").map(|all| inputs.remove(all));
    let Some(ExprField { at, value: Expr { span, kind: ExprKind::Map(all) }, .. }) = all else { return inputs };
    match inputs.iter_mut().find(|input| &*input.name == "tags") {
        Some(ExprField { value: Expr { kind: ExprKind::Map(own), .. }, .. }) => {
            let more: Vec<ExprField> = all.into_iter().filter(|tag| own.iter().all(|o| o.name != tag.name)).collect();
            own.extend(more);
        }
        // A list of tags (`aws:autoscaling/group:Group`), or not known.
        Some(_) => {}
        None => inputs.push(ExprField { name: "tags".into(), at, value: Expr::new(span, ExprKind::Map(all)) }),
    }
    inputs
}

/// The items of a list; anything else is one item.
pub(super) fn items(value: &Expr) -> Vec<Expr> {
    match &value.kind {
        ExprKind::List(items) => items.clone(),
        _ => vec![value.clone()],
    }
}

/// A mapping as a list of objects with these names for key and value.
pub(super) fn pairs(fields: &[ExprField], span: Span, key: &str, item: &str) -> Expr {
    let pair = |field: &ExprField| {
        let name = Expr::new(field.at, ExprKind::Text(field.name.clone()));
        let fields = vec![place::field(key, name), place::field(item, field.value.clone())];
        Expr::new(field.value.span, ExprKind::Map(fields))
    };
    Expr::new(span, ExprKind::List(fields.iter().map(pair).collect()))
}

/// The value as CloudFormation writes it; `None` where it has none for it.
pub(super) fn with_values(value: &Expr, row: &Move) -> Option<Expr> {
    match &value.kind {
        _ if row.values.is_empty() => Some(value.clone()),
        ExprKind::List(items) => {
            let items = items.iter().filter_map(|item| with_values(item, row)).collect();
            Some(Expr::new(value.span, ExprKind::List(items)))
        }
        _ => {
            let Some(text) = place::scalar_text(value) else { return Some(value.clone()) };
            match row.values.iter().find(|(from, _)| *from == text) {
                Some((_, Some(constant))) => Some(place::constant_at(constant, value.span)),
                Some((_, None)) => None,
                None => Some(value.clone()),
            }
        }
    }
}
