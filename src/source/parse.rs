//! Text to [`Document`]: the YAML parser's events, one after the other, into the tree.

use super::tree::Tree;
use super::{Document, Limits, ReadError, Remark, Source, SourceId, Span, Syntax, grammar, json};
use granit_parser::{Options, Parser};

/// Characters within which the `:` after a key is looked for. YAML says 1,024, JSON sets no bound.
const LONGEST_KEY: usize = 64 * 1024;

/// Parses a text, YAML or JSON (which is YAML in flow style, and has a faster reader for what is plainly JSON).
///
/// Only the first document that is not empty is read.
///
/// # Errors
/// When the text breaks the grammar or overruns a limit.
pub fn parse(id: SourceId, source: &Source, limits: &Limits) -> Result<Document, ReadError> {
    let text: &str = &source.text;
    let limit = limits.bytes.min(u64::from(u32::MAX));
    if text.len() as u64 > limit {
        return Err(ReadError::TooLarge { bytes: text.len() as u64, limit });
    }
    match json::parse(id, text, limits) {
        Some(document) => Ok(document),
        None => parse_yaml(id, text, limits),
    }
}

/// Parses any text with the YAML parser.
pub(super) fn parse_yaml(id: SourceId, text: &str, limits: &Limits) -> Result<Document, ReadError> {
    let mut tree = Tree::new(id, text, limits);
    for step in Parser::new_from_str_with_options(text, options(limits)) {
        let (event, span) = step.map_err(|error| grammar::explain(&error, id, text, limits, &tree))?;
        if tree.take(event, &span)?.is_break() {
            break;
        }
    }
    let Tree { root, mut comments, mut remarks, .. } = tree;
    // Comments in the header of a block scalar come after it, remarks when their mapping is closed.
    comments.sort_by_key(|comment| comment.span);
    remarks.sort_by_key(Remark::span);
    Ok(Document { source: id, syntax: syntax(text), root: root.ok_or(ReadError::Empty)?, comments, remarks })
}

/// How the YAML parser is set up.
pub(super) fn options(limits: &Limits) -> Options {
    granit_parser::options! {
        simple_key_max_lookahead: LONGEST_KEY,
        flow_nesting_limit: limits.depth,
        block_nesting_limit: limits.depth,
        // The bound on bytes bounds these, too; the default refuses a long licence text above a list.
        max_buffered_comment_events: usize::MAX,
    }
}

fn syntax(text: &str) -> Syntax {
    match text.trim_start().as_bytes().first() {
        Some(b'{' | b'[') => Syntax::Json,
        _ => Syntax::Yaml,
    }
}

impl Remark {
    /// The main place: of a key given twice, the one that is lost.
    pub fn span(&self) -> Span {
        match self {
            Self::DuplicateKey { first: span, .. }
            | Self::MergeKey(span)
            | Self::Alias(span)
            | Self::SecondDocument(span)
            | Self::UnknownTag { span, .. } => *span,
        }
    }
}
