//! Text from templates as a terminal may see it: nothing in it moves the cursor, recolours, hides or reorders.

use std::borrow::Cow;

/// A visible character of the same width for one that a terminal acts on or that hides what stands beside it.
///
/// The joiners U+200C and U+200D stay: Persian words and emoji need them, and they reorder nothing.
pub fn stand_in(c: char) -> Option<char> {
    match c {
        // The control pictures: ␛ for ESC.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + c as u32),
        '\u{7f}' => Some('␡'),
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => Some('\u{fffd}'),
        _ => None,
    }
}

/// A message, a name or a label on one line, without anything that a terminal acts on.
pub fn neutral(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| stand_in(c).is_none()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| stand_in(c).unwrap_or(c)).collect())
}

/// Like [`neutral`], with line breaks kept: for a rule's own prose.
pub fn neutral_lines(text: &str) -> String {
    text.lines().map(neutral).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_acts_on_becomes_visible() {
        assert_eq!(neutral("\u{1b}[31mred\u{7}\r\n\t"), "␛[31mred␇␍␊␉");
        assert_eq!(neutral("a\u{202e}b\u{9b}c\u{2066}d"), "a\u{fffd}b\u{fffd}c\u{fffd}d");
        assert!(matches!(neutral("Grüße 你好 👩\u{200d}🔧"), Cow::Borrowed(_)));
        assert_eq!(neutral_lines("a\nb\u{1b}"), "a\nb␛");
    }
}
