//! Anchors and aliases: values that stand in one place and count in several, within a budget.

use super::{Kind, Limits, Node, ReadError, Span};
use granit_parser::{Event, Parser};
use std::collections::{BTreeMap, BTreeSet};

/// The anchored values that aliases of one text repeat.
#[derive(Default)]
pub(super) struct Aliases {
    /// Anchors that an alias names; `None` as long as no anchor was seen.
    wanted: Option<BTreeSet<usize>>,
    anchored: BTreeMap<usize, Anchored>,
    /// Values copied so far.
    copied: usize,
}

struct Anchored {
    node: Node,
    nodes: usize,
    height: usize,
}

impl Aliases {
    /// Keeps a copy of an anchored value if an alias wants it. Anchors inside anchors multiply copies as aliases do, so
    /// both count.
    pub(super) fn keep(&mut self, anchor: usize, node: &Node, text: &str, limits: &Limits) -> Result<(), ReadError> {
        if !self.wanted.get_or_insert_with(|| named(text, limits)).contains(&anchor) {
            return Ok(());
        }
        let (nodes, height) = measure(node);
        self.count(nodes, node.span, limits)?;
        self.anchored.insert(anchor, Anchored { node: node.clone(), nodes, height });
        Ok(())
    }

    /// The value that an alias repeats, with the number of values in it. Its places stay those of the anchor: there
    /// stands what a person has to change.
    pub(super) fn repeat(
        &mut self,
        anchor: usize,
        span: Span,
        level: usize,
        limits: &Limits,
    ) -> Result<(Node, usize), ReadError> {
        let Some((nodes, height)) = self.anchored.get(&anchor).map(|kept| (kept.nodes, kept.height)) else {
            return Err(recursive(span));
        };
        if level.saturating_add(height) > limits.depth {
            return Err(ReadError::TooDeep { limit: limits.depth, span });
        }
        self.count(nodes, span, limits)?;
        match self.anchored.get(&anchor) {
            Some(kept) => Ok((kept.node.clone(), nodes)),
            None => Err(recursive(span)),
        }
    }

    fn count(&mut self, nodes: usize, span: Span, limits: &Limits) -> Result<(), ReadError> {
        self.copied = self.copied.saturating_add(nodes);
        if self.copied > limits.alias_nodes {
            return Err(ReadError::AliasBomb { limit: limits.alias_nodes, span });
        }
        Ok(())
    }
}

/// An anchor counts for its aliases once its value is complete; the parser knows it before.
fn recursive(span: Span) -> ReadError {
    ReadError::Syntax {
        message: "an alias stands inside the value that it names".to_owned(),
        help: "a value cannot contain itself: write out what is meant".to_owned(),
        span,
        related: Vec::new(),
    }
}

/// The anchors that aliases of a text name, by the parser's numbers, which are the same in every pass.
///
/// A second pass over the few texts that have anchors is cheaper than a copy of every anchored value would be.
fn named(text: &str, limits: &Limits) -> BTreeSet<usize> {
    let mut options = super::parse::options(limits);
    options.set_emit_comments(false);
    Parser::new_from_str_with_options(text, options)
        .map_while(Result::ok)
        .filter_map(|(event, _)| if let Event::Alias(id) = event { Some(id) } else { None })
        .collect()
}

/// The number of values in a tree and its levels; recursive, which the bound on depth allows.
fn measure(node: &Node) -> (usize, usize) {
    let grow = |(nodes, height): (usize, usize), child: &Node| {
        let (more, deeper) = measure(child);
        (nodes.saturating_add(more), height.max(deeper))
    };
    let (nodes, height) = match &node.kind {
        Kind::Scalar(_) => return (1, 0),
        Kind::List(items) => items.iter().fold((1, 0), grow),
        Kind::Map(entries) => entries.iter().map(|entry| &entry.value).fold((1, 0), grow),
    };
    (nodes, height.saturating_add(1))
}
