//! SARIF 2.1.0, the subset that code scanning reads: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/>.
//!
//! Columns are characters counted from one, paths are relative to the current folder. An answer that is not known is
//! a result of kind `open`, which is no failure. `primaryLocationLineHash` is left to whoever uploads the file: GitHub's
//! action warns of every result that brings one of its own.

use super::clean::{neutral, neutral_lines};
use super::entries::{Entries, Entry, Place, Trouble, of_three};
use super::{ReportOptions, Run, fingerprint, json};
use crate::engine::card::{Card, Severity};
use crate::problem::Level;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// GitHub refuses rules with more.
const TAGS: usize = 20;

/// Writes the report.
pub fn write(run: &Run, entries: &Entries<'_>, options: &ReportOptions, out: &mut dyn Write) -> io::Result<()> {
    let rules = Rules::of(run, entries);
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": env!("CARGO_PKG_NAME"),
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.list.iter().map(|(card, severity)| rule(card, *severity)).collect::<Vec<_>>(),
            }},
            "invocations": [{
                // What exit code 2 says: the results are not the whole truth.
                "executionSuccessful": options.exit_code != 2,
                "exitCode": options.exit_code,
                "toolExecutionNotifications": entries.problems.iter().map(notification).collect::<Vec<_>>(),
            }],
            "columnKind": "unicodeCodePoints",
            "results": entries.findings.iter().map(|entry| result(entry, &rules)).collect::<Vec<_>>(),
        }],
    });
    json::pretty(&log, out)
}

/// The rules that were selected, each once, with the severity in force.
struct Rules<'a> {
    list: Vec<(&'a Card, Severity)>,
    numbers: BTreeMap<&'a str, usize>,
}

impl<'a> Rules<'a> {
    fn of(run: &'a Run, entries: &Entries<'a>) -> Self {
        let mut rules = Self { list: Vec::new(), numbers: BTreeMap::new() };
        entries.findings.iter().for_each(|entry| rules.add(&entry.finding.rule, entry.finding.severity));
        run.rules.iter().for_each(|card| rules.add(card, card.severity));
        rules.list.sort_by(|(a, _), (b, _)| a.id.cmp(&b.id));
        rules.numbers = rules.list.iter().enumerate().map(|(number, (card, _))| (card.id.as_str(), number)).collect();
        rules
    }

    fn add(&mut self, card: &'a Card, severity: Severity) {
        if self.numbers.insert(&card.id, 0).is_none() {
            self.list.push((card, severity));
        }
    }
}

fn rule(card: &Card, severity: Severity) -> Value {
    let (description, remediation) = (neutral_lines(&card.description), neutral_lines(&card.remediation));
    let pages = card.references.iter().map(|page| neutral(page).into_owned());
    let pages: Vec<String> = pages.collect();
    let links = pages.iter().map(|page| format!("- <{page}>\n")).collect::<String>();
    let mut tags = vec!["security".to_owned(), "aws".to_owned(), card.service.clone()];
    tags.extend(card.frameworks.iter().flat_map(|(name, ids)| ids.iter().map(move |id| format!("{name}:{id}"))));
    tags.extend(card.aliases.iter().cloned());
    tags.retain(|tag| !tag.is_empty());
    let mut seen = std::collections::BTreeSet::new();
    tags.retain(|tag| seen.insert(tag.clone()));
    tags.truncate(TAGS);
    let mut rule = json!({
        "id": card.id,
        "shortDescription": {"text": neutral(&card.title)},
        "fullDescription": {"text": description},
        "help": {
            "text": format!("{remediation}\n\n{}", pages.join("\n")).trim_end(),
            "markdown": format!("{remediation}\n\n{description}\n\n{links}").trim_end(),
        },
        "defaultConfiguration": {"level": of_three(severity)},
        "properties": {
            "tags": tags,
            "security-severity": score(severity),
            "problem.severity": match of_three(severity) { "note" => "recommendation", level => level },
        },
    });
    if let (Some(page), Some(rule)) = (pages.first(), rule.as_object_mut()) {
        rule.insert("helpUri".to_owned(), json!(page));
    }
    rule
}

