//! The text of `Fn::Sub` cut into literal parts and variables, each at its own place.

use crate::frontend::template::{Expr, ExprField, ExprKind};
use crate::source::Span;
use std::sync::Arc;

/// Cuts `text` at its `${…}`. Names in `variables` give their expressions; `${A.B}` is an attribute, `${!A}` is the
/// literal `${A}`, anything else a reference.
///
/// Source: AWS, "Fn::Sub", CloudFormation template reference.
pub fn parts(text: &str, span: Span, variables: &[ExprField]) -> Vec<Expr> {
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some(open) = rest.find("${") {
        let (before, from) = rest.split_at(open);
        literal.push_str(before);
        let Some(close) = from.find('}') else {
            literal.push_str(from);
            rest = "";
            break;
        };
        let name = from.get(2..close).unwrap_or_default();
        rest = from.get(close + 1..).unwrap_or_default();
        if let Some(escaped) = name.strip_prefix('!') {
            literal.push_str("${");
            literal.push_str(escaped);
            literal.push('}');
        } else if is_name(name.trim()) {
            flush(&mut literal, span, &mut parts);
            parts.push(variable(name.trim(), span, variables));
        } else {
            // `${}` or shell text such as `${x:-y}`: CloudFormation refuses it, a reader sees text.
            literal.push_str("${");
            literal.push_str(name);
            literal.push('}');
        }
    }
    literal.push_str(rest);
    flush(&mut literal, span, &mut parts);
    parts
}

fn flush(literal: &mut String, span: Span, parts: &mut Vec<Expr>) {
    if !literal.is_empty() {
        parts.push(Expr::new(span, ExprKind::Text(Arc::from(literal.as_str()))));
        literal.clear();
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '.' | '_' | '-' | '&'))
}

fn variable(name: &str, span: Span, variables: &[ExprField]) -> Expr {
    if let Some(field) = variables.iter().find(|field| &*field.name == name) {
        return field.value.clone();
    }
    let kind = match name.split_once('.') {
        Some((resource, attribute)) => {
            ExprKind::GetAtt(resource.into(), Box::new(Expr::new(span, ExprKind::Text(attribute.into()))))
        }
        None => ExprKind::Ref(name.into()),
    };
    Expr::new(span, kind)
}
