//! Values as text that can be compared: ARNs and names in which what is not known stands under its own name.
//!
//! A reference to a role, user, group, policy or function of the graph becomes its name or ARN, so that `!GetAtt R.Arn`,
//! `arn:aws:iam::${AWS::AccountId}:role/${R}` and the name written out all are the same text.

use crate::graph::{Graph, Resource};
use crate::iam::pattern::covers;
use crate::resolve::value::{Reason, Value, ValueKind};
use std::sync::Arc;

/// Around the name of a part that is not known; no ARN holds them.
const OPEN: char = '\u{1}';
const CLOSE: char = '\u{2}';

/// Types that have a name and an ARN that follows from it: type, property, service, what stands before the name.
const NAMED: [(&str, &str, &str, &str); 6] = [
    ("AWS::IAM::Role", "RoleName", "iam", "role/"),
    ("AWS::IAM::User", "UserName", "iam", "user/"),
    ("AWS::IAM::Group", "GroupName", "iam", "group/"),
    ("AWS::IAM::ManagedPolicy", "ManagedPolicyName", "iam", "policy/"),
    ("AWS::Lambda::Function", "FunctionName", "lambda", "function:"),
    ("AWS::EC2::Instance", "", "ec2", "instance/"),
];

/// What a value comes to as text; `None` where the whole of it is not known.
pub fn text(graph: &Graph, value: &Value) -> Option<String> {
    match &value.kind {
        ValueKind::Text(text) => Some(text.to_string()),
        ValueKind::Int(number) => Some(number.to_string()),
        ValueKind::Ref(reference) => {
            let target = graph.resource(&reference.target);
            let attribute = reference.attribute.as_deref();
            Some(match (target, attribute) {
                (Some(target), None) => reference_text(graph, target),
                (Some(target), Some("Arn" | "PolicyArn")) => arn(graph, target),
                (_, attribute) => hole(&format!("{}.{}", reference.target, attribute.unwrap_or_default())),
            })
        }
        ValueKind::Mixed(parts) => Some(parts.iter().map(|part| part_text(graph, part)).collect()),
        ValueKind::Unknown(unknown) if unknown.reason == Reason::PseudoParameter => Some(hole(&unknown.name)),
        _ => None,
    }
}

fn part_text(graph: &Graph, part: &Value) -> String {
    text(graph, part).unwrap_or_else(|| match &part.kind {
        ValueKind::Unknown(unknown) => hole(&unknown.name),
        _ => hole("?"),
    })
}

fn hole(name: &str) -> String {
    // A colon would be taken for one of the ARN's.
    format!("{OPEN}{}{CLOSE}", name.replace(':', "\u{3}"))
}

/// The text as a person writes it.
pub fn shown(text: &str) -> String {
    text.replace(OPEN, "${").replace(CLOSE, "}").replace('\u{3}', ":")
}

/// Whether a part is not known.
pub fn has_hole(text: &str) -> bool {
    text.contains(OPEN)
}

/// What `Ref` gives: of a managed policy its ARN, of the others the name.
fn reference_text(graph: &Graph, resource: &Resource) -> String {
    if &*resource.kind == "AWS::IAM::ManagedPolicy" { arn(graph, resource) } else { name(graph, resource) }
}

/// The physical name; where CloudFormation makes one, a pattern for it.
pub fn name(graph: &Graph, resource: &Resource) -> String {
    let named = NAMED.iter().find(|(kind, ..)| *kind == &*resource.kind);
    let Some((_, property, ..)) = named else { return hole(&resource.key) };
    let given = resource.properties.get(property).filter(|value| !matches!(value.kind, ValueKind::Ref(_)));
    match given.and_then(|value| text(graph, value)) {
        Some(given) => given,
        None => format!("{}-{}-????????????", hole("AWS::StackName"), resource.id),
    }
}

/// The ARN, or a text that only this resource has.
pub fn arn(graph: &Graph, resource: &Resource) -> String {
    let Some((_, _, service, before)) = NAMED.iter().find(|(kind, ..)| *kind == &*resource.kind) else {
        return hole(&format!("{}.Arn", resource.key));
    };
    let region = if *service == "iam" { String::new() } else { hole("AWS::Region") };
    let path = resource.properties.get("Path").and_then(Value::as_text).filter(|_| *service == "iam");
    let path = path.map_or("", |path| path.trim_start_matches('/'));
    format!("arn:aws:{service}:{region}:{}:{before}{path}{}", hole("AWS::AccountId"), name(graph, resource))
}

/// Whether a pattern of a statement takes in an ARN. Partition, region and account that are not known fit any.
pub fn takes_in(pattern: &str, arn: &str) -> bool {
    if pattern.chars().all(|letter| letter == '*') && !pattern.is_empty() {
        return true;
    }
    let (mut wide, mut narrow) = (pattern.splitn(6, ':'), arn.splitn(6, ':'));
    for field in 0..6 {
        match (wide.next(), narrow.next()) {
            // `arn:aws:iam::*` covers what follows as well.
            (Some(wide), Some(_)) if field < 5 && wide == "*" && pattern.split(':').count() == field + 1 => {
                return true;
            }
            (Some(wide), Some(narrow)) => {
                let unknown = field < 5 && (has_hole(wide) || has_hole(narrow));
                if !unknown && !covers(wide, narrow) {
                    return false;
                }
            }
            _ => return false,
        }
    }
    true
}

/// The resource of a type that a value names, by reference, by name or by ARN.
pub fn find<'g>(graph: &'g Graph, kind: &str, value: &Value) -> Option<&'g Arc<Resource>> {
    if let ValueKind::Ref(reference) = &value.kind {
        return graph.resource(&reference.target).filter(|resource| &*resource.kind == kind);
    }
    let text = text(graph, value)?;
    let (is_arn, wanted) = (text.starts_with("arn:"), text.rsplit('/').next().unwrap_or(&text));
    let mut candidates = graph.resources.iter().filter(|resource| &*resource.kind == kind);
    candidates.find(|resource| {
        let own = name(graph, resource);
        own == *wanted || (!is_arn && own == text)
    })
}
