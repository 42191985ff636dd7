//! Inputs as expressions: sentinels, secrets and the other objects that stand for what JSON cannot say.
//!
//! Text is literal: Pulumi has no functions in it. Nothing here shows a secret, not even one that was exported in plain
//! text: what is left of it is that it is set.

use super::index::Index;
use super::shape::{present, string};
use crate::frontend::template::{Expr, ExprField, ExprKind};
use crate::resolve::value::{Reason, Unknown};
use crate::source::{Document, Entry, Kind, Node, Scalar, Span, Typed};
use std::sync::Arc;

/// What stands for a value that is not known yet: of text, or of anything once it is JSON; then of a boolean, a
/// number, a list, an asset, an archive and an object, which only the engine's own protocol tells apart.
const UNKNOWN: [&str; 7] = [
    "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
];

/// What a preview shows of a secret.
const HIDDEN: &str = "[secret]";

/// The key of an object that stands for something else; its value says for what.
const SIGNATURE: &str = "4dabf18193072939515e22adb298388d";

const SECRET: &str = "1b47061264138c4ac30d75fd1eb44270";
const ASSET: &str = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE: &str = "0def7320c3a5731c473e5ecbe6d01bc7";
const RESOURCE: &str = "5cf8f73096256a8f31e491e813e4eb8e";
const OUTPUT: &str = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const BYTES: &str = "803fd3297a5875dc03ca845dda5d2a98";
const FLOAT: &str = "8ad145fe-0d11-4827-bfd7-1abcbf086f5c";

/// Where the names of the inputs stand that the provider filled in.
pub(super) const DEFAULTS: &str = "__defaults";

/// Whether a key is the engine's own and no input.
pub(super) fn is_internal(key: &str) -> bool {
    matches!(key, DEFAULTS | "__meta" | "__internal")
}

/// A text that is known, and no secret.
pub(super) fn known(node: &Node) -> Option<&Arc<str>> {
    string(node).filter(|text| !UNKNOWN.contains(&&***text) && ***text != *HIDDEN)
}

/// Lowers one input of one resource.
pub(super) struct Lowering<'a> {
    /// The input's name: what a value that is not known is called by.
    pub(super) input: &'a Arc<str>,
    /// What an unknown value of it comes to.
    pub(super) unknown: ExprKind,
    /// Whom it may come from.
    pub(super) index: &'a Index<'a>,
}

