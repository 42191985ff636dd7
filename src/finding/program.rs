//! Findings point into the program that a person wrote, where its files are there.

use super::{Finding, ProgramSite, RelatedPlace};
use crate::discover::display;
use crate::frontend::folder::Folder;
use crate::frontend::provenance::{Form, ProgramPlace, Provenance};
use crate::frontend::pulumi::translate::{Folded, Tables};
use crate::frontend::texts::Texts;
use crate::resolve::value::Step;
use crate::source::{Limits, Source, SourceId, Span};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is known of the program that wrote the resources.
pub struct Written<'a> {
    /// The folder that its files are relative to.
    pub folder: Option<&'a Path>,
    /// The user's own types of Pulumi.
    pub types: &'a Tables,
    /// Properties of Pulumi that side resources set.
    pub folded: &'a [Folded],
}

/// Gives each finding of a generated resource its line in the program. Files are read within the program's folder;
/// what cannot be read leaves the line without a snippet. The texts that were added are returned.
pub fn point(findings: &mut [Finding], written: &Written<'_>, texts: &mut Texts, limits: &Limits) -> Vec<SourceId> {
    let shown = written.folder.map(shown).unwrap_or_default();
    let folder = written.folder.and_then(|folder| Folder::open(folder).ok());
    let mut files = Files { shown, folder, known: BTreeMap::new(), texts, limits };
    for finding in findings {
        let Some(provenance) = finding.resource.as_ref().and_then(|resource| resource.provenance.clone()) else {
            continue;
        };
        let side = side(&provenance, &finding.property, written.folded);
        finding.input = input(&provenance, side, &finding.property, written.types);
        if let Some(place) = &provenance.place {
            finding.program = Some(files.site(place));
        }
        let line = side.and_then(|side| files.site(side.place.as_ref()?).span);
        if let (Some(side), Some(span)) = (side, line) {
            finding.related.push(RelatedPlace { span, label: format!("{} sets it", side.name) });
        }
    }
    files.known.into_values().flatten().collect()
}

/// The files of a program, each read once.
struct Files<'a> {
    /// The folder as people see it.
    shown: PathBuf,
    folder: Option<Folder>,
    known: BTreeMap<Arc<str>, Option<SourceId>>,
    texts: &'a mut Texts,
    limits: &'a Limits,
}

impl Files<'_> {
    fn site(&mut self, place: &ProgramPlace) -> ProgramSite {
        let mut place = place.clone();
        let Self { shown, folder, known, texts, limits } = self;
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
        ProgramSite { place, span }
    }
}

/// The side resource that sets a property: the one whose part is the longest beginning of its path.
fn side<'f>(provenance: &Provenance, property: &[Step], folded: &'f [Folded]) -> Option<&'f Arc<Provenance>> {
    let path = below_properties(property)?;
    let own = folded.iter().filter(|folded| folded.owner == provenance.path && path.starts_with(&folded.path));
    own.max_by_key(|folded| folded.path.len()).map(|folded| &folded.from)
}

/// The input of a Pulumi program that a property is, with the side resource that has it.
fn input(provenance: &Provenance, side: Option<&Arc<Provenance>>, property: &[Step], types: &Tables) -> Option<String> {
    let path = below_properties(property).filter(|_| provenance.form == Form::Pulumi)?;
    let of_side = side.and_then(|side| {
        let kind = side.kind.as_ref()?;
        let input = types.input_of(kind, path)?;
        Some(format!("{input} of {} ({kind})", side.name))
    });
    of_side.or_else(|| types.input_of(provenance.kind.as_ref()?, path))
}

fn below_properties(property: &[Step]) -> Option<&[Step]> {
    match property.split_first() {
        Some((Step::Key(section), path)) if &**section == "Properties" => Some(path),
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

#[cfg(test)]
#[path = "program_tests.rs"]
mod tests;
