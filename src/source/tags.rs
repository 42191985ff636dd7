//! CloudFormation's short tags and what they stand for.
//!
//! `!Ref X` is `{Ref: X}`, `!Sub X` is `{Fn::Sub: X}`: the tree holds the long form only, with the tag's place as the place of
//! the key. `A.B` of `GetAtt` becomes a list of two, each with its own place.

use super::{Entry, Key, Kind, Node, Scalar, Span};
use granit_parser::Tag;
use std::sync::Arc;

/// What a YAML tag means for the value behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A CloudFormation function with this long name.
    Function(&'static str),
    /// Text, whatever it looks like (`!!str`).
    Text,
    /// A type that the value's own text decides, even in quotes (`!!int "5"`).
    Typed,
    /// Nothing that the value does not say itself (`!!map`).
    Redundant,
    /// A tag that CloudFormation does not know, as it was written.
    Unknown(String),
}

/// Reads a tag.
pub(super) fn meaning(tag: &Tag) -> Meaning {
    if let Some(function) = local_name(tag).and_then(long_form) {
        return Meaning::Function(function);
    }
    match tag.suffix_in_namespace("tag:yaml.org,2002:").as_deref() {
        Some("str" | "binary" | "timestamp") => Meaning::Text,
        Some("int" | "float" | "bool" | "null") => Meaning::Typed,
        Some("map" | "seq") => Meaning::Redundant,
        _ if tag.parts() == ("", "!") => Meaning::Text,
        _ => Meaning::Unknown(tag.original()),
    }
}

/// `X` of `!X` and of its verbatim form `!<!X>`.
fn local_name(tag: &Tag) -> Option<&str> {
    match tag.parts() {
        ("!", name) => Some(name),
        ("", name) => name.strip_prefix('!'),
        _ => None,
    }
}

/// The long name of a function: the intrinsic functions, the condition functions, those of `Rules`.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html>
fn long_form(name: &str) -> Option<&'static str> {
    Some(match name {
        "Ref" => "Ref",
        "Condition" => "Condition",
        "And" => "Fn::And",
        "Base64" => "Fn::Base64",
        "Cidr" => "Fn::Cidr",
        "Contains" => "Fn::Contains",
        "EachMemberEquals" => "Fn::EachMemberEquals",
        "EachMemberIn" => "Fn::EachMemberIn",
        "Equals" => "Fn::Equals",
        "FindInMap" => "Fn::FindInMap",
        "ForEach" => "Fn::ForEach",
        "GetAZs" => "Fn::GetAZs",
        "GetAtt" => GET_ATT,
        "GetStackOutput" => "Fn::GetStackOutput",
        "If" => "Fn::If",
        "ImportValue" => "Fn::ImportValue",
        "Join" => "Fn::Join",
        "Length" => "Fn::Length",
        "Not" => "Fn::Not",
        "Or" => "Fn::Or",
        "RefAll" => "Fn::RefAll",
        "Select" => "Fn::Select",
        "Split" => "Fn::Split",
        "Sub" => "Fn::Sub",
        "ToJsonString" => "Fn::ToJsonString",
        "Transform" => "Fn::Transform",
        "ValueOf" => "Fn::ValueOf",
        "ValueOfAll" => "Fn::ValueOfAll",
        _ => return None,
    })
}

/// The function whose argument may be written `Resource.Attribute`.
pub(super) const GET_ATT: &str = "Fn::GetAtt";

/// The long form of a tagged value: a mapping of one entry, from the tag to the end of the value.
pub(super) fn long(name: Arc<str>, tag: Span, value: Node) -> Node {
    let span = Span { end: value.span.end.max(tag.end), ..tag };
    Node { span, kind: Kind::Map(vec![Entry { key: Key { span: tag, text: name }, value }]) }
}

/// Splits the `Resource.Attribute` of `GetAtt` at its first dot; anything else stays as it is.
///
/// Each part has its own place where the text stands in the source as it is; where escapes or folding changed it, both
/// have the place of the whole.
pub(super) fn split_attribute(node: &mut Node, text: &str) {
    let Kind::Scalar(scalar) = &node.kind else { return };
    let Some((resource, attribute)) = scalar.raw.split_once('.') else { return };
    if resource.is_empty() || attribute.is_empty() {
        return;
    }
    let span = node.span;
    let source = text.get(span.start as usize..span.end as usize).unwrap_or_default();
    let (mut left, mut right) = (span, span);
    if let Some(at) = source.find(&*scalar.raw) {
        // Parts of a text whose length fits an offset do, too.
        left.start = span.start.saturating_add(at as u32);
        left.end = left.start.saturating_add(resource.len() as u32);
        right.start = left.end.saturating_add(1);
        right.end = right.start.saturating_add(attribute.len() as u32);
    }
    let part = |span, text: &str| Node { span, kind: Kind::Scalar(Scalar { raw: text.into(), plain: false }) };
    node.kind = Kind::List(vec![part(left, resource), part(right, attribute)]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_mean_what_cloudformation_says() {
        let local = |name: &str| meaning(&Tag::new("!", name));
        assert_eq!(local("Ref"), Meaning::Function("Ref"));
        assert_eq!(local("Condition"), Meaning::Function("Condition"));
        assert_eq!(local("GetAZs"), Meaning::Function("Fn::GetAZs"));
        assert_eq!(local("Rain::Embed"), Meaning::Unknown("!Rain::Embed".to_owned()));
        assert_eq!(local("ref"), Meaning::Unknown("!ref".to_owned()), "case counts");
        assert_eq!(meaning(&Tag::new("", "!Ref")), Meaning::Function("Ref"), "!<!Ref>");
    }

    #[test]
    fn tags_of_yaml_decide_types() {
        let core = |name: &str| meaning(&Tag::new("tag:yaml.org,2002:", name));
        assert_eq!(core("str"), Meaning::Text);
        assert_eq!(core("int"), Meaning::Typed);
        assert_eq!(core("map"), Meaning::Redundant);
        assert!(matches!(core("set"), Meaning::Unknown(_)));
        assert_eq!(meaning(&Tag::new("", "!")), Meaning::Text);
    }
}
