//! One input of `check`: read by the frontend of its form, and analysed.

use crate::analysis::{Analysis, Analyzer};
use crate::discover::{self, Given, Input, Loaded, ReadProblem};
use crate::finding::mask::Masked;
use crate::frontend::cdk::{self, AssemblyError};
use crate::frontend::texts::Texts;
use crate::frontend::unit::Unit;
use crate::problem::{Problem, ProblemKind};
use crate::report::Skipped;
use crate::source::{self, Limits, ReadError, Source, SourceId, Span};
use miette::Diagnostic;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What one input came to.
pub(super) enum Read {
    /// It was judged; `source` is its main text.
    Analysed { path: String, source: Option<SourceId>, analysis: Box<Analysis> },
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

/// Reads and analyses the input of a number.
pub(super) fn read(number: usize, input: &Input, options: &discover::Options<'_>, analyzer: &Analyzer<'_>) -> Read {
    let path = input.path.clone();
    match open(number, input, options, analyzer.limits, &analyzer.pins.parameters) {
        Ok(Opened { unit, texts, source, only }) => {
            let mut analysis = analyzer.analyze(unit, texts);
            if let Some(source) = source.filter(|_| only) {
                analysis.findings.retain(|finding| finding.source == source);
                analysis
                    .problems
                    .retain(|problem| problem.labels.first().is_none_or(|(span, _)| span.source == source));
            }
            Read::Analysed { path, source, analysis: Box::new(analysis) }
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

/// Reads an input by the frontend of its form. `given` are parameter values that the user gave.
pub(super) fn open(
    number: usize,
    input: &Input,
    options: &discover::Options<'_>,
    limits: &Limits,
    given: &BTreeMap<String, String>,
) -> Result<Opened, Refusal> {
    let mut texts = Texts::new(u32::try_from(number).unwrap_or(u32::MAX));
    let (bytes, form) = match input.read(options).map_err(Refusal::File)? {
        Loaded::Template(bytes) => match manifest_of(input) {
            Some(manifest) if input.given == Given::Named => {
                return assembly(&manifest, Some(input.file()), texts, limits, given);
            }
            Some(manifest) => {
                let reason = format!("it is part of the cloud assembly of {}", discover::display(&manifest));
                return Err(Refusal::Skipped(discover::Skipped { path: input.path.clone(), reason }));
            }
            None => (bytes, Form::Template),
        },
        Loaded::Pulumi(bytes) => (bytes, Form::Pulumi),
        Loaded::Assembly(manifest) => return assembly(&manifest, None, texts, limits, given),
        Loaded::Other { bytes, reason } => (bytes, Form::Other(reason)),
        Loaded::Skipped(skipped) => return Err(Refusal::Skipped(skipped)),
    };
    let source = match source::decode(&input.path, bytes, limits) {
        Ok(source) => source,
        Err(error) => return Err(Refusal::Text(error, texts)),
    };
    let id = match texts.add(source) {
        Ok(id) => id,
        Err(error) => return Err(Refusal::Assembly(error.into(), texts)),
    };
    let unit = match form {
        Form::Template => Unit::of_template(id, &texts, limits, given),
        Form::Pulumi => Unit::of_pulumi(id, &texts, limits, input.file()),
        // Parsed all the same: a mistake of syntax says more than "no template".
        Form::Other(reason) => {
            let parsed = texts.get(id).map(|source| source::parse(id, source, limits));
            match (parsed, input.other(reason)) {
                (Some(Err(error)), _) => Err(error),
                (_, Ok(skipped)) => return Err(Refusal::Skipped(skipped)),
                (_, Err(problem)) => return Err(Refusal::File(problem)),
            }
        }
    };
    match unit {
        Ok(unit) => Ok(Opened { unit, texts, source: Some(id), only: false }),
        Err(error) => Err(Refusal::Text(error, texts)),
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
) -> Result<Opened, Refusal> {
    let unit = match Unit::of_assembly(manifest, &mut texts, limits, given) {
        Ok(unit) => unit,
        Err(error) => return Err(Refusal::Assembly(error, texts)),
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
