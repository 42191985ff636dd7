//! What a credential looks like, wherever it stands.
//!
//! A text is first searched for the few words that every pattern begins with; a pattern is compiled only when its word
//! is there, so a text without credentials costs one pass.

use super::names::{is_literal, is_secret_name};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A kind of credential: the word that must be in the text, and the pattern, of which the
/// groups are masked, or the whole if it has none.
struct Pattern {
    word: &'static str,
    regex: LazyLock<Option<Regex>>,
}

macro_rules! pattern {
    ($word:literal, $regex:literal) => {
        Pattern { word: $word, regex: LazyLock::new(|| Regex::new($regex).ok()) }
    };
}

/// One pass for all words of [`PATTERNS`].
static WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words: Vec<String> = PATTERNS.iter().map(|pattern| regex::escape(pattern.word)).collect();
    Regex::new(&words.join("|")).ok()
});

static PATTERNS: [Pattern; 18] = [
    // An access key id alone is no secret, and whoever has to revoke it needs to read it; with its secret beside it, both go.
    pattern!(
        "AKIA",
        r"(?s)\b(AKIA[A-Z2-7]{16})[^A-Za-z0-9].{0,80}?[^A-Za-z0-9/+]([A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|\z)"
    ),
    pattern!(
        "ASIA",
        r"(?s)\b(ASIA[A-Z2-7]{16})[^A-Za-z0-9].{0,80}?[^A-Za-z0-9/+]([A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|\z)"
    ),
    pattern!("ecret", r#"(?i)secret_?(?:access)?_?key[\\"'\s:=]{1,8}([A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|\z)"#),
    pattern!("SECRET", r#"(?i)secret_?(?:access)?_?key[\\"'\s:=]{1,8}([A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|\z)"#),
    pattern!("ghp_", r"ghp_[A-Za-z0-9]{30,}"),
    pattern!("gho_", r"gho_[A-Za-z0-9]{30,}"),
    pattern!("ghs_", r"gh[su]_[A-Za-z0-9]{30,}"),
    pattern!("ghr_", r"ghr_[A-Za-z0-9]{30,}"),
    pattern!("github_pat_", r"github_pat_[A-Za-z0-9_]{20,}"),
    pattern!("glpat-", r"glpat-[A-Za-z0-9_-]{20,}"),
    pattern!("xox", r"xox[abposr]-[A-Za-z0-9-]{10,}"),
    pattern!("hooks.slack.com", r"hooks\.slack\.com/services/(T\w+/B\w+/\w+)"),
    pattern!("_live_", r"\b[sr]k_live_[A-Za-z0-9]{10,}"),
    pattern!("_test_", r"\b[sr]k_test_[A-Za-z0-9]{10,}"),
    pattern!("PRIVATE KEY-----", r"(?s)-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----(.*?)(?:-----END [A-Z0-9 ]*KEY-----|\z)"),
    pattern!("eyJ", r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}"),
    pattern!("AIza", r"\bAIza[A-Za-z0-9_-]{35}\b"),
    pattern!("npm_", r"\bnpm_[A-Za-z0-9]{36}\b"),
];

/// Where a text holds something that looks like a credential, in any order.
pub(super) fn credentials(text: &str) -> Vec<Range<usize>> {
    let mut found = url_passwords(text);
    if WORDS.as_ref().is_some_and(|words| words.is_match(text)) {
        for pattern in PATTERNS.iter().filter(|pattern| text.contains(pattern.word)) {
            let Some(regex) = &*pattern.regex else { continue };
            for captures in regex.captures_iter(text) {
                // The groups if there are any, or else the whole.
                let groups = captures.iter().flatten().map(|group| group.range());
                found.extend(groups.skip(usize::from(captures.len() > 1)));
            }
        }
    }
    found
}

/// The password of `scheme://user:password@host`.
fn url_passwords(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("://") {
        let start = at + 3;
        let rest = text.get(start..).unwrap_or_default();
        let authority = rest.find(|c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\'' | '<' | '>' | '\\'));
        let authority = rest.get(..authority.unwrap_or(rest.len()).min(512)).unwrap_or_default();
        // The last `@` ends it: a password may hold one.
        let Some((user, host)) = authority.rsplit_once('@') else { continue };
        let Some((name, password)) = user.split_once(':') else { continue };
        if !host.starts_with("sha256") && is_literal(password) {
            let password_start = start + name.len() + 1;
            found.push(password_start..password_start + password.len());
        }
    }
    found
}

static STEMS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("(?i-u)pass|pwd|secret|token|key|connection|credentials").ok());

