//! Looking into a document whose every part may have the wrong type: what does is a problem at its place, and absent.

use crate::problem::{Problem, ProblemKind};
use crate::source::{Entry, Kind, Node, Scalar, Span, Typed};
use std::sync::Arc;

/// More mistakes than this are no news: the document is none of Pulumi's.
const MOST: usize = 50;

/// The problems of a document, collected while reading.
#[derive(Default)]
pub(super) struct Problems {
    /// In the order in which they were found.
    pub(super) list: Vec<Problem>,
    shapes: usize,
}

impl Problems {
    /// Adds one.
    pub(super) fn push(&mut self, kind: ProblemKind, span: Span, label: &str) {
        self.list.push(Problem::at(kind, span, label));
    }

    /// Something has the wrong type, and is not read.
    pub(super) fn shape(&mut self, what: &str, wants: &'static str, span: Span) {
        self.shapes = self.shapes.saturating_add(1);
        if self.shapes <= MOST {
            self.push(ProblemKind::PulumiShape { what: what.to_owned(), wants }, span, "not read");
        }
    }

    /// The items of a list, none where it is absent.
    pub(super) fn list<'a>(&mut self, of: &'a Node, key: &str) -> &'a [Node] {
        let Some(node) = present(of, key) else { return &[] };
        node.as_list().unwrap_or_else(|| {
            self.shape(key, "a list", node.span);
            &[]
        })
    }

    /// The entries of a mapping, none where it is absent.
    pub(super) fn map<'a>(&mut self, of: &'a Node, key: &str) -> &'a [Entry] {
        let Some(node) = present(of, key) else { return &[] };
        node.as_map().unwrap_or_else(|| {
            self.shape(key, "an object", node.span);
            &[]
        })
    }

    /// Text; empty text is absent.
    pub(super) fn text<'a>(&mut self, of: &'a Node, key: &str) -> Option<&'a Arc<str>> {
        let node = present(of, key)?;
        match string(node) {
            Some(text) => Some(text).filter(|text| !text.is_empty()),
            None => {
                self.shape(key, "text", node.span);
                None
            }
        }
    }

    /// A boolean, false where it is absent.
    pub(super) fn flag(&mut self, of: &Node, key: &str) -> bool {
        self.boolean(of, key).unwrap_or(false)
    }

    /// A boolean, if it is there.
    pub(super) fn boolean(&mut self, of: &Node, key: &str) -> Option<bool> {
        let node = present(of, key)?;
        match node.as_scalar().map(Scalar::typed) {
            Some(Typed::Bool(value)) => Some(value),
            _ => {
                self.shape(key, "true or false", node.span);
                None
            }
        }
    }

    /// The texts of a list.
    pub(super) fn texts(&mut self, of: &Node, key: &str) -> Vec<Arc<str>> {
        let items = self.list(of, key);
        self.all_texts(items, key)
    }

    /// Every item of a list as text.
    pub(super) fn all_texts(&mut self, items: &[Node], what: &str) -> Vec<Arc<str>> {
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            match string(item) {
                Some(text) => texts.push(Arc::clone(text)),
                None => self.shape(what, "a list of texts", item.span),
            }
        }
        texts
    }
}

/// What is under a key, unless it is null.
pub(super) fn present<'a>(of: &'a Node, key: &str) -> Option<&'a Node> {
    of.get(key).filter(|node| !is_null(node))
}

/// Whether a node is null.
pub(super) fn is_null(node: &Node) -> bool {
    node.as_scalar().is_some_and(|scalar| scalar.typed() == Typed::Null)
}

/// The text of a JSON string.
pub(super) fn string(node: &Node) -> Option<&Arc<str>> {
    match &node.kind {
        Kind::Scalar(Scalar { raw, plain: false }) => Some(raw),
        _ => None,
    }
}

/// A whole number that counts something.
pub(super) fn count(node: &Node) -> Option<u64> {
    match node.as_scalar()?.typed() {
        Typed::Int(number) => u64::try_from(number).ok(),
        _ => None,
    }
}
