//! What is wrong with a rule file, with its place: what regorus says as text with a drawn-in position becomes a typed
//! error here, once.
//!
//! This file is compiled into the build script too: it may use nothing of the crate.

use super::card::{CardError, Mistake};
use miette::{Diagnostic, LabeledSpan, NamedSource};
use std::sync::Arc;

/// The text of a rule or library file with the name that people see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceText {
    /// The path, with `/`.
    pub name: String,
    /// The Rego text.
    pub text: Arc<str>,
}

impl SourceText {
    /// A text under its name.
    pub fn new(name: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        Self { name: name.into(), text: text.into() }
    }

    /// The byte span of a line without its indentation.
    fn line_span(&self, line: usize) -> (usize, usize) {
        let start: usize = self.text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        let content = self.text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        let trimmed = content.trim_start();
        (start + content.len() - trimmed.len(), trimmed.trim_end().len())
    }
}

/// A mistake in a rule file.
#[derive(Clone, Debug, thiserror::Error, Diagnostic)]
#[error("{message}")]
#[diagnostic(code(rule::invalid))]
pub struct RuleError {
    /// The file.
    pub name: String,
    /// What is wrong, one sentence.
    pub message: String,
    /// The one-based line and column (in characters), where the place is known.
    pub position: Option<(u32, u32)>,
    /// What to do.
    #[help]
    pub help: Option<String>,
    #[source_code]
    source_text: Arc<NamedSource<Arc<str>>>,
    #[label(collection)]
    labels: Vec<LabeledSpan>,
}

impl RuleError {
    /// A mistake in a file as a whole.
    pub fn whole(source: &SourceText, message: impl Into<String>, help: Option<String>) -> Self {
        Self {
            name: source.name.clone(),
            message: message.into(),
            position: None,
            help,
            source_text: Arc::new(NamedSource::new(&source.name, Arc::clone(&source.text))),
            labels: Vec::new(),
        }
    }

    /// A mistake at a range of bytes.
    pub fn at(
        source: &SourceText,
        start: usize,
        length: usize,
        message: impl Into<String>,
        help: Option<String>,
    ) -> Self {
        let before = source.text.get(..start).unwrap_or(&source.text);
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|char| *char != '\n').count() + 1;
        Self {
            position: Some((counted(line), counted(column))),
            labels: vec![LabeledSpan::at(start..start + length, "here")],
            ..Self::whole(source, message, help)
        }
    }

    /// All mistakes of a card, as one error with a label for each.
    pub fn card(source: &SourceText, error: &CardError) -> Self {
        let label = |mistake: &Mistake| {
            let (start, length) = source.line_span(mistake.line);
            let label = if error.mistakes.len() == 1 { "here" } else { mistake.message.as_str() };
            LabeledSpan::at(start..start + length, label)
        };
        let message = match error.mistakes.as_slice() {
            [one] => format!("the rule's card: {}", one.message),
            several => format!("the rule's card has {} mistakes", several.len()),
        };
        let help = "the METADATA block above `package` holds a rule's card; every key is described in CONTRIBUTING";
        Self {
            position: error.mistakes.first().map(|mistake| (counted(mistake.line), 1)),
            labels: error.mistakes.iter().map(label).collect(),
            ..Self::whole(source, message, Some(help.to_owned()))
        }
    }

    /// What regorus says, with its place recovered; `sources` are the files that it may speak of, the first being the
    /// one that stands for errors without a place.
    pub fn recover(said: &str, sources: &[&SourceText]) -> Self {
        let fallback = SourceText::new("", "");
        let first = sources.first().copied().unwrap_or(&fallback);
        let (place, message) = taken_apart(said);
        let help = help_for(&message);
        let found = place.and_then(|(file, line, column)| {
            let source = sources.iter().copied().find(|source| source.name == file)?;
            Some((source, offset_of(&source.text, line, column)))
        });
        match found {
            Some((source, at)) => {
                let start = called_at(&source.text, at);
                Self::at(source, start, word_length(&source.text, start), message, help)
            }
            None => {
                let (start, length) = spoken_of(&first.text, &message);
                Self::at(first, start, length, message, help)
            }
        }
    }

    /// `file:line:column: message` and the help, for reports that are plain text.
    pub fn plain(&self) -> String {
        let place = self.position.map_or_else(String::new, |(line, column)| format!(":{line}:{column}"));
        let labels = self.labels.iter().filter_map(LabeledSpan::label).filter(|label| *label != "here");
        let details: String = labels.map(|label| format!("\n  {label}")).collect();
        let help = self.help.as_ref().map_or_else(String::new, |help| format!("\n  help: {help}"));
        format!("{}{place}: {}{details}{help}", self.name, self.message)
    }
}

