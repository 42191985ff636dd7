//! Nested stacks: which file of the assembly a resource's template is.
//!
//! Three things say so, not all of them in every assembly: the resource's metadata (`aws:asset:path`), the entry
//! `aws:cdk:templateFile` of the nested stack's construct, and the hash in `TemplateURL`, which the asset manifest has.

use super::index::Index;
use crate::source::{Kind, Node, Span};

/// The length of a hash in an asset's name, SHA-256 in hexadecimal.
const HASH: usize = 64;

/// How a nested stack's template is named.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// By a file, and where.
    File(String, Option<Span>),
    /// By a hash that asset manifests know.
    Hash(String),
    /// As something outside the assembly.
    Elsewhere,
}

/// How a resource names its template, if it is a nested stack. `scope` is the nested stack's construct path.
pub(super) fn template(resource: &Node, scope: Option<&str>, index: &Index<'_>) -> Option<Named> {
    if resource.get("Type").and_then(Node::as_text) != Some("AWS::CloudFormation::Stack") {
        return None;
    }
    let metadata = resource.get("Metadata");
    let property = metadata.and_then(|metadata| metadata.get("aws:asset:property")).and_then(Node::as_text);
    let path = metadata.and_then(|metadata| metadata.get("aws:asset:path"));
    if let Some(path) = path.filter(|_| property.is_none_or(|property| property == "TemplateURL")) {
        return Some(Named::File(path.as_text()?.to_owned(), Some(path.span)));
    }
    if let Some(file) = scope.and_then(|scope| index.template(scope)) {
        return Some(Named::File(file.0.to_string(), None));
    }
    let url = resource.at(&["Properties", "TemplateURL"]);
    Some(url.and_then(hash).map_or(Named::Elsewhere, Named::Hash))
}

/// The hash in a URL, however it is put together.
fn hash(node: &Node) -> Option<String> {
    match &node.kind {
        Kind::Scalar(scalar) => {
            let words = scalar.raw.split(|letter: char| !letter.is_ascii_hexdigit());
            words.rev().find(|word| word.len() == HASH).map(str::to_owned)
        }
        Kind::List(items) => items.iter().rev().find_map(hash),
        Kind::Map(entries) => entries.iter().rev().find_map(|entry| hash(&entry.value)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]
    use super::*;
    use crate::source::{Limits, Source, SourceId, parse};

    fn named(resource: &str) -> Option<Named> {
        let source = Source::new("t", resource, 0);
        let document = parse(SourceId(0), &source, &Limits::default()).unwrap();
        template(&document.root, Some("S/N"), &Index::default())
    }

    #[test]
    fn the_template_is_named_by_metadata_or_by_hash() {
        let hash = "550c7e2f92d8923571fc03e98483f10a8dd72e8b13238f72286dd127f6eaf325";
        let url = format!(r#"{{"Fn::Join": ["", ["https://s3.", {{"Ref": "AWS::URLSuffix"}}, "/b/{hash}.json"]]}}"#);
        let stack = |more: &str| format!(r#"{{"Type": "AWS::CloudFormation::Stack", {more}}}"#);
        let with_url = stack(&format!(r#""Properties": {{"TemplateURL": {url}}}"#));
        assert_eq!(named(&with_url), Some(Named::Hash(hash.to_owned())));
        let by_path = stack(r#""Metadata": {"aws:asset:path": "N.json", "aws:asset:property": "TemplateURL"}"#);
        assert!(matches!(named(&by_path), Some(Named::File(file, Some(_))) if file == "N.json"));
        let elsewhere = stack(r#""Properties": {"TemplateURL": "https://x/y.json"}"#);
        assert_eq!(named(&elsewhere), Some(Named::Elsewhere));
        assert_eq!(named(r#"{"Type": "AWS::S3::Bucket"}"#), None);
    }
}
