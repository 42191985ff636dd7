//! What a provider adds to each of its resources: its region, the role that it assumes, default tags.
//!
//! An explicit provider says it in its inputs, where whatever is not text is JSON inside of text. The default provider
//! is configured by the stack: `aws:region`.

use super::index::Index;
use super::shape::present;
use super::urn;
use super::values::known;
use crate::source::{Limits, Node, Source, SourceId, parse};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a provider is told.
#[derive(Clone, Debug, Default)]
pub(super) struct Settings {
    /// The region.
    pub(super) region: Option<Arc<str>>,
    /// The role.
    pub(super) assumed_role: Option<Arc<str>>,
    /// The tags.
    pub(super) default_tags: Vec<(Arc<str>, Arc<str>)>,
}

/// The providers of a document by their URN, and what the configuration says by package.
pub(super) struct Providers<'a> {
    explicit: BTreeMap<Arc<str>, Settings>,
    config: Option<&'a Node>,
    by_package: BTreeMap<String, Settings>,
}

impl<'a> Providers<'a> {
    /// The providers among the states.
    pub(super) fn new(index: &Index<'a>, config: Option<&'a Node>) -> Self {
        let providers = index.states.values().filter(|state| state.kind.starts_with(urn::PROVIDERS));
        let settings = |inputs: &Node| Settings::of(|name| present(inputs, name));
        let explicit =
            providers.filter_map(|state| Some((Arc::clone(&state.urn), settings(state.node.get("inputs")?))));
        Self { explicit: explicit.collect(), config, by_package: BTreeMap::new() }
    }

    /// What the provider of a resource adds to it. Of two places, the nearer one counts.
    pub(super) fn of(&mut self, reference: Option<&str>, kind: &str) -> Settings {
        let provider = reference.and_then(urn::of_provider);
        let token = provider.and_then(urn::Urn::parse).map_or(kind, |urn| urn.kind);
        let package = urn::package(token);
        let explicit = provider.and_then(|provider| self.explicit.get(provider)).cloned().unwrap_or_default();
        let config = self.config;
        let by_package = self.by_package.entry(package.to_owned());
        let configured =
            by_package.or_insert_with(|| Settings::of(|name| present(config?, &format!("{package}:{name}"))));
        // An explicit provider does not read the configuration; one that is not in the document says nothing.
        if is_default(provider) { explicit.or(configured) } else { explicit }
    }
}

/// Whether a provider is the one that nobody made: `default_6_63_0`.
fn is_default(provider: Option<&str>) -> bool {
    let name = provider.and_then(urn::Urn::parse).map(|urn| urn.name);
    name.is_none_or(|name| name == "default" || name.starts_with("default_"))
}

impl Settings {
    fn of<'a>(get: impl Fn(&str) -> Option<&'a Node>) -> Self {
        let role = |node: &Node| node.get("roleArn").and_then(known).cloned();
        let one = get("assumeRole").and_then(structure).and_then(|node| role(&node));
        let last =
            || get("assumeRoles").and_then(structure).and_then(|node| node.as_list()?.iter().rev().find_map(role));
        let tags = get("defaultTags").and_then(structure);
        let tags = tags.as_ref().and_then(|node| node.get("tags")?.as_map()).unwrap_or_default();
        let tag = |(name, value): (&Arc<str>, &Node)| Some((Arc::clone(name), Arc::clone(known(value)?)));
        Self {
            region: get("region").and_then(known).cloned(),
            assumed_role: one.or_else(last),
            default_tags: tags.iter().map(|entry| (&entry.key.text, &entry.value)).filter_map(tag).collect(),
        }
    }

    fn or(self, other: &Self) -> Self {
        Self {
            region: self.region.or_else(|| other.region.clone()),
            assumed_role: self.assumed_role.or_else(|| other.assumed_role.clone()),
            default_tags: if self.default_tags.is_empty() { other.default_tags.clone() } else { self.default_tags },
        }
    }
}

/// A value that may stand as JSON inside of text.
fn structure(node: &Node) -> Option<Cow<'_, Node>> {
    if node.as_scalar().is_none() {
        return Some(Cow::Borrowed(node));
    }
    let text = known(node)?;
    // Only what it says is taken from it: its places are never shown.
    let source = Source::new("", Arc::clone(text), 0);
    parse(SourceId::default(), &source, &Limits::default()).ok().map(|document| Cow::Owned(document.root))
}
