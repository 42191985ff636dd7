//! Places that the parser does not give: where a block scalar's header, a list's first dash, a missing value stand.

use super::Span;

/// The text and how far it is read.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    /// The text.
    pub(super) text: &'a str,
    /// End of the last token that belongs to a value: where a block collection ends, and where to look from.
    pub(super) last_end: u32,
}

impl Reading<'_> {
    /// Notes the end of a token.
    pub(super) fn reach(&mut self, end: u32) {
        self.last_end = self.last_end.max(end);
    }

    /// A block scalar from its `|` or `>` to its last character that is no white space.
    pub(super) fn block_scalar(self, content: Span) -> Span {
        let start = self.seek(content.start, |byte, _| matches!(byte, b'|' | b'>')).unwrap_or(content.start);
        let written = self.text.get(start as usize..content.end as usize).unwrap_or_default();
        Span { start, end: start.saturating_add(written.trim_end().len() as u32), ..content }
    }

    /// A list that is the value of a key from its first dash; its event may come with the first item.
    pub(super) fn block_list(self, first: Span) -> Span {
        let dash = |byte: u8, next: Option<u8>| byte == b'-' && next.is_none_or(|next| next.is_ascii_whitespace());
        Span { start: self.seek(first.start, dash).unwrap_or(first.start), ..first }
    }

    /// The place of a value that is not written: after the colon of its key.
    pub(super) fn nothing(self, span: Span) -> Span {
        let rest = self.text.get(span.start as usize..).unwrap_or_default();
        let blank = rest.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        if rest.as_bytes().get(blank) != Some(&b':') {
            return span;
        }
        let place = span.start.saturating_add(blank as u32).saturating_add(1);
        Span { start: place, end: place, ..span }
    }

    /// The first byte between the last token and `end` that `is` holds of (it sees the next one, too), outside
    /// comments, anchors and tags.
    fn seek(self, end: u32, is: impl Fn(u8, Option<u8>) -> bool) -> Option<u32> {
        let bytes = self.text.as_bytes().get(self.last_end as usize..)?;
        let length = end.checked_sub(self.last_end)? as usize;
        let mut at = 0_usize;
        while at < length {
            let (byte, rest) = bytes.get(at..)?.split_first()?;
            let skipped = match byte {
                b'#' => rest.iter().position(|byte| *byte == b'\n')?,
                b'&' | b'!' => rest.iter().position(u8::is_ascii_whitespace)?,
                byte if is(*byte, rest.first().copied()) => return Some(self.last_end.saturating_add(at as u32)),
                _ => 0,
            };
            at = at.saturating_add(skipped).saturating_add(1);
        }
        None
    }
}