// ASCII only: the classes of Unicode take longer to build than most templates take to check.
static QUOTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"([A-Za-z_][A-Za-z0-9_.-]*)\\?["']?[ \t\r\n]*[:=][ \t\r\n]*\\?["']([^"' \t\r\n\\]{3,})\\?["']"#).ok()
});

static BARE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(--)?(?-u:\b)([A-Za-z_][A-Za-z0-9_.-]*)(=|[ \t\r\n])([^ \t\r\n"'`;&|<>(){}\[\]$\\][^ \t\r\n"'`;&|<>(){}\[\]\\]{2,})"#,
    )
    .ok()
});

/// Where text sets a secret: `password="…"`, `"token": "…"`, `export DB_PASSWORD=…`, `--password …`.
///
/// Code is full of `password=password` and `token=event.token`: without quotes, a value counts only where the name is an
/// environment variable's or an option's, or where it is no plain word.
pub(super) fn assignments(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if !text.contains(['=', ':']) && !text.contains("--") {
        return found;
    }
    // Every name of a secret has one of these in it, and most texts have none: they cost one cheap pass.
    if STEMS.as_ref().is_some_and(|stems| !stems.is_match(text)) {
        return found;
    }
    // Neither pattern is compiled where the one sign that it needs is missing, as in most messages.
    let quoted = text.contains(['"', '\'']).then(|| QUOTED.as_ref()).flatten();
    if let Some(regex) = quoted {
        for captures in regex.captures_iter(text) {
            let (Some(name), Some(value)) = (captures.get(1), captures.get(2)) else { continue };
            if is_secret_name(name.as_str()) && is_literal(value.as_str()) && !value.as_str().contains("{{resolve:") {
                found.push(value.range());
            }
        }
    }
    if !text.contains('=') && !text.contains("--") {
        return found;
    }
    let Some(regex) = &*BARE else { return found };
    let mut at = 0;
    while let Some(captures) = regex.captures_at(text, at) {
        let (Some(whole), Some(name), Some(value)) = (captures.get(0), captures.get(2), captures.get(4)) else { break };
        let option = captures.get(1).is_some();
        let spaced = captures.get(3).is_some_and(|between| between.as_str() != "=");
        let variable = !name.as_str().chars().any(char::is_lowercase);
        let odd = value.as_str().chars().any(|c| !c.is_ascii_alphabetic() && !matches!(c, '_' | '.' | ','));
        let counts = option || (!spaced && (variable || odd));
        if counts && is_secret_name(name.as_str()) && is_literal(value.as_str()) {
            found.push(value.range());
        }
        // `cmd --password x`: the value of one match may be the name of the next.
        at = if spaced { value.start() } else { whole.end() };
    }
    found
}

/// Where a line sets a secret, in a text without a tree: a broken template, a comment that holds a line of one.
pub(super) fn lines(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        found.extend(line_value(line).map(|range| start + range.start..start + range.end));
        start += line.len();
    }
    found
}

