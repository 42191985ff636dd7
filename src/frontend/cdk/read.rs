//! From a manifest to its stacks: which files are read, in which order, and how far.
//!
//! A manifest names stacks and further assemblies; a stack names its template and metadata; a template names those of
//! its nested stacks. Every name goes through [`Folder`], and nothing else is read but tree.json and the validation
//! report, which say more about what is there.

use super::app::App;
use super::beside::MANIFEST;
use super::index::{Index, nested_scope};
use super::json::{self, Data, Text};
use super::manifest::{Artifact, Assets, Manifest, Metadata, environment};
use super::nested::{self, Named};
use super::notes;
use super::stack::Context;
use super::tree::{self, Tree};
use super::{Assembly, AssemblyError, NestedIn, Stack};
use crate::frontend::folder::{Folder, FolderError};
use crate::frontend::texts::{Texts, TooManyTexts};
use crate::problem::{Problem, ProblemKind};
use crate::source::{self, Limits, Node, Source, SourceId, Span};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Assemblies inside one another, and nested stacks inside one another.
const MAX_DEPTH: usize = 16;

/// How often [`Limits::bytes`] all files together may have.
const FILES_OF_LIMIT: u64 = 4;

/// Reads an assembly: the folder that `cdk synth` wrote, or its manifest.
///
/// # Errors
/// When there is no manifest, when what it names is missing or outside its folder, or when a file cannot be parsed.
pub fn read(manifest: &Path, texts: &mut Texts, limits: &Limits) -> Result<Assembly, AssemblyError> {
    let no_manifest = |error| AssemblyError::NoManifest { error };
    let (folder, name) = match manifest.file_name().and_then(|name| name.to_str()) {
        Some(name) if !manifest.is_dir() => (manifest.parent().unwrap_or(Path::new("")), name),
        _ => (manifest, MANIFEST),
    };
    let folder = Folder::open(folder).map_err(no_manifest)?;
    let source = folder.read(name, limits).map_err(no_manifest)?;
    let mut reader =
        Reader { app: App::of(folder.root()), texts, limits, assembly: Assembly::default(), tree: None, bytes: 0 };
    let (id, source) = reader.register(source)?;
    reader.assembly.problems.extend(notes::of_report(&folder, limits));
    reader.manifest(&folder, id, &source, "", 0)?;
    if reader.assembly.stacks.is_empty() {
        reader.note(ProblemKind::NoStacks, Some(Span { source: id, start: 0, end: 1 }), "this manifest names none");
    }
    let Reader { app, mut assembly, .. } = reader;
    assembly.app = app.folder();
    Ok(assembly)
}

struct Reader<'t> {
    texts: &'t mut Texts,
    limits: &'t Limits,
    assembly: Assembly,
    app: App,
    /// Of the outermost manifest, which has the constructs of all stages.
    tree: Option<Arc<Tree>>,
    bytes: u64,
}

/// What stacks of one manifest have in common.
struct Place<'a> {
    folder: &'a Folder,
    id: SourceId,
    source: &'a Source,
    artifacts: &'a BTreeMap<Text<'a>, Artifact<'a>>,
    stage: &'a str,
}

/// A template to read.
struct Template {
    file: String,
    /// Where it is named.
    place: Option<Span>,
    /// Its stack's construct path.
    scope: String,
    name: Arc<str>,
    nested_in: Option<NestedIn>,
}

