//! Reports: the only stage that prints. Each format renders a [`Run`] and adds nothing to it.

use crate::engine::card::Card;
use crate::finding::Finding;
use crate::problem::Problem;
use crate::source::{SourceId, Sources};
use std::sync::Arc;
use std::time::Duration;

/// Everything that one `check` found, in its final order.
#[derive(Debug)]
pub struct Run {
    /// The texts that spans point into.
    pub sources: Sources,
    /// The files that were read or should have been, in path order.
    pub files: Vec<FileReport>,
    /// The findings at or above `--min-severity`, ordered by file, place, rule.
    pub findings: Vec<Finding>,
    /// What was left out, with the reason, in path order.
    pub skipped: Vec<Skipped>,
    /// The rules that were selected.
    pub rules: Vec<Arc<Card>>,
    /// Pairs of rule and resource that are satisfied in every world.
    pub satisfied: usize,
    /// Wall time; the one thing in a report that may differ between two runs (JSON leaves it out).
    pub elapsed: Duration,
}

/// What is said of one file.
#[derive(Debug)]
pub struct FileReport {
    /// The path as given or found, with `/`; `<stdin>` for standard input.
    pub path: String,
    /// Its text, if it could be read.
    pub source: Option<SourceId>,
    /// `cloudformation`, or `unreadable`.
    pub format: &'static str,
    /// How many resources it has.
    pub resources: usize,
    /// How many distinct deployments were judged.
    pub worlds: usize,
    /// Whether the world budget cut the enumeration short.
    pub worlds_cut: bool,
    /// What is wrong with the file as such.
    pub problems: Vec<Problem>,
}

/// A file that was found and not checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The path.
    pub path: String,
    /// Why.
    pub reason: String,
}
