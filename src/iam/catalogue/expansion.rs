//! What an action pattern reaches: an answer at once, and the actions one by one for who asks.

use super::body::{Action, Body, Service, weigh};
use super::{Catalogue, Levels};
use crate::iam::pattern;

/// The actions that a pattern matches, weighed together.
pub struct Expansion<'c> {
    catalogue: &'c Catalogue<'c>,
    services: Vec<&'c Service<'c>>,
    pattern: Pattern,
    /// The access levels that occur among the actions.
    pub access: Levels,
    /// At least one of the actions can be limited to a resource.
    pub resource_scoped: bool,
    /// There are actions, and none of them can be limited to a resource.
    pub unscoped_only: bool,
    /// There are actions.
    pub known: bool,
    /// How many actions there are.
    pub count: usize,
}

impl<'c> Expansion<'c> {
    pub(super) fn new(catalogue: &'c Catalogue<'c>, pattern: &str) -> Self {
        let pattern = pattern.to_ascii_lowercase();
        // Without a colon there is no service: IAM takes that for `*` only.
        let (service, action) = match pattern.split_once(':') {
            Some(parts) => parts,
            None if !pattern.is_empty() && pattern.bytes().all(|byte| byte == b'*') => ("*", "*"),
            None => ("", ""),
        };
        let services = services(catalogue, service);
        let mut expansion = Self {
            catalogue,
            services: Vec::new(),
            pattern: Pattern::new(action),
            access: Levels::default(),
            resource_scoped: false,
            unscoped_only: false,
            known: false,
            count: 0,
        };
        let mut unscoped = false;
        for service in services {
            let (count, some_unscoped) = expansion.weigh(service);
            if count > 0 {
                expansion.services.push(service);
                expansion.count += count;
                unscoped |= some_unscoped;
            }
        }
        expansion.known = expansion.count > 0;
        expansion.unscoped_only = unscoped && !expansion.resource_scoped;
        expansion
    }

    /// Takes in what a service has for the pattern: how many actions, and whether one has no resource type.
    fn weigh(&mut self, service: &Service<'_>) -> (usize, bool) {
        if self.pattern.is_everything() {
            self.access.extend(service.levels);
            self.resource_scoped |= service.scoped;
            return (service.actions, service.unscoped);
        }
        let (mut count, mut unscoped) = (0, false);
        let (access, resource_scoped, pattern) = (&mut self.access, &mut self.resource_scoped, &self.pattern);
        Body::new(service).each(self.catalogue, pattern, |_, shape| {
            if let Some((level, scoped)) = weigh(shape) {
                count += 1;
                access.insert(level);
                *resource_scoped |= scoped;
                unscoped |= !scoped;
            }
        });
        (count, unscoped)
    }

    /// The actions, ordered by service and name.
    pub fn actions(&self) -> impl Iterator<Item = Action<'c>> + '_ {
        self.services.iter().flat_map(|service| {
            let body = Body::new(service);
            let mut actions = Vec::new();
            body.each(self.catalogue, &self.pattern, |name, shape| {
                actions.extend(Action::new(self.catalogue, service.prefix, &body, name, shape))
            });
            actions.sort_by(|left, right| left.name().cmp(right.name()));
            actions
        })
    }
}

fn services<'c>(catalogue: &'c Catalogue<'c>, pattern: &str) -> Vec<&'c Service<'c>> {
    if has_wildcard(pattern) {
        let pattern = Pattern::new(pattern);
        return catalogue.services.iter().filter(|service| pattern.matches(service.prefix.as_bytes())).collect();
    }
    let found = catalogue.services.binary_search_by(|service| service.prefix.cmp(pattern));
    found.ok().and_then(|at| catalogue.services.get(at)).into_iter().collect()
}

/// Whether a pattern has a wildcard of IAM's.
pub fn has_wildcard(pattern: &str) -> bool {
    pattern.contains(['*', '?'])
}

/// One side of an action pattern, in lower case.
pub(super) struct Pattern {
    /// With one star for several in a row: a long row must not be walked once for each action.
    bytes: Vec<u8>,
    /// Where the text after the last wildcard begins.
    tail: usize,
}

impl Pattern {
    fn new(pattern: &str) -> Self {
        let mut bytes = pattern.as_bytes().to_vec();
        bytes.dedup_by(|byte, before| *byte == b'*' && *before == b'*');
        let tail = bytes.iter().rposition(|byte| matches!(byte, b'*' | b'?')).map_or(0, |last| last + 1);
        Self { bytes, tail }
    }

    fn is_everything(&self) -> bool {
        self.bytes == b"*"
    }

    /// Whether a name with this end can match: what most names of a service fail, without being put together.
    pub(super) fn may_end(&self, end: &[u8]) -> bool {
        let tail = self.bytes.get(self.tail..).unwrap_or_default();
        tail.iter().rev().zip(end.iter().rev()).all(|(wanted, byte)| *wanted == byte.to_ascii_lowercase())
    }

    /// Whether a name in any case matches.
    pub(super) fn matches(&self, name: &[u8]) -> bool {
        pattern::matches(&self.bytes, name, |wanted, byte| wanted == b'?' || wanted == byte.to_ascii_lowercase())
    }
}
