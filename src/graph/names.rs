//! Physical names: the same bucket written as text.
//!
//! A resource with a name of its own (`BucketName: logs-prod`) is the resource that an ARN (`arn:aws:s3:::logs-prod/*`)
//! or a property that takes such a name (`S3BucketName: logs-prod`) means. Names are compared in a flat form in which
//! what is not known keeps its name, so `${AWS::StackName}-logs` is found too.
//!
//! Source of the ARN formats: AWS, "Actions, resources, and condition keys for AWS services", service authorization
//! reference.

use crate::resolve::value::{Path, Step, Value, ValueKind};
use std::borrow::Cow;

/// A type whose resources have a physical name.
struct NamedType {
    kind: &'static str,
    /// The property that holds the name.
    property: &'static str,
    /// The service of its ARNs; empty where none holds the name.
    service: &'static str,
    /// What stands before the name in the last part of its ARNs.
    before: &'static str,
    /// Keys of other resources that take the name as it is.
    taken_by: &'static [&'static str],
}

const fn named(
    kind: &'static str,
    property: &'static str,
    service: &'static str,
    before: &'static str,
    taken_by: &'static [&'static str],
) -> NamedType {
    NamedType { kind, property, service, before, taken_by }
}

const TYPES: &[NamedType] = &[
    named(
        "AWS::S3::Bucket",
        "BucketName",
        "s3",
        "",
        &["Bucket", "BucketName", "S3BucketName", "DestinationBucketName", "S3Bucket"],
    ),
    named("AWS::DynamoDB::Table", "TableName", "dynamodb", "table/", &["TableName"]),
    named("AWS::DynamoDB::GlobalTable", "TableName", "dynamodb", "table/", &["TableName"]),
    named("AWS::SQS::Queue", "QueueName", "sqs", "", &["QueueName"]),
    named("AWS::SNS::Topic", "TopicName", "sns", "", &["TopicName"]),
    named("AWS::Lambda::Function", "FunctionName", "lambda", "function:", &["FunctionName"]),
    named("AWS::IAM::Role", "RoleName", "iam", "role/", &["RoleName", "Roles", "Role"]),
    named("AWS::IAM::User", "UserName", "iam", "user/", &["UserName", "Users"]),
    named("AWS::IAM::Group", "GroupName", "iam", "group/", &["GroupName", "Groups"]),
    named("AWS::IAM::ManagedPolicy", "ManagedPolicyName", "iam", "policy/", &[]),
    named("AWS::Logs::LogGroup", "LogGroupName", "logs", "log-group:", &["LogGroupName"]),
    named("AWS::KMS::Alias", "AliasName", "kms", "", &[]),
    named("AWS::SecretsManager::Secret", "Name", "secretsmanager", "secret:", &["SecretId"]),
    named("AWS::Kinesis::Stream", "Name", "kinesis", "stream/", &["StreamName"]),
    named("AWS::RDS::DBCluster", "DBClusterIdentifier", "rds", "cluster:", &["DBClusterIdentifier"]),
    named(
        "AWS::RDS::DBInstance",
        "DBInstanceIdentifier",
        "rds",
        "db:",
        &["DBInstanceIdentifier", "SourceDBInstanceIdentifier"],
    ),
    named("AWS::RDS::DBSubnetGroup", "DBSubnetGroupName", "rds", "subgrp:", &["DBSubnetGroupName"]),
    named("AWS::CloudTrail::Trail", "TrailName", "cloudtrail", "trail/", &[]),
    named("AWS::ECR::Repository", "RepositoryName", "ecr", "repository/", &[]),
    named("AWS::ECS::Cluster", "ClusterName", "ecs", "cluster/", &["Cluster"]),
    named("AWS::Events::Rule", "Name", "events", "rule/", &[]),
    named("AWS::StepFunctions::StateMachine", "StateMachineName", "states", "stateMachine:", &[]),
    named("AWS::SSM::Parameter", "Name", "ssm", "parameter", &[]),
    named("AWS::EC2::SecurityGroup", "GroupName", "", "", &["SourceSecurityGroupName"]),
];

/// A name with its type, as a resource has it or as a text means it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PhysicalName {
    /// The type of the resource.
    pub kind: &'static str,
    /// The name in its flat form.
    pub name: String,
}

