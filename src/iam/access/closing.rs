//! Which conditions close a statement that names everybody, or a service that acts for others.
//!
//! Sources: Amazon S3, "The meaning of public" (the keys and the breadth of address ranges); AWS KMS, condition keys
//! (`kms:CallerAccount` names the caller's account, `kms:ViaService` only the way); IAM, "The confused deputy problem".

use crate::graph::Graph;
use crate::iam::effective::names;
use crate::iam::statement::{Condition, Statement};
use crate::resolve::value::Value;

/// For whom a condition is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// Anyone at all.
    Everybody,
    /// An AWS service, which carries the source of its request.
    Service,
}

/// Keys whose value is the id of an account, an organization or a network.
const ID_KEYS: [&str; 13] = [
    "aws:sourceaccount",
    "aws:sourceowner",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:principalaccount",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "kms:calleraccount",
    "s3:dataaccesspointaccount",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "aws:principalservicename",
];

const ARN_KEYS: [&str; 6] = [
    "aws:sourcearn",
    "aws:principalarn",
    "aws:sourcevpcarn",
    "lambda:sourcefunctionarn",
    "s3:dataaccesspointarn",
    "elasticfilesystem:accesspointarn",
];

/// A file system that is mounted is reached through the VPC; a request by an AWS service is not the public's.
const FLAG_KEYS: [&str; 2] = ["aws:principalisawsservice", "elasticfilesystem:accessedviamounttarget"];

/// Keys that tell a service for whom it acts.
const SOURCE_KEYS: [&str; 8] = [
    "aws:sourcearn",
    "aws:sourceaccount",
    "aws:sourceowner",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "lambda:eventsourcetoken",
    "kms:calleraccount",
    "s3:dataaccesspointaccount",
];

/// Whether a condition holds for known callers only; of a Deny (`negated`), whether it spares known callers only.
pub(super) fn closes(graph: &Graph, condition: &Condition, asked: Asked, negated: bool) -> bool {
    let fits = if negated { is_negative(&condition.operator) } else { is_positive(&condition.operator) };
    let key = condition.key.to_ascii_lowercase();
    let values = &condition.values;
    fits && !values.is_empty() && values.iter().all(|value| narrow(graph, &key, value, asked))
}

fn narrow(graph: &Graph, key: &str, value: &Value, asked: Asked) -> bool {
    let text = names::text(graph, value).unwrap_or_else(|| "unknown".to_owned());
    if asked == Asked::Service {
        // The encryption context of a key names the log group or trail that it is used for.
        let is_source = SOURCE_KEYS.contains(&key) || key.starts_with("kms:encryptioncontext:");
        return is_source && if key == "aws:sourcearn" { narrow_arn(&text) } else { narrow_id(&text) };
    }
    if ID_KEYS.contains(&key) {
        narrow_id(&text)
    } else if ARN_KEYS.contains(&key) {
        narrow_arn(&text)
    } else if FLAG_KEYS.contains(&key) {
        text.eq_ignore_ascii_case("true")
    } else {
        key == "aws:sourceip" && narrow_range(&text)
    }
}

fn narrow_id(text: &str) -> bool {
    let id = text.split('/').next().unwrap_or_default();
    !id.is_empty() && !id.contains(['*', '?'])
}

/// An ARN is narrow where its account is fixed; those of buckets have none, so there it is the bucket.
fn narrow_arn(text: &str) -> bool {
    let mut fields = text.split(':');
    if fields.next() != Some("arn") {
        return !text.contains('*');
    }
    let mut next = || fields.next().unwrap_or_default();
    let (_partition, service, _region, account, resource) = (next(), next(), next(), next(), next());
    let fixed = !account.is_empty() && !account.contains(['*', '?']);
    let of_bucket = account.is_empty() || (service == "s3" && account == "*");
    fixed || (of_bucket && !resource.is_empty() && !resource.starts_with('*'))
}

/// S3 takes ranges wider than /8 (IPv4) and /32 (IPv6) for public.
fn narrow_range(text: &str) -> bool {
    let widest = if text.contains(':') { 32 } else { 8 };
    match text.split_once('/') {
        Some((_, bits)) => bits.parse::<u32>().is_ok_and(|bits| bits >= widest),
        None => !text.contains('*'),
    }
}

/// Operators that hold only where the key is there and has one of the values.
fn is_positive(operator: &str) -> bool {
    let operator = operator.to_ascii_lowercase();
    matches!(
        operator.strip_prefix("foranyvalue:").unwrap_or(&operator),
        "stringequals" | "stringequalsignorecase" | "stringlike" | "arnequals" | "arnlike" | "ipaddress" | "bool"
    )
}

/// Operators with which a Deny spares only who has one of the values.
pub(super) fn is_negative(operator: &str) -> bool {
    let operator = operator.to_ascii_lowercase();
    let bare = operator.strip_prefix("foranyvalue:").unwrap_or(&operator);
    matches!(
        bare.strip_suffix("ifexists").unwrap_or(bare),
        "stringnotequals"
            | "stringnotequalsignorecase"
            | "stringnotlike"
            | "arnnotequals"
            | "arnnotlike"
            | "notipaddress"
    )
}

/// Whether a statement is about every action of AWS or of one service.
pub(super) fn covers_all_actions(statement: &Statement) -> bool {
    statement.actions.iter().filter_map(|action| action.value.as_text()).any(|action| {
        let (service, name) = action.split_once(':').unwrap_or(("*", action));
        let stars = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte == b'*');
        stars(name) && (stars(service) || !service.contains(['*', '?']))
    })
}
