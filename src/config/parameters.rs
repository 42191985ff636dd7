//! What the user fixes of a deployment: parameter values, region, account.

use super::problem::{ConfigProblems, Mistake, Origin, Problem};
use super::spanned::{self, Reader, Spanned};
use crate::discover;
use crate::resolve::Pins;
use crate::source::{Document, Kind, Node, Source, Span, Typed};
use crate::suggest;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// The form of a region, as a sentence.
pub const REGION: &str = "a region looks like eu-central-1";
/// The form of an account, as a sentence.
pub const ACCOUNT: &str = "an account id has twelve digits";

impl Pins {
    /// These choices, where `over` has not made its own.
    pub fn under(mut self, over: Self) -> Self {
        self.parameters.extend(over.parameters);
        Self {
            parameters: self.parameters,
            region: over.region.or(self.region),
            account: over.account.or(self.account),
        }
    }

    /// The mistakes of naming parameters on the command line that no checked template declares.
    pub fn undeclared(names: &BTreeSet<String>, declared: &BTreeSet<String>) -> Vec<Problem> {
        let unknown = names.difference(declared);
        unknown
            .map(|name| {
                let near = suggest::nearest(name, declared.iter().map(String::as_str)).map(str::to_owned);
                Problem::option("--parameter", Mistake::UnknownParameter { name: name.clone(), near })
            })
            .collect()
    }
}

/// Whether it is written as regions are: `us-gov-west-1`.
pub fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let (Some((number, words)), true) = (parts.split_last(), parts.len() >= 3) else { return false };
    let is_word = |word: &&str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
    matches!(number.as_bytes(), [b'1'..=b'9']) && words.iter().all(is_word)
}

/// Whether it is twelve digits.
pub fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Reads a parameter file: a plain map, the AWS CLI's list of `ParameterKey` and `ParameterValue`, its list of `K=V`, or
/// either under `Parameters`.
///
/// # Errors
/// With every mistake in it. Values are never shown.
pub fn load(path: &Path) -> Result<BTreeMap<String, String>, ConfigProblems> {
    let shown = discover::display(path);
    let bytes = discover::read_file(path, &shown, spanned::MAX_BYTES).map_err(Mistake::from)?;
    match spanned::parse(&shown, bytes).map_err(|problem| without_text(*problem))? {
        Some((source, document)) => read(&document, &source),
        None => Err(Mistake::BrokenText { place: shown, message: "the file is empty".to_owned() }.into()),
    }
}

/// Where the structure is broken, nobody knows which part of the text is secret.
pub(super) fn without_text(problem: Problem) -> Problem {
    let place = match &problem.origin {
        Origin::File(places) => places.first().map(|(place, _)| place.position()),
        Origin::Nowhere | Origin::Option(_) => None,
    };
    match place {
        Some(place) => Mistake::BrokenText { place, message: problem.mistake.to_string() }.into(),
        None => problem,
    }
}

/// Reads a parameter document.
fn read(document: &Document, source: &Arc<Source>) -> Result<BTreeMap<String, String>, ConfigProblems> {
    let mut reader = Reader::new(source, document, &secrets(&document.root));
    let root = &document.root;
    let inner = root.get("Parameters").filter(|inner| inner.as_scalar().is_none()).unwrap_or(root);
    let parameters = match &inner.kind {
        Kind::List(items) => listed(&mut reader, items),
        Kind::Map(_) => plain(&mut reader, inner),
        Kind::Scalar(_) => {
            reader.wrong_type("a parameter file", root, "a mapping, or a list of ParameterKey and ParameterValue");
            BTreeMap::new()
        }
    };
    ConfigProblems::check(reader.problems).map(|()| parameters)
}

/// A plain map of names and values.
pub(super) fn plain(reader: &mut Reader, node: &Node) -> BTreeMap<String, String> {
    let mut parameters = BTreeMap::new();
    for entry in reader.entries("parameters", node) {
        if let Some(text) = value(reader, &entry.key.text, &entry.value) {
            parameters.insert(entry.key.text.to_string(), text);
        }
    }
    parameters
}

