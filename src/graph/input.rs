//! The graph of one world as the `input` document of the rules.
//!
//! The document is built as a regorus value, without JSON text in between: texts are shared with the graph, and a
//! resource that several worlds have is built once, in an [`InputCache`]. [`to_json`] is the same document for people
//! and for other Rego engines. Its shape is published as [`INPUT_SCHEMA`].

use super::facts::{Dangling, Facts};
pub(crate) use super::input_value::marker;
use super::input_value::{Names, object, path, string};
use super::{Edge, Graph, Resource};
use crate::engine::card::FACTS;
use crate::frontend::provenance::Form;
use crate::network::ports::Protocol;
use crate::network::security_group::SecurityGroupRule;
use crate::resolve::value::{Path, Value};
use regorus::Value as Rego;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The JSON schema (2020-12) of the document.
pub const INPUT_SCHEMA: &str = include_str!("../../schema/input.schema.json");

/// The version of the document's shape, its `schema` field.
const VERSION: i64 = 1;

/// What the template says outside its resources.
#[derive(Clone, Debug, Default)]
pub struct TemplateFacts {
    /// The parameters in source order.
    pub parameters: Vec<ParameterFact>,
    /// The outputs that this world has, in source order.
    pub outputs: Vec<OutputFact>,
}

/// A parameter of the template.
#[derive(Clone, Debug)]
pub struct ParameterFact {
    /// Its name.
    pub name: Arc<str>,
    /// Its type, `String` or `AWS::EC2::VPC::Id`.
    pub type_: Arc<str>,
    /// Whether it has `NoEcho`.
    pub no_echo: bool,
    /// Its default, if it has one.
    pub default: Option<Value>,
    /// The values that it may have; empty means any.
    pub allowed: Vec<Arc<str>>,
}

/// An output of the template.
#[derive(Clone, Debug)]
pub struct OutputFact {
    /// Its logical id.
    pub name: Arc<str>,
    /// Its value.
    pub value: Value,
    /// The name under which it is exported, if it is.
    pub export: Option<Value>,
}

/// The document of one graph. For several worlds of a template use one [`InputCache`].
pub fn to_input(graph: &Graph, facts: &Facts, template: &TemplateFacts, settings: &serde_json::Value) -> Rego {
    InputCache::default().to_input(graph, facts, template, settings)
}

/// The same document as JSON, its keys in alphabetical order.
pub fn to_json(
    graph: &Graph,
    facts: &Facts,
    template: &TemplateFacts,
    settings: &serde_json::Value,
) -> Result<serde_json::Value, serde_json::Error> {
    serde_json::to_value(to_input(graph, facts, template, settings))
}

/// Builds documents and remembers the resources in them: worlds of one template share most.
#[derive(Default)]
pub struct InputCache {
    names: Names,
    /// By address. The resource is held along with its value, so that its address cannot become another's.
    resources: HashMap<usize, (Arc<Resource>, Rego)>,
    /// Parameters, outputs and settings, which are the template's and not the world's.
    fixed: Option<[Rego; 3]>,
}

impl InputCache {
    /// The document of one graph. Every call on a cache must give the same template and settings.
    pub fn to_input(
        &mut self,
        graph: &Graph,
        facts: &Facts,
        template: &TemplateFacts,
        settings: &serde_json::Value,
    ) -> Rego {
        let resources: BTreeMap<_, _> =
            graph.resources.iter().map(|resource| (string(&resource.key), self.resource(resource))).collect();
        let names = &self.names;
        let (edges_from, edges_to) = names.edges(graph);
        let [parameters, outputs, settings] = self.fixed.get_or_insert_with(|| {
            [names.parameters(&template.parameters), names.outputs(&template.outputs), settings_of(settings)]
        });
        object([
            (&names.schema, Rego::from(VERSION)),
            (&names.resources, Rego::from(resources)),
            (&names.by_type, by_type(graph)),
            (&names.edges_from, edges_from),
            (&names.edges_to, edges_to),
            (&names.parameters, parameters.clone()),
            (&names.outputs, outputs.clone()),
            (&names.facts, names.facts(facts)),
            (&names.settings, settings.clone()),
        ])
    }

