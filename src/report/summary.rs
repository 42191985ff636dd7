//! The figures under every report: counted once, so that no two formats disagree.

use super::Run;
use crate::engine::card::Severity;
use crate::finding::Verdict;
use crate::problem::Level;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Every severity with its word, the worst first.
pub const SEVERITIES: [(Severity, &str); 5] = [
    (Severity::Critical, "critical"),
    (Severity::High, "high"),
    (Severity::Medium, "medium"),
    (Severity::Low, "low"),
    (Severity::Info, "info"),
];

/// The word that reports use for a severity.
pub fn word(severity: Severity) -> &'static str {
    SEVERITIES.iter().find(|(known, _)| *known == severity).map_or("info", |(_, word)| word)
}

/// `2 files`.
pub(super) fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// The figures of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files that were checked or should have been.
    pub files: usize,
    /// Resources in them.
    pub resources: usize,
    /// Rules that were selected.
    pub rules: usize,
    /// Findings that are violations.
    pub violated: usize,
    /// Findings that are not known.
    pub undetermined: usize,
    /// Pairs of rule and resource that are satisfied.
    pub satisfied: usize,
    /// Violations by severity, in the order of [`SEVERITIES`].
    pub by_severity: [usize; 5],
    /// Problems of files.
    pub problems: usize,
    /// Those of them that make the analysis incomplete.
    pub incomplete: usize,
    /// Those of them that are notes.
    pub notes: usize,
    /// Types of Pulumi that have no translation, with how many resources of each there are, the most frequent first.
    pub unmapped: Vec<(Arc<str>, usize)>,
}

impl Summary {
    /// Counts.
    pub fn of(run: &Run) -> Self {
        let verdicts = |verdict| run.findings.iter().filter(move |finding| finding.verdict == verdict);
        let problems = || run.files.iter().flat_map(|file| &file.problems);
        let at = |level| problems().filter(|problem| problem.kind.level() == level).count();
        let count = |(severity, _)| verdicts(Verdict::Violated).filter(|finding| finding.severity == severity).count();
        Self {
            files: run.files.len(),
            resources: run.files.iter().map(|file| file.resources).sum(),
            rules: run.rules.len(),
            violated: verdicts(Verdict::Violated).count(),
            undetermined: verdicts(Verdict::Undetermined).count(),
            satisfied: run.satisfied,
            by_severity: SEVERITIES.map(count),
            problems: problems().count(),
            incomplete: at(Level::Incomplete),
            notes: at(Level::Note),
            unmapped: unmapped(run),
        }
    }
}

fn unmapped(run: &Run) -> Vec<(Arc<str>, usize)> {
    let mut counts: BTreeMap<&Arc<str>, usize> = BTreeMap::new();
    for (kind, count) in run.files.iter().flat_map(|file| &file.unmapped) {
        *counts.entry(kind).or_default() += count;
    }
    let mut counts: Vec<(Arc<str>, usize)> = counts.into_iter().map(|(kind, count)| (kind.clone(), count)).collect();
    // The sort is stable: types that are as frequent stay in the order of their names.
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

impl Summary {
    /// The figures in one line, without anything out of a template.
    pub fn sentence(&self) -> String {
        let mut line = format!(
            "{}, {}, {}: {} violated",
            counted(self.files, "file"),
            counted(self.resources, "resource"),
            counted(self.rules, "rule"),
            self.violated
        );
        let parts = SEVERITIES.iter().zip(self.by_severity).filter(|(_, count)| *count > 0);
        let parts: Vec<String> = parts.map(|((_, word), count)| format!("{count} {word}")).collect();
        if !parts.is_empty() {
            line.push_str(&format!(" ({})", parts.join(", ")));
        }
        line.push_str(&format!(", {} undetermined, {} satisfied", self.undetermined, self.satisfied));
        if self.incomplete > 0 {
            line.push_str(&format!(", {} incomplete", self.incomplete));
        }
        line
    }
}
