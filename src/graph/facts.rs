//! What the analyses found in a graph, on its way into the `input` document.
//!
//! The IAM and network analyses and the resolver each fill their part; [`input`](super::input) hands it to the rules.
//! What Rego cannot do well (address arithmetic, wildcard expansion) is done before this point.

use crate::network::facts as reachability;
use crate::network::security_group::SecurityGroupRule;
use crate::resolve::value::Path;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The facts of one graph, computed in Rust so that rules stay short.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Rules of security groups that let traffic in.
    pub ingress: Vec<SecurityGroupRule>,
    /// Rules of security groups that let traffic out.
    pub egress: Vec<SecurityGroupRule>,
    /// Policy statements, already in the shape that rules see.
    pub statements: Vec<regorus::Value>,
    /// Names that the template does not define.
    pub dangling: Vec<Dangling>,
    /// Every other fact by name, in the shape that rules see.
    pub rows: BTreeMap<&'static str, Vec<regorus::Value>>,
}

/// The types that a fact is computed from; a rule that names the fact sees them besides those of its card. None where
/// a fact says of each resource what can be known from that resource alone.
pub fn types_of(fact: &str) -> &'static [&'static str] {
    match fact {
        "principals" | "ineffective" => &IDENTITIES,
        _ if reachability::FACTS.contains(&fact) => &reachability::TYPES,
        _ => &[],
    }
}

/// Everything that says who has which permissions, and what runs with them.
const IDENTITIES: [&str; 6] = [
    "AWS::IAM::*",
    "AWS::Lambda::Function",
    "AWS::EC2::Instance",
    "AWS::Serverless::Function",
    "AWS::Serverless::StateMachine",
    "AWS::SSO::PermissionSet",
];

impl Facts {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ingress.is_empty()
            && self.egress.is_empty()
            && self.statements.is_empty()
            && self.dangling.is_empty()
            && self.rows.values().all(Vec::is_empty)
    }
}

/// A use of a name that the template does not define.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dangling {
    /// The key of the resource that uses it; `None` outside the resources.
    pub resource: Option<Arc<str>>,
    /// What `path` starts from: `properties`, `attributes` or `template`.
    pub section: &'static str,
    /// Where the use stands.
    pub path: Path,
    /// The name.
    pub name: Arc<str>,
    /// How it is used: `Ref`, `GetAtt`, `Sub`, `DependsOn`, `Condition` or `FindInMap`.
    pub kind: &'static str,
}
