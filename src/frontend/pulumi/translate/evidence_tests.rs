//! Every row of every table names an input that the SDK has and a property that CloudFormation has.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

use super::shapes::{self, Code, Layer, Shapes};
use super::table::{Becomes, Entry, Move, Row, Tables};
use crate::config::{Origin, Problem};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Statements of web ACLs contain one another; deeper ones repeat what was seen.
const MOST_DEPTH: usize = 7;

/// Walks the SDK's inputs of one type along an entry.
pub(super) struct Walk<'a> {
    entry: &'a Entry,
    inputs: Arc<Shapes>,
    root: Arc<Shapes>,
    visited: BTreeSet<String>,
    wrong: Vec<String>,
    /// Inputs that become nothing.
    pub left_out: Vec<String>,
}

impl<'a> Walk<'a> {
    pub fn new(entry: &'a Entry, token: &str) -> Option<Self> {
        let inputs = shapes::inputs().get(token)?;
        let root = shapes::schema().get(entry.target_type()?).unwrap();
        let mut walk = Self { entry, inputs, root, visited: BTreeSet::new(), wrong: Vec::new(), left_out: Vec::new() };
        let root = walk.root.clone();
        if !root.complete {
            walk.wrong.push("the schema lists the type in part only".into());
        }
        let shape = match &entry.under {
            Some(under) => walk.target(&root, "", std::slice::from_ref(under), "under").and_then(Code::object),
            None => Some(""),
        };
        walk.object("", "", &root, shape.unwrap(), 0);
        for (target, _) in &entry.defaults {
            let shape = if target.absolute { "" } else { shape.unwrap() };
            walk.target(&root, shape, &target.steps, "defaults");
        }
        Some(walk)
    }

    fn object(&mut self, inputs: &'static str, prefix: &str, schema: &Arc<Shapes>, shape: &'static str, depth: usize) {
        for (name, code) in self.inputs.clone().names(inputs) {
            let path = if prefix.is_empty() { (*name).to_owned() } else { format!("{prefix}.{name}") };
            let entry = self.entry;
            self.visit(&path);
            match entry.row(&path) {
                Some(Row::Drop) => {}
                Some(Row::Move(row)) => self.moved(name, *code, &path, row, (schema, shape), depth),
                None => match schema.find(shape, name) {
                    // Never translated by its name.
                    Some(_) if path == "region" => {}
                    Some((_, leaf)) => self.inside(*code, &path, leaf, (schema, shape), depth),
                    None => self.left_out.push(path),
                },
            }
        }
    }

    fn visit(&mut self, path: &str) {
        self.visited.insert(path.to_owned());
        let mut rest = path;
        loop {
            self.visited.insert(format!("**.{rest}"));
            match rest.split_once('.') {
                Some((_, shorter)) => rest = shorter,
                None => break,
            }
        }
    }

