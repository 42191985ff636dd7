//! JSON that is looked at and dropped: text that is borrowed from its source, and so knows its place.
//!
//! Manifests and metadata can be larger than the templates, and most of them is passed over. They go through
//! `serde_json` without a tree; a template goes through [`crate::source::parse`].

use crate::source::{self, Limits, ReadError, Source, SourceId, Span};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// A text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Text<'a>(pub Cow<'a, str>);

/// Any value, without what nobody asks for: numbers and the like.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Data<'a> {
    /// A text.
    Text(Text<'a>),
    /// A list.
    List(Vec<Data<'a>>),
    /// A mapping in the order of the text.
    Map(Vec<(Text<'a>, Data<'a>)>),
    /// Anything else.
    Other,
}

/// Reads a document.
///
/// # Errors
/// With the place, as the reader of templates finds it.
pub(super) fn parse<'a, T: Deserialize<'a>>(id: SourceId, source: &'a Source, limits: &Limits) -> Result<T, ReadError> {
    serde_json::from_str(&source.text).map_err(|error| match source::parse(id, source, limits) {
        Err(found) => found,
        Ok(_) => shape_error(&error, id, source),
    })
}

/// An error of shape, or of what JSON refuses and YAML takes.
fn shape_error(error: &serde_json::Error, id: SourceId, source: &Source) -> ReadError {
    let line = error.line().saturating_sub(1);
    let line_start = source.line_starts().get(line).copied().unwrap_or(0);
    let column = u32::try_from(error.column().saturating_sub(1)).unwrap_or(0);
    let start = line_start.saturating_add(column).min(u32::try_from(source.text.len()).unwrap_or(u32::MAX));
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or(&message).to_owned();
    ReadError::Syntax {
        message,
        help: "generate the file again".to_owned(),
        span: Span { source: id, start, end: start },
        related: Vec::new(),
    }
}

impl Text<'_> {
    /// Its place without the quotes, where it stands in the source as it is.
    pub(super) fn span(&self, id: SourceId, source: &Source) -> Option<Span> {
        let Cow::Borrowed(text) = &self.0 else { return None };
        let start = text.as_ptr().addr().checked_sub(source.text.as_ptr().addr())?;
        let end = start.checked_add(text.len()).filter(|end| *end <= source.text.len())?;
        Some(Span { source: id, start: u32::try_from(start).ok()?, end: u32::try_from(end).ok()? })
    }
}

impl<'a> Data<'a> {
    /// The text with its place, if it is one.
    pub(super) fn text(&self) -> Option<&Text<'a>> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub(super) fn as_str(&self) -> Option<&str> {
        self.text().map(|text| &*text.0)
    }

    /// The items of a list.
    pub(super) fn items(&self) -> &[Data<'a>] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// The entries of a mapping.
    pub(super) fn entries(&self) -> &[(Text<'a>, Data<'a>)] {
        match self {
            Self::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The value under a key.
    pub(super) fn get(&self, key: &str) -> Option<&Data<'a>> {
        self.entries().iter().find(|(name, _)| name.0 == key).map(|(_, value)| value)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Texts;
        impl<'de> Visitor<'de> for Texts {
            type Value = Text<'de>;
            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a text")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Texts)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Data<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Values)
    }
}

struct Values;

impl<'de> Visitor<'de> for Values {
    type Value = Data<'de>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Data::Text(Text(Cow::Borrowed(text))))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Data::Text(Text(Cow::Owned(text.to_owned()))))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Data::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Data::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Data::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Data::Other)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Data::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Data::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Data::Map(entries))
    }
}

/// A value that is only asked whether it is there.
pub(super) type Ignored = IgnoredAny;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]
    use super::*;

    fn read(text: &str) -> Result<(Source, String), ReadError> {
        let source = Source::new("m.json", text, 0);
        let shown = {
            let data: Data = parse(SourceId(3), &source, &Limits::default())?;
            let name = data.get("name").and_then(Data::text);
            format!("{:?}", name.and_then(|name| name.span(SourceId(3), &source)).map(|span| source.slice(span)))
        };
        Ok((source, shown))
    }

    #[test]
    fn a_text_knows_its_place_unless_it_is_escaped() {
        assert_eq!(read(r#"{"n": [1, null, true, -1, 1.5], "name": "Schöp"}"#).unwrap().1, "Some(\"Schöp\")");
        assert_eq!(read(r#"{"name": "a\u0062"}"#).unwrap().1, "None");
    }

    #[test]
    fn a_broken_text_has_the_place_of_the_template_reader() {
        let Err(error) = read("{\"a\": {\n\"b\": 1") else { panic!("read") };
        assert!(matches!(error, ReadError::Unclosed { .. }), "{error}");
        // YAML would take it.
        let Err(error) = read("{\"a\": 1,\n\"b\": c}") else { panic!("read") };
        assert!(matches!(&error, ReadError::Syntax { span, .. } if span.start > 8), "{error:?}");
    }
}
