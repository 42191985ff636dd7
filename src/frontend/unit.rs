//! What is judged as one: a template, all stacks of an assembly, or a Pulumi deployment.
//!
//! Each form is read by its own frontend and comes out here in the same shape, with its texts, so that no later stage
//! has to know which it was.

use super::cdk::{self, AssemblyError, Stack};
use super::cloudformation::{self, Loaded};
use super::link::{self, Part};
use super::pulumi;
use super::pulumi::translate::{self, Tables};
use super::template::{Expr, Template};
use super::texts::Texts;
use crate::problem::{Problem, ProblemKind};
use crate::source::{self, Document, Limits, ReadError, SourceId};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The form of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A CloudFormation template.
    CloudFormation,
    /// A CDK cloud assembly.
    Cdk,
    /// A Pulumi preview, export or event stream.
    Pulumi,
}

impl Format {
    /// The word that reports use.
    pub fn word(self) -> &'static str {
        match self {
            Self::CloudFormation => "cloudformation",
            Self::Cdk => "cdk",
            Self::Pulumi => "pulumi",
        }
    }
}

/// One input, read and linked.
#[derive(Debug)]
pub struct Unit {
    /// What it was written in.
    pub format: Format,
    /// The template that all of it comes to.
    pub template: Template,
    /// The trees of its texts, each with what stands before the names of its stack in the template.
    pub documents: Vec<(Arc<str>, Document)>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// The folder that files of the program are relative to, if there is a program and it is known.
    pub program: Option<PathBuf>,
    /// Types of Pulumi that have no translation, with how many resources of each there are.
    pub unmapped: Vec<(Arc<str>, usize)>,
}

impl Unit {
    /// Reads a template's text. `given` are parameter values that the user gave.
    ///
    /// # Errors
    /// When the text cannot be parsed.
    pub fn of_template(
        id: SourceId,
        texts: &Texts,
        limits: &Limits,
        given: &BTreeMap<String, String>,
    ) -> Result<Self, ReadError> {
        let document = match texts.get(id) {
            Some(source) => source::parse(id, source, limits)?,
            None => source::parse(id, &source::Source::new("", "", 0), limits)?,
        };
        let Loaded { template, problems } = cloudformation::load(&document, given);
        Ok(Self {
            format: Format::CloudFormation,
            template,
            documents: vec![("".into(), document)],
            problems,
            program: None,
            unmapped: Vec::new(),
        })
    }

    /// Reads an assembly: its folder or manifest.
    ///
    /// # Errors
    /// When a part of the assembly that must be there cannot be read.
    pub fn of_assembly(
        manifest: &Path,
        texts: &mut Texts,
        limits: &Limits,
        given: &BTreeMap<String, String>,
    ) -> Result<Self, AssemblyError> {
        let assembly = cdk::read(manifest, texts, limits)?;
        let mut problems = assembly.problems;
        if assembly.stacks.is_empty() {
            problems.push(Problem::of_file(ProblemKind::NoStacks));
        }
        let mut documents = Vec::with_capacity(assembly.stacks.len());
        let mut parts = Vec::with_capacity(assembly.stacks.len());
        let single = assembly.stacks.len() == 1;
        for stack in assembly.stacks {
            let Loaded { template, problems: found } = cloudformation::load(&stack.template, given);
            problems.extend(found);
            let before = if single { "".into() } else { format!("{}/", stack.path).into() };
            let (part, document) = part(stack, template);
            documents.push((before, document));
            parts.push(part);
        }
        let template = link::link(parts);
        Ok(Self { format: Format::Cdk, template, documents, problems, program: assembly.app, unmapped: Vec::new() })
    }
}

impl Unit {
    /// Reads a document of Pulumi; `file` is where it came from.
    ///
    /// # Errors
    /// When the text cannot be parsed.
    pub fn of_pulumi(id: SourceId, texts: &Texts, limits: &Limits, file: &Path) -> Result<Self, ReadError> {
        let empty = source::Source::new("", "", 0);
        let source = texts.get(id).map_or(&empty, |source| source);
        let (deployment, document) = pulumi::load(id, source, limits)?;
        let json = |expr: &Expr| pulumi::json_in(expr, source);
        let translated = translate::translate(&deployment, &json, &Tables::default());
        let mut problems = deployment.problems;
        problems.extend(translated.problems);
        let template = Template {
            source: id,
            resources_span: deployment.span,
            resources: translated.resources,
            ..Template::default()
        };
        Ok(Self {
            format: Format::Pulumi,
            template,
            documents: document.map(|document| ("".into(), document)).into_iter().collect(),
            problems,
            program: Some(project(file)),
            unmapped: translated.unmapped,
        })
    }
}

/// Folders above a document of Pulumi that are looked through for its project.
const ABOVE: usize = 6;

/// The folder of the project: the nearest with a project file, or else that of the document.
fn project(file: &Path) -> PathBuf {
    let own = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let full = std::fs::canonicalize(own).unwrap_or_else(|_| own.to_owned());
    let is_project = |folder: &&Path| ["Pulumi.yaml", "Pulumi.yml"].iter().any(|name| folder.join(name).is_file());
    full.ancestors().take(ABOVE).find(is_project).map_or(full.clone(), Path::to_owned)
}

fn part(stack: Stack, template: Template) -> (Part, Document) {
    let nested = stack.nested_in.is_some();
    let part = Part {
        name: (!nested).then_some(stack.name),
        path: stack.path,
        account: stack.account,
        region: stack.region,
        template,
        nested_in: stack.nested_in.map(|nested| (nested.parent, nested.resource)),
        provenance: stack.resources,
        boilerplate: stack.boilerplate,
    };
    (part, stack.template)
}
