//! Pulumi documents: previews, stack exports and event streams.
//!
//! A document becomes a [`Deployment`]: the states of its resources, with inputs as expressions (unknown values are
//! references where their dependency is known). Translation by table then turns each state into a resource under its
//! CloudFormation type.
//!
//! `load` looks at a text and reads it in its form; `document` finds the states of a preview or an export, `events` those
//! of a stream; `index` knows who is whose child; `state` makes each of them a [`State`], with `values` for its inputs,
//! `place` for where the program made it and `provider` for what its provider adds. `translate` has the tables.

mod document;
mod embedded;
mod events;
mod index;
mod load;
mod place;
mod provider;
mod shape;
mod state;
pub mod translate;
mod urn;
mod values;

#[cfg(test)]
mod broken_tests;
#[cfg(test)]
mod tests;

pub use document::{DocumentKind, kind_of, read};
pub use embedded::json_in;
pub use events::read_events;
pub use load::load;
pub use values::plain_secrets;

use super::provenance::Provenance;
use super::template::ExprField;
use crate::problem::Problem;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};
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
    /// Whether the program only reads it: it exists elsewhere, and its inputs are no wish of this program.
    pub external: bool,
    /// The place of the URN in the document.
    pub urn_span: Span,
    /// The place of the `inputs` key, or of the URN.
    pub inputs_span: Span,
    /// The inputs: `__defaults` and the like stripped, sentinels as unknown values, references or candidates. An
    /// unknown value whose only dependency is one resource is a reference to it, even where it is a whole document
    /// (a policy that names a bucket).
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

impl Deployment {
    /// The state of a URN.
    pub fn state(&self, urn: &str) -> Option<&State> {
        let at = self.states.binary_search_by(|state| (*state.urn).cmp(urn)).ok()?;
        self.states.get(at)
    }

    /// The children of a resource, their children and so on, ordered by URN; components among them.
    pub fn descendants(&self, urn: &str) -> Vec<&State> {
        let mut children: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for state in &self.states {
            if let Some(parent) = &state.parent {
                children.entry(parent).or_default().push(&state.urn);
            }
        }
        let below = below(urn, usize::MAX, |urn| children.get(urn).map(Vec::as_slice).unwrap_or_default());
        below.into_iter().flatten().filter_map(|urn| self.state(urn)).collect()
    }
}

/// Everything below a URN, without itself, however the parents may run in circles; `None` if it is more than `most`.
fn below<'a>(urn: &'a str, most: usize, children: impl Fn(&str) -> &'a [&'a str]) -> Option<BTreeSet<&'a str>> {
    let mut found = BTreeSet::new();
    let mut open = vec![urn];
    while let Some(parent) = open.pop() {
        open.extend(children(parent).iter().filter(|child| **child != urn && found.insert(**child)));
        if found.len() > most {
            return None;
        }
    }
    Some(found)
}
