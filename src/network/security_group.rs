//! Every rule of every security group, inline or standalone, in one form.
//!
//! The resources of the graph are read in order; each rule gives one [`SecurityGroupRule`] per source. Then the rules
//! of one group are weighed together: some are open to the world only with the others. A group's implied rule (EC2 lets
//! all traffic out where no egress rule is given,
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ec2-securitygroup.html>) is written
//! nowhere, so it is not among them.

use super::cidr::Cidr;
use super::ports::{Ports, Protocol};
use super::reason;
pub use super::source::SourceKind;
use super::source::{PrefixLists, sources};
use super::world::{Opening, alone, together};
use crate::graph::{Graph, Resource};
use crate::resolve::value::{Path, Step, Value, ValueKind};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// One rule of a security group with one source.
#[derive(Clone, Debug, PartialEq)]
pub struct SecurityGroupRule {
    /// The key of the group, if it is a resource of the graph.
    pub group: Option<Arc<str>>,
    /// The key of the resource that holds the rule.
    pub owner: Arc<str>,
    /// The path of the rule below the owner's properties; empty for a standalone rule.
    pub path: Path,
    /// The path of the property that names the source; `path` where the rule as a whole is not known.
    pub source_path: Path,
    /// What it opens.
    pub ports: Ports,
    /// The kind of the source (of the destination, for egress).
    pub kind: SourceKind,
    /// The source as the template has it.
    pub source: Value,
    /// Whether it is open to all of IPv4 or IPv6, alone or with the group's other rules on the same ports.
    pub world: bool,
    /// Why something about it is not known.
    pub undetermined: Option<String>,
    /// What is not known: `protocol`, `ports` and `source`.
    pub undetermined_in: Vec<&'static str>,
}

/// The rules of a graph, by direction, in the order of their resources.
#[derive(Clone, Debug, Default)]
pub struct SecurityGroupRules {
    /// What comes in.
    pub ingress: Vec<SecurityGroupRule>,
    /// What goes out.
    pub egress: Vec<SecurityGroupRule>,
}

/// Reads the rules of all security groups of a graph.
pub fn security_group_rules(graph: &Graph) -> SecurityGroupRules {
    let lists = PrefixLists::read(graph);
    let (mut ingress, mut egress) = (Vec::new(), Vec::new());
    for (index, resource) in graph.resources.iter().enumerate() {
        let reader = Reader { graph, lists: &lists, index, resource };
        match &*resource.kind {
            "AWS::EC2::SecurityGroup" => {
                reader.inline("SecurityGroupIngress", Ports::read, &mut ingress);
                reader.inline("SecurityGroupEgress", Ports::read, &mut egress);
            }
            "AWS::EC2::SecurityGroupIngress" => reader.standalone(&["GroupId", "GroupName"], Ports::read, &mut ingress),
            "AWS::EC2::SecurityGroupEgress" => reader.standalone(&["GroupId"], Ports::read, &mut egress),
            "AWS::RDS::DBSecurityGroup" => reader.inline("DBSecurityGroupIngress", service_port, &mut ingress),
            "AWS::RDS::DBSecurityGroupIngress" => {
                reader.standalone(&["DBSecurityGroupName"], service_port, &mut ingress);
            }
            "AWS::ElastiCache::SecurityGroupIngress" => {
                reader.standalone(&["CacheSecurityGroupName"], service_port, &mut ingress);
            }
            "AWS::Redshift::ClusterSecurityGroupIngress" => {
                reader.standalone(&["ClusterSecurityGroupName"], service_port, &mut ingress);
            }
            _ => {}
        }
    }
    SecurityGroupRules { ingress: weigh(ingress), egress: weigh(egress) }
}

fn service_port(_rule: &Value) -> Ports {
    Ports::of_service()
}

/// A rule before it is weighed with the others of its group.
struct Draft {
    rule: SecurityGroupRule,
    group: Group,
    blocks: Rc<[Cidr]>,
    source_reason: Option<String>,
}

/// What makes two rules belong to the same group, also where the group is not in the graph.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Resource(Arc<str>),
    /// A group named by text, by an attribute (the default group of a VPC) or by the same unknown value.
    Written(String),
    /// A group that no other rule can be known to share.
    Own(usize),
}

struct Reader<'a> {
    graph: &'a Graph,
    lists: &'a PrefixLists,
    index: usize,
    resource: &'a Resource,
}

