//! `schema NAME`: the published JSON schemas, as they are embedded.

use crate::report::{json, unless_closed};
use std::io::{self, Write};

/// A published schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Schema {
    /// The report of `check --format json`.
    Report,
}

impl Schema {
    /// The schema itself.
    pub fn text(self) -> &'static str {
        match self {
            Self::Report => json::SCHEMA,
        }
    }
}

/// Writes a schema.
pub fn write(schema: Schema, out: &mut dyn Write) -> io::Result<()> {
    unless_closed(out.write_all(schema.text().as_bytes()).and_then(|()| out.flush()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;
    use clap::ValueEnum as _;

    #[test]
    fn every_schema_is_one_of_the_named_draft_and_ends_its_line() {
        for schema in Schema::value_variants() {
            let mut out = Vec::new();
            write(*schema, &mut out).unwrap();
            assert_eq!(out.last(), Some(&b'\n'));
            let read: serde_json::Value = serde_json::from_slice(&out).unwrap();
            assert!(jsonschema::meta::is_valid(&read), "{schema:?}");
            assert!(jsonschema::draft202012::new(&read).is_ok(), "{schema:?}");
        }
    }
}