/// Numbers in the middle of GitHub's ranges, as text, which is the only form that it takes.
fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "2.5",
        Severity::Info => "0.5",
    }
}

fn result(entry: &Entry<'_>, rules: &Rules<'_>) -> Value {
    let finding = entry.finding;
    let worlds = &finding.worlds;
    let mut result = json!({
        "ruleId": finding.rule.id,
        "ruleIndex": rules.numbers.get(finding.rule.id.as_str()),
        "kind": if entry.undetermined() { "open" } else { "fail" },
        "level": if entry.undetermined() { "none" } else { of_three(finding.severity) },
        "message": {"text": unlinked(&entry.message)},
        "locations": [located(entry)],
        "partialFingerprints": {fingerprint::NAME: entry.fingerprint},
        "properties": {"deployments": {"holds": worlds.holds, "of": worlds.of}},
    });
    add_related(&mut result, &entry.related);
    result
}

/// In a message `[text](target)` is a link: text out of a template must not make one.
fn unlinked(text: &str) -> String {
    text.replace("](", "] (")
}

fn located(entry: &Entry<'_>) -> Value {
    let mut location = location(&entry.place);
    if let (Some(resource), Some(location)) = (&entry.finding.resource, location.as_object_mut()) {
        let provenance = resource.provenance.as_ref();
        let path = provenance.map_or_else(|| resource.id.to_string(), |provenance| provenance.path.to_string());
        let dot = if entry.property.is_empty() { "" } else { "." };
        let name = json!({
            "name": resource.id,
            "fullyQualifiedName": format!("{path}{dot}{}", entry.property),
            "kind": "resource",
        });
        location.insert("logicalLocations".to_owned(), json!([name]));
    }
    location
}

fn location(place: &Place) -> Value {
    let mut physical = Map::new();
    physical.insert("artifactLocation".to_owned(), artifact(&place.path));
    if let Some(region) = place.region {
        let ((line, column), (end_line, end_column)) = (region.start, region.end);
        let region = json!({"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column});
        physical.insert("region".to_owned(), region);
    }
    json!({"physicalLocation": physical})
}

fn artifact(path: &str) -> Value {
    let encoded = encode(path);
    let drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
    if drive {
        json!({"uri": format!("file:///{encoded}")})
    } else if path.starts_with('/') {
        json!({"uri": format!("file://{encoded}")})
    } else {
        json!({"uri": encoded, "uriBaseId": "%SRCROOT%"})
    }
}

/// A path as part of a URI.
fn encode(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/+=@,".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

fn add_related(value: &mut Value, related: &[(Place, String)]) {
    let Some(object) = value.as_object_mut().filter(|_| !related.is_empty()) else { return };
    let related = related.iter().enumerate().map(|(number, (place, label))| {
        let mut location = location(place);
        if let Some(location) = location.as_object_mut() {
            location.insert("id".to_owned(), json!(number + 1));
            location.insert("message".to_owned(), json!({"text": unlinked(label)}));
        }
        location
    });
    object.insert("relatedLocations".to_owned(), related.collect());
}

fn notification(trouble: &Trouble<'_>) -> Value {
    let level = match trouble.level {
        Level::Note => "note",
        Level::Warning => "warning",
        Level::Error | Level::Incomplete => "error",
    };
    let help = trouble.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
    let mut locations = vec![location(&trouble.place)];
    locations.extend(trouble.related.iter().map(|(place, label)| {
        let mut location = location(place);
        if let Some(location) = location.as_object_mut() {
            location.insert("message".to_owned(), json!({"text": unlinked(label)}));
        }
        location
    }));
    json!({
        "descriptor": {"id": trouble.code},
        "level": level,
        "message": {"text": unlinked(&format!("{}{help}", trouble.message))},
        "locations": locations,
    })
}
