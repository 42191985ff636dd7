//! Runs rules over a graph: embedded and user rules, as RVM programs, with three answers.
//!
//! A [`RuleSet`](rule_set::RuleSet) holds every rule's card and program. For one graph, the engine runs the selected
//! rules whose types occur, reads their `violations` and `undetermined` sets, and applies the three-valued logic:
//! a violation whose cause is unknown becomes undetermined, and so does a resource without violation that has an unknown
//! value on a path the rule decides on. Places stay symbolic ([`Place`]); `finding` gives them bytes.

mod builtins;
#[allow(dead_code, reason = "the build script writes what the library reads")]
pub(crate) mod bundle;
mod calls;
pub mod card;
pub(crate) mod compile;
pub(crate) mod decides;
mod direct;
pub mod embedded;
pub mod evidence;
mod mend;
pub(crate) mod metadata;
pub mod rule_error;
pub mod rule_set;
pub mod run;
mod said;
pub mod session;
pub mod setting;
mod shape;
mod three_valued;

use crate::finding::Verdict;
use crate::resolve::value::Path;
use std::sync::Arc;

/// Where a rule points, before bytes are known.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// Below the `Properties` of a resource.
    Property {
        /// The resource's key in the graph.
        resource: Arc<str>,
        /// The path below `Properties`; empty for the properties as a whole.
        path: Path,
    },
    /// Another attribute of a resource: `DeletionPolicy`, `Metadata.…`.
    Attribute {
        /// The resource's key in the graph.
        resource: Arc<str>,
        /// The path from the resource.
        path: Path,
    },
    /// Outside the resources: `Parameters.DbPassword.Default`, or `Resources` when nothing else fits.
    Template {
        /// The path from the template's root.
        path: Path,
    },
}

/// One answer of a rule that is not *satisfied*.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The rule, as an index into the rule set's cards.
    pub rule: usize,
    /// Violated or undetermined.
    pub verdict: Verdict,
    /// The main place.
    pub place: Place,
    /// One sentence with the actual value.
    pub message: String,
    /// Why it is not known, for undetermined answers.
    pub reason: Option<String>,
    /// Other places with their labels.
    pub related: Vec<(Place, String)>,
}

/// What one run of the selected rules over one graph gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evaluation {
    /// Every answer that is not *satisfied*, ordered by rule and then by place.
    pub answers: Vec<Answer>,
    /// Pairs of rule and resource that are satisfied.
    pub satisfied: usize,
    /// Rules that could not be finished, with the reason (a budget that was hit, an error inside the rule).
    pub incomplete: Vec<(usize, String)>,
    /// Rules that ran.
    pub ran: usize,
    /// Rules that found something satisfied, in order.
    pub satisfying: Vec<usize>,
}
