//! Instances and auto-scaling groups: what their launch template or configuration, their interfaces and elastic
//! addresses add to what they say themselves.
//!
//! Source: AWS, "Amazon EC2 instance IP addressing", Amazon EC2 user guide.

use super::named::{Found, Named, Truth, find, named};
use super::thing::{Address, Given, Thing, given};
use super::topology::Link;
use crate::graph::{Graph, Resource};
use crate::resolve::value::{Path, Step, Value};
use std::sync::Arc;

const TEMPLATE: &str = "AWS::EC2::LaunchTemplate";
const CONFIGURATION: &str = "AWS::AutoScaling::LaunchConfiguration";

/// Where an instance or a group names its launch template.
const TEMPLATE_PATHS: [&str; 4] = [
    "LaunchTemplate.LaunchTemplateId",
    "LaunchTemplate.LaunchTemplateName",
    "MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateId",
    "MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateName",
];

/// Adds to an instance or group what it is launched with.
pub(super) fn complete(graph: &Graph, thing: &mut Thing) {
    let resource = thing.resource;
    let properties = &resource.properties;
    let mut address = said(resource, "NetworkInterfaces[*].AssociatePublicIpAddress");
    for interface in find(properties, "NetworkInterfaces[*].NetworkInterfaceId") {
        interface_of(graph, thing, &interface);
    }
    let mut source = TEMPLATE_PATHS.iter().find_map(|path| find(properties, path).pop());
    source = source.or_else(|| find(properties, "LaunchConfigurationName").pop());
    if let Some(found) = source {
        match launched(graph, found.value) {
            Some(launch) => {
                let prefix = if &*launch.kind == TEMPLATE { "LaunchTemplateData." } else { "" };
                let at = |path: &str| format!("{prefix}{path}");
                if thing.subnets.is_empty() {
                    let path = at("NetworkInterfaces[*].SubnetId");
                    thing.subnets = given(graph, launch, &[&path], "AWS::EC2::Subnet");
                }
                if thing.groups.is_empty() {
                    let paths = ["SecurityGroupIds[*]", "SecurityGroups[*]", "NetworkInterfaces[*].Groups[*]"].map(at);
                    let paths = paths.each_ref().map(String::as_str);
                    thing.groups = given(graph, launch, &paths, "AWS::EC2::SecurityGroup");
                }
                address = address
                    .or_else(|| said(launch, &at("NetworkInterfaces[*].AssociatePublicIpAddress")))
                    .or_else(|| said(launch, &at("AssociatePublicIpAddress")));
            }
            None => {
                let named = named(graph, Some(found.value), &[]);
                let shown = format!("launch template {}", named.outside().unwrap_or_default());
                let link = Link { resource: resource.key.clone(), path: found.path.clone(), label: String::new() };
                address = address.or(Some((Truth::Unknown(shown), link)));
                if thing.groups.is_empty() {
                    let path = found.path;
                    thing.groups = vec![Given { owner: resource.key.clone(), path, named, many: true }];
                }
            }
        }
    }
    if let Some(link) = elastic_address(graph, thing) {
        address = Some((Truth::Yes, link));
    }
    thing.address = address.map_or(Address::BySubnet, |(truth, link)| Address::Said(truth, link));
    thing.default_vpc = thing.subnets.is_empty() && &*resource.kind == "AWS::EC2::Instance";
}

/// What a property says about a public address: one interface with an address is enough.
fn said(resource: &Resource, path: &str) -> Option<(Truth, Link)> {
    let mut said: Option<(Truth, Link)> = None;
    for Found { path, value, .. } in find(&resource.properties, path) {
        let Some(truth) = Truth::read(Some(value)) else { continue };
        let label = "public address for the instance".to_owned();
        let link = Link { resource: resource.key.clone(), path, label };
        said = Some(match said {
            Some((known, at)) if known.is_yes() || truth == Truth::No => (known, at),
            _ => (truth, link),
        });
    }
    said
}

/// The launch template or configuration that a value names, by reference or by name.
fn launched<'g>(graph: &'g Graph, value: &Value) -> Option<&'g Arc<Resource>> {
    let target = named(graph, Some(value), &[TEMPLATE, CONFIGURATION]);
    if let Named::Key(key) = &target {
        return graph.resource(key);
    }
    let own = [(TEMPLATE, "LaunchTemplateName"), (CONFIGURATION, "LaunchConfigurationName")];
    own.into_iter().find_map(|(type_, name)| {
        graph.of_type(type_).find(|launch| {
            let own = launch.properties.get(name);
            own.is_some_and(|own| named(graph, Some(own), &[]).same(&target).is_yes())
        })
    })
}

/// An interface that is a resource of its own has the subnet and the groups.
fn interface_of(graph: &Graph, thing: &mut Thing, interface: &Found) {
    let named = named(graph, Some(interface.value), &["AWS::EC2::NetworkInterface"]);
    let Some(resource) = named.key().and_then(|key| graph.resource(key)) else {
        let owner = thing.resource.key.clone();
        let given = Given { owner, path: interface.path.clone(), named, many: true };
        thing.subnets.push(given.clone());
        thing.groups.push(given);
        return;
    };
    thing.subnets.extend(given(graph, resource, &["SubnetId"], "AWS::EC2::Subnet"));
    thing.groups.extend(given(graph, resource, &["GroupSet[*]"], "AWS::EC2::SecurityGroup"));
}

/// The elastic address that is given to an instance or one of its interfaces.
fn elastic_address(graph: &Graph, thing: &Thing) -> Option<Link> {
    let interfaces = find(&thing.resource.properties, "NetworkInterfaces[*].NetworkInterfaceId");
    let kinds = ["AWS::EC2::Instance", "AWS::EC2::NetworkInterface"];
    let mine: Vec<Named> = std::iter::once(Named::Key(thing.resource.key.clone()))
        .chain(interfaces.iter().map(|found| named(graph, Some(found.value), &kinds)))
        .collect();
    let addresses = graph
        .resources
        .iter()
        .filter(|resource| matches!(&*resource.kind, "AWS::EC2::EIP" | "AWS::EC2::EIPAssociation"));
    for address in addresses {
        for property in ["InstanceId", "NetworkInterfaceId"] {
            let target = named(graph, address.properties.get(property), &kinds);
            if mine.iter().any(|mine| mine.same(&target).is_yes()) {
                let path: Path = vec![Step::Key(Arc::from(property))];
                return Some(Link { resource: address.key.clone(), path, label: "elastic address".to_owned() });
            }
        }
    }
    None
}
