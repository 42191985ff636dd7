//! CDK cloud assemblies: manifests, their templates, and where each resource stands in the app.
//!
//! Nothing but what a manifest names is read, and nothing outside the assembly's folder. What comes out is one
//! [`Stack`] for each template; linking them to one graph is the same for all forms of input.

mod app;
mod beside;
mod error;
mod frame;
mod helper;
mod index;
mod json;
mod manifest;
mod nested;
mod notes;
mod read;
mod stack;
mod suppression;
mod tree;

#[cfg(test)]
mod tests;

pub use beside::manifest_beside;
pub use error::AssemblyError;
pub use read::read;

use super::provenance::Provenance;
use crate::problem::Problem;
use crate::source::Document;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// The stacks of an assembly, with those of its stages and nested assemblies.
#[derive(Debug, Default)]
pub struct Assembly {
    /// The stacks: a nested one after the one that has it, otherwise in the order of the manifests' artifact ids.
    pub stacks: Vec<Stack>,
    /// What could not be read or is not known.
    pub problems: Vec<Problem>,
    /// The folder of the app, which the files of places are relative to, where one of them was found in it.
    pub app: Option<PathBuf>,
}

/// One template of an assembly.
#[derive(Debug)]
pub struct Stack {
    /// The name that it is deployed under; of a nested stack, its construct path.
    pub name: Arc<str>,
    /// The construct path: `Pipe/AppsEU/VPCStack`.
    pub path: Arc<str>,
    /// The stage that it belongs to (`Pipe/AppsEU`), empty outside stages.
    pub stage: Arc<str>,
    /// The account, unless the stack is agnostic of it.
    pub account: Option<Arc<str>>,
    /// The region, unless the stack is agnostic of it.
    pub region: Option<Arc<str>>,
    /// The template.
    pub template: Document,
    /// For a nested stack, its `AWS::CloudFormation::Stack` resource.
    pub nested_in: Option<NestedIn>,
    /// Where the resources come from, by logical id.
    pub resources: BTreeMap<Arc<str>, Arc<Provenance>>,
    /// Logical ids of what is not the author's: resources (`CDKMetadata`), parameters (`BootstrapVersion`), rules
    /// (`CheckBootstrapVersion`) and conditions (`CDKMetadataAvailable`).
    pub boilerplate: Vec<Arc<str>>,
}

/// The resource that a nested stack is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NestedIn {
    /// The parent's position in [`Assembly::stacks`].
    pub parent: usize,
    /// The logical id in the parent's template.
    pub resource: Arc<str>,
}
