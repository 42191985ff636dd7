//! Reads a tree with places into values with places, and collects every mistake on the way instead of stopping at one.

use super::problem::{Mistake, Origin, Problem};
use crate::source::{Document, Entry, Key, Kind, Limits, Node, ReadError, Remark, Source, SourceId, Span, Typed};
use crate::suggest;
use miette::{MietteError, SourceCode, SpanContents};
use std::sync::Arc;

/// A configuration, profile or parameter file is never larger.
pub const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// A place in a file, together with the text to show.
#[derive(Clone, Debug)]
pub struct Place {
    source: Arc<Source>,
    /// Where in the text.
    pub span: Span,
}

impl Place {
    /// File, line and column, as compilers write them.
    pub fn position(&self) -> String {
        let position = self.source.position(self.span.start);
        format!("{}:{}:{}", self.source.name, position.line, position.column)
    }

    pub(super) fn length(&self) -> usize {
        self.span.end.saturating_sub(self.span.start) as usize
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.span == other.span && self.source.name == other.source.name
    }
}

impl SourceCode for Place {
    fn read_span<'a>(
        &'a self,
        span: &miette::SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let contents = (*self.source.text).read_span(span, before, after)?;
        Ok(Box::new(miette::MietteSpanContents::new_named(
            self.source.name.clone(),
            contents.data(),
            *contents.span(),
            contents.line(),
            contents.column(),
            contents.line_count(),
        )))
    }
}

/// A value with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub place: Place,
}

/// Turns bytes into a tree. Nothing but white space and comments is no tree.
pub fn parse(name: &str, bytes: Vec<u8>) -> Result<Option<(Arc<Source>, Document)>, Box<Problem>> {
    let limits = Limits { bytes: MAX_BYTES, ..Limits::default() };
    let source = match crate::source::decode(name, bytes, &limits) {
        Ok(source) => Arc::new(source),
        Err(ReadError::Empty) => return Ok(None),
        Err(error) => return Err(Mistake::from(error).into()),
    };
    match crate::source::parse(SourceId(0), &source, &limits) {
        Ok(document) => Ok(Some((source, document))),
        Err(ReadError::Empty) => Ok(None),
        Err(error) => {
            let labels = error.labels().into_iter();
            let places = labels.map(|(span, label)| (Place { source: source.clone(), span }, label)).collect();
            Err(Box::new(Problem { mistake: error.into(), origin: Origin::File(places) }))
        }
    }
}

/// Reads one document and collects its mistakes.
pub struct Reader {
    source: Arc<Source>,
    /// The mistakes so far, in the order of the text.
    pub problems: Vec<Problem>,
}

impl Reader {
    /// A reader of `document`, whose text is `source`. Values that `secret` picks are never shown.
    pub fn new(source: &Arc<Source>, document: &Document, secret: &[Span]) -> Self {
        let mut reader = Self { source: masked(source, secret), problems: Vec::new() };
        for remark in &document.remarks {
            if let Remark::DuplicateKey { key, first, last } = remark {
                let places = vec![(reader.place(*last), "again".into()), (reader.place(*first), "first".into())];
                let mistake = Mistake::Duplicate { key: key.to_string() };
                reader.problems.push(Problem { mistake, origin: Origin::File(places) });
            }
        }
        reader
    }

    /// A place in the text.
    pub fn place(&self, span: Span) -> Place {
        Place { source: self.source.clone(), span }
    }

    /// Notes a mistake.
    pub fn wrong(&mut self, span: Span, mistake: Mistake, label: impl Into<String>) {
        self.problems.push(Problem::at(&self.place(span), mistake, label));
    }

    /// Notes that a value has the wrong type.
    pub fn wrong_type(&mut self, key: &str, node: &Node, wanted: &str) {
        let found = kind(node);
        self.wrong(node.span, Mistake::WrongType { key: key.into(), wanted: wanted.into(), found }, found);
    }

