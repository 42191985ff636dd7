//! What is wrong with a template as such, apart from what the rules say: mistakes in structure, notes on reading.
//!
//! A problem never stops the others from being reported. One that makes the analysis incomplete says so by its level.

mod kind;

pub use kind::ProblemKind;

use crate::source::{Remark, Span};
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

impl Problem {
    /// A problem at one place.
    pub fn at(kind: ProblemKind, span: Span, label: impl Into<String>) -> Self {
        Self { kind, labels: vec![(span, label.into())] }
    }

    /// A problem of the whole file.
    pub fn of_file(kind: ProblemKind) -> Self {
        Self { kind, labels: Vec::new() }
    }

    /// How serious it is.
    pub fn level(&self) -> Level {
        self.kind.level()
    }
}

impl From<&Remark> for Problem {
    fn from(remark: &Remark) -> Self {
        match remark {
            Remark::DuplicateKey { key, first, last } => Self {
                kind: ProblemKind::DuplicateKey { key: key.clone() },
                labels: vec![(*last, "this one counts".into()), (*first, "this one is lost".into())],
            },
            Remark::MergeKey(span) => Self::at(ProblemKind::MergeKey, *span, "merge key"),
            Remark::Alias(span) => Self::at(ProblemKind::Alias, *span, "alias"),
            Remark::UnknownTag { name, span } => {
                Self::at(ProblemKind::UnknownTag { name: name.clone() }, *span, "this tag")
            }
            Remark::SecondDocument(span) => Self::at(ProblemKind::SecondDocument, *span, "not read"),
        }
    }
}

impl ProblemKind {
    /// The code under which it is documented and searched for.
    pub fn name(&self) -> String {
        match self {
            Self::Unreadable { code, .. } => code.clone(),
            _ => self.code().map(|code| code.to_string()).unwrap_or_default(),
        }
    }

    /// How serious it is.
    pub fn level(&self) -> Level {
        match self {
            Self::Alias
            | Self::WorldsCut { .. }
            | Self::MacroNotRun { .. }
            | Self::AssemblyVersion { .. }
            | Self::UnknownArtifact { .. }
            | Self::NoMetadata { .. }
            | Self::NoConstructPaths { .. }
            | Self::FailedSynthesis { .. }
            | Self::MissingContext { .. }
            | Self::NestedElsewhere { .. } => Level::Note,
            Self::UnknownSection { .. }
            | Self::UnknownAttribute { .. }
            | Self::DuplicateKey { .. }
            | Self::MergeKey
            | Self::LoopNotKnown { .. }
            | Self::PulumiLeftOut { .. }
            | Self::PulumiNoReferences
            | Self::PulumiPending { .. }
            | Self::UnknownTag { .. }
            | Self::NestedMissing { .. }
            | Self::SecondDocument => Level::Warning,
            Self::NoType { .. }
            | Self::Malformed { .. }
            | Self::BadFunction { .. }
            | Self::Dangling { .. }
            | Self::Circular { .. }
            | Self::SectionShape { .. }
            | Self::ForEach { .. } => Level::Error,
            Self::Unreadable { .. }
            | Self::NoResources
            | Self::RuleIncomplete { .. }
            | Self::PulumiShape { .. }
            | Self::PulumiFailed { .. }
            | Self::NoStacks
            | Self::NestedNotRead { .. }
            // Wrong usage: what was judged is no deployment of this template.
            | Self::GivenParameter { .. } => Level::Incomplete,
        }
    }
}
