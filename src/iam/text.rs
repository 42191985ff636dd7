//! Policies that a template holds as JSON text, also with parts that are not known (`Fn::Sub` around the whole text).
//!
//! The parts go through the JSON parser as marks of two private-use characters with the part's number between them, and
//! come out where they stood. All values get the place of the whole text, since no place inside it is known any more.

use crate::resolve::value::{Field, Value, ValueKind};
use std::fmt::Write as _;
use std::sync::Arc;

const OPEN: char = '\u{e000}';
const CLOSE: char = '\u{e001}';

/// The value of a JSON text; `None` if it is none, or if a part that is not known stands outside of its strings.
pub(super) fn parse(value: &Value) -> Option<Value> {
    let (text, parts): (std::borrow::Cow<'_, str>, &[Value]) = match &value.kind {
        ValueKind::Text(text) => (text.as_ref().into(), &[]),
        ValueKind::Mixed(parts) => (with_marks(parts)?.into(), parts),
        _ => return None,
    };
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let json = serde_json::from_str(&text).ok()?;
    Some(Template { whole: value, parts }.convert(json))
}

fn with_marks(parts: &[Value]) -> Option<String> {
    let mut text = String::new();
    for (index, part) in parts.iter().enumerate() {
        match part.as_text() {
            Some(known) if known.contains([OPEN, CLOSE]) => return None,
            Some(known) => text.push_str(known),
            None => write!(text, "{OPEN}{index}{CLOSE}").ok()?,
        }
    }
    Some(text)
}

struct Template<'v> {
    whole: &'v Value,
    parts: &'v [Value],
}

impl Template<'_> {
    fn convert(&self, json: serde_json::Value) -> Value {
        let kind = match json {
            serde_json::Value::Null => ValueKind::Null,
            serde_json::Value::Bool(value) => ValueKind::Bool(value),
            serde_json::Value::Number(number) => match number.as_i64() {
                Some(value) => ValueKind::Int(value),
                None => ValueKind::Float(number.as_f64().unwrap_or_default()),
            },
            serde_json::Value::String(text) => return self.text(&text),
            serde_json::Value::Array(items) => {
                ValueKind::List(items.into_iter().map(|item| self.convert(item)).collect())
            }
            serde_json::Value::Object(fields) => ValueKind::Map(
                fields
                    .into_iter()
                    .map(|(name, value)| Field { name: self.key(&name), at: self.whole.at, value: self.convert(value) })
                    .collect(),
            ),
        };
        self.value(kind)
    }

    fn value(&self, kind: ValueKind) -> Value {
        Value { at: self.whole.at, origin: self.whole.origin.clone(), kind }
    }

    /// The known text before each mark with the part of the mark, and the text after the last.
    fn pieces<'t>(&self, text: &'t str) -> (Vec<(&'t str, &Value)>, &'t str) {
        let (mut pieces, mut rest) = (Vec::new(), text);
        while let Some((before, mark)) = rest.split_once(OPEN) {
            let Some((index, after)) = mark.split_once(CLOSE) else { break };
            let Some(part) = index.parse::<usize>().ok().and_then(|index| self.parts.get(index)) else { break };
            pieces.push((before, part));
            rest = after;
        }
        (pieces, rest)
    }

    fn text(&self, text: &str) -> Value {
        let (pieces, rest) = self.pieces(text);
        if pieces.is_empty() {
            return self.value(ValueKind::Text(text.into()));
        }
        if let ([("", part)], "") = (pieces.as_slice(), rest) {
            return (*part).clone();
        }
        let known = |text: &str| (!text.is_empty()).then(|| self.value(ValueKind::Text(text.into())));
        let mut parts = Vec::new();
        for (before, part) in pieces {
            parts.extend(known(before));
            parts.push(part.clone());
        }
        parts.extend(known(rest));
        self.value(ValueKind::Mixed(parts))
    }

    /// A key is text in any case: parts that are not known are shown by their names.
    fn key(&self, text: &str) -> Arc<str> {
        let (pieces, rest) = self.pieces(text);
        if pieces.is_empty() {
            return text.into();
        }
        let mut key = String::new();
        for (before, part) in pieces {
            let name: &str = match &part.kind {
                ValueKind::Ref(reference) => &reference.target,
                ValueKind::Unknown(unknown) => &unknown.name,
                ValueKind::Dynamic(dynamic) => &dynamic.reference,
                _ => "",
            };
            // Writing to a string does not fail.
            let _ = write!(key, "{before}${{{name}}}");
        }
        key.push_str(rest);
        key.into()
    }
}
