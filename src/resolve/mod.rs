//! From a template to the worlds that it can become, and from a world to the values of its resources.
//!
//! [`axes`] finds the choices that make a difference, [`worlds`] enumerates them within a counted budget, [`evaluate`]
//! brings every resource of one world to values. A resource that a choice does not touch is evaluated once and shared
//! between worlds, so a world costs what changes in it.

pub mod axes;
mod canonical;
mod decide;
mod evaluate;
mod functions;
mod references;
mod text;
pub mod value;
pub mod worlds;

use std::collections::BTreeMap;

/// What the user fixed: parameter values, region, account.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Pins {
    /// Parameter values as text; lists joined with commas.
    pub parameters: BTreeMap<String, String>,
    /// The value of `AWS::Region`.
    pub region: Option<String>,
    /// The value of `AWS::AccountId`.
    pub account: Option<String>,
}

/// Values may be secret, so only names are shown.
impl std::fmt::Debug for Pins {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&String> = self.parameters.keys().collect();
        let (region, account) = (&self.region, &self.account);
        out.debug_struct("Pins").field("parameters", &names).field("region", region).field("account", account).finish()
    }
}

impl Pins {
    /// The fixed value of a parameter or pseudo parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        match name {
            "AWS::Region" => self.region.as_deref(),
            "AWS::AccountId" => self.account.as_deref(),
            _ => self.parameters.get(name).map(String::as_str),
        }
    }
}
