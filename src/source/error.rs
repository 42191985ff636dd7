//! Why a text could not be read: one variant for each cause, with its place and what to do about it.

use super::{Position, Span};
use miette::Diagnostic;

/// A text that cannot be read.
///
/// The places are in the text that was given to [`super::parse`]; the errors of [`super::decode`] have none, since
/// there is no text yet, but some have a [`ReadError::position`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Diagnostic)]
pub enum ReadError {
    /// More bytes than [`super::Limits::bytes`].
    #[error("the file has {bytes} bytes, and at most {limit} are read")]
    #[diagnostic(
        code(source::too_large),
        help("CloudFormation takes templates of at most 1 MB; leave this file out of the check")
    )]
    TooLarge {
        /// The size of the file.
        bytes: u64,
        /// The bound.
        limit: u64,
    },
    /// Nothing but white space and comments.
    #[error("the file is empty: it has no content besides white space and comments")]
    #[diagnostic(code(source::empty), help("write a template, or leave this file out of the check"))]
    Empty,
    /// Bytes that are not UTF-8.
    #[error("the file is not UTF-8: byte {} (line {}, column {}) belongs to no character", .0.offset, .0.line, .0.column)]
    #[diagnostic(
        code(source::not_utf8),
        help("save the file as UTF-8; `iconv -f latin1 -t utf8` converts older files")
    )]
    NotUtf8(
        /// The first bad byte.
        Position,
    ),
    /// UTF-16 or UTF-32.
    #[error("the file is UTF-16 or UTF-32, and only UTF-8 is read")]
    #[diagnostic(code(source::utf16), help("save the file as UTF-8; `iconv -f utf16 -t utf8` converts it"))]
    Utf16,
    /// No text at all.
    #[error("the file is binary: byte {} (line {}) is a control character that no text has", .0.offset, .0.line)]
    #[diagnostic(code(source::binary), help("give templates as YAML or JSON text; unpack archives before the check"))]
    Binary(
        /// The byte that gives it away.
        Position,
    ),
    /// A tab where YAML wants spaces.
    #[error("a tab is used for indentation")]
    #[diagnostic(
        code(source::tab_indentation),
        help("YAML indents with spaces only: replace the tabs at the beginning of lines by spaces")
    )]
    TabIndentation {
        /// The tab.
        span: Span,
    },
    /// A bracket or quote that is opened and never closed.
    #[error("{what} is never closed")]
    #[diagnostic(code(source::unclosed), help("close it, or restore the end of the file if it was cut off"))]
    Unclosed {
        /// What is open, in words.
        what: String,
        /// Where it begins.
        open: Span,
        /// Where the text ends.
        end: Span,
    },
    /// Any other breach of YAML's or JSON's grammar.
    #[error("{message}")]
    #[diagnostic(code(source::syntax), help("{help}"))]
    Syntax {
        /// What is wrong.
        message: String,
        /// What to do about it.
        help: String,
        /// Where.
        span: Span,
        /// Other places that matter, with what they are.
        related: Vec<(Span, String)>,
    },
    /// More levels than [`super::Limits::depth`].
    #[error("values are nested deeper than {limit} levels")]
    #[diagnostic(
        code(source::too_deep),
        help("no template that CloudFormation takes is nested as deep; flatten it here")
    )]
    TooDeep {
        /// The bound.
        limit: usize,
        /// The first value that is too deep.
        span: Span,
    },
    /// More values than [`super::Limits::nodes`].
    #[error("the file has more than {limit} values")]
    #[diagnostic(code(source::too_many_nodes), help("split the file, or leave it out of the check"))]
    TooManyNodes {
        /// The bound.
        limit: usize,
        /// The first value too many.
        span: Span,
    },
    /// More values out of aliases than [`super::Limits::alias_nodes`].
    #[error("aliases repeat more than {limit} values")]
    #[diagnostic(
        code(source::alias_bomb),
        help("aliases that stand for aliases multiply; write the values out, or use fewer aliases")
    )]
    AliasBomb {
        /// The bound.
        limit: usize,
        /// The alias or anchor that overran it.
        span: Span,
    },
}

impl ReadError {
    /// The main place, if the text came as far as having places.
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::TooLarge { .. } | Self::Empty | Self::NotUtf8(_) | Self::Utf16 | Self::Binary(_) => None,
            Self::TabIndentation { span }
            | Self::Unclosed { open: span, .. }
            | Self::Syntax { span, .. }
            | Self::TooDeep { span, .. }
            | Self::TooManyNodes { span, .. }
            | Self::AliasBomb { span, .. } => Some(*span),
        }
    }

    /// The place in the file's bytes for errors that come before there is a text.
    pub fn position(&self) -> Option<Position> {
        match self {
            Self::NotUtf8(position) | Self::Binary(position) => Some(*position),
            _ => None,
        }
    }

    /// The places with what to write beside each, the main one first.
    pub fn labels(&self) -> Vec<(Span, String)> {
        let Some(span) = self.span() else { return Vec::new() };
        match self {
            Self::TabIndentation { .. } => vec![(span, "this is a tab".to_owned())],
            Self::Unclosed { end, .. } => {
                vec![(span, "opened here".to_owned()), (*end, "the file ends here".to_owned())]
            }
            Self::Syntax { related, .. } => {
                let mut labels = vec![(span, "here".to_owned())];
                labels.extend(related.iter().cloned());
                labels
            }
            Self::TooDeep { limit, .. } => vec![(span, format!("level {} begins here", limit.saturating_add(1)))],
            Self::TooManyNodes { .. } => vec![(span, "the first value too many".to_owned())],
            _ => vec![(span, "the bound is passed here".to_owned())],
        }
    }
}
