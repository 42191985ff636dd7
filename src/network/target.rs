//! Load balancers, what they listen on, and whether they reach their targets.
//!
//! A load balancer reaches a target when its own groups let the target's port out and the target's groups let it in.
//! Listeners and their rules lead to target groups; instances, auto-scaling groups and services register there.
//!
//! Source: AWS, "Security groups for your Application Load Balancer", Elastic Load Balancing user guide.

use super::cidr::Cidr;
use super::exposure::{Openings, PortRange};
use super::named::{Named, Truth, find, named};
use super::ports::Protocol;
use super::security_group::{SecurityGroupRule, SecurityGroupRules, SourceKind};
use super::thing::{Given, Thing, given, text};
use super::topology::{Link, Topology};
use crate::graph::{Graph, Resource};
use crate::resolve::value::{Value, ValueKind};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const BALANCER: &str = "AWS::ElasticLoadBalancingV2::LoadBalancer";
const LISTENER: &str = "AWS::ElasticLoadBalancingV2::Listener";
const GROUP: &str = "AWS::ElasticLoadBalancingV2::TargetGroup";

/// The listeners of a graph.
#[derive(Debug, Default)]
pub struct Listeners {
    /// Ports by load balancer.
    ports: BTreeMap<Arc<str>, Vec<(PortRange, Link)>>,
    /// The target groups that a load balancer forwards to.
    groups: BTreeMap<Arc<str>, BTreeSet<Arc<str>>>,
}

impl Listeners {
    /// Reads the listeners and their rules.
    pub fn read(graph: &Graph) -> Self {
        let mut listeners = Self::default();
        let mut of_listener: BTreeMap<Arc<str>, Arc<str>> = BTreeMap::new();
        for listener in graph.of_type(LISTENER) {
            let balancer = named(graph, listener.properties.get("LoadBalancerArn"), &[BALANCER]);
            let Named::Key(balancer) = balancer else { continue };
            of_listener.insert(listener.key.clone(), balancer.clone());
            if let Some(port) = listener.properties.get("Port").and_then(number) {
                let protocol = match text(&listener.properties, "Protocol") {
                    Some("UDP") => "udp",
                    _ => "tcp",
                };
                listeners.listens(&balancer, listener, protocol, port);
            }
            listeners.forwards(graph, &balancer, listener, "DefaultActions[*]");
        }
        for rule in graph.of_type("AWS::ElasticLoadBalancingV2::ListenerRule") {
            let listener = named(graph, rule.properties.get("ListenerArn"), &[LISTENER]);
            if let Some(balancer) = listener.key().and_then(|key| of_listener.get(key)) {
                listeners.forwards(graph, balancer, rule, "Actions[*]");
            }
        }
        for balancer in graph.of_type("AWS::ElasticLoadBalancing::LoadBalancer") {
            for found in find(&balancer.properties, "Listeners[*].LoadBalancerPort") {
                if let Some(port) = number(found.value) {
                    listeners.listens(&balancer.key, balancer, "tcp", port);
                }
            }
        }
        listeners
    }

    fn listens(&mut self, balancer: &Arc<str>, by: &Resource, protocol: &str, port: i64) {
        let range = PortRange { protocol: Arc::from(protocol), from: port, to: port };
        let property = if *by.key == **balancer { "Listeners" } else { "Port" };
        let link = Link::new(&by.key, property, format!("listener on port {port}"));
        self.ports.entry(balancer.clone()).or_default().push((range, link));
    }

    fn forwards(&mut self, graph: &Graph, balancer: &Arc<str>, by: &Resource, actions: &str) {
        let paths =
            [format!("{actions}.TargetGroupArn"), format!("{actions}.ForwardConfig.TargetGroups[*].TargetGroupArn")];
        for path in paths {
            for found in find(&by.properties, &path) {
                if let Named::Key(group) = named(graph, Some(found.value), &[GROUP]) {
                    self.groups.entry(balancer.clone()).or_default().insert(group);
                }
            }
        }
    }

