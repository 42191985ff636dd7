//! Findings point into the program that a person wrote, where its files are there.

use super::{Finding, ProgramSite};
use crate::discover::display;
use crate::frontend::folder::Folder;
use crate::frontend::provenance::{Form, Provenance};
use crate::frontend::pulumi::translate::input_of;
use crate::frontend::texts::Texts;
use crate::resolve::value::Step;
use crate::source::{Limits, Source, SourceId, Span};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Gives each finding of a generated resource its line in the program. Files are read within the program's folder;
/// what cannot be read leaves the line without a snippet. The texts that were added are returned.
pub fn point(findings: &mut [Finding], folder: Option<&Path>, texts: &mut Texts, limits: &Limits) -> Vec<SourceId> {
    let shown = folder.map(shown).unwrap_or_default();
    let folder = folder.and_then(|folder| Folder::open(folder).ok());
    let mut known: BTreeMap<Arc<str>, Option<SourceId>> = BTreeMap::new();
    for finding in findings {
        let provenance = finding.resource.as_ref().and_then(|resource| resource.provenance.as_ref());
        finding.input = provenance.and_then(|provenance| input(provenance, &finding.property));
        let Some(mut place) = provenance.and_then(|provenance| provenance.place.clone()) else { continue };
        let id = *known.entry(place.file.clone()).or_insert_with(|| {
            let source = folder.as_ref()?.read(&place.file, limits).ok()?;
            let name = display(&shown.join(&*place.file));
            texts.add(Source::new(name, source.text.clone(), source.skipped_bytes)).ok()
        });
        let text = id.and_then(|id| Some((id, texts.get(id)?)));
        let span = text.and_then(|(id, source)| line(id, source, place.line, place.column));
        if let Some((_, source)) = text {
            place.file = source.name.as_str().into();
        }
        finding.program = Some(ProgramSite { place, span });
    }
    known.into_values().flatten().collect()
}

/// The input of a Pulumi program that a property is.
fn input(provenance: &Provenance, property: &[Step]) -> Option<String> {
    let kind = provenance.kind.as_ref().filter(|_| provenance.form == Form::Pulumi)?;
    match property.split_first() {
        Some((Step::Key(section), path)) if &**section == "Properties" => input_of(kind, path),
        _ => None,
    }
}

/// The folder as people see it: from the current one, where it lies inside.
fn shown(folder: &Path) -> PathBuf {
    let here = std::env::current_dir().and_then(std::fs::canonicalize).unwrap_or_default();
    let full = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    full.strip_prefix(&here).map_or(full.clone(), Path::to_owned)
}

/// From a column (or the first character) to the end of the line.
fn line(id: SourceId, source: &Source, line: u32, column: Option<u32>) -> Option<Span> {
    let start = *source.line_starts().get((line as usize).checked_sub(1)?)?;
    let text = source.text.get(start as usize..)?.lines().next()?;
    let written = text.trim_start();
    let indent = text.len() - written.len();
    let from = match column {
        Some(column) => text.char_indices().nth((column as usize).checked_sub(1)?).map_or(indent, |(at, _)| at),
        None => indent,
    };
    let end = text.trim_end().len();
    let from = from.min(end);
    Some(Span { source: id, start: start + from as u32, end: start + end as u32 })
}
