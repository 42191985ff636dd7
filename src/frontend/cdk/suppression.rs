//! cdk-nag's suppressions in a template: `Metadata.cdk_nag.rules_to_suppress` of a resource, or of the whole template.

use crate::frontend::provenance::Suppression;
use crate::source::{Kind, Node};
use std::sync::Arc;

/// The suppressions below a `Metadata` key.
pub(super) fn suppressions(metadata: Option<&Node>) -> Vec<Suppression> {
    let rules = metadata.and_then(|metadata| metadata.at(&["cdk_nag", "rules_to_suppress"])).and_then(Node::as_list);
    rules.unwrap_or_default().iter().filter_map(suppression).collect()
}

fn suppression(node: &Node) -> Option<Suppression> {
    let text = |key: &str| node.get(key).and_then(Node::as_text);
    let encoded = text("is_reason_encoded") == Some("true");
    let reason = text("reason").unwrap_or_default();
    let reason = encoded.then(|| decode(reason)).flatten().unwrap_or_else(|| reason.to_owned());
    let applies_to = node.get("applies_to").or_else(|| node.get("appliesTo")).and_then(Node::as_list);
    Some(Suppression {
        rule: text("id")?.into(),
        reason: reason.into(),
        applies_to: applies_to.unwrap_or_default().iter().filter_map(target).collect(),
        span: Some(node.span),
    })
}

/// A finding's id, or the regular expression of some: `{"regex": "/^Resource::.*$/g"}`.
fn target(node: &Node) -> Option<Arc<str>> {
    let node = if let Kind::Map(_) = node.kind { node.get("regex")? } else { node };
    node.as_text().map(Arc::from)
}

/// Base64 of UTF-8, padded or not.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let (mut bits, mut count) = (0_u32, 0_u32);
    for byte in text.trim_end_matches('=').bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        // At most 14 bits are kept from one turn to the next.
        bits = (bits << 6 | u32::from(value)) & 0x3fff;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]
    use super::*;
    use crate::source::{Limits, Source, SourceId, parse};

    #[test]
    fn base64_is_decoded_or_left_alone() {
        assert_eq!(decode("V2Vsw6RzIFVtbGF1dHM=").as_deref(), Some("Weläs Umlauts"));
        assert_eq!(decode("Zg==").as_deref(), Some("f"));
        assert_eq!(decode("Zm8").as_deref(), Some("fo"));
        assert_eq!(decode("").as_deref(), Some(""));
        assert_eq!(decode("/w=="), None, "no UTF-8");
        assert_eq!(decode("a b"), None);
    }

    #[test]
    fn suppressions_have_rule_reason_targets_and_place() {
        let text = r#"{"cdk_nag": {"rules_to_suppress": [
            {"id": "AwsSolutions-IAM5", "reason": "cmVhZMOkcg==", "is_reason_encoded": true,
             "applies_to": ["Resource::*", {"regex": "/^Action::s3:.*$/g"}]},
            {"reason": "no id"}, "nothing",
            {"id": "AwsSolutions-S1", "reason": "plain"}]}}"#;
        let source = Source::new("t", text, 0);
        let document = parse(SourceId(0), &source, &Limits::default()).unwrap();
        let found = suppressions(Some(&document.root));
        let shown: Vec<_> = found.iter().map(|one| (&*one.rule, &*one.reason, one.applies_to.len())).collect();
        assert_eq!(shown, [("AwsSolutions-IAM5", "readär", 2), ("AwsSolutions-S1", "plain", 0)]);
        assert_eq!(&*found[0].applies_to[1], "/^Action::s3:.*$/g");
        assert!(source.slice(found[1].span.unwrap()).contains("AwsSolutions-S1"));
        assert!(suppressions(None).is_empty());
    }
}
