//! Pulumi documents: previews, stack exports and event streams.
//!
//! A document becomes a [`Deployment`]: the states of its resources, with inputs as expressions (unknown values are
//! references where their dependency is known). Translation by table then turns each state into a resource under its
//! CloudFormation type.

pub mod translate;

use super::provenance::Provenance;
use super::template::ExprField;
use crate::problem::Problem;
use crate::source::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a document says of one deployment.
#[derive(Debug, Default)]
pub struct Deployment {
    /// The resources, ordered by URN; providers, the stack itself and components included.
    pub states: Vec<State>,
    /// What is missing or not known: a failed preview, resources that are left out, lost references.
    pub problems: Vec<Problem>,
    /// The place of `steps` (or `resources`), where a finding about the whole deployment points.
    pub span: Span,
}

/// One resource as the program wants it.
#[derive(Clone, Debug)]
pub struct State {
    /// The URN.
    pub urn: Arc<str>,
    /// The type token: `aws:s3/bucket:Bucket`.
    pub kind: Arc<str>,
    /// The name in the program, the last part of the URN.
    pub name: Arc<str>,
    /// Whether a provider manages it; components are not.
    pub custom: bool,
    /// The place of the URN in the document.
    pub urn_span: Span,
    /// The place of the `inputs` key, or of the URN.
    pub inputs_span: Span,
    /// The inputs: `__defaults` and the like stripped, sentinels as unknown values, references or candidates.
    pub inputs: Vec<ExprField>,
    /// The inputs that the provider filled in, of the top level.
    pub defaults: Vec<Arc<str>>,
    /// The URNs that each input depends on, as the document has them.
    pub dependencies: BTreeMap<Arc<str>, Vec<Arc<str>>>,
    /// The URN of the parent.
    pub parent: Option<Arc<str>>,
    /// Where it comes from.
    pub provenance: Arc<Provenance>,
}