    fn resource(&mut self, resource: &Arc<Resource>) -> Rego {
        let names = &self.names;
        let build = || (resource.clone(), names.resource(resource));
        self.resources.entry(Arc::as_ptr(resource).addr()).or_insert_with(build).1.clone()
    }
}

impl Names {
    fn resource(&self, resource: &Resource) -> Rego {
        let mut parameters = Vec::new();
        self.origins(&resource.properties, &mut Path::new(), &mut parameters);
        let mut node = object([
            (&self.key, string(&resource.key)),
            (&self.id, name(resource)),
            (&self.type_, string(&resource.kind)),
            (&self.stack, string(&resource.stack)),
            (&self.properties, marker(&resource.properties)),
            (&self.attributes, marker(&resource.attributes)),
            (&self.parameters, Rego::from(parameters)),
        ]);
        if let (Some(origin), Ok(fields)) = (origin(resource), node.as_object_mut()) {
            fields.insert(self.origin.clone(), origin);
        }
        node
    }

    /// `edges_from` and `edges_to`: every resource has an entry in both, and an edge is one object in two places.
    fn edges(&self, graph: &Graph) -> (Rego, Rego) {
        let mut from: Vec<Vec<Rego>> = vec![Vec::new(); graph.resources.len()];
        let mut to = from.clone();
        for edge in &graph.edges {
            let Some(row) = self.edge(graph, edge) else { continue };
            if let Some(rows) = to.get_mut(edge.to) {
                rows.push(row.clone());
            }
            if let Some(rows) = from.get_mut(edge.from) {
                rows.push(row);
            }
        }
        let keyed = |rows: Vec<Vec<Rego>>| {
            let keys = graph.resources.iter().map(|resource| string(&resource.key));
            Rego::from(keys.zip(rows.into_iter().map(Rego::from)).collect::<BTreeMap<_, _>>())
        };
        (keyed(from), keyed(to))
    }

    fn edge(&self, graph: &Graph, edge: &Edge) -> Option<Rego> {
        let mut row = BTreeMap::from([
            (self.from.clone(), string(&graph.resources.get(edge.from)?.key)),
            (self.to.clone(), string(&graph.resources.get(edge.to)?.key)),
            (self.path.clone(), path(&edge.path)),
            (self.kind.clone(), Rego::from(edge.kind.word())),
        ]);
        if let Some(attribute) = &edge.attribute {
            row.insert(self.attribute.clone(), string(attribute));
        }
        Some(Rego::from(row))
    }

    fn parameters(&self, parameters: &[ParameterFact]) -> Rego {
        let row = |parameter: &ParameterFact| {
            let mut row = BTreeMap::from([
                (self.type_.clone(), string(&parameter.type_)),
                (self.no_echo.clone(), Rego::from(parameter.no_echo)),
            ]);
            if let Some(default) = &parameter.default {
                row.insert(self.default.clone(), marker(default));
            }
            if !parameter.allowed.is_empty() {
                row.insert(self.allowed.clone(), Rego::from(parameter.allowed.iter().map(string).collect::<Vec<_>>()));
            }
            (string(&parameter.name), Rego::from(row))
        };
        Rego::from(parameters.iter().map(row).collect::<BTreeMap<_, _>>())
    }

    fn outputs(&self, outputs: &[OutputFact]) -> Rego {
        let row = |output: &OutputFact| {
            let mut row = BTreeMap::from([(self.value.clone(), marker(&output.value))]);
            if let Some(export) = &output.export {
                row.insert(self.export.clone(), marker(export));
            }
            (string(&output.name), Rego::from(row))
        };
        Rego::from(outputs.iter().map(row).collect::<BTreeMap<_, _>>())
    }

