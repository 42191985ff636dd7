//! The engine's events, one a line or in a list: the resources that a run is about to make.
//!
//! Events have no dependencies and no places in the program, so that what is not known until it is applied stays
//! unknown.

use super::Deployment;
use super::document::{first_line, is_text, start, stays};
use super::index::Index;
use super::shape::{Problems, present, string};
use super::state;
use crate::problem::ProblemKind;
use crate::source::{Kind, Limits, Node, ReadError, Scalar, Source, SourceId, Span, Typed, parse};
use std::sync::Arc;

/// What the names of events end with, and their fields beside `sequence` and `timestamp`.
const EVENT: &str = "Event";

/// Whether a value is an event of the engine.
pub(super) fn is_event(node: &Node) -> bool {
    node.get("sequence").is_some() && node.as_map().is_some_and(|entries| entries.iter().any(is_kind))
}

fn is_kind(entry: &crate::source::Entry) -> bool {
    entry.key.text.ends_with(EVENT)
}

/// Reads a stream: one event a line. Blank lines are allowed.
///
/// # Errors
/// When a line is no event, or breaks the grammar or a limit.
pub fn read_events(id: SourceId, source: &Source, limits: &Limits) -> Result<Deployment, ReadError> {
    let mut events = Vec::new();
    let mut nodes = 0_usize;
    let mut at = 0_usize;
    for line in source.text.split_inclusive('\n') {
        let content = line.trim();
        let begin = at.saturating_add(line.len().saturating_sub(line.trim_start().len()));
        at = at.saturating_add(line.len());
        if content.is_empty() {
            continue;
        }
        let span = Span { source: id, start: begin as u32, end: begin.saturating_add(content.len()) as u32 };
        if !content.starts_with('{') {
            return Err(no_event(span));
        }
        let text = Source::new("", content, 0);
        let mut node = parse(id, &text, limits).map_err(|error| moved(error, span))?.root;
        nodes = nodes.saturating_add(shift(&mut node, span.start));
        if nodes > limits.nodes {
            return Err(ReadError::TooManyNodes { limit: limits.nodes, span });
        }
        if !is_event(&node) {
            return Err(no_event(span));
        }
        events.push(node);
    }
    let first = events.first().ok_or(ReadError::Empty)?;
    let span = start(first);
    Ok(read(&events, span, Problems::default()))
}

fn no_event(span: Span) -> ReadError {
    ReadError::Syntax {
        message: "this line is no event of Pulumi".to_owned(),
        help: "a stream has one JSON object with a `sequence` a line and nothing else: keep standard error apart, as in `pulumi preview --json 2>/dev/null`".to_owned(),
        span,
        related: Vec::new(),
    }
}

/// The events of a document: those of its `events`, or the one that it is.
pub(super) fn wrapped(root: &Node) -> Deployment {
    let mut problems = Problems::default();
    match root.entry("events") {
        Some(entry) => {
            let events = problems.list(root, "events");
            read(events, entry.key.span, problems)
        }
        None => read(std::slice::from_ref(root), start(root), problems),
    }
}

fn read(events: &[Node], span: Span, mut problems: Problems) -> Deployment {
    let mut index = Index::default();
    let (mut config, mut failure) = (None, None);
    let mut outputs = Vec::new();
    for event in events {
        if event.as_map().is_none() {
            problems.shape("an event", "an object", event.span);
        } else if let Some(prelude) = present(event, "preludeEvent") {
            config = present(prelude, "config").or(config);
        } else if let Some(pre) = present(event, "resourcePreEvent") {
            index.extend(resource(pre, &mut problems), &mut problems);
        } else if let Some(done) = present(event, "resOutputsEvent") {
            outputs.extend(resource(done, &mut problems));
        } else if failure.is_none() {
            failure = fails(event);
        }
    }
    // Mostly the same once more; what was not announced is only here.
    outputs.retain(|state| string_at(state, "urn").is_none_or(|urn| !index.states.contains_key(urn)));
    index.extend(outputs, &mut problems);
    if let Some((why, span)) = failure {
        problems.push(ProblemKind::PulumiFailed { why }, span, "the first error");
    }
    if !index.states.is_empty() {
        problems.push(ProblemKind::PulumiNoReferences, span, "a stream of events");
    }
    let states = state::states(index, config, &mut problems);
    Deployment { states, problems: problems.list, span }
}

impl<'a> Index<'a> {
    fn extend(&mut self, states: impl IntoIterator<Item = &'a Node>, problems: &mut Problems) {
        states.into_iter().for_each(|state| self.add(state, problems));
    }
}

/// The new state that an event is about.
fn resource<'a>(event: &'a Node, problems: &mut Problems) -> Option<&'a Node> {
    let Some(metadata) = present(event, "metadata").filter(|metadata| metadata.as_map().is_some()) else {
        problems.shape("an event", "an object with `metadata`", event.span);
        return None;
    };
    let op = problems.text(metadata, "op")?;
    present(metadata, "new").filter(|_| stays(op))
}

/// What an event says about a failure, and where.
fn fails(event: &Node) -> Option<(String, Span)> {
    if let Some(diagnostic) = present(event, "diagnosticEvent").filter(|event| is_text(event, "severity", "error")) {
        let message = diagnostic.get("message")?;
        return Some((first_line(string(message)?), message.span));
    }
    let is_true = |node: &Node| node.as_scalar().map(Scalar::typed) == Some(Typed::Bool(true));
    if let Some(corrupt) = present(event, "summaryEvent").and_then(|summary| summary.entry("maybeCorrupt"))
        && is_true(&corrupt.value)
    {
        return Some(("its states may be corrupt".to_owned(), corrupt.key.span));
    }
    let failed = event.entry("resOpFailedEvent")?;
    Some(("an operation failed".to_owned(), failed.key.span))
}

fn string_at<'a>(node: &'a Node, key: &str) -> Option<&'a Arc<str>> {
    node.get(key).and_then(string)
}

/// Moves a tree to where its line stands in the text, and counts its values.
fn shift(node: &mut Node, by: u32) -> usize {
    move_span(&mut node.span, by);
    let mut nodes = 1_usize;
    match &mut node.kind {
        Kind::Scalar(_) => {}
        Kind::List(items) => {
            for item in items {
                nodes = nodes.saturating_add(shift(item, by));
            }
        }
        Kind::Map(entries) => {
            for entry in entries {
                move_span(&mut entry.key.span, by);
                nodes = nodes.saturating_add(shift(&mut entry.value, by)).saturating_add(1);
            }
        }
    }
    nodes
}

fn move_span(span: &mut Span, by: u32) {
    span.start = span.start.saturating_add(by);
    span.end = span.end.saturating_add(by);
}

/// An error of one line at its place in the text.
fn moved(mut error: ReadError, line: Span) -> ReadError {
    match &mut error {
        ReadError::TooLarge { .. }
        | ReadError::Empty
        | ReadError::NotUtf8(_)
        | ReadError::Utf16
        | ReadError::Binary(_) => {}
        ReadError::Unclosed { open, end, .. } => {
            move_span(open, line.start);
            move_span(end, line.start);
        }
        ReadError::Syntax { span, related, .. } => {
            move_span(span, line.start);
            related.iter_mut().for_each(|(span, _)| move_span(span, line.start));
        }
        ReadError::TabIndentation { span }
        | ReadError::TooDeep { span, .. }
        | ReadError::TooManyNodes { span, .. }
        | ReadError::AliasBomb { span, .. } => move_span(span, line.start),
    }
    error
}
