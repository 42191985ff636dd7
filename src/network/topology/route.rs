//! Route tables: which subnet uses which, and where their routes lead.

use super::super::cidr::Cidr;
use super::super::named::{Named, Truth, named};
use super::super::reason;
use super::zone::Zone;
use super::{Link, Subnet, vpc};
use crate::graph::{Graph, Resource};
use crate::resolve::value::{Value, ValueKind};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where a route leads, the one that reaches furthest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Internet,
    Nat,
    TransitGateway,
    Peering,
    Vpn,
    EgressOnly,
    Interface,
    Endpoint,
    PrivateNat,
    Other,
}

impl Way {
    fn word(self) -> &'static str {
        match self {
            Self::Internet => "internet-gateway",
            Self::Nat => "nat",
            Self::TransitGateway => "transit-gateway",
            Self::Peering => "peering",
            Self::Vpn => "vpn",
            Self::EgressOnly => "egress-only",
            Self::Interface => "network-interface",
            Self::Endpoint => "endpoint",
            Self::PrivateNat => "private-nat",
            Self::Other => "other",
        }
    }
}

/// The properties of a route that name its target.
const WAYS: [(&str, Way); 11] = [
    ("GatewayId", Way::Internet),
    ("NatGatewayId", Way::Nat),
    ("TransitGatewayId", Way::TransitGateway),
    ("VpcPeeringConnectionId", Way::Peering),
    ("EgressOnlyInternetGatewayId", Way::EgressOnly),
    ("NetworkInterfaceId", Way::Interface),
    ("InstanceId", Way::Interface),
    ("VpcEndpointId", Way::Endpoint),
    ("CoreNetworkArn", Way::TransitGateway),
    ("LocalGatewayId", Way::Other),
    ("CarrierGatewayId", Way::Other),
];

/// One route.
struct Route {
    key: Arc<str>,
    way: Way,
    property: &'static str,
    target: Named,
    /// Whether its destination has addresses of the internet.
    beyond: Truth,
    /// The destination as people write it.
    shown: String,
}

/// The subnet's side of an association.
struct Association {
    key: Arc<str>,
    table: Named,
    /// Why it may not be this subnet's.
    doubt: Option<String>,
}

/// The route tables of a graph with what belongs to them.
pub(super) struct Tables {
    associations: BTreeMap<Arc<str>, Vec<Association>>,
    routes: BTreeMap<Arc<str>, Vec<Route>>,
    /// Internet gateway and the VPC that it is attached to.
    attachments: Vec<(Arc<str>, Named, Named)>,
}

impl Tables {
    pub(super) fn read(graph: &Graph) -> Self {
        let mut tables = Self { associations: BTreeMap::new(), routes: BTreeMap::new(), attachments: Vec::new() };
        for resource in &graph.resources {
            match &*resource.kind {
                "AWS::EC2::SubnetRouteTableAssociation" => tables.association(graph, resource),
                "AWS::EC2::Route" => tables.route(graph, resource),
                "AWS::EC2::VPCGatewayAttachment" => {
                    let gateway = resource.properties.get("InternetGatewayId");
                    let gateway = named(graph, gateway, &["AWS::EC2::InternetGateway"]);
                    let vpc = vpc(graph, resource, "VpcId");
                    tables.attachments.push((resource.key.clone(), gateway, vpc));
                }
                _ => {}
            }
        }
        tables
    }

    fn association(&mut self, graph: &Graph, resource: &Resource) {
        let subnet = named(graph, resource.properties.get("SubnetId"), &["AWS::EC2::Subnet"]);
        let table = named(graph, resource.properties.get("RouteTableId"), &["AWS::EC2::RouteTable"]);
        let doubt = subnet.outside().map(str::to_owned);
        for key in subnet.keys() {
            let association = Association { key: resource.key.clone(), table: table.clone(), doubt: doubt.clone() };
            self.associations.entry(key.clone()).or_default().push(association);
        }
    }

    fn route(&mut self, graph: &Graph, resource: &Resource) {
        let properties = &resource.properties;
        let table = named(graph, properties.get("RouteTableId"), &["AWS::EC2::RouteTable"]);
        let way = WAYS.into_iter().find(|(name, _)| !matches!(named(graph, properties.get(name), &[]), Named::Absent));
        let Some((property, way)) = way else { return };
        let kinds = [
            "AWS::EC2::InternetGateway",
            "AWS::EC2::VPNGateway",
            "AWS::EC2::NatGateway",
            "AWS::EC2::VPCEndpoint",
            "AWS::EC2::CarrierGateway",
        ];
        let target = named(graph, properties.get(property), &kinds);
        let (way, target) = refined(graph, way, target);
        let (mut beyond, shown) = destination(properties);
        if let Some(doubt) = table.outside() {
            beyond = beyond.and(Truth::Unknown(doubt.to_owned()));
        }
        for key in table.keys() {
            let (target, beyond, shown) = (target.clone(), beyond.clone(), shown.clone());
            let route = Route { key: resource.key.clone(), way, property, target, beyond, shown };
            self.routes.entry(key.clone()).or_default().push(route);
        }
    }