    /// What a load balancer listens on.
    pub fn ports(&self, balancer: &str) -> Vec<(PortRange, Link)> {
        self.ports.get(balancer).cloned().unwrap_or_default()
    }

    /// The target groups of a load balancer.
    pub fn groups(&self, balancer: &str) -> impl Iterator<Item = &Arc<str>> {
        self.groups.get(balancer).into_iter().flatten()
    }
}

/// A load balancer and something that is registered with it.
#[derive(Clone, Debug)]
pub struct Target {
    /// The load balancer.
    pub balancer: Arc<str>,
    /// The target group; `None` for a Classic Load Balancer.
    pub group: Option<Arc<str>>,
    /// The instance, auto-scaling group or service.
    pub target: Arc<str>,
    /// What the port is for: `traffic` or `health`.
    pub purpose: &'static str,
    /// The port; `None` where it is not known.
    pub port: Option<i64>,
    /// Whether the load balancer's groups let it out.
    pub egress: Truth,
    /// Whether the target's groups let it in from the load balancer.
    pub ingress: Truth,
}

/// All pairs of a load balancer and a target.
pub fn targets(
    topology: &Topology,
    things: &[Thing],
    listeners: &Listeners,
    rules: &SecurityGroupRules,
) -> Vec<Target> {
    let graph = topology.graph;
    let (ingress, egress) = (Openings::of(&rules.ingress), Openings::of(&rules.egress));
    let registered = Registered::read(graph);
    let by_key: BTreeMap<&str, &Thing> = things.iter().map(|thing| (&*thing.resource.key, thing)).collect();
    let mut found = Vec::new();
    for balancer in things.iter().filter(|thing| thing.word == "load-balancer") {
        let reach = Reach { topology, balancer, ingress: &ingress, egress: &egress };
        for group in listeners.groups(&balancer.resource.key) {
            let Some(group) = graph.resource(group) else { continue };
            let health = health_port(group);
            for (target, port) in registered.of(&group.key) {
                let Some(thing) = by_key.get(&**target) else { continue };
                let port = port.or_else(|| group.properties.get("Port").and_then(number));
                // Port 0 lets ECS choose a port on the instance, which is the instance's matter.
                if port == Some(0) {
                    continue;
                }
                found.push(reach.target(Some(&group.key), thing, "traffic", port));
                if let Health::Port(health) = health
                    && Some(health) != port
                {
                    found.push(reach.target(Some(&group.key), thing, "health", Some(health)));
                }
            }
        }
        if &*balancer.resource.kind == "AWS::ElasticLoadBalancing::LoadBalancer" {
            for (target, port) in classic(graph, balancer) {
                if let Some(thing) = by_key.get(&*target) {
                    found.push(reach.target(None, thing, "traffic", port));
                }
            }
        }
    }
    found
}

enum Health {
    /// The traffic port, or none.
    Same,
    Port(i64),
}

fn health_port(group: &Resource) -> Health {
    let disabled = Truth::read(group.properties.get("HealthCheckEnabled")) == Some(Truth::No);
    match group.properties.get("HealthCheckPort").and_then(number) {
        Some(port) if !disabled => Health::Port(port),
        _ => Health::Same,
    }
}

/// Who is registered with which target group, and on which port if that is said.
#[derive(Default)]
struct Registered(BTreeMap<Arc<str>, Vec<Registration>>);

/// The key of an instance, group or service, and its port if it says one.
type Registration = (Arc<str>, Option<i64>);

