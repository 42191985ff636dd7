//! `Fn::ForEach` of the `AWS::LanguageExtensions` transform, expanded on the tree.
//!
//! Each copy keeps the spans of the loop's body, so a finding on an expanded resource points at the line that a person
//! wrote. Source: AWS, "Fn::ForEach", CloudFormation template reference.

use crate::frontend::template::Template;
use crate::problem::{Problem, ProblemKind};
use crate::source::{Entry, Key, Kind, Node, Scalar};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The transform that makes loops available.
pub const LANGUAGE_EXTENSIONS: &str = "AWS::LanguageExtensions";

/// Copies that all loops of a template may make together. A template holds at most 500 resources, each with some
/// hundreds of keys; beyond this, nested loops are an attack on memory.
const MAX_COPIES: usize = 20_000;

/// Expands loops, knowing the lists that parameters come to.
pub struct Loops {
    enabled: bool,
    lists: BTreeMap<Arc<str>, Vec<Arc<str>>>,
}

type Bindings<'a> = Vec<(&'a str, Arc<str>)>;

impl Loops {
    /// Takes the list parameters of a template, with the values that the user gave or else their defaults.
    pub fn new(template: &Template, given: &BTreeMap<String, String>) -> Self {
        let lists = template.parameters.iter().filter(|parameter| parameter.is_list()).filter_map(|parameter| {
            let given = given.get(&*parameter.name).map(String::as_str);
            let text = given.or(parameter.default.as_ref().map(|(text, _)| &**text))?;
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            Some((parameter.name.clone(), items.map(Arc::from).collect()))
        });
        let enabled = template.transforms.iter().any(|name| &**name == LANGUAGE_EXTENSIONS);
        Self { enabled, lists: lists.collect() }
    }

    /// The node with every loop expanded; borrowed when it has none.
    pub fn expand<'n>(&self, node: &'n Node, problems: &mut Vec<Problem>) -> Cow<'n, Node> {
        if !has_loop(node) {
            return Cow::Borrowed(node);
        }
        let mut copies = 0;
        Cow::Owned(self.copy(node, &Vec::new(), &mut copies, problems))
    }

    fn copy(&self, node: &Node, bound: &Bindings, copies: &mut usize, problems: &mut Vec<Problem>) -> Node {
        let kind = match &node.kind {
            Kind::Scalar(scalar) => Kind::Scalar(Scalar { raw: replace(&scalar.raw, bound), plain: scalar.plain }),
            Kind::List(items) => {
                Kind::List(items.iter().map(|item| self.copy(item, bound, copies, problems)).collect())
            }
            Kind::Map(entries) => {
                if let [Entry { key, value }] = entries.as_slice()
                    && &*key.text == "Ref"
                    && let Some((_, text)) = bound.iter().rev().find(|(name, _)| Some(*name) == value.as_text())
                {
                    return Node { span: node.span, kind: Kind::Scalar(Scalar { raw: text.clone(), plain: false }) };
                }
                let mut copied = Vec::with_capacity(entries.len());
                for entry in entries {
                    if entry.key.text.starts_with("Fn::ForEach::") {
                        self.unroll(entry, bound, copies, &mut copied, problems);
                    } else {
                        let key = Key { span: entry.key.span, text: replace(&entry.key.text, bound) };
                        copied.push(Entry { key, value: self.copy(&entry.value, bound, copies, problems) });
                    }
                }
                Kind::Map(copied)
            }
        };
        Node { span: node.span, kind }
    }

    fn unroll(
        &self,
        entry: &Entry,
        bound: &Bindings,
        copies: &mut usize,
        into: &mut Vec<Entry>,
        problems: &mut Vec<Problem>,
    ) {
        let body = match self.parts(entry, bound) {
            Ok(body) => body,
            Err(why) => {
                let kind = ProblemKind::ForEach { name: entry.key.text.clone(), why };
                return problems.push(Problem::at(kind, entry.key.span, "this loop"));
            }
        };
        for item in body.collection {
            *copies += body.entries.len();
            if *copies > MAX_COPIES {
                let why = format!("the template's loops make more than {MAX_COPIES} copies");
                let kind = ProblemKind::ForEach { name: entry.key.text.clone(), why };
                return problems.push(Problem::at(kind, entry.key.span, "this loop"));
            }
            let mut inner = bound.clone();
            inner.push((body.identifier, item));
            let wrapped = Node { span: entry.value.span, kind: Kind::Map(body.entries.to_vec()) };
            if let Kind::Map(entries) = self.copy(&wrapped, &inner, copies, problems).kind {
                into.extend(entries);
            }
        }
    }

    fn parts<'n>(&self, entry: &'n Entry, bound: &Bindings) -> Result<Body<'n>, String> {
        if !self.enabled {
            return Err(format!("the template does not declare `Transform: {LANGUAGE_EXTENSIONS}`"));
        }
        let Kind::List(arguments) = &entry.value.kind else { return Err("its value is no list".to_owned()) };
        let [identifier, collection, Node { kind: Kind::Map(entries), .. }] = arguments.as_slice() else {
            return Err("it needs an identifier, a collection and a mapping".to_owned());
        };
        let identifier = identifier.as_text().ok_or("its identifier is no text")?;
        let collection = match &collection.kind {
            Kind::List(items) => items.iter().flat_map(|item| self.items(item, bound)).collect(),
            _ => {
                let items = self.items(collection, bound);
                if items.is_empty() {
                    return Err("its collection is not known here; give the parameter a value".to_owned());
                }
                items
            }
        };
        Ok(Body { identifier, collection, entries })
    }

    fn items(&self, node: &Node, bound: &Bindings) -> Vec<Arc<str>> {
        if let Some(text) = node.as_text() {
            return vec![replace(text, bound)];
        }
        let Some(name) = node.get("Ref").and_then(Node::as_text) else { return Vec::new() };
        match bound.iter().rev().find(|(bound, _)| *bound == name) {
            Some((_, text)) => vec![text.clone()],
            None => self.lists.get(name).cloned().unwrap_or_default(),
        }
    }
}

struct Body<'n> {
    identifier: &'n str,
    collection: Vec<Arc<str>>,
    entries: &'n [Entry],
}

fn has_loop(node: &Node) -> bool {
    match &node.kind {
        Kind::Scalar(_) => false,
        Kind::List(items) => items.iter().any(has_loop),
        Kind::Map(entries) => {
            entries.iter().any(|entry| entry.key.text.starts_with("Fn::ForEach::") || has_loop(&entry.value))
        }
    }
}

/// Replaces `${Identifier}`, and `&{Identifier}` by the value without what a logical id may not hold.
fn replace(text: &str, bound: &Bindings) -> Arc<str> {
    let mut text = Cow::Borrowed(text);
    for (name, value) in bound.iter().rev() {
        let plain = format!("${{{name}}}");
        if text.contains(&plain) {
            text = Cow::Owned(text.replace(&plain, value));
        }
        let stripped = format!("&{{{name}}}");
        if text.contains(&stripped) {
            let value: String = value.chars().filter(char::is_ascii_alphanumeric).collect();
            text = Cow::Owned(text.replace(&stripped, &value));
        }
    }
    text.into()
}
