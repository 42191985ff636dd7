//! Events of the YAML parser to the tree: an explicit stack of open collections, so that no input can exhaust ours.

use super::aliases::Aliases;
use super::entries::{merge, settle};
use super::places::Reading;
use super::strings::Strings;
use super::tags::{self, GET_ATT, Meaning};
use super::{Comment, Entry, Key, Kind, Limits, Node, ReadError, Remark, Scalar, SourceId, Span};
use granit_parser::{Event, ScalarStyle, StructureStyle, Tag};
use std::ops::ControlFlow;

/// A tree under construction.
pub(super) struct Tree<'a> {
    id: SourceId,
    limits: &'a Limits,
    reading: Reading<'a>,
    /// The collections that are open, outermost first.
    frames: Vec<Frame>,
    /// Levels that they make, those of tags included.
    level: usize,
    nodes: usize,
    aliases: Aliases,
    strings: Strings,
    /// The tag of the last value, if that was nothing but a tag: what follows it in error may be a second one.
    bare_tag: Option<Span>,
    pub(super) root: Option<Node>,
    pub(super) comments: Vec<Comment>,
    pub(super) remarks: Vec<Remark>,
}

/// A collection that is not closed yet.
struct Frame {
    open: Open,
    start: u32,
    /// Whether it begins with a bracket.
    flow: bool,
    function: Option<Function>,
    anchor: usize,
    levels: usize,
}

enum Open {
    List(Vec<Node>),
    Map(OpenMap),
}

#[derive(Default)]
struct OpenMap {
    entries: Vec<Entry>,
    /// What `<<` brings.
    merged: Vec<Entry>,
    /// The key whose value comes next; `true` for a merge key.
    key: Option<(Key, bool)>,
}

