//! Subnets with their routes and network ACLs: where in its network a thing stands.
//!
//! [`Topology::read`] indexes the resources of a graph once (route tables with their routes, associations, gateways and
//! what they are attached to, network ACLs) and decides for every subnet whether the internet reaches it. What lies
//! outside the graph (an imported VPC, a subnet given as a parameter) is not known, and the reason says what it is.
//!
//! Source: AWS, "Route tables" and "Internet gateways", Amazon VPC user guide.

mod acl;
mod route;
mod zone;

pub use acl::Acls;
pub use zone::{Zone, Zones, zones};

use super::named::{Named, Truth, named};
use crate::graph::{Graph, Resource};
use crate::resolve::value::{Path, Step};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A place in a resource with what it has to do with the matter.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The key of the resource.
    pub resource: Arc<str>,
    /// Below its properties.
    pub path: Path,
    /// In words.
    pub label: String,
}

impl Link {
    /// A link to a property of a resource; an empty name is the resource itself.
    pub fn new(resource: &Arc<str>, property: &str, label: String) -> Self {
        let path = if property.is_empty() { Path::new() } else { vec![Step::Key(Arc::from(property))] };
        Self { resource: resource.clone(), path, label }
    }
}

/// A subnet of the graph.
#[derive(Clone, Debug)]
pub struct Subnet {
    /// Its key.
    pub key: Arc<str>,
    /// Its VPC.
    pub vpc: Named,
    /// Its availability zone; `None` where AWS chooses one.
    pub zone: Option<Zone>,
    /// Whether the internet has a route to it.
    pub public: Truth,
    /// The route table that it is associated with, if that is a resource of the graph.
    pub table: Option<Arc<str>>,
    /// Whether it uses the main route table of its VPC.
    pub main_table: bool,
    /// What makes it public: association, route, gateway.
    pub via: Vec<Link>,
    /// Where its default route leads.
    pub egress: &'static str,
    /// Whether instances that start in it get a public address unless they say otherwise.
    pub gives_addresses: Truth,
}

/// The network of a graph.
pub struct Topology<'g> {
    /// The graph.
    pub graph: &'g Graph,
    /// The subnets in source order.
    pub subnets: Vec<Subnet>,
    /// The network ACLs.
    pub acls: Acls,
    by_key: BTreeMap<Arc<str>, usize>,
}

impl<'g> Topology<'g> {
    /// Reads the network of a graph.
    pub fn read(graph: &'g Graph) -> Self {
        let tables = route::Tables::read(graph);
        let read = |subnet: &Arc<Resource>| tables.subnet(graph, subnet);
        let subnets: Vec<Subnet> = graph.of_type("AWS::EC2::Subnet").map(read).collect();
        let by_key = subnets.iter().enumerate().map(|(at, subnet)| (subnet.key.clone(), at)).collect();
        Self { graph, subnets, acls: Acls::read(graph), by_key }
    }

    /// The subnet of a key.
    pub fn subnet(&self, key: &str) -> Option<&Subnet> {
        self.by_key.get(key).and_then(|at| self.subnets.get(*at))
    }

    /// Whether the internet has a route to a subnet.
    pub fn public(&self, subnet: &Named) -> Truth {
        match subnet {
            Named::Key(key) => self.subnet(key).map_or(Truth::No, |subnet| subnet.public.clone()),
            Named::Outside(outside) => Truth::Unknown(outside.shown.clone()),
            Named::Absent => Truth::No,
        }
    }

    /// The VPC of a resource that names one, or the VPC of a subnet.
    pub fn vpc_of(&self, subnet: &Named) -> Named {
        subnet.key().and_then(|key| self.subnet(key)).map_or(Named::Absent, |subnet| subnet.vpc.clone())
    }
}

/// The VPC that a resource names in a property.
pub fn vpc(graph: &Graph, resource: &Resource, property: &str) -> Named {
    named(graph, resource.properties.get(property), &["AWS::EC2::VPC"])
}