impl Registered {
    fn read(graph: &Graph) -> Self {
        let mut registered = Self::default();
        for group in graph.of_type(GROUP) {
            for found in find(&group.properties, "Targets[*]") {
                let port = found.value.get("Port").and_then(number);
                if let Named::Key(target) = named(graph, found.value.get("Id"), &["AWS::EC2::Instance"]) {
                    registered.0.entry(group.key.clone()).or_default().push((target, port));
                }
            }
        }
        for group in graph.of_type("AWS::AutoScaling::AutoScalingGroup") {
            for given in given(graph, group, &["TargetGroupARNs[*]"], GROUP) {
                if let Named::Key(key) = given.named {
                    registered.0.entry(key).or_default().push((group.key.clone(), None));
                }
            }
        }
        for service in graph.of_type("AWS::ECS::Service") {
            for found in find(&service.properties, "LoadBalancers[*]") {
                let port = found.value.get("ContainerPort").and_then(number);
                if let Named::Key(key) = named(graph, found.value.get("TargetGroupArn"), &[GROUP]) {
                    registered.0.entry(key).or_default().push((service.key.clone(), port));
                }
            }
        }
        registered
    }

    fn of(&self, group: &str) -> impl Iterator<Item = &Registration> {
        self.0.get(group).into_iter().flatten()
    }
}

/// The instances behind a Classic Load Balancer with the ports that they are asked on.
fn classic(graph: &Graph, balancer: &Thing) -> Vec<Registration> {
    let key = &balancer.resource.key;
    let kinds = ["AWS::EC2::Instance"];
    let own = given(graph, balancer.resource, &["Instances[*]"], kinds[0]);
    let mut targets: Vec<Arc<str>> = own.iter().filter_map(|given| given.named.key().cloned()).collect();
    for group in graph.of_type("AWS::AutoScaling::AutoScalingGroup") {
        let balancers = given(graph, group, &["LoadBalancerNames[*]"], &balancer.resource.kind);
        if balancers.iter().any(|given| given.named.key() == Some(key)) {
            targets.push(group.key.clone());
        }
    }
    let ports: BTreeSet<Option<i64>> = find(&balancer.resource.properties, "Listeners[*].InstancePort")
        .iter()
        .map(|found| number(found.value))
        .collect();
    targets.iter().flat_map(|target| ports.iter().map(|port| (target.clone(), *port))).collect()
}

/// One load balancer with what is needed to follow it.
struct Reach<'a, 'g> {
    topology: &'a Topology<'g>,
    balancer: &'a Thing<'g>,
    ingress: &'a Openings<'a>,
    egress: &'a Openings<'a>,
}

impl Reach<'_, '_> {
    fn target(&self, group: Option<&Arc<str>>, target: &Thing, purpose: &'static str, port: Option<i64>) -> Target {
        Target {
            balancer: self.balancer.resource.key.clone(),
            group: group.cloned(),
            target: target.resource.key.clone(),
            purpose,
            port,
            egress: self.lets_out(target, port),
            ingress: self.lets_in(target, port),
        }
    }

    /// A group without egress rules lets everything out, and so does a load balancer without a group.
    fn lets_out(&self, target: &Thing, port: Option<i64>) -> Truth {
        if self.balancer.groups.is_empty() {
            return Truth::Yes;
        }
        any(&self.balancer.groups, |key| {
            let rules = self.egress.group(key);
            if rules.is_empty() && !self.states_egress(key) {
                return Truth::Yes;
            }
            rules.iter().fold(Truth::No, |known, rule| known.or(self.admits(rule, port, target)))
        })
    }

    /// Whether a group has an egress property that is empty or not known.
    fn states_egress(&self, key: &str) -> bool {
        let group = self.topology.graph.resource(key);
        let egress = group.and_then(|group| group.properties.get("SecurityGroupEgress"));
        egress.is_some_and(|egress| egress.kind != ValueKind::List(Vec::new()))
    }

    fn lets_in(&self, target: &Thing, port: Option<i64>) -> Truth {
        if target.groups.is_empty() {
            return match target.word {
                // Tasks without a network of their own take what their instances take.
                "service" => Truth::Unknown("the instances of the cluster".to_owned()),
                // The default group of a VPC lets in only itself.
                _ => self.by_default_group(),
            };
        }
        any(&target.groups, |key| {
            let rules = self.ingress.group(key);
            rules.iter().fold(Truth::No, |known, rule| known.or(self.admits(rule, port, self.balancer)))
        })
    }

