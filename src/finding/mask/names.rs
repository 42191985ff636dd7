//! What secrets are called, and which values under such a name are none.
//!
//! A name counts by its last words: `MasterUserPassword` and `DB_PASSWORD_PROD` hold a secret, `SecretArn`,
//! `PasswordParameterName`, `TokenValidity` and `HttpTokens` say something about one.

/// Words that may follow the noun without changing what it is.
const TRAILING: &[&str] = &[
    "value",
    "string",
    "text",
    "literal",
    "plain",
    "plaintext",
    "binary",
    "hash",
    "data",
    "default",
    "prod",
    "production",
    "dev",
    "development",
    "staging",
    "stage",
    "test",
    "qa",
    "uat",
    "live",
    "old",
    "new",
    "current",
    "primary",
    "secondary",
];

/// Endings of a last word that make it a secret, written together or alone.
const NOUNS: &[&str] = &[
    "password",
    "passwords",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "apikey",
    "accesskey",
    "secretkey",
    "privatekey",
    "sharedkey",
    "connectionstring",
];

/// Nouns only as a word of their own.
const WHOLE: &[&str] = &["pass", "pwd", "passcode"];

/// Nouns of two words.
const PAIRS: &[(&str, &str)] = &[
    ("api", "key"),
    ("access", "key"),
    ("secret", "key"),
    ("private", "key"),
    ("shared", "key"),
    ("auth", "key"),
    ("account", "key"),
    ("signing", "key"),
    ("license", "key"),
    ("deploy", "key"),
    ("connection", "string"),
    ("auth", "credentials"),
];

/// Tokens that are no secrets: they count pages and requests.
const HARMLESS_TOKENS: &[&str] = &["next", "continuation", "client", "request", "idempotency", "pagination", "id"];

/// Values that stand for a choice or for nothing.
const CHOICES: &[&str] = &[
    "true",
    "false",
    "yes",
    "no",
    "on",
    "off",
    "null",
    "none",
    "nil",
    "~",
    "enabled",
    "disabled",
    "required",
    "optional",
    "seconds",
    "minutes",
    "hours",
    "days",
    "weeks",
    "string",
    "number",
    "boolean",
    "object",
    "secret",
    "plaintext",
    "default",
    "n/a",
    "aws_iam",
    "aws_proxy",
];

/// Whether a property, parameter, variable or header of this name holds a secret.
pub(super) fn is_secret_name(name: &str) -> bool {
    if name.len() > 128 || !is_candidate(name) || name.contains([':', '/', ' ']) {
        return false;
    }
    let mut words = split(name.rsplit('.').next().unwrap_or(name));
    loop {
        if ends_with_noun(&words) {
            return true;
        }
        match words.last() {
            Some(last) if TRAILING.contains(&last.as_str()) || last.bytes().all(|b| b.is_ascii_digit()) => {
                words.pop();
            }
            _ => return false,
        }
    }
}

/// Whether an HTTP header of this name carries a credential.
pub(super) fn is_secret_header(name: &str) -> bool {
    is_secret_name(name)
        || name.eq_ignore_ascii_case("authorization")
        || name.eq_ignore_ascii_case("cookie")
        || name.to_ascii_lowercase().ends_with("-verify")
}

/// Whether a value under a secret's name is the secret itself, and not a reference, a choice or a blank.
pub(super) fn is_literal(value: &str) -> bool {
    let value = value.trim();
    let lower = value.to_ascii_lowercase();
    let blank = value.chars().all(|c| matches!(c, '*' | '.' | '-' | '_' | 'x' | 'X' | '?' | '#'));
    let small_number = value.len() < 4 && value.bytes().all(|b| b.is_ascii_digit());
    let bracketed = value.starts_with('<') && value.ends_with('>');
    let reference = value.starts_with("{{resolve:")
        || value.starts_with("${")
        || value.starts_with("$(")
        || lower.starts_with("arn:")
        || lower.starts_with("alias/")
        || value.strip_prefix('$').is_some_and(|name| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'));
    !(value.is_empty()
        || blank
        || small_number
        || bracketed
        || reference
        || is_path(value)
        || CHOICES.contains(&lower.as_str()))
}

/// `/prod/db/password`: the name of a parameter or a file, not its content.
fn is_path(value: &str) -> bool {
    let Some(rest) = value.strip_prefix('/') else { return false };
    let mut segments = 0;
    let named = rest.split('/').all(|segment| {
        segments += 1;
        (1..=40).contains(&segment.len())
            && segment.starts_with(|c: char| c.is_ascii_lowercase())
            && segment.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
    });
    named && segments >= 2
}

/// A cheap look before words are split: most keys end here.
fn is_candidate(name: &str) -> bool {
    let bytes = name.as_bytes();
    let has = |word: &str| bytes.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word.as_bytes()));
    ["pass", "pwd", "secret", "token", "key", "string", "credentials"].into_iter().any(has)
}

