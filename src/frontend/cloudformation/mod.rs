//! CloudFormation templates, YAML and JSON: from the spanned tree to the template model.
//!
//! `Fn::ForEach` is expanded on the tree first, so that everything after it sees plain resources with the places of
//! the loop's body. Then each section is read, values are lowered to expressions, and names are checked against what
//! the template defines. Whatever is malformed becomes a problem; what can be read is read.

mod check;
mod for_each;
mod lower;
pub mod nested;
mod sub;

use crate::frontend::template::{Named, Output, Parameter, ResourceDefinition, Template};
use crate::problem::{Problem, ProblemKind};
use crate::source::{Document, Entry, Key, Kind, Node, Remark};
use lower::Lowering;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A template with what is wrong with it.
#[derive(Debug)]
pub struct Loaded {
    /// The template, as far as it could be read.
    pub template: Template,
    /// Its mistakes, in source order.
    pub problems: Vec<Problem>,
}

/// Reads a document as a CloudFormation template. `given` are parameter values that the user gave: a loop over a
/// parameter's list needs them.
pub fn load(document: &Document, given: &BTreeMap<String, String>) -> Loaded {
    let mut loader = Loader::default();
    loader.problems.extend(remarks(document));
    loader.template.source = document.source;
    // Rain and others have tags of their own, which they replace before they deploy.
    loader.template.open_names = document.remarks.iter().any(|remark| matches!(remark, Remark::UnknownTag { .. }));
    loader.template.resources_span = document.root.span;
    match &document.root.kind {
        Kind::Map(entries) => loader.sections(entries, given),
        _ => loader.problems.push(Problem::at(ProblemKind::NoResources, document.root.span, "not a mapping")),
    }
    loader.problems.append(&mut loader.lowering.problems);
    check::names(&mut loader.template, &mut loader.problems);
    check::circles(&loader.template, &mut loader.problems);
    loader.problems.sort_by_key(|problem| problem.labels.first().map(|(span, _)| *span));
    Loaded { template: loader.template, problems: loader.problems }
}

/// What the reader remarked. That aliases and merge keys are used is said once, not for each.
fn remarks(document: &Document) -> impl Iterator<Item = Problem> {
    let (mut aliases, mut merge_keys) = (0, 0);
    let told = document.remarks.iter().filter(move |remark| match remark {
        Remark::Alias(_) => std::mem::replace(&mut aliases, 1) == 0,
        Remark::MergeKey(_) => std::mem::replace(&mut merge_keys, 1) == 0,
        _ => true,
    });
    told.map(Problem::from)
}

#[derive(Default)]
struct Loader {
    template: Template,
    problems: Vec<Problem>,
    lowering: Lowering,
}

impl Loader {
    fn sections(&mut self, entries: &[Entry], given: &BTreeMap<String, String>) {
        let section = |name: &str| entries.iter().find(|entry| &*entry.key.text == name);
        if let Some(entry) = section("Transform") {
            self.transforms(&entry.value);
        }
        if let Some(entry) = section("Parameters") {
            self.each(entry, Self::parameter);
        }
        let loops = for_each::Loops::new(&self.template, given, section("Mappings").map(|entry| &entry.value));
        self.lowering.transformed = !self.template.transforms.is_empty();
        for entry in entries {
            let name = &*entry.key.text;
            match name {
                "Conditions" | "Resources" | "Outputs" => {
                    let value = loops.expand(&entry.value, &mut self.problems);
                    let expanded = Entry { key: entry.key.clone(), value: value.into_owned() };
                    match name {
                        "Conditions" => self.each(&expanded, Self::condition),
                        "Outputs" => self.each(&expanded, Self::output),
                        _ => {
                            self.template.resources_span = entry.key.span;
                            self.each(&expanded, Self::resource);
                        }
                    }
                }
                "Mappings" => self.each(entry, Self::mapping),
                "Rules" => self.each(entry, Self::rule),
                "AWSTemplateFormatVersion"
                | "Description"
                | "Metadata"
                | "Parameters"
                | "Transform"
                | "Globals"
                | "Hooks" => {}
                // Rain and other packagers keep their own sections here.
                _ if name.starts_with("Fn::") || self.template.open_names => {}
                _ => self.problems.push(Problem::at(
                    ProblemKind::UnknownSection { section: entry.key.text.clone() },
                    entry.key.span,
                    "not a section",
                )),
            }
        }
        if self.template.resources.is_empty() {
            let span = section("Resources").map_or(self.template.resources_span, |entry| entry.key.span);
            self.problems.push(Problem::at(ProblemKind::NoResources, span, "no resources here"));
        }
    }

    fn transforms(&mut self, value: &Node) {
        let names: Vec<&Node> = match &value.kind {
            Kind::List(items) => items.iter().collect(),
            _ => vec![value],
        };
        for node in names {
            let name = node.as_text().or_else(|| node.get("Name").and_then(Node::as_text)).unwrap_or("Fn::Transform");
            self.template.transforms.push(name.into());
            if name != for_each::LANGUAGE_EXTENSIONS {
                self.template.open_names = true;
                let kind = ProblemKind::MacroNotRun { name: name.into() };
                self.problems.push(Problem::at(kind, node.span, "declared here"));
            }
        }
    }

