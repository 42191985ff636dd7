//! Code quality of GitLab: <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>.
//!
//! A merge request shows what is new by comparing fingerprints with those of the target branch.

use super::entries::{Entries, Place};
use super::json;
use crate::engine::card::Severity;
use crate::problem::Level;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::io::{self, Write};

#[derive(Serialize)]
struct Issue<'a> {
    description: &'a str,
    check_name: &'a str,
    fingerprint: &'a str,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// Writes the report. What is not known is of severity `info`; notes are left out.
pub fn write(entries: &Entries<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut issues: Vec<Issue<'_>> = Vec::new();
    issues.extend(entries.findings.iter().map(|entry| Issue {
        description: &entry.message,
        check_name: &entry.finding.rule.id,
        fingerprint: &entry.fingerprint,
        severity: if entry.undetermined() { "info" } else { word(entry.finding.severity) },
        location: location(&entry.place),
    }));
    let troubles: Vec<_> = entries.problems.iter().filter(|trouble| trouble.level > Level::Note).collect();
    let mut seen: BTreeMap<_, usize> = BTreeMap::new();
    let fingerprints = troubles.iter().map(|trouble| {
        let what = (&trouble.place.path, &trouble.code, &trouble.message);
        let count = seen.entry(what).and_modify(|count| *count += 1).or_default();
        let text = format!("{}\0{}\0{}\0{count}", what.0, what.1, what.2);
        Sha256::digest(text.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    });
    let fingerprints: Vec<String> = fingerprints.collect();
    issues.extend(troubles.iter().zip(&fingerprints).map(|(trouble, fingerprint)| Issue {
        description: &trouble.message,
        check_name: &trouble.code,
        fingerprint,
        severity: match trouble.level {
            Level::Incomplete => "blocker",
            Level::Error => "critical",
            Level::Warning | Level::Note => "minor",
        },
        location: location(&trouble.place),
    }));
    json::pretty(&issues, out)
}

fn location(place: &Place) -> Location<'_> {
    let end = place.region.map_or(1, |region| region.end.0);
    Location { path: &place.path, lines: Lines { begin: place.line(), end } }
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "blocker",
        Severity::High => "critical",
        Severity::Medium => "major",
        Severity::Low => "minor",
        Severity::Info => "info",
    }
}
