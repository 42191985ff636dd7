//! The value that a finding is about, as a digest of how it is written: what stays when a template is moved or
//! reformatted, and changes when somebody changes the value.

use super::Finding;
use crate::resolve::value::Step;
use crate::source::{Document, Kind, Node, Span};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

/// Digest of a value: of its tree, so that quotes, comments, indentation, the order of keys and the choice between YAML
/// and JSON do not matter. Secrets are left out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Digest(pub [u8; 32]);

/// Gives each finding the digest of its value. `hidden` says whether a place is one of a secret.
pub fn digest(findings: &mut [Finding], documents: &[(Arc<str>, Document)], hidden: &dyn Fn(Span) -> bool) {
    for finding in findings.iter_mut().filter(|finding| !finding.missing && !is_whole(&finding.property)) {
        let document = documents.iter().find(|(_, document)| document.source == finding.span.source);
        finding.value = document.map(|(_, document)| {
            let mut hasher = Sha256::new();
            feed(value(&document.root, finding.span), hidden, &mut hasher);
            Digest(hasher.finalize().into())
        });
    }
}

/// Whether a path is that of a resource as such, all of which is not a value that a rule speaks of.
fn is_whole(path: &[Step]) -> bool {
    match path {
        [] => true,
        [Step::Key(only)] => &**only == "Properties",
        _ => false,
    }
}

/// The value at a place: that of the key which stands there, else the smallest that holds it.
fn value(root: &Node, place: Span) -> &Node {
    let holds = |node: &&Node| node.span.start <= place.start && place.end <= node.span.end;
    let mut node = root;
    loop {
        let next = match &node.kind {
            Kind::Map(entries) => {
                if let Some(entry) = entries.iter().find(|entry| entry.key.span == place) {
                    return &entry.value;
                }
                entries.iter().map(|entry| &entry.value).find(holds)
            }
            Kind::List(items) => items.iter().find(holds),
            Kind::Scalar(_) => None,
        };
        match next {
            Some(next) => node = next,
            None => return node,
        }
    }
}

/// Each part with its kind and length, so that no two trees are the same bytes.
fn feed(node: &Node, hidden: &dyn Fn(Span) -> bool, hasher: &mut Sha256) {
    match &node.kind {
        Kind::Scalar(_) if hidden(node.span) => part(b's', "****", hasher),
        Kind::Scalar(scalar) => part(b's', &scalar.raw, hasher),
        Kind::List(items) => {
            count(b'l', items.len(), hasher);
            items.iter().for_each(|item| feed(item, hidden, hasher));
        }
        Kind::Map(entries) => {
            count(b'm', entries.len(), hasher);
            let mut entries: Vec<_> = entries.iter().collect();
            entries.sort_by(|a, b| a.key.text.cmp(&b.key.text));
            for entry in entries {
                part(b'k', &entry.key.text, hasher);
                feed(&entry.value, hidden, hasher);
            }
        }
    }
}

fn part(kind: u8, text: &str, hasher: &mut Sha256) {
    count(kind, text.len(), hasher);
    hasher.update(text.as_bytes());
}

fn count(kind: u8, count: usize, hasher: &mut Sha256) {
    hasher.update([kind]);
    hasher.update((count as u64).to_le_bytes());
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;
    use crate::source::{Limits, Source, SourceId, parse};

    /// The digest of the value at the first occurrence of a word after a marker.
    fn of(text: &str, word: &str, hidden: &str) -> Digest {
        let source = Source::new("t", text, 0);
        let document = parse(SourceId(0), &source, &Limits::default()).unwrap();
        let start = text.find(word).unwrap() as u32;
        let place = Span { source: SourceId(0), start, end: start + word.len() as u32 };
        let mut hasher = Sha256::new();
        feed(value(&document.root, place), &|span| source.slice(span).contains(hidden), &mut hasher);
        Digest(hasher.finalize().into())
    }

    #[test]
    fn the_form_of_a_value_does_not_matter() {
        let block = "A:\n  # why\n  Statement:\n    - Effect: Allow\n      Action: !GetAtt B.C\n";
        let flow = "Other: 1\nA: {Statement: [{\"Action\": {Fn::GetAtt: [B, C]}, Effect: 'Allow'}]}\n";
        let json = r#"{"A": {"Statement": [{"Effect": "Allow", "Action": {"Fn::GetAtt": ["B", "C"]}}]}}"#;
        let digests = [block, flow].map(|text| of(text, "Statement", "!"));
        assert_eq!(digests[0], digests[1]);
        assert_eq!(digests[0], of(json, "\"Statement\"", "!"));
        assert_ne!(digests[0], of(&block.replace("Allow", "Deny"), "Statement", "!"));
        assert_eq!(of("A: 'no'\n", "'no'", "!"), of("B:\n  - no\n", "no", "!"));
    }

    #[test]
    fn trees_that_differ_have_digests_that_differ() {
        let texts = ["A: [a, b]", "A: [ab]", "A: {a: b}", "A: [[a], b]", "A: [a, [b]]", "A: ab", "A: [a, b, '']"];
        let mut digests: Vec<Digest> = texts.iter().map(|text| of(text, "A", "!")).collect();
        digests.sort();
        digests.dedup();
        assert_eq!(digests.len(), texts.len());
    }

    #[test]
    fn a_secret_is_not_in_it() {
        assert_eq!(of("Password: hunter2", "hunter2", "hunter"), of("Password: hunter3333", "hunter3333", "hunter"));
        assert_ne!(of("Password: hunter2", "hunter2", "!"), of("Password: hunter3", "hunter3", "!"));
    }
}
