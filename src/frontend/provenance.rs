//! Where a resource comes from in the program that a person wrote.
//!
//! A template's resource is where it stands. What CDK or Pulumi generated has an author elsewhere: their frontends fill
//! this in, the graph carries it along, and a finding names it and points there.

use crate::source::Span;
use std::sync::Arc;

/// What a generated resource is in its program.
#[derive(Clone, Debug, PartialEq)]
pub struct Provenance {
    /// The program's form.
    pub form: Form,
    /// The construct path without a leading slash (`Shop/Orders/Table/Resource`), or the URN.
    pub path: Arc<str>,
    /// The name that its author gave it: the construct path without the `Resource` or `Default` at its end that CDK
    /// adds, or the last part of the URN.
    pub name: Arc<str>,
    /// The type that its author wrote: a construct's class (`aws-cdk-lib.aws_dynamodb.Table`) where known, or the
    /// Pulumi type token.
    pub kind: Option<Arc<str>>,
    /// The stage of a CDK app that it belongs to (`Pipe/AppsEU`); empty outside stages and for Pulumi.
    pub stage: Arc<str>,
    /// The line of the program that made it.
    pub place: Option<ProgramPlace>,
    /// The construct that caused it, where CDK made it on its own (a custom resource's provider, its role).
    pub helper_of: Option<Arc<str>>,
    /// What its author has accepted, for the waivers.
    pub suppressions: Vec<Suppression>,
    /// Options of Pulumi that stand beside the inputs.
    pub options: Options,
}

impl Provenance {
    /// The name within its stage: the same construct has the same in every stage.
    pub fn local_name(&self) -> &str {
        match self.name.strip_prefix(&*self.stage) {
            Some(rest) if !self.stage.is_empty() => rest.strip_prefix('/').unwrap_or(rest),
            _ => &self.name,
        }
    }
}

/// Which program wrote a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Form {
    /// AWS CDK.
    Cdk,
    /// Pulumi.
    Pulumi,
}

/// A place in a program's source file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProgramPlace {
    /// The file with `/`: relative to the program's folder where it lies inside it, else as the document has it.
    pub file: Arc<str>,
    /// One-based line.
    pub line: u32,
    /// One-based column, where the document has one.
    pub column: Option<u32>,
}

/// A rule of some tool that the author has accepted for a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// The rule's id as it is written: `AwsSolutions-IAM5`, `CdkNag::AwsSolutions-IAM5[Resource::*]`.
    pub rule: Arc<str>,
    /// The reason given, decoded.
    pub reason: Arc<str>,
    /// The findings that it is limited to; empty for all.
    pub applies_to: Vec<Arc<str>>,
    /// Its place in the template or metadata.
    pub span: Option<Span>,
}

/// What a Pulumi resource is told beside its inputs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// `protect`: it cannot be deleted.
    pub protect: bool,
    /// `retainOnDelete`: it stays when it is deleted from the program.
    pub retain_on_delete: bool,
    /// `deletedWith`: the URN of the resource whose deletion takes it along.
    pub deleted_with: Option<Arc<str>>,
    /// `ignoreChanges`: property paths that no update touches.
    pub ignore_changes: Vec<Arc<str>>,
    /// The region of its provider, or its own.
    pub region: Option<Arc<str>>,
    /// The role that its provider assumes.
    pub assumed_role: Option<Arc<str>>,
    /// Tags that its provider adds.
    pub default_tags: Vec<(Arc<str>, Arc<str>)>,
}
