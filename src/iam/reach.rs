//! How far the resource element of a statement goes.

use crate::resolve::value::{Value, ValueKind};
use std::borrow::Cow;

/// Whether it stands for every resource: `*`, or an ARN whose whole resource part is (`arn:aws:logs:*:*:*`).
///
/// A part that is not known is no wildcard.
pub(super) fn is_every(value: &Value) -> bool {
    let Some(text) = flat(value) else { return false };
    if is_wildcard(&text) {
        return true;
    }
    let mut fields = text.splitn(6, ':');
    if fields.next() != Some("arn") {
        return false;
    }
    match fields.nth(4) {
        Some(resource) => is_wildcard(resource),
        None => text.ends_with(":*"),
    }
}

/// `*`, `*/*`, `*:*`.
fn is_wildcard(text: &str) -> bool {
    text.contains('*') && text.bytes().all(|byte| matches!(byte, b'*' | b':' | b'/'))
}

/// A value as text with an `x` for each part that is not known: enough to see where wildcards stand.
fn flat(value: &Value) -> Option<Cow<'_, str>> {
    match &value.kind {
        ValueKind::Text(text) => Some(Cow::Borrowed(text)),
        ValueKind::Mixed(parts) => {
            Some(Cow::Owned(parts.iter().map(|part| part.as_text().map_or("x", |text| text)).collect()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::is_every;
    use crate::resolve::value::{Reason, Unknown, Value, ValueKind};
    use crate::source::Span;

    fn value(kind: ValueKind) -> Value {
        Value::new(Span::default(), kind)
    }

    #[test]
    fn a_star_and_an_arn_with_nothing_but_stars_at_its_end_are_every_resource() {
        for text in ["*", "*/*", "arn:aws:logs:*:*:*", "arn:aws:s3:::*", "arn:aws:iam::123456789012:*", "arn:aws:*"] {
            assert!(is_every(&value(ValueKind::Text(text.into()))), "{text}");
        }
        for text in
            ["", "arn:aws:s3:::logs/*", "arn:aws:sqs:*:*:orders-*", "arn:aws:iam::1:role/*", "*x", "urn:*:a:b:c:*"]
        {
            assert!(!is_every(&value(ValueKind::Text(text.into()))), "{text}");
        }
    }

    #[test]
    fn a_part_that_is_not_known_is_no_wildcard() {
        let text = |text: &str| value(ValueKind::Text(text.into()));
        let account = || value(ValueKind::Unknown(Unknown::new(Reason::PseudoParameter, "AWS::AccountId")));
        assert!(is_every(&value(ValueKind::Mixed(vec![text("arn:aws:sns:eu-west-1:"), account(), text(":*")]))));
        assert!(!is_every(&value(ValueKind::Mixed(vec![text("arn:aws:s3:::"), account()]))));
        assert!(!is_every(&account()));
    }
}