/// Lines and columns fit: files are far smaller.
fn counted(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The place and the bare message in a text such as `--> file:3:7 … error: message`.
fn taken_apart(said: &str) -> (Option<(&str, usize, usize)>, String) {
    // Errors are drawn into errors: the innermost has the place and the words.
    let place = said.rsplit_once("--> ").and_then(|(_, rest)| {
        let mut parts = rest.lines().next()?.rsplitn(3, ':');
        let column = parts.next()?.trim().parse().ok()?;
        let line = parts.next()?.parse().ok()?;
        Some((parts.next()?, line, column))
    });
    let message = match said.rsplit_once("\nerror: ") {
        Some((_, message)) => message,
        None => said.strip_prefix("Compilation error: ").unwrap_or(said),
    };
    // One line, as every message of this program.
    (place, message.trim().trim_end_matches('.').split_whitespace().collect::<Vec<_>>().join(" "))
}

/// What an error without a place is about: the word that it speaks of, or else the rule as a whole, by its `package`.
fn spoken_of(text: &str, message: &str) -> (usize, usize) {
    let code = |offset: usize| {
        let line = text.get(..offset).and_then(|before| before.rsplit('\n').next()).unwrap_or_default();
        !line.contains('#')
    };
    let walk = || text.match_indices("walk(").map(|(at, _)| at).find(|at| code(*at));
    if message.contains("walk")
        && let Some(at) = walk()
    {
        return (at, "walk".len());
    }
    let package = text.match_indices("package ").map(|(at, _)| at).find(|at| code(*at)).unwrap_or_default();
    (package, text.get(package..).and_then(|rest| rest.lines().next()).map_or(0, |line| line.trim_end().len()))
}

/// The byte offset of a position as regorus counts it: in bytes, a tab being four wide.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut at = 1;
    for (offset, char) in text.get(start..).unwrap_or_default().char_indices() {
        if at >= column || char == '\n' {
            return start + offset;
        }
        at += if char == '\t' { 4 } else { char.len_utf8() };
    }
    text.len()
}

/// A call is named at its bracket: the function's name stands before it.
fn called_at(text: &str, at: usize) -> usize {
    let before = text.get(..at).filter(|_| text.get(at..).is_some_and(|rest| rest.starts_with('(')));
    before.map_or(at, |before| before.trim_end_matches(in_word).len())
}

fn in_word(char: char) -> bool {
    char.is_alphanumeric() || char == '_' || char == '.'
}

/// How many bytes the word at an offset has, at least one where there is anything.
fn word_length(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    let word = rest.find(|char| !in_word(char)).unwrap_or(rest.len());
    word.max(rest.chars().next().map_or(0, char::len_utf8))
}

/// What to do about an error of the compiler.
fn help_for(message: &str) -> Option<String> {
    let table = [
        ("walk", "name the paths (`graph.at`, `some key, value in …`): a rule is compiled, and `walk` is not"),
        ("`with`", "`with` belongs into tests (files that end in `_test.rego`), which are not compiled"),
        ("http.send", "a rule sees its input and nothing else: no network, no clock, no environment"),
        ("time.", "a rule sees its input and nothing else: no network, no clock, no environment"),
        ("opa.runtime", "a rule sees its input and nothing else: no network, no clock, no environment"),
        (
            "Unknown function",
            "is its package imported (`import data.guardian.graph`), and is the name right? rules/lib/graph.rego lists the helpers",
        ),
        ("ndefined variable", "bind it with `some … in …` or `:=`, or import its package"),
        ("recursion", "Rego has no recursion: name the levels, or ask for a fact that is computed beforehand"),
        ("Register overflow", "the rule's body is too large to compile: cut parts of it into helper rules"),
        ("more than", "let rules ask for facts instead of for one another"),
        ("should have been hoisted", "take one step after the other: `some item in list; some part in item.parts`"),
        ("partial object", "build the object with a comprehension: `name := {key: value | …}`"),
        ("rule path", "a rule must define `violations contains … if { … }`"),
    ];
    table.iter().find(|(part, _)| message.contains(part)).map(|(_, help)| (*help).to_owned())
}
