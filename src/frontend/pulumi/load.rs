//! From a text to a deployment, whichever form it has; and what people do wrong when they write it to a file.

use super::Deployment;
use super::document::read;
use super::events::read_events;
use crate::discover::noise_before_json;
use crate::source::{Limits, ReadError, Source, SourceId, Span, parse};
use serde::de::IgnoredAny;

/// Reads a preview, an export or events.
///
/// # Errors
/// When something else stands before the JSON, when the text is cut off, or for whatever else [`parse`] refuses it.
pub fn load(id: SourceId, source: &Source, limits: &Limits) -> Result<Deployment, ReadError> {
    let text = source.text.as_bytes();
    let is_json = source.text.trim_start().starts_with('{');
    if let Some(noise) = noise_before_json(text).filter(|_| !is_json) {
        return Err(noisy(id, noise.start, noise.end));
    }
    if is_stream(&source.text) {
        return read_events(id, source, limits).map_err(cut_off);
    }
    match parse(id, source, limits) {
        Ok(document) => Ok(read(&document)),
        Err(error) => Err(match noise_before_json(text) {
            // A log that is JSON itself.
            Some(noise) => noisy(id, noise.start, noise.end),
            None => cut_off(error),
        }),
    }
}

/// Whether the first line is an event on its own.
fn is_stream(text: &str) -> bool {
    #[derive(serde::Deserialize)]
    struct Event {
        #[serde(rename = "sequence")]
        _sequence: IgnoredAny,
    }
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    serde_json::from_str::<Event>(first).is_ok()
}

fn noisy(id: SourceId, start: usize, end: usize) -> ReadError {
    ReadError::Syntax {
        message: "other output stands before the JSON of Pulumi".to_owned(),
        help: "keep what is printed beside it out of the file: `pulumi preview --json 2>/dev/null > preview.json`, without `--logtostderr` and without what a script prints before".to_owned(),
        span: Span { source: id, start: start as u32, end: end as u32 },
        related: Vec::new(),
    }
}

/// A text that ends before its time says how to get a whole one.
fn cut_off(error: ReadError) -> ReadError {
    match error {
        ReadError::Unclosed { what, open, end } => ReadError::Syntax {
            message: format!("the document is cut off: {what} is never closed"),
            help: "write it once more, and wait until Pulumi ends: `pulumi preview --json > preview.json`".to_owned(),
            span: end,
            related: vec![(open, "opened here".to_owned())],
        },
        other => other,
    }
}