fn line_value(line: &str) -> Option<Range<usize>> {
    let marks = |c: char| c.is_whitespace() || matches!(c, '#' | '-' | '"' | '\'' | '{' | ',');
    let begin = line.len() - line.trim_start_matches(marks).len();
    let (name, rest) = line.get(begin..)?.split_once([':', '='])?;
    if !is_secret_name(name.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\''))) {
        return None;
    }
    let padding = rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'')).len();
    let quoted = rest.get(..padding)?.contains(['"', '\'']);
    let value = rest.get(padding..)?;
    let ends = |c: char| if quoted { matches!(c, '"' | '\'' | '\n' | '\r') } else { c.is_whitespace() };
    let value = value.get(..value.find(ends).unwrap_or(value.len()))?;
    if value.starts_with(['!', '&', '*', '{', '[', '|', '>']) || !is_literal(value) {
        return None;
    }
    let start = begin + name.len() + 1 + padding;
    Some(start..start + value.len())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    fn masked(text: &str, found: Vec<Range<usize>>) -> Vec<String> {
        found.into_iter().map(|range| text.get(range).unwrap().to_owned()).collect()
    }

    #[test]
    fn every_pattern_compiles() {
        assert!(WORDS.is_some() && QUOTED.is_some() && BARE.is_some());
        assert!(PATTERNS.iter().all(|pattern| pattern.regex.is_some()));
    }

    #[test]
    fn credentials_are_found_anywhere() {
        // Put together here, so that no scanner takes this file for a leak.
        let letters = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0dF3gH6jK9m";
        let cases = [
            (format!("token ghp_{letters}."), format!("ghp_{letters}")),
            (format!("github_pat_{letters}"), format!("github_pat_{letters}")),
            (format!("x xoxb{}", "-123456789012-abcdefghij"), "xoxb-123456789012-abcdefghij".to_owned()),
            (format!("sk_{}_{}", "live", &letters[..24]), format!("sk_live_{}", &letters[..24])),
            (format!("aws_secret_access_key = {letters}"), letters.to_owned()),
            ("postgres://app:s3cret@db/x".to_owned(), "s3cret".to_owned()),
            ("postgres://app:p@ss1@db/x".to_owned(), "p@ss1".to_owned()),
        ];
        for (text, secret) in cases {
            assert_eq!(masked(&text, credentials(&text)), [secret], "{text}");
        }
        let pem = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----";
        assert_eq!(masked(pem, credentials(pem)), ["\nMIIE\nabc\n"]);
        let id = format!("AKIA{}", "IOSFODNN7EXAMPLE");
        let both = format!("{id}: {letters}");
        assert_eq!(masked(&both, credentials(&both)), [id.as_str(), letters]);
    }

    #[test]
    fn what_only_resembles_a_credential_stays() {
        let sha1 = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
        for text in [
            "AKIAIOSFODNN7EXAMPLE alone",
            sha1,
            "https://example.com:8443/path@v2",
            "docker://alpine:3.19@sha256:abc",
            "https://${User}:${Password}@example.com",
            "https://x:{{resolve:ssm:/a/b}}@example.com",
            "-----BEGIN PUBLIC KEY-----\nabc",
        ] {
            assert!(credentials(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn assignments_in_scripts_are_found_and_code_is_left_alone() {
        let cases = [
            ("export DB_PASSWORD=hunter2; run", vec!["hunter2"]),
            ("mysql --user root --password hunter2", vec!["hunter2"]),
            ("{\"username\":\"app\",\"password\":\"hunter2\"}", vec!["hunter2"]),
            (r#"{\"password\": \"hunter2\"}"#, vec!["hunter2"]),
            ("Server=db;Uid=app;Password=hunter2;", vec!["hunter2"]),
            ("connect(password=password, token=event.token)", vec![]),
            ("PASSWORD=$(aws secretsmanager get-secret-value)", vec![]),
            ("password = get_secret('db/password')", vec![]),
            ("--password ${DbPassword} --password $PASS", vec![]),
            ("TOKEN=`curl -X PUT http://169.254.169.254/latest/api/token`", vec![]),
        ];
        for (text, secrets) in cases {
            assert_eq!(masked(text, assignments(text)), secrets, "{text}");
        }
    }

    #[test]
    fn a_broken_text_is_searched_line_by_line() {
        let text = "Resources:\r\n  Db:\r\n\t  MasterUserPassword: hunter2 # old\r\n    - Password: \"a b\"\n  X: !Ref Password\n  Password: !Ref P\n# AuthToken: abc";
        assert_eq!(masked(text, lines(text)), ["hunter2", "a b", "abc"]);
    }
}