fn ends_with_noun(words: &[String]) -> bool {
    let Some((last, before)) = words.split_last() else { return false };
    let previous = before.last().map_or("", String::as_str);
    if last == "token" && HARMLESS_TOKENS.contains(&previous) {
        return false;
    }
    NOUNS.iter().any(|noun| last.ends_with(noun))
        || WHOLE.contains(&last.as_str())
        || PAIRS.contains(&(previous, last.as_str()))
}

/// `MasterUserPassword`, `APIKey`, `db_password`, `x-api-key` and `Password1` as lower-case words.
fn split(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut chars = name.chars().peekable();
    let mut previous = ' ';
    while let Some(c) = chars.next() {
        let acronym_ends =
            previous.is_uppercase() && c.is_uppercase() && chars.peek().is_some_and(|n| n.is_lowercase());
        let starts = (previous.is_lowercase() && c.is_uppercase())
            || acronym_ends
            || (previous.is_alphabetic() && c.is_ascii_digit())
            || (previous.is_ascii_digit() && c.is_alphabetic());
        if (starts || !c.is_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        previous = c;
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_hold_a_secret_are_known_in_every_spelling() {
        for name in [
            "Password",
            "MasterUserPassword",
            "masterPassword",
            "DB_PASSWORD",
            "DB_PASSWORD_PROD",
            "dbpassword",
            "Passwords",
            "AuthToken",
            "OAuthToken",
            "SecretString",
            "SecretAccessKey",
            "AWS_SECRET_ACCESS_KEY",
            "PrivateKey",
            "ConnectionString",
            "ClientSecret",
            "client_secret",
            "ApiKeyValue",
            "APIKey",
            "x-api-key",
            "PreSharedKey",
            "spring.datasource.password",
            "Password1",
            "DB_PASS",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
    }

    #[test]
    fn names_that_say_something_about_a_secret_are_none() {
        for name in [
            "SecretArn",
            "SecretId",
            "SecretName",
            "PasswordParameterName",
            "PasswordLength",
            "PasswordPolicy",
            "TokenValidity",
            "TokenValidityUnits",
            "HttpTokens",
            "MaxTokens",
            "NextToken",
            "ClientToken",
            "AccessKeyId",
            "KmsKeyId",
            "KeyName",
            "SecretStringTemplate",
            "GenerateStringKey",
            "Secrets",
            "SecretTargetAttachment",
            "token.actions.githubusercontent.com:aud",
            "token.actions.githubusercontent.com",
            "ExcludePasswordCharacters",
            "Compass",
            "ManageMasterUserPasswordEnabled",
        ] {
            assert!(!is_secret_name(name), "{name}");
        }
    }

    #[test]
    fn references_choices_and_blanks_are_no_secrets() {
        for value in [
            "",
            "true",
            "{{resolve:secretsmanager:db:SecretString:password}}",
            "${DbPassword}",
            "$DB_PASSWORD",
            "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db",
            "/prod/db/password",
            "<your password>",
            "********",
            "REQUIRED",
            "60",
        ] {
            assert!(!is_literal(value), "{value}");
        }
        for value in ["hunter2", "12345678", "/9j4AAQSk+Zq==", "pa$$word", "$ecret!", "changeme", "a b c"] {
            assert!(is_literal(value), "{value}");
        }
    }
}
