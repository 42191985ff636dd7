//! The report for people: each finding under the characters that cause it, then one line of figures.

use super::clean::neutral;
use super::diagnostic::{Block, at, safe, worlds, wrap};
use super::snippet::Views;
use super::summary::{SEVERITIES, Summary, counted, word};
use super::{ReportOptions, Run, unless_closed};
use crate::engine::card::Severity;
use crate::finding::Verdict;
use crate::problem::Level;
use crate::source::Span;
use miette::{GraphicalReportHandler, GraphicalTheme};
use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

/// Writes the report.
pub fn write(run: &Run, options: &ReportOptions, out: &mut dyn Write) -> io::Result<()> {
    let mut buffer = io::BufWriter::new(out);
    unless_closed(parts(run, options, &mut buffer).and_then(|()| buffer.flush()))
}

fn parts(run: &Run, options: &ReportOptions, out: &mut dyn Write) -> io::Result<()> {
    if options.quiet {
        lines(run, options, out)?
    } else {
        blocks(run, options, out)?
    }
    if options.verbose {
        listing(run, out)?;
    }
    summary(run, options, out)
}

fn blocks(run: &Run, options: &ReportOptions, out: &mut dyn Write) -> io::Result<()> {
    let theme = if options.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_links(false)
        // miette breaks URLs, which then cannot be followed: the blocks come wrapped.
        .with_wrap_lines(false)
        .without_syntax_highlighting()
        .with_show_related_as_nested(true);
    let views = Views::new(run);
    let mut buffer = String::new();
    let mut write = |block: &Block<'_>| -> io::Result<()> {
        buffer.clear();
        handler.render_report(&mut buffer, block).map_err(io::Error::other)?;
        // miette pads empty lines; nothing is lost with the blanks at line ends.
        for line in buffer.lines() {
            writeln!(out, "{}", line.trim_end())?;
        }
        writeln!(out)
    };
    for finding in run.findings.iter().filter(|finding| options.shows(finding)) {
        write(&Block::finding(finding, &views, options.width))?;
    }
    for file in &run.files {
        for problem in &file.problems {
            write(&Block::problem(&file.path, problem, &views, options.width))?;
        }
    }
    Ok(())
}

/// `-q`: a line each, as editors and `grep` read them; notes are left out.
fn lines(run: &Run, options: &ReportOptions, out: &mut dyn Write) -> io::Result<()> {
    let paths = run.paths();
    for finding in run.findings.iter().filter(|finding| options.shows(finding)) {
        let worlds = worlds(&finding.worlds).map(|worlds| format!(", {worlds}")).unwrap_or_default();
        let path = paths.get(&finding.source).copied().unwrap_or_default();
        let place = match &finding.program {
            Some(site) => at(&site.place),
            None => format!("{}{}", neutral(path), position(run, finding.span).unwrap_or_default()),
        };
        let mut severity = paint(word(finding.severity), color(finding.severity), options);
        if finding.verdict == Verdict::Undetermined {
            severity.push_str(" (undetermined)");
        }
        let (rule, message) = (neutral(&finding.rule.id), safe(&finding.message));
        writeln!(out, "{place} {severity} {rule} {message}{worlds}")?;
    }
    for file in &run.files {
        for problem in &file.problems {
            let level = match problem.kind.level() {
                Level::Note => continue,
                Level::Warning => "warning",
                Level::Error => "error",
                Level::Incomplete => "incomplete",
            };
            let main = problem.labels.first().map(|(span, _)| *span);
            // An assembly has many files.
            let path = main.and_then(|span| paths.get(&span.source).copied()).unwrap_or(&file.path);
            let place = format!("{}{}", neutral(path), main.and_then(|span| position(run, span)).unwrap_or_default());
            writeln!(out, "{place} {level} {}", safe(&problem.kind.to_string()))?;
        }
    }
    Ok(())
}

fn position(run: &Run, span: Span) -> Option<String> {
    let at = run.sources.get(span.source)?.position(span.start);
    Some(format!(":{}:{}", at.line, at.column))
}