    fn each(&mut self, section: &Entry, read: fn(&mut Self, &Key, &Node)) {
        match &section.value.kind {
            Kind::Map(entries) => entries.iter().for_each(|entry| read(self, &entry.key, &entry.value)),
            Kind::Scalar(scalar) if scalar.raw.is_empty() => {}
            _ => self.problems.push(Problem::at(
                ProblemKind::SectionShape { section: section.key.text.to_string(), wants: "a mapping" },
                section.value.span,
                "not a mapping",
            )),
        }
    }

    fn malformed(&mut self, what: &'static str, key: &Key, lacks: &str) {
        let kind = ProblemKind::Malformed { what, name: key.text.clone(), lacks: lacks.to_owned() };
        self.problems.push(Problem::at(kind, key.span, "here"));
    }

    fn parameter(&mut self, key: &Key, node: &Node) {
        let kind = node.get("Type").and_then(Node::as_text);
        if kind.is_none() {
            self.malformed("parameter", key, "has no type");
        }
        let text = |name: &str| node.get(name).and_then(Node::as_text);
        let default = node.get("Default").map(|node| (joined(node), node.span));
        let allowed = match node.get("AllowedValues").map(|node| &node.kind) {
            Some(Kind::List(items)) => items.iter().map(joined).collect(),
            _ => Vec::new(),
        };
        self.template.parameters.push(Parameter {
            name: key.text.clone(),
            span: key.span,
            kind: kind.unwrap_or("String").into(),
            default,
            allowed,
            no_echo: text("NoEcho").is_some_and(|value| value.eq_ignore_ascii_case("true")),
        });
    }

    fn mapping(&mut self, key: &Key, node: &Node) {
        let value = self.lowering.expr(node);
        self.template.mappings.push(Named { name: key.text.clone(), span: key.span, value });
    }

    fn rule(&mut self, key: &Key, node: &Node) {
        let value = self.lowering.expr(node);
        self.template.rules.push(Named { name: key.text.clone(), span: key.span, value });
    }

    fn condition(&mut self, key: &Key, node: &Node) {
        let value = self.lowering.expr(node);
        self.template.conditions.push(Named { name: key.text.clone(), span: key.span, value });
    }

    fn output(&mut self, key: &Key, node: &Node) {
        let Some(value) = node.get("Value") else { return self.malformed("output", key, "has no value") };
        let value = self.lowering.expr(value);
        let export = node.get("Export").and_then(|node| node.get("Name")).map(|node| self.lowering.expr(node));
        let condition = self.condition_of("output", key, node);
        self.template.outputs.push(Output { name: key.text.clone(), span: key.span, condition, value, export });
    }

    fn condition_of(&mut self, what: &'static str, key: &Key, node: &Node) -> Option<(Arc<str>, crate::source::Span)> {
        let condition = node.get("Condition")?;
        match &condition.kind {
            Kind::Scalar(scalar) => Some((scalar.raw.clone(), condition.span)),
            _ => {
                self.malformed(what, key, "has a condition that is no name");
                None
            }
        }
    }

    fn resource(&mut self, key: &Key, node: &Node) {
        let Kind::Map(entries) = &node.kind else {
            // `Fn::Transform` at this level adds resources that only AWS sees.
            if !key.text.starts_with("Fn::") {
                self.malformed("resource", key, "is not a mapping");
            }
            return;
        };
        if key.text.starts_with("Fn::") {
            return;
        }
        if node.get("Type").is_some_and(|kind| kind.as_text().is_none()) {
            // A module of a packager, which brings resources of its own.
            self.template.open_names = true;
        }
        let Some(kind) = node.get("Type").and_then(Node::as_text).filter(|kind| !kind.is_empty()) else {
            let kind = ProblemKind::NoType { id: key.text.clone() };
            return self.problems.push(Problem::at(kind, key.span, "has no `Type`"));
        };
        let condition = self.condition_of("resource", key, node);
        let mut properties = None;
        let mut attributes = Vec::new();
        for entry in entries {
            match &*entry.key.text {
                "Type" | "Condition" => {}
                "Properties" => properties = Some((entry.key.span, self.lowering.expr(&entry.value))),
                name => {
                    if !is_attribute(name) && !self.template.open_names {
                        let kind = ProblemKind::UnknownAttribute { attribute: entry.key.text.clone() };
                        self.problems.push(Problem::at(kind, entry.key.span, "not an attribute"));
                    }
                    attributes.push(self.lowering.field(entry));
                }
            }
        }
        let (id, kind) = (key.text.clone(), kind.into());
        let definition = ResourceDefinition {
            key: id.clone(),
            id,
            stack: "".into(),
            provenance: None,
            id_span: key.span,
            kind,
            condition,
            properties,
            attributes,
        };
        self.template.resources.push(definition);
    }
}

fn is_attribute(name: &str) -> bool {
    const ATTRIBUTES: [&str; 8] = [
        "DependsOn",
        "Metadata",
        "CreationPolicy",
        "UpdatePolicy",
        "DeletionPolicy",
        "UpdateReplacePolicy",
        "Version",
        "Description",
    ];
    // SAM resources have attributes of their own.
    ATTRIBUTES.contains(&name) || matches!(name, "Connectors" | "IgnoreGlobals") || name.starts_with("Fn::")
}

/// A scalar's raw text; a list's joined with commas, as CloudFormation takes list parameters.
fn joined(node: &Node) -> Arc<str> {
    match &node.kind {
        Kind::List(items) => items.iter().filter_map(Node::as_text).collect::<Vec<_>>().join(",").into(),
        _ => node.as_text().unwrap_or_default().into(),
    }
}
