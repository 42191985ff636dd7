//! Statements as the rules see them: `facts.statements` of the `input` document.

use super::catalogue::{Catalogue, has_wildcard};
use super::reach;
use super::statement::{Condition, Effect, Element, Principal, Statement};
use crate::graph::input::marker;
use crate::resolve::value::{Path, Step, Value, ValueKind};
use regorus::Value as Rego;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// `facts.statements`: all statements, with what the catalogue knows of their actions.
pub fn facts(statements: &[Statement], catalogue: &Catalogue<'_>) -> Rego {
    let mut meanings = Meanings::new(catalogue);
    statements.iter().map(|statement| statement.to_rego(&mut meanings)).collect::<Vec<_>>().into()
}

/// What action patterns mean, each looked up once.
pub struct Meanings<'c> {
    catalogue: &'c Catalogue<'c>,
    // Never iterated: only asked for one pattern at a time.
    known: HashMap<Arc<str>, Meaning>,
}

#[derive(Clone)]
struct Meaning {
    access: Rego,
    resource_scoped: bool,
    unscoped_only: bool,
    known: bool,
}

impl<'c> Meanings<'c> {
    /// Nothing looked up yet.
    pub fn new(catalogue: &'c Catalogue<'c>) -> Self {
        Self { catalogue, known: HashMap::new() }
    }

    fn of(&mut self, value: &Value) -> Meaning {
        let Some(pattern) = value.as_text() else {
            let access = Rego::new_array();
            return Meaning { access, resource_scoped: false, unscoped_only: false, known: false };
        };
        if let Some(meaning) = self.known.get(pattern) {
            return meaning.clone();
        }
        let expansion = self.catalogue.expand(pattern);
        let meaning = Meaning {
            access: expansion.access.iter().map(|level| Rego::from(level.word())).collect::<Vec<_>>().into(),
            resource_scoped: expansion.resource_scoped,
            unscoped_only: expansion.unscoped_only,
            known: expansion.known,
        };
        self.known.insert(Arc::clone(pattern), meaning.clone());
        meaning
    }
}

impl Statement {
    /// The statement as an item of `facts.statements`.
    pub fn to_rego(&self, meanings: &mut Meanings<'_>) -> Rego {
        let mut fields = vec![
            ("owner", Rego::String(Arc::clone(&self.owner))),
            ("kind", self.kind.word().into()),
            ("path", path(&self.path)),
            ("actions", list(&self.actions, |action| action_fact(action, meanings))),
            ("not_actions", list(&self.not_actions, element)),
            ("resources", list(&self.resources, resource)),
            ("not_resources", list(&self.not_resources, resource)),
            ("principals", list(&self.principals, principal)),
            ("not_principals", list(&self.not_principals, principal)),
            ("conditions", list(&self.conditions, condition)),
        ];
        let effect = self.effect.as_ref().map(|effect| match effect {
            Effect::Allow => "Allow".into(),
            Effect::Deny => "Deny".into(),
            Effect::Other(value) => marker(value),
        });
        fields.extend(effect.map(|effect| ("effect", effect)));
        fields.extend(self.sid.as_ref().map(|sid| ("sid", Rego::String(Arc::clone(sid)))));
        object(fields)
    }
}

fn action_fact(action: &Element, meanings: &mut Meanings<'_>) -> Rego {
    let meaning = meanings.of(&action.value);
    let wildcard = match &action.value.kind {
        ValueKind::Text(text) => has_wildcard(text),
        ValueKind::Mixed(parts) => parts.iter().any(|part| part.as_text().is_some_and(|text| has_wildcard(text))),
        _ => false,
    };
    object(vec![
        ("value", marker(&action.value)),
        ("path", path(&action.path)),
        ("access", meaning.access),
        ("wildcard", wildcard.into()),
        ("resource_scoped", meaning.resource_scoped.into()),
        ("unscoped_only", meaning.unscoped_only.into()),
        ("known", meaning.known.into()),
    ])
}

fn element(element: &Element) -> Rego {
    object(vec![("value", marker(&element.value)), ("path", path(&element.path))])
}

fn resource(resource: &Element) -> Rego {
    let every = reach::is_every(&resource.value);
    object(vec![("value", marker(&resource.value)), ("path", path(&resource.path)), ("every", every.into())])
}

fn principal(principal: &Principal) -> Rego {
    object(vec![
        ("type", Rego::String(Arc::clone(&principal.kind))),
        ("value", marker(&principal.value)),
        ("path", path(&principal.path)),
    ])
}

fn condition(condition: &Condition) -> Rego {
    object(vec![
        ("operator", Rego::String(Arc::clone(&condition.operator))),
        ("key", Rego::String(Arc::clone(&condition.key))),
        ("values", list(&condition.values, marker)),
        ("path", path(&condition.path)),
    ])
}

pub(super) fn path(path: &Path) -> Rego {
    list(path, |step| match step {
        Step::Index(index) => (*index).into(),
        Step::Key(name) => Rego::String(Arc::clone(name)),
    })
}

pub(super) fn list<T>(items: &[T], convert: impl FnMut(&T) -> Rego) -> Rego {
    items.iter().map(convert).collect::<Vec<_>>().into()
}

pub(super) fn object(fields: Vec<(&'static str, Rego)>) -> Rego {
    fields.into_iter().map(|(name, value)| (Rego::from(name), value)).collect::<BTreeMap<_, _>>().into()
}