/// `-v`: what was read and what was not.
fn listing(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    for file in &run.files {
        let cut = if file.worlds_cut { " (there are more)" } else { "" };
        let (resources, worlds) = (counted(file.resources, "resource"), counted(file.worlds, "deployment"));
        let path = neutral(&file.path);
        if file.format == "unreadable" {
            writeln!(out, "unread   {path}")?;
        } else {
            writeln!(out, "read     {path}: {}, {resources}, {worlds}{cut}", file.format)?;
        }
    }
    for skipped in &run.skipped {
        writeln!(out, "skipped  {}: {}", neutral(&skipped.path), neutral(&skipped.reason))?;
    }
    if !(run.files.is_empty() && run.skipped.is_empty()) {
        writeln!(out)?;
    }
    Ok(())
}

fn summary(run: &Run, options: &ReportOptions, out: &mut dyn Write) -> io::Result<()> {
    if run.files.is_empty() {
        writeln!(out, "{}", nothing(run, options))?;
    }
    let figures = Summary::of(run);
    if !figures.unmapped.is_empty() {
        writeln!(out, "{}", unmapped(&figures.unmapped, options.width))?;
    }
    let mut line = format!(
        "{}, {}, {}: ",
        counted(figures.files, "file"),
        counted(figures.resources, "resource"),
        counted(figures.rules, "rule")
    );
    let violated = format!("{} violated", figures.violated);
    let worst =
        SEVERITIES.iter().zip(figures.by_severity).find(|(_, count)| *count > 0).map(|((severity, _), _)| *severity);
    line.push_str(&paint(&violated, worst.map_or("32", color), options));
    if figures.violated > 0 {
        let parts = SEVERITIES.iter().zip(figures.by_severity).filter(|(_, count)| *count > 0);
        let parts: Vec<String> = parts.map(|((_, word), count)| format!("{count} {word}")).collect();
        let _ = write!(line, " ({})", parts.join(", "));
    }
    let _ = write!(line, ", {} undetermined", figures.undetermined);
    if figures.undetermined > 0 && !options.shows_undetermined() {
        line.push_str(" (--show undetermined lists them)");
    }
    let _ = write!(line, ", {} satisfied", figures.satisfied);
    if figures.incomplete > 0 {
        let _ = write!(line, ", {}", paint(&format!("{} incomplete", figures.incomplete), "31", options));
    }
    let complaints = figures.problems - figures.incomplete - figures.notes;
    if complaints > 0 {
        let _ = write!(line, ", {}", counted(complaints, "problem"));
    }
    writeln!(out, "{line}, in {}", time(run.elapsed))
}

/// Types that are named; the JSON report has all of them.
const UNMAPPED: usize = 8;

/// Which types of Pulumi no rule could judge.
fn unmapped(types: &[(Arc<str>, usize)], width: usize) -> String {
    let resources = types.iter().map(|(_, count)| count).sum();
    let have = if resources == 1 { "has" } else { "have" };
    let (resources, kinds) = (counted(resources, "resource"), counted(types.len(), "Pulumi type"));
    let mut shown: Vec<String> =
        types.iter().take(UNMAPPED).map(|(kind, count)| format!("{} ({count})", neutral(kind))).collect();
    if types.len() > UNMAPPED {
        shown.push(format!("and {} more", types.len() - UNMAPPED));
    }
    wrap(&format!("{resources} of {kinds} {have} no translation: {}", shown.join(", ")), width, 0)
}

/// Why there are no figures.
fn nothing(run: &Run, options: &ReportOptions) -> String {
    let left_out = match run.skipped.len() {
        0 => return "nothing to check: no .yaml, .yml, .json, .template or .cfn file was found".to_owned(),
        1 => "the one entry that was found is no template".to_owned(),
        count => format!("none of the {count} entries that were found is a template"),
    };
    let more = if options.verbose { "" } else { "; --verbose says why" };
    format!("nothing to check: {left_out}{more}")
}

fn time(elapsed: Duration) -> String {
    let millis = elapsed.as_millis();
    if millis < 1000 { format!("{millis} ms") } else { format!("{:.1} s", elapsed.as_secs_f64()) }
}

/// The colours that the snippets have: miette's theme.
fn color(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "31",
        Severity::Medium => "33",
        Severity::Low | Severity::Info => "36",
    }
}

fn paint(text: &str, color: &str, options: &ReportOptions) -> String {
    if options.color { format!("\u{1b}[{color}m{text}\u{1b}[0m") } else { text.to_owned() }
}
