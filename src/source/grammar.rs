//! The YAML parser's errors in plain words: what is wrong, where, and what people mostly mean when they write that.

use super::tree::Tree;
use super::{Limits, ReadError, SourceId, Span};
use granit_parser::{ErrorKind, ScanError};

/// Turns a parser error into one that a person can act on.
pub(super) fn explain(error: &ScanError, id: SourceId, text: &str, limits: &Limits, tree: &Tree<'_>) -> ReadError {
    let offset = error.marker().byte_offset().unwrap_or(text.len());
    let place = Place { id, text, offset };
    let span = place.word();
    let kind = error.kind();
    if *kind == ErrorKind::RecursionLimitExceeded {
        return ReadError::TooDeep { limit: limits.depth, span };
    }
    if let Some(span) = place.tab(is_about_tab(kind)) {
        return ReadError::TabIndentation { span };
    }
    if let Some(what) = unclosed(kind) {
        return ReadError::Unclosed { what, open: place.span(offset, offset.saturating_add(1)), end: place.end() };
    }
    let mut related = Vec::new();
    if let Some(bracket) = tree.open_bracket().filter(|bracket| bracket.start != span.start) {
        related.push((bracket, "this bracket is still open".to_owned()));
    }
    if let Some(tag) = tree.bare_tag().filter(|_| text.get(offset..).is_some_and(|rest| rest.starts_with('!'))) {
        related.insert(0, (tag, "the first tag".to_owned()));
        let help =
            "YAML allows one tag for a value: write the outer function in its long form, as in `Fn::Base64: !Sub …`";
        return ReadError::Syntax { message: "two tags on one value".to_owned(), help: help.to_owned(), span, related };
    }
    let (message, help) = words(kind, &place);
    let help = place.foreign().unwrap_or(help).to_owned();
    ReadError::Syntax { message, help, span, related }
}

/// Where the parser stopped.
struct Place<'a> {
    id: SourceId,
    text: &'a str,
    offset: usize,
}

impl Place<'_> {
    /// Offsets fit: the size of the text was checked.
    fn span(&self, start: usize, end: usize) -> Span {
        Span { source: self.id, start: start as u32, end: end.min(self.text.len()) as u32 }
    }

    /// From where the parser stopped to the end of the word, the last character of the text if that is behind it.
    fn word(&self) -> Span {
        let rest = self.text.get(self.offset..).unwrap_or_default();
        if rest.trim().is_empty() {
            return self.end();
        }
        let length = rest.find(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | '[' | ']' | '{' | '}'));
        let first = rest.chars().next().map_or(0, char::len_utf8);
        self.span(self.offset, self.offset.saturating_add(length.unwrap_or(rest.len()).max(first)))
    }

    /// The last character that is no white space.
    fn end(&self) -> Span {
        let written = self.text.trim_end();
        self.span(written.char_indices().next_back().map_or(0, |(at, _)| at), written.len())
    }

    /// The line where the parser stopped.
    fn line(&self) -> &str {
        let start = self.line_start();
        self.text.get(start..).unwrap_or_default().lines().next().unwrap_or_default()
    }

    fn line_start(&self) -> usize {
        let before = self.text.get(..self.offset).unwrap_or_default();
        before.rfind('\n').map_or(0, |newline| newline.saturating_add(1))
    }

    /// A tab in the indentation of the line; where the error is about a tab, also in that of a later one, since the
    /// parser names the beginning of the value that the tab breaks.
    fn tab(&self, about_tab: bool) -> Option<Span> {
        if self.text.trim_start().starts_with(['{', '[']) {
            return None;
        }
        let mut start = self.line_start();
        let lines = if about_tab { usize::MAX } else { 1 };
        for line in self.text.get(start..)?.split_inclusive('\n').take(lines) {
            let indentation = line.len().saturating_sub(line.trim_start_matches([' ', '\t']).len());
            let tab = line.get(..indentation).and_then(|blank| blank.find('\t'));
            if let Some(tab) = tab.filter(|_| !line.trim().is_empty()) {
                let tab = start.saturating_add(tab);
                return Some(self.span(tab, tab.saturating_add(1)));
            }
            start = start.saturating_add(line.len());
        }
        None
    }

    /// A help text where the line is not YAML but some template language that writes YAML.
    fn foreign(&self) -> Option<&'static str> {
        let line = self.line();
        if line.contains("{%") || (line.contains("{{") && !line.contains("{{resolve:")) {
            return Some(
                "this looks like a template of a template engine (Jinja and others): check what it renders to",
            );
        }
        if ["<<<<<<<", "=======", ">>>>>>>"].iter().any(|mark| line.starts_with(mark)) {
            return Some("this is a conflict mark of Git: resolve the conflict first");
        }
        None
    }

    fn quoted(&self) -> String {
        let span = self.word();
        let word = self.text.get(span.start as usize..span.end as usize).unwrap_or_default();
        let short: String = word.chars().take(40).collect();
        format!("`{short}`")
    }
}

fn is_about_tab(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::TabNotAllowed
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabInPlainScalar
            | ErrorKind::TabAtBlockScalarStart
    )
}

/// What is open at the end of the text, for the errors whose place is where it was opened.
fn unclosed(kind: &ErrorKind) -> Option<String> {
    match kind {
        ErrorKind::UnclosedFlowCollection { open } => Some(format!("the bracket `{open}`")),
        ErrorKind::UnclosedQuotedScalar => Some("a quote".to_owned()),
        _ => None,
    }
}

