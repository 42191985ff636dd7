//! Text and its spanned tree: the first stage.
//!
//! Bytes come in from `discover`, and leave as a [`Document`]: one ordered tree in which every key and every value
//! knows its byte span, whatever the syntax was. CloudFormation's short tags (`!Ref`) are already their long forms
//! here, so that no later stage knows of them. What follows (the frontends) reads the tree and never the text.

mod aliases;
mod decode;
mod entries;
mod error;
mod grammar;
mod json;
mod limits;
mod node;
mod parse;
mod places;
mod scalar;
mod strings;
mod tags;
mod tree;

#[cfg(test)]
mod error_tests;
#[cfg(test)]
mod tests;

pub use decode::decode;
pub use error::ReadError;
pub use limits::Limits;
pub use parse::parse;

use std::collections::BTreeMap;
use std::sync::Arc;

/// A place: a range of bytes in one source text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The text, by its number in [`Sources`].
    pub source: SourceId,
    /// Byte offset of the first byte.
    pub start: u32,
    /// Byte offset after the last byte.
    pub end: u32,
}

/// Number of a text in [`Sources`]: that of the input which it belongs to, and its own among the input's texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(pub u32);

impl SourceId {
    /// Texts that one input may have; there may be a million inputs.
    pub const PER_INPUT: u32 = 1 << 12;

    /// The first text of an input.
    pub fn of_input(input: usize) -> Self {
        Self((input as u32).saturating_mul(Self::PER_INPUT))
    }
}

/// A position as people count: one-based line, one-based column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// One-based line.
    pub line: usize,
    /// One-based column, in Unicode scalar values.
    pub column: usize,
    /// Byte offset from the start of the file.
    pub offset: usize,
}

/// One text that was read, with the index that finds lines fast.
#[derive(Debug)]
pub struct Source {
    /// The name shown to people: the path as given, `<stdin>` for standard input.
    pub name: String,
    /// The text, without a byte order mark.
    pub text: Arc<str>,
    /// Bytes that stood before the text in the file (3 where a byte order mark was cut off), added to reported offsets.
    pub skipped_bytes: u32,
    line_starts: Vec<u32>,
}

impl Source {
    /// Indexes `text` (which has no byte order mark any more) under the name shown to people.
    pub fn new(name: impl Into<String>, text: impl Into<Arc<str>>, skipped_bytes: u32) -> Self {
        let text = text.into();
        let mut line_starts = vec![0];
        // Offsets fit: the reader refuses files beyond `Limits::bytes`, far below 4 GiB.
        line_starts.extend(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at as u32 + 1));
        Self { name: name.into(), text, skipped_bytes, line_starts }
    }

    /// The position of a byte offset; an offset inside a character or past the end is moved back to a boundary.
    pub fn position(&self, offset: u32) -> Position {
        let mut offset = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line_starts.partition_point(|start| *start as usize <= offset).saturating_sub(1);
        let start = self.line_starts.get(line).copied().unwrap_or(0) as usize;
        let column = self.text.get(start..offset).map_or(0, |text| text.chars().count());
        Position { line: line + 1, column: column + 1, offset: offset + self.skipped_bytes as usize }
    }

    /// Byte offsets of the starts of the lines; the first is 0.
    pub fn line_starts(&self) -> &[u32] {
        &self.line_starts
    }

    /// The text of a span, empty where the span is not of this text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }
}

/// The texts of one run.
#[derive(Debug, Default)]
pub struct Sources {
    texts: BTreeMap<SourceId, Arc<Source>>,
}

impl Sources {
    /// Adds a text under its number.
    pub fn add(&mut self, id: SourceId, source: Arc<Source>) {
        self.texts.insert(id, source);
    }

    /// The text of a number, if it was added.
    pub fn get(&self, id: SourceId) -> Option<&Arc<Source>> {
        self.texts.get(&id)
    }

    /// All texts with their numbers, in order.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Arc<Source>)> {
        self.texts.iter().map(|(id, source)| (*id, source))
    }
}

/// A text as an ordered tree with places.
#[derive(Debug)]
pub struct Document {
    /// The text that it came from.
    pub source: SourceId,
    /// What the text was written in.
    pub syntax: Syntax,
    /// The root value.
    pub root: Node,
    /// The comments, in order (JSON has none).
    pub comments: Vec<Comment>,
    /// What is worth a word though the text could be read: duplicate keys, anchors, merge keys.
    pub remarks: Vec<Remark>,
}

/// What a text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// YAML, block style.
    Yaml,
    /// JSON, or YAML that is one flow mapping.
    Json,
}

/// A comment with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// The whole comment, `#` included.
    pub span: Span,
    /// The text after `#`, trimmed.
    pub text: String,
    /// Whether it stands on a line of its own.
    pub own_line: bool,
}

/// One value of the tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where it stands (of a mapping or list: from its first to its last child or bracket).
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// The shapes that a value has.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A scalar; its type is decided by [`Scalar::typed`].
    Scalar(Scalar),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order of the text, duplicate keys already resolved (the last wins).
    Map(Vec<Entry>),
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: Key,
    /// The value.
    pub value: Node,
}

/// A mapping key, which is always text in CloudFormation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Where it stands; for a short tag (`!Ref`), the tag.
    pub span: Span,
    /// The text, `Fn::Sub` for `!Sub`.
    pub text: Arc<str>,
}

/// A scalar with the text that stood there: `012345678901` keeps its zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// The text after unescaping and unfolding, before any typing.
    pub raw: Arc<str>,
    /// Whether it was plain: only then may it be a boolean, a number or null. (An explicit `!!str` makes it not plain.)
    pub plain: bool,
}

/// What a scalar means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Typed<'a> {
    /// `null`, `~` or nothing.
    Null,
    /// A boolean, of YAML 1.1 for YAML (`yes`, `on`).
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// Text.
    Text(&'a str),
}

/// Something about the text that a person should know though it could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// A key given twice in one mapping: the last wins.
    DuplicateKey {
        /// The key.
        key: Arc<str>,
        /// The one that is lost.
        first: Span,
        /// The one that counts.
        last: Span,
    },
    /// A merge key (`<<`), which CloudFormation refuses.
    MergeKey(Span),
    /// An alias (`*name`); CloudFormation's own service takes them, some of its tools do not.
    Alias(Span),
    /// A second document in the file, which is not read.
    SecondDocument(Span),
    /// A tag that CloudFormation does not know, and refuses; its value is read as though it had none.
    UnknownTag {
        /// The tag as it was written.
        name: Arc<str>,
        /// The tag.
        span: Span,
    },
}
