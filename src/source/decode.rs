//! Bytes to text: size, encoding and whether it is a text at all.

use super::{Limits, Position, ReadError, Source};

/// Control characters that occur in text files: tab, line feed, form feed, carriage return, escape (colours in scripts).
const TEXT_CONTROLS: [u8; 5] = [b'\t', b'\n', 0x0c, b'\r', 0x1b];

/// Bytes at the start of a file that are looked at to tell a binary file from a text in another encoding.
const SNIFFED: usize = 1024;

/// Turns the bytes of a file into a text with an index of its lines. A UTF-8 byte order mark is cut off.
///
/// # Errors
/// When there are too many bytes, or they are not UTF-8 text, or nothing but white space.
pub fn decode(name: &str, bytes: Vec<u8>, limits: &Limits) -> Result<Source, ReadError> {
    let limit = limits.bytes.min(u64::from(u32::MAX));
    let size = bytes.len() as u64;
    if size > limit {
        return Err(ReadError::TooLarge { bytes: size, limit });
    }
    if is_utf16(&bytes) {
        return Err(ReadError::Utf16);
    }
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return Err(ReadError::Binary(position(&bytes, at)));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        match bytes.iter().take(SNIFFED).position(|byte| *byte < b' ' && !TEXT_CONTROLS.contains(byte)) {
            Some(control) => ReadError::Binary(position(bytes, control)),
            None => ReadError::NotUtf8(position(bytes, valid)),
        }
    })?;
    let (text, skipped) = text.strip_prefix('\u{feff}').map_or((text.as_str(), 0), |rest| (rest, 3));
    if text.trim().is_empty() {
        return Err(ReadError::Empty);
    }
    Ok(Source::new(name, text, skipped))
}

/// Whether the bytes begin with a byte order mark of UTF-16 or UTF-32, or with two ASCII characters in UTF-16.
fn is_utf16(bytes: &[u8]) -> bool {
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, 0, 0xfe, 0xff, ..] => true,
        [first, 0, second, 0, ..] | [0, first, 0, second, ..] => first.is_ascii_graphic() && second.is_ascii(),
        _ => false,
    }
}

/// Where a byte stands, for a file that has no text to count in: what comes before it may be broken, too.
fn position(bytes: &[u8], at: usize) -> Position {
    let before = bytes.get(..at).unwrap_or_default();
    let line = before.iter().filter(|byte| **byte == b'\n').count().saturating_add(1);
    let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline.saturating_add(1));
    let column = String::from_utf8_lossy(before.get(start..).unwrap_or_default()).chars().count().saturating_add(1);
    Position { line, column, offset: at }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]
    use super::*;

    fn refused(bytes: &[u8]) -> ReadError {
        decode("t.yml", bytes.to_vec(), &Limits::default()).unwrap_err()
    }

    #[test]
    fn a_byte_order_mark_is_cut_and_counted() {
        let source = decode("t.yml", b"\xef\xbb\xbfa: 1\n".to_vec(), &Limits::default()).unwrap();
        assert_eq!((&*source.text, source.skipped_bytes), ("a: 1\n", 3));
        assert_eq!(source.position(0).offset, 3);
    }

    #[test]
    fn other_encodings_are_named() {
        assert_eq!(refused(b"\xff\xfea\0:\0"), ReadError::Utf16);
        assert_eq!(refused(b"\xfe\xff\0a\0:"), ReadError::Utf16);
        assert_eq!(refused(b"a\0:\0 \0"), ReadError::Utf16);
        assert_eq!(refused(b"\0a\0:\0 "), ReadError::Utf16);
    }

    #[test]
    fn a_bad_byte_is_named_with_its_place() {
        let error = refused(b"a: 1\nb\xc3\xa9: caf\xe9\n");
        assert_eq!(error, ReadError::NotUtf8(Position { line: 2, column: 8, offset: 13 }));
        assert!(error.to_string().contains("byte 13 (line 2, column 8)"));
    }

    #[test]
    fn a_binary_file_is_no_text() {
        assert!(matches!(refused(b"\x7fELF\x02\x01\x01\0\0\0"), ReadError::Binary(at) if at.offset == 7));
        assert!(matches!(refused(b"\x1f\x8b\x08\xff\xfe"), ReadError::Binary(_)), "gzip without a zero byte");
    }

    #[test]
    fn nothing_is_empty() {
        for nothing in [&b""[..], b"\n \r\n\t", b"\xef\xbb\xbf\n"] {
            assert_eq!(refused(nothing), ReadError::Empty);
        }
    }

    #[test]
    fn too_many_bytes_are_refused() {
        let limits = Limits { bytes: 3, ..Limits::default() };
        let error = decode("t.yml", b"a: 1".to_vec(), &limits).unwrap_err();
        assert_eq!(error, ReadError::TooLarge { bytes: 4, limit: 3 });
    }
}
