//! Reports: the only stage that prints. Each format renders a [`Run`] and adds nothing to it.

pub mod clean;
pub mod coverage;
pub mod csv;
mod diagnostic;
pub mod entries;
pub mod fingerprint;
pub mod github;
pub mod gitlab;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod page;
pub mod sarif;
mod snippet;
pub mod summary;
pub mod text;

pub(crate) use diagnostic::wrap;

use crate::engine::card::Card;
use crate::finding::{Finding, Verdict};
use crate::problem::Problem;
use crate::source::{SourceId, Sources};
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;

/// How a run is to be reported; what the command line decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportOptions {
    /// Whether undetermined findings are shown; they are counted always.
    pub show_undetermined: bool,
    /// One line for each finding.
    pub quiet: bool,
    /// With the files that were read and those that were skipped.
    pub verbose: bool,
    /// Whether colours are wanted.
    pub color: bool,
    /// Whether undetermined findings fail the run: then they are shown too.
    pub strict: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// The exit code that the run comes to.
    pub exit_code: u8,
}

impl Default for ReportOptions {
    fn default() -> Self {
        Self {
            show_undetermined: false,
            quiet: false,
            verbose: false,
            color: false,
            strict: false,
            width: 100,
            exit_code: 0,
        }
    }
}

impl ReportOptions {
    /// Whether undetermined findings are listed. Those that fail a run must be.
    pub fn shows_undetermined(&self) -> bool {
        self.show_undetermined || self.strict
    }

    /// Whether a finding is listed, in every format.
    pub fn shows(&self, finding: &Finding) -> bool {
        finding.verdict == Verdict::Violated || self.shows_undetermined()
    }
}

/// A reader that has seen enough (`| head`) is no error.
pub fn unless_closed(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Everything that one `check` found, in its final order.
#[derive(Debug)]
pub struct Run {
    /// The texts that spans point into, as reports may show them: with secrets masked ([`crate::finding::mask`]).
    pub sources: Sources,
    /// The files that were read or should have been, in path order.
    pub files: Vec<FileReport>,
    /// The findings at or above `--min-severity`, violated and undetermined, ordered by file, place, rule.
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

impl Run {
    /// The path that each text is reported under.
    pub fn paths(&self) -> BTreeMap<SourceId, &str> {
        self.sources.iter().map(|(id, source)| (id, source.name.as_str())).collect()
    }
}

/// What is said of one file.
#[derive(Debug)]
pub struct FileReport {
    /// The path as given or found, with `/`; `<stdin>` for standard input.
    pub path: String,
    /// Its text, if it could be read.
    pub source: Option<SourceId>,
    /// `cloudformation`, `cdk`, `pulumi`, or `unreadable`.
    pub format: &'static str,
    /// How many resources it has.
    pub resources: usize,
    /// How many distinct deployments were judged.
    pub worlds: usize,
    /// Whether the world budget cut the enumeration short.
    pub worlds_cut: bool,
    /// Types of Pulumi that have no translation, with how many resources of each there are.
    pub unmapped: Vec<(Arc<str>, usize)>,
    /// What is wrong with the file as such.
    pub problems: Vec<Problem>,
}

impl FileReport {
    /// A file that could not be read.
    pub fn unreadable(path: String, source: Option<SourceId>, problem: Problem) -> Self {
        Self {
            path,
            source,
            format: "unreadable",
            resources: 0,
            worlds: 0,
            worlds_cut: false,
            unmapped: Vec::new(),
            problems: vec![problem],
        }
    }
}

/// A file that was found and not checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The path.
    pub path: String,
    /// Why.
    pub reason: String,
}

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;
