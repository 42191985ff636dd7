//! Previews and stack exports: which of their states count, and what the document itself says is missing.

use super::Deployment;
use super::events;
use super::index::Index;
use super::shape::{Problems, count, is_null, present, string};
use super::state;
use crate::problem::{Problem, ProblemKind};
use crate::source::{Document, Node, Remark, Scalar, Span, Typed};

/// The forms of document that Pulumi writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// `pulumi preview --json`.
    Preview,
    /// `pulumi stack export`.
    Export,
    /// The engine's events: one a line, or in a list under `events`.
    Events,
}

/// Which of Pulumi's documents it is; `None` if it is none of them.
pub fn kind_of(document: &Document) -> Option<DocumentKind> {
    let root = &document.root;
    let has = |key: &str| root.get(key).is_some();
    let first = |key: &str| root.get(key).and_then(Node::as_list).and_then(<[Node]>::first);
    let is_step = |step: &Node| step.get("op").is_some() && step.get("urn").is_some();
    if first("steps").is_some_and(is_step)
        || has("changeSummary")
        || has("steps") && (has("config") || has("duration"))
        || has("diagnostics") && (has("config") || has("duration"))
    {
        return Some(DocumentKind::Preview);
    }
    if root.get("deployment").is_some_and(|deployment| deployment.as_map().is_some()) && has("version") {
        return Some(DocumentKind::Export);
    }
    if first("events").is_some_and(events::is_event) || events::is_event(root) {
        return Some(DocumentKind::Events);
    }
    None
}

/// Reads a preview, an export or events.
pub fn read(document: &Document) -> Deployment {
    let mut deployment = match kind_of(document) {
        Some(DocumentKind::Preview) => preview(&document.root),
        Some(DocumentKind::Export) => export(&document.root),
        Some(DocumentKind::Events) => events::wrapped(&document.root),
        None => {
            let mut problems = Problems::default();
            problems.shape("the document", "a preview, a stack export or a stream of events", document.root.span);
            Deployment { problems: problems.list, ..Deployment::default() }
        }
    };
    let duplicates = document.remarks.iter().filter(|remark| matches!(remark, Remark::DuplicateKey { .. }));
    deployment.problems.extend(duplicates.map(Problem::from));
    deployment
}

/// Whether what a step makes is there afterwards: not so what it deletes or gives up.
pub(super) fn stays(op: &str) -> bool {
    !["delete", "discard", "remove"].iter().any(|gone| op.starts_with(gone))
}

fn preview(root: &Node) -> Deployment {
    let mut problems = Problems::default();
    let mut index = Index::default();
    let steps = problems.list(root, "steps");
    let mut unchanged = 0_u64;
    for step in steps {
        let Some(op) = problems.text(step, "op") else {
            if step.get("op").is_none() {
                problems.shape("a step", "an object with an `op`", step.span);
            }
            continue;
        };
        unchanged = unchanged.saturating_add(u64::from(**op == *"same"));
        match present(step, "newState") {
            _ if !stays(op) => {}
            Some(state) => index.add(state, &mut problems),
            // A refresh finds that the resource is gone.
            None if **op == *"refresh" => {}
            None => problems.shape("a step", "an object with a `newState`", step.span),
        }
    }
    let span = root.entry("steps").map_or_else(|| start(root), |entry| entry.key.span);
    failed(root, &mut problems);
    if steps.is_empty() && problems.list.is_empty() {
        let why = "it has no steps".to_owned();
        problems.push(ProblemKind::PulumiFailed { why }, span, "nothing here");
    }
    left_out(root, unchanged, &mut problems);
    let states = state::states(index, present(root, "config"), &mut problems);
    Deployment { states, problems: problems.list, span }
}

/// A program that fails has printed the steps until then.
fn failed(root: &Node, problems: &mut Problems) {
    let is_error = |diagnostic: &&Node| is_text(diagnostic, "severity", "error");
    let error = problems.list(root, "diagnostics").iter().find(is_error);
    if let Some(error) = error {
        let message = error.get("message").unwrap_or(error);
        let why = first_line(string(message).map_or("", |text| &**text));
        return problems.push(ProblemKind::PulumiFailed { why }, message.span, "the first error");
    }
    let corrupt = root.entry("maybeCorrupt");
    if let Some(entry) = corrupt.filter(|entry| entry.value.as_scalar().map(Scalar::typed) == Some(Typed::Bool(true))) {
        let why = "its states may be corrupt".to_owned();
        problems.push(ProblemKind::PulumiFailed { why }, entry.key.span, "says Pulumi");
    }
}

/// Without `--show-sames`, what does not change is counted and not shown.
fn left_out(root: &Node, shown: u64, problems: &mut Problems) {
    let Some(same) = present(root, "changeSummary").and_then(|summary| present(summary, "same")) else { return };
    let Some(all) = count(same) else { return problems.shape("same", "a number", same.span) };
    if let Some(missing) = all.checked_sub(shown).filter(|missing| *missing > 0) {
        problems.push(ProblemKind::PulumiLeftOut { missing }, same.span, "so many stay as they are");
    }
}

fn export(root: &Node) -> Deployment {
    let mut problems = Problems::default();
    let mut index = Index::default();
    // Only asked for where it is a mapping.
    let deployment = root.get("deployment").unwrap_or(root);
    for state in problems.list(deployment, "resources") {
        // Replaced, and waiting to be deleted.
        if state.as_map().is_none() || !problems.flag(state, "delete") {
            index.add(state, &mut problems);
        }
    }
    let pending = problems.list(deployment, "pending_operations");
    if let (false, Some(entry)) = (pending.is_empty(), deployment.entry("pending_operations")) {
        problems.push(ProblemKind::PulumiPending { count: pending.len() }, entry.key.span, "interrupted");
    }
    let span = deployment.entry("resources").map_or_else(|| start(root), |entry| entry.key.span);
    let states = state::states(index, None, &mut problems);
    Deployment { states, problems: problems.list, span }
}

/// Whether a text stands under a key.
pub(super) fn is_text(node: &Node, key: &str, text: &str) -> bool {
    node.get(key).filter(|node| !is_null(node)).and_then(string).is_some_and(|found| **found == *text)
}

/// The bracket that a document begins with.
pub(super) fn start(root: &Node) -> Span {
    Span { end: root.span.start.saturating_add(1).min(root.span.end), ..root.span }
}

/// The first line of a diagnostic, without its colours and the word that its severity says already.
pub(super) fn first_line(message: &str) -> String {
    const LONGEST: usize = 200;
    let mut plain = String::new();
    let mut rest = message;
    // Escape sequences of terminals, and the marks that the engine replaces by them: `<{%reset%}>`.
    while let Some(at) = rest.find(['\u{1b}', '<']) {
        let (before, mark) = rest.split_at_checked(at).unwrap_or((rest, ""));
        plain.push_str(before);
        let end = if mark.starts_with('\u{1b}') {
            mark.find(|c: char| c.is_ascii_alphabetic())
        } else if mark.starts_with("<{%") {
            mark.find("%}>").map(|end| end.saturating_add(2))
        } else {
            plain.push('<');
            Some(0)
        };
        rest = end.and_then(|end| mark.get(end.saturating_add(1)..)).unwrap_or_default();
    }
    plain.push_str(rest);
    let mut lines = plain.lines().map(|line| line.trim().trim_start_matches("error:").trim_start());
    lines.find(|line| !line.is_empty()).unwrap_or("it gives no reason").chars().take(LONGEST).collect()
}