/// A function's long name and the place of its tag.
type Function = (&'static str, Span);

/// What precedes a value: a tag with its place, and the number of an anchor (0 for none).
#[derive(Clone, Copy)]
struct Properties<'t> {
    tag: Option<(&'t Tag, Span)>,
    anchor: usize,
}

impl<'a> Tree<'a> {
    pub(super) fn new(id: SourceId, text: &'a str, limits: &'a Limits) -> Self {
        Self {
            id,
            limits,
            reading: Reading { text, last_end: 0 },
            frames: Vec::new(),
            level: 0,
            nodes: 0,
            aliases: Aliases::default(),
            strings: Strings::new(),
            bare_tag: None,
            root: None,
            comments: Vec::new(),
            remarks: Vec::new(),
        }
    }

    /// Takes one event; breaks where a second document begins, which is not read.
    pub(super) fn take(&mut self, event: Event<'_>, at: &granit_parser::Span) -> Result<ControlFlow<()>, ReadError> {
        let span = self.span(at);
        let properties = |tag, anchor| Properties { tag, anchor };
        match event {
            Event::DocumentStart(..) if self.root.is_some() => {
                self.remarks.push(Remark::SecondDocument(span));
                return Ok(ControlFlow::Break(()));
            }
            Event::DocumentStart(..) => self.reading.reach(span.end),
            Event::DocumentEnd if self.root.as_ref().is_some_and(is_nothing) => self.root = None,
            Event::Scalar(value, style, anchor, tag) => {
                let tag = tag.as_deref().map(|tag| (tag, self.tag_span(at, span)));
                self.scalar(&value, style, span, properties(tag, anchor))?;
            }
            Event::SequenceStart(style, anchor, tag) => {
                let tag = tag.as_deref().map(|tag| (tag, self.tag_span(at, span)));
                let flow = style == StructureStyle::Flow;
                let span = if !flow && self.in_map() { self.reading.block_list(span) } else { span };
                self.open(Open::List(Vec::new()), flow, span, properties(tag, anchor))?;
            }
            Event::MappingStart(style, anchor, tag) => {
                let tag = tag.as_deref().map(|tag| (tag, self.tag_span(at, span)));
                self.open(Open::Map(OpenMap::default()), style == StructureStyle::Flow, span, properties(tag, anchor))?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span)?,
            Event::Alias(anchor) => self.alias(anchor, span)?,
            Event::Comment(text, _) => self.comment(&text, span),
            _ => {}
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Where the innermost bracket that is still open stands.
    pub(super) fn open_bracket(&self) -> Option<Span> {
        let frame = self.frames.iter().rev().find(|frame| frame.flow)?;
        Some(self.at(frame.start, frame.start.saturating_add(1)))
    }

    /// The tag of the last value, if there was nothing behind it.
    pub(super) fn bare_tag(&self) -> Option<Span> {
        self.bare_tag
    }

    fn at(&self, start: u32, end: u32) -> Span {
        Span { source: self.id, start, end }
    }

    /// Our form of a place; the text was checked to be short enough for the offsets.
    fn span(&self, span: &granit_parser::Span) -> Span {
        let range = span.byte_range().unwrap_or_default();
        self.at(range.start as u32, range.end as u32)
    }

    fn tag_span(&self, of: &granit_parser::Span, value: Span) -> Span {
        of.tag_span().map_or(value, |tag| self.span(&tag))
    }

    fn count(&mut self, more: usize, span: Span) -> Result<(), ReadError> {
        self.nodes = self.nodes.saturating_add(more);
        if self.nodes > self.limits.nodes {
            return Err(ReadError::TooManyNodes { limit: self.limits.nodes, span });
        }
        Ok(())
    }

    fn in_map(&self) -> bool {
        matches!(self.frames.last(), Some(Frame { open: Open::Map(_), .. }))
    }

    fn expects_key(&self) -> bool {
        matches!(self.frames.last(), Some(Frame { open: Open::Map(OpenMap { key: None, .. }), .. }))
    }

    /// What a tag makes of a value: the function, and whether a scalar counts as plain.
    fn meaning(&mut self, tag: Option<(&Tag, Span)>, plain: bool) -> (Option<Function>, bool) {
        let Some((tag, span)) = tag else { return (None, plain) };
        match tags::meaning(tag) {
            // An explicit tag switches off that the text decides the type: `!Ref 1` names something called `1`.
            Meaning::Function(name) => (Some((name, span)), false),
            Meaning::Text => (None, false),
            Meaning::Typed => (None, true),
            Meaning::Redundant => (None, plain),
            Meaning::Unknown(name) => {
                self.remarks.push(Remark::UnknownTag { name: name.into(), span });
                (None, plain)
            }
        }
    }

    fn scalar(
        &mut self,
        value: &str,
        style: ScalarStyle,
        span: Span,
        Properties { tag, anchor }: Properties<'_>,
    ) -> Result<(), ReadError> {
        let nothing = span.start == span.end && style == ScalarStyle::Plain;
        let (function, plain) = self.meaning(tag, style == ScalarStyle::Plain);
        self.bare_tag = tag.filter(|_| nothing).map(|(_, tag)| tag);
        let span = match style {
            ScalarStyle::Literal | ScalarStyle::Folded => self.reading.block_scalar(span),
            _ if nothing && tag.is_none() && self.in_map() && !self.expects_key() => self.reading.nothing(span),
            _ => span,
        };
        self.reading.reach(span.end);
        self.count(1 + usize::from(function.is_some()), span)?;
        let raw = self.strings.get(if nothing { "" } else { value });
        self.finish(Node { span, kind: Kind::Scalar(Scalar { raw, plain }) }, function, anchor)
    }

    fn open(
        &mut self,
        open: Open,
        flow: bool,
        span: Span,
        Properties { tag, anchor }: Properties<'_>,
    ) -> Result<(), ReadError> {
        self.bare_tag = None;
        if self.expects_key() {
            return Err(collection_key(span));
        }
        let (function, _) = self.meaning(tag, false);
        let levels = 1 + usize::from(function.is_some());
        if self.level.saturating_add(levels) > self.limits.depth {
            return Err(ReadError::TooDeep { limit: self.limits.depth, span });
        }
        self.count(levels, span)?;
        self.level += levels;
        // `[a: b]` opens a mapping without a bracket.
        let flow = flow && span.end > span.start;
        self.reading.reach(if flow { span.end } else { span.start });
        self.frames.push(Frame { open, start: span.start, flow, function, anchor, levels });
        Ok(())
    }

    fn close(&mut self, span: Span) -> Result<(), ReadError> {
        let Some(frame) = self.frames.pop() else { return Ok(()) };
        self.bare_tag = None;
        self.level = self.level.saturating_sub(frame.levels);
        if frame.flow {
            self.reading.reach(span.end);
        }
        let kind = match frame.open {
            Open::List(items) => Kind::List(items),
            Open::Map(map) => Kind::Map(self.entries(map)),
        };
        let node = Node { span: self.at(frame.start, self.reading.last_end.max(frame.start)), kind };
        self.finish(node, frame.function, frame.anchor)
    }

    /// The entries of a mapping that is complete.
    fn entries(&mut self, map: OpenMap) -> Vec<Entry> {
        let mut entries = settle(map.entries, map.merged, &mut self.remarks);
        // The long form may be written with a dot, too.
        if let [Entry { key, value }] = entries.as_mut_slice()
            && *key.text == *GET_ATT
        {
            tags::split_attribute(value, self.reading.text);
        }
        entries
    }

    /// Gives a complete value its long form, keeps it if it is anchored, and puts it where it belongs.
    fn finish(&mut self, mut node: Node, function: Option<Function>, anchor: usize) -> Result<(), ReadError> {
        if let Some((name, tag)) = function {
            if name == GET_ATT {
                tags::split_attribute(&mut node, self.reading.text);
            }
            node = tags::long(self.strings.get(name), tag, node);
        }
        if anchor != 0 {
            self.aliases.keep(anchor, &node, self.reading.text, self.limits)?;
        }
        let at = node.span;
        self.place(node, at)
    }

    /// Puts a value into the innermost open collection, as an item, a key, or the value of the key before it.
    fn place(&mut self, node: Node, at: Span) -> Result<(), ReadError> {
        match self.frames.last_mut().map(|frame| &mut frame.open) {
            None => self.root = Some(node),
            Some(Open::List(items)) => items.push(node),
            Some(Open::Map(map)) => match map.key.take() {
                Some((key, false)) => map.entries.push(Entry { key, value: node }),
                Some((_, true)) => merge(node, &mut map.merged)?,
                None => {
                    let Kind::Scalar(scalar) = node.kind else { return Err(collection_key(at)) };
                    let merges = scalar.plain && *scalar.raw == *"<<";
                    if merges {
                        self.remarks.push(Remark::MergeKey(at));
                    }
                    map.key = Some((Key { span: at, text: scalar.raw }, merges));
                }
            },
        }
        Ok(())
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), ReadError> {
        self.bare_tag = None;
        self.remarks.push(Remark::Alias(span));
        let (node, nodes) = self.aliases.repeat(anchor, span, self.level, self.limits)?;
        self.count(nodes, span)?;
        self.reading.reach(span.end);
        self.place(node, span)
    }

    fn comment(&mut self, text: &str, span: Span) {
        let before = self.reading.text.get(..span.start as usize).unwrap_or_default().trim_end_matches([' ', '\t']);
        let own_line = before.is_empty() || before.ends_with('\n');
        self.comments.push(Comment { span, text: text.trim().to_owned(), own_line });
    }
}

/// Whether a document has no content at all, as before a second `---`.
fn is_nothing(node: &Node) -> bool {
    node.span.start == node.span.end && matches!(&node.kind, Kind::Scalar(scalar) if scalar.plain)
}

fn collection_key(span: Span) -> ReadError {
    ReadError::Syntax {
        message: "a key is a list or a mapping".to_owned(),
        help: "keys are text in a template; a `{{placeholder}}` of a template engine has to be filled in first"
            .to_owned(),
        span,
        related: Vec::new(),
    }
}
