//! One row for each finding and problem, for spreadsheets.
//!
//! A spreadsheet takes a cell that begins like a formula for one, whatever quotes stand around it: such a cell gets an
//! apostrophe, as <https://owasp.org/www-community/attacks/CSV_Injection> advises.

use super::clean::neutral;
use super::entries::{Entries, Place, level};
use super::summary::word;
use super::unless_closed;
use csv::{QuoteStyle, Writer, WriterBuilder};
use std::borrow::Cow;
use std::io::{self, Write};

const HEAD: [&str; 18] = [
    "answer",
    "severity",
    "rule",
    "file",
    "line",
    "column",
    "end_line",
    "end_column",
    "stack",
    "resource",
    "type",
    "property",
    "message",
    "deployments",
    "of_deployments",
    "remediation",
    "page",
    "fingerprint",
];

/// Writes the report.
pub fn write(entries: &Entries<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = WriterBuilder::new().quote_style(QuoteStyle::NonNumeric).from_writer(out);
    unless_closed(rows(entries, &mut writer).and_then(|()| writer.flush()))
}

fn rows(entries: &Entries<'_>, writer: &mut Writer<&mut dyn Write>) -> io::Result<()> {
    writer.write_record(HEAD)?;
    for entry in &entries.findings {
        let finding = entry.finding;
        let resource = finding.resource.as_ref();
        let [line, column, end_line, end_column] = numbers(&entry.place);
        row(
            writer,
            [
                if entry.undetermined() { "undetermined" } else { "violated" },
                word(finding.severity),
                &finding.rule.id,
                &entry.place.path,
                &line,
                &column,
                &end_line,
                &end_column,
                resource.map_or("", |resource| &resource.stack),
                entry.resource(),
                resource.map_or("", |resource| &resource.kind),
                &entry.property,
                &entry.message,
                &finding.worlds.holds.to_string(),
                &finding.worlds.of.to_string(),
                &finding.rule.remediation,
                finding.rule.references.first().map_or("", String::as_str),
                &entry.fingerprint,
            ],
        )?;
    }
    for trouble in &entries.problems {
        let [line, column, end_line, end_column] = numbers(&trouble.place);
        let mut cells = [""; HEAD.len()];
        let known =
            [level(trouble.level), "", &trouble.code, &trouble.place.path, &line, &column, &end_line, &end_column];
        cells.iter_mut().zip(known).for_each(|(cell, known)| *cell = known);
        let [.., message, _, _, help, _, _] = &mut cells;
        (*message, *help) = (&trouble.message, trouble.help.as_deref().unwrap_or_default());
        row(writer, cells)?;
    }
    Ok(())
}

fn row(writer: &mut Writer<&mut dyn Write>, cells: [&str; HEAD.len()]) -> io::Result<()> {
    writer.write_record(cells.map(cell).iter().map(|cell| cell.as_bytes())).map_err(io::Error::from)
}

fn numbers(place: &Place) -> [String; 4] {
    let Some(region) = place.region else { return Default::default() };
    [region.start.0, region.start.1, region.end.0, region.end.1].map(|number| number.to_string())
}

/// A cell on one line that no spreadsheet calculates.
fn cell(text: &str) -> Cow<'_, str> {
    let text = neutral(text);
    let formula =
        text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '␉', '␍', '␊']);
    if formula { Cow::Owned(format!("'{text}")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "=cmd|' /C calc'!A0"] {
            assert!(cell(formula).starts_with('\''), "{formula}");
        }
        for plain in ["a=1", "12", "", "table Orders is open", "s3:*", "10.0.0.0/8"] {
            assert_eq!(cell(plain), plain);
        }
    }
}