/// The AWS CLI's list.
fn listed(reader: &mut Reader, items: &[Node]) -> BTreeMap<String, String> {
    const KEYS: [&str; 4] = ["ParameterKey", "ParameterValue", "UsePreviousValue", "ResolvedValue"];
    let mut parameters: BTreeMap<String, (Spanned<()>, Option<String>)> = BTreeMap::new();
    for item in items {
        let (name, text) = if let Some((name, text)) = item.as_text().and_then(|text| text.split_once('=')) {
            (name.to_owned(), Some(text.to_owned()))
        } else {
            let fields = reader.fields(item, "each parameter", &KEYS);
            let field = |name: &str| fields.iter().find(|entry| &*entry.key.text == name).map(|entry| &entry.value);
            let Some(name) = field("ParameterKey").and_then(|key| reader.word("ParameterKey", key)) else {
                if !fields.is_empty() && field("ParameterKey").is_none() {
                    reader.wrong(item.span, Mistake::NoName, "no ParameterKey");
                }
                continue;
            };
            let text = match field("ParameterValue") {
                Some(node) => value(reader, &name.value, node),
                // The deployed stack's own value, which nobody knows here.
                None if field("UsePreviousValue").is_some_and(|flag| flag.as_text() == Some("true")) => None,
                None => {
                    reader.wrong(item.span, Mistake::NoValue { name: name.value.clone() }, "no ParameterValue");
                    None
                }
            };
            (name.value, text)
        };
        let here = reader.spanned(item, ());
        if let Some((first, _)) = parameters.get(&name) {
            let places = vec![(here.place, "again".to_owned()), (first.place.clone(), "first".to_owned())];
            reader.problems.push(Problem { mistake: Mistake::Duplicate { key: name }, origin: Origin::File(places) });
        } else {
            parameters.insert(name, (here, text));
        }
    }
    parameters.into_iter().filter_map(|(name, (_, text))| Some((name, text?))).collect()
}

/// A value as CloudFormation takes it: text, with the items of a list joined by commas.
fn value(reader: &mut Reader, name: &str, node: &Node) -> Option<String> {
    let items: Option<Vec<&str>> = match &node.kind {
        Kind::List(items) => items.iter().map(scalar).collect(),
        Kind::Scalar(_) => scalar(node).map(|text| vec![text]),
        Kind::Map(_) => None,
    };
    if items.is_none() {
        reader.wrong(node.span, Mistake::NoValue { name: name.to_owned() }, spanned::kind(node));
    }
    items.map(|items| items.join(","))
}

/// The text as it stands there; null is no value.
fn scalar(node: &Node) -> Option<&str> {
    let scalar = node.as_scalar()?;
    (scalar.typed() != Typed::Null).then_some(&*scalar.raw)
}

