//! What the principals of a graph may really do: `facts.principals`.
//!
//! [`identity`] puts together, for each role, user and group, every policy that it has (inline, attached from either
//! side, through groups, managed by AWS) and its boundary. [`ways`] answers whether an identity can call an action:
//! Allow minus Deny, within the boundary. [`escalation`] asks that for the known ways to more permissions, of which
//! [`methods`] is the table; [`fact`] is what rules see.

pub mod escalation;
pub mod fact;
pub mod identity;
pub mod methods;
pub mod names;
pub mod target;
#[cfg(test)]
mod tests;
pub mod ways;
