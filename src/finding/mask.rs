//! Secrets: where they stand in a text, and how they are kept out of every report.
//!
//! A [`Document`] goes in with its [`Source`]; [`Masked`] comes out: a copy of the text in which the bytes of secrets
//! are `*` (no offset, line or column moves), and the values to keep out of messages. Reports render the masked text and
//! masked messages only, so no format can leak what another hides. `names` knows what a secret is called, `patterns`
//! what a credential looks like, `walk` where in a template one may stand, `broken` where in a text without a tree.

mod broken;
mod names;
mod patterns;
mod walk;

use crate::finding::Finding;
use crate::frontend::pulumi::plain_secrets;
use crate::frontend::texts::Texts;
use crate::problem::{Problem, ProblemKind};
use crate::source::{Document, Source, SourceId, Span};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// What stands in a message in place of a secret: of fixed length, so that the length is not told either.
const STARS: &str = "****";

/// A secret shorter than this is masked in messages only where it stands as a word of its own: `abc` is part of too
/// much else.
const WORD: usize = 8;

/// The secrets of one text.
#[derive(Debug, Default)]
pub struct Masked {
    /// Where they stand, sorted and disjoint.
    pub spans: Vec<Span>,
    /// Their values as rules see them, the longest first.
    values: Vec<Arc<str>>,
    text: Option<Arc<Source>>,
}

impl Masked {
    /// The secrets of a document.
    pub fn of(document: &Document, source: &Source) -> Self {
        let found = walk::collect(document, source);
        Self::build(source, document.source, found.ranges, found.values)
    }

    /// The secrets of a document, and those at places where its form says that one stands.
    fn of_places(document: &Document, source: &Source, places: &[Span]) -> Self {
        let mut found = walk::collect(document, source);
        found.ranges.extend(places.iter().map(|place| place.start as usize..place.end as usize));
        found.values.extend(places.iter().map(|place| source.slice(*place).trim_matches('"').into()));
        Self::build(source, document.source, found.ranges, found.values)
    }

    /// The secrets of a text that could not be read as a tree, line by line.
    pub fn of_text(id: SourceId, source: &Source) -> Self {
        let mut ranges = patterns::credentials(&source.text);
        let lines = broken::secrets(&source.text);
        let values = lines.iter().filter_map(|range| source.text.get(range.clone())).map(Arc::from).collect();
        ranges.extend(lines);
        Self::build(source, id, ranges, values)
    }

    fn build(source: &Source, id: SourceId, mut ranges: Vec<Range<usize>>, mut values: Vec<Arc<str>>) -> Self {
        values.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        values.dedup();
        for value in &values {
            ranges.extend(repeated(&source.text, value));
        }
        let ranges = disjoint(ranges);
        let text = (!ranges.is_empty()).then(|| {
            Arc::new(Source::new(source.name.clone(), mask_ranges(&source.text, &ranges), source.skipped_bytes))
        });
        let spans = ranges.iter().map(|range| Span { source: id, start: range.start as u32, end: range.end as u32 });
        Self { spans: spans.collect(), values, text }
    }

    /// With further values that no message may show: those that the user gave for secret parameters.
    #[must_use]
    pub fn with_values(mut self, values: impl IntoIterator<Item = Arc<str>>) -> Self {
        self.values.extend(values);
        self.values.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        self.values.dedup();
        self
    }

    /// The text for reports, if it differs from the original.
    pub fn source(&self) -> Option<&Arc<Source>> {
        self.text.as_ref()
    }

    /// A message without the secrets of this text.
    pub fn message(&self, message: &str) -> String {
        let values: Vec<&str> = self.values.iter().map(|value| &**value).collect();
        mask_message(message, &values)
    }

    /// Masks every text that a finding carries.
    pub fn finding(&self, finding: &mut Finding) {
        finding.message = self.message(&finding.message);
        finding.reason = finding.reason.take().map(|reason| self.message(&reason));
        finding.worlds.when = finding.worlds.when.take().map(|when| self.message(&when));
        for (_, value) in &mut finding.worlds.example {
            *value = self.message(value);
        }
        for place in &mut finding.related {
            place.label = self.message(&place.label);
        }
    }

    /// Masks the labels of a problem, and what the only kind says that speaks of values.
    pub fn problem(&self, problem: &mut Problem) {
        if let ProblemKind::GivenParameter { why, .. } = &mut problem.kind {
            *why = self.message(why);
        }
        for (_, label) in &mut problem.labels {
            *label = self.message(label);
        }
    }
}

/// The secrets of all texts of one input.
#[derive(Debug, Default)]
pub struct Masks {
    values: Masked,
    texts: BTreeMap<SourceId, Arc<Source>>,
}

