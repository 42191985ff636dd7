//! Markdown for a comment or a step summary: the findings by rule, the worst first, up to a size that a comment may have.
//!
//! Text out of templates stands in code spans only, on one line and without backticks: nothing in it is markup there, a
//! link, a mention, a reference to an issue or a command. Prose of rules has every sign escaped that may mean something.

use super::clean::neutral;
use super::entries::{Entries, Entry, Trouble, level};
use super::summary::{Summary, word};
use super::{Run, unless_closed};
use crate::engine::card::Card;
use crate::problem::Level;
use std::io::{self, Write};

/// Bytes of a report at most. GitHub takes 65,536 characters in a comment.
const SIZE: usize = 60_000;
/// Bytes kept for the word on what was cut.
const REST: usize = 300;
/// Characters of one text at most.
const TEXT: usize = 600;

/// Writes the report.
pub fn write(run: &Run, entries: &Entries<'_>, out: &mut dyn Write) -> io::Result<()> {
    unless_closed(out.write_all(page(run, entries).as_bytes()))
}

fn page(run: &Run, entries: &Entries<'_>) -> String {
    let mut page = Page { text: String::new(), findings: 0, problems: 0 };
    let summary = Summary::of(run);
    page.text.push_str(&format!("## {}\n\n{}\n", env!("CARGO_PKG_NAME"), summary.sentence()));
    let (incomplete, others): (Vec<_>, Vec<_>) =
        entries.problems.iter().partition(|trouble| trouble.level == Level::Incomplete);
    page.troubles("The analysis is incomplete", &incomplete);
    let sorted = entries.worst_first();
    for group in sorted.chunk_by(|a, b| a.finding.rule.id == b.finding.rule.id && a.undetermined() == b.undetermined())
    {
        page.rule(group);
    }
    page.troubles("About the files", &others);
    page.cut();
    page.text
}

/// The page so far, and what had no room on it.
struct Page {
    text: String,
    findings: usize,
    problems: usize,
}

impl Page {
    /// Adds a piece if there is room for it.
    fn add(&mut self, piece: &str) -> bool {
        let fits = self.text.len() + piece.len() <= SIZE - REST;
        if fits {
            self.text.push_str(piece);
        }
        fits
    }

