//! Small worlds and rule files for the tests of the engine.

#![allow(dead_code, reason = "each test file uses a part")]

use cfn_guardian::engine::Place;
use cfn_guardian::engine::rule_error::RuleError;
use cfn_guardian::engine::rule_set::RuleSet;
use cfn_guardian::graph::{Graph, Resource};
use cfn_guardian::resolve::value::{Dynamic, Field, Path, Reason, Reference, Step, Unknown, Value, ValueKind};
use cfn_guardian::source::Span;
use serde_json::{Map, Value as Json, json};
use std::sync::Arc;

/// A graph with the input that rules see.
pub struct World {
    pub graph: Graph,
    pub input: regorus::Value,
}

impl World {
    /// A world of resources: key, type, and properties in the notation of the input.
    pub fn of(resources: &[(&str, &str, &str)]) -> Self {
        let mut graph = Graph::default();
        let (mut nodes, mut by_type) = (Map::new(), Map::new());
        let (mut from, mut to) = (Map::new(), Map::new());
        for (key, kind, properties) in resources {
            let properties: Json = serde_json::from_str(properties).unwrap();
            let parameters =
                json!([{"path": ["Password"], "parameter": "DbPassword", "default": true, "no_echo": false}]);
            nodes.insert(
                (*key).into(),
                json!({"key": key, "id": key, "type": kind, "stack": "",
                "properties": properties, "attributes": {}, "parameters": parameters}),
            );
            by_type.entry(*kind).or_insert_with(|| json!([])).as_array_mut().unwrap().push(json!(key));
            from.entry(*key).or_insert_with(|| json!([]));
            to.entry(*key).or_insert_with(|| json!([]));
            for (name, value) in properties.as_object().unwrap() {
                if let Some(target) = value.get("$ref").and_then(Json::as_str) {
                    let edge = json!({"from": key, "to": target, "path": [name], "kind": "Ref"});
                    from[*key].as_array_mut().unwrap().push(edge.clone());
                    to.entry(target).or_insert_with(|| json!([])).as_array_mut().unwrap().push(edge);
                }
            }
            let node = Resource {
                key: Arc::from(*key),
                id: Arc::from(*key),
                kind: Arc::from(*kind),
                stack: Arc::from(""),
                provenance: None,
                properties: value(&properties),
                attributes: value(&json!({})),
                id_span: Span::default(),
                properties_span: Span::default(),
            };
            graph.by_key.insert(Arc::clone(&node.key), graph.resources.len());
            graph.resources.push(Arc::new(node));
        }
        let input = json!({"schema": 1, "resources": nodes, "by_type": by_type, "edges_from": from, "edges_to": to,
            "parameters": {}, "outputs": {}, "settings": {"prefix": "corp-"},
            "facts": {"statements": [{"kind": "identity"}], "ingress": [{"group": null}], "egress": []}});
        Self { graph, input: regorus::Value::from_json_str(&input.to_string()).unwrap() }
    }
}

/// A graph value out of the notation of the input.
pub fn value(json: &Json) -> Value {
    let text = |json: &Json, key: &str| Arc::from(json[key].as_str().unwrap());
    let kind = match json {
        Json::Null => ValueKind::Null,
        Json::Bool(flag) => ValueKind::Bool(*flag),
        Json::Number(number) => ValueKind::Int(number.as_i64().unwrap()),
        Json::String(text) => ValueKind::Text(text.as_str().into()),
        Json::Array(items) => ValueKind::List(items.iter().map(value).collect()),
        Json::Object(fields) => {
            match (fields.get("$unknown"), fields.get("$dynamic"), fields.get("$text"), fields.get("$ref")) {
                (Some(unknown), ..) => {
                    let reasons = [Reason::Parameter, Reason::Import, Reason::Attribute, Reason::Condition];
                    let word = unknown["reason"].as_str().unwrap();
                    let reason = reasons.into_iter().find(|reason| reason.word() == word).unwrap();
                    ValueKind::Unknown(Unknown::new(reason, text(unknown, "name")))
                }
                (_, Some(dynamic), ..) => ValueKind::Dynamic(Dynamic {
                    service: text(dynamic, "service"),
                    reference: text(dynamic, "reference"),
                    through: Vec::new(),
                }),
                (_, _, Some(parts), _) => ValueKind::Mixed(parts.as_array().unwrap().iter().map(value).collect()),
                (_, _, _, Some(target)) => {
                    ValueKind::Ref(Reference { target: Arc::from(target.as_str().unwrap()), attribute: None })
                }
                _ => {
                    let field = |(name, json): (&String, &Json)| Field {
                        name: name.as_str().into(),
                        at: Span::default(),
                        value: value(json),
                    };
                    ValueKind::Map(fields.iter().map(field).collect())
                }
            }
        }
    };
    Value::new(Span::default(), kind)
}

/// The head of a rule file: a complete card and the package.
pub fn card(id: &str, resources: &[&str], decides_on: &[&str]) -> String {
    let list = |items: &[&str]| serde_json::to_string(items).unwrap();
    format!(
        "# METADATA\n# title: A title\n# description: Why.\n# related_resources:\n# - https://docs.aws.amazon.com/x.html\n\
         # custom:\n#   id: {id}\n#   severity: high\n#   resources: {}\n#   decides_on: {}\n#   requirements: []\n\
         #   aliases: [\"checkov:CKV_AWS_1\"]\n#   profiles: [default]\n#   remediation: Do it.\npackage guardian.rules.{}\n",
        list(resources),
        list(decides_on),
        id.replace('-', "_")
    )
}

/// The built-in rules with these.
pub fn rules(files: &[(&str, String)]) -> Result<RuleSet, Vec<RuleError>> {
    let files = files.iter().map(|(name, text)| ((*name).to_owned(), text.clone())).collect();
    RuleSet::embedded().unwrap().with_user_rules(files)
}

/// A key of a path.
pub fn key(name: &str) -> Step {
    Step::Key(name.into())
}

/// A place below the properties of a resource.
pub fn property(resource: &str, path: &[Step]) -> Place {
    Place::Property { resource: resource.into(), path: Path::from(path) }
}
