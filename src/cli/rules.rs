//! `rules`: every rule as a table for people or as JSON for programs.

use super::args::{self, ListFormat};
use super::exit::Exit;
use super::rule_files;
use crate::config::{ConfigProblems, Profiles, Wanted};
use crate::engine::card::{Card, Severity};
use crate::engine::embedded;
use crate::report::clean::neutral;
use crate::report::summary::word;
use crate::report::{json, unless_closed};
use miette::IntoDiagnostic as _;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

/// A rule as `rules --format json` lists it.
#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    title: &'a str,
    severity: Severity,
    service: &'a str,
    resource_types: &'a [String],
    aliases: &'a [String],
    requirements: &'a [String],
    frameworks: &'a BTreeMap<String, Vec<String>>,
    profiles: &'a [String],
    remediation: &'a str,
    references: &'a [String],
}

/// Runs the subcommand.
pub fn run(args: &args::Rules, out: &mut dyn Write) -> miette::Result<Exit> {
    let rules = rule_files::rule_set(&args.rules)?;
    let mut cards = rules.cards().to_vec();
    if let Some(name) = &args.profile {
        let mut problems = Vec::new();
        let profiles = Profiles { built_in: &embedded::profiles(), cards: rules.cards() };
        let wanted = Wanted { name, folder: Path::new(""), place: None, boundary: None };
        let profile = profiles.resolve(&wanted, &mut problems);
        ConfigProblems::check(problems)?;
        cards.retain(|card| profile.is_on(card));
    }
    write(&cards, args.format, out).into_diagnostic()?;
    Ok(Exit::Clean)
}

/// Lists the rules, ordered by id.
pub fn write(cards: &[Arc<Card>], format: ListFormat, out: &mut dyn Write) -> io::Result<()> {
    let mut cards: Vec<&Card> = cards.iter().map(|card| &**card).collect();
    cards.sort_by(|a, b| a.id.cmp(&b.id));
    match format {
        ListFormat::Json => json::pretty(&cards.into_iter().map(row).collect::<Vec<_>>(), out),
        ListFormat::Table => {
            let mut buffer = io::BufWriter::new(out);
            unless_closed(table(&cards, &mut buffer).and_then(|()| buffer.flush()))
        }
    }
}

fn row(card: &Card) -> Row<'_> {
    Row {
        id: &card.id,
        title: &card.title,
        severity: card.severity,
        service: &card.service,
        resource_types: &card.resources,
        aliases: &card.aliases,
        requirements: &card.requirements,
        frameworks: &card.frameworks,
        profiles: &card.profiles,
        remediation: &card.remediation,
        references: &card.references,
    }
}

/// The title comes last: it is the only column that may be too long for a line.
fn table(cards: &[&Card], out: &mut dyn Write) -> io::Result<()> {
    let head = ["RULE", "SEVERITY", "SERVICE", "PROFILES", "TITLE"].map(str::to_owned);
    let rows = cards.iter().map(|card| {
        let profiles = if card.profiles.is_empty() { "-".to_owned() } else { card.profiles.join(",") };
        let service = if card.service.is_empty() { "-" } else { &card.service };
        [&card.id, word(card.severity), service, &profiles, &card.title].map(|cell| neutral(cell).into_owned())
    });
    let rows: Vec<[String; 5]> = std::iter::once(head).chain(rows).collect();
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
    };
    let widths = [width(0), width(1), width(2), width(3), 0];
    for row in &rows {
        let cells: Vec<String> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        writeln!(out, "{}", cells.join("  "))?;
    }
    let count = cards.len();
    writeln!(out, "\n{count} rule{}; `cfn-guardian explain RULE` says more", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;
    use crate::report::sample::card;

    fn listed(cards: &[Arc<Card>], format: ListFormat) -> String {
        let mut out = Vec::new();
        write(cards, format, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn cards() -> Vec<Arc<Card>> {
        let mut user = card("a-user-rule", Severity::Info);
        (user.service, user.profiles) = (String::new(), vec![]);
        user.title = "Odd\u{1b}[2J titles".to_owned();
        vec![Arc::new(card("dynamodb-table-pitr", Severity::High)), Arc::new(user)]
    }

    #[test]
    fn the_table_is_aligned_and_ordered() {
        insta::assert_snapshot!(listed(&cards(), ListFormat::Table), @r#"
    RULE                 SEVERITY  SERVICE   PROFILES  TITLE
    a-user-rule          info      -         -         Odd␛[2J titles
    dynamodb-table-pitr  high      dynamodb  default   DynamoDB tables have point-in-time recovery

    2 rules; `cfn-guardian explain RULE` says more
    "#);
    }

    #[test]
    fn the_json_has_every_field() {
        let rows: serde_json::Value = serde_json::from_str(&listed(&cards(), ListFormat::Json)).unwrap();
        let pitr = card("dynamodb-table-pitr", Severity::High);
        assert_eq!(
            rows.as_array().unwrap().get(1),
            Some(&serde_json::json!({
                "id": "dynamodb-table-pitr",
                "title": pitr.title,
                "severity": "high",
                "service": "dynamodb",
                "resource_types": ["AWS::DynamoDB::Table"],
                "aliases": ["checkov:CKV_AWS_28"],
                "requirements": ["B6"],
                "frameworks": {"nist-800-53-r5": ["CP-9"]},
                "profiles": ["default"],
                "remediation": pitr.remediation,
                "references": pitr.references,
            }))
        );
    }

    #[test]
    fn no_rules_are_an_empty_array_and_an_empty_table() {
        assert_eq!(listed(&[], ListFormat::Json), "[]\n");
        assert!(listed(&[], ListFormat::Table).ends_with("\n0 rules; `cfn-guardian explain RULE` says more\n"));
    }
}
