//! Writes the generated parts of README.md, or says that they are stale.
//!
//! A part stands between the comments `<!-- name -->` and `<!-- /name -->`; everything else of the file is left alone.

use crate::bad;
use cfn_guardian::cli::{args, dispatch};
use cfn_guardian::engine::card::{Card, Severity};
use cfn_guardian::engine::rule_set::RuleSet;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

const FILE: &str = "README.md";
/// The template whose report the README shows, and the options that it is checked with.
const EXAMPLE: [&str; 5] =
    ["cfn-guardian", "check", "--show=undetermined", "--no-config", "examples/first-look/template.yml"];

/// Writes the file, or with `check` compares.
pub fn run(root: &Path, check: bool) -> io::Result<String> {
    env::set_current_dir(root)?;
    let rules = RuleSet::embedded().map_err(|error| bad(error.to_string()))?;
    let cards: Vec<&Card> = rules.cards().iter().map(AsRef::as_ref).collect();
    let found = fs::read_to_string(FILE)?;
    let mut fresh = replaced(&found, "rules", &table(&cards))?;
    fresh = replaced(&fresh, "example", &example()?)?;
    if fresh == found {
        return Ok(format!("{FILE} is up to date\n"));
    }
    if check {
        return Err(bad(difference(&found, &fresh)));
    }
    fs::write(FILE, fresh)?;
    Ok(format!("{FILE} is written\n"))
}

/// The text with another part between the comments of that name.
fn replaced(text: &str, name: &str, part: &str) -> io::Result<String> {
    let (start, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->\n"));
    let missing = |comment: &str| bad(format!("{FILE} has no line {}", comment.trim_end()));
    let (before, rest) = text.split_once(&start).ok_or_else(|| missing(&start))?;
    let (_, after) = rest.split_once(&end).ok_or_else(|| missing(&end))?;
    Ok(format!("{before}{start}{part}{end}{after}"))
}

/// The rules by service and id.
fn table(cards: &[&Card]) -> String {
    let mut cards = cards.to_vec();
    cards.sort_by_key(|card| (&card.service, &card.id));
    let mut table = format!("{} rules:\n\n", cards.len());
    table.push_str("| Rule | Severity | What must hold | Profiles | Requirements |\n| --- | --- | --- | --- | --- |\n");
    for card in cards {
        let Card { id, service, title, .. } = card;
        let (profiles, rows) = (card.profiles.join(", "), card.requirements.join(", "));
        let severity = severity(card.severity);
        let title = title.replace('|', "\\|");
        let _ = writeln!(table, "| [{id}](rules/{service}/{id}.rego) | {severity} | {title} | {profiles} | {rows} |");
    }
    table
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Low => "low",
        Severity::Medium => "medium",
        Severity::High => "high",
        Severity::Critical => "critical",
    }
}

/// The command and what it says, without the time that it took.
fn example() -> io::Result<String> {
    let folder = tempfile::tempdir()?;
    let output = folder.path().join("report.txt");
    let arguments = EXAMPLE.iter().map(Into::into).chain(["--output".into(), output.clone().into()]);
    let args = args::parse(arguments).map_err(|error| bad(error.to_string()))?;
    dispatch(args).map_err(|error| bad(format!("{error:?}")))?;
    let report = fs::read_to_string(output)?;
    let (report, _) = report.rsplit_once(", in ").ok_or_else(|| bad("the report does not end with its time"))?;
    let command = EXAMPLE.join(" ").replace("--show=", "--show ").replace(" --no-config", "");
    Ok(format!("```console\n$ {command}\n{report}, in …\n```\n"))
}

/// The first line that differs.
fn difference(found: &str, fresh: &str) -> String {
    let mut lines = found.lines().zip(fresh.lines()).enumerate();
    let shared = found.lines().count().min(fresh.lines().count());
    let at = lines.find(|(_, (old, new))| old != new).map_or(shared, |(at, _)| at);
    let line = |text: &str| text.lines().nth(at).unwrap_or("(the end)").to_owned();
    let (old, new) = (line(found), line(fresh));
    format!("{FILE} is stale from line {}:\n- {old}\n+ {new}\nrun `cargo xtask gen` and commit the file", at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_part_between_the_comments_changes() {
        let text = "a\n<!-- rules -->\nold\n<!-- /rules -->\nb\n";
        assert_eq!(replaced(text, "rules", "new\n").unwrap(), "a\n<!-- rules -->\nnew\n<!-- /rules -->\nb\n");
        assert!(replaced(text, "example", "").unwrap_err().to_string().contains("<!-- example -->"));
    }

    #[test]
    fn a_stale_file_is_shown_at_its_first_stale_line() {
        let said = difference("a\nold\nc\n", "a\nnew\nc\n");
        assert!(said.contains("line 2:\n- old\n+ new\n"), "{said}");
        assert!(difference("a\n", "a\nb\n").contains("line 2:\n- (the end)\n+ b\n"));
    }
}
