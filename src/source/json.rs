//! JSON to [`Document`] in one pass over the bytes, several times as fast as the YAML parser's events.
//!
//! What CDK writes are megabytes of JSON. This reader takes only what every JSON parser takes, and within the limits;
//! at anything else it gives up, and the YAML parser reads the text from its beginning and says what is wrong. The two
//! come to the same tree, so nothing that follows knows which of them read it.

use super::entries::settle;
use super::strings::Strings;
use super::tags::{self, GET_ATT};
use super::{Document, Entry, Key, Kind, Limits, Node, Remark, Scalar, SourceId, Span, Syntax};
use std::borrow::Cow;

/// Reads a text that is plainly JSON.
pub(super) fn parse(id: SourceId, text: &str, limits: &Limits) -> Option<Document> {
    let mut reader = Reader { id, text, at: 0, limits, nodes: 0, strings: Strings::new(), remarks: Vec::new() };
    if !matches!(reader.next_token()?, b'{' | b'[') {
        return None;
    }
    let root = reader.value(0)?;
    // Comments, a second document, or a mistake.
    if reader.next_token().is_some() {
        return None;
    }
    let mut remarks = reader.remarks;
    remarks.sort_by_key(Remark::span);
    Some(Document { source: id, syntax: Syntax::Json, root, comments: Vec::new(), remarks })
}

/// Every `None` of its methods means: not plainly JSON.
struct Reader<'a> {
    id: SourceId,
    text: &'a str,
    at: usize,
    limits: &'a Limits,
    nodes: usize,
    strings: Strings,
    remarks: Vec<Remark>,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn step(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    /// The next byte that is no white space.
    fn next_token(&mut self) -> Option<u8> {
        while let Some(byte) = self.peek() {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(byte);
            }
            self.step();
        }
        None
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.next_token()? == byte).then(|| self.step())
    }

    fn count(&mut self) -> Option<()> {
        self.nodes = self.nodes.saturating_add(1);
        (self.nodes <= self.limits.nodes).then_some(())
    }

    /// From a byte to here; the text was checked to be short enough for the offsets.
    fn span(&self, start: usize) -> Span {
        Span { source: self.id, start: start as u32, end: self.at as u32 }
    }

    /// A value inside so many collections.
    fn value(&mut self, level: usize) -> Option<Node> {
        let first = self.next_token()?;
        let start = self.at;
        self.count()?;
        let kind = match first {
            b'{' | b'[' if level >= self.limits.depth => return None,
            b'{' => Kind::Map(self.map(level.saturating_add(1))?),
            b'[' => Kind::List(self.list(level.saturating_add(1))?),
            b'"' => {
                let text = self.string()?;
                Kind::Scalar(Scalar { raw: self.strings.get(&text), plain: false })
            }
            _ => {
                let word = self.word()?;
                Kind::Scalar(Scalar { raw: self.strings.get(word), plain: true })
            }
        };
        Some(Node { span: self.span(start), kind })
    }

    fn list(&mut self, level: usize) -> Option<Vec<Node>> {
        self.step();
        let mut items = Vec::new();
        if self.next_token()? == b']' {
            self.step();
            return Some(items);
        }
        loop {
            items.push(self.value(level)?);
            match self.next_token()? {
                b',' => self.step(),
                b']' => break,
                _ => return None,
            }
        }
        self.step();
        items.shrink_to_fit();
        Some(items)
    }

    fn map(&mut self, level: usize) -> Option<Vec<Entry>> {
        self.step();
        let mut entries = Vec::new();
        if self.next_token()? == b'}' {
            self.step();
            return Some(entries);
        }
        loop {
            entries.push(self.entry(level)?);
            match self.next_token()? {
                b',' => self.step(),
                b'}' => break,
                _ => return None,
            }
        }
        self.step();
        entries.shrink_to_fit();
        let mut entries = settle(entries, Vec::new(), &mut self.remarks);
        if let [Entry { key, value }] = entries.as_mut_slice()
            && *key.text == *GET_ATT
        {
            tags::split_attribute(value, self.text);
        }
        Some(entries)
    }

    fn entry(&mut self, level: usize) -> Option<Entry> {
        if self.next_token()? != b'"' {
            return None;
        }
        self.count()?;
        let start = self.at;
        let text = self.string()?;
        let key = Key { span: self.span(start), text: self.strings.get(&text) };
        self.take(b':')?;
        Some(Entry { key, value: self.value(level)? })
    }

    /// A text in quotes.
    fn string(&mut self) -> Option<Cow<'a, str>> {
        self.step();
        let mut whole: Option<String> = None;
        loop {
            let start = self.at;
            let rest = self.text.as_bytes().get(start..)?;
            let length = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f))?;
            self.at = start.checked_add(length)?;
            let part = self.text.get(start..self.at)?;
            match self.peek()? {
                b'"' => {
                    self.step();
                    return Some(match whole {
                        None => Cow::Borrowed(part),
                        Some(whole) => Cow::Owned(whole + part),
                    });
                }
                b'\\' => {
                    let whole = whole.get_or_insert_default();
                    whole.push_str(part);
                    self.step();
                    whole.push(self.escape()?);
                }
                _ => return None,
            }
        }
    }

    /// What stands after a backslash. Characters in two halves are left to the other parser.
    fn escape(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.step();
        Some(match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let digits = self.text.get(self.at..self.at.checked_add(4)?)?;
                if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                    return None;
                }
                self.at = self.at.checked_add(4)?;
                char::from_u32(u32::from_str_radix(digits, 16).ok()?)?
            }
            _ => return None,
        })
    }

    /// `true`, `false`, `null` or a number.
    fn word(&mut self) -> Option<&'a str> {
        let start = self.at;
        let is_end = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t');
        let length = self.text.as_bytes().get(start..)?.iter().position(is_end)?;
        self.at = start.checked_add(length)?;
        let word = self.text.get(start..self.at)?;
        (matches!(word, "true" | "false" | "null") || is_number(word)).then_some(word)
    }
}

