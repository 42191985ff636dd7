//! Nested stacks whose templates lie beside the one that names them, as `aws cloudformation package` takes them.
//!
//! `TemplateURL: ./network.yml` is read from the template's own folder, and nothing outside the tree that was given.
//! What comes out are the parts for [`link`](crate::frontend::link), so that parameters and outputs are bound.

use super::{Loaded, load};
use crate::frontend::folder::{Folder, FolderError};
use crate::frontend::link::Part;
use crate::frontend::template::{Expr, ResourceDefinition, Template};
use crate::frontend::texts::Texts;
use crate::problem::{Problem, ProblemKind};
use crate::source::{self, Document, Limits, Span};
use miette::Diagnostic;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Stacks inside one another.
const MAX_DEPTH: usize = 16;

/// Stacks that one template may become. Templates that name two others each would double them with every level.
const MAX_STACKS: usize = 256;

/// What nested stacks added to a template.
#[derive(Debug, Default)]
pub struct Drawn {
    /// The template and those nested in it, a nested one after the one that has it.
    pub parts: Vec<Part>,
    /// The trees of the nested ones, each with what stands before its names.
    pub documents: Vec<(Arc<str>, Document)>,
    /// What is wrong with them.
    pub problems: Vec<Problem>,
    /// The files, without links, each with the nested stack that it is first.
    pub files: Vec<(PathBuf, Arc<str>)>,
}

/// Whether any nested stack of a template is named by a local path.
pub fn has_local(template: &Template) -> bool {
    template.resources.iter().any(|resource| local(resource).is_some())
}

/// Reads the nested stacks of a template and those in them. `folder` is the tree, with names relative to the folder of
/// `file`, the template.
pub fn draw_in(
    template: Template,
    file: &Path,
    folder: &Folder,
    texts: &mut Texts,
    limits: &Limits,
    given: &BTreeMap<String, String>,
) -> Drawn {
    let mut reader = Reader { texts, limits, given, drawn: Drawn::default(), known: BTreeMap::new(), bytes: 0 };
    reader.drawn.parts.push(Part { template, ..Part::default() });
    let own = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    reader.stacks(folder, 0, &mut vec![own]);
    reader.drawn
}

/// A nested stack that a local path names.
struct Named {
    resource: Arc<str>,
    url: Arc<str>,
    place: Span,
    /// What the parent gives: the names, and the values where they are plain text.
    parameters: Vec<(Arc<str>, Option<Arc<str>>)>,
}

struct Reader<'a> {
    texts: &'a mut Texts,
    limits: &'a Limits,
    given: &'a BTreeMap<String, String>,
    drawn: Drawn,
    /// Files that were read before, with their texts.
    known: BTreeMap<PathBuf, source::SourceId>,
    /// Of all stacks together.
    bytes: u64,
}

