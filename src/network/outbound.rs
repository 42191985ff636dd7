//! What compute can call: the internet through its subnets' routes, and the AWS services that its VPC has endpoints for.
//!
//! Source: AWS, "Access AWS services through AWS PrivateLink" and "Gateway endpoints", VPC documentation.

use super::named::{Named, Truth};
use super::thing::{Address, Thing, given};
use super::topology::{Topology, vpc};
use super::{reason, thing};
use crate::graph::{Graph, Resource};
use crate::resolve::value::{Value, ValueKind};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a thing can call.
#[derive(Clone, Debug)]
pub struct Outbound {
    /// The thing.
    pub resource: Arc<str>,
    /// What it is.
    pub word: &'static str,
    /// Whether it can call the internet, out of all of its subnets.
    pub internet: Truth,
    /// The services that its VPC has endpoints for, by the end of their names: `s3`, `ecr.api`.
    pub endpoints: BTreeSet<String>,
    /// Why there may be more.
    pub more: Option<String>,
}

/// What instances, services and functions can call.
pub fn outbound(topology: &Topology, things: &[Thing]) -> Vec<Outbound> {
    let endpoints: Vec<Endpoint> = topology
        .graph
        .of_type("AWS::EC2::VPCEndpoint")
        .map(|resource| Endpoint::read(topology.graph, resource))
        .collect();
    let compute = things.iter().filter(|thing| {
        matches!(thing.word, "instance" | "auto-scaling-group" | "service" | "function") && !thing.subnets.is_empty()
    });
    compute.map(|thing| of(topology, thing, &endpoints)).collect()
}

fn of(topology: &Topology, thing: &Thing, endpoints: &[Endpoint]) -> Outbound {
    let mut outbound = Outbound {
        resource: thing.resource.key.clone(),
        word: thing.word,
        internet: Truth::Yes,
        endpoints: BTreeSet::new(),
        more: None,
    };
    let mut common: Option<BTreeSet<String>> = None;
    for place in &thing.subnets {
        outbound.internet = outbound.internet.and(from_subnet(topology, thing, &place.named));
        let subnet = place.named.key().and_then(|key| topology.subnet(key));
        let home = topology.vpc_of(&place.named);
        if let Some(why) = home.outside().or_else(|| place.named.outside()) {
            outbound.more.get_or_insert_with(|| format!("the endpoints of {why}"));
        }
        let mut here = BTreeSet::new();
        for endpoint in endpoints.iter().filter(|endpoint| endpoint.vpc.same(&home) != Truth::No) {
            let reached = endpoint.reached(subnet.and_then(|subnet| subnet.table.as_ref()));
            match (&endpoint.service, reached) {
                (Some(service), Truth::Yes) => {
                    here.insert(service.clone());
                }
                (None, _) | (_, Truth::Unknown(_)) => {
                    outbound.more.get_or_insert_with(|| format!("endpoint {}", endpoint.key));
                }
                (Some(_), Truth::No) => {}
            }
        }
        common = Some(match common {
            Some(known) => known.intersection(&here).cloned().collect(),
            None => here,
        });
    }
    outbound.endpoints = common.unwrap_or_default();
    outbound
}

fn from_subnet(topology: &Topology, thing: &Thing, subnet: &Named) -> Truth {
    let Some(subnet) = subnet.key().and_then(|key| topology.subnet(key)) else {
        return Truth::Unknown(subnet.outside().unwrap_or("subnet").to_owned());
    };
    match subnet.egress {
        "nat" => Truth::Yes,
        // What has no public address cannot use an internet gateway.
        "internet-gateway" => match &thing.address {
            Address::Never => Truth::No,
            Address::Said(truth, _) => truth.clone(),
            Address::BySubnet => subnet.gives_addresses.clone(),
        },
        "none" | "private-nat" | "endpoint" => Truth::No,
        "unknown" => Truth::Unknown(subnet.public.why().unwrap_or("its routes").to_owned()),
        other => Truth::Unknown(format!("a route through {other}")),
    }
}

/// A VPC endpoint.
struct Endpoint {
    key: Arc<str>,
    vpc: Named,
    /// The end of the service's name.
    service: Option<String>,
    /// The route tables of a gateway endpoint; `None` for the other kinds.
    tables: Option<Vec<Named>>,
    /// Whether calls find it by the service's own name.
    private_dns: Truth,
}

impl Endpoint {
    fn read(graph: &Graph, resource: &Resource) -> Self {
        let properties = &resource.properties;
        let gateway = match thing::text(properties, "VpcEndpointType") {
            Some(kind) => kind == "Gateway",
            None => true,
        };
        let tables = given(graph, resource, &["RouteTableIds[*]"], "AWS::EC2::RouteTable");
        let private_dns = Truth::read(properties.get("PrivateDnsEnabled")).unwrap_or(Truth::No);
        Self {
            key: resource.key.clone(),
            vpc: vpc(graph, resource, "VpcId"),
            service: properties.get("ServiceName").and_then(service),
            tables: gateway.then(|| tables.into_iter().map(|given| given.named).collect()),
            private_dns,
        }
    }

    /// Whether what is in a subnet with this route table uses it.
    fn reached(&self, table: Option<&Arc<str>>) -> Truth {
        let Some(tables) = &self.tables else { return self.private_dns.clone() };
        let Some(table) = table.cloned().map(Named::Key) else { return Truth::No };
        tables.iter().fold(Truth::No, |known, named| known.or(named.same(&table)))
    }
}

/// `ecr.api` out of `com.amazonaws.eu-west-1.ecr.api`, also where the region is not known.
fn service(name: &Value) -> Option<String> {
    match &name.kind {
        ValueKind::Text(text) => text.strip_prefix("com.amazonaws.")?.split_once('.').map(|(_, end)| end.to_owned()),
        ValueKind::Mixed(parts) => match parts.as_slice() {
            [start, region, end] if start.as_text().is_some_and(|start| **start == *"com.amazonaws.") => {
                reason(region)?;
                end.as_text()?.strip_prefix('.').map(str::to_owned)
            }
            _ => None,
        },
        _ => None,
    }
}
