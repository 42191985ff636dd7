//! The catalogue of AWS's actions: which exist, at which access level, for which resource types and condition keys.
//!
//! The data is one text in the program ([`Catalogue::embedded`]), made by `cargo xtask iam-data`. Only its head is read
//! at first; the body of a service is read when an action pattern asks for the service ([`Catalogue::expand`]), and no
//! table of all actions is ever built, because a check of one template has no time for 22,000 of them.
//!
//! The text, line by line (numbers in actions are base 62, `0`-`9A`-`Za`-`z`; lists are sorted):
//! ```text
//! cfn-guardian IAM catalogue 1
//! source <package> <version>
//! updated <date>
//! verbs <verb> …                      the verbs that are abbreviated in the bodies
//! keys <condition key> …              the condition keys that are abbreviated in the bodies
//! services <count>
//! <prefix> <start> <size> <shapes> <actions> <levels of all> <s: some scoped, u: some not>     bytes from the first body
//!   and then one body for each service:
//! <resource type>,…
//! <condition key>,…                   `:Key` is a key under the service's own prefix
//! <level><type>[!],… <key>,…          one line for each shape; `!`: required; `=n`: the n-th abbreviated key
//! <common><noun> <verb><shape> …      one line for each noun, less what it has in common with the noun above it;
//!                                     its actions are verb and noun; `-`: the noun is the whole name
//! ```

mod body;
mod expansion;
#[cfg(test)]
mod tests;

pub use body::Action;
pub use expansion::{Expansion, has_wildcard};

use body::Service;
use std::sync::OnceLock;

const TEXT: &str = include_str!("../../../data/iam/actions.txt");

/// AWS's access level of an action. What tags or manages permissions is a write as well; the narrower word counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// Reads the content or the attributes of a resource.
    Read,
    /// Lists resources.
    List,
    /// Creates, changes or deletes resources.
    Write,
    /// Grants or changes permissions.
    Permissions,
    /// Changes nothing but tags.
    Tagging,
}

impl Level {
    /// All levels, in the order in which rules see them.
    pub const ALL: [Self; 5] = [Self::Read, Self::List, Self::Write, Self::Permissions, Self::Tagging];

    /// The word that rules see.
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::List => "list",
            Self::Write => "write",
            Self::Permissions => "permissions",
            Self::Tagging => "tagging",
        }
    }

    fn from_letter(letter: u8) -> Option<Self> {
        match letter {
            b'r' => Some(Self::Read),
            b'l' => Some(Self::List),
            b'w' => Some(Self::Write),
            b'p' => Some(Self::Permissions),
            b't' => Some(Self::Tagging),
            _ => None,
        }
    }
}

/// A set of access levels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Levels(u8);

impl Levels {
    /// Whether a level is in the set.
    pub fn contains(self, level: Level) -> bool {
        self.0 & (1 << level as u8) != 0
    }

    /// The levels, in the order of [`Level::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Level> {
        Level::ALL.into_iter().filter(move |level| self.contains(*level))
    }

    fn insert(&mut self, level: Level) {
        self.0 |= 1 << level as u8;
    }

    fn extend(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// Why a catalogue's text cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, miette::Diagnostic)]
#[error("the catalogue of IAM actions is damaged: no {what}")]
#[diagnostic(code(iam::catalogue), help("write it anew with `cargo xtask iam-data <unpacked package>`"))]
pub struct CatalogueError {
    what: &'static str,
}

/// The actions of AWS, by service.
#[derive(Debug, Default)]
pub struct Catalogue<'t> {
    source: &'t str,
    updated: &'t str,
    verbs: Vec<&'t str>,
    keys: Vec<&'t str>,
    services: Vec<Service<'t>>,
}

impl Catalogue<'static> {
    /// The catalogue that the program carries.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Catalogue<'static>> = OnceLock::new();
        // A test proves that the text can be read; without it every action would be an unknown one.
        EMBEDDED.get_or_init(|| Self::parse(TEXT).unwrap_or_default())
    }
}

impl<'t> Catalogue<'t> {
    /// Reads the head of a catalogue's text.
    pub fn parse(text: &'t str) -> Result<Self, CatalogueError> {
        let mut rest = text;
        line(&mut rest, "cfn-guardian IAM catalogue 1").ok_or(CatalogueError { what: "heading of version 1" })?;
        let source = line(&mut rest, "source ").ok_or(CatalogueError { what: "source" })?;
        let updated = line(&mut rest, "updated ").ok_or(CatalogueError { what: "date" })?;
        let verbs = line(&mut rest, "verbs ").ok_or(CatalogueError { what: "verbs" })?.split(' ').collect();
        let keys = line(&mut rest, "keys ").ok_or(CatalogueError { what: "keys" })?.split(' ').collect();
        let count = line(&mut rest, "services ").and_then(|count| count.parse::<usize>().ok());
        let count = count.ok_or(CatalogueError { what: "count of services" })?;
        let mut heads = Vec::new();
        for _ in 0..count {
            heads.push(line(&mut rest, "").ok_or(CatalogueError { what: "index" })?);
        }
        let services: Option<Vec<Service<'t>>> = heads.into_iter().map(|head| Service::parse(head, rest)).collect();
        let services = services.ok_or(CatalogueError { what: "readable index" })?;
        Ok(Self { source, updated, verbs, keys, services })
    }

    /// The package and version that the data came from.
    pub fn source(&self) -> &'t str {
        self.source
    }

    /// The day of the data, `YYYY-MM-DD`.
    pub fn updated(&self) -> &'t str {
        self.updated
    }

    /// The service prefixes, sorted.
    pub fn services(&self) -> impl Iterator<Item = &'t str> {
        self.services.iter().map(|service| service.prefix)
    }

    /// What an action pattern (`s3:Get*`, `*`) reaches. Case does not matter; `*` and `?` are wildcards on both sides.
    pub fn expand(&self, pattern: &str) -> Expansion<'_> {
        Expansion::new(self, pattern)
    }

    /// The action of an exact name (`s3:GetObject`), in any case.
    pub fn action(&self, name: &str) -> Option<Action<'_>> {
        if has_wildcard(name) {
            return None;
        }
        self.expand(name).actions().next()
    }
}

/// The rest of the next line if it begins with `start`; `text` then begins at the line after it.
fn line<'t>(text: &mut &'t str, start: &str) -> Option<&'t str> {
    let (line, rest) = text.split_once('\n')?;
    let value = line.strip_prefix(start)?;
    *text = rest;
    Some(value)
}
