//! Writes the pages of the rules and the generated parts of README.md, or says that they are stale.
//!
//! A part stands between the comments `<!-- name -->` and `<!-- /name -->`; everything else of the file is left alone.
//! The folder of the pages has nothing else in it: a page whose rule is gone goes too.

use crate::bad;
use cfn_guardian::cli::{args, dispatch};
use cfn_guardian::config::{Profiles, Wanted};
use cfn_guardian::engine::card::{Card, Severity};
use cfn_guardian::engine::rule_set::RuleSet;
use cfn_guardian::engine::{embedded, setting};
use cfn_guardian::report::page::Page;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

const FILE: &str = "README.md";
/// The folder of the rules' pages.
const PAGES: &str = "docs/rules";
/// The template whose report the README shows, and the options that it is checked with.
const EXAMPLE: [&str; 5] =
    ["cfn-guardian", "check", "--show=undetermined", "--no-config", "examples/first-look/template.yml"];

/// Writes the files, or with `check` compares.
pub fn run(root: &Path, check: bool) -> io::Result<String> {
    env::set_current_dir(root)?;
    let rules = RuleSet::embedded().map_err(|error| bad(error.to_string()))?;
    let found = fs::read_to_string(FILE)?;
    let mut fresh = replaced(&found, "rules", &list(&rules))?;
    fresh = replaced(&fresh, "profiles", &profiles(&rules)?)?;
    fresh = replaced(&fresh, "settings", &settings())?;
    fresh = replaced(&fresh, "example", &example()?)?;
    let mut files = pages(&rules);
    files.insert(FILE.to_owned(), fresh);
    let gone = gone(&files)?;
    let is_stale = |(path, text): &(&String, &String)| fs::read_to_string(path).ok().as_ref() != Some(text);
    let stale: BTreeMap<&String, &String> = files.iter().filter(is_stale).collect();
    if stale.is_empty() && gone.is_empty() {
        return Ok(format!("{FILE} and {PAGES} are up to date\n"));
    }
    if check {
        return Err(bad(differences(&stale, &gone)));
    }
    fs::create_dir_all(PAGES)?;
    stale.iter().try_for_each(|(path, text)| fs::write(path, text))?;
    gone.iter().try_for_each(fs::remove_file)?;
    Ok(format!("{} files are written, {} are removed\n", stale.len(), gone.len()))
}

/// The pages of the rules, by path.
fn pages(rules: &RuleSet) -> BTreeMap<String, String> {
    let page = |card: &Card| (format!("{PAGES}/{}.md", card.id), Page::of(card, embedded::evidence()).markdown());
    rules.cards().iter().map(|card| page(card)).collect()
}

/// The pages that no rule has.
fn gone(files: &BTreeMap<String, String>) -> io::Result<BTreeSet<String>> {
    if !Path::new(PAGES).is_dir() {
        return Ok(BTreeSet::new());
    }
    let mut gone = BTreeSet::new();
    for entry in fs::read_dir(PAGES)? {
        let path = format!("{PAGES}/{}", entry?.file_name().to_string_lossy());
        if !files.contains_key(&path) {
            gone.insert(path);
        }
    }
    Ok(gone)
}

/// What is stale, each file at its first stale line.
fn differences(stale: &BTreeMap<&String, &String>, gone: &BTreeSet<String>) -> String {
    let mut said: Vec<String> = gone.iter().map(|path| format!("{path} has no rule")).collect();
    for (path, fresh) in stale {
        said.push(match fs::read_to_string(path) {
            Ok(found) => difference(path, &found, fresh),
            Err(_) => format!("{path} is missing"),
        });
    }
    let more = said.len().saturating_sub(5);
    said.truncate(5);
    let more = if more > 0 { format!("\n… and {more} more") } else { String::new() };
    format!("{}{more}\nrun `cargo xtask gen` and commit what it writes", said.join("\n"))
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
fn list(rules: &RuleSet) -> String {
    let mut services: BTreeMap<&str, Vec<&Card>> = BTreeMap::new();
    for card in rules.cards() {
        services.entry(&card.service).or_default().push(card);
    }
    let mut list = format!("{} rules:\n", rules.cards().len());
    for (service, cards) in services {
        let _ = writeln!(list, "\n**{service}**\n");
        for Card { id, title, severity: how_bad, .. } in cards {
            let _ = writeln!(list, "- [{id}]({PAGES}/{id}.md) ({}): {title}", severity(*how_bad));
        }
    }
    list
}

/// The built-in profiles with what they set, and what they leave to be set.
fn profiles(rules: &RuleSet) -> io::Result<String> {
    let built_in = embedded::profiles();
    let profiles = Profiles { built_in: &built_in, cards: rules.cards() };
    let mut table = "| Profile | For | Rules | Settings | To be set |\n| --- | --- | ---: | --- | --- |\n".to_owned();
    for (name, _) in &built_in {
        let mut problems = Vec::new();
        let wanted = Wanted { name, folder: Path::new(""), place: None, boundary: None };
        let profile = profiles.resolve(&wanted, &mut problems);
        if let Some(problem) = problems.first() {
            return Err(bad(format!("profile {name}: {problem}")));
        }
        let on: Vec<&Card> = rules.cards().iter().map(AsRef::as_ref).filter(|card| profile.is_on(card)).collect();
        let given = |(name, setting): (&String, &cfn_guardian::config::Setting)| {
            format!("`{name}: {}`", setting::written(&setting.value))
        };
        let given: Vec<String> = profile.settings.iter().map(given).collect();
        let open: BTreeSet<&String> =
            on.iter().flat_map(|card| &card.settings).filter(|name| !profile.settings.contains_key(*name)).collect();
        let open: Vec<String> = open.into_iter().map(|name| format!("`{name}`")).collect();
        let (title, count) = (&profile.title, on.len());
        let _ = writeln!(table, "| `{name}` | {title} | {count} | {} | {} |", given.join("<br>"), open.join(", "));
    }
    Ok(table)
}

/// The settings that rules read.
fn settings() -> String {
    let mut table = "| Setting | | Written as |\n| --- | --- | --- |\n".to_owned();
    for (name, card) in embedded::settings() {
        let (description, example) = (&card.description, setting::written(&card.example));
        let _ = writeln!(table, "| `{name}` | {description} | `{name}: {example}` |");
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
fn difference(path: &str, found: &str, fresh: &str) -> String {
    let mut lines = found.lines().zip(fresh.lines()).enumerate();
    let shared = found.lines().count().min(fresh.lines().count());
    let at = lines.find(|(_, (old, new))| old != new).map_or(shared, |(at, _)| at);
    let line = |text: &str| text.lines().nth(at).unwrap_or("(the end)").to_owned();
    let (old, new) = (line(found), line(fresh));
    format!("{path} is stale from line {}:\n- {old}\n+ {new}", at + 1)
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
        let said = difference("f", "a\nold\nc\n", "a\nnew\nc\n");
        assert!(said.ends_with("line 2:\n- old\n+ new"), "{said}");
        assert!(difference("f", "a\n", "a\nb\n").ends_with("line 2:\n- (the end)\n+ b"));
    }
}