impl Lowering<'_> {
    /// A value and everything below it.
    pub(super) fn expr(&self, node: &Node) -> Expr {
        let kind = match &node.kind {
            Kind::Scalar(scalar) => self.scalar(scalar),
            Kind::List(items) => ExprKind::List(items.iter().map(|item| self.expr(item)).collect()),
            Kind::Map(entries) => match node.entry(SIGNATURE) {
                Some(signature) => return self.signed(node, signature),
                None => ExprKind::Map(self.fields(entries)),
            },
        };
        Expr::new(node.span, kind)
    }

    fn fields(&self, entries: &[Entry]) -> Vec<ExprField> {
        let inputs = entries.iter().filter(|entry| !is_internal(&entry.key.text) && *entry.key.text != *SIGNATURE);
        let field = |entry: &Entry| ExprField {
            name: Arc::clone(&entry.key.text),
            at: entry.key.span,
            value: self.expr(&entry.value),
        };
        inputs.map(field).collect()
    }

    fn scalar(&self, scalar: &Scalar) -> ExprKind {
        match scalar.typed() {
            Typed::Null => ExprKind::Null,
            Typed::Bool(value) => ExprKind::Bool(value),
            Typed::Int(value) => ExprKind::Int(value),
            Typed::Float(value) => ExprKind::Float(value),
            Typed::Text(text) if UNKNOWN.contains(&text) => self.index.copy(&self.unknown),
            Typed::Text(HIDDEN) => self.secret(),
            Typed::Text(_) => ExprKind::Text(Arc::clone(&scalar.raw)),
        }
    }

    fn secret(&self) -> ExprKind {
        ExprKind::Unknown(Unknown::new(Reason::Secret, Arc::clone(self.input)))
    }

    /// An object that stands for something else.
    fn signed(&self, node: &Node, signature: &Entry) -> Expr {
        let kind = match string(&signature.value).map_or("", |text| &**text) {
            // The place is the signature's alone: what stands beside it may be the secret in plain text.
            SECRET => return Expr::new(signature.key.span, self.secret()),
            ASSET => self.described("asset", node, signature),
            ARCHIVE => self.described("archive", node, signature),
            BYTES => self.described("bytes", node, signature),
            RESOURCE => match node.get("urn").and_then(known) {
                Some(urn) => self.index.unknown(self.input, std::slice::from_ref(urn)),
                None => self.index.copy(&self.unknown),
            },
            OUTPUT => return self.output(node, signature),
            FLOAT => float(node).unwrap_or_else(|| self.index.copy(&self.unknown)),
            _ => self.index.copy(&self.unknown),
        };
        Expr::new(node.span, kind)
    }

    /// What cannot be a JSON value, as an object that says by `kind` what it is: an asset, an archive, bytes.
    fn described(&self, what: &str, node: &Node, signature: &Entry) -> ExprKind {
        let kind = Expr::new(signature.value.span, ExprKind::Text(what.into()));
        let mut fields = vec![ExprField { name: "kind".into(), at: signature.key.span, value: kind }];
        let content = ["text", "path", "uri", "assets", "value"];
        let entries = node.as_map().unwrap_or_default();
        let entries = entries.iter().filter(|entry| content.contains(&&*entry.key.text));
        fields.extend(entries.map(|entry| ExprField {
            name: Arc::clone(&entry.key.text),
            at: entry.key.span,
            value: self.expr(&entry.value),
        }));
        ExprKind::Map(fields)
    }

    /// An output value has its own word on secrecy and dependencies.
    fn output(&self, node: &Node, signature: &Entry) -> Expr {
        let is_true = |node: &Node| node.as_scalar().is_some_and(|scalar| scalar.typed() == Typed::Bool(true));
        if node.get("secret").is_some_and(is_true) {
            return Expr::new(signature.key.span, self.secret());
        }
        match (present(node, "value"), node.get("dependencies").and_then(Node::as_list)) {
            (Some(value), _) => self.expr(value),
            (None, Some(urns)) => {
                let urns: Vec<Arc<str>> = urns.iter().filter_map(known).cloned().collect();
                Expr::new(node.span, self.index.unknown(self.input, &urns))
            }
            (None, None) => Expr::new(node.span, self.index.copy(&self.unknown)),
        }
    }
}

/// A number that JSON has no digits for: its 64 bits in hexadecimal.
fn float(node: &Node) -> Option<ExprKind> {
    let bits = u64::from_str_radix(string(node.get("value")?)?, 16).ok()?;
    let number = f64::from_bits(bits);
    let named = |name: &str| ExprKind::Text(name.into());
    Some(match number {
        _ if number.is_nan() => named("NaN"),
        f64::INFINITY => named("Infinity"),
        f64::NEG_INFINITY => named("-Infinity"),
        _ => ExprKind::Float(number),
    })
}

/// The inputs of a resource, each with what its unknown parts come to.
pub(super) fn inputs<'a>(
    entries: &[Entry],
    index: &Index<'_>,
    urns: impl Fn(&str) -> &'a [Arc<str>],
) -> Vec<ExprField> {
    let inputs = entries.iter().filter(|entry| !is_internal(&entry.key.text));
    let field = |Entry { key, value }: &Entry| {
        let unknown = index.unknown(&key.text, urns(&key.text));
        let lowering = Lowering { input: &key.text, unknown, index };
        ExprField { name: Arc::clone(&key.text), at: key.span, value: lowering.expr(value) }
    };
    inputs.map(field).collect()
}

/// The place of a key, or another where the key is missing.
pub(super) fn place_of(node: &Node, key: &str, otherwise: Span) -> Span {
    node.entry(key).map_or(otherwise, |entry| entry.key.span)
}

/// The places of secrets that stand in a document in plain text (`pulumi stack export --show-secrets`), for the mask.
pub fn plain_secrets(document: &Document) -> Vec<Span> {
    let mut spans = Vec::new();
    collect_secrets(&document.root, &mut spans);
    spans
}

fn collect_secrets(node: &Node, spans: &mut Vec<Span>) {
    match &node.kind {
        Kind::Scalar(_) => {}
        Kind::List(items) => items.iter().for_each(|item| collect_secrets(item, spans)),
        Kind::Map(entries) => {
            let signature = node.get(SIGNATURE).and_then(string);
            let plain = node.get("plaintext").filter(|_| signature.is_some_and(|signature| **signature == *SECRET));
            spans.extend(plain.map(|plain| plain.span));
            entries.iter().for_each(|entry| collect_secrets(&entry.value, spans));
        }
    }
}
