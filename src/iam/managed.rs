//! What the policies that AWS manages allow, by name.
//!
//! The data is one text in the program, made by `cargo xtask iam-managed`. It is looked into only when a template
//! attaches such a policy. Of a statement it holds what says how far it reaches; the text, line by line (numbers in
//! statements are base 62, `0`-`9A`-`Za`-`z`):
//! ```text
//! cfn-guardian AWS managed policies 1
//! source <package> <version>
//! updated <date of the newest policy>
//! services <count>
//! <prefix> <action> …                  one line for each service prefix; the empty prefix has `*`
//! policies <count>
//! <name> <statement> …                 sorted by name; a statement has three fields with tabs between them:
//!   <A: Allow, D: Deny><a: Action, n: NotAction><*: every resource, r: some, =arn|arn: these>
//!   <-: no condition, c: some, else the services of iam:PassedToService>
//!   <service>:<action>,…;…             positions in the lines above
//! ```

use super::statement::{Condition, Effect, Element, PolicyKind, Statement};
use crate::resolve::value::{Path, Value, ValueKind};
use crate::source::Span;
use std::sync::{Arc, OnceLock};

const TEXT: &str = include_str!("../../data/iam/managed-policies.txt");

/// Stands for resources that the data does not name.
const SOME_RESOURCES: &str = "some resources";

/// The data with its head read.
struct Policies {
    updated: &'static str,
    services: Vec<&'static str>,
    /// The lines of the policies.
    lines: &'static str,
}

/// The day of the newest policy that is known, `YYYY-MM-DD`.
pub fn updated() -> &'static str {
    embedded().map_or("", |policies| policies.updated)
}

/// The statements of a policy that AWS manages, as if they stood at `path` of `owner`; `None` for one that is not known.
pub fn statements(name: &str, owner: &Arc<str>, path: &Path, at: Span) -> Option<Vec<Statement>> {
    let policies = embedded()?;
    let line = find(policies.lines, name)?;
    let mut statements = Vec::new();
    for written in line.split(' ').skip(1) {
        let mut statement = Statement::empty(owner, PolicyKind::Identity, path.clone());
        read(policies, written, path, at, &mut statement)?;
        statements.push(statement);
    }
    Some(statements)
}

fn embedded() -> Option<&'static Policies> {
    static EMBEDDED: OnceLock<Option<Policies>> = OnceLock::new();
    EMBEDDED.get_or_init(|| parse(TEXT)).as_ref()
}

fn parse(text: &'static str) -> Option<Policies> {
    let rest = text.strip_prefix("cfn-guardian AWS managed policies 1\nsource ")?;
    let (_, rest) = rest.split_once("\nupdated ")?;
    let (updated, rest) = rest.split_once("\nservices ")?;
    let (count, mut rest) = rest.split_once('\n')?;
    let mut services = Vec::new();
    for _ in 0..count.parse::<usize>().ok()? {
        let (line, below) = rest.split_once('\n')?;
        services.push(line);
        rest = below;
    }
    let (_, lines) = rest.strip_prefix("policies ")?.split_once('\n')?;
    Some(Policies { updated, services, lines })
}

/// The line of a policy, by bisection.
fn find(lines: &'static str, name: &str) -> Option<&'static str> {
    let (mut low, mut high) = (0, lines.len());
    while low < high {
        let middle = lines.as_bytes().get(low..(low + high) / 2)?.iter().rposition(|byte| *byte == b'\n');
        let start = middle.map_or(low, |back| low + back + 1);
        let line = lines.get(start..)?.split('\n').next()?;
        match line.split(' ').next()?.cmp(name) {
            std::cmp::Ordering::Equal => return Some(line),
            std::cmp::Ordering::Less => low = start + line.len() + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    None
}

fn read(policies: &Policies, written: &str, path: &Path, at: Span, statement: &mut Statement) -> Option<()> {
    let mut fields = written.split('\t');
    let (head, condition, groups) = (fields.next()?, fields.next()?, fields.next()?);
    let value = |text: &str| Value::new(at, ValueKind::Text(text.into()));
    let element = |text: &str| Element { path: path.clone(), value: value(text) };
    statement.effect = Some(if head.starts_with('D') { Effect::Deny } else { Effect::Allow });
    let (mode, resources) = head.get(1..)?.split_at_checked(1)?;
    statement.resources = match resources.strip_prefix('=') {
        Some(named) => named.split('|').map(element).collect(),
        None => vec![element(if resources == "*" { "*" } else { SOME_RESOURCES })],
    };
    let mut actions = Vec::new();
    for group in groups.split(';').filter(|group| !group.is_empty()) {
        let (service, names) = group.split_once(':')?;
        let mut words = policies.services.get(number(service)?)?.split(' ');
        let prefix = words.next()?;
        let words: Vec<&str> = words.collect();
        for name in names.split(',') {
            let name = words.get(number(name)?)?;
            actions.push(element(&if prefix.is_empty() { (*name).to_owned() } else { format!("{prefix}:{name}") }));
        }
    }
    if mode == "n" {
        statement.not_actions = actions;
    } else {
        statement.actions = actions;
    }
    let (key, values) = match condition {
        "-" => return Some(()),
        "c" => ("", Vec::new()),
        services => ("iam:PassedToService", services.split(',').map(value).collect()),
    };
    let operator = "StringLike".into();
    statement.conditions.push(Condition { operator, key: key.into(), values, path: path.clone() });
    Some(())
}

fn number(digits: &str) -> Option<usize> {
    digits.bytes().try_fold(0_usize, |value, byte| {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'A'..=b'Z' => byte - b'A' + 10,
            b'a'..=b'z' => byte - b'a' + 36,
            _ => return None,
        };
        value.checked_mul(62)?.checked_add(usize::from(digit))
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]
    use super::*;
    use crate::iam::catalogue::Catalogue;

    fn of(name: &str) -> Option<Vec<Statement>> {
        statements(name, &"Role".into(), &Path::new(), Span::default())
    }

    #[test]
    fn every_policy_can_be_read() {
        let policies = embedded().unwrap();
        let names: Vec<&str> = policies.lines.lines().map(|line| line.split(' ').next().unwrap()).collect();
        assert!(names.len() > 1000 && names.is_sorted_by(|left, right| left < right), "{}", names.len());
        assert_eq!(updated().len(), 10);
        let mut actions = 0;
        for name in names {
            let statements = of(name).unwrap_or_else(|| panic!("{name} cannot be read"));
            assert!(statements.iter().all(|one| one.actions.len() + one.not_actions.len() > 0), "{name}");
            actions += statements.iter().map(|one| one.actions.len()).sum::<usize>();
        }
        assert!(actions > 20_000, "{actions}");
    }

    #[test]
    fn well_known_policies_say_what_they_say_at_aws() {
        let admin = of("AdministratorAccess").unwrap();
        let text = |element: &Element| element.value.as_text().unwrap().to_string();
        assert_eq!((text(&admin[0].actions[0]), text(&admin[0].resources[0])), ("*".to_owned(), "*".to_owned()));
        let power = of("PowerUserAccess").unwrap();
        assert!(power[0].not_actions.iter().map(text).any(|action| action == "iam:*"));
        let basic = of("AWSLambdaBasicExecutionRole").unwrap();
        let actions: Vec<String> = basic[0].actions.iter().map(text).collect();
        assert!(actions.contains(&"logs:PutLogEvents".to_owned()), "{actions:?}");
        assert!(of("AWSDirectoryServiceFullAccess").is_some() && of("NoSuchPolicy").is_none() && of("").is_none());
        assert!(Catalogue::embedded().action(&actions[0]).is_some());
    }
}
