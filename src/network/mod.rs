//! What the network lets through, computed from the graph.
//!
//! [`security_group`] reads every rule of every security group out of the graph's resolved values, [`ports`] brings
//! protocols and ports to one form, [`cidr`] does the address arithmetic, and `world` finds rules that reach the whole
//! internet only together. The result is `facts.ingress` and `facts.egress` of the rules' `input`.
//!
//! On top of that stands reachability: [`topology`] is what subnets, routes and network ACLs make of a network, [`thing`]
//! is what stands in it, and [`exposure`], [`reach`], [`target`], [`span`] and [`outbound`] answer one question each.
//! [`facts`] hands the answers to the rules.

pub mod cidr;
pub mod exposure;
pub mod facts;
mod launch;
pub mod named;
pub mod outbound;
pub mod ports;
pub mod reach;
pub mod security_group;
mod source;
pub mod span;
pub mod target;
pub mod thing;
pub mod topology;
mod world;

use crate::resolve::value::{Value, ValueKind};

/// Why a value is not known, as one short phrase (`parameter AdminCidr`); `None` if it is known.
///
/// A reference is a known value as such, but its number or address is not: it counts as unknown here.
pub(crate) fn reason(value: &Value) -> Option<String> {
    match &value.kind {
        ValueKind::Unknown(unknown) if unknown.name.is_empty() => Some(unknown.reason.word().to_owned()),
        ValueKind::Unknown(unknown) => Some(format!("{} {}", unknown.reason.word(), unknown.name)),
        ValueKind::Dynamic(dynamic) => Some(format!("dynamic-reference {}:{}", dynamic.service, dynamic.reference)),
        ValueKind::Ref(reference) => Some(match &reference.attribute {
            Some(attribute) => format!("attribute {}.{attribute}", reference.target),
            None => format!("attribute {}", reference.target),
        }),
        ValueKind::Mixed(parts) => parts.iter().find_map(reason),
        _ => None,
    }
}

#[cfg(test)]
mod reachability_tests;

/// Values and graphs made by hand.
#[cfg(test)]
pub(crate) mod testing {
    use crate::graph::{Edge, Graph, Resource};
    use crate::resolve::value::{Field, Reason, Reference, Unknown, Value, ValueKind};
    use crate::source::Span;
    use std::sync::Arc;

    pub fn value(kind: ValueKind) -> Value {
        Value::new(Span::default(), kind)
    }

    pub fn text(text: &str) -> Value {
        value(ValueKind::Text(Arc::from(text)))
    }

    pub fn int(number: i64) -> Value {
        value(ValueKind::Int(number))
    }

    pub fn list(items: Vec<Value>) -> Value {
        value(ValueKind::List(items))
    }

    pub fn map(fields: Vec<(&str, Value)>) -> Value {
        let field = |(name, value)| Field { name: Arc::from(name), at: Span::default(), value };
        value(ValueKind::Map(fields.into_iter().map(field).collect()))
    }

    /// A parameter without a value.
    pub fn unknown(name: &str) -> Value {
        value(ValueKind::Unknown(Unknown::new(Reason::Parameter, name)))
    }

    pub fn reference(target: &str, attribute: Option<&str>) -> Value {
        value(ValueKind::Ref(Reference { target: Arc::from(target), attribute: attribute.map(Arc::from) }))
    }

    pub fn resource(key: &str, kind: &str, properties: Value) -> Resource {
        Resource {
            key: Arc::from(key),
            id: Arc::from(key),
            kind: Arc::from(kind),
            stack: Arc::from(""),
            provenance: None,
            properties,
            attributes: map(vec![]),
            id_span: Span::default(),
            properties_span: Span::default(),
        }
    }

    pub fn graph(resources: Vec<Resource>, edges: Vec<Edge>) -> Graph {
        let resources: Vec<_> = resources.into_iter().map(Arc::new).collect();
        let by_key = resources.iter().enumerate().map(|(at, resource)| (resource.key.clone(), at)).collect();
        Graph { resources, edges, by_key }
    }
}
