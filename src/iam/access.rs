//! Whom resource and trust policies let in: `facts.access`.
//!
//! Each Allow is asked for its principals (everybody, other accounts, services that act for their customers) and for the
//! conditions that close it. A condition closes where it holds for known callers only: what S3 and IAM Access Analyzer
//! call not public ([`closing`]). `…IfExists` and `ForAllValues:` hold without the key too, so they close nothing;
//! neither do keys that say how a request is made (`aws:SecureTransport`, `kms:ViaService` alone).

use super::effective::names::{self, has_hole};
use super::pattern::covers;
use super::rego::{list, object, path};
use super::statement::{self, Condition, Effect, PolicyKind, Principal, Statement};
use crate::graph::{Graph, Resource};
use crate::resolve::value::{Value, ValueKind};
use regorus::Value as Rego;
use std::collections::BTreeSet;
use std::sync::Arc;

mod closing;
#[cfg(test)]
mod tests;

use closing::{Asked, closes, covers_all_actions, is_negative};

/// Services that AWS documents as possible confused deputies, for policies of any type: for each, AWS's own example of
/// the policy has a condition on `aws:SourceArn` or `aws:SourceAccount`.
const DEPUTIES: [&str; 33] = [
    "apigateway",
    "budgets",
    "cloudfront",
    "cloudtrail",
    "cloudwatch",
    "codestar-notifications",
    "cognito-idp",
    "config",
    "costalerts",
    "delivery.logs",
    "dnssec-route53",
    "elasticloadbalancing",
    "es",
    "events",
    "guardduty",
    "inspector2",
    "iot",
    "lambda.alarms.cloudwatch",
    "lex",
    "lexv2",
    "logging.s3",
    "logs",
    "macie",
    "opensearchservice",
    "rds",
    "redshift",
    "route53",
    "s3",
    "scheduler",
    "secretsmanager",
    "ses",
    "sns",
    "vpc-lattice",
];

/// Everything that invokes a function by a permission says for which resource: Lambda's `AddPermission` asks for it.
const ANY_DEPUTY: &str = "AWS::Lambda::Permission";

/// Those of them for which AWS's example of a key policy has such a condition.
const KEY_DEPUTIES: [&str; 6] = ["cloudtrail", "config", "delivery.logs", "dnssec-route53", "guardduty", "s3"];

/// What the resource policies of a graph let in, a row for each Allow.
pub fn access(graph: &Graph) -> Vec<Rego> {
    let policies = graph.resources.iter().map(|resource| (resource, statement::of_resource(resource, false)));
    policies.flat_map(|(resource, statements)| rows(graph, resource, &statements)).collect()
}

fn rows(graph: &Graph, owner: &Arc<Resource>, statements: &[Statement]) -> Vec<Rego> {
    let of_interest = |kind| matches!(kind, PolicyKind::Resource | PolicyKind::Trust);
    let allows = statements.iter().filter(|one| of_interest(one.kind) && one.effect == Some(Effect::Allow));
    allows.map(|statement| row(graph, owner, statement, statements)).collect()
}

fn row(graph: &Graph, owner: &Arc<Resource>, statement: &Statement, all: &[Statement]) -> Rego {
    let closed_by: BTreeSet<&str> = closing_keys(graph, statement, all, Asked::Everybody).collect();
    let open = closed_by.is_empty();
    let everybody = statement.principals.iter().any(|principal| is_everybody(graph, principal));
    let doubtful = statement.principals.iter().find(|principal| is_doubtful(principal));
    let accounts: BTreeSet<String> =
        statement.principals.iter().filter_map(|principal| other_account(graph, principal)).collect();
    let no_source = closing_keys(graph, statement, all, Asked::Service).next().is_none();
    let deputies: Vec<&Principal> = statement
        .principals
        .iter()
        .filter(|principal| no_source && statement.kind == PolicyKind::Resource && is_deputy(owner, principal))
        .collect();
    let mut fields = vec![
        ("owner", Rego::String(Arc::clone(&owner.key))),
        ("kind", statement.kind.word().into()),
        ("path", path(&statement.path)),
        ("resource", protected(owner, statement).map_or(Rego::Null, Rego::String)),
        ("public", (everybody && open).into()),
        ("cross_account", list(&accounts.into_iter().collect::<Vec<_>>(), |account| account.as_str().into())),
        ("closed_by", list(&closed_by.into_iter().collect::<Vec<_>>(), |key| (*key).into())),
        ("confused_deputy", (!deputies.is_empty()).into()),
        (
            "deputies",
            list(&deputies, |principal| {
                let service = principal.value.as_text().map_or(Rego::Null, |text| Rego::String(Arc::clone(text)));
                object(vec![("service", service), ("path", path(&principal.path))])
            }),
        ),
    ];
    if let Some(principal) = doubtful.filter(|_| open && !everybody) {
        let why = match &principal.value.kind {
            ValueKind::Unknown(unknown) => format!("the principal {} is not known", unknown.name),
            _ => "a principal is not known".to_owned(),
        };
        fields.push(("undetermined", why.into()));
    }
    object(fields)
}

