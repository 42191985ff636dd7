//! The three-valued logic: from what a rule says to violated, undetermined and satisfied.
//!
//! A rule is two-valued: it compares values, and a value that is not known compares to nothing. Whether its answer hangs
//! on such a value is decided here, over the graph's own values:
//!
//! - a violation whose place is not known, lies below something that is not known, or has a deciding path below it that
//!   is not known, is undetermined. Text with an unknown part and a list with an unknown item count as not known only
//!   when the violation points exactly at them;
//! - a resource of the rule's types about which the rule says nothing is undetermined when something on a deciding path
//!   is not known as a whole, and satisfied otherwise.
//!
//! A missing property is known to be missing; a reference to another resource is known to be set.

use super::card::{Card, Judges, covers};
use super::decides::{self, Segment};
use super::{Answer, Place};
use crate::finding::Verdict;
use crate::graph::{Graph, Resource};
use crate::resolve::value::{Path, Reason, Step, Unknown, Value, ValueKind};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a rule said, before the logic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Where.
    pub place: Place,
    /// The message of a violation, or the reason of what the rule itself finds undetermined.
    pub words: String,
    /// Whether it is a violation.
    pub violated: bool,
    /// Other places with their labels.
    pub related: Vec<(Place, String)>,
}

/// Something that is not known: where, and why in words.
type Hole = (Path, String);

/// A card with its deciding paths read.
#[derive(Debug)]
pub struct Judge<'a> {
    rule: usize,
    card: &'a Card,
    decides_on: Vec<Vec<Segment>>,
}

impl<'a> Judge<'a> {
    /// The judge of a rule.
    pub fn new(rule: usize, card: &'a Card) -> Self {
        // Cards are checked when they are read: a path that is wrong does not come here.
        let decides_on = card.decides_on.iter().filter_map(|path| decides::parse(path).ok()).collect();
        Self { rule, card, decides_on }
    }

    /// The answers of the rule on a graph, ordered and each once, and the number of its resources that are satisfied.
    pub fn answers(&self, graph: &Graph, said: Vec<Said>) -> (Vec<Answer>, usize) {
        let mut answers: Vec<Answer> = said.into_iter().map(|said| self.weigh(graph, said)).collect();
        let answered: BTreeSet<Arc<str>> =
            answers.iter().filter_map(|answer| resource_of(&answer.place)).cloned().collect();
        let mut satisfied = 0;
        let is_mine = |kind: &str| self.card.resources.iter().any(|pattern| covers(pattern, kind));
        for resource in
            graph.resources.iter().filter(|resource| is_mine(&resource.kind) && !answered.contains(&resource.key))
        {
            match self.first_hole(resource) {
                Some((place, why)) => answers.push(self.undetermined(resource, place, why, Vec::new())),
                None => satisfied += 1,
            }
        }
        answers.sort_by(|a, b| {
            (&a.place, &a.message, a.verdict, &a.reason).cmp(&(&b.place, &b.message, b.verdict, &b.reason))
        });
        answers.dedup();
        (answers, satisfied)
    }

    /// The deciding paths are looked up below `Properties`, and below the resource for what is no property.
    fn first_hole(&self, resource: &Resource) -> Option<(Place, String)> {
        if self.card.judges != Judges::Value {
            return None;
        }
        let holes = |root: &Value| -> Option<Hole> {
            let mut holes = Vec::new();
            self.decides_on.iter().for_each(|path| find_holes(root, path, &mut Vec::new(), &mut holes));
            holes.into_iter().min()
        };
        let place = |resource: &Resource, path| Place::Property { resource: Arc::clone(&resource.key), path };
        let attribute = |resource: &Resource, path| Place::Attribute { resource: Arc::clone(&resource.key), path };
        holes(&resource.properties)
            .map(|(path, why)| (place(resource, path), why))
            .or_else(|| holes(&resource.attributes).map(|(path, why)| (attribute(resource, path), why)))
    }

    /// One thing that the rule said, as an answer.
    fn weigh(&self, graph: &Graph, said: Said) -> Answer {
        let resource = resource_of(&said.place).and_then(|key| graph.resource(key)).cloned();
        if let Some(resource) = resource {
            if !said.violated {
                let message = format!("{} cannot be judged", resource.name());
                let answer = self.undetermined(&resource, said.place, said.words, said.related);
                return Answer { message, ..answer };
            }
            if let Some((place, why)) = self.hole_of(&resource, &said.place) {
                return self.undetermined(&resource, place, why, said.related);
            }
        }
        let verdict = if said.violated { Verdict::Violated } else { Verdict::Undetermined };
        let (message, reason) = match verdict {
            Verdict::Violated => (said.words, None),
            Verdict::Undetermined => ("the template cannot be judged".to_owned(), Some(said.words)),
        };
        Answer { rule: self.rule, verdict, place: said.place, message, reason, related: said.related }
    }