    /// A subnet with its routes.
    pub(super) fn subnet(&self, graph: &Graph, resource: &Resource) -> Subnet {
        let properties = &resource.properties;
        let zone = ["AvailabilityZone", "AvailabilityZoneId"].iter().find_map(|name| properties.get(name));
        let gives = Truth::read(properties.get("MapPublicIpOnLaunch")).unwrap_or(Truth::No);
        let mut subnet = Subnet {
            key: resource.key.clone(),
            vpc: vpc(graph, resource, "VpcId"),
            zone: zone.map(Zone::of),
            public: Truth::No,
            table: None,
            main_table: false,
            via: Vec::new(),
            egress: "none",
            gives_addresses: gives,
        };
        match self.associations.get(&resource.key) {
            Some(associations) => associations.iter().for_each(|association| self.routed(&mut subnet, association)),
            None => {
                subnet.main_table = true;
                // A new VPC's main route table has the local route only, and no template can add another to it.
                if let Some(why) = reason(properties).or_else(|| subnet.vpc.outside().map(str::to_owned)) {
                    subnet.public = Truth::Unknown(format!("the main route table of {why}"));
                    subnet.egress = "unknown";
                }
            }
        }
        subnet
    }

    /// What an association makes of a subnet.
    fn routed(&self, subnet: &mut Subnet, association: &Association) {
        let Named::Key(table) = &association.table else {
            let why = association.table.outside().unwrap_or("no route table");
            subnet.public = subnet.public.clone().or(Truth::Unknown(format!("route table {why}")));
            subnet.egress = "unknown";
            return;
        };
        subnet.table = Some(table.clone());
        let routes = self.routes.get(table).map(Vec::as_slice).unwrap_or_default();
        for route in routes.iter().filter(|route| route.way == Way::Internet) {
            let (attached, attachment) = self.attached(&route.target, &subnet.vpc);
            let mut open = route.beyond.clone().and(attached);
            if let Some(doubt) = &association.doubt {
                open = open.and(Truth::Unknown(doubt.clone()));
            }
            if open.is_yes() && !subnet.public.is_yes() {
                subnet.via = links(association, table, route, attachment);
            }
            subnet.public = subnet.public.clone().or(open);
        }
        let default = routes.iter().filter(|route| route.beyond != Truth::No).min_by_key(|route| route.way);
        let Some(default) = default else { return };
        subnet.egress = match (default.way, &subnet.public) {
            _ if !default.beyond.is_yes() => "unknown",
            (Way::Internet, Truth::Unknown(_)) => "unknown",
            // The gateway is attached to another VPC: what takes this route is lost.
            (Way::Internet, Truth::No) => "none",
            (way, _) => way.word(),
        };
    }

    /// Whether an internet gateway is attached to a VPC, and by which resource.
    fn attached(&self, gateway: &Named, vpc: &Named) -> (Truth, Option<&Arc<str>>) {
        let Named::Key(key) = gateway else {
            return match gateway {
                // A route that names a gateway that exists already would be refused if it were not attached.
                Named::Outside(outside) if outside.written => (Truth::of(outside.identity.starts_with("igw-")), None),
                Named::Outside(outside) => (Truth::Unknown(format!("gateway {}", outside.shown)), None),
                _ => (Truth::No, None),
            };
        };
        let mut attached = (Truth::No, None);
        for (attachment, of, to) in &self.attachments {
            let same = match of {
                Named::Key(of) => Truth::of(of == key),
                other => Truth::of(other.keys().contains(key)),
            };
            let holds = same.and(to.same(vpc));
            if holds.is_yes() {
                return (holds, Some(attachment));
            }
            attached.0 = attached.0.or(holds);
        }
        attached
    }
}

fn links(association: &Association, table: &Arc<str>, route: &Route, attachment: Option<&Arc<str>>) -> Vec<Link> {
    let mut links = vec![
        Link::new(&association.key, "RouteTableId", format!("association with route table {table}")),
        Link::new(&route.key, route.property, format!("route {} to an internet gateway", route.shown)),
    ];
    if let (Named::Key(gateway), Some(attachment)) = (&route.target, attachment) {
        links.push(Link::new(gateway, "", format!("internet gateway {gateway}")));
        links.push(Link::new(attachment, "VpcId", "attachment of the gateway to the VPC".to_owned()));
    }
    links
}

/// What the target itself says about the way: `GatewayId` takes several kinds, and a NAT gateway may be private.
fn refined(graph: &Graph, way: Way, target: Named) -> (Way, Named) {
    let Some(resource) = target.key().and_then(|key| graph.resource(key)) else {
        let written = target.outside().unwrap_or_default();
        let way = match way {
            Way::Internet if written.starts_with("vgw-") => Way::Vpn,
            Way::Internet if written.starts_with("vpce-") => Way::Endpoint,
            Way::Internet if written == "local" => Way::Other,
            way => way,
        };
        return (way, target);
    };
    let way = match &*resource.kind {
        "AWS::EC2::VPNGateway" => Way::Vpn,
        "AWS::EC2::VPCEndpoint" => Way::Endpoint,
        "AWS::EC2::CarrierGateway" => Way::Other,
        "AWS::EC2::NatGateway" => {
            match resource.properties.get("ConnectivityType").and_then(Value::as_text).map(|text| &**text) {
                Some("private") => Way::PrivateNat,
                _ => Way::Nat,
            }
        }
        _ => way,
    };
    (way, target)
}

/// Whether a route's destination has addresses of the internet.
fn destination(properties: &Value) -> (Truth, String) {
    let names = ["DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId"];
    let value = names.iter().find_map(|name| properties.get(name).filter(|value| value.kind != ValueKind::Null));
    let Some(value) = value else { return (Truth::No, String::new()) };
    if let Some(why) = reason(value) {
        return (Truth::Unknown(format!("destination {why}")), why);
    }
    let Some(text) = value.as_text() else { return (Truth::No, String::new()) };
    let beyond = match Cidr::parse(text) {
        Some(block) => Truth::of(!block.is_private()),
        None => Truth::Unknown(format!("prefix list {text}")),
    };
    (beyond, text.to_string())
}
