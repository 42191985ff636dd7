//! What can hold traffic, and where each kind says in which subnets it stands, which groups it has and whether it gets a
//! public address.
//!
//! [`KINDS`] is the table; [`Thing::read`] follows it, through subnet groups, launch templates and network interfaces.
//!
//! Source: AWS, "AWS resource and property types reference", CloudFormation template reference.

use super::named::{Found, Named, Truth, find, named};
use super::topology::{Link, Topology};
use crate::graph::{Graph, Resource};
use crate::resolve::value::{Path, Step, Value, ValueKind};
use std::sync::Arc;

/// How a kind of thing comes to a public address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Addressing {
    /// It never has one.
    Never,
    /// A load balancer: unless its `Scheme` is internal.
    Scheme,
    /// A database of RDS: `PubliclyAccessible`, and without it, by its subnet group and engine.
    Database,
    /// `PubliclyAccessible`, false where it is absent.
    IfPubliclyAccessible,
    /// `PubliclyAccessible`, true where it is absent.
    UnlessNotPubliclyAccessible,
    /// An ECS service: `AssignPublicIp`.
    AssignPublicIp,
    /// An instance: its interfaces, its launch template, an elastic address, its subnet.
    Instance,
}

/// One type of resource that can hold traffic.
pub(super) struct Kind {
    pub type_: &'static str,
    pub word: &'static str,
    pub subnets: &'static [&'static str],
    pub groups: &'static [&'static str],
    /// The property that names a subnet group, and that one's type.
    pub subnet_group: Option<(&'static str, &'static str)>,
    pub addressing: Addressing,
}

/// Types whose only purpose is a list of subnets, with the property that holds it and the one that holds their name.
pub(super) const SUBNET_GROUPS: [(&str, &str, &str); 8] = [
    ("AWS::RDS::DBSubnetGroup", "SubnetIds[*]", "DBSubnetGroupName"),
    ("AWS::DocDB::DBSubnetGroup", "SubnetIds[*]", "DBSubnetGroupName"),
    ("AWS::Neptune::DBSubnetGroup", "SubnetIds[*]", "DBSubnetGroupName"),
    ("AWS::ElastiCache::SubnetGroup", "SubnetIds[*]", "CacheSubnetGroupName"),
    ("AWS::Redshift::ClusterSubnetGroup", "SubnetIds[*]", "ClusterSubnetGroupName"),
    ("AWS::MemoryDB::SubnetGroup", "SubnetIds[*]", "SubnetGroupName"),
    ("AWS::DAX::SubnetGroup", "SubnetIds[*]", "SubnetGroupName"),
    ("AWS::DMS::ReplicationSubnetGroup", "SubnetIds[*]", "ReplicationSubnetGroupIdentifier"),
];

const fn kind(
    type_: &'static str,
    word: &'static str,
    subnets: &'static [&'static str],
    groups: &'static [&'static str],
    subnet_group: Option<(&'static str, &'static str)>,
    addressing: Addressing,
) -> Kind {
    Kind { type_, word, subnets, groups, subnet_group, addressing }
}

const RDS: Option<(&str, &str)> = Some(("DBSubnetGroupName", "AWS::RDS::DBSubnetGroup"));
const DOCDB: Option<(&str, &str)> = Some(("DBSubnetGroupName", "AWS::DocDB::DBSubnetGroup"));
const NEPTUNE: Option<(&str, &str)> = Some(("DBSubnetGroupName", "AWS::Neptune::DBSubnetGroup"));
const CACHE: Option<(&str, &str)> = Some(("CacheSubnetGroupName", "AWS::ElastiCache::SubnetGroup"));
const REDSHIFT: Option<(&str, &str)> = Some(("ClusterSubnetGroupName", "AWS::Redshift::ClusterSubnetGroup"));
const MEMORY: Option<(&str, &str)> = Some(("SubnetGroupName", "AWS::MemoryDB::SubnetGroup"));
const DAX: Option<(&str, &str)> = Some(("SubnetGroupName", "AWS::DAX::SubnetGroup"));
const DMS: Option<(&str, &str)> = Some(("ReplicationSubnetGroupIdentifier", "AWS::DMS::ReplicationSubnetGroup"));