    /// What is not known about the place of a violation.
    fn hole_of(&self, resource: &Resource, place: &Place) -> Option<(Place, String)> {
        let key = Arc::clone(&resource.key);
        match place {
            _ if self.card.judges != Judges::Value => None,
            Place::Property { path, .. } => {
                let (path, why) = self.hole_at(&resource.properties, path)?;
                Some((Place::Property { resource: key, path }, why))
            }
            Place::Attribute { path, .. } => {
                let (path, why) = self.hole_at(&resource.attributes, path)?;
                Some((Place::Attribute { resource: key, path }, why))
            }
            Place::Template { .. } => None,
        }
    }

    fn hole_at(&self, root: &Value, path: &Path) -> Option<Hole> {
        let mut value = root;
        let mut walked = Vec::new();
        for step in path {
            if let Some(why) = why_unknown(value) {
                return Some((walked, why));
            }
            // A scalar in place of a list is its first item, as `graph.as_list` has it.
            let alone = matches!(step, Step::Index(0)) && !matches!(value.kind, ValueKind::List(_));
            if !alone {
                value = value.step(step)?;
                walked.push(step.clone());
            }
        }
        if let Some(why) = why_unknown(value).or_else(|| why_partly_unknown(value)) {
            return Some((walked, why));
        }
        let mut holes = Vec::new();
        self.decides_on.iter().for_each(|path| find_holes(root, path, &mut Vec::new(), &mut holes));
        holes.into_iter().filter(|(hole, _)| hole.starts_with(&walked)).min()
    }

    fn undetermined(&self, resource: &Resource, place: Place, why: String, related: Vec<(Place, String)>) -> Answer {
        let path = match &place {
            Place::Property { path, .. } | Place::Attribute { path, .. } | Place::Template { path } => path,
        };
        let name = path.iter().rev().find_map(|step| match step {
            Step::Key(name) => Some(name),
            Step::Index(_) => None,
        });
        let message = match name {
            Some(name) => format!("{name} of {} is not known", resource.id),
            None => format!("{} cannot be judged", resource.name()),
        };
        Answer { rule: self.rule, verdict: Verdict::Undetermined, place, message, reason: Some(why), related }
    }
}

fn resource_of(place: &Place) -> Option<&Arc<str>> {
    match place {
        Place::Property { resource, .. } | Place::Attribute { resource, .. } => Some(resource),
        Place::Template { .. } => None,
    }
}

/// Everything on a deciding path that is not known as a whole.
fn find_holes(value: &Value, segments: &[Segment], path: &mut Path, holes: &mut Vec<Hole>) {
    if let Some(why) = why_unknown(value) {
        holes.push((path.clone(), why));
        return;
    }
    let Some((segment, rest)) = segments.split_first() else { return };
    let mut below = |step: Step, value: &Value| {
        path.push(step);
        find_holes(value, rest, path, holes);
        path.pop();
    };
    match (segment, &value.kind) {
        (Segment::Key(name), ValueKind::Map(_)) => {
            if let Some(field) = value.field(name) {
                below(Step::Key(Arc::clone(&field.name)), &field.value);
            }
        }
        (Segment::Values, ValueKind::Map(fields)) => {
            fields.iter().for_each(|field| below(Step::Key(Arc::clone(&field.name)), &field.value));
        }
        (Segment::Items, ValueKind::List(items)) => {
            items.iter().enumerate().for_each(|(index, item)| below(Step::Index(index), item));
        }
        (Segment::Items, _) => find_holes(value, rest, path, holes),
        (Segment::Key(_) | Segment::Values, _) => {}
    }
}

/// Why a value as a whole is not known, in words.
fn why_unknown(value: &Value) -> Option<String> {
    match &value.kind {
        ValueKind::Unknown(unknown) => Some(in_words(unknown)),
        ValueKind::Dynamic(dynamic) => {
            Some(format!("{{{{resolve:{}:{}}}}} is read at deployment", dynamic.service, dynamic.reference))
        }
        _ => None,
    }
}

/// Why a part of a text or an item of a list is not known.
fn why_partly_unknown(value: &Value) -> Option<String> {
    match &value.kind {
        ValueKind::Mixed(parts) | ValueKind::List(parts) => parts.iter().find_map(why_unknown),
        _ => None,
    }
}

/// The reason as a sentence.
fn in_words(unknown: &Unknown) -> String {
    let name = &unknown.name;
    match unknown.reason {
        Reason::Parameter => format!("parameter {name} has no default"),
        Reason::PseudoParameter => format!("{name} is set only at deployment"),
        Reason::Import => format!("{name} is imported from another stack"),
        Reason::DynamicReference => format!("{name} is read at deployment"),
        Reason::Attribute => format!("attribute {name} is given only by AWS"),
        Reason::Dangling => format!("{name} is not defined in the template"),
        Reason::AbsentResource => format!("resource {name} does not exist in this deployment"),
        Reason::Condition => format!("condition {name} cannot be decided"),
        Reason::Transform => format!("transform {name} is run only by AWS"),
        Reason::Function => format!("{name} cannot be computed"),
        Reason::UntilApply => format!("{name} is known only after the deployment"),
        Reason::Secret => format!("{name} is kept secret"),
    }
}

#[cfg(test)]
#[path = "three_valued_tests.rs"]
mod tests;
