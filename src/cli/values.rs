//! Values of options: text in, or what is wrong with it.

use super::args::ReportFormat;
use crate::config::parameters;
use crate::config::severity::{self, FailOn};
use crate::engine::card::Severity;
use clap::ValueEnum as _;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::convert::Infallible;
use std::num::NonZeroUsize;
use std::path::PathBuf;

fn words(further: &[&'static str]) -> PossibleValuesParser {
    PossibleValuesParser::new(severity::WORDS.iter().map(|(word, _)| *word).chain(further.iter().copied()))
}

pub(super) fn severity_parser() -> impl TypedValueParser<Value = Severity> {
    words(&[]).try_map(|word| severity::parse(&word).ok_or("not a severity"))
}

pub(super) fn fail_on_parser() -> impl TypedValueParser<Value = FailOn> {
    words(&["never"]).try_map(|word| FailOn::parse(&word).ok_or("not a severity"))
}

/// What has no name is told apart in [`super::args::parse`]: clap would show the text, which may be secret.
pub(super) fn assignment(text: &str) -> Result<(String, String), Infallible> {
    Ok(text.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())).unwrap_or_default())
}

pub(super) fn counted(text: &str) -> Result<NonZeroUsize, &'static str> {
    text.parse().map_err(|_| "not a whole number from 1 on")
}

pub(super) fn region(text: &str) -> Result<String, &'static str> {
    if parameters::is_region(text) { Ok(text.to_owned()) } else { Err(parameters::REGION) }
}

pub(super) fn account(text: &str) -> Result<String, &'static str> {
    if parameters::is_account(text) { Ok(text.to_owned()) } else { Err(parameters::ACCOUNT) }
}

pub(super) fn output(text: &str) -> Result<PathBuf, &'static str> {
    if text == "-" { Err("standard output is where the report goes anyway") } else { Ok(text.into()) }
}

pub(super) fn further_report(text: &str) -> Result<(ReportFormat, PathBuf), String> {
    let formats = || {
        let words: Vec<_> = ReportFormat::value_variants().iter().map(|format| format.word()).collect();
        format!("the formats are {}", words.join(", "))
    };
    let (format, file) = text.split_once('=').ok_or_else(|| format!("write FORMAT=FILE; {}", formats()))?;
    let format =
        ReportFormat::from_str(format, false).map_err(|_| format!("`{format}` is no format; {}", formats()))?;
    match file {
        "" => Err("write FORMAT=FILE; what was given has no file".to_owned()),
        "-" => Err("standard output is for --format".to_owned()),
        file => Ok((format, file.into())),
    }
}