/// The keys of the conditions that close a statement, and of those of a Deny that closes the whole policy.
fn closing_keys<'s>(
    graph: &'s Graph,
    statement: &'s Statement,
    all: &'s [Statement],
    asked: Asked,
) -> impl Iterator<Item = &'s str> {
    let own = statement.conditions.iter().filter(move |condition| closes(graph, condition, asked, false));
    let fences = all.iter().filter(move |deny| fences(graph, deny, asked)).flat_map(|deny| &deny.conditions);
    let fencing = fences.filter(move |condition| closes(graph, condition, asked, true));
    own.chain(fencing).map(|condition| &*condition.key)
}

/// Whether a Deny for everybody but known callers closes all of its policy.
fn fences(graph: &Graph, deny: &Statement, asked: Asked) -> bool {
    let passes = |condition: &Condition| {
        let key = condition.key.to_ascii_lowercase();
        is_negative(&condition.operator) || matches!(key.as_str(), "aws:principalisawsservice" | "aws:viaawsservice")
    };
    deny.effect == Some(Effect::Deny)
        && deny.principals.iter().any(|principal| is_everybody(graph, principal))
        && covers_all_actions(deny)
        && deny.conditions.iter().any(|condition| closes(graph, condition, asked, true))
        && deny.conditions.iter().all(passes)
}

/// Whether a principal is everybody; services refuse an ARN with any account in it, but nothing else can be meant.
fn is_everybody(graph: &Graph, principal: &Principal) -> bool {
    if !matches!(&*principal.kind, "*" | "AWS") {
        return false;
    }
    let Some(text) = names::text(graph, &principal.value) else { return false };
    text == "*" || text.split(':').nth(4).is_some_and(|account| account.starts_with('*'))
}

fn is_doubtful(principal: &Principal) -> bool {
    matches!(&*principal.kind, "*" | "AWS") && matches!(principal.value.kind, ValueKind::Unknown(_))
}

/// The account that a principal is of, where it is written out.
fn other_account(graph: &Graph, principal: &Principal) -> Option<String> {
    if &*principal.kind != "AWS" || matches!(principal.value.kind, ValueKind::Ref(_)) {
        return None;
    }
    let text = names::text(graph, &principal.value)?;
    let account = if text.starts_with("arn:") { text.split(':').nth(4)? } else { &text };
    let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    (is_account && !has_hole(account)).then(|| account.to_owned())
}

fn is_deputy(owner: &Resource, principal: &Principal) -> bool {
    let Some(text) = principal.value.as_text().filter(|_| &*principal.kind == "Service") else { return false };
    let text = text.to_ascii_lowercase();
    let known: &[&str] = if owner.kind.starts_with("AWS::KMS::") { &KEY_DEPUTIES } else { &DEPUTIES };
    let Some(service) = text.strip_suffix(".amazonaws.com") else { return false };
    if &*owner.kind == ANY_DEPUTY {
        return true;
    }
    // `logs.eu-west-1.amazonaws.com` is the same service in one region.
    known.contains(&service)
        || service
            .rsplit_once('.')
            .is_some_and(|(service, region)| covers("??-*-?", region) && known.contains(&service))
}

/// The resource that a policy belongs to: what the property for it refers to, or the holder of the policy itself.
fn protected(owner: &Resource, statement: &Statement) -> Option<Arc<str>> {
    const NAMES: [&str; 12] = [
        "Bucket",
        "Queues",
        "Queue",
        "Topics",
        "TopicArn",
        "SecretId",
        "FunctionName",
        "ResourceArn",
        "EventBusName",
        "FileSystemId",
        "LayerVersionArn",
        "ClusterArn",
    ];
    if statement.kind == PolicyKind::Trust {
        return Some(Arc::clone(&owner.key));
    }
    let named = NAMES.iter().find_map(|name| owner.properties.get(name));
    match named {
        Some(value) => first_reference(value),
        None if owner.kind.ends_with("Policy") || owner.kind.ends_with("Permission") => None,
        None => Some(Arc::clone(&owner.key)),
    }
}

fn first_reference(value: &Value) -> Option<Arc<str>> {
    match &value.kind {
        ValueKind::Ref(reference) => Some(Arc::clone(&reference.target)),
        ValueKind::List(items) | ValueKind::Mixed(items) => items.iter().find_map(first_reference),
        _ => None,
    }
}
