//! What is wrong with a template as such, apart from what the rules say: mistakes in structure, notes on reading.
//!
//! A problem never stops the others from being reported. One that makes the analysis incomplete says so.

use crate::source::Span;
use miette::Diagnostic;

/// A problem with its places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, with message, code and help.
    pub kind: ProblemKind,
    /// Where; the first is the main place. Empty when the problem is about the whole file.
    pub labels: Vec<(Span, String)>,
}

/// How serious a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Good to know; changes nothing.
    Note,
    /// CloudFormation may refuse this, or read it in another way than it looks.
    Warning,
    /// CloudFormation refuses this; what can be judged is judged all the same.
    Error,
    /// The analysis is not complete: the exit code is 2.
    Incomplete,
}

/// Every kind of problem.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Diagnostic)]
pub enum ProblemKind {
    /// The file could not be read as a template at all.
    #[error("{message}")]
    #[diagnostic(code(template::unreadable))]
    Unreadable {
        /// What went wrong, one sentence.
        message: String,
        /// What to do.
        #[help]
        help: String,
    },
}

impl ProblemKind {
    /// How serious it is.
    pub fn level(&self) -> Level {
        match self {
            Self::Unreadable { .. } => Level::Incomplete,
        }
    }
}
