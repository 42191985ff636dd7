//! From a CloudFormation property back to the Pulumi input that a person writes.
//!
//! The inputs that the SDK has are walked, each with the property that it becomes, until one becomes the wanted one.
//! What a side resource sets is named with its type: `versioningConfiguration.status of aws:s3/bucketVersioning:…`.

use super::native;
use super::shapes::{self, Code, Layer, Shapes};
use super::table::{Becomes, Entry, Move, Row, Tables};
use crate::resolve::value::Step;
use std::sync::Arc;

/// Shapes of inputs may contain themselves.
const MOST_DEPTH: usize = 24;

/// The input of a Pulumi type that a property (a path from `Properties`) comes from, or would come from.
pub fn input_of(kind: &str, path: &[Step]) -> Option<String> {
    Tables::default().input_of(kind, path)
}

impl Tables {
    /// The input of a Pulumi type that a property comes from; the user's own tables count.
    pub fn input_of(&self, kind: &str, path: &[Step]) -> Option<String> {
        if native::kind(kind).is_some() {
            return (!path.is_empty()).then(|| native::input_of(path));
        }
        let wanted = wanted(path);
        if wanted.is_empty() {
            return None;
        }
        let forms = self.forms(kind)?;
        let own = forms.iter().filter_map(|entry| Search::new(entry, kind, &wanted).best()).min();
        match own {
            Some((Fit::Exact, said)) => Some(said),
            own => {
                let side = forms.iter().find_map(|entry| self.side_input(kind, entry.target_type()?, &wanted));
                side.or(own.map(|(_, said)| said))
            }
        }
    }

    /// The input of a side resource of the same service.
    fn side_input(&self, kind: &str, target: &str, wanted: &[Wanted<'_>]) -> Option<String> {
        let built_in = super::builtin::module(kind).into_iter().flat_map(|tables| &tables.types);
        let mut best: Option<(Fit, String)> = None;
        for (side, forms) in self.types.iter().chain(built_in) {
            for entry in forms.iter() {
                if !matches!(&entry.becomes, Becomes::Part(fold) if fold.into == target) {
                    continue;
                }
                if let Some((fit, said)) = Search::new(entry, side, wanted).best() {
                    let said = format!("{said} of {side}");
                    if best.as_ref().is_none_or(|(other, _)| fit < *other) {
                        best = Some((fit, said));
                    }
                }
            }
        }
        best.map(|(_, said)| said)
    }
}

/// One name of the wanted path, with the index that follows it.
type Wanted<'a> = (&'a str, Option<usize>);

fn wanted(path: &[Step]) -> Vec<Wanted<'_>> {
    let mut wanted: Vec<Wanted<'_>> = Vec::new();
    for step in path {
        match (step, wanted.last_mut()) {
            (Step::Key(name), _) => wanted.push((name, None)),
            (Step::Index(index), Some(last)) => last.1 = Some(*index),
            (Step::Index(_), None) => {}
        }
    }
    wanted
}

/// How well an input fits, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// It becomes the property.
    Exact,
    /// It does, but the SDK advises against it.
    Deprecated,
    /// It becomes something inside the property.
    Inside,
}

struct Search<'a> {
    entry: &'a Entry,
    inputs: Option<Arc<Shapes>>,
    schema: Option<Arc<Shapes>>,
    wanted: &'a [Wanted<'a>],
    best: Option<(Fit, String)>,
}

/// Where a search stands.
#[derive(Clone, Copy)]
struct At<'s> {
    /// The shape of the inputs.
    inputs: &'static str,
    /// The shape of the properties, if it is known.
    schema: Option<&'static str>,
    /// The path of the inputs as the rows write it, and as it is said.
    path: &'s str,
    said: &'s str,
    /// How many of the wanted names are behind.
    done: usize,
    deprecated: bool,
    depth: usize,
}

