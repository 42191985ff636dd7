//! Secrets in a text that no parser takes: found line by line, without a tree.
//!
//! Such a text is shown only as the few lines around its mistake, so a value too many under stars costs little and one
//! too few is a leak.

use super::names::{is_literal, is_secret_name};
use super::patterns;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// How far a line is looked around for what says that its value is a secret: nobody writes longer parameters.
const AROUND: usize = 12;

/// `name: value` and `"name": "value"`, anywhere in a line.
static PAIR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"["']?([A-Za-z_][\w.-]*)["']?\s*[:=]\s*(?:"((?:[^"\\\n]|\\.)*)|'([^'\n]*)|([^\s"',}\]#][^\s,}\]]*))"#)
        .ok()
});

/// Where the secrets of a broken text stand, in any order.
pub(super) fn secrets(text: &str) -> Vec<Range<usize>> {
    let mut found = patterns::lines(text);
    found.extend(patterns::assignments(text));
    let Some(regex) = &*PAIR else { return found };
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut start = 0;
    for (number, line) in lines.iter().enumerate() {
        for pair in regex.captures_iter(line) {
            let value = pair.get(2).or(pair.get(3)).or(pair.get(4));
            let (Some(name), Some(value)) = (pair.get(1), value) else { continue };
            let secret = match name.as_str() {
                "Default" => is_default_of_secret(&lines, number),
                "Value" | "value" | "ParameterValue" | "HeaderValue" => is_beside_secret(&lines, number),
                name => is_secret_name(name),
            };
            let reference =
                value.as_str().starts_with(['!', '&', '*', '{', '[']) || value.as_str().contains("{{resolve:");
            if secret && !reference && is_literal(value.as_str()) {
                found.push(start + value.start()..start + value.end());
            }
        }
        if let Some(below) = block_scalar(&lines, number) {
            let first = start + line.len();
            found.push(first..first + below);
        }
        start += line.len();
    }
    found
}

/// A default is a secret's under `NoEcho`, or below the name of one.
fn is_default_of_secret(lines: &[&str], number: usize) -> bool {
    let header = (0..number)
        .rev()
        .take(AROUND)
        .filter_map(|at| lines.get(at))
        .find(|line| !line.trim().is_empty() && indent(line) < lines.get(number).map_or(0, |line| indent(line)));
    mapping(lines, number).any(|line| line.contains("NoEcho"))
        || header.is_some_and(|line| key(line).is_some_and(is_secret_name))
}

/// `Name: DB_PASSWORD` beside `Value: …`.
fn is_beside_secret(lines: &[&str], number: usize) -> bool {
    let Some(regex) = &*PAIR else { return false };
    let named = |line: &str| {
        regex.captures_iter(line).any(|pair| {
            let name = pair.get(1).map(|name| name.as_str());
            let value = pair.get(2).or(pair.get(3)).or(pair.get(4)).map(|value| value.as_str());
            matches!(
                name,
                Some("Name" | "name" | "Key" | "OptionName" | "ParameterKey" | "ParameterName" | "HeaderName")
            ) && value.is_some_and(is_secret_name)
        })
    };
    mapping(lines, number).any(named)
}

/// The lines of the mapping that a line belongs to, as its indentation tells.
fn mapping<'t>(lines: &'t [&'t str], number: usize) -> impl Iterator<Item = &'t str> {
    let own = lines.get(number).map_or(0, |line| indent(line));
    let above = lines.get(..number).unwrap_or_default().iter().rev();
    let below = lines.get(number + 1..).unwrap_or_default().iter();
    let inside = move |line: &&&str| line.trim().is_empty() || indent(line) >= own;
    let around = above.take(AROUND).take_while(inside).chain(below.take(AROUND).take_while(inside));
    let here = lines.get(number).into_iter();
    here.chain(around.filter(move |line| indent(line) == own)).copied()
}

/// The bytes of the block scalar that a line with the name of a secret begins.
fn block_scalar(lines: &[&str], number: usize) -> Option<usize> {
    let line = lines.get(number)?;
    let header = line.trim_end().rsplit_once(':')?.1.trim_start();
    let is_header = header.starts_with(['|', '>']) && header.len() <= 3;
    if !is_header || !key(line).is_some_and(is_secret_name) {
        return None;
    }
    let below = lines.get(number + 1..)?.iter();
    let inside = |below: &&&str| below.trim().is_empty() || indent(below) > indent(line);
    Some(below.take_while(inside).map(|line| line.len()).sum())
}

/// The column of a line's content; that of a list item is behind its dash.
fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t', '-']).len()
}

/// The first key of a line.
fn key(line: &str) -> Option<&str> {
    let content = line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '"' | '\'' | '{'));
    let (key, _) = content.split_once(':')?;
    Some(key.trim_end_matches(['"', '\'']).trim())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[track_caller]
    fn hides(text: &str, secret: &str) {
        let hidden = secrets(text).iter().any(|range| text.get(range.clone()).unwrap().contains(secret));
        assert!(hidden, "{secret} of {text}");
    }

    #[test]
    fn secrets_of_a_broken_text_are_found_in_every_form() {
        hides(r#"{"Db": {"Properties": {"MasterUserPassword":"hun ter2\"x", "A": ["#, r#"hun ter2\"x"#);
        hides("Db: {Properties: {Engine: x, MasterUserPassword: hunter2, B: [", "hunter2");
        hides("Db:\n  Password: 'hunter2", "hunter2");
        hides("Parameters:\n  P:\n    NoEcho: true\n    Default: hunter2\n  Q: [", "hunter2");
        hides(
            "Parameters:\n  P:\n    Default: \"hunter2\\q\"\n    Type: String\n    NoEcho: 'true'\n  Q: [",
            "hunter2",
        );
        hides("Parameters:\n  DbPassword:\n    Type: String\n    Default: hunter2\n  Q: [", "hunter2");
        hides("Parameters:\n  P: {Type: String, NoEcho: true, Default: hunter2}\n  Q: [", "hunter2");
        hides("{\"Parameters\": {\"P\": {\"Default\": \"hunter2\", \"NoEcho\": true}}", "hunter2");
        hides("E:\n  - Name: DB_PASSWORD\n    Value: hunter2\n  X: [", "hunter2");
        hides("E:\n  - Value: hunter2\n    Name: API_TOKEN\n  X: [", "hunter2");
        hides("UserData: |\n  export API_TOKEN=hunter22\nX: [", "hunter22");
        hides("Key:\n  PrivateKey: |\n    first\n    second\n  X: [", "second");
    }

    #[test]
    fn what_is_no_secret_stays_readable() {
        for text in [
            "Parameters:\n  P:\n    Default: dev\n  Q: [",
            "Parameters:\n  P:\n    Default: dev\n  S:\n    NoEcho: true\n  R: {Default: dev}\n  Q: [",
            "E:\n  - Name: MODE\n    Value: fast\n  X: [",
            "Db:\n  MasterUserPassword: !Ref P\n  X: [",
            "Db:\n  MasterUserPassword: '{{resolve:ssm-secure:/db/pw:1}}'\n  X: [",
            "Db: {SecretArn: arn:aws:secretsmanager:x, Engine: mysql, X: [",
        ] {
            assert!(secrets(text).is_empty(), "{text}");
        }
    }
}