/// What is wrong, and what to do about it.
fn words(kind: &ErrorKind, place: &Place<'_>) -> (String, &'static str) {
    const QUOTE: &str = "put the text in quotes";
    const INDENT: &str = "keys of one mapping begin in the same column; compare the indentation with the lines above";
    const BRACKET: &str = "separate items by commas, and close every bracket";
    let word = place.quoted();
    match kind {
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => (
            format!("{word} stands where a key is expected, and no `:` follows it"),
            "write `key: value`, with the colon on the same line; the file may be cut off here",
        ),
        ErrorKind::MappingValueNotAllowed | ErrorKind::MappingKeyNotAllowed | ErrorKind::InvalidColonPlacement => (
            "a `:` stands where no key can be".to_owned(),
            "put text that holds `: ` in quotes; a key begins on a line of its own, in the column of its neighbours",
        ),
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::InvalidIndentation => {
            (format!("{word} fits no mapping above: its indentation or form is not that of a key"), INDENT)
        }
        ErrorKind::ExpectedBlockSequenceEntry => {
            (format!("{word} stands among the items of a list, and has no `- `"), "begin each item with `- `")
        }
        ErrorKind::BlockSequenceEntryNotAllowed | ErrorKind::BlockEntryInFlowCollection => (
            "a list item `- ` cannot begin here".to_owned(),
            "begin the list on a line of its own; inside of brackets, items are separated by commas",
        ),
        ErrorKind::ExpectedFlowMappingSeparator => (format!("a `,` or a `}}` is missing before {word}"), BRACKET),
        ErrorKind::ExpectedFlowSequenceSeparator => (format!("a `,` or a `]` is missing before {word}"), BRACKET),
        ErrorKind::MisplacedFlowCollectionEnd => (format!("{word} closes a bracket that is not open"), BRACKET),
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            (format!("the bracket `{open}` is closed by `{close}`"), BRACKET)
        }
        ErrorKind::UnknownAnchor => (
            format!("the alias {word} names no anchor above it"),
            "text that begins with `*` needs quotes, as in \"*\"; an anchor is written `&name`",
        ),
        ErrorKind::MissingAnchorOrAliasName => (
            format!("{word} is an alias or anchor without a name"),
            "text that begins with `*` or `&` needs quotes, as in \"*\"",
        ),
        ErrorKind::UnexpectedCharacter { character } if character.is_control() => (
            format!("the character U+{:04X} is not allowed in a text", *character as u32),
            "remove it, or write it as an escape in double quotes",
        ),
        ErrorKind::UnexpectedCharacter { character } => {
            (format!("no text can begin with `{character}` without quotes"), QUOTE)
        }
        ErrorKind::ExpectedDocumentStart | ErrorKind::InvalidDocumentEnd => (
            format!("{word} stands behind the end of the document"),
            "a file holds one value: look for a bracket closed too early",
        ),
        _ => more_words(kind),
    }
}

/// The mistakes inside of scalars.
fn more_words(kind: &ErrorKind) -> (String, &'static str) {
    const ESCAPE: &str = "write a backslash as `\\\\` in double quotes, or use single quotes";
    match kind {
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidUnicodeEscape => {
            ("the quoted text holds an escape `\\…` that does not exist".to_owned(), ESCAPE)
        }
        ErrorKind::InvalidLowSurrogateHexEscape
        | ErrorKind::InvalidLowSurrogate
        | ErrorKind::MissingLowSurrogate
        | ErrorKind::UnpairedLowSurrogate => (
            "the quoted text holds half of a surrogate pair `\\uD8…`".to_owned(),
            "write both halves, or the character itself",
        ),
        ErrorKind::InvalidTrailingSingleQuotedScalar => (
            "something follows the closing quote".to_owned(),
            "inside of single quotes, write a single quote twice: 'it''s'; if this quote closes nothing, one further up \
             was never closed",
        ),
        ErrorKind::InvalidTrailingDoubleQuotedScalar => (
            "something other than `:`, `,` or a closing bracket follows the closing quote".to_owned(),
            "inside of double quotes, write a double quote as `\\\"`; if this quote closes nothing, one further up was \
             never closed",
        ),
        ErrorKind::DocumentIndicatorInQuotedScalar => (
            "a line of a quoted text begins with `---` or `...`".to_owned(),
            "close the quote before it, or indent the line",
        ),
        ErrorKind::CommentInterceptedScalar => (
            "a comment stands in the middle of a text".to_owned(),
            "use quotes or a block scalar (`|`) for text over several lines",
        ),
        ErrorKind::InvalidBlockScalarIndent => (
            "a line of a block scalar is indented less than its first line".to_owned(),
            "indent every line of the text at least as far as the first one",
        ),
        ErrorKind::InvalidBlockScalarHeader => {
            ("something follows the `|` or `>` of a block scalar".to_owned(), "begin the text on the next line")
        }
        ErrorKind::UnexpectedEof
        | ErrorKind::UnexpectedEofBlockMapping
        | ErrorKind::UnexpectedEofBlockSequence
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofImplicitFlowMapping => {
            ("the file ends in the middle of a value".to_owned(), "restore the end of the file")
        }
        other => (
            format!("this is not valid YAML: {other}"),
            "compare with the YAML specification, https://yaml.org/spec/1.1/",
        ),
    }
}