/// The places of all values; names may be shown.
fn secrets(root: &Node) -> Vec<Span> {
    let mut spans = Vec::new();
    spanned::scalars(root, &mut spans);
    let mut names = Vec::new();
    let lists = [root.as_list(), root.get("Parameters").and_then(Node::as_list)];
    for item in lists.into_iter().flatten().flatten() {
        names.extend(item.get("ParameterKey").map(|name| name.span));
    }
    spans.retain(|span| !names.contains(span));
    spans
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]
    use super::*;

    fn load_text(text: &str) -> Result<BTreeMap<String, String>, ConfigProblems> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("parameters.json");
        std::fs::write(&path, text).unwrap();
        load(&path)
    }

    #[test]
    fn every_form_of_the_file_comes_to_the_same() {
        let expected: BTreeMap<String, String> =
            [("Env", "prod"), ("Account", "012345678901"), ("Multi", "true"), ("Zones", "a,b"), ("Empty", "")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into();
        let forms = [
            "Env: prod\nAccount: 012345678901\nMulti: true\nZones: [a, b]\nEmpty: ''\n",
            r#"{"Parameters": {"Env": "prod", "Account": "012345678901", "Multi": true, "Zones": ["a", "b"], "Empty": ""}}"#,
            r#"[{"ParameterKey": "Env", "ParameterValue": "prod"},
                {"ParameterKey": "Account", "ParameterValue": "012345678901"},
                {"ParameterKey": "Multi", "ParameterValue": "true"},
                {"ParameterKey": "Old", "UsePreviousValue": true},
                {"ParameterKey": "Zones", "ParameterValue": "a,b"},
                {"ParameterKey": "Empty", "ParameterValue": ""}]"#,
            r#"["Env=prod", "Account=012345678901", "Multi=true", "Zones=a,b", "Empty="]"#,
        ];
        for form in forms {
            assert_eq!(load_text(form).unwrap(), expected, "{form}");
        }
    }

    #[test]
    fn every_mistake_is_reported_with_its_place_and_without_the_values() {
        let problems = load_text(
            "- ParameterKey: A\n  ParameterValue: {secret: hunter2}\n- ParameterKey: B\n- ParameterKy: C\n  \
             ParameterValue: hunter3\n- ParameterKey: D\n  ParameterValue: hunter4\n- ParameterKey: D\n  \
             ParameterValue: hunter5\n",
        )
        .unwrap_err();
        let shown = format!("{:?}", miette::Report::new(problems.clone()));
        let found: Vec<String> = problems.0.iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "parameter `A` has no usable value",
                "parameter `B` has no usable value",
                "unknown key `ParameterKy`",
                "an entry names no parameter",
                "`D` is given twice"
            ]
        );
        assert!(shown.contains("parameters.json:2:19"), "{shown}");
        assert!(!shown.contains("hunter"), "{shown}");
    }

    #[test]
    fn broken_text_is_not_shown() {
        let problems = load_text("{\"Password\": \"hunter2\", \"x\": [}").unwrap_err();
        let shown = format!("{:?}", miette::Report::new(problems));
        assert!(shown.contains("parameters.json:1:"), "{shown}");
        assert!(!shown.contains("hunter2"), "{shown}");
        assert!(load_text("").is_err());
        assert!(load_text("text").is_err());
    }

    #[test]
    fn the_command_line_wins_and_debugging_shows_no_value() {
        let pins = |value: &str, region: Option<&str>| Pins {
            parameters: [("A".to_owned(), value.to_owned())].into(),
            region: region.map(str::to_owned),
            account: None,
        };
        let laid = pins("file", Some("eu-central-1")).under(pins("hunter2", None));
        assert_eq!(laid, pins("hunter2", Some("eu-central-1")));
        assert!(!format!("{laid:?}").contains("hunter2"));
    }

    #[test]
    fn regions_and_accounts_have_a_form() {
        assert!(["eu-central-1", "us-gov-west-1", "ap-southeast-4"].iter().all(|region| is_region(region)));
        assert!(
            ["eu-central", "eu", "EU-central-1", "eu-central-1a", "eu--1", "-1-1"].iter().all(|text| !is_region(text))
        );
        assert!(is_account("012345678901") && !is_account("12345678901") && !is_account("01234567890x"));
    }

    #[test]
    fn undeclared_parameters_are_named_with_what_was_meant() {
        let names = BTreeSet::from(["Env".to_owned(), "DbPasword".to_owned()]);
        let declared = BTreeSet::from(["DbPassword".to_owned(), "Env".to_owned()]);
        let near = Some("DbPassword".to_owned());
        let mistake = Mistake::UnknownParameter { name: "DbPasword".to_owned(), near };
        assert_eq!(Pins::undeclared(&names, &declared), [Problem::option("--parameter", mistake)]);
    }
}