/// The table of kinds.
pub(super) const KINDS: [Kind; 19] = [
    kind(
        "AWS::EC2::Instance",
        "instance",
        &["SubnetId", "NetworkInterfaces[*].SubnetId"],
        &["SecurityGroupIds[*]", "SecurityGroups[*]", "NetworkInterfaces[*].GroupSet[*]"],
        None,
        Addressing::Instance,
    ),
    kind(
        "AWS::AutoScaling::AutoScalingGroup",
        "auto-scaling-group",
        &["VPCZoneIdentifier[*]"],
        &[],
        None,
        Addressing::Instance,
    ),
    kind(
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "load-balancer",
        &["Subnets[*]", "SubnetMappings[*].SubnetId"],
        &["SecurityGroups[*]"],
        None,
        Addressing::Scheme,
    ),
    kind(
        "AWS::ElasticLoadBalancing::LoadBalancer",
        "load-balancer",
        &["Subnets[*]"],
        &["SecurityGroups[*]"],
        None,
        Addressing::Scheme,
    ),
    kind(
        "AWS::ECS::Service",
        "service",
        &["NetworkConfiguration.AwsvpcConfiguration.Subnets[*]"],
        &["NetworkConfiguration.AwsvpcConfiguration.SecurityGroups[*]"],
        None,
        Addressing::AssignPublicIp,
    ),
    kind(
        "AWS::Lambda::Function",
        "function",
        &["VpcConfig.SubnetIds[*]"],
        &["VpcConfig.SecurityGroupIds[*]"],
        None,
        Addressing::Never,
    ),
    kind("AWS::RDS::DBInstance", "database", &[], &["VPCSecurityGroups[*]"], RDS, Addressing::Database),
    kind("AWS::RDS::DBCluster", "database", &[], &["VpcSecurityGroupIds[*]"], RDS, Addressing::Database),
    kind("AWS::DocDB::DBCluster", "database", &[], &["VpcSecurityGroupIds[*]"], DOCDB, Addressing::Never),
    kind("AWS::Neptune::DBCluster", "database", &[], &["VpcSecurityGroupIds[*]"], NEPTUNE, Addressing::Never),
    kind(
        "AWS::Redshift::Cluster",
        "database",
        &[],
        &["VpcSecurityGroupIds[*]"],
        REDSHIFT,
        Addressing::IfPubliclyAccessible,
    ),
    kind("AWS::ElastiCache::ReplicationGroup", "cache", &[], &["SecurityGroupIds[*]"], CACHE, Addressing::Never),
    kind("AWS::ElastiCache::CacheCluster", "cache", &[], &["VpcSecurityGroupIds[*]"], CACHE, Addressing::Never),
    kind(
        "AWS::ElastiCache::ServerlessCache",
        "cache",
        &["SubnetIds[*]"],
        &["SecurityGroupIds[*]"],
        None,
        Addressing::Never,
    ),
    kind("AWS::MemoryDB::Cluster", "cache", &[], &["SecurityGroupIds[*]"], MEMORY, Addressing::Never),
    kind("AWS::DAX::Cluster", "cache", &[], &["SecurityGroupIds[*]"], DAX, Addressing::Never),
    kind(
        "AWS::DMS::ReplicationInstance",
        "replication-instance",
        &[],
        &["VpcSecurityGroupIds[*]"],
        DMS,
        Addressing::UnlessNotPubliclyAccessible,
    ),
    kind("AWS::EFS::MountTarget", "file-system", &["SubnetId"], &["SecurityGroups[*]"], None, Addressing::Never),
    kind(
        "AWS::OpenSearchService::Domain",
        "search-domain",
        &["VPCOptions.SubnetIds[*]"],
        &["VPCOptions.SecurityGroupIds[*]"],
        None,
        Addressing::Never,
    ),
];

/// A subnet or group that a thing is given, with the place that gives it.
#[derive(Clone, Debug)]
pub struct Given {
    /// The resource that holds the property: the thing, its subnet group, its launch template.
    pub owner: Arc<str>,
    /// Where, below the owner's properties.
    pub path: Path,
    /// What it names.
    pub named: Named,
    /// Whether it stands for a whole list that is not known.
    pub many: bool,
}