    fn by_default_group(&self) -> Truth {
        match self.balancer.groups.is_empty() {
            true => Truth::Unknown("the default security group".to_owned()),
            false => Truth::No,
        }
    }

    /// Whether a rule of one side admits a port from (or to) the other side.
    fn admits(&self, rule: &SecurityGroupRule, port: Option<i64>, other: &Thing) -> Truth {
        carries(rule, port).and(self.meets(rule, other))
    }

    fn meets(&self, rule: &SecurityGroupRule, other: &Thing) -> Truth {
        if rule.world {
            return Truth::Yes;
        }
        match rule.kind {
            SourceKind::Group => {
                let group = named(self.topology.graph, Some(&rule.source), &["AWS::EC2::SecurityGroup"]);
                let of_other = other.groups.iter().map(|given| given.named.same(&group));
                let none = if other.groups.is_empty() { Truth::Unknown("its groups".to_owned()) } else { Truth::No };
                of_other.fold(none, Truth::or)
            }
            SourceKind::Cidr | SourceKind::Cidr6 => self.holds(rule, other),
            SourceKind::PrefixList | SourceKind::Unknown => {
                Truth::Unknown(rule.undetermined.clone().unwrap_or_else(|| "a prefix list".to_owned()))
            }
        }
    }

    /// Whether a block holds the subnets of the other side. Where one lies outside, not all traffic passes.
    fn holds(&self, rule: &SecurityGroupRule, other: &Thing) -> Truth {
        let unknown = || Truth::Unknown("an address range that cannot be compared".to_owned());
        let Some(block) = rule.source.as_text().and_then(|text| Cidr::parse(text)) else { return unknown() };
        let mut all = if other.subnets.is_empty() { unknown() } else { Truth::Yes };
        for given in &other.subnets {
            let graph = self.topology.graph;
            let range = given.named.key().and_then(|key| {
                let subnet = graph.resource(key)?;
                let vpc = self.topology.subnet(key)?.vpc.key().and_then(|key| graph.resource(key));
                let own = text(&subnet.properties, "CidrBlock");
                own.or_else(|| text(&vpc?.properties, "CidrBlock")).and_then(Cidr::parse)
            });
            let holds = match range {
                Some(range) if block.contains(range) => Truth::Yes,
                Some(range) if !range.contains(block) => Truth::No,
                // A part of the subnet only, or nothing to compare with.
                _ => unknown(),
            };
            all = all.and(holds);
        }
        all
    }
}

/// One of the groups is enough; one that is not known may be.
fn any(groups: &[Given], judge: impl Fn(&str) -> Truth) -> Truth {
    groups.iter().fold(Truth::No, |known, given| {
        known.or(match &given.named {
            Named::Key(key) => judge(key),
            Named::Outside(outside) => Truth::Unknown(format!("security group {}", outside.shown)),
            Named::Absent => Truth::No,
        })
    })
}

/// Whether a rule is about a port of tcp.
fn carries(rule: &SecurityGroupRule, port: Option<i64>) -> Truth {
    let unknown = || Truth::Unknown(rule.undetermined.clone().unwrap_or_else(|| "the port".to_owned()));
    match &rule.ports.protocol {
        Protocol::Unknown(_) => unknown(),
        Protocol::Known(protocol) if !matches!(&**protocol, "tcp" | "-1") => Truth::No,
        Protocol::Known(_) if rule.ports.all => Truth::Yes,
        Protocol::Known(_) => match (port, rule.ports.from, rule.ports.to) {
            (Some(port), Some(from), Some(to)) => Truth::of(from <= port && port <= to),
            _ => unknown(),
        },
    }
}

/// A whole number, also written as text.
pub(super) fn number(value: &Value) -> Option<i64> {
    match &value.kind {
        ValueKind::Int(number) => Some(*number),
        ValueKind::Text(text) => text.trim().parse().ok(),
        _ => None,
    }
}
