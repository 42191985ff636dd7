//! Findings that a template says it must have: how rules are tested on real templates through the real loader.
//!
//! In YAML, a comment at the end of the line where the finding starts: `# expect: rule-id` (several separated by
//! commas), or `# expect-undetermined: rule-id`. JSON has no comments: a file `NAME.expect` beside `NAME.json` has a
//! line `rule-id /json/pointer`, or `undetermined rule-id /json/pointer`, for each.

use crate::finding::{Finding, Verdict};
use crate::source::{Document, Kind, Node, Source, Span};
use std::collections::BTreeSet;
use std::fmt;

/// One finding that a template must have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Expectation {
    /// The line on which the finding starts.
    pub line: usize,
    /// The rule.
    pub rule: String,
    /// Whether its answer is undetermined rather than violated.
    pub undetermined: bool,
}

impl fmt::Display for Expectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = if self.undetermined { "undetermined" } else { "violated" };
        write!(f, "line {}: {} {verdict}", self.line, self.rule)
    }
}

/// What could not be understood of the expectations.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, miette::Diagnostic)]
pub enum ExpectationError {
    /// A line of a `.expect` file that is not of its form.
    #[error("`{line}` is no expectation")]
    #[diagnostic(code(expect::form), help("write `rule-id /json/pointer`, or `undetermined rule-id /json/pointer`"))]
    Form {
        /// The line.
        line: String,
    },
    /// A pointer that leads nowhere.
    #[error("nothing stands at `{pointer}`")]
    #[diagnostic(code(expect::pointer), help("for a missing property, point at its nearest existing parent"))]
    Pointer {
        /// The pointer.
        pointer: String,
    },
}

/// The expectations in a template's comments.
pub fn in_comments(document: &Document, source: &Source) -> BTreeSet<Expectation> {
    let mut found = BTreeSet::new();
    for comment in &document.comments {
        for (word, undetermined) in [("expect:", false), ("expect-undetermined:", true)] {
            // Both may stand in one comment, one after the other.
            for part in comment.text.split('#').map(str::trim).filter_map(|part| part.strip_prefix(word)) {
                for rule in part.split(',').map(str::trim).filter(|rule| !rule.is_empty()) {
                    let line = source.position(comment.span.start).line;
                    found.insert(Expectation { line, rule: rule.to_owned(), undetermined });
                }
            }
        }
    }
    found
}

/// The expectations of a `.expect` file.
pub fn in_sidecar(text: &str, document: &Document, source: &Source) -> Result<BTreeSet<Expectation>, ExpectationError> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let (undetermined, rest) = match line.strip_prefix("undetermined ") {
                Some(rest) => (true, rest),
                None => (false, line),
            };
            let (rule, pointer) =
                rest.split_once(' ').ok_or_else(|| ExpectationError::Form { line: line.to_owned() })?;
            let pointer = pointer.trim();
            let span = pointed(&document.root, pointer)
                .ok_or_else(|| ExpectationError::Pointer { pointer: pointer.to_owned() })?;
            let line = source.position(span.start).line;
            Ok(Expectation { line, rule: rule.to_owned(), undetermined })
        })
        .collect()
}

/// The place of a JSON pointer (RFC 6901): a scalar itself, the key of anything else.
fn pointed(root: &Node, pointer: &str) -> Option<Span> {
    let mut node = root;
    let mut span = root.span;
    for token in pointer.split('/').skip(1) {
        let token = token.replace("~1", "/").replace("~0", "~");
        match &node.kind {
            Kind::Map(entries) => {
                let entry = entries.iter().find(|entry| *entry.key.text == *token)?;
                let scalar = matches!(entry.value.kind, Kind::Scalar(_));
                span = if scalar { entry.value.span } else { entry.key.span };
                node = &entry.value;
            }
            Kind::List(items) => {
                node = items.get(token.parse::<usize>().ok()?)?;
                span = node.span;
            }
            Kind::Scalar(_) => return None,
        }
    }
    Some(span)
}

/// What findings say, in the form of expectations.
pub fn said(findings: &[Finding], source: &Source) -> BTreeSet<Expectation> {
    let said = findings.iter().map(|finding| Expectation {
        line: source.position(finding.span.start).line,
        rule: finding.rule.id.clone(),
        undetermined: finding.verdict == Verdict::Undetermined,
    });
    said.collect()
}