impl<'a> Search<'a> {
    fn new(entry: &'a Entry, kind: &str, wanted: &'a [Wanted<'a>]) -> Self {
        let schema = entry.target_type().and_then(|kind| shapes::schema().get(kind));
        Self { entry, inputs: shapes::inputs().get(kind), schema, wanted, best: None }
    }

    fn best(mut self) -> Option<(Fit, String)> {
        let under: Vec<&str> = self.entry.under.iter().flat_map(|under| under.split('.')).collect();
        let inside = self.matches(0, &under);
        let root = At { inputs: "", schema: Some(""), path: "", said: "", done: 0, deprecated: false, depth: 0 };
        let schema = self.codes(Some(""), &under).last().copied().flatten().and_then(Code::object);
        let schema = if under.is_empty() { Some("") } else { schema };
        match (&self.inputs, inside) {
            (None, _) => self.rows_only(),
            (Some(_), true) => self.walk(At { schema, done: under.len(), ..root }),
            // What goes elsewhere (`/Tags`) is still found.
            (Some(_), false) => self.walk(At { schema, done: usize::MAX, ..root }),
        }
        self.best
    }

    /// Without the SDK's definitions: the rows, else the property in camel case.
    fn rows_only(&mut self) {
        let names: Vec<&str> = self.wanted.iter().map(|(name, _)| *name).collect();
        for (path, row) in &self.entry.inputs {
            let Row::Move(row) = row else { continue };
            if row.to.as_ref().is_some_and(|to| to.steps == names) && !path.contains('.') {
                self.offer(Fit::Exact, path.clone());
            }
        }
        let camel: Vec<String> = names.iter().map(|name| native::camel(name)).collect();
        self.offer(Fit::Inside, camel.join("."));
    }

    fn walk(&mut self, at: At<'_>) {
        let Some(shapes) = self.inputs.clone() else { return };
        if at.depth > MOST_DEPTH {
            return;
        }
        for (name, code) in shapes.names(at.inputs) {
            let path = if at.path.is_empty() { (*name).to_owned() } else { format!("{}.{name}", at.path) };
            let entry = self.entry;
            match entry.row(&path) {
                Some(Row::Drop) => {}
                Some(Row::Move(row)) => self.moved(at, name, *code, &path, Some(row)),
                None => self.moved(at, name, *code, &path, None),
            }
        }
    }

    fn moved(&mut self, at: At<'_>, name: &str, code: Code, path: &str, row: Option<&Move>) {
        if row.is_some_and(|row| row.attribute.is_some() || row.key.is_some()) {
            return;
        }
        let separate = row.and_then(|row| row.resource.as_ref()).map(|(kind, _)| kind);
        let (start, steps) = match row.and_then(|row| row.to.as_ref()) {
            Some(to) => (if to.absolute || separate.is_some() { 0 } else { at.done }, to.steps.clone()),
            None if separate.is_some() => (0, Vec::new()),
            None => match self.same(at.schema, name) {
                Some(same) => (at.done, vec![same]),
                None => return,
            },
        };
        let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
        let schema = if start == 0 && at.done != 0 { Some("") } else { at.schema };
        let leaf = self.codes(schema, &steps).last().copied().flatten();
        let said = self.said(at.said, name, code, start, steps.len(), path);
        let deprecated = at.deprecated || row.is_some_and(|row| row.deprecated);
        let exact = if deprecated { Fit::Deprecated } else { Fit::Exact };
        if start == usize::MAX || !self.matches(start, &steps) {
            return;
        }
        let done = start + steps.len();
        if done > self.wanted.len() {
            return self.offer(Fit::Inside, said);
        }
        if done == self.wanted.len() && !steps.is_empty() {
            return self.offer(exact, said);
        }
        let schema = if separate.is_some() {
            None
        } else if steps.is_empty() {
            schema
        } else {
            leaf.and_then(Code::object)
        };
        match code.object() {
            Some(inputs) => {
                self.walk(At { inputs, schema, path, said: &said, done, deprecated, depth: at.depth + 1 });
            }
            // A document, or a mapping with free keys: what is wanted stands somewhere in it.
            None if separate.is_some() || leaf.is_some_and(|leaf| leaf.layer() != Layer::Scalar) => {
                self.offer(exact, said);
            }
            None => {}
        }
    }

    /// Whether the names from `start` on are these, as far as both go.
    fn matches(&self, start: usize, steps: &[&str]) -> bool {
        let wanted = self.wanted.get(start..).unwrap_or_default();
        start < self.wanted.len() && wanted.iter().zip(steps).all(|((wanted, _), step)| wanted == step)
    }

    fn same(&self, schema: Option<&'static str>, name: &str) -> Option<String> {
        match (&self.schema, schema) {
            (Some(shapes), Some(shape)) => shapes.find(shape, name).map(|(name, _)| name.to_owned()),
            _ => Some(shapes::pascal(name)),
        }
    }

    fn codes(&self, schema: Option<&'static str>, steps: &[&str]) -> Vec<Option<Code>> {
        let codes = self.schema.as_ref().and_then(|shapes| shapes.walk(schema?, steps.iter().copied()));
        codes.map_or_else(|| vec![None; steps.len()], |codes| codes.into_iter().map(Some).collect())
    }

    /// The path with one more name, and its index where lists stand on both sides and none is repeated.
    fn said(&self, said: &str, name: &str, code: Code, start: usize, steps: usize, path: &str) -> String {
        let dot = if said.is_empty() { "" } else { "." };
        let index = steps.checked_sub(1).and_then(|last| self.wanted.get(start.checked_add(last)?)?.1);
        let below = format!("{path}.");
        let repeated = |(other, row): (&String, &Row)| {
            (other == path || other.starts_with(&below))
                && matches!(row, Row::Move(row) if row.spread.is_some() || row.append)
        };
        match index {
            Some(index) if code.is_list() && !self.entry.inputs.iter().any(repeated) => {
                format!("{said}{dot}{name}[{index}]")
            }
            _ => format!("{said}{dot}{name}"),
        }
    }

    fn offer(&mut self, fit: Fit, said: String) {
        if self.best.as_ref().is_none_or(|(best, _)| fit < *best) {
            self.best = Some((fit, said));
        }
    }
}