    fn facts(&self, facts: &Facts) -> Rego {
        let rules =
            |rules: &[SecurityGroupRule]| Rego::from(rules.iter().map(|rule| self.rule(rule)).collect::<Vec<_>>());
        let dangling: Vec<_> = facts.dangling.iter().map(|dangling| self.dangling(dangling)).collect();
        let mut all = BTreeMap::from([
            (self.statements.clone(), Rego::from(facts.statements.clone())),
            (self.ingress.clone(), rules(&facts.ingress)),
            (self.egress.clone(), rules(&facts.egress)),
            (self.dangling.clone(), Rego::from(dangling)),
        ]);
        for fact in FACTS {
            let rows = || Rego::from(facts.rows.get(fact).cloned().unwrap_or_default());
            all.entry(Rego::from(fact)).or_insert_with(rows);
        }
        Rego::from(all)
    }

    fn rule(&self, rule: &SecurityGroupRule) -> Rego {
        let protocol = match &rule.ports.protocol {
            Protocol::Known(name) => string(name),
            Protocol::Unknown(value) => marker(value),
        };
        let source = object([(&self.kind, Rego::from(rule.kind.word())), (&self.value, marker(&rule.source))]);
        let mut row = BTreeMap::from([
            (self.group.clone(), rule.group.as_ref().map_or(Rego::Null, string)),
            (self.owner.clone(), string(&rule.owner)),
            (self.path.clone(), path(&rule.path)),
            (self.source_path.clone(), path(&rule.source_path)),
            (self.protocol.clone(), protocol),
            (self.all_ports.clone(), Rego::from(rule.ports.all)),
            (self.source.clone(), source),
            (self.world.clone(), Rego::from(rule.world)),
        ]);
        let ends = [(&self.from, rule.ports.from), (&self.to, rule.ports.to)];
        row.extend(ends.into_iter().filter_map(|(name, port)| Some((name.clone(), Rego::from(port?)))));
        if let Some(why) = &rule.undetermined {
            row.insert(self.undetermined.clone(), Rego::from(why.as_str()));
            let parts: Vec<_> = rule.undetermined_in.iter().map(|part| Rego::from(*part)).collect();
            row.insert(self.undetermined_in.clone(), Rego::from(parts));
        }
        Rego::from(row)
    }

    fn dangling(&self, dangling: &Dangling) -> Rego {
        object([
            (&self.resource, dangling.resource.as_ref().map_or(Rego::Null, string)),
            (&self.section, Rego::from(dangling.section)),
            (&self.path, path(&dangling.path)),
            (&self.name, string(&dangling.name)),
            (&self.kind, Rego::from(dangling.kind)),
        ])
    }
}

/// The settings of the profile; a profile without any has an empty object.
fn settings_of(settings: &serde_json::Value) -> Rego {
    if settings.is_null() { Rego::new_object() } else { Rego::from(settings.clone()) }
}

/// Where a resource comes from, if a program wrote it.
fn origin(resource: &Resource) -> Option<Rego> {
    let provenance = resource.provenance.as_ref()?;
    let form = match provenance.form {
        Form::Cdk => "cdk",
        Form::Pulumi => "pulumi",
    };
    Some(Rego::from(BTreeMap::from([
        (Rego::from("form"), Rego::from(form)),
        (Rego::from("path"), string(&provenance.path)),
        (Rego::from("type"), provenance.kind.as_ref().map_or(Rego::Null, string)),
        (Rego::from("helper"), Rego::from(provenance.helper_of.is_some())),
    ])))
}

/// The name that messages call a resource by.
fn name(resource: &Resource) -> Rego {
    if resource.provenance.is_none() { string(&resource.id) } else { Rego::from(resource.name()) }
}

fn by_type(graph: &Graph) -> Rego {
    let mut types: BTreeMap<&Arc<str>, Vec<Rego>> = BTreeMap::new();
    for resource in &graph.resources {
        types.entry(&resource.kind).or_default().push(string(&resource.key));
    }
    Rego::from(types.into_iter().map(|(kind, keys)| (string(kind), Rego::from(keys))).collect::<BTreeMap<_, _>>())
}

#[cfg(test)]
#[path = "input_tests.rs"]
mod tests;
