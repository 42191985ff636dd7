//! What the internet reaches, and through which chain.
//!
//! A thing is reached when one of its subnets has a route to an internet gateway, it has a public address there, the
//! subnet's network ACL lets the traffic in and a security group of it does too. Each of these is true, false or not
//! known; what is false anywhere settles it, and otherwise what is not known is named.

use super::named::{Named, Truth};
use super::ports::Protocol;
use super::security_group::{SecurityGroupRule, SecurityGroupRules, SourceKind};
use super::target::Listeners;
use super::thing::{Address, Thing, text};
use super::topology::{Link, Topology};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Ports of a protocol.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PortRange {
    /// `tcp`, `udp`, another protocol's number, or `-1` for all.
    pub protocol: Arc<str>,
    /// The first.
    pub from: i64,
    /// The last.
    pub to: i64,
}

/// Whether the internet reaches a thing.
#[derive(Clone, Debug)]
pub struct Exposure {
    /// Whether it does.
    pub internet: Truth,
    /// On which ports.
    pub ports: Vec<PortRange>,
    /// From the gateway to the group.
    pub chain: Vec<Link>,
    /// What is not known: `address`, `subnet`, `acl`, `group`.
    pub undetermined_in: Vec<&'static str>,
    /// Whether it has a public address, in one of its subnets at least.
    pub address: Truth,
    /// What gives it the address.
    pub address_from: Option<Link>,
}

/// The rules that let traffic in, by group.
pub struct Openings<'r> {
    by_group: BTreeMap<Arc<str>, Vec<&'r SecurityGroupRule>>,
}

impl<'r> Openings<'r> {
    /// Indexes rules by their group.
    pub fn of(rules: &'r [SecurityGroupRule]) -> Self {
        let mut by_group: BTreeMap<Arc<str>, Vec<&SecurityGroupRule>> = BTreeMap::new();
        for rule in rules {
            if let Some(group) = &rule.group {
                by_group.entry(group.clone()).or_default().push(rule);
            }
        }
        Self { by_group }
    }

    /// The rules of a group.
    pub fn group(&self, key: &str) -> &[&'r SecurityGroupRule] {
        self.by_group.get(key).map(Vec::as_slice).unwrap_or_default()
    }
}

/// What is needed to judge exposures.
pub struct Exposures<'t, 'g> {
    /// The network.
    pub topology: &'t Topology<'g>,
    /// What the groups let in.
    pub openings: Openings<'t>,
    /// What load balancers listen on.
    pub listeners: &'t Listeners,
}

/// A way in that a group or a listener opens.
struct Door {
    open: Truth,
    ports: Option<PortRange>,
    link: Option<Link>,
}

impl<'t, 'g> Exposures<'t, 'g> {
    /// Prepares for the things of a network.
    pub fn new(topology: &'t Topology<'g>, rules: &'t SecurityGroupRules, listeners: &'t Listeners) -> Self {
        Self { topology, openings: Openings::of(&rules.ingress), listeners }
    }

    /// Judges one thing.
    pub fn of(&self, thing: &Thing) -> Exposure {
        let doors = self.doors(thing);
        let mut exposure = Exposure {
            internet: Truth::No,
            ports: Vec::new(),
            chain: Vec::new(),
            undetermined_in: Vec::new(),
            address: Truth::No,
            address_from: None,
        };
        let (mut subnet_truth, mut acl_truth) = (Truth::No, Truth::No);
        for place in self.places(thing) {
            let (address, from) = self.address(thing, &place);
            if address.is_yes() && !exposure.address.is_yes() || exposure.address_from.is_none() {
                exposure.address_from = from.clone();
            }
            exposure.address = exposure.address.or(address.clone());
            subnet_truth = subnet_truth.or(place.public.clone());
            let reached = address.and(place.public.clone());
            for door in &doors {
                let (acl, links) = place.acl(self.topology, door);
                acl_truth = acl_truth.or(acl.clone());
                let open = reached.clone().and(acl).and(door.open.clone());
                if open.is_yes() {
                    exposure.ports.extend(door.ports.clone());
                    if exposure.chain.is_empty() {
                        exposure.chain = place.links(from.clone());
                        exposure.chain.extend(links);
                        exposure.chain.extend(door.link.clone());
                    }
                }
                exposure.internet = exposure.internet.or(open);
            }
        }
        exposure.ports.sort();
        exposure.ports.dedup();
        if exposure.internet.why().is_some() {
            let group = doors.iter().fold(Truth::No, |known, door| known.or(door.open.clone()));
            let parts =
                [("address", &exposure.address), ("subnet", &subnet_truth), ("acl", &acl_truth), ("group", &group)];
            let unknown = parts.iter().filter(|(_, truth)| truth.why().is_some());
            exposure.undetermined_in = unknown.map(|(part, _)| *part).collect();
        }
        exposure
    }

    /// Where a thing stands.
    fn places(&self, thing: &Thing) -> Vec<Place> {
        if thing.subnets.is_empty() {
            // Without a subnet, it stands in the default VPC, whose subnets are public and give addresses.
            let default = thing.default_vpc || thing.word == "database";
            let public = if default { Truth::Yes } else { Truth::Unknown("no subnet is named".to_owned()) };
            return vec![Place { subnet: Named::Absent, public, gives: Truth::Yes, links: Vec::new() }];
        }
        let place = |given: &super::thing::Given| {
            let subnet = given.named.key().and_then(|key| self.topology.subnet(key));
            let mut links: Vec<Link> = subnet.map(|subnet| subnet.via.clone()).unwrap_or_default();
            links.reverse();
            let shown = given.named.key().map_or("", |key| key);
            let label = format!("subnet {shown} has a route to the internet");
            links.push(Link { resource: given.owner.clone(), path: given.path.clone(), label });
            let gives = match subnet {
                Some(subnet) => subnet.gives_addresses.clone(),
                None => Truth::Unknown(given.named.outside().unwrap_or_default().to_owned()),
            };
            Place { subnet: given.named.clone(), public: self.topology.public(&given.named), gives, links }
        };
        thing.subnets.iter().map(place).collect()
    }