/// Whether a thing has a public address.
#[derive(Clone, Debug)]
pub enum Address {
    /// It is said of the thing, at a place.
    Said(Truth, Link),
    /// Its subnets decide.
    BySubnet,
    /// It has none.
    Never,
}

/// Something that can hold traffic.
#[derive(Clone, Debug)]
pub struct Thing<'g> {
    /// The resource.
    pub resource: &'g Arc<Resource>,
    /// What it is.
    pub word: &'static str,
    /// Its subnets.
    pub subnets: Vec<Given>,
    /// Its security groups.
    pub groups: Vec<Given>,
    /// Whether it has a public address.
    pub address: Address,
    /// Whether it stands in the default VPC, because nothing else is said.
    pub default_vpc: bool,
}

/// The things of a graph, in source order.
pub fn things<'g>(topology: &Topology<'g>) -> Vec<Thing<'g>> {
    let graph = topology.graph;
    let read = |resource: &'g Arc<Resource>| {
        let kind = KINDS.iter().find(|kind| *kind.type_ == *resource.kind)?;
        Thing::read(graph, resource, kind)
    };
    graph.resources.iter().filter_map(read).collect()
}

impl<'g> Thing<'g> {
    /// `None` for what has no place in a network: a function without a VPC, a member of a database cluster.
    fn read(graph: &'g Graph, resource: &'g Arc<Resource>, kind: &Kind) -> Option<Self> {
        let mut thing = Self {
            resource,
            word: kind.word,
            subnets: given(graph, resource, kind.subnets, "AWS::EC2::Subnet"),
            groups: given(graph, resource, kind.groups, "AWS::EC2::SecurityGroup"),
            address: Address::Never,
            default_vpc: false,
        };
        if let Some((property, type_)) = kind.subnet_group {
            thing.in_subnet_group(graph, property, type_);
        }
        match kind.addressing {
            Addressing::Never => {}
            Addressing::Scheme => thing.by_scheme(),
            Addressing::Database => thing.by_flag(thing.database_default()),
            Addressing::IfPubliclyAccessible => thing.by_flag(Truth::No),
            Addressing::UnlessNotPubliclyAccessible => thing.by_flag(Truth::Yes),
            Addressing::AssignPublicIp => thing.by_assignment(),
            Addressing::Instance => thing.by_launch(graph),
        }
        if &*resource.kind == "AWS::RDS::DBInstance" {
            thing.as_member(graph);
        }
        let no_place = thing.subnets.is_empty() && thing.groups.is_empty();
        let bound = matches!(kind.word, "function" | "service" | "search-domain" | "file-system");
        (!(no_place && bound)).then_some(thing)
    }

    /// The subnets of a subnet group, which is named by reference or by its name.
    fn in_subnet_group(&mut self, graph: &Graph, property: &str, type_: &str) {
        let Some(value) = self.resource.properties.get(property) else { return };
        let Some((_, list, name)) = SUBNET_GROUPS.iter().find(|(group, ..)| *group == type_) else { return };
        let group = match named(graph, Some(value), &[type_]) {
            Named::Key(key) => graph.resource(&key),
            other => graph.of_type(type_).find(|group| {
                group.properties.get(name).is_some_and(|own| named(graph, Some(own), &[]).same(&other).is_yes())
            }),
        };
        let path = vec![Step::Key(Arc::from(property))];
        match group {
            Some(group) => self.subnets = given(graph, group, &[list], "AWS::EC2::Subnet"),
            None => {
                let named = named(graph, Some(value), &[]);
                if named != Named::Absent {
                    self.subnets = vec![Given { owner: self.resource.key.clone(), path, named, many: true }];
                }
            }
        }
    }

