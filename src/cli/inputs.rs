//! One input of `check`: read by the frontend of its form, and analysed.

use crate::analysis::{Analysis, Analyzer};
use crate::discover::{self, Given, Input, Loaded, ReadProblem};
use crate::finding::mask::Masked;
use crate::frontend::cdk::{self, AssemblyError};
use crate::frontend::pulumi::translate::Tables;
use crate::frontend::texts::Texts;
use crate::frontend::unit::Unit;
use crate::problem::{Problem, ProblemKind};
use crate::report::Skipped;
use crate::source::{self, Limits, ReadError, Source, SourceId, Span};
use miette::Diagnostic;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What one input came to.
pub(super) enum Read {
    /// It was judged; `source` is its main text.
    Analysed {
        path: String,
        source: Option<SourceId>,
        analysis: Box<Analysis>,
        /// Files that were judged as a part of it, without links, each with the nested stack that it is.
        drawn_in: Vec<(PathBuf, Arc<str>)>,
    },
    /// It could not be read.
    Unreadable { path: String, texts: Vec<(SourceId, Arc<Source>)>, problem: Box<Problem> },
    /// It is nothing to check.
    Skipped(Skipped),
}

/// An input that was read.
pub(super) struct Opened {
    pub(super) unit: Unit,
    pub(super) texts: Texts,
    /// Its main text.
    pub(super) source: Option<SourceId>,
    /// Whether only what is in the main text was asked for.
    only: bool,
}

/// Why an input is not read.
pub(super) enum Refusal {
    /// The file.
    File(ReadProblem),
    /// Its text, which is among these if it could be decoded.
    Text(ReadError, Texts),
    /// The assembly, with the texts that were read.
    Assembly(AssemblyError, Texts),
    /// It is nothing to check.
    Skipped(discover::Skipped),
}

/// What inputs are read with.
pub(super) struct Reading<'a> {
    /// How files are read.
    pub(super) options: &'a discover::Options<'a>,
    /// Bounds on texts.
    pub(super) limits: &'a Limits,
    /// Parameter values that the user gave.
    pub(super) given: &'a BTreeMap<String, String>,
    /// The user's own types of Pulumi.
    pub(super) types: &'a Tables,
}

/// Reads and analyses the input of a number.
pub(super) fn read(number: usize, input: &Input, reading: &Reading<'_>, analyzer: &Analyzer<'_>) -> Read {
    let path = input.path.clone();
    match open(number, input, reading).map_err(|refusal| *refusal) {
        Ok(Opened { mut unit, texts, source, only }) => {
            let drawn_in = std::mem::take(&mut unit.drawn_in);
            let mut analysis = analyzer.analyze(unit, texts);
            if let Some(source) = source.filter(|_| only) {
                analysis.findings.retain(|finding| finding.source == source);
                analysis
                    .problems
                    .retain(|problem| problem.labels.first().is_none_or(|(span, _)| span.source == source));
            }
            Read::Analysed { path, source, analysis: Box::new(analysis), drawn_in }
        }
        Err(Refusal::Skipped(skipped)) => Read::Skipped(Skipped { path: skipped.path, reason: skipped.reason }),
        Err(Refusal::File(problem)) => {
            let message = problem.without_path();
            let kind = ProblemKind::Unreadable { code: code(&problem), message, help: help(&problem) };
            Read::Unreadable { path, texts: Vec::new(), problem: Box::new(Problem::of_file(kind)) }
        }
        Err(Refusal::Text(error, texts)) => unreadable(path, &error, error.labels(), texts),
        Err(Refusal::Assembly(error, texts)) => unreadable(path, &error, error.labels(), texts),
    }
}

/// What is nested in another input is judged there, with the parameters that it gets: found in a folder, too, it is
/// left out. What was asked for by name stays.
pub(super) fn judged_once(inputs: &[Input], read: Vec<Read>) -> Vec<Read> {
    let drawn_in = |read: &Read| match read {
        Read::Analysed { drawn_in, .. } => drawn_in.clone(),
        _ => Vec::new(),
    };
    let drawn: Vec<Vec<(PathBuf, Arc<str>)>> = read.iter().map(drawn_in).collect();
    if drawn.iter().all(Vec::is_empty) {
        return read;
    }
    let file = |input: &Input| std::fs::canonicalize(input.file()).unwrap_or_else(|_| input.file().to_owned());
    let files: Vec<PathBuf> = inputs.iter().map(file).collect();
    let all: BTreeSet<&PathBuf> = drawn.iter().flatten().map(|(file, _)| file).collect();
    let may_go = |at: usize| {
        let found = inputs.get(at).is_some_and(|input| input.given == Given::Found);
        found && files.get(at).is_some_and(|file| all.contains(file))
    };
    // First what is sure to stay, then the rest in order: of templates that nest one another, one is judged.
    let mut parts: BTreeMap<&PathBuf, (usize, &Arc<str>)> = BTreeMap::new();
    let mut order: Vec<usize> = (0..inputs.len()).collect();
    order.sort_by_key(|at| may_go(*at));
    let mut reasons: BTreeMap<usize, String> = BTreeMap::new();
    for at in order {
        let part = files.get(at).and_then(|file| parts.get(file)).filter(|_| may_go(at));
        let parent = part.and_then(|(parent, stack)| Some((inputs.get(*parent)?, stack)));
        if let Some((parent, stack)) = parent {
            reasons.insert(at, format!("it is judged in {}, as its nested stack {stack}", parent.path));
            continue;
        }
        for (file, stack) in drawn.get(at).into_iter().flatten() {
            parts.entry(file).or_insert((at, stack));
        }
    }
    let read = read.into_iter().enumerate().map(|(at, read)| match (read, reasons.remove(&at)) {
        (Read::Analysed { path, .. }, Some(reason)) => Read::Skipped(Skipped { path, reason }),
        (read, _) => read,
    });
    read.collect()
}