    fn address(&self, thing: &Thing, place: &Place) -> (Truth, Option<Link>) {
        match &thing.address {
            Address::Never => (Truth::No, None),
            Address::Said(truth, link) => (truth.clone(), Some(link.clone())),
            Address::BySubnet => {
                let label = "the subnet gives public addresses".to_owned();
                let link = place.subnet.key().map(|key| Link::new(key, "MapPublicIpOnLaunch", label));
                (place.gives.clone(), link)
            }
        }
    }

    /// What lets the world in.
    fn doors(&self, thing: &Thing) -> Vec<Door> {
        let listened = self.listeners.ports(&thing.resource.key);
        let network = text(&thing.resource.properties, "Type") == Some("network");
        if thing.groups.is_empty() {
            // A network load balancer may have no group: then it takes what it listens on.
            if network && thing.word == "load-balancer" {
                return listened
                    .iter()
                    .map(|(ports, link)| Door {
                        open: Truth::Yes,
                        ports: Some(ports.clone()),
                        link: Some(link.clone()),
                    })
                    .collect();
            }
            // The default group of a VPC lets in only itself.
            return Vec::new();
        }
        let mut doors = Vec::new();
        for group in &thing.groups {
            if let Some(why) = group.named.outside() {
                let open = Truth::Unknown(format!("security group {why}"));
                doors.push(Door { open, ports: None, link: None });
            }
            for rule in group.named.key().map(|key| self.openings.group(key)).unwrap_or_default() {
                doors.extend(door(rule));
            }
        }
        if listened.is_empty() {
            return doors;
        }
        let narrowed = doors.into_iter().flat_map(|door| narrow(&door, &listened));
        narrowed.collect()
    }
}

/// The part of a way in that a load balancer listens on.
fn narrow(door: &Door, listened: &[(PortRange, Link)]) -> Vec<Door> {
    let Some(range) = &door.ports else {
        return vec![Door { open: door.open.clone(), ports: None, link: door.link.clone() }];
    };
    let meets = |ports: &PortRange| {
        (range.protocol == ports.protocol || &*range.protocol == "-1")
            && range.from <= ports.from
            && ports.from <= range.to
    };
    let listened = listened.iter().filter(|(ports, _)| meets(ports));
    listened
        .map(|(ports, _)| Door { open: door.open.clone(), ports: Some(ports.clone()), link: door.link.clone() })
        .collect()
}

fn door(rule: &SecurityGroupRule) -> Option<Door> {
    let (protocol, shown) = match &rule.ports.protocol {
        Protocol::Known(protocol) if matches!(&**protocol, "icmp" | "icmpv6") => return None,
        Protocol::Known(protocol) => (Some(protocol.clone()), protocol.to_string()),
        Protocol::Unknown(_) => (None, "traffic".to_owned()),
    };
    let maybe = rule.undetermined.is_some()
        && matches!(rule.kind, SourceKind::Unknown | SourceKind::PrefixList | SourceKind::Cidr | SourceKind::Cidr6)
        && rule.undetermined_in.contains(&"source");
    let open = match (rule.world, &rule.undetermined) {
        (true, _) => Truth::Yes,
        (false, Some(why)) if maybe => Truth::Unknown(why.clone()),
        (false, _) => return None,
    };
    let ports = match (protocol, rule.ports.from, rule.ports.to) {
        (Some(protocol), Some(from), Some(to)) => Some(PortRange { protocol, from, to }),
        _ => None,
    };
    let range = match &ports {
        Some(ports) if rule.ports.all && &*ports.protocol == "-1" => "all traffic".to_owned(),
        Some(ports) if ports.from == ports.to => format!("{shown} {}", ports.from),
        Some(ports) => format!("{shown} {} to {}", ports.from, ports.to),
        None => shown,
    };
    let source = rule.source.as_text().map_or("everybody", |text| text);
    let label = format!("security group lets {range} in from {source}");
    Some(Door { open, ports, link: Some(Link { resource: rule.owner.clone(), path: rule.source_path.clone(), label }) })
}

/// One of the subnets of a thing.
struct Place {
    subnet: Named,
    public: Truth,
    gives: Truth,
    links: Vec<Link>,
}

impl Place {
    fn acl(&self, topology: &Topology, door: &Door) -> (Truth, Vec<Link>) {
        let Named::Key(subnet) = &self.subnet else { return (Truth::Yes, Vec::new()) };
        let vpc = topology.vpc_of(&self.subnet);
        match &door.ports {
            Some(ports) => topology.acls.lets_in(subnet, &vpc, &ports.protocol, ports.from, ports.to),
            None => topology.acls.lets_in(subnet, &vpc, "-1", 0, 65_535),
        }
    }

    /// From the gateway inwards.
    fn links(&self, address: Option<Link>) -> Vec<Link> {
        self.links.iter().cloned().chain(address).collect()
    }
}