    /// A member of a cluster stands where the cluster does.
    fn as_member(&mut self, graph: &Graph) {
        let cluster = named(graph, self.resource.properties.get("DBClusterIdentifier"), &["AWS::RDS::DBCluster"]);
        let Some(cluster) = cluster.key().and_then(|key| graph.resource(key)) else { return };
        let Some(kind) = KINDS.iter().find(|kind| kind.type_ == "AWS::RDS::DBCluster") else { return };
        if self.subnets.is_empty()
            && let Some((property, type_)) = kind.subnet_group
        {
            let mut of_cluster = Thing { resource: cluster, ..self.clone() };
            of_cluster.in_subnet_group(graph, property, type_);
            self.subnets = of_cluster.subnets;
        }
        if self.groups.is_empty() {
            self.groups = given(graph, cluster, kind.groups, "AWS::EC2::SecurityGroup");
        }
    }

    fn by_scheme(&mut self) {
        let scheme = self.resource.properties.get("Scheme");
        let (truth, property) = match scheme.map(|value| (&value.kind, super::reason(value))) {
            None => (Truth::Yes, ""),
            Some((ValueKind::Text(text), _)) => (Truth::of(&**text != "internal"), "Scheme"),
            Some((_, why)) => (why.map_or(Truth::Yes, Truth::Unknown), "Scheme"),
        };
        let label = if property.is_empty() { "internet-facing, because Scheme is absent" } else { "internet-facing" };
        self.address = Address::Said(truth, Link::new(&self.resource.key, property, label.to_owned()));
    }

    fn by_flag(&mut self, absent: Truth) {
        let property = "PubliclyAccessible";
        let (truth, label) = match Truth::read(self.resource.properties.get(property)) {
            Some(truth) => (truth, "publicly accessible"),
            None => (absent, "publicly accessible, because PubliclyAccessible is absent"),
        };
        self.address = Address::Said(truth, Link::new(&self.resource.key, property, label.to_owned()));
    }

    /// Without `PubliclyAccessible`, a database is private in a subnet group of its own. In the default VPC it is public
    /// unless it is Aurora, and a member of a cluster is what the cluster is.
    fn database_default(&self) -> Truth {
        let properties = &self.resource.properties;
        let group = properties.get("DBSubnetGroupName");
        if group.is_some_and(|group| group.as_text().is_none_or(|name| !name.eq_ignore_ascii_case("default"))) {
            return Truth::No;
        }
        let member = ["DBClusterIdentifier", "SourceDBInstanceIdentifier", "SourceDBClusterIdentifier"];
        if member.iter().any(|name| properties.get(name).is_some()) {
            return Truth::No;
        }
        match properties.get("Engine") {
            Some(engine) if super::reason(engine).is_some() => Truth::Unknown("Engine".to_owned()),
            engine => {
                let aurora = engine.and_then(Value::as_text).is_some_and(|engine| engine.starts_with("aurora"));
                Truth::of(!aurora || group.is_some())
            }
        }
    }

    fn by_assignment(&mut self) {
        let Some(found) =
            find(&self.resource.properties, "NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp").pop()
        else {
            return;
        };
        let truth = match (&found.value.kind, super::reason(found.value)) {
            (ValueKind::Text(text), _) => Truth::of(text.eq_ignore_ascii_case("ENABLED")),
            (_, Some(why)) => Truth::Unknown(why),
            _ => Truth::No,
        };
        let label = "public address for each task".to_owned();
        self.address = Address::Said(truth, Link { resource: self.resource.key.clone(), path: found.path, label });
    }

    /// Instances, alone or in a group, with what their launch template says.
    fn by_launch(&mut self, graph: &Graph) {
        super::launch::complete(graph, self);
    }
}

/// The subnets or groups at some paths of a resource.
pub(super) fn given(graph: &Graph, resource: &Resource, paths: &[&str], type_: &str) -> Vec<Given> {
    let all = paths.iter().flat_map(|path| find(&resource.properties, path));
    let read = |Found { path, value, many }: Found| {
        let named = named(graph, Some(value), &[type_]);
        (named != Named::Absent).then(|| Given { owner: resource.key.clone(), path, named, many })
    };
    all.filter_map(read).collect()
}

/// A property as text.
pub(super) fn text<'v>(properties: &'v Value, name: &str) -> Option<&'v str> {
    properties.get(name).and_then(Value::as_text).map(|text| &**text)
}