    /// The entries of a mapping all of whose keys are known.
    pub fn fields<'a>(&mut self, node: &'a Node, what: &str, known: &[&str]) -> Vec<&'a Entry> {
        let Some(entries) = node.as_map() else {
            self.wrong_type(what, node, "a mapping");
            return Vec::new();
        };
        let (fields, unknown): (Vec<_>, Vec<_>) = entries.iter().partition(|entry| known.contains(&&*entry.key.text));
        for entry in unknown {
            self.unknown_key(&entry.key, known);
        }
        fields
    }

    fn unknown_key(&mut self, key: &Key, known: &[&str]) {
        let near = suggest::nearest(&key.text, known.iter().copied()).map(str::to_owned);
        let mistake = Mistake::UnknownKey { key: key.text.to_string(), near, known: known.join(", ") };
        self.wrong(key.span, mistake, "unknown key");
    }

    /// The entries of a mapping with free keys.
    pub fn entries<'a>(&mut self, key: &str, node: &'a Node) -> &'a [Entry] {
        if node.as_map().is_none() {
            self.wrong_type(key, node, "a mapping");
        }
        node.as_map().unwrap_or_default()
    }

    /// Text. A number or boolean is not text, but quotes would make it so.
    pub fn text(&mut self, key: &str, node: &Node) -> Option<Spanned<String>> {
        match node.as_scalar().map(|scalar| scalar.typed()) {
            Some(Typed::Text(text)) if !text.is_empty() => Some(self.spanned(node, text.to_owned())),
            _ => {
                self.wrong_type(key, node, "text");
                None
            }
        }
    }

    /// Text as it stands there, whatever YAML would take it for: `off`, an account id.
    pub fn word(&mut self, key: &str, node: &Node) -> Option<Spanned<String>> {
        match node.as_text() {
            Some(text) if !text.is_empty() => Some(self.spanned(node, text.to_owned())),
            _ => {
                self.wrong_type(key, node, "text");
                None
            }
        }
    }

    /// A boolean.
    pub fn flag(&mut self, key: &str, node: &Node) -> Option<bool> {
        match node.as_scalar().map(|scalar| scalar.typed()) {
            Some(Typed::Bool(flag)) => Some(flag),
            _ => {
                self.wrong_type(key, node, "true or false");
                None
            }
        }
    }

    /// A list of texts; one text alone is a list of one.
    pub fn texts(&mut self, key: &str, node: &Node) -> Vec<Spanned<String>> {
        match &node.kind {
            Kind::List(items) => items.iter().filter_map(|item| self.text(key, item)).collect(),
            Kind::Scalar(_) => self.text(key, node).into_iter().collect(),
            Kind::Map(_) => {
                self.wrong_type(key, node, "a list of texts");
                Vec::new()
            }
        }
    }

    /// A key with its place.
    pub fn key(&self, key: &Key) -> Spanned<String> {
        Spanned { value: key.text.to_string(), place: self.place(key.span) }
    }

    /// A value with the place of its node.
    pub fn spanned<T>(&self, node: &Node, value: T) -> Spanned<T> {
        Spanned { value, place: self.place(node.span) }
    }
}

/// The value as JSON, for settings.
pub fn json(node: &Node) -> serde_json::Value {
    match &node.kind {
        Kind::List(items) => serde_json::Value::Array(items.iter().map(json).collect()),
        Kind::Map(entries) => serde_json::Value::Object(
            entries.iter().map(|entry| (entry.key.text.to_string(), json(&entry.value))).collect(),
        ),
        Kind::Scalar(scalar) => match scalar.typed() {
            Typed::Null => serde_json::Value::Null,
            Typed::Bool(flag) => flag.into(),
            Typed::Int(number) => number.into(),
            Typed::Float(number) => number.into(),
            Typed::Text(text) => text.into(),
        },
    }
}

/// What a value is, in words.
pub fn kind(node: &Node) -> &'static str {
    kind_of_json(&match &node.kind {
        Kind::List(_) => serde_json::Value::Array(Vec::new()),
        Kind::Map(_) => serde_json::Value::Object(serde_json::Map::new()),
        Kind::Scalar(_) => json(node),
    })
}

/// What a JSON value is, in words.
pub fn kind_of_json(value: &serde_json::Value) -> &'static str {
    match value {
        serde_json::Value::Null => "nothing",
        serde_json::Value::Bool(_) => "true or false",
        serde_json::Value::Number(_) => "a number",
        serde_json::Value::String(text) if text.is_empty() => "empty text",
        serde_json::Value::String(_) => "text",
        serde_json::Value::Array(_) => "a list",
        serde_json::Value::Object(_) => "a mapping",
    }
}

/// The text with every secret value starred out, byte for byte, so that places stay right.
fn masked(source: &Arc<Source>, secret: &[Span]) -> Arc<Source> {
    if secret.is_empty() {
        return source.clone();
    }
    let mut bytes = source.text.as_bytes().to_vec();
    for span in secret {
        let range = bytes.get_mut(span.start as usize..span.end as usize).unwrap_or_default();
        range.iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b'*');
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Arc::new(Source::new(source.name.clone(), text, source.skipped_bytes))
}

/// The places of every scalar at or below a value.
pub fn scalars(node: &Node, into: &mut Vec<Span>) {
    match &node.kind {
        Kind::Scalar(_) => into.push(node.span),
        Kind::List(items) => items.iter().for_each(|item| scalars(item, into)),
        Kind::Map(entries) => entries.iter().for_each(|entry| scalars(&entry.value, into)),
    }
}