    fn rule(&mut self, group: &[&Entry<'_>]) {
        let Some(first) = group.first() else { return };
        let mut head = heading(first);
        for (number, entry) in group.iter().enumerate() {
            let resource =
                if entry.resource().is_empty() { String::new() } else { format!(" {}", code(entry.resource())) };
            let line = format!("- {}{resource}: {}\n", code(&entry.place.words()), code(&entry.message));
            // A heading without a line under it says nothing.
            if !self.add(&format!("{head}{line}")) {
                self.findings += group.len() - number;
                return;
            }
            head.clear();
        }
    }

    fn troubles(&mut self, title: &str, troubles: &[&Trouble<'_>]) {
        let mut head = format!("\n### {title}\n\n");
        for trouble in troubles {
            let (place, level) = (code(&trouble.place.words()), level(trouble.level));
            if self.add(&format!("{head}- {level} {place}: {}\n", code(&trouble.message))) {
                head.clear();
            } else {
                self.problems += 1;
            }
        }
    }

    /// The word on what was cut.
    fn cut(&mut self) {
        let counted = |count: usize, what: &str| (count > 0).then(|| format!("{count} more {what}"));
        let parts: Vec<String> = [counted(self.findings, "findings"), counted(self.problems, "remarks on files")]
            .into_iter()
            .flatten()
            .collect();
        if !parts.is_empty() {
            let cut = format!(
                "\n**Cut here: {} had no room.** The other formats, such as SARIF and JSON, have all of them.\n",
                parts.join(" and ")
            );
            self.text.push_str(&cut);
        }
    }
}

fn heading(entry: &Entry<'_>) -> String {
    let card: &Card = &entry.finding.rule;
    let undetermined = if entry.undetermined() { " (undetermined)" } else { "" };
    let page = card.references.first().filter(|page| is_plain(page));
    let page = page.map(|page| format!(" [Read more]({page})")).unwrap_or_default();
    format!(
        "\n### {}{undetermined}: {}\n\n{}{page}\n\n",
        word(entry.finding.severity),
        code(&card.id),
        prose(&card.remediation)
    )
}

/// Whether an address has no sign that ends a link.
fn is_plain(page: &str) -> bool {
    page.starts_with("https://")
        && page.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~:/?#=&%+,@!".contains(&byte))
}

/// A code span: one line, no backticks in it, cut where it is too long.
fn code(text: &str) -> String {
    let text = shortened(text);
    let text = text.trim();
    if text.is_empty() { "`-`".to_owned() } else { format!("`{text}`") }
}

fn shortened(text: &str) -> String {
    let text = neutral(text).replace('`', "'");
    match text.char_indices().nth(TEXT) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// Prose, with every sign escaped that may mean something, and mentions and references broken by a word joiner.
fn prose(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in neutral(&text.replace(['\n', '\r'], " ")).chars() {
        if c.is_ascii_punctuation() && !matches!(c, '.' | ',' | ';' | '?' | '\'' | '"' | '/') {
            escaped.push('\\');
        }
        escaped.push(c);
        if matches!(c, '@' | '#') {
            escaped.push('\u{2060}');
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use super::super::ReportOptions;
    use super::super::sample::{finding, run};
    use super::*;
    use std::sync::Arc;

    fn shown(run: &Run) -> String {
        page(run, &Entries::of(run, &ReportOptions::default()))
    }

    #[test]
    fn no_text_of_a_template_is_markup() {
        let hostile = "x` </code> ``[a](http://evil)`` <img src=evil> @evil #1 | evil |\n---\n# evil\n``` ![](evil)\\`\r::error::evil";
        let mut run = run(&[(&format!("{hostile}.yml"), "Resources: {A: 1}")]);
        let mut one = finding(&run, 0, "A", &["Properties", hostile], hostile);
        one.resource.as_mut().unwrap().id = hostile.into();
        run.findings.push(one);
        let text = shown(&run);
        let line = text.lines().find(|line| line.contains("evil")).unwrap();
        assert_eq!(text.matches("evil").count(), line.matches("evil").count());
        // What stands outside of the code spans.
        let outside: Vec<&str> = line.split('`').step_by(2).collect();
        assert_eq!(outside, ["- ", " ", ": ", ""]);
        assert!(!text.contains('\r'));
    }

    #[test]
    fn prose_of_a_rule_is_no_markup_either() {
        assert_eq!(prose("Set `A` to\n<b>*1*</b> @all"), "Set \\`A\\` to \\<b\\>\\*1\\*\\</b\\> \\@\u{2060}all");
        assert!(is_plain("https://docs.aws.amazon.com/a_b/c.html#d-e") && !is_plain("https://a) [b](c"));
    }

    #[test]
    fn a_page_has_a_size_and_says_what_was_cut() {
        let mut run = run(&[("t.yml", "Resources: {A: 1}")]);
        let long = finding(&run, 0, "A", &["Properties"], &"é".repeat(2000));
        run.findings = vec![long; 1000];
        let mut low = run.findings.first().unwrap().clone();
        (low.severity, low.message) = (crate::engine::card::Severity::Low, "short".to_owned());
        low.rule = Arc::new(super::super::sample::card("another-rule", low.severity));
        run.findings.push(low);
        let text = shown(&run);
        assert!(text.len() <= SIZE && text.len() > SIZE / 2, "{}", text.len());
        let listed = text.lines().filter(|line| line.starts_with("- `")).count();
        assert!(text.contains(&format!("Cut here: {} more findings had no room", 1001 - listed)), "{listed}");
        assert!(text.contains("1 low"));
    }
}
