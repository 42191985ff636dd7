//! What is worth a word about an assembly that can be read: its schema, and whether its synthesis went well.

use super::index::Index;
use super::json::{Data, Text};
use super::manifest::{KNOWN_MAJORS, KNOWN_MAJORS_SHOWN, Manifest, Report};
use crate::frontend::folder::Folder;
use crate::problem::{Problem, ProblemKind};
use crate::source::{Limits, Source, SourceId, Span};

/// The validation report of the library, from 2.268.
const REPORT: &str = "validation-report.json";

/// Context keys and errors that a note names.
const SHOWN: usize = 3;

/// On the schema's version and on what was not looked up.
pub(super) fn of_manifest(manifest: &Manifest<'_>, id: SourceId, source: &Source) -> Vec<Problem> {
    let mut notes = Vec::new();
    let version = manifest.version.as_ref().and_then(Data::text);
    let shown = version.map_or("(none)", |version| &version.0);
    let major = shown.split('.').next().and_then(|major| major.parse().ok());
    if !major.is_some_and(|major: u32| KNOWN_MAJORS.contains(&major)) {
        let kind = ProblemKind::AssemblyVersion { version: shown.to_owned(), known: KNOWN_MAJORS_SHOWN };
        notes.push(note(kind, version.and_then(|version| version.span(id, source)), "this version"));
    }
    let missing = manifest.missing.as_ref().map(Data::items).unwrap_or_default();
    let keys: Vec<&Text<'_>> = missing.iter().filter_map(|one| one.get("key")?.text()).collect();
    if let Some(first) = keys.first() {
        let kind = ProblemKind::MissingContext { keys: some_of(keys.iter().map(|key| &*key.0)) };
        notes.push(note(kind, first.span(id, source), "not looked up"));
    }
    notes
}

/// On errors that constructs of a stack have reported.
pub(super) fn of_errors(index: &Index<'_>, stack: &str) -> Option<Problem> {
    let errors = index.errors.iter().copied();
    let why = format!("in stack `{stack}`, {}", some_of(errors));
    (!index.errors.is_empty()).then(|| note(ProblemKind::FailedSynthesis { why }, None, ""))
}

/// On a validation that failed, or whose report was cut off.
pub(super) fn of_report(folder: &Folder, limits: &Limits) -> Option<Problem> {
    if !folder.has(REPORT) {
        return None;
    }
    let source = folder.read(REPORT, limits).ok();
    let report = source.as_ref().and_then(|source| serde_json::from_str::<Report<'_>>(&source.text).ok());
    let why = match &report {
        Some(report) => {
            let failed = report.plugin_reports.iter().filter(|plugin| {
                let conclusion = plugin.conclusion.as_ref();
                conclusion.is_none_or(|conclusion| conclusion.0 != "success")
            });
            let names = failed.map(|plugin| plugin.plugin_name.as_ref().map_or("a plugin", |name| &name.0));
            let names = some_of(names);
            if names.is_empty() {
                return None;
            }
            format!("{names} found violations")
        }
        None => format!("{REPORT} cannot be read"),
    };
    Some(note(ProblemKind::FailedSynthesis { why }, None, ""))
}

/// A note at a place, if there is one.
pub(super) fn note(kind: ProblemKind, place: Option<Span>, label: &str) -> Problem {
    Problem { kind, labels: place.map(|place| (place, label.to_owned())).into_iter().collect() }
}

/// The first of several names, and how many more there are.
fn some_of<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<&str> = names.collect();
    let shown = names.get(..SHOWN).unwrap_or(&names).join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