impl Masks {
    /// The secrets of documents, which are among the texts.
    pub fn of<'d>(documents: impl Iterator<Item = &'d Document>, texts: &Texts) -> Self {
        let mut masks = Self::default();
        for document in documents {
            if let Some(source) = texts.get(document.source) {
                let plain = plain_secrets(document);
                masks.add(document.source, Masked::of_places(document, source, &plain));
            }
        }
        masks
    }

    /// Adds a text that is no document: a program's.
    pub fn cover(&mut self, id: SourceId, texts: &Texts) {
        if let Some(source) = texts.get(id) {
            self.add(id, Masked::of_text(id, source));
        }
    }

    fn add(&mut self, id: SourceId, masked: Masked) {
        self.hide(masked.values);
        self.texts.extend(masked.text.map(|text| (id, text)));
    }

    /// Whether a secret stands at a place.
    pub fn covers(&self, place: Span, texts: &Texts) -> bool {
        let own = texts.get(place.source);
        let shown = self.texts.get(&place.source);
        own.zip(shown).is_some_and(|(own, shown)| own.slice(place) != shown.slice(place))
    }

    /// Values that no message may show.
    pub fn hide(&mut self, values: Vec<Arc<str>>) {
        if !values.is_empty() {
            self.values = std::mem::take(&mut self.values).with_values(values);
        }
    }

    /// Masks every text that a finding carries.
    pub fn finding(&self, finding: &mut Finding) {
        self.values.finding(finding);
    }

    /// Masks what a problem says.
    pub fn problem(&self, problem: &mut Problem) {
        self.values.problem(problem);
    }

    /// A message without the secrets.
    pub fn message(&self, message: &str) -> String {
        self.values.message(message)
    }

    /// The texts as reports may show them.
    pub fn shown(mut self, texts: Texts) -> Vec<(SourceId, Arc<Source>)> {
        texts.into_iter().map(|(id, source)| (id, self.texts.remove(&id).unwrap_or(source))).collect()
    }
}

/// Whether a value under this name is a secret.
pub fn is_secret_name(name: &str) -> bool {
    names::is_secret_name(name)
}

/// The places of the secrets of a document, sorted and disjoint, over its scalars and its comments.
pub fn secret_spans(document: &Document, source: &Source) -> Vec<Span> {
    Masked::of(document, source).spans
}

/// A message in which the given secrets, and whatever looks like a credential, are stars.
///
/// A message may quote a long value cut short, so a beginning of a long secret counts as the secret.
pub fn mask_message(message: &str, secrets: &[&str]) -> String {
    let mut ranges = patterns::credentials(message);
    let mut longest_first: Vec<&str> = secrets.iter().copied().filter(|secret| !secret.is_empty()).collect();
    longest_first.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    for secret in longest_first {
        ranges.extend(quoted(message, secret));
    }
    if ranges.is_empty() {
        return message.to_owned();
    }
    let mut masked = String::with_capacity(message.len());
    let mut at = 0;
    for range in disjoint(ranges) {
        masked.push_str(message.get(at..range.start).unwrap_or_default());
        masked.push_str(STARS);
        at = range.end;
    }
    masked.push_str(message.get(at..).unwrap_or_default());
    masked
}

/// Where a message quotes a secret, whole or, if it is long, from its beginning.
fn quoted(message: &str, secret: &str) -> Vec<Range<usize>> {
    let head = secret.char_indices().nth(WORD).map_or(secret, |(end, _)| secret.get(..end).unwrap_or(secret));
    let matches = message.match_indices(head).map(|(start, _)| {
        let rest = message.get(start..).unwrap_or_default();
        let same: usize = rest.chars().zip(secret.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
        start..start + same
    });
    matches.filter(|range| secret.chars().count() >= WORD || is_word(message, range)).collect()
}

/// Where else in the text a secret stands: a script, a comment. Only what cannot be a plain word is looked for.
fn repeated(text: &str, secret: &str) -> Vec<Range<usize>> {
    let telling = secret.len() >= WORD && secret.chars().any(|c| !c.is_alphabetic()) && !secret.contains(' ');
    if !telling {
        return Vec::new();
    }
    text.match_indices(secret).map(|(start, found)| start..start + found.len()).collect()
}

fn is_word(text: &str, range: &Range<usize>) -> bool {
    let before = text.get(..range.start).and_then(|text| text.chars().next_back());
    let after = text.get(range.end..).and_then(|text| text.chars().next());
    !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
}

fn disjoint(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.retain(|range| range.start < range.end);
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// A copy of `text` with the characters of `ranges` (sorted, disjoint) masked. Each character becomes one of as many
/// bytes, and line breaks and indentation stay, so that every offset, line and column stays what it was.
fn mask_ranges(text: &str, ranges: &[Range<usize>]) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut at = 0;
    for range in ranges {
        masked.push_str(text.get(at..range.start).unwrap_or_default());
        let mut indenting = false;
        for c in text.get(range.clone()).unwrap_or_default().chars() {
            indenting = matches!(c, '\n' | '\r') || (indenting && c == ' ');
            masked.push(if indenting { c } else { star(c) });
        }
        at = range.end.max(at);
    }
    masked.push_str(text.get(at..).unwrap_or_default());
    masked
}

fn star(c: char) -> char {
    match c.len_utf8() {
        1 => '*',
        2 => '×',
        3 => '•',
        _ => '🞰',
    }
}

#[cfg(test)]
mod tests;
