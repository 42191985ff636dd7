//! Source texts for miette: found by the line index, cut to what fits, and safe for a terminal.
//!
//! miette's own sources are scanned from the first byte for each label; here a label costs a binary search. A text with
//! characters that a terminal acts on (there hardly ever is one) is copied once, with stand-ins, and offsets are mapped.

use super::clean::{neutral, stand_in};
use crate::report::Run;
use crate::source::{Source, SourceId, Sources, Span};
use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A line longer than this is shown in part. Templates on a single line are common.
const LONG_LINE: usize = 300;
/// Bytes shown on either side of a label on a long line.
const AROUND: usize = 60;
/// Bytes underlined at most on a long line.
const UNDERLINED: usize = 120;
/// A label over more lines than this underlines its first line only.
const LINES: usize = 6;

/// The texts of a run as they are shown, made when first needed.
pub(super) struct Views<'a> {
    sources: &'a Sources,
    views: BTreeMap<SourceId, (&'a str, OnceCell<Option<View>>)>,
}

impl<'a> Views<'a> {
    pub(super) fn new(run: &'a Run) -> Self {
        let views = run.paths().into_iter().map(|(id, path)| (id, (path, OnceCell::new()))).collect();
        Self { sources: &run.sources, views }
    }

    pub(super) fn get(&self, id: SourceId) -> Option<&View> {
        let (path, view) = self.views.get(&id)?;
        view.get_or_init(|| self.sources.get(id).map(|source| View::new(path, source))).as_ref()
    }
}

/// One text as it is shown.
#[derive(Debug)]
pub(super) struct View {
    name: String,
    source: Arc<Source>,
    /// Offset in the original and in the copy, after each stand-in.
    shifts: Vec<(usize, usize)>,
}

impl View {
    fn new(path: &str, original: &Arc<Source>) -> Self {
        let name = neutral(path).into_owned();
        let mut shifts = Vec::new();
        let text = &*original.text;
        // Bytes first: nearly every text has none of the characters in question.
        let suspicious = |b: u8| (b < 0x20 && b != b'\n' && b != b'\t') || b >= 0x7f;
        if !text.bytes().any(suspicious) {
            return Self { name, source: original.clone(), shifts };
        }
        let mut shown = String::with_capacity(text.len());
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let ends_line = c == '\r' && chars.peek().is_some_and(|(_, next)| *next == '\n');
            match stand_in(c) {
                Some(visible) if !(ends_line || c == '\n' || c == '\t') => {
                    shown.push(visible);
                    shifts.push((at + c.len_utf8(), shown.len()));
                }
                _ => shown.push(c),
            }
        }
        if shifts.is_empty() {
            return Self { name, source: original.clone(), shifts };
        }
        Self { source: Arc::new(Source::new(name.clone(), shown, 0)), name, shifts }
    }

    fn offset(&self, original: u32) -> usize {
        let original = original as usize;
        let before = self.shifts.partition_point(|(from, _)| *from <= original);
        let (from, to) = before.checked_sub(1).and_then(|last| self.shifts.get(last)).copied().unwrap_or((0, 0));
        self.boundary(original - from + to)
    }

    /// Where to draw a label, and whether it was cut to its beginning.
    pub(super) fn label(&self, span: Span) -> (SourceSpan, bool) {
        let (start, end) = (self.offset(span.start), self.offset(span.end.max(span.start)));
        let (first, last) = (self.line(start), self.line(end.saturating_sub(1).max(start)));
        let crowded = last - first >= LINES || (last > first && (first..=last).any(|line| self.is_long(line)));
        let mut shown = if crowded { self.line_range(first).1.max(start) } else { end };
        if self.is_long(first) {
            shown = self.boundary(shown.min(start + UNDERLINED));
        }
        ((start, shown - start).into(), shown < end)
    }

    /// Whether another label can be drawn with the main one: both lines are shown in whole, and the first snippet
    /// remains that of the main one.
    pub(super) fn shows_together(&self, main: Span, other: Span) -> bool {
        let (main, other) = (self.line(self.offset(main.start)), self.line(self.offset(other.start)));
        !self.is_long(main) && !self.is_long(other) && other + 2 >= main
    }

    /// The text of a span, on its first line.
    pub(super) fn first_line(&self, span: Span) -> &str {
        let (start, end) = (self.offset(span.start), self.offset(span.end.max(span.start)));
        self.source.text.get(start..end).and_then(|text| text.lines().next()).unwrap_or_default()
    }

    fn line(&self, offset: usize) -> usize {
        self.source.line_starts().partition_point(|start| *start as usize <= offset).saturating_sub(1)
    }

    /// A line from its first byte to its line break.
    fn line_range(&self, line: usize) -> (usize, usize) {
        let starts = self.source.line_starts();
        let start = starts.get(line).map_or(self.source.text.len(), |start| *start as usize);
        let next = starts.get(line + 1).map_or(self.source.text.len(), |start| *start as usize);
        let text = self.source.text.get(start..next).unwrap_or_default();
        (start, start + text.trim_end_matches(['\r', '\n']).len())
    }

    fn is_long(&self, line: usize) -> bool {
        let (start, end) = self.line_range(line);
        end - start > LONG_LINE
    }

    fn boundary(&self, offset: usize) -> usize {
        let mut offset = offset.min(self.source.text.len());
        while !self.source.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }

    fn contents(&self, start: usize, end: usize, lines: usize) -> MietteSpanContents<'_> {
        let data = self.source.text.get(start..end).unwrap_or_default().as_bytes();
        let at = self.source.position(start as u32);
        let span = (start, data.len()).into();
        MietteSpanContents::new_named(self.name.clone(), data, span, at.line - 1, at.column - 1, lines)
    }
}

impl SourceCode for View {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (start, end) = (span.offset(), span.offset() + span.len());
        if end > self.source.text.len() {
            return Err(MietteError::OutOfBounds);
        }
        if before == 0 && after == 0 {
            return Ok(Box::new(self.contents(start, end, 1)));
        }
        let (first, last) = (self.line(start), self.line(end.saturating_sub(1).max(start)));
        if first == last && self.is_long(first) {
            let (line_start, line_end) = self.line_range(first);
            let from = self.boundary(start.saturating_sub(AROUND)).max(line_start);
            let to = self.boundary(end + AROUND).min(line_end).max(from);
            return Ok(Box::new(self.contents(from, to, 1)));
        }
        if (first..=last).any(|line| self.is_long(line)) {
            // Two labels that miette would like to show in one piece.
            return Err(MietteError::OutOfBounds);
        }
        let context = |line: usize| !self.is_long(line);
        let from =
            (first.saturating_sub(before)..first).rev().take_while(|line| context(*line)).last().unwrap_or(first);
        let count = self.source.line_starts().len();
        let to = (last + 1..=(last + after).min(count - 1)).take_while(|line| context(*line)).last().unwrap_or(last);
        let end = self.source.line_starts().get(to + 1).map_or(self.source.text.len(), |next| *next as usize);
        Ok(Box::new(self.contents(self.line_range(from).0, end, to - from + 1)))
    }
}
