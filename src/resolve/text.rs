//! Text put together from parts, dynamic references inside it, and values written as JSON text.

use super::functions::known_text;
use super::value::{Dynamic, Reference, Value, ValueKind};
use crate::source::Span;
use std::sync::Arc;

/// How a dynamic reference begins.
pub const RESOLVE: &str = "{{resolve:";

/// Joins parts: plain text when all are known, else the parts, with neighbours of text merged.
///
/// A dynamic reference in the result becomes a typed value. Source: AWS, "Using dynamic references to specify template
/// values", CloudFormation user guide.
pub fn concat(span: Span, parts: Vec<Value>) -> Value {
    let mut merged = Merged::default();
    for part in parts {
        match part.kind {
            ValueKind::Mixed(inner) => inner.into_iter().for_each(|part| merged.push(part)),
            _ => merged.push(part),
        }
    }
    let mut merged = merged.finish();
    if merged.iter().any(|part| part.as_text().is_some_and(|text| text.contains(RESOLVE))) {
        merged = cut_dynamic(merged);
    }
    match merged.len() {
        0 => Value::new(span, ValueKind::Text(Arc::from(""))),
        1 => {
            let only = merged.swap_remove(0);
            match only.kind {
                ValueKind::Text(_) | ValueKind::Dynamic(_) | ValueKind::Ref(_) | ValueKind::Unknown(_) => {
                    Value { at: span, origin: only.origin, kind: only.kind }
                }
                kind => Value::new(span, ValueKind::Mixed(vec![Value::new(span, kind)])),
            }
        }
        _ => Value::new(span, ValueKind::Mixed(merged)),
    }
}

/// Parts with neighbouring texts joined.
#[derive(Default)]
struct Merged {
    parts: Vec<Value>,
    text: String,
    at: Option<(Span, Option<Arc<super::value::Origin>>)>,
}

impl Merged {
    fn push(&mut self, part: Value) {
        match known_text(&part) {
            Some(text) => {
                self.text.push_str(&text);
                let (_, origin) = self.at.get_or_insert((part.at, None));
                *origin = origin.take().or(part.origin);
            }
            None => {
                self.flush();
                self.parts.push(part);
            }
        }
    }

    fn flush(&mut self) {
        if let Some((at, origin)) = self.at.take()
            && !self.text.is_empty()
        {
            self.parts.push(Value { at, origin, kind: ValueKind::Text(self.text.as_str().into()) });
            self.text.clear();
        }
    }

    fn finish(mut self) -> Vec<Value> {
        self.flush();
        self.parts
    }
}

/// Replaces each `{{resolve:…}}`, which may span several parts, by a dynamic value.
fn cut_dynamic(parts: Vec<Value>) -> Vec<Value> {
    let mut out: Vec<Value> = Vec::new();
    let mut open: Option<(Span, String, Vec<Reference>)> = None;
    for part in parts {
        let ValueKind::Text(text) = &part.kind else {
            match &mut open {
                Some((_, inside, through)) => {
                    inside.push_str(&show(&part));
                    if let ValueKind::Ref(reference) = part.kind {
                        through.push(reference);
                    }
                }
                None => out.push(part),
            }
            continue;
        };
        let mut rest: &str = text;
        while !rest.is_empty() {
            match open.take() {
                None => match rest.find(RESOLVE) {
                    Some(at) => {
                        push_text(&mut out, &part, rest.get(..at).unwrap_or_default());
                        rest = rest.get(at + RESOLVE.len()..).unwrap_or_default();
                        open = Some((part.at, String::new(), Vec::new()));
                    }
                    None => {
                        push_text(&mut out, &part, rest);
                        rest = "";
                    }
                },
                Some((at, mut inside, through)) => match rest.find("}}") {
                    Some(end) => {
                        inside.push_str(rest.get(..end).unwrap_or_default());
                        out.push(dynamic(at, &inside, through));
                        rest = rest.get(end + 2..).unwrap_or_default();
                    }
                    None => {
                        inside.push_str(rest);
                        open = Some((at, inside, through));
                        rest = "";
                    }
                },
            }
        }
    }
    if let Some((at, inside, _)) = open {
        out.push(Value::new(at, ValueKind::Text(format!("{RESOLVE}{inside}").into())));
    }
    out
}

fn push_text(out: &mut Vec<Value>, part: &Value, text: &str) {
    if !text.is_empty() {
        out.push(Value { at: part.at, origin: part.origin.clone(), kind: ValueKind::Text(text.into()) });
    }
}

fn dynamic(at: Span, inside: &str, through: Vec<Reference>) -> Value {
    let (service, reference) = inside.split_once(':').unwrap_or((inside, ""));
    Value::new(at, ValueKind::Dynamic(Dynamic { service: service.into(), reference: reference.into(), through }))
}

/// A value as a person would write it in one line; what is not known as `${Name}`.
pub fn show(value: &Value) -> String {
    match &value.kind {
        ValueKind::Ref(reference) => match &reference.attribute {
            Some(attribute) => format!("${{{}.{attribute}}}", reference.target),
            None => format!("${{{}}}", reference.target),
        },
        ValueKind::Unknown(unknown) => format!("${{{}}}", unknown.name),
        ValueKind::Dynamic(dynamic) => format!("{RESOLVE}{}:{}}}}}", dynamic.service, dynamic.reference),
        ValueKind::Mixed(parts) => parts.iter().map(show).collect(),
        ValueKind::List(items) => format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(", ")),
        ValueKind::Map(fields) => {
            let fields: Vec<String> =
                fields.iter().map(|field| format!("{}: {}", field.name, show(&field.value))).collect();
            format!("{{{}}}", fields.join(", "))
        }
        _ => known_text(value).map(|text| text.to_string()).unwrap_or_default(),
    }
}

/// The parts of a value's JSON text, for `Fn::ToJsonString`.
pub fn json_parts(value: &Value) -> Vec<Value> {
    let mut parts = Vec::new();
    json(value, &mut parts);
    parts
}

fn json(value: &Value, parts: &mut Vec<Value>) {
    let literal = |text: String| Value::new(value.at, ValueKind::Text(text.into()));
    match &value.kind {
        ValueKind::Null => parts.push(literal("null".to_owned())),
        ValueKind::Bool(_) | ValueKind::Int(_) | ValueKind::Float(_) => {
            parts.push(literal(known_text(value).unwrap_or_default().to_string()));
        }
        ValueKind::Text(text) => parts.push(literal(serde_json::Value::from(&**text).to_string())),
        ValueKind::List(items) => {
            parts.push(literal("[".to_owned()));
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    parts.push(literal(",".to_owned()));
                }
                json(item, parts);
            }
            parts.push(literal("]".to_owned()));
        }
        ValueKind::Map(fields) => {
            parts.push(literal("{".to_owned()));
            for (index, field) in fields.iter().enumerate() {
                let comma = if index > 0 { "," } else { "" };
                parts.push(literal(format!("{comma}{}:", serde_json::Value::from(&*field.name))));
                json(&field.value, parts);
            }
            parts.push(literal("}".to_owned()));
        }
        _ => {
            parts.push(literal("\"".to_owned()));
            parts.push(value.clone());
            parts.push(literal("\"".to_owned()));
        }
    }
}