impl Reader<'_> {
    fn stacks(&mut self, folder: &Folder, parent: usize, above: &mut Vec<PathBuf>) {
        let Some(part) = self.drawn.parts.get(parent) else { return };
        let named: Vec<Named> = part.template.resources.iter().filter_map(local).collect();
        for named in named {
            if let Err(kind) = self.stack(folder, parent, &named, above) {
                let label = "its template is named here";
                self.drawn.problems.push(Problem::at(kind, named.place, label));
            }
        }
    }

    fn stack(
        &mut self,
        folder: &Folder,
        parent: usize,
        named: &Named,
        above: &mut Vec<PathBuf>,
    ) -> Result<(), ProblemKind> {
        let path = folder.path(&named.url).map_err(|error| refused(named, &error))?;
        if let Some(why) = self.endless(&path, above) {
            let help = "name each template from the one above it only, and few enough".to_owned();
            return Err(ProblemKind::NestedNotRead { resource: named.resource.clone(), why, help });
        }
        let (document, is_new) = self.document(folder, named, &path)?;
        let Loaded { template, problems } = load(&document, &self.values(named));
        let outer = self.drawn.parts.get(parent).map(|part| part.path.clone()).unwrap_or_default();
        let stack: Arc<str> =
            if outer.is_empty() { named.resource.clone() } else { format!("{outer}/{}", named.resource).into() };
        if is_new {
            self.drawn.problems.extend(problems);
            self.drawn.files.push((path.clone(), stack.clone()));
        }
        let position = self.drawn.parts.len();
        self.drawn.documents.push((format!("{stack}/").into(), document));
        let nested_in = Some((parent, named.resource.clone()));
        self.drawn.parts.push(Part { path: stack, template, nested_in, ..Part::default() });
        let url = named.url.replace('\\', "/");
        let inner = match url.rsplit_once('/') {
            Some((inner, _)) => folder.enter(inner).map_err(|error| refused(named, &error))?,
            None => folder.clone(),
        };
        above.push(path);
        self.stacks(&inner, position, above);
        above.pop();
        Ok(())
    }

    /// Why a template is not nested once more.
    fn endless(&self, path: &PathBuf, above: &[PathBuf]) -> Option<String> {
        if above.contains(path) {
            Some("it is nested in itself".to_owned())
        } else if above.len() > MAX_DEPTH {
            Some(format!("it is nested deeper than {MAX_DEPTH} levels"))
        } else if self.drawn.parts.len() > MAX_STACKS {
            Some(format!("there are more than {MAX_STACKS} nested stacks"))
        } else {
            None
        }
    }

    /// The tree of a template, and whether it is the first of its file.
    fn document(&mut self, folder: &Folder, named: &Named, path: &Path) -> Result<(Document, bool), ProblemKind> {
        let not_read =
            |why: String, help: String| ProblemKind::NestedNotRead { resource: named.resource.clone(), why, help };
        let failed = |error: &dyn Diagnostic| {
            let help = error.help().map(|help| help.to_string()).unwrap_or_default();
            not_read(error.to_string(), help)
        };
        let known = self.known.get(path).copied();
        let id = match known {
            Some(id) => id,
            None => {
                let source = folder.read(&named.url, self.limits).map_err(|error| refused(named, &error))?;
                self.texts.add(source).map_err(|error| failed(&error))?
            }
        };
        self.known.insert(path.to_owned(), id);
        let Some(source) = self.texts.get(id) else { return Err(not_read("it is lost".to_owned(), String::new())) };
        self.bytes = self.bytes.saturating_add(source.text.len() as u64);
        if self.bytes > self.limits.bytes {
            return Err(failed(&source::ReadError::TooLarge { bytes: self.bytes, limit: self.limits.bytes }));
        }
        let document = source::parse(id, source, self.limits).map_err(|error| {
            let at = error.span().map(|span| source.position(span.start));
            let at = at.map(|at| format!(":{}:{}", at.line, at.column)).unwrap_or_default();
            not_read(
                format!("{}{at} cannot be parsed", source.name),
                format!("`cfn-guardian check {}` shows the place", source.name),
            )
        })?;
        Ok((document, known.is_none()))
    }

    /// The parameter values that are known: what the parent gives comes first, and what it gives as a function is not
    /// what the user gave for a parameter of the same name.
    fn values(&self, named: &Named) -> BTreeMap<String, String> {
        let mut values = self.given.clone();
        let names: BTreeSet<&str> = named.parameters.iter().map(|(name, _)| &**name).collect();
        values.retain(|name, _| !names.contains(name.as_str()));
        let texts =
            named.parameters.iter().filter_map(|(name, text)| Some((name.to_string(), text.as_ref()?.to_string())));
        values.extend(texts);
        values
    }
}

/// A resource as a nested stack of a local template, if it is one.
fn local(resource: &ResourceDefinition) -> Option<Named> {
    if &*resource.kind != "AWS::CloudFormation::Stack" {
        return None;
    }
    let (_, properties) = resource.properties.as_ref()?;
    let url = properties.get("TemplateURL")?;
    let text = url.as_text()?;
    // What has a scheme is not here, and what is filled in at deployment or by another tool has no name yet.
    let elsewhere = text.trim().is_empty() || text.contains("://") || text.contains("{{");
    let fields = match properties.get("Parameters").map(|parameters| &parameters.kind) {
        Some(crate::frontend::template::ExprKind::Map(fields)) => fields.as_slice(),
        _ => &[],
    };
    let parameters = fields.iter().map(|field| (field.name.clone(), Expr::as_text(&field.value).cloned()));
    (!elsewhere).then(|| Named {
        resource: resource.id.clone(),
        url: text.clone(),
        place: url.span,
        parameters: parameters.collect(),
    })
}

/// A template that is not there leaves the nested stack as it is; one that must not be read is worth more than a word.
fn refused(named: &Named, error: &FolderError) -> ProblemKind {
    let (resource, why) = (named.resource.clone(), error.to_string());
    match error {
        FolderError::Missing { .. } => ProblemKind::NestedMissing { resource, why },
        _ => {
            let help = error.help().map(|help| help.to_string()).unwrap_or_default();
            ProblemKind::NestedNotRead { resource, why, help }
        }
    }
}
