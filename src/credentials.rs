//! Credentials in text: what looks like one, and which texts of a template do, as a fact for the rules.
//!
//! Every text of a resource's properties and of the outputs goes in; rows come out for those that hold something. The
//! patterns are slow and compiled only for a text that has their words in it, as hardly any has.

use crate::resolve::value::{Value, ValueKind};
use regex::Regex;
use regorus::Value as Rego;
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

/// A kind of credential.
struct Shape {
    /// What a person calls it.
    kind: &'static str,
    /// Whether a text may hold one.
    may: fn(&str) -> bool,
    pattern: LazyLock<Option<Regex>>,
}

macro_rules! shape {
    ($kind:literal, $may:expr, $pattern:literal) => {
        Shape { kind: $kind, may: $may, pattern: LazyLock::new(|| Regex::new($pattern).ok()) }
    };
}

/// Shapes that are one beyond doubt, and an assignment of something to a name that says it is one.
static SHAPES: [Shape; 5] = [
    shape!(
        "an AWS access key",
        |text| text.contains("AKIA") || text.contains("ASIA"),
        r"(?:^|[^A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?:[^A-Z0-9]|$)"
    ),
    shape!("a private key", |text| text.contains("PRIVATE KEY"), r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY"),
    shape!(
        "a token",
        |text| ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "xox", "sk_live_"].iter().any(|word| text.contains(word)),
        r"(?:^|[^A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{30,}|xox[abprs]-[A-Za-z0-9-]{10,}|sk_live_[A-Za-z0-9]{16,})"
    ),
    shape!(
        "an address with a password",
        |text| text.contains('@') && text.contains("://"),
        r"[a-z]+://[^:/@\s$<{]+:[^@/\s$<{*]{3,}@"
    ),
    shape!(
        "a password",
        assigns_to_secret,
        r#"(?i-u)(?:password|passwd|pwd|secret|secret_?access_?key|api_?key|access_?token|auth_?token)["']?[ \t\r\n]*(?:=|:[ \t\r\n])[ \t\r\n]*["']?[A-Za-z0-9+/@#%^&*!._-]{6,}"#
    ),
];

fn assigns_to_secret(text: &str) -> bool {
    const WORDS: [&str; 8] = ["password", "passwd", "pwd", "secret", "apikey", "api_key", "token", "accesskey"];
    if !text.contains('=') && !text.contains(':') {
        return false;
    }
    let small = text.to_ascii_lowercase();
    WORDS.iter().any(|word| small.contains(word))
}

/// Whether what ends here is a value: a name with a bracket behind it is a call or an index in somebody's code
/// (`secret = json.loads(…)`, `password=secret["password"]`).
fn is_literal(text: &str, end: usize) -> bool {
    !text.get(end..).unwrap_or_default().starts_with(['(', '['])
}

/// The kinds of credentials that a text holds.
fn kinds(text: &str) -> Vec<&'static str> {
    let holds = |shape: &&Shape| {
        let pattern = shape.pattern.as_ref().filter(|_| (shape.may)(text));
        pattern.is_some_and(|pattern| pattern.find_iter(text).any(|found| is_literal(text, found.end())))
    };
    SHAPES.iter().filter(holds).map(|shape| shape.kind).collect()
}

/// The texts below a value that hold credentials. The known parts of a text that is not known in whole are looked at
/// one by one: what stands before an unknown part is no assignment of something.
pub fn collect(value: &Value, found: &mut BTreeSet<Arc<str>>) {
    match &value.kind {
        ValueKind::Text(text) if !kinds(text).is_empty() => {
            found.insert(text.clone());
        }
        ValueKind::List(items) | ValueKind::Mixed(items) => items.iter().for_each(|item| collect(item, found)),
        ValueKind::Map(fields) => fields.iter().for_each(|field| collect(&field.value, found)),
        _ => {}
    }
}

/// The rows of `facts.credentials`: `{"text": …, "kinds": […]}`, each text once.
pub fn rows(texts: &BTreeSet<Arc<str>>) -> Vec<Rego> {
    let row = |text: &Arc<str>| {
        let kinds: Vec<Rego> = kinds(text).into_iter().map(Rego::from).collect();
        let fields = [("text", Rego::String(text.clone())), ("kinds", Rego::from(kinds))];
        Rego::from(
            fields
                .into_iter()
                .map(|(key, value)| (Rego::from(key), value))
                .collect::<std::collections::BTreeMap<_, _>>(),
        )
    };
    texts.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_compiles_and_is_tried_on_what_it_matches() {
        assert!(SHAPES.iter().all(|shape| shape.pattern.is_some()));
        // Put together here, so that no scanner takes this file for a leak.
        let letters = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0dF3gH6jK9m";
        let cases = [
            (format!("key AKIA{}", "IOSFODNN7EXAMPL2"), "an AWS access key"),
            (format!("-----BEGIN RSA {} KEY-----", "PRIVATE"), "a private key"),
            (format!("ghp_{letters}"), "a token"),
            (format!("postgres://app:{}@db/x", "s3cret1"), "an address with a password"),
            (format!("export DB_PASSWORD={}", "hunter22"), "a password"),
            (format!("{{\"auth_token\": \"{}\"}}", "abcdef12"), "a password"),
        ];
        for (text, kind) in cases {
            assert_eq!(kinds(&text), [kind], "{text}");
        }
    }

    #[test]
    fn what_only_speaks_of_a_secret_holds_none() {
        for text in [
            "the password is in Secrets Manager",
            "DB_PASSWORD=",
            "DB_PASSWORD=$(aws secretsmanager get-secret-value)",
            "https://example.com:8443/path@v2",
            "secret = json.loads(client.get_secret_value(SecretId=\"database\"))",
            "env = dict(os.environ, MYSQL_PWD=secret[\"password\"])",
            "AKIA",
            "my-stack-bucket",
        ] {
            assert!(kinds(text).is_empty(), "{text}");
        }
    }
}
