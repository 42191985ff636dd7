//! A text for an expression that is the same wherever the same expression stands, for telling comparisons apart.

use crate::frontend::template::{Expr, ExprKind};
use std::fmt::Write;
use std::sync::Arc;

/// The canonical text, in the look of the long form.
pub fn text(expr: &Expr) -> Arc<str> {
    let mut out = String::new();
    write(expr, &mut out);
    out.into()
}

fn write(expr: &Expr, out: &mut String) {
    // Writing to a `String` cannot fail.
    let _ = match &expr.kind {
        ExprKind::Null => write!(out, "null"),
        ExprKind::Bool(value) => write!(out, "{value}"),
        ExprKind::Int(value) => write!(out, "{value}"),
        ExprKind::Float(value) => write!(out, "{value}"),
        ExprKind::Text(text) => write!(out, "{text:?}"),
        ExprKind::List(items) => return all("[", items, out),
        ExprKind::Map(fields) => {
            out.push('{');
            for field in fields {
                let _ = write!(out, "{}: ", field.name);
                write_next(&field.value, out);
            }
            write!(out, "}}")
        }
        ExprKind::Ref(name) => write!(out, "{name}"),
        ExprKind::GetAtt(name, attribute) => {
            let _ = write!(out, "{name}.");
            return write(attribute, out);
        }
        ExprKind::Sub(parts) => return all("Sub[", parts, out),
        ExprKind::If(name, branches) => {
            let _ = write!(out, "If {name} ");
            return all("[", branches.as_slice(), out);
        }
        ExprKind::Condition(name) => write!(out, "{name}"),
        ExprKind::Call(function, arguments) => {
            let _ = write!(out, "{function:?}");
            return all("[", arguments, out);
        }
        ExprKind::Unknown(unknown) => write!(out, "?{}", unknown.name),
    };
}

fn all(open: &str, items: &[Expr], out: &mut String) {
    out.push_str(open);
    items.iter().for_each(|item| write_next(item, out));
    out.push(']');
}

fn write_next(expr: &Expr, out: &mut String) {
    write(expr, out);
    out.push_str(", ");
}
