//! What a rule's answer becomes: one [`Finding`] per rule, resource and place, with the worlds in which it holds.
//!
//! The engine answers per world with symbolic places (resource and property path); this module finds their bytes,
//! joins the same answer of several worlds, and masks secrets. Reports only render what stands here.

pub mod locate;
pub mod mask;
pub mod merge;
pub mod program;
pub mod stages;
pub mod written;

use crate::engine::card::{Card, Severity};
use crate::frontend::provenance::{ProgramPlace, Provenance};
use crate::resolve::value::Path;
use crate::source::{SourceId, Span};
use std::sync::Arc;
use written::Digest;

/// The answer of a rule on a resource that is worth reporting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The rule is broken.
    Violated,
    /// A value that decides is not known.
    Undetermined,
}

/// One finding, complete: a report adds nothing to it.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: Arc<Card>,
    /// The severity in force (a profile or the configuration may change the rule's own).
    pub severity: Severity,
    /// The answer.
    pub verdict: Verdict,
    /// One sentence with the actual value, without a full stop.
    pub message: String,
    /// Why the answer is not known, for undetermined ones.
    pub reason: Option<String>,
    /// The text that the finding is in: the template or document, also where a program wrote it.
    pub source: SourceId,
    /// The resource, if it is about one.
    pub resource: Option<ResourceName>,
    /// The property path from the resource, beginning with the section (`Properties`, `DeletionPolicy`); for a finding
    /// about no resource, from the template's root.
    pub property: Path,
    /// The characters that cause it.
    pub span: Span,
    /// Whether the property itself is missing and `span` is its nearest existing parent's.
    pub missing: bool,
    /// The value there as it is written, if there is one; it tells findings apart from one run to the next.
    pub value: Option<Digest>,
    /// In which deployments it holds.
    pub worlds: WorldSet,
    /// Other places that belong to it.
    pub related: Vec<RelatedPlace>,
    /// The input of a Pulumi program that the property is: `storageEncrypted`.
    pub input: Option<String>,
    /// Where its author wrote it, if a program did.
    pub program: Option<ProgramSite>,
    /// The stages of an app that have it, where more than one has.
    pub stages: Vec<Arc<str>>,
}

/// The line of a program that a finding comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgramSite {
    /// Where it is.
    pub place: ProgramPlace,
    /// The characters, if the file is there.
    pub span: Option<Span>,
}

/// The resource of a finding.
#[derive(Clone, Debug, PartialEq)]
pub struct ResourceName {
    /// The logical id.
    pub id: Arc<str>,
    /// The type.
    pub kind: Arc<str>,
    /// The stack, empty for a template on its own.
    pub stack: Arc<str>,
    /// Where it comes from, if a program wrote it.
    pub provenance: Option<Arc<Provenance>>,
}

/// A place that belongs to a finding, such as the bucket that a policy is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelatedPlace {
    /// Where.
    pub span: Span,
    /// What it has to do with the finding.
    pub label: String,
}

/// The deployments in which a finding holds, out of those that the template can become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorldSet {
    /// How many distinct deployments it holds in.
    pub holds: usize,
    /// How many there are.
    pub of: usize,
    /// What they have in common, as a person would say it: `Environment is dev`; `None` when it holds in all.
    pub when: Option<String>,
    /// The choices of the first of them: parameter (or condition) and value, in source order.
    pub example: Vec<(String, String)>,
}
