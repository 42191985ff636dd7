//! Where in a template a secret may stand: under the name of a secret, as the default of a parameter that is one, as
//! the value beside a name (`Name: DB_PASSWORD`, `Value: …`), and in scripts and comments.

use super::names::{is_literal, is_secret_header, is_secret_name};
use super::patterns;
use crate::source::{Document, Entry, Kind, Node, Scalar, Source, Span};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// The secrets of a document, in no order.
#[derive(Default)]
pub(super) struct Found {
    pub(super) ranges: Vec<Range<usize>>,
    pub(super) values: Vec<Arc<str>>,
}

/// Keys of a name and of the value beside it.
const BESIDE: &[(&str, &str)] = &[
    ("Name", "Value"),
    ("name", "value"),
    ("Key", "Value"),
    ("OptionName", "Value"),
    ("ParameterKey", "ParameterValue"),
    ("ParameterName", "ParameterValue"),
    ("HeaderName", "HeaderValue"),
];

struct Walk<'a> {
    source: &'a Source,
    found: Found,
    /// Parameters whose value is used as a secret.
    parameters: BTreeSet<&'a str>,
    /// Mappings, with the second key where it is literal, whose cells are used as secrets.
    cells: BTreeSet<(&'a str, Option<&'a str>)>,
}

pub(super) fn collect(document: &Document, source: &Source) -> Found {
    let mut walk = Walk { source, found: Found::default(), parameters: BTreeSet::new(), cells: BTreeSet::new() };
    walk.node(&document.root);
    if let Some(parameters) = get(&document.root, "Parameters") {
        walk.parameters(parameters);
    }
    if let Some(mappings) = get(&document.root, "Mappings") {
        walk.mappings(mappings);
    }
    let mut found = walk.found;
    found.ranges.extend(patterns::credentials(&source.text));
    for comment in &document.comments {
        let text = source.slice(comment.span);
        let ranges = patterns::lines(text).into_iter().chain(patterns::assignments(text));
        let start = comment.span.start as usize;
        found.ranges.extend(ranges.map(|range| start + range.start..start + range.end));
    }
    found
}

impl<'a> Walk<'a> {
    fn node(&mut self, node: &'a Node) {
        match &node.kind {
            Kind::Scalar(scalar) => self.script(node, scalar),
            Kind::List(items) => items.iter().for_each(|item| self.node(item)),
            Kind::Map(entries) => {
                self.map(node, entries);
                for entry in entries {
                    if is_secret_name(&entry.key.text) {
                        self.secret(&entry.value);
                    }
                    self.node(&entry.value);
                }
            }
        }
    }

    /// What a mapping as a whole tells: a resource by its type, a name with the value beside it.
    fn map(&mut self, node: &'a Node, entries: &'a [Entry]) {
        let word = |key: &str| get(node, key).and_then(text);
        match word("Type") {
            Some("AWS::ApiGateway::ApiKey") => self.below(node, &["Properties", "Value"]),
            Some("AWS::SSM::Parameter") => {
                let named = get(node, "Properties").and_then(|properties| get(properties, "Name")).and_then(text);
                if named.is_some_and(|name| is_secret_name(name.rsplit('/').next().unwrap_or(name))) {
                    self.below(node, &["Properties", "Value"]);
                }
            }
            // Of an environment: the value is the name of a parameter or secret.
            Some("PARAMETER_STORE" | "SECRETS_MANAGER") => return,
            _ => {}
        }
        for (name, value) in BESIDE {
            let held = word(name)
                .is_some_and(|name| is_secret_name(name) || (*value == "HeaderValue" && is_secret_header(name)));
            if held && let Some(entry) = entries.iter().find(|entry| &*entry.key.text == *value) {
                self.secret(&entry.value);
            }
        }
    }

    fn below(&mut self, node: &'a Node, path: &[&str]) {
        if let Some(value) = path.iter().try_fold(node, |node, key| get(node, key)) {
            self.secret(value);
        }
    }

    /// A value under the name of a secret.
    fn secret(&mut self, node: &'a Node) {
        match &node.kind {
            Kind::Scalar(scalar) => self.whole(node, scalar),
            Kind::List(items) => {
                let scalars = items.iter().filter(|item| matches!(item.kind, Kind::Scalar(_)));
                scalars.for_each(|item| self.secret(item));
            }
            Kind::Map(entries) => match entries.as_slice() {
                [Entry { key, value }] if &*key.text == "Ref" || key.text.starts_with("Fn::") => {
                    self.function(&key.text, value);
                }
                // An output, or a resource with its own value, under the name of a secret.
                _ => entries.iter().filter(|e| &*e.key.text == "Value").for_each(|e| self.secret(&e.value)),
            },
        }
    }

    /// An intrinsic function whose result is a secret: its literal parts are.
    fn function(&mut self, name: &str, argument: &'a Node) {
        match (name, &argument.kind) {
            ("Ref", _) => self.parameters.extend(text(argument)),
            ("Fn::Sub", Kind::List(items)) => items.first().into_iter().for_each(|item| self.pieces(item)),
            ("Fn::Sub", _) => self.pieces(argument),
            ("Fn::Base64", _) => self.secret(argument),
            ("Fn::If", Kind::List(items)) => items.iter().skip(1).for_each(|item| self.secret(item)),
            ("Fn::Join", Kind::List(items)) => self.join(items.get(1)),
            ("Fn::FindInMap", Kind::List(items)) => {
                if let Some(map) = items.first().and_then(text) {
                    self.cells.insert((map, items.get(2).and_then(text)));
                }
            }
            _ => {}
        }
    }

