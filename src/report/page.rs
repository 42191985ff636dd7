//! A rule's page: what its card says, and what its fixtures show.
//!
//! [`Page::of`] puts the sections together; [`Page::text`] and [`Page::markdown`] write the same ones, for a terminal and
//! for `docs/rules/`.

use super::clean::{neutral, neutral_lines};
use super::summary::word;
use super::wrap;
use crate::engine::card::{Card, Judges};
use crate::engine::embedded;
use crate::engine::evidence::{Evidence, Example, Fixtures};
use std::io::{self, Write};

/// The page of one rule.
#[derive(Clone, Debug)]
pub struct Page<'a> {
    card: &'a Card,
    sections: Vec<Section<'a>>,
}

#[derive(Clone, Debug)]
struct Section<'a> {
    title: &'static str,
    parts: Vec<Part<'a>>,
}

#[derive(Clone, Debug)]
enum Part<'a> {
    /// Sentences.
    Prose(String),
    /// Names, which are not sentences.
    Names(Vec<String>),
    /// Pages.
    Links(&'a [String]),
    /// Each with what is said of it.
    Terms(Vec<(String, String)>),
    /// A fixture.
    Template(&'a Example),
    /// Lines of it, by their numbers.
    Places(Vec<(usize, &'a str)>),
}

impl<'a> Page<'a> {
    /// The page of a rule.
    pub fn of(card: &'a Card, evidence: &'a Evidence) -> Self {
        let fixtures = evidence.fixtures.get(&card.id);
        let row = |id: &String| {
            let text = evidence.requirement(id).map(|row| row.text.clone());
            (id.clone(), text.unwrap_or_default())
        };
        let mut page = Self { card, sections: Vec::new() };
        page.add("Severity", [Part::Prose(word(card.severity).to_owned())]);
        page.add("Why, and how AWS behaves", [Part::Prose(card.description.clone())]);
        page.add("What it judges", judged(card));
        page.add("How to fix it", [Part::Prose(card.remediation.clone())]);
        page.example("A template that fails", fixtures.and_then(|fixtures| fixtures.fail.as_ref()));
        page.example("A template that passes", fixtures.and_then(|fixtures| fixtures.pass.as_ref()));
        page.add("What it cannot see", unseen(card, fixtures));
        page.add("Settings that it reads", [settings(&card.settings)]);
        page.add("Settings that it reads if they are given", [settings(&card.optional_settings)]);
        page.add("Profiles that turn it on", [profiles(card)]);
        page.add("Requirements", [Part::Terms(card.requirements.iter().map(row).collect())]);
        let controls = card.frameworks.iter().map(|(name, ids)| (name.clone(), ids.join(", ")));
        page.add("Frameworks", [Part::Terms(controls.collect())]);
        page.add("The same check elsewhere", [Part::Names(card.aliases.clone())]);
        page.add("References", [Part::Links(&card.references)]);
        page
    }

    fn add(&mut self, title: &'static str, parts: impl IntoIterator<Item = Part<'a>>) {
        let parts: Vec<Part<'a>> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        if !parts.is_empty() {
            self.sections.push(Section { title, parts });
        }
    }

    fn example(&mut self, title: &'static str, example: Option<&'a Example>) {
        let Some(example) = example else { return };
        let place = |number: &usize| {
            let line = example.text.lines().nth(number.saturating_sub(1)).unwrap_or_default();
            (*number, line.trim())
        };
        let places: Vec<(usize, &str)> = example.lines.iter().map(place).collect();
        let why = if places.is_empty() { "" } else { "What is wrong is found at:" };
        self.add(title, [Part::Template(example), Part::Prose(why.to_owned()), Part::Places(places)]);
    }

    /// Writes it for a terminal.
    pub fn text(&self, width: usize, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", neutral(&self.card.id))?;
        writeln!(out, "{}", "=".repeat(self.card.id.chars().count()))?;
        paragraph(&self.card.title, width, out)?;
        for Section { title, parts } in &self.sections {
            writeln!(out, "\n{title}")?;
            for part in parts {
                match part {
                    Part::Prose(text) => paragraph(text, width, out)?,
                    Part::Names(names) => list(names.iter().map(String::as_str), width, out)?,
                    Part::Links(pages) => list(pages.iter().map(String::as_str), width, out)?,
                    Part::Terms(terms) => {
                        let terms: Vec<String> = terms.iter().map(term).collect();
                        list(terms.iter().map(String::as_str), width, out)?;
                    }
                    Part::Places(places) => {
                        let places: Vec<String> =
                            places.iter().map(|(number, line)| format!("line {number}: {line}")).collect();
                        list(places.iter().map(String::as_str), width, out)?;
                    }
                    Part::Template(example) => {
                        example.text.lines().try_for_each(|line| {
                            let line = format!("    {}", neutral(line));
                            writeln!(out, "{}", line.trim_end())
                        })?;
                    }
                }
            }
        }
        Ok(())
    }

    /// The page as Markdown, for a file in `docs/rules/`.
    pub fn markdown(&self) -> String {
        let Card { id, service, title, .. } = self.card;
        let mut page = format!("# {id}\n\n{}\n\n", prose(title));
        page.push_str(&format!(
            "Written by `cargo xtask gen` from [the rule](../../rules/{service}/{id}.rego) and \
             [its fixtures](../../fixtures/{id}).\n"
        ));
        for Section { title, parts } in &self.sections {
            page.push_str(&format!("\n## {title}\n"));
            for part in parts {
                page.push('\n');
                match part {
                    Part::Prose(text) => page.push_str(&format!("{}\n", prose(text))),
                    Part::Names(names) => names.iter().for_each(|name| page.push_str(&format!("- `{name}`\n"))),
                    Part::Links(links) => links.iter().for_each(|link| page.push_str(&format!("- <{link}>\n"))),
                    Part::Terms(terms) => terms.iter().for_each(|(name, text)| {
                        page.push_str(&format!("- {}\n", term(&(format!("`{name}`"), prose(text)))));
                    }),
                    Part::Places(places) => places.iter().for_each(|(number, line)| {
                        page.push_str(&format!("- line {number}: `{line}`\n"));
                    }),
                    Part::Template(example) => {
                        let language = if example.file.ends_with(".json") { "json" } else { "yaml" };
                        page.push_str(&format!("```{language}\n{}```\n", example.text));
                    }
                }
            }
        }
        page
    }
}

impl Part<'_> {
    fn is_empty(&self) -> bool {
        match self {
            Self::Prose(text) => text.is_empty(),
            Self::Names(names) => names.is_empty(),
            Self::Links(links) => links.is_empty(),
            Self::Terms(terms) => terms.is_empty(),
            Self::Template(_) => false,
            Self::Places(places) => places.is_empty(),
        }
    }
}

fn judged(card: &Card) -> Vec<Part<'static>> {
    let any = |types: &[String]| types.iter().any(|kind| kind == "*");
    let judged = if any(&card.resources) {
        Part::Prose("Every resource.".to_owned())
    } else {
        Part::Names(card.resources.clone())
    };
    let form = "It judges how a value is written, not what it comes to.".to_owned();
    let form = Part::Prose(if card.judges == Judges::Form { form } else { String::new() });
    let mut parts = vec![judged, form];
    if any(&card.reads) {
        parts.push(Part::Prose("With them it reads any other resource.".to_owned()));
    } else if !card.reads.is_empty() {
        parts.push(Part::Prose("With them it reads:".to_owned()));
        parts.push(Part::Names(card.reads.clone()));
    }
    if !card.facts.is_empty() {
        parts.push(Part::Prose("What is worked out before the rules run:".to_owned()));
        parts.push(Part::Names(card.facts.clone()));
    }
    parts
}

