//! The outer shape of a rule file, looked at before it is parsed: regorus's parser takes time that doubles with every
//! bracket in a bracket. This file is compiled into the build script too: it may use nothing of the crate.

/// Bytes in one file. The largest built-in rule has a thirtieth of it.
pub const FILE_BYTES: usize = 256 * 1024;

/// Brackets in one another. Rules need six.
pub const NESTING: usize = 12;

/// The offset of the first bracket that stands too deep.
pub fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut bytes = text.bytes().enumerate();
    while let Some((offset, byte)) = bytes.next() {
        match byte {
            b'(' | b'[' | b'{' => {
                depth += 1;
                if depth > NESTING {
                    return Some(offset);
                }
            }
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b'#' => {
                let _ = bytes.find(|(_, byte)| *byte == b'\n');
            }
            b'`' => {
                let _ = bytes.find(|(_, byte)| *byte == b'`');
            }
            b'"' => {
                let mut escaped = false;
                let ends = |(_, byte): &(usize, u8)| {
                    let end = (*byte == b'"' && !escaped) || *byte == b'\n';
                    escaped = *byte == b'\\' && !escaped;
                    end
                };
                let _ = bytes.find(ends);
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

    use super::{NESTING, too_deep};

    #[test]
    fn brackets_in_texts_and_comments_do_not_count() {
        let many = "[".repeat(NESTING + 1);
        assert_eq!(too_deep(&many), Some(NESTING));
        assert_eq!(too_deep(&many[1..]), None);
        for text in [format!("# {many}\n"), format!("\"{many}\""), format!("`{many}`"), format!("\"\\\"{many}\"")] {
            assert_eq!(too_deep(&text), None, "{text}");
        }
        assert!(too_deep(&format!("\"x\"{many}")).is_some());
        assert!(too_deep(&format!("\"\\\\\"{many}")).is_some());
        assert_eq!(too_deep(&"[]".repeat(100)), None);
    }
}
