//! Workflow commands of GitHub, which become annotations of the changed lines:
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>.
//!
//! A step shows ten annotations of each kind, so that the worst come first. Every line that has text out of a template is
//! a command itself, with what ends a command or a property escaped: the text can start none of its own, in neither of
//! the forms (`::` and `##[`) that a runner knows.

use super::entries::{Entries, Place, of_three};
use super::summary::{Summary, word};
use super::{Run, unless_closed};
use crate::problem::Level;
use std::io::{self, Write};

/// Writes the report. Notes are left out.
pub fn write(run: &Run, entries: &Entries<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut buffer = io::BufWriter::new(out);
    unless_closed(lines(run, entries, &mut buffer).and_then(|()| buffer.flush()))
}

fn lines(run: &Run, entries: &Entries<'_>, out: &mut dyn Write) -> io::Result<()> {
    for trouble in entries.problems.iter().filter(|trouble| trouble.level == Level::Incomplete) {
        command(out, "error", &trouble.place, &format!("incomplete: {}", trouble.code), &trouble.message)?;
    }
    for entry in entries.worst_first() {
        let severity = word(entry.finding.severity);
        let (kind, title) = match of_three(entry.finding.severity) {
            _ if entry.undetermined() => ("notice", format!("{severity} (undetermined): {}", entry.finding.rule.id)),
            "note" => ("notice", format!("{severity}: {}", entry.finding.rule.id)),
            level => (level, format!("{severity}: {}", entry.finding.rule.id)),
        };
        command(out, kind, &entry.place, &title, &format!("{}\n{}", entry.message, entry.help()))?;
    }
    for trouble in &entries.problems {
        let kind = match trouble.level {
            Level::Incomplete | Level::Note => continue,
            Level::Warning => "warning",
            Level::Error => "error",
        };
        command(out, kind, &trouble.place, &trouble.code, &trouble.message)?;
    }
    writeln!(out, "{}", Summary::of(run).sentence())
}

fn command(out: &mut dyn Write, kind: &str, place: &Place, title: &str, message: &str) -> io::Result<()> {
    write!(out, "::{kind} file={}", property(&place.path))?;
    if let Some(region) = place.region {
        let ((line, column), (end_line, end_column)) = (region.start, region.end);
        write!(out, ",line={line},endLine={end_line}")?;
        // Columns are taken only within one line.
        if line == end_line {
            write!(out, ",col={column},endColumn={end_column}")?;
        }
    }
    writeln!(out, ",title={}::{}", property(title), data(message))
}

/// The message of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    /// Command, properties, message.
    type Command = (String, Vec<(String, String)>, String);

    /// What a runner makes of a line.
    fn read(line: &str) -> Option<Command> {
        let decode = |text: &str, signs: &[(&str, &str)]| {
            signs.iter().fold(text.to_owned(), |text, (code, sign)| text.replace(code, sign))
        };
        let (head, message) = line.trim_start().strip_prefix("::")?.split_once("::")?;
        let (name, rest) = head.split_once(' ')?;
        let properties = rest.split(',').filter_map(|pair| pair.split_once('='));
        let signs = [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")];
        let properties = properties.map(|(key, value)| (key.to_owned(), decode(value, &signs)));
        Some((name.to_owned(), properties.collect(), decode(message, &[("%0D", "\r"), ("%0A", "\n"), ("%25", "%")])))
    }

    #[test]
    fn no_text_leaves_its_command() {
        let hostile = "x::error file=a::b,line=7\n::add-mask::x\r\n##[error]y %0A::set-output name=a::b%%3A";
        let mut out = Vec::new();
        command(&mut out, "error", &Place { path: hostile.to_owned(), region: None }, hostile, hostile).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.matches(['\n', '\r']).count(), 1);
        let (name, properties, message) = read(text.trim_end()).unwrap();
        assert_eq!((name.as_str(), message.as_str()), ("error", hostile));
        let expected = [("file", hostile), ("title", hostile)].map(|(key, value)| (key.to_owned(), value.to_owned()));
        assert_eq!(properties, expected);
    }
}
