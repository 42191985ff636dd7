//! Which managed policies of a graph serve as permissions boundaries only, and so grant nothing to anyone.

use crate::graph::Graph;
use crate::resolve::value::{Value, ValueKind};
use std::collections::BTreeSet;
use std::sync::Arc;

const POLICY: &str = "AWS::IAM::ManagedPolicy";
/// Where identities, permission sets and SAM's functions name the managed policies that they have.
const ATTACHMENTS: [&str; 3] = ["ManagedPolicyArns", "CustomerManagedPolicyReferences", "Policies"];
/// Where a managed policy names the identities that have it.
const HOLDERS: [&str; 3] = ["Groups", "Roles", "Users"];

/// The keys of the managed policies that are someone's boundary and attached to no one.
pub fn only_boundaries(graph: &Graph) -> BTreeSet<Arc<str>> {
    let mut bounding = Mentions::default();
    for resource in &graph.resources {
        resource.properties.get("PermissionsBoundary").into_iter().for_each(|value| bounding.add(value));
    }
    if bounding.is_empty() {
        return BTreeSet::new();
    }
    let mut attached = Mentions::default();
    for resource in &graph.resources {
        let lists = ATTACHMENTS.iter().filter_map(|name| resource.properties.get(name));
        lists.for_each(|value| attached.add(value));
    }
    let policies = graph.of_type(POLICY).filter(|policy| {
        let name = policy.properties.get("ManagedPolicyName").and_then(Value::as_text);
        let held = HOLDERS.iter().any(|holder| {
            policy
                .properties
                .get(holder)
                .is_some_and(|value| !matches!(&value.kind, ValueKind::List(items) if items.is_empty()))
        });
        bounding.has(&policy.key, name) && !attached.has(&policy.key, name) && !held
    });
    policies.map(|policy| Arc::clone(&policy.key)).collect()
}

/// Policies that are named somewhere: by reference, or by the last part of their ARN.
#[derive(Default)]
struct Mentions<'v> {
    keys: BTreeSet<&'v str>,
    names: BTreeSet<&'v str>,
}

impl<'v> Mentions<'v> {
    fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.names.is_empty()
    }

    fn has(&self, key: &str, name: Option<&Arc<str>>) -> bool {
        self.keys.contains(key) || name.is_some_and(|name| self.names.contains(&**name))
    }

    fn add(&mut self, value: &'v Value) {
        match &value.kind {
            ValueKind::Ref(reference) => {
                self.keys.insert(&reference.target);
            }
            ValueKind::Text(text) => {
                self.names.insert(text.rsplit('/').next().unwrap_or(text));
            }
            ValueKind::Mixed(parts) => parts.last().into_iter().for_each(|part| self.add(part)),
            ValueKind::List(items) => items.iter().for_each(|item| self.add(item)),
            // A permission set names its policies below `CustomerManagedPolicyReference`.
            ValueKind::Map(fields) => {
                fields.iter().filter(|field| names_policy(&field.name)).for_each(|field| self.add(&field.value))
            }
            _ => {}
        }
    }
}

fn names_policy(key: &str) -> bool {
    matches!(key, "CustomerManagedPolicyReference" | "Name")
}