/// Reads an input by the frontend of its form.
pub(super) fn open(number: usize, input: &Input, reading: &Reading<'_>) -> Result<Opened, Box<Refusal>> {
    let Reading { options, limits, given, types } = *reading;
    let mut texts = Texts::new(u32::try_from(number).unwrap_or(u32::MAX));
    let (bytes, form) = match input.read(options).map_err(|problem| Box::new(Refusal::File(problem)))? {
        Loaded::Template(bytes) => match manifest_of(input) {
            Some(manifest) if input.given == Given::Named => {
                return assembly(&manifest, Some(input.file()), texts, limits, given);
            }
            Some(manifest) => {
                let reason = format!("it is part of the cloud assembly of {}", discover::display(&manifest));
                return Err(Box::new(Refusal::Skipped(discover::Skipped { path: input.path.clone(), reason })));
            }
            None => (bytes, Form::Template),
        },
        Loaded::Pulumi(bytes) => (bytes, Form::Pulumi),
        Loaded::Assembly(manifest) => return assembly(&manifest, None, texts, limits, given),
        Loaded::Other { bytes, reason } => (bytes, Form::Other(reason)),
        Loaded::Skipped(skipped) => return Err(Box::new(Refusal::Skipped(skipped))),
    };
    let source = match source::decode(&input.path, bytes, limits) {
        Ok(source) => source,
        Err(error) => return Err(Box::new(Refusal::Text(error, texts))),
    };
    let id = match texts.add(source) {
        Ok(id) => id,
        Err(error) => return Err(Box::new(Refusal::Assembly(error.into(), texts))),
    };
    let unit = match form {
        Form::Template if input.given == Given::Stdin => Unit::of_template(id, &texts, limits, given),
        Form::Template => Unit::of_template(id, &texts, limits, given)
            .map(|unit| unit.with_nested(input.file(), input.tree(), &mut texts, limits, given)),
        Form::Pulumi => Unit::of_pulumi(id, &texts, limits, input.file(), types),
        // Parsed all the same: a mistake of syntax says more than "no template".
        Form::Other(reason) => {
            let parsed = texts.get(id).map(|source| source::parse(id, source, limits));
            match (parsed, input.other(reason)) {
                (Some(Err(error)), _) => Err(error),
                (_, Ok(skipped)) => return Err(Box::new(Refusal::Skipped(skipped))),
                (_, Err(problem)) => return Err(Box::new(Refusal::File(problem))),
            }
        }
    };
    match unit {
        Ok(unit) => Ok(Opened { unit, texts, source: Some(id), only: false }),
        Err(error) => Err(Box::new(Refusal::Text(error, texts))),
    }
}

/// What the bytes of an input are.
enum Form {
    Template,
    Pulumi,
    Other(String),
}

/// The manifest of the assembly that a template belongs to.
fn manifest_of(input: &Input) -> Option<PathBuf> {
    (input.given != Given::Stdin).then(|| cdk::manifest_beside(input.file())).flatten()
}

/// An assembly; of one that a template was given of, what concerns that template.
fn assembly(
    manifest: &Path,
    only: Option<&Path>,
    mut texts: Texts,
    limits: &Limits,
    given: &BTreeMap<String, String>,
) -> Result<Opened, Box<Refusal>> {
    let unit = match Unit::of_assembly(manifest, &mut texts, limits, given) {
        Ok(unit) => unit,
        Err(error) => return Err(Box::new(Refusal::Assembly(error, texts))),
    };
    let name = only.and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    let source = unit.documents.iter().map(|(_, document)| document.source).find(|id| {
        let ends = |name: &String| texts.get(*id).is_some_and(|source| named(&source.name, name));
        name.as_ref().is_none_or(ends)
    });
    Ok(Opened { unit, texts, source, only: only.is_some() })
}

fn named(path: &str, name: &str) -> bool {
    path.rsplit(['/', '\\']).next() == Some(name)
}

/// What could not be parsed, with the texts that its places are in.
fn unreadable(path: String, error: &dyn Diagnostic, labels: Vec<(Span, String)>, texts: Texts) -> Read {
    let mut message = error.to_string();
    let mut shown = Vec::new();
    for (id, source) in texts {
        if labels.iter().any(|(span, _)| span.source == id) {
            let masked = Masked::of_text(id, &source);
            message = masked.message(&message);
            shown.push((id, masked.source().cloned().unwrap_or(source)));
        }
    }
    let kind = ProblemKind::Unreadable { code: code(error), message, help: help(error) };
    Read::Unreadable { path, texts: shown, problem: Box::new(Problem { kind, labels }) }
}

fn code(problem: &dyn Diagnostic) -> String {
    problem.code().map(|code| code.to_string()).unwrap_or_default()
}

fn help(problem: &dyn Diagnostic) -> String {
    problem.help().map(|help| help.to_string()).unwrap_or_default()
}
