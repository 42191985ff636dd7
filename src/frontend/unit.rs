//! What is judged as one: a template, all stacks of an assembly, or a Pulumi deployment.
//!
//! Each form is read by its own frontend and comes out here in the same shape, with its texts, so that no later stage
//! has to know which it was.

use super::cdk::{self, AssemblyError, Stack};
use super::cloudformation::nested::{self, Drawn};
use super::cloudformation::{self, Loaded};
use super::folder::Folder;
use super::link::{self, Part};
use super::pulumi;
use super::pulumi::translate::{self, Folded, Tables};
use super::template::{Expr, Template};
use super::texts::Texts;
use crate::problem::Problem;
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
    /// Properties of Pulumi that side resources set.
    pub folded: Vec<Folded>,
    /// The user's own types of Pulumi.
    pub types: Tables,
    /// Files that are judged as a part of it, without links, each with the nested stack that it is.
    pub drawn_in: Vec<(PathBuf, Arc<str>)>,
}

impl Unit {
    fn new(format: Format, template: Template, documents: Vec<(Arc<str>, Document)>, problems: Vec<Problem>) -> Self {
        Self {
            format,
            template,
            documents,
            problems,
            program: None,
            unmapped: Vec::new(),
            folded: Vec::new(),
            types: Tables::default(),
            drawn_in: Vec::new(),
        }
    }

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
        Ok(Self::new(Format::CloudFormation, template, vec![("".into(), document)], problems))
    }

    /// The same with the nested stacks whose templates `file` names by local paths. They are read within `tree`, a
    /// folder that has the file.
    #[must_use]
    pub fn with_nested(
        mut self,
        file: &Path,
        tree: &Path,
        texts: &mut Texts,
        limits: &Limits,
        given: &BTreeMap<String, String>,
    ) -> Self {
        // Asked first: most templates have none.
        if !nested::has_local(&self.template) {
            return self;
        }
        let own = file.parent().unwrap_or(Path::new(""));
        let below = own.strip_prefix(tree).unwrap_or(Path::new("")).to_string_lossy().into_owned();
        let folder = Folder::open(if own.starts_with(tree) { tree } else { own });
        let folder = folder.and_then(|folder| if below.is_empty() { Ok(folder) } else { folder.enter(&below) });
        let Ok(folder) = folder else { return self };
        let template = std::mem::take(&mut self.template);
        let Drawn { parts, documents, problems, files } =
            nested::draw_in(template, file, &folder, texts, limits, given);
        self.template = link::link(parts);
        self.documents.extend(documents);
        self.problems.extend(problems);
        self.drawn_in = files;
        self
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
        let unit = Self::new(Format::Cdk, link::link(parts), documents, problems);
        Ok(Self { program: assembly.app, ..unit })
    }
}

impl Unit {
    /// Reads a document of Pulumi; `file` is where it came from, `types` are the user's own.
    ///
    /// # Errors
    /// When the text cannot be parsed.
    pub fn of_pulumi(
        id: SourceId,
        texts: &Texts,
        limits: &Limits,
        file: &Path,
        types: &Tables,
    ) -> Result<Self, ReadError> {
        let empty = source::Source::new("", "", 0);
        let source = texts.get(id).map_or(&empty, |source| source);
        let (deployment, document) = pulumi::load(id, source, limits)?;
        let json = |expr: &Expr| pulumi::json_in(expr, source);
        let translated = translate::translate(&deployment, &json, types);
        let mut problems = deployment.problems;
        problems.extend(translated.problems);
        let template = Template {
            source: id,
            resources_span: deployment.span,
            resources: translated.resources,
            ..Template::default()
        };
        let documents = document.map(|document| ("".into(), document)).into_iter().collect();
        Ok(Self {
            program: Some(project(file)),
            unmapped: translated.unmapped,
            folded: translated.folded,
            types: types.clone(),
            ..Self::new(Format::Pulumi, template, documents, problems)
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

#[cfg(test)]
#[path = "unit_tests.rs"]
mod tests;