impl Reader<'_> {
    /// Reads a manifest's stacks and what is below it.
    fn manifest(
        &mut self,
        folder: &Folder,
        id: SourceId,
        source: &Source,
        stage: &str,
        depth: usize,
    ) -> Result<(), AssemblyError> {
        let manifest: Manifest<'_> = self.parsed(id, source)?;
        let Some(artifacts) = &manifest.artifacts else {
            return Err(AssemblyError::NotAManifest { path: source.name.clone() });
        };
        self.assembly.problems.extend(notes::of_manifest(&manifest, id, source));
        let place = Place { folder, id, source, artifacts, stage };
        if self.tree.is_none() {
            self.tree = tree_of(&place, self.limits).map(Arc::new);
        }
        for (name, artifact) in artifacts {
            match artifact.kind() {
                "aws:cloudformation:stack" => self.stack(&place, &name.0, artifact)?,
                "cdk:cloud-assembly" => self.nested_assembly(&place, &name.0, artifact, depth)?,
                "cdk:asset-manifest" | "cdk:tree" | "cdk:feature-flag-report" | "none" => {}
                kind => {
                    let problem = ProblemKind::UnknownArtifact { id: name.0.as_ref().into(), kind: kind.into() };
                    self.note(problem, name.span(id, source), "this artifact");
                }
            }
        }
        Ok(())
    }

    fn nested_assembly(
        &mut self,
        place: &Place<'_>,
        name: &str,
        artifact: &Artifact<'_>,
        depth: usize,
    ) -> Result<(), AssemblyError> {
        let what = format!("assembly `{name}`");
        if depth >= MAX_DEPTH {
            return Err(AssemblyError::TooDeep { what, limit: MAX_DEPTH });
        }
        let directory = artifact.property(|properties| properties.directory_name.as_ref());
        let at = directory.and_then(|directory| directory.span(place.id, place.source));
        let named = |error| AssemblyError::NamedFile { what: what.clone(), error, place: at };
        let directory = directory.map_or(name, |directory| &directory.0);
        let folder = place.folder.enter(directory).map_err(named)?;
        let source = folder.read(MANIFEST, self.limits).map_err(named)?;
        let (id, source) = self.register(source)?;
        let stage = artifact.display_name().unwrap_or_else(|| name.strip_prefix("assembly-").unwrap_or(name));
        self.manifest(&folder, id, &source, stage, depth.saturating_add(1))
    }

    fn stack(&mut self, place: &Place<'_>, name: &str, artifact: &Artifact<'_>) -> Result<(), AssemblyError> {
        let file = self.metadata_file(place, name, artifact)?;
        let outer: Option<Metadata<'_>> = match &file {
            Some((id, source)) => match self.parsed(*id, source) {
                Ok(metadata) => Some(metadata),
                Err(AssemblyError::Unreadable { error, .. }) => {
                    let labels = error.labels();
                    let kind = ProblemKind::NoMetadata { stack: name.into(), why: error.to_string() };
                    self.assembly.problems.push(Problem { kind, labels });
                    None
                }
                Err(other) => return Err(other),
            },
            None => None,
        };
        let mut index = Index::default();
        if let Some(metadata) = &artifact.metadata {
            index.add(metadata, place.id, place.source);
        }
        if let (Some(metadata), Some((id, source))) = (&outer, &file) {
            index.add(metadata, *id, source);
        }
        self.assembly.problems.extend(notes::of_errors(&index, name));
        let path = artifact.display_name().map_or_else(|| index.stack_path(name), str::to_owned);
        let scopes = index.scopes(&path);
        let tree = self.tree.clone();
        let context = Context {
            stack: &path,
            stage: place.stage.into(),
            tree_scopes: tree.as_ref().filter(|_| scopes.is_empty()).map(|tree| tree.scopes(&path)).unwrap_or_default(),
            scopes,
            index,
            tree: tree.as_deref(),
        };
        let file = artifact.property(|properties| properties.template_file.as_ref());
        let stack_name = artifact.property(|properties| properties.stack_name.as_ref());
        let template = Template {
            file: file.map_or_else(|| format!("{name}.template.json"), |file| file.0.to_string()),
            place: file.and_then(|file| file.span(place.id, place.source)),
            scope: path.clone(),
            name: stack_name.map_or(name, |name| &name.0).into(),
            nested_in: None,
        };
        let environment = environment(artifact.environment.as_ref().and_then(Data::as_str).unwrap_or_default());
        self.template(place, &context, environment, template, &mut Vec::new())
    }

    /// Reads a template, and after it those of its nested stacks.
    fn template(
        &mut self,
        place: &Place<'_>,
        context: &Context<'_>,
        environment: (Option<&str>, Option<&str>),
        template: Template,
        above: &mut Vec<PathBuf>,
    ) -> Result<(), AssemblyError> {
        let what = format!("the template of stack `{}`", template.scope);
        let relative = place.folder.relative(&template.file).unwrap_or_default();
        if above.len() >= MAX_DEPTH || above.contains(&relative) {
            return Err(AssemblyError::TooDeep { what, limit: MAX_DEPTH });
        }
        let read = place.folder.read(&template.file, self.limits);
        let source = read.map_err(|error| AssemblyError::NamedFile { what, error, place: template.place })?;
        let (id, source) = self.register(source)?;
        let document = source::parse(id, &source, self.limits).map_err(|error| AssemblyError::Unreadable {
            path: source.name.clone(),
            source_id: id,
            error,
        })?;
        let resources = context.resources(&document.root, &template.scope, &mut self.app);
        if resources.pathless > 0 {
            let (count, resources) = (resources.pathless, resources.provenance.len());
            self.note(
                ProblemKind::NoConstructPaths { stack: template.scope.as_str().into(), count, resources },
                None,
                "",
            );
        }
        let position = self.assembly.stacks.len();
        let nested = self.nested(place, context, &document.root, &template.scope, position);
        self.assembly.stacks.push(Stack {
            name: template.name,
            path: template.scope.into(),
            stage: context.stage.clone(),
            account: environment.0.map(Arc::from),
            region: environment.1.map(Arc::from),
            template: document,
            nested_in: template.nested_in,
            resources: resources.provenance,
            boilerplate: resources.boilerplate,
        });
        above.push(relative);
        for template in nested {
            self.template(place, context, environment, template, above)?;
        }
        above.pop();
        Ok(())
    }

    /// The nested stacks of a template whose own templates are in the assembly.
    fn nested(
        &mut self,
        place: &Place<'_>,
        context: &Context<'_>,
        root: &Node,
        scope: &str,
        parent: usize,
    ) -> Vec<Template> {
        let mut templates = Vec::new();
        let mut assets = None;
        for entry in root.get("Resources").and_then(Node::as_map).unwrap_or_default() {
            let resource = &entry.key.text;
            let path = context.path_of(scope, resource, Some(&entry.value));
            let inner = path.map(|path| nested_scope(path).unwrap_or_else(|| path.to_owned()));
            let Some(named) = nested::template(&entry.value, inner.as_deref(), &context.index) else { continue };
            let named = match named {
                Named::File(file, at) => Some((file, at)),
                Named::Hash(hash) => {
                    let assets = assets.get_or_insert_with(|| assets_of(place, self.limits));
                    assets.get(&hash).map(|file| (file.clone(), None))
                }
                Named::Elsewhere => None,
            };
            let Some((file, at)) = named else {
                let kind = ProblemKind::NestedElsewhere { resource: resource.clone() };
                self.note(kind, Some(entry.key.span), "this nested stack");
                continue;
            };
            let scope = inner.unwrap_or_else(|| format!("{scope}/{resource}"));
            templates.push(Template {
                file,
                place: at.or(Some(entry.key.span)),
                name: scope.as_str().into(),
                scope,
                nested_in: Some(NestedIn { parent, resource: resource.clone() }),
            });
        }
        templates
    }

    /// The text of a stack's metadata file. That it is missing is no error: templates can be judged without.
    fn metadata_file(
        &mut self,
        place: &Place<'_>,
        name: &str,
        artifact: &Artifact<'_>,
    ) -> Result<Option<(SourceId, Arc<Source>)>, AssemblyError> {
        let Some(file) = artifact.additional_metadata_file.as_ref().and_then(Data::text) else { return Ok(None) };
        let at = file.span(place.id, place.source);
        match place.folder.read(&file.0, self.limits) {
            Ok(source) => self.register(source).map(Some),
            Err(error @ FolderError::Outside { .. }) => {
                Err(AssemblyError::NamedFile { what: format!("the metadata of stack `{name}`"), error, place: at })
            }
            Err(error) => {
                self.note(ProblemKind::NoMetadata { stack: name.into(), why: error.to_string() }, at, "named here");
                Ok(None)
            }
        }
    }

    fn note(&mut self, kind: ProblemKind, place: Option<Span>, label: &str) {
        self.assembly.problems.push(notes::note(kind, place, label));
    }

    fn register(&mut self, source: Source) -> Result<(SourceId, Arc<Source>), AssemblyError> {
        self.bytes = self.bytes.saturating_add(source.text.len() as u64);
        let limit = self.limits.bytes.saturating_mul(FILES_OF_LIMIT);
        if self.bytes > limit {
            return Err(AssemblyError::TooLarge { limit });
        }
        let id = self.texts.add(source)?;
        let source = self.texts.get(id).cloned().ok_or(TooManyTexts)?;
        Ok((id, source))
    }

    fn parsed<'s, T: serde::Deserialize<'s>>(&self, id: SourceId, source: &'s Source) -> Result<T, AssemblyError> {
        json::parse(id, source, self.limits).map_err(|error| AssemblyError::Unreadable {
            path: source.name.clone(),
            source_id: id,
            error,
        })
    }
}

/// tree.json, if it is there and small enough. It is good to have, so nothing about it is an error.
fn tree_of(place: &Place<'_>, limits: &Limits) -> Option<Tree> {
    let artifact = place.artifacts.values().find(|artifact| artifact.kind() == "cdk:tree")?;
    let file = artifact.property(|properties| properties.file.as_ref())?;
    let limits = Limits { bytes: limits.bytes.min(tree::MAX_BYTES), ..limits.clone() };
    Tree::of(&place.folder.read(&file.0, &limits).ok()?.text)
}

/// The files of all asset manifests by their hashes.
fn assets_of(place: &Place<'_>, limits: &Limits) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for artifact in place.artifacts.values().filter(|artifact| artifact.kind() == "cdk:asset-manifest") {
        let file = artifact.property(|properties| properties.file.as_ref());
        let Some(source) = file.and_then(|file| place.folder.read(&file.0, limits).ok()) else { continue };
        let Ok(assets) = serde_json::from_str::<Assets<'_>>(&source.text) else { continue };
        for (hash, file) in &assets.files {
            let path = file.source.as_ref().and_then(|source| source.get("path")).and_then(Data::as_str);
            files.extend(path.map(|path| (hash.0.to_string(), path.to_owned())));
        }
    }
    files
}
