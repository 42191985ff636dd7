//! JUnit against the rules of the schemas in use.

use crate::reports::small;
use crate::support::{CLEAN, TEMPLATE, text};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;

type Element = (&'static str, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

/// What the schemas in use allow: the attributes of an element, those of them that must be there, and its children.
const JUNIT: [Element; 7] = [
    ("testsuites", &["name", "time", "tests", "failures", "disabled", "errors"], &[], &["testsuite"]),
    (
        "testsuite",
        &[
            "name",
            "tests",
            "failures",
            "errors",
            "time",
            "disabled",
            "skipped",
            "timestamp",
            "hostname",
            "id",
            "package",
        ],
        &["name", "tests", "failures", "errors"],
        &["testcase", "system-out"],
    ),
    ("testcase", &["name", "classname", "time"], &["name", "classname"], &["skipped", "error", "failure"]),
    ("failure", &["type", "message"], &["type"], &[]),
    ("error", &["type", "message"], &["type"], &[]),
    ("skipped", &["message"], &[], &[]),
    ("system-out", &[], &[], &[]),
];

fn attributes(element: &BytesStart<'_>) -> BTreeMap<String, String> {
    let pair = |attribute: quick_xml::events::attributes::Attribute<'_>| {
        (attribute.key.as_ref().to_owned(), attribute.value.to_string())
    };
    element.attributes().map(|attribute| pair(attribute.unwrap())).collect()
}

/// Reads a report by the rules of the schemas; the names of all elements, in order, with their attributes.
fn valid_junit(report: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let mut reader = Reader::from_str(report);
    let mut open: Vec<String> = Vec::new();
    let mut seen = Vec::new();
    loop {
        let event = reader.read_event().unwrap();
        match &event {
            Event::Start(element) | Event::Empty(element) => {
                let name = element.name().as_ref().to_owned();
                let (_, allowed, required, _) =
                    JUNIT.iter().find(|(known, ..)| *known == name).unwrap_or_else(|| panic!("{name}"));
                let given = attributes(element);
                assert!(given.keys().all(|key| allowed.contains(&key.as_str())), "{name} {given:?}");
                assert!(required.iter().all(|key| given.contains_key(*key)), "{name} {given:?}");
                match open.last() {
                    Some(parent) => {
                        let (.., children) = JUNIT.iter().find(|(known, ..)| known == parent).unwrap();
                        assert!(children.contains(&name.as_str()), "{name} in {parent}");
                    }
                    None => assert_eq!(name, "testsuites"),
                }
                seen.push((name.clone(), given));
                if matches!(event, Event::Start(_)) {
                    open.push(name);
                }
            }
            Event::End(_) => drop(open.pop()),
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty());
    seen
}

#[test]
fn junit_keeps_to_the_schemas_in_use_and_counts_right() {
    let hostile = TEMPLATE.replace("orders", "\"<b a='1'>&amp;]]>\\u0001\\uFFFE\\\"</b>\"");
    let place = small()
        .file("lib/broken.yml", "Resources:\n\tA: 1\n")
        .file("lib/good.yml", CLEAN)
        .file("lib/odd & <name>'\".yml", hostile);
    for strict in ["", "--strict"] {
        let arguments = format!("check lib --show undetermined --format junit {strict}");
        let report = text(&place.command(&arguments).output().unwrap().stdout);
        let seen = valid_junit(&report);
        let count = |wanted: &str| seen.iter().filter(|(name, _)| name == wanted).count().to_string();
        let all = &seen[0].1;
        assert_eq!(
            (&all["tests"], &all["failures"], &all["errors"]),
            (&count("testcase"), &count("failure"), &count("error"))
        );
        let sums = ["tests", "failures", "errors", "skipped"].map(|key| {
            let suites = seen.iter().filter(|(name, _)| name == "testsuite");
            suites.map(|(_, given)| given[key].parse::<usize>().unwrap()).sum::<usize>().to_string()
        });
        assert_eq!(sums, ["testcase", "failure", "error", "skipped"].map(count));
        assert_eq!(count("skipped"), if strict.is_empty() { "1" } else { "0" });
        assert_eq!(count("testsuite"), "4");
        assert!(seen.iter().any(|(_, given)| given.get("name").is_some_and(|name| name == "no findings")));
    }
}
