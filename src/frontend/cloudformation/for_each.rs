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

/// Expands loops, knowing the lists that parameters and mappings come to.
pub struct Loops<'t> {
    enabled: bool,
    lists: BTreeMap<Arc<str>, Vec<Arc<str>>>,
    given: &'t BTreeMap<String, String>,
    mappings: Option<&'t Node>,
}

type Bindings<'a> = Vec<(&'a str, Arc<str>)>;

/// Why a loop is not expanded.
enum Trouble {
    /// It is written wrongly.
    Wrong(String),
    /// It loops over what is known only at deployment.
    NotKnown(String),
}

impl<'t> Loops<'t> {
    /// Takes the list parameters of a template, with the values that the user gave or else their defaults, and its
    /// `Mappings` section.
    pub fn new(template: &Template, given: &'t BTreeMap<String, String>, mappings: Option<&'t Node>) -> Self {
        let lists = template.parameters.iter().filter(|parameter| parameter.is_list()).filter_map(|parameter| {
            let given = given.get(&*parameter.name).map(String::as_str);
            let text = given.or(parameter.default.as_ref().map(|(text, _)| &**text))?;
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            Some((parameter.name.clone(), items.map(Arc::from).collect()))
        });
        let enabled = template.transforms.iter().any(|name| &**name == LANGUAGE_EXTENSIONS);
        Self { enabled, lists: lists.collect(), given, mappings }
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
            Err(trouble) => {
                let name = entry.key.text.clone();
                let kind = match trouble {
                    Trouble::Wrong(why) => ProblemKind::ForEach { name, why },
                    Trouble::NotKnown(why) => ProblemKind::LoopNotKnown { name, why },
                };
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

    fn parts<'n>(&self, entry: &'n Entry, bound: &Bindings) -> Result<Body<'n>, Trouble> {
        let wrong = |why: &str| Trouble::Wrong(why.to_owned());
        if !self.enabled {
            return Err(Trouble::Wrong(format!("the template does not declare `Transform: {LANGUAGE_EXTENSIONS}`")));
        }
        let Kind::List(arguments) = &entry.value.kind else { return Err(wrong("its value is no list")) };
        let [identifier, collection, Node { kind: Kind::Map(entries), .. }] = arguments.as_slice() else {
            return Err(wrong("it needs an identifier, a collection and a mapping"));
        };
        let identifier = identifier.as_text().ok_or_else(|| wrong("its identifier is no text"))?;
        let lists: Vec<Vec<Arc<str>>> = match &collection.kind {
            Kind::List(items) => items.iter().map(|item| self.items(item, bound)).collect::<Result<_, _>>()?,
            _ => vec![self.items(collection, bound)?],
        };
        Ok(Body { identifier, collection: lists.concat(), entries })
    }

    /// What an item of a collection, or the whole of it, comes to.
    fn items(&self, node: &Node, bound: &Bindings) -> Result<Vec<Arc<str>>, Trouble> {
        if let Some(text) = node.as_text() {
            return Ok(vec![replace(text, bound)]);
        }
        if let Some(name) = node.get("Ref").and_then(Node::as_text) {
            let bound = bound.iter().rev().find(|(bound, _)| *bound == name).map(|(_, text)| vec![text.clone()]);
            let known = bound.or_else(|| self.lists.get(name).cloned());
            return known.ok_or_else(|| Trouble::NotKnown(format!("`{name}` has no value here")));
        }
        match node.get("Fn::FindInMap").map(|node| &node.kind) {
            Some(Kind::List(keys)) => self.cell(keys, bound).ok_or_else(|| {
                Trouble::NotKnown("it loops over a cell of a mapping that is chosen at deployment".to_owned())
            }),
            Some(_) => Err(Trouble::Wrong("`Fn::FindInMap` takes a list of arguments".to_owned())),
            None => Err(Trouble::Wrong("it loops over what is neither text nor `Ref` nor `Fn::FindInMap`".to_owned())),
        }
    }

    /// The list in a cell of a mapping.
    fn cell(&self, keys: &[Node], bound: &Bindings) -> Option<Vec<Arc<str>>> {
        let [map, first, second] = keys else { return None };
        let cell = [map, first, second].into_iter().try_fold(self.mappings?, |node, key| {
            let key = match key.as_text() {
                Some(text) => replace(text, bound),
                None => self.word(key.get("Ref")?.as_text()?, bound)?,
            };
            node.get(&key)
        })?;
        match &cell.kind {
            Kind::List(items) => items.iter().map(|item| item.as_text().map(Arc::from)).collect(),
            _ => None,
        }
    }

    /// What a name in a key stands for. A default is none: other deployments choose another cell.
    fn word(&self, name: &str, bound: &Bindings) -> Option<Arc<str>> {
        let bound = bound.iter().rev().find(|(bound, _)| *bound == name).map(|(_, text)| text.clone());
        bound.or_else(|| self.given.get(name).map(|value| value.as_str().into()))
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