/// Whether a word is a number of JSON.
fn is_number(word: &str) -> bool {
    let unsigned = word.strip_prefix('-').unwrap_or(word);
    let (whole, rest) = digits(unsigned);
    let mut valid = !whole.is_empty() && (whole == "0" || !whole.starts_with('0'));
    let rest = match rest.strip_prefix('.') {
        Some(fraction) => {
            let (fraction, rest) = digits(fraction);
            valid &= !fraction.is_empty();
            rest
        }
        None => rest,
    };
    let rest = match rest.strip_prefix(['e', 'E']) {
        Some(exponent) => {
            let (exponent, rest) = digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent));
            valid &= !exponent.is_empty();
            rest
        }
        None => rest,
    };
    valid && rest.is_empty()
}

/// Cuts off the digits that a text begins with.
fn digits(text: &str) -> (&str, &str) {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]
    use super::super::parse::parse_yaml;
    use super::*;
    use std::path::{Path, PathBuf};

    /// Reads with both parsers and compares everything that they say.
    #[track_caller]
    fn same(text: &str) {
        let limits = Limits::default();
        let fast = parse(SourceId(3), text, &limits).unwrap_or_else(|| panic!("not read: {text}"));
        let slow = parse_yaml(SourceId(3), text, &limits).unwrap();
        assert_eq!((fast.syntax, &fast.comments), (slow.syntax, &slow.comments), "{text}");
        assert_eq!(fast.remarks, slow.remarks, "{text}");
        assert_eq!(fast.root, slow.root, "{text}");
    }

    #[test]
    fn both_parsers_see_the_same() {
        for text in [
            "{}",
            " [ ] \n",
            r#"{"a": [1, -2.5e+3, 0, true, false, null, "", "x"], "b": {"c": {}}}"#,
            "\r\n{\r\n  \"a\" : 1 ,\r\n  \"b\":[\r\n]\r\n}\r\n",
            r#"{"esc": "q\" b\\ s\/ \b\f\n\r\t \u00e9 \u20AC", "k\u0065y": "ü€😀"}"#,
            r#"{"a": 1, "b": 2, "a": 3, "a": {"x": 1, "x": 2}}"#,
            r#"{"V": {"Fn::GetAtt": "Queue.Arn"}, "W": {"Fn::GetAtt": ["Queue", "Arn"]}, "X": {"Fn::GetAtt": "A", "b": 1}}"#,
            r#"{"<<": {"a": 1}, "b": "true", "c": "012", "d": 12345678901234567890}"#,
            r##"{"a": "x # no comment", "b": "&no *alias !tag", "c": "{{resolve:ssm:x}}"}"##,
        ] {
            same(text);
        }
    }

    #[test]
    fn both_parsers_see_the_same_in_every_json_of_the_fixtures() {
        fn files(folder: &Path, found: &mut Vec<PathBuf>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    files(&path, found);
                } else if path.extension().is_some_and(|extension| extension == "json") {
                    found.push(path);
                }
            }
        }
        let mut found = Vec::new();
        files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures"), &mut found);
        assert!(found.len() > 50, "{} files", found.len());
        for path in found {
            same(&std::fs::read_to_string(path).unwrap());
        }
    }

    #[test]
    fn what_is_not_plainly_json_is_left_to_the_other_parser() {
        let texts = [
            "",
            "a: 1",
            "\"text\"",
            "{",
            "[1",
            "{\"a\"}",
            "{\"a\": }",
            "{\"a\": 1,}",
            "[1,]",
            "[1] x",
            "[1]\n# comment",
            "{a: 1}",
            "{'a': 1}",
            "[01]",
            "[1.]",
            "[.5]",
            "[+1]",
            "[1e]",
            "[yes]",
            "[tru]",
            "[\"a\nb\"]",
            "[\"a\tb\"]",
            "[\"\\x41\"]",
            "[\"\\u12g4\"]",
            "[\"\\u+123\"]",
            "[\"\\ud83d\\ude00\"]",
            "[\"a",
            "{\"a\": 1 \"b\": 2}",
            "[1 2]",
            "[1] [2]",
            "[\"\\",
            "[\"\\u12",
            "{\"a\":",
            "[nul",
        ];
        for text in texts {
            assert!(parse(SourceId(0), text, &Limits::default()).is_none(), "{text}");
        }
    }

    #[test]
    fn both_parsers_have_the_same_limits() {
        let text = r#"{"a": [[1]], "b": 2}"#;
        for depth in 0..6 {
            let limits = Limits { depth, ..Limits::default() };
            let slow = parse_yaml(SourceId(0), text, &limits).is_ok();
            assert_eq!(parse(SourceId(0), text, &limits).is_some(), slow, "depth {depth}");
        }
        for nodes in 0..10 {
            let limits = Limits { nodes, ..Limits::default() };
            let slow = parse_yaml(SourceId(0), text, &limits).is_ok();
            assert_eq!(parse(SourceId(0), text, &limits).is_some(), slow, "{nodes} nodes");
        }
    }
}