/// Where the rule has no answer.
fn unseen(card: &Card, fixtures: Option<&Fixtures>) -> Vec<Part<'static>> {
    let decides = card.judges == Judges::Value && !card.decides_on.is_empty();
    let mut parts = Vec::new();
    if decides {
        let why = "The answer is undetermined where one of these is known only when the stack is deployed:";
        parts.push(Part::Prose(why.to_owned()));
        parts.push(Part::Names(card.decides_on.clone()));
    } else if fixtures.is_some_and(|fixtures| fixtures.undetermined > 0) {
        let why = "The answer is undetermined where something that it weighs is known only when the stack is deployed.";
        parts.push(Part::Prose(why.to_owned()));
    }
    if card.existence {
        let why = "It asks that something exists. That is judged in the deployment with every parameter at its \
                   default, and what another stack has is not seen.";
        parts.push(Part::Prose(why.to_owned()));
    }
    parts
}

fn settings(names: &[String]) -> Part<'static> {
    let described = |name: &String| {
        let said = embedded::setting(name).map(|card| format!("{} ({})", card.description, card.form));
        (name.clone(), said.unwrap_or_default())
    };
    Part::Terms(names.iter().map(described).collect())
}

fn profiles(card: &Card) -> Part<'static> {
    if card.profiles.is_empty() {
        return Part::Prose("None: it runs only with `--all-rules`, `--only` or a profile that enables it.".to_owned());
    }
    Part::Names(card.profiles.clone())
}

fn term((name, text): &(String, String)) -> String {
    if text.is_empty() { name.clone() } else { format!("{name}: {text}") }
}

fn paragraph(text: &str, width: usize, out: &mut dyn Write) -> io::Result<()> {
    for line in wrap(&neutral_lines(text), width, 2).lines() {
        writeln!(out, "{}", format_args!("  {line}").to_string().trim_end())?;
    }
    Ok(())
}

fn list<'t>(items: impl Iterator<Item = &'t str>, width: usize, out: &mut dyn Write) -> io::Result<()> {
    for item in items {
        for (at, line) in wrap(&neutral(item), width, 4).lines().enumerate() {
            writeln!(out, "  {} {line}", if at == 0 { "-" } else { " " })?;
        }
    }
    Ok(())
}

/// Sentences for Markdown: what would be markup there is plain, but for code between backticks.
fn prose(text: &str) -> String {
    let mut escaped = String::new();
    for (at, piece) in text.split('`').enumerate() {
        if at > 0 {
            escaped.push('`');
        }
        for c in piece.chars() {
            if at % 2 == 0 && matches!(c, '*' | '<' | '[' | '\\' | '|') {
                escaped.push('\\');
            }
            escaped.push(c);
        }
    }
    escaped
}

#[cfg(test)]
mod tests;
