//! The attributes beside the properties: what Pulumi does with a resource that leaves the program.

use super::super::State;
use super::place;
use super::table::Entry;
use crate::frontend::template::{Expr, ExprField, ExprKind};
use crate::source::Span;

/// `DeletionPolicy` and `Protect`, after those that inputs became.
pub(super) fn of(state: &State, entry: Option<&Entry>, mut kept: Vec<ExprField>) -> Vec<ExprField> {
    let options = &state.provenance.options;
    let input = |name: &String| state.inputs.iter().find(|input| *input.name == **name);
    let named = entry.and_then(|entry| entry.snapshot_named.as_ref()).and_then(input);
    let skip = entry.and_then(|entry| entry.snapshot.as_ref());
    let skip = skip.map(input);
    let (policy, span) = match skip {
        _ if options.retain_on_delete => ("Retain", state.urn_span),
        None if named.is_some() => ("Snapshot", named.map_or(state.urn_span, |input| input.value.span)),
        None => ("Delete", state.urn_span),
        Some(None) => ("Snapshot", state.inputs_span),
        Some(Some(input)) if place::scalar_text(&input.value).as_deref() == Some("true") => {
            ("Delete", input.value.span)
        }
        Some(Some(input)) => ("Snapshot", input.value.span),
    };
    kept.push(text("DeletionPolicy", policy, span));
    if options.protect {
        kept.push(place::field("Protect", Expr::new(state.urn_span, ExprKind::Bool(true))));
    }
    kept
}

fn text(name: &str, value: &str, span: Span) -> ExprField {
    place::field(name, Expr::new(span, ExprKind::Text(value.into())))
}
