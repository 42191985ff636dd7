//! A resolved value as rules see it: JSON, with a marker where something is not plain data.

use crate::resolve::value::{Path, Step, Value, ValueKind};
use regorus::Value as Rego;
use std::collections::BTreeMap;
use std::sync::Arc;

macro_rules! names {
    ($($field:ident = $text:literal,)*) => {
        /// The keys of the document, made once per cache so that every object shares them. (Not once per program:
        /// threads would then fight over the reference counts.)
        pub(super) struct Names { $(pub $field: Rego,)* }

        impl Default for Names {
            fn default() -> Self {
                Self { $($field: Rego::from($text),)* }
            }
        }
    };
}

names! {
    all_ports = "all_ports", allowed = "allowed", attribute = "attribute", attributes = "attributes", by_type = "by_type",
    dangling = "dangling", default = "default", edges_from = "edges_from",
    edges_to = "edges_to", egress = "egress", export = "export", facts = "facts", from = "from", group = "group",
    id = "id", ingress = "ingress", key = "key", kind = "kind", name = "name", no_echo = "no_echo",
    origin = "origin", outputs = "outputs", owner = "owner", parameter = "parameter", parameters = "parameters", path = "path",
    properties = "properties", protocol = "protocol",
    resource = "resource", resources = "resources", schema = "schema", section = "section",
    settings = "settings", source = "source", source_path = "source_path", stack = "stack",
    statements = "statements", to = "to", type_ = "type", undetermined = "undetermined",
    undetermined_in = "undetermined_in", value = "value", world = "world",
}

/// An object of distinct keys.
pub(super) fn object<const N: usize>(entries: [(&Rego, Rego); N]) -> Rego {
    Rego::from(BTreeMap::from(entries.map(|(key, value)| (key.clone(), value))))
}

/// Shared text, without a copy.
pub(super) fn string(text: &Arc<str>) -> Rego {
    Rego::String(text.clone())
}

/// A property path as a list of keys and positions.
pub(super) fn path(path: &Path) -> Rego {
    let steps = path.iter().map(|step| match step {
        Step::Key(name) => string(name),
        Step::Index(index) => Rego::from(*index),
    });
    Rego::from(steps.collect::<Vec<_>>())
}

/// A value as rules see it: JSON, with marker objects for what is not a literal.
pub(crate) fn marker(value: &Value) -> Rego {
    match &value.kind {
        ValueKind::Null => Rego::Null,
        ValueKind::Bool(value) => Rego::from(*value),
        ValueKind::Int(number) => Rego::from(*number),
        ValueKind::Float(number) => Rego::from(*number),
        ValueKind::Text(text) => string(text),
        ValueKind::List(items) => markers(items),
        ValueKind::Map(fields) => {
            let fields = fields.iter().map(|field| (literal_key(&field.name), marker(&field.value)));
            Rego::from(fields.collect::<BTreeMap<_, _>>())
        }
        ValueKind::Ref(reference) => {
            let attribute = reference.attribute.as_ref().map(|attribute| ("attribute", string(attribute)));
            one([("$ref", string(&reference.target))].into_iter().chain(attribute))
        }
        ValueKind::Dynamic(dynamic) => {
            let inner = [("service", string(&dynamic.service)), ("reference", string(&dynamic.reference))];
            one([("$dynamic", one(inner))])
        }
        ValueKind::Mixed(parts) => one([("$text", markers(parts))]),
        ValueKind::Unknown(unknown) => {
            let inner = [("reason", Rego::from(unknown.reason.word())), ("name", string(&unknown.name))];
            let keys = unknown.candidates.iter().map(string).collect::<Vec<_>>();
            let candidates = (!keys.is_empty()).then(|| ("candidates", Rego::from(keys)));
            one([("$unknown", one(inner.into_iter().chain(candidates)))])
        }
    }
}

fn markers(values: &[Value]) -> Rego {
    Rego::from(values.iter().map(marker).collect::<Vec<_>>())
}

fn one(entries: impl IntoIterator<Item = (&'static str, Rego)>) -> Rego {
    Rego::from(entries.into_iter().map(|(key, value)| (Rego::from(key), value)).collect::<BTreeMap<_, _>>())
}

impl Names {
    /// The rows of `parameters`: where below `value` something came from a template parameter. One row per path at
    /// most.
    pub(super) fn origins(&self, value: &Value, at: &mut Path, rows: &mut Vec<Rego>) {
        if let Some(row) = self.origin(value, at) {
            rows.push(row);
        }
        match &value.kind {
            ValueKind::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    at.push(Step::Index(index));
                    self.origins(item, at, rows);
                    at.pop();
                }
            }
            ValueKind::Map(fields) => {
                for field in fields {
                    at.push(Step::Key(field.name.clone()));
                    self.origins(&field.value, at, rows);
                    at.pop();
                }
            }
            _ => {}
        }
    }

    fn origin(&self, value: &Value, at: &Path) -> Option<Rego> {
        let own = |value: &'_ Value| value.origin.clone().filter(|origin| origin.parameter.is_some());
        let origin = own(value).or_else(|| match &value.kind {
            // The parts of a text have no path of their own: the most secret one stands for the text.
            ValueKind::Mixed(parts) => {
                let mut parts: Vec<_> = parts.iter().filter_map(own).collect();
                parts.sort_by_key(|origin| !origin.no_echo);
                parts.into_iter().next()
            }
            _ => None,
        })?;
        let parameter = origin.parameter.as_ref()?;
        Some(object([
            (&self.path, path(at)),
            (&self.parameter, string(parameter)),
            (&self.default, Rego::from(origin.default)),
            (&self.no_echo, Rego::from(origin.no_echo)),
        ]))
    }
}

/// A key that a person wrote. `$ref` is also a word of JSON Schema and OpenAPI, which stand in properties
/// (`AWS::ApiGateway::RestApi.Body`): where it is no marker, its `$` is doubled.
fn literal_key(name: &Arc<str>) -> Rego {
    let word = name.trim_start_matches('$');
    if word.len() < name.len() && matches!(word, "ref" | "unknown" | "dynamic" | "text") {
        return Rego::from(format!("${name}"));
    }
    string(name)
}
