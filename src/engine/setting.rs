//! The settings that the project's own rules read: the form of each, and what it is for.
//!
//! They stand in `rules/data/settings.yml`. A form is written as a value of that form: `text`, `[number]`,
//! `{minimum: number}`. This file is compiled into the build script too: it may use nothing of the crate.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// What is known of a setting, beside its name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingCard {
    /// The form of its value.
    #[serde(rename = "type")]
    pub form: Form,
    /// What it is for.
    pub description: String,
    /// A value as one writes it.
    pub example: serde_json::Value,
}

/// The form of a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Form {
    /// A plain value.
    Plain(Plain),
    /// A list of values of one form.
    List([Box<Form>; 1]),
    /// A mapping with exactly these keys.
    Fields(BTreeMap<String, Form>),
}

/// A value without parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Plain {
    /// Text that is not empty.
    Text,
    /// A number.
    Number,
}

impl Form {
    /// Whether a value has this form.
    pub fn fits(&self, value: &serde_json::Value) -> bool {
        match self {
            Self::Plain(Plain::Text) => value.as_str().is_some_and(|text| !text.is_empty()),
            Self::Plain(Plain::Number) => value.is_number(),
            Self::List([item]) => {
                value.as_array().is_some_and(|items| !items.is_empty() && items.iter().all(|value| item.fits(value)))
            }
            Self::Fields(fields) => value.as_object().is_some_and(|object| {
                let fits = |(key, form): (&String, &Self)| object.get(key).is_some_and(|value| form.fits(value));
                object.len() == fields.len() && fields.iter().all(fits)
            }),
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(Plain::Text) => out.write_str("text"),
            Self::Plain(Plain::Number) => out.write_str("a number"),
            Self::List([item]) => match &**item {
                Self::Plain(Plain::Text) => out.write_str("a list of texts"),
                Self::Plain(Plain::Number) => out.write_str("a list of numbers"),
                Self::List(_) => out.write_str("a list of lists"),
                Self::Fields(_) => out.write_str("a list of mappings"),
            },
            Self::Fields(fields) => {
                let fields: Vec<String> = fields.iter().map(|(key, form)| format!("{key} ({form})")).collect();
                write!(out, "a mapping with {}", fields.join(" and "))
            }
        }
    }
}

/// A value as one writes it in YAML, on one line.
pub fn written(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Array(items) => format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(", ")),
        serde_json::Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| format!("{key}: {}", written(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        serde_json::Value::String(text) if is_plain(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Whether text needs no quotes: words of letters and what names have in them, which no YAML takes for anything else.
fn is_plain(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '/')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_./*".contains(c))
        && !["true", "false", "yes", "no", "on", "off", "null"].contains(&&*text.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;
    use serde_json::json;

    fn form(text: &str) -> Form {
        serde_yaml::from_str(text).unwrap()
    }

    #[test]
    fn a_form_is_written_as_a_value_of_it() {
        assert_eq!(form("text").to_string(), "text");
        assert_eq!(form("[number]").to_string(), "a list of numbers");
        assert_eq!(
            form("{low: number, high: number}").to_string(),
            "a mapping with high (a number) and low (a number)"
        );
        assert!(serde_yaml::from_str::<Form>("texts").is_err());
        assert!(serde_yaml::from_str::<Form>("[text, number]").is_err());
    }

    #[test]
    fn a_value_is_written_as_yaml() {
        let value = json!({"minimum": 2, "names": ["a-b", "1.5", "off", "/api/*", "x: y", ""]});
        let text = written(&value);
        assert_eq!(text, r#"{minimum: 2, names: [a-b, "1.5", "off", /api/*, "x: y", ""]}"#);
        assert_eq!(serde_yaml::from_str::<serde_json::Value>(&text).unwrap(), value);
    }

    #[test]
    fn a_value_fits_or_not() {
        let fits = |text: &str, value: serde_json::Value| form(text).fits(&value);
        assert!(fits("text", json!("a")) && !fits("text", json!("")) && !fits("text", json!(1)));
        assert!(fits("number", json!(1.5)) && !fits("number", json!("1")));
        assert!(fits("[text]", json!(["a", "b"])) && !fits("[text]", json!(["a", 1])) && !fits("[text]", json!([])));
        assert!(fits("{a: number}", json!({"a": 1})));
        assert!(!fits("{a: number}", json!({"a": "1"})) && !fits("{a: number}", json!({"a": 1, "b": 1})));
        assert!(!fits("{a: number}", json!({})) && !fits("{a: number}", json!(null)));
    }
}