    fn moved(
        &mut self,
        name: &str,
        code: Code,
        path: &str,
        row: &Move,
        (schema, shape): (&Arc<Shapes>, &'static str),
        depth: usize,
    ) {
        if row.attribute.is_some() {
            return;
        }
        let (schema, shape) = match &row.resource {
            Some((kind, link)) => {
                let inner = shapes::schema().get(kind).unwrap();
                self.target(&inner, "", std::slice::from_ref(link), path);
                (inner, "")
            }
            None => (schema.clone(), shape),
        };
        let own = || schema.find(shape, name).map(|(name, _)| vec![name.to_owned()]);
        let steps = match &row.to {
            Some(to) => to.steps.clone(),
            None if row.resource.is_some() => Vec::new(),
            None => match own() {
                Some(own) => own,
                None => return self.wrong.push(format!("{path}: no property of its name, and no `to`")),
            },
        };
        let absolute = row.to.as_ref().is_some_and(|to| to.absolute);
        let (schema, shape) = if absolute { (self.root.clone(), "") } else { (schema, shape) };
        let beside = steps.split_last().map_or_else(Vec::new, |(_, before)| before.to_vec());
        for (name, _) in &row.with {
            let beside: Vec<String> = beside.iter().chain([name]).cloned().collect();
            self.target(&schema, shape, &beside, path);
        }
        if steps.is_empty() {
            if let Some(inputs) = code.object() {
                self.object(inputs, path, &schema, shape, depth + 1);
            }
            return;
        }
        let Some(leaf) = self.target(&schema, shape, &steps, path) else { return };
        if row.key.is_some() && !leaf.is_list() || row.list.is_some() && !leaf.is_list() {
            self.wrong.push(format!("{path}: {steps:?} is no list"));
        }
        if let (Some(inputs), Some([_, rest]), Layer::Map(inner)) = (code.object(), &row.map, leaf.layer())
            && rest == "."
        {
            self.object(inputs, path, &schema, inner.object().unwrap(), depth + 1);
        } else if row.key.is_none() && row.list.is_none() && row.map.is_none() {
            self.inside(code, path, leaf, (&schema, shape), depth);
        } else if let (Some(inputs), Some([key, value])) = (code.object(), &row.map) {
            let inputs = self.inputs.names(inputs);
            assert!(
                [key, value].iter().all(|name| inputs.iter().any(|(known, _)| known == name)),
                "{path}: {key}, {value}"
            );
        }
    }

    /// Looks into what the input and the property hold, which must fit.
    fn inside(&mut self, code: Code, path: &str, leaf: Code, (schema, _): (&Arc<Shapes>, &str), depth: usize) {
        let innermost = |mut code: Code| {
            while let Layer::List(inner) = code.layer() {
                code = inner;
            }
            code.layer()
        };
        match (innermost(code), innermost(leaf)) {
            (Layer::Object(inputs), Layer::Object(shape)) if depth < MOST_DEPTH => {
                self.object(inputs, path, schema, shape, depth + 1);
            }
            (Layer::Object(_), Layer::Object(_) | Layer::Json | Layer::Tag) => {}
            // Free keys on both sides, a document, or the tags.
            (Layer::Map(_), Layer::Map(_) | Layer::Json | Layer::Tag) => {}
            // A text that holds a document.
            (Layer::Scalar, _) => {}
            (input, property) => self.wrong.push(format!("{path}: {input:?} does not fit {property:?}")),
        }
    }

    fn target(&mut self, schema: &Arc<Shapes>, shape: &'static str, steps: &[String], path: &str) -> Option<Code> {
        let codes = schema.walk(shape, steps.iter().map(String::as_str));
        if codes.is_none() {
            self.wrong.push(format!("{path}: no property {}", steps.join(".")));
        }
        codes?.last().copied()
    }
}

/// The entries with the tokens that share them.
fn entries() -> Vec<(Vec<&'static str>, &'static [Entry])> {
    let mut shared: BTreeMap<usize, (Vec<&str>, &[Entry])> = BTreeMap::new();
    for (token, forms) in super::builtin().flat_map(|tables| &tables.types) {
        let entry = shared.entry(Arc::as_ptr(forms) as usize).or_insert((Vec::new(), forms.as_slice()));
        entry.0.push(token);
    }
    shared.into_values().collect()
}

#[test]
fn every_table_can_be_read() {
    let mut modules = BTreeSet::new();
    for (name, text) in super::builtin::texts() {
        let (_, problems) = Tables::parse_all(name, text.as_bytes().to_vec());
        let place = |problem: &Problem| match &problem.origin {
            Origin::File(places) => places[0].0.position(),
            _ => name.to_owned(),
        };
        let said: Vec<String> = problems.iter().map(|problem| format!("{}: {problem}", place(problem))).collect();
        assert!(said.is_empty(), "{said:#?}");
        modules.insert(format!("{name}.yml"));
    }
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/data/pulumi")).unwrap();
    let files = folder.map(|file| file.unwrap().file_name().into_string().unwrap());
    let forgotten: Vec<String> = files.filter(|file| file.ends_with(".yml") && !modules.contains(file)).collect();
    assert!(forgotten.is_empty(), "no module of builtin.rs: {forgotten:?}");
}

#[test]
fn every_row_names_what_exists() {
    let mut wrong = Vec::new();
    for (tokens, forms) in entries() {
        for entry in forms {
            let known = tokens.iter().filter(|token| shapes::inputs().has(token)).count();
            if known != tokens.len() {
                wrong.push(format!("{tokens:?}: the SDK does not have all of them"));
            }
            let mut visited = BTreeSet::new();
            for token in &tokens {
                if let Some(walk) = Walk::new(entry, token) {
                    visited.extend(walk.visited);
                    wrong.extend(walk.wrong.into_iter().map(|what| format!("{token}: {what}")));
                }
            }
            let nowhere = entry.inputs.keys().filter(|row| !visited.contains(*row));
            wrong.extend(nowhere.map(|row| format!("{}: the SDK has no input {row}", tokens[0])));
            let inputs: Vec<Arc<Shapes>> = tokens.iter().filter_map(|token| shapes::inputs().get(token)).collect();
            let missing = |name: &&String| inputs.iter().all(|shapes| shapes.exact("", name).is_none());
            let named = entry.when.iter().map(|(name, _)| name).chain(&entry.snapshot).chain(&entry.snapshot_named);
            let joined = match &entry.becomes {
                Becomes::Part(fold) => fold.by.iter().collect(),
                Becomes::StandIn(name) => vec![name],
                Becomes::Raw(kind, properties) => vec![kind, properties],
                _ => Vec::new(),
            };
            wrong.extend(named.chain(joined).filter(missing).map(|name| format!("{tokens:?}: no input {name}")));
        }
    }
    assert!(wrong.is_empty(), "{} rows:\n{}", wrong.len(), wrong.join("\n"));
}
