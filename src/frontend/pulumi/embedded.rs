//! JSON documents inside of strings: policies, container definitions, redrive policies.
//!
//! The string is parsed like a text of its own. Its places are then looked up in the outer text, where each character may
//! be written as an escape (`\"`, `\n`, `\u00e9`), and as an escape of escapes where strings are nested.

use crate::frontend::template::{Expr, ExprField, ExprKind};
use crate::source::{Kind, Limits, Node, Source, Span, Typed, parse};
use serde::de::IgnoredAny;

/// Strings inside of strings inside of strings: deeper ones keep the outermost place.
const MOST_LEVELS: usize = 6;

/// The document that a text holds, with places inside of the text; `None` if it holds none.
///
/// Only an object or a list is a document: `"1"` and `"true"` are texts.
pub fn json_in(expr: &Expr, source: &Source) -> Option<Expr> {
    let text = expr.as_text()?;
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    // The parser reads YAML, too; `[a-z]+` is none of what is meant here.
    serde_json::from_str::<IgnoredAny>(text).ok()?;
    let inner = Source::new("", text.clone(), 0);
    let document = parse(expr.span.source, &inner, &Limits::default()).ok()?;
    let places = Places { outer: expr.span, offsets: offsets(source.slice(expr.span), text) };
    Some(places.expr(&document.root))
}

/// Where the bytes of a text stand in the outer one.
struct Places {
    outer: Span,
    /// For each byte and the end, the distance from the start of `outer`; `None` if the text was written otherwise.
    offsets: Option<Vec<u32>>,
}

impl Places {
    fn span(&self, inner: Span) -> Span {
        let at = |offset: u32| {
            let distance = self.offsets.as_ref()?.get(offset as usize)?;
            Some(self.outer.start.saturating_add(*distance))
        };
        match (at(inner.start), at(inner.end)) {
            (Some(start), Some(end)) => Span { start, end, ..self.outer },
            _ => self.outer,
        }
    }

    fn expr(&self, node: &Node) -> Expr {
        let kind = match &node.kind {
            Kind::Scalar(scalar) => match scalar.typed() {
                Typed::Null => ExprKind::Null,
                Typed::Bool(value) => ExprKind::Bool(value),
                Typed::Int(value) => ExprKind::Int(value),
                Typed::Float(value) => ExprKind::Float(value),
                Typed::Text(_) => ExprKind::Text(scalar.raw.clone()),
            },
            Kind::List(items) => ExprKind::List(items.iter().map(|item| self.expr(item)).collect()),
            Kind::Map(entries) => {
                let field = |entry: &crate::source::Entry| ExprField {
                    name: entry.key.text.clone(),
                    at: self.span(entry.key.span),
                    value: self.expr(&entry.value),
                };
                ExprKind::Map(entries.iter().map(field).collect())
            }
        };
        Expr::new(self.span(node.span), kind)
    }
}

/// Where each byte of `text` stands in `raw`, a JSON string with its quotes, or one inside of other strings.
fn offsets(raw: &str, text: &str) -> Option<Vec<u32>> {
    let mut written = Written { text: raw.to_owned(), offsets: (0..=raw.len() as u32).collect() };
    for _ in 0..MOST_LEVELS {
        if let Some(content) = written.unquoted() {
            let content = content.unescaped()?;
            if content.text == text {
                return Some(content.offsets);
            }
        }
        written = written.unescaped()?;
    }
    None
}

/// A text, and where its bytes and its end stand.
struct Written {
    text: String,
    offsets: Vec<u32>,
}

impl Written {
    /// What stands between the quotes.
    fn unquoted(&self) -> Option<Self> {
        let text = self.text.strip_prefix('"')?.strip_suffix('"')?;
        let offsets = self.offsets.get(1..=text.len().saturating_add(1))?;
        Some(Self { text: text.to_owned(), offsets: offsets.to_vec() })
    }

    /// The text without one level of escapes; `None` where an escape is none of JSON's.
    fn unescaped(&self) -> Option<Self> {
        let mut plain = Self { text: String::with_capacity(self.text.len()), offsets: Vec::new() };
        let mut at = 0_usize;
        while let Some(rest) = self.text.get(at..).filter(|rest| !rest.is_empty()) {
            let (character, length) = next(rest)?;
            let (begin, inside) = (*self.offsets.get(at)?, self.offsets.get(at..)?);
            plain.text.push(character);
            for byte in 0..character.len_utf8() {
                // A character that stands as it is keeps the places of all its bytes.
                let same = length == character.len_utf8();
                plain.offsets.push(if same { *inside.get(byte)? } else { begin });
            }
            at = at.saturating_add(length);
        }
        plain.offsets.push(*self.offsets.get(at)?);
        Some(plain)
    }
}

/// The character that a JSON string's content begins with, and how many bytes it is written in.
fn next(rest: &str) -> Option<(char, usize)> {
    let first = rest.chars().next()?;
    if first != '\\' {
        return Some((first, first.len_utf8()));
    }
    let character = match rest.as_bytes().get(1)? {
        b'"' => '"',
        b'\\' => '\\',
        b'/' => '/',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode(rest),
        _ => return None,
    };
    Some((character, 2))
}

/// `\u00e9`, or the two halves of a surrogate pair.
fn unicode(rest: &str) -> Option<(char, usize)> {
    let unit = |at: usize| u32::from_str_radix(rest.get(at..at.checked_add(4)?)?, 16).ok();
    let high = unit(2)?;
    if let Some(character) = char::from_u32(high) {
        return Some((character, 6));
    }
    let low = rest.get(6..8).filter(|escape| *escape == "\\u").and_then(|_| unit(8))?;
    let pair = char::decode_utf16([u16::try_from(high).ok()?, u16::try_from(low).ok()?]).next()?.ok()?;
    Some((pair, 12))
}
