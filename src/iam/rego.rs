//! Statements as the rules see them: `facts.statements` of the `input` document.

use super::catalogue::{Catalogue, has_wildcard};
use super::statement::{Condition, Effect, Element, Principal, Statement};
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
            ("resources", list(&self.resources, element)),
            ("not_resources", list(&self.not_resources, element)),
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

/// A value as rules see it: JSON, with marker objects for what is not a literal.
pub fn marker(value: &Value) -> Rego {
    match &value.kind {
        ValueKind::Null => Rego::Null,
        ValueKind::Bool(value) => (*value).into(),
        ValueKind::Int(value) => (*value).into(),
        ValueKind::Float(value) => (*value).into(),
        ValueKind::Text(text) => Rego::String(Arc::clone(text)),
        ValueKind::List(items) => list(items, marker),
        ValueKind::Map(fields) => fields
            .iter()
            .map(|field| (Rego::String(Arc::clone(&field.name)), marker(&field.value)))
            .collect::<BTreeMap<_, _>>()
            .into(),
        ValueKind::Ref(reference) => {
            let mut fields = vec![("$ref", Rego::String(Arc::clone(&reference.target)))];
            let attribute = reference.attribute.as_ref();
            fields.extend(attribute.map(|attribute| ("attribute", Rego::String(Arc::clone(attribute)))));
            object(fields)
        }
        ValueKind::Dynamic(dynamic) => {
            let service = Rego::String(Arc::clone(&dynamic.service));
            let reference = Rego::String(Arc::clone(&dynamic.reference));
            object(vec![("$dynamic", object(vec![("service", service), ("reference", reference)]))])
        }
        ValueKind::Mixed(parts) => object(vec![("$text", list(parts, marker))]),
        ValueKind::Unknown(unknown) => {
            let reason = unknown.reason.word().into();
            let name = Rego::String(Arc::clone(&unknown.name));
            object(vec![("$unknown", object(vec![("reason", reason), ("name", name)]))])
        }
    }
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
