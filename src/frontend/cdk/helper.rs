//! Resources that CDK makes on its own, and what is there only for its tools.
//!
//! A construct that needs something done at deployment (emptying a bucket, keeping logs for a time) gets a custom
//! resource, whose provider CDK puts below the stack, once for all that need it. Nobody wrote that provider's function
//! and role; the construct that caused it is found by the custom resource whose `ServiceToken` is the function.

use super::index::{Index, ancestors, authored_name, is_within};
use crate::source::{Entry, Node};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Beginnings of the names of constructs that CDK puts below a stack. The hexadecimal ends are fixed: they are what
/// makes a construct the only one of its kind in a stack.
const PROVIDERS: [&str; 7] = [
    "Custom::",
    "LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a",
    "AWS679f53fac002430cb0da5b7982bd2287",
    "BucketNotificationsHandler050a0587b7544547bf325f094a3db834",
    "AWSCDK.",
    "@aws-cdk--",
    "com.amazonaws.cdk.custom-resources.",
];

/// What a `Provider` of a person's own custom resource puts below itself.
const FRAMEWORK: [&str; 4] =
    ["framework-onEvent", "framework-isComplete", "framework-onTimeout", "waiter-state-machine"];

/// Custom resources that carry references between regions.
const CROSS_REGION: [&str; 2] = ["Custom::CrossRegionExportWriter", "Custom::CrossRegionExportReader"];

/// The beginning of the name of a stack that a pipeline puts into another region for its artifacts.
const SUPPORT_STACK: &str = "cross-region-stack-";

/// Beginnings of the names of custom resources that CDK puts below the construct that needs them.
const REQUESTS: [&str; 6] = [
    "AutoDelete",
    "RestrictDefaultSecurityGroupCustomResource",
    "LogRetention",
    "CustomResource",
    "Notifications",
    "Exports",
];

/// Who caused what in a template.
#[derive(Debug, Default)]
pub(super) struct Causes {
    /// The construct path of a provider, with that of the construct that asked for it first.
    by_provider: BTreeMap<String, Arc<str>>,
}

/// The construct that CDK made which a construct is, or is below.
pub(super) fn made_by_cdk<'p>(path: &'p str, stack: &str, index: &Index<'_>) -> Option<&'p str> {
    let inside: Vec<&str> = ancestors(path).take_while(|above| *above != stack && is_within(above, stack)).collect();
    inside.into_iter().rev().find(|above| {
        let name = above.rsplit_once('/').map_or(*above, |(_, name)| name);
        let provider = PROVIDERS.iter().any(|known| name.starts_with(known)) && !name.contains(".NestedStack");
        provider || FRAMEWORK.contains(&name) || index.is_handler(above)
    })
}

impl Causes {
    /// Looks through the custom resources of a template. `path_of` gives the construct path of a logical id.
    pub(super) fn of<'p>(
        resources: &[Entry],
        stack: &str,
        index: &Index<'_>,
        path_of: &dyn Fn(&str) -> Option<&'p str>,
    ) -> Self {
        let mut causes = Self::default();
        for resource in resources {
            let Some(function) = service_token(&resource.value) else { continue };
            let (Some(path), Some(handler)) = (path_of(&resource.key.text), path_of(function)) else { continue };
            let Some(provider) = made_by_cdk(handler, stack, index) else { continue };
            if !is_within(path, provider) && !causes.by_provider.contains_key(provider) {
                let cause = match made_by_cdk(path, stack, index) {
                    Some(other) => causes.of_framework(other, stack),
                    None => asker(path, stack).into(),
                };
                causes.by_provider.insert(provider.to_owned(), cause);
            }
        }
        causes
    }

    /// The construct that caused a resource, if CDK made the resource.
    pub(super) fn of_resource(&self, path: &str, kind: &str, stack: &str, index: &Index<'_>) -> Option<Arc<str>> {
        if CROSS_REGION.contains(&kind) {
            return Some(asker(path, stack).into());
        }
        if stack.starts_with(SUPPORT_STACK) {
            return Some(stack.into());
        }
        let provider = made_by_cdk(path, stack, index)?;
        Some(
            self.by_provider
                .get(provider)
                .filter(|_| !is_framework(provider))
                .cloned()
                .unwrap_or_else(|| self.of_framework(provider, stack)),
        )
    }

    /// The construct that holds a framework function; of another provider, the stack.
    fn of_framework(&self, provider: &str, stack: &str) -> Arc<str> {
        match provider.rsplit_once('/') {
            Some((above, _)) if is_framework(provider) => above.into(),
            _ => self.by_provider.get(provider).cloned().unwrap_or_else(|| stack.into()),
        }
    }
}

fn is_framework(path: &str) -> bool {
    FRAMEWORK.contains(&path.rsplit_once('/').map_or(path, |(_, name)| name))
}

/// The construct that a custom resource was made for.
fn asker<'p>(path: &'p str, stack: &str) -> &'p str {
    let name = authored_name(path);
    match name.rsplit_once('/') {
        Some((above, last)) if is_within(above, stack) && REQUESTS.iter().any(|known| last.starts_with(known)) => above,
        _ => name,
    }
}

/// The logical id of the function that a custom resource calls.
fn service_token(resource: &Node) -> Option<&str> {
    let target = resource.at(&["Properties", "ServiceToken", "Fn::GetAtt"])?;
    match target.as_list() {
        Some(parts) => parts.first()?.as_text(),
        None => target.as_text()?.split('.').next(),
    }
}

/// Names in a template that CDK puts there for its own tools.
pub(super) fn boilerplate(template: &Node) -> Vec<Arc<str>> {
    let section = |name: &str| template.get(name).and_then(Node::as_map).unwrap_or_default();
    let resources = section("Resources").iter().filter(|entry| text(&entry.value, "Type") == "AWS::CDK::Metadata");
    let parameters = section("Parameters").iter().filter(|entry| {
        let skip = text(&entry.value, "Description").contains("[cdk:skip]");
        skip || &*entry.key.text == "BootstrapVersion" && text(&entry.value, "Default").starts_with("/cdk-bootstrap/")
    });
    let rules = section("Rules").iter().filter(|entry| &*entry.key.text == "CheckBootstrapVersion");
    let conditions = section("Conditions").iter().filter(|entry| &*entry.key.text == "CDKMetadataAvailable");
    resources.chain(parameters).chain(rules).chain(conditions).map(|entry| entry.key.text.clone()).collect()
}

fn text<'n>(node: &'n Node, key: &str) -> &'n str {
    node.get(key).and_then(Node::as_text).unwrap_or_default()
}