/// The name that a resource of this type has, if its properties give one.
pub fn own(kind: &str, properties: &Value) -> Option<PhysicalName> {
    let named = TYPES.iter().find(|named| named.kind == kind)?;
    let name = flat(properties.get(named.property)?)?;
    (!name.is_empty()).then(|| PhysicalName { kind: named.kind, name: name.into_owned() })
}

/// The names that a text at this path may mean, for a resource of type `kind`.
pub fn meant(kind: &str, path: &Path, value: &Value, into: &mut Vec<PhysicalName>) {
    let Some(text) = flat(value) else { return };
    if let Some(rest) = text.strip_prefix("arn:") {
        into.extend(arn(rest));
        return;
    }
    if text.starts_with("alias/") {
        into.push(PhysicalName { kind: "AWS::KMS::Alias", name: text.into_owned() });
        return;
    }
    if let Some((bucket, _)) = text.split_once(".s3.").or_else(|| text.split_once(".s3-"))
        && text.ends_with(".amazonaws.com")
    {
        into.push(PhysicalName { kind: "AWS::S3::Bucket", name: bucket.to_owned() });
        return;
    }
    let Some(key) = last_key(path) else { return };
    for named in TYPES {
        let own_name = named.kind == kind && path.len() == 1 && key == named.property;
        if !own_name && named.taken_by.contains(&key) && !text.is_empty() {
            into.push(PhysicalName { kind: named.kind, name: text.to_string() });
        }
    }
    // The access log bucket of a load balancer is the value of an attribute.
    let attribute = path.first() == Some(&Step::Key("LoadBalancerAttributes".into())) && key == "Value";
    if attribute && !text.is_empty() {
        into.push(PhysicalName { kind: "AWS::S3::Bucket", name: text.into_owned() });
    }
}

fn last_key(path: &Path) -> Option<&str> {
    path.iter().rev().find_map(|step| match step {
        Step::Key(key) => Some(&**key),
        Step::Index(_) => None,
    })
}

/// What an ARN (without `arn:`) means.
fn arn(rest: &str) -> Vec<PhysicalName> {
    let mut parts = rest.splitn(5, ':');
    let (Some(_partition), Some(service), Some(_region), Some(_account), Some(resource)) =
        (parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Vec::new();
    };
    let mut names = Vec::new();
    for named in TYPES.iter().filter(|named| named.service == service) {
        let Some(name) = resource.strip_prefix(named.before) else { continue };
        let name = match named.kind {
            "AWS::S3::Bucket" => name.split('/').next().unwrap_or_default(),
            "AWS::Logs::LogGroup" | "AWS::Lambda::Function" | "AWS::SNS::Topic" | "AWS::SQS::Queue" => {
                name.split(':').next().unwrap_or_default()
            }
            "AWS::DynamoDB::Table" | "AWS::DynamoDB::GlobalTable" => name.split('/').next().unwrap_or_default(),
            // An IAM path stands before the name.
            "AWS::IAM::Role" | "AWS::IAM::User" | "AWS::IAM::Group" | "AWS::IAM::ManagedPolicy" => {
                name.rsplit('/').next().unwrap_or_default()
            }
            // AWS adds a hyphen and six characters, which a policy writes as `-*` or `-??????`.
            "AWS::SecretsManager::Secret" => name
                .strip_suffix("-??????")
                .or_else(|| name.strip_suffix("-*"))
                .or_else(|| name.strip_suffix('*'))
                .unwrap_or(name),
            _ => name,
        };
        if !name.is_empty() && !name.contains('*') {
            names.push(PhysicalName { kind: named.kind, name: name.to_owned() });
        }
    }
    names
}

/// Text in which every unknown part stands as its own name between control characters, which no name holds.
fn flat(value: &Value) -> Option<Cow<'_, str>> {
    match &value.kind {
        ValueKind::Text(text) => Some(Cow::Borrowed(text)),
        ValueKind::Unknown(unknown) => Some(Cow::Owned(format!("\u{1}{}\u{2}", unknown.name.replace(':', "\u{3}")))),
        // A text that holds a reference means that resource already.
        ValueKind::Mixed(parts) if !parts.iter().any(|part| matches!(part.kind, ValueKind::Ref(_))) => {
            parts.iter().map(flat).collect::<Option<String>>().map(Cow::Owned)
        }
        _ => None,
    }
}