impl Reader<'_> {
    /// Rules in a property of the group itself: a list, or one rule without a list around it.
    fn inline(&self, property: &str, ports: fn(&Value) -> Ports, drafts: &mut Vec<Draft>) {
        let group = || Group::Resource(self.resource.key.clone());
        if reason(&self.resource.properties).is_some() {
            return self.rule(&self.resource.properties, Path::new(), group(), ports, drafts);
        }
        let Some(field) = self.resource.properties.field(property) else { return };
        let path = vec![Step::Key(field.name.clone())];
        let ValueKind::List(items) = &field.value.kind else {
            return self.rule(&field.value, path, group(), ports, drafts);
        };
        for (index, item) in items.iter().enumerate() {
            let mut path = path.clone();
            path.push(Step::Index(index));
            self.rule(item, path, group(), ports, drafts);
        }
    }

    /// A resource that is a rule, and names its group in one of the given properties.
    fn standalone(&self, names: &[&str], ports: fn(&Value) -> Ports, drafts: &mut Vec<Draft>) {
        self.rule(&self.resource.properties, Path::new(), self.group(names), ports, drafts);
    }

    /// The group that a standalone rule belongs to: by reference, by an edge that the graph found (a name written as
    /// text), or as it is written.
    fn group(&self, names: &[&str]) -> Group {
        let values = || names.iter().filter_map(|name| self.resource.properties.get(name));
        let referred = values().find_map(|value| match &value.kind {
            ValueKind::Ref(reference)
                if self.is_group(&reference.target) && names_group(reference.attribute.as_deref()) =>
            {
                Some(reference.target.clone())
            }
            _ => None,
        });
        if let Some(key) = referred.or_else(|| self.named_by_edge(names)) {
            return Group::Resource(key);
        }
        values().find_map(written).map_or(Group::Own(self.index), Group::Written)
    }

    fn named_by_edge(&self, names: &[&str]) -> Option<Arc<str>> {
        // Edges are ordered by the referring resource.
        let first = self.graph.edges.partition_point(|edge| edge.from < self.index);
        let own = self.graph.edges.get(first..)?.iter().take_while(|edge| edge.from == self.index);
        own.filter(|edge| matches!(edge.path.first(), Some(Step::Key(name)) if names.contains(&&**name)))
            .filter(|edge| names_group(edge.attribute.as_deref()))
            .filter_map(|edge| self.graph.resources.get(edge.to))
            .find(|target| self.is_group(&target.key))
            .map(|target| target.key.clone())
    }

    fn is_group(&self, key: &str) -> bool {
        self.graph.resource(key).is_some_and(|resource| {
            matches!(
                &*resource.kind,
                "AWS::EC2::SecurityGroup"
                    | "AWS::RDS::DBSecurityGroup"
                    | "AWS::ElastiCache::SecurityGroup"
                    | "AWS::Redshift::ClusterSecurityGroup"
            )
        })
    }

    /// One rule: a draft per source, or one that is unknown as a whole.
    fn rule(&self, rule: &Value, path: Path, group: Group, ports: fn(&Value) -> Ports, drafts: &mut Vec<Draft>) {
        if let Some(why) = reason(rule) {
            let ports = Ports::unknown(rule);
            let rule = self.draft_rule(&group, path.clone(), path, ports, SourceKind::Unknown, rule);
            return drafts.push(Draft { rule, group, blocks: Rc::from([]), source_reason: Some(why) });
        }
        for source in sources(self.graph, self.lists, rule) {
            let mut source_path = path.clone();
            source_path.push(Step::Key(Arc::from(source.name)));
            let rule = self.draft_rule(&group, path.clone(), source_path, ports(rule), source.kind, source.value);
            drafts.push(Draft {
                rule,
                group: group.clone(),
                blocks: source.blocks,
                source_reason: source.undetermined,
            });
        }
    }

    fn draft_rule(
        &self,
        group: &Group,
        path: Path,
        source_path: Path,
        ports: Ports,
        kind: SourceKind,
        source: &Value,
    ) -> SecurityGroupRule {
        let group = match group {
            Group::Resource(key) => Some(key.clone()),
            Group::Written(_) | Group::Own(_) => None,
        };
        SecurityGroupRule {
            group,
            owner: self.resource.key.clone(),
            path,
            source_path,
            ports,
            kind,
            source: source.clone(),
            world: false,
            undetermined: None,
            undetermined_in: Vec::new(),
        }
    }
}

/// Whether an attribute of a group stands for the group itself.
fn names_group(attribute: Option<&str>) -> bool {
    matches!(attribute, None | Some("GroupId" | "Id" | "GroupName" | "DBSecurityGroupName" | "CacheSecurityGroupName"))
}

/// A name for a group that is not in the graph, the same for the same value.
fn written(value: &Value) -> Option<String> {
    match &value.kind {
        ValueKind::Text(text) => Some(format!("text {text}")),
        ValueKind::Mixed(_) => None,
        _ => reason(value),
    }
}

/// Decides which rules are open to the world, and says of each what is not known.
fn weigh(mut drafts: Vec<Draft>) -> Vec<SecurityGroupRule> {
    let mut groups: BTreeMap<Group, Vec<usize>> = BTreeMap::new();
    for (at, draft) in drafts.iter_mut().enumerate() {
        draft.rule.world = alone(&draft.blocks);
        if !draft.rule.world && !draft.blocks.is_empty() {
            groups.entry(draft.group.clone()).or_default().push(at);
        }
    }
    for members in groups.into_values() {
        let mut openings = Vec::new();
        let mut positions = Vec::new();
        for at in members {
            let Some(draft) = drafts.get(at) else { continue };
            if let (Protocol::Known(protocol), Some(range)) = (&draft.rule.ports.protocol, draft.rule.ports.range) {
                openings.push(Opening { protocol, range, blocks: &draft.blocks });
                positions.push(at);
            }
        }
        let needed: Vec<usize> = together(&openings).into_iter().filter_map(|at| positions.get(at).copied()).collect();
        for at in needed {
            if let Some(draft) = drafts.get_mut(at) {
                draft.rule.world = true;
            }
        }
    }
    drafts.into_iter().map(finish).collect()
}

/// An unknown part of a source that is the world anyway changes nothing.
fn finish(draft: Draft) -> SecurityGroupRule {
    let Draft { mut rule, source_reason, .. } = draft;
    if let Some((part, why)) = &rule.ports.undetermined {
        rule.undetermined = Some(why.clone());
        rule.undetermined_in.push(part);
    }
    if let Some(why) = source_reason.filter(|_| !rule.world) {
        rule.undetermined.get_or_insert(why);
        rule.undetermined_in.push("source");
    }
    rule
}

#[cfg(test)]
#[path = "security_group_tests.rs"]
mod tests;
