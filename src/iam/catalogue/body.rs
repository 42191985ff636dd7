//! The actions of one service, read out of the catalogue's text when they are asked for.

use super::expansion::Pattern;
use super::{Catalogue, Level, Levels};
use std::ops::Range;

/// A service as the index knows it: enough to answer for all of its actions, and where they stand.
#[derive(Debug)]
pub(super) struct Service<'t> {
    pub(super) prefix: &'t str,
    pub(super) levels: Levels,
    pub(super) scoped: bool,
    pub(super) unscoped: bool,
    pub(super) actions: usize,
    shapes: usize,
    // Not cut out yet: that would touch every page of the text.
    body: Range<usize>,
    bodies: &'t str,
}

impl<'t> Service<'t> {
    /// Reads a line of the index.
    pub(super) fn parse(head: &'t str, bodies: &'t str) -> Option<Self> {
        let mut fields = head.split(' ');
        let prefix = fields.next()?;
        let mut number = || fields.next()?.parse::<usize>().ok();
        let (start, size, shapes, actions) = (number()?, number()?, number()?, number()?);
        let mut levels = Levels::default();
        for letter in fields.next()?.bytes() {
            levels.insert(Level::from_letter(letter)?);
        }
        let scopes = fields.next()?;
        let body = start..start.checked_add(size).filter(|end| *end <= bodies.len())?;
        let (scoped, unscoped) = (scopes.contains('s'), scopes.contains('u'));
        Some(Self { prefix, levels, scoped, unscoped, actions, shapes, body, bodies })
    }
}

/// A service's body, cut into its parts.
#[derive(Clone)]
pub(super) struct Body<'t> {
    types: &'t str,
    keys: &'t str,
    shapes: Vec<&'t str>,
    nouns: &'t str,
}

impl<'t> Body<'t> {
    pub(super) fn new(service: &Service<'t>) -> Self {
        let mut rest = service.bodies.get(service.body.clone()).unwrap_or_default();
        let mut next = || super::line(&mut rest, "").unwrap_or_default();
        let (types, keys) = (next(), next());
        let shapes = (0..service.shapes).map(|_| next()).collect();
        Self { types, keys, shapes, nouns: rest }
    }

    /// Calls `visit` with every action whose name the pattern matches, in the order of the text.
    /// Names are put together in one buffer: no allocation per action that does not match.
    pub(super) fn each<'c>(
        &self,
        catalogue: &'c Catalogue<'t>,
        pattern: &Pattern,
        mut visit: impl FnMut(&[u8], &'t str),
    ) {
        let (mut noun, mut name) = (Vec::new(), Vec::new());
        for line in self.nouns.lines() {
            let mut words = line.split(' ');
            let Some((common, rest)) = words.next().and_then(|word| word.as_bytes().split_first()) else { continue };
            noun.truncate(digit(*common).unwrap_or_default());
            noun.extend_from_slice(rest);
            if !pattern.may_end(&noun) {
                continue;
            }
            for form in words {
                let Some((verb, shape)) = form.as_bytes().split_first() else { continue };
                name.clear();
                // `-` is no digit: the noun is the whole name.
                if let Some(verb) = digit(*verb).and_then(|verb| catalogue.verbs.get(verb)) {
                    name.extend_from_slice(verb.as_bytes());
                }
                name.extend_from_slice(&noun);
                if pattern.matches(&name)
                    && let Some(shape) = number(shape).and_then(|shape| self.shapes.get(shape))
                {
                    visit(&name, shape);
                }
            }
        }
    }
}

/// The level of a shape and whether it lists resource types.
pub(super) fn weigh(shape: &str) -> Option<(Level, bool)> {
    let (letter, rest) = shape.as_bytes().split_first()?;
    Some((Level::from_letter(*letter)?, rest.first().is_some_and(|first| *first != b' ')))
}

/// One action of the catalogue.
#[derive(Clone, Debug)]
pub struct Action<'t> {
    service: &'t str,
    name: String,
    level: Level,
    resources: Vec<(&'t str, bool)>,
    conditions: Vec<String>,
}

impl<'t> Action<'t> {
    pub(super) fn new(
        catalogue: &Catalogue<'t>,
        service: &'t str,
        body: &Body<'t>,
        name: &[u8],
        shape: &str,
    ) -> Option<Self> {
        let (level, _) = weigh(shape)?;
        let (resources, conditions) = shape.get(1..)?.split_once(' ').unwrap_or((shape.get(1..)?, ""));
        let resources = split(resources).filter_map(|reference| {
            let (digits, required) = reference.strip_suffix('!').map_or((reference, false), |digits| (digits, true));
            Some((split(body.types).nth(number(digits.as_bytes())?)?, required))
        });
        let conditions = split(conditions).filter_map(|reference| match reference.strip_prefix('=') {
            Some(shared) => Some((*catalogue.keys.get(number(shared.as_bytes())?)?).to_owned()),
            None => {
                let key = split(body.keys).nth(number(reference.as_bytes())?)?;
                Some(if key.starts_with(':') { format!("{service}{key}") } else { key.to_owned() })
            }
        });
        let name = std::str::from_utf8(name).ok()?.to_owned();
        Some(Self { service, name, level, resources: resources.collect(), conditions: conditions.collect() })
    }

    /// The prefix of the service.
    pub fn service(&self) -> &'t str {
        self.service
    }

    /// The name after the prefix, as AWS writes it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The access level.
    pub fn level(&self) -> Level {
        self.level
    }

    /// The resource types that the action can be limited to, and whether a statement must name one of the type.
    pub fn resource_types(&self) -> &[(&'t str, bool)] {
        &self.resources
    }

    /// The condition keys that the action, or one of its resource types for it, knows; global keys apply besides.
    pub fn condition_keys(&self) -> &[String] {
        &self.conditions
    }
}

/// The items of a list; empty text has none.
fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').filter(|part| !part.is_empty())
}

fn digit(byte: u8) -> Option<usize> {
    match byte {
        b'0'..=b'9' => Some(usize::from(byte - b'0')),
        b'A'..=b'Z' => Some(usize::from(byte - b'A') + 10),
        b'a'..=b'z' => Some(usize::from(byte - b'a') + 36),
        _ => None,
    }
}

fn number(digits: &[u8]) -> Option<usize> {
    digits.iter().try_fold(0_usize, |value, byte| value.checked_mul(62)?.checked_add(digit(*byte)?))
}
