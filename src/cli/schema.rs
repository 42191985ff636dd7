//! `schema NAME`: the published JSON schemas, as they are embedded.

use super::args::{self, Subject};
use super::exit::Exit;
use crate::graph::input::INPUT_SCHEMA;
use crate::report::{json, unless_closed};
use miette::IntoDiagnostic as _;
use std::io::{self, Write};

/// The JSON schema of the configuration file.
const CONFIG_SCHEMA: &str = include_str!("../../schema/config.schema.json");

/// The schema of a subject.
fn text(subject: Subject) -> &'static str {
    match subject {
        Subject::Input => INPUT_SCHEMA,
        Subject::Report => json::SCHEMA,
        Subject::Config => CONFIG_SCHEMA,
    }
}

/// Runs the subcommand.
pub fn run(args: &args::Schema, out: &mut dyn Write) -> miette::Result<Exit> {
    write(args.subject, out).into_diagnostic()?;
    Ok(Exit::Clean)
}

/// Writes a schema.
pub fn write(subject: Subject, out: &mut dyn Write) -> io::Result<()> {
    unless_closed(out.write_all(text(subject).as_bytes()).and_then(|()| out.flush()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;
    use clap::ValueEnum as _;

    #[test]
    fn every_schema_is_one_of_the_named_draft_and_ends_its_line() {
        for schema in Subject::value_variants() {
            let mut out = Vec::new();
            write(*schema, &mut out).unwrap();
            assert_eq!(out.last(), Some(&b'\n'));
            let read: serde_json::Value = serde_json::from_slice(&out).unwrap();
            assert!(jsonschema::meta::is_valid(&read), "{schema:?}");
            assert!(jsonschema::draft202012::new(&read).is_ok(), "{schema:?}");
        }
    }
}