    fn join(&mut self, list: Option<&'a Node>) {
        let Some(Kind::List(items)) = list.map(|list| &list.kind) else { return };
        let begins = items.first().and_then(text).unwrap_or_default();
        let resolves = items.iter().filter_map(text).any(|item| item.contains("{{resolve:"));
        if !resolves && !begins.starts_with("arn:") {
            items.iter().for_each(|item| self.secret(item));
        }
    }

    /// The literal text between the placeholders of `Fn::Sub`. A JSON text's own brackets and names are none of it.
    fn pieces(&mut self, node: &'a Node) {
        let Kind::Scalar(scalar) = &node.kind else { return };
        if !scalar.raw.contains("${") && !scalar.raw.contains("{{resolve:") {
            self.whole(node, scalar);
            return;
        }
        let raw = scalar.raw.trim();
        // `${DbPassword}` and nothing else is `Ref`.
        self.parameters.extend(raw.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')));
        if raw.starts_with(['{', '[']) || raw.starts_with("arn:") {
            return;
        }
        let inner = self.inner(node.span);
        let written = self.source.text.get(inner.clone()).unwrap_or_default();
        let mut at = 0;
        while at < written.len() {
            let rest = written.get(at..).unwrap_or_default();
            let (next, close) = match (rest.find("${"), rest.find("{{resolve:")) {
                (Some(sub), Some(resolve)) if resolve < sub => (resolve, "}}"),
                (Some(sub), _) => (sub, "}"),
                (None, Some(resolve)) => (resolve, "}}"),
                (None, None) => (rest.len(), ""),
            };
            let piece = rest.get(..next).unwrap_or_default();
            if piece.bytes().filter(u8::is_ascii_alphanumeric).count() >= 3 {
                self.found.ranges.push(inner.start + at..inner.start + at + piece.len());
                self.found.values.push(piece.trim().into());
            }
            let length = rest.get(next..).and_then(|rest| rest.find(close)).map_or(0, |length| length + close.len());
            at += next + length.max(1);
        }
    }

    fn whole(&mut self, node: &'a Node, scalar: &'a Scalar) {
        if scalar.raw.contains("{{resolve:") {
            self.pieces(node);
        } else if is_literal(&scalar.raw) {
            self.found.ranges.push(self.inner(node.span));
            self.found.values.push(scalar.raw.clone());
        }
    }

    /// Any text: scripts set secrets (`export DB_PASSWORD=…`), and so does JSON inside a string.
    fn script(&mut self, node: &Node, scalar: &Scalar) {
        if scalar.raw.len() < 8 || !scalar.raw.contains(['=', ':', ' ']) {
            return;
        }
        let written = self.source.slice(node.span);
        for range in patterns::assignments(written) {
            self.found.values.extend(written.get(range.clone()).map(Arc::from));
            let start = node.span.start as usize;
            self.found.ranges.push(start + range.start..start + range.end);
        }
    }

    fn parameters(&mut self, parameters: &'a Node) {
        let Kind::Map(entries) = &parameters.kind else { return };
        for Entry { key, value } in entries {
            let hidden = get(value, "NoEcho").and_then(text).is_some_and(is_yes);
            // The default of such a parameter is the name under which the value is stored.
            let stored = get(value, "Type").and_then(text).is_some_and(|kind| kind.starts_with("AWS::SSM::"));
            if stored || !(hidden || self.parameters.contains(&*key.text) || is_secret_name(&key.text)) {
                continue;
            }
            for attribute in ["Default", "AllowedValues"] {
                get(value, attribute).into_iter().for_each(|value| self.secret(value));
            }
        }
    }

    fn mappings(&mut self, mappings: &'a Node) {
        for (map, second) in std::mem::take(&mut self.cells) {
            let Some(Kind::Map(rows)) = get(mappings, map).map(|map| &map.kind) else { continue };
            for row in rows {
                let Kind::Map(cells) = &row.value.kind else { continue };
                let used = cells.iter().filter(|cell| second.is_none_or(|second| &*cell.key.text == second));
                used.for_each(|cell| self.secret(&cell.value));
            }
        }
    }

    /// The bytes of a scalar without its quotes or its block header, so that the shape of the line stays.
    fn inner(&self, span: Span) -> Range<usize> {
        let written = self.source.slice(span);
        let (start, end) = (span.start as usize, span.end as usize);
        for quote in ['"', '\''] {
            if written.len() >= 2 && written.starts_with(quote) && written.ends_with(quote) {
                return start + 1..end - 1;
            }
        }
        match written.find('\n') {
            Some(line) if written.starts_with(['|', '>']) => {
                let body = written.get(line..).unwrap_or_default();
                end - body.trim_start().len()..end
            }
            _ => start..end,
        }
    }
}

fn get<'a>(node: &'a Node, name: &str) -> Option<&'a Node> {
    match &node.kind {
        Kind::Map(entries) => entries.iter().find(|entry| &*entry.key.text == name).map(|entry| &entry.value),
        _ => None,
    }
}

fn text(node: &Node) -> Option<&str> {
    match &node.kind {
        Kind::Scalar(scalar) => Some(&scalar.raw),
        _ => None,
    }
}

fn is_yes(text: &str) -> bool {
    ["true", "yes", "on", "y"].iter().any(|yes| text.eq_ignore_ascii_case(yes))
}
