//! The manifest of a template that was given alone.

use super::json::{Data, parse};
use super::manifest::{Assets, Manifest};
use crate::frontend::folder::Folder;
use crate::source::{Limits, SourceId};
use std::path::{Path, PathBuf};

/// The name of every manifest.
pub(super) const MANIFEST: &str = "manifest.json";

/// The end of the names of templates.
const TEMPLATE: &str = ".template.json";

/// The manifest of the assembly that a template belongs to: the one in its folder, if that names the template, as a
/// stack's or among the assets, where nested stacks' templates are.
pub fn manifest_beside(template: &Path) -> Option<PathBuf> {
    let name = template.file_name()?.to_str()?;
    if !name.ends_with(TEMPLATE) {
        return None;
    }
    let manifest = template.with_file_name(MANIFEST);
    // Asked first: most templates have none, and the folder may be anywhere.
    manifest.is_file().then_some(())?;
    let folder = Folder::open(template.parent()?).ok()?;
    let limits = Limits::default();
    let source = folder.read(MANIFEST, &limits).ok()?;
    let read: Manifest<'_> = parse(SourceId::default(), &source, &limits).ok()?;
    let artifacts = read.artifacts?;
    let is_named = |file: &str| folder.relative(file).is_some_and(|file| file == Path::new(name));
    let is_stacks = artifacts.values().any(|artifact| {
        artifact.property(|properties| properties.template_file.as_ref()).is_some_and(|file| is_named(&file.0))
    });
    let is_asset = || {
        artifacts.values().filter(|artifact| artifact.kind() == "cdk:asset-manifest").any(|artifact| {
            let file = artifact.property(|properties| properties.file.as_ref());
            file.is_some_and(|file| names_asset(&folder, &file.0, &is_named))
        })
    };
    (is_stacks || is_asset()).then_some(manifest)
}

/// Whether an asset manifest has a file.
fn names_asset(folder: &Folder, manifest: &str, is_named: &dyn Fn(&str) -> bool) -> bool {
    let limits = Limits::default();
    let Ok(source) = folder.read(manifest, &limits) else { return false };
    let Ok(assets) = parse::<Assets<'_>>(SourceId::default(), &source, &limits) else { return false };
    assets.files.values().any(|file| {
        let path = file.source.as_ref().and_then(|source| source.get("path")).and_then(Data::as_str);
        path.is_some_and(is_named)
    })
}
