//! The rules of a run: the embedded ones, and those of the user's folders.

use crate::discover::{self, ReadProblem};
use crate::engine::rule_error::RuleError;
use crate::engine::rule_set::RuleSet;
use miette::Diagnostic;
use std::path::PathBuf;

/// The most bytes of one rule file; the largest of the embedded ones has some ten thousand.
const MAX_BYTES: u64 = 1 << 20;

/// What is wrong with the user's rules, all of it at once.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("the rules have {} mistakes: correct them, or leave their folder out", .errors.len())]
#[diagnostic(code(rules::unusable))]
pub struct UnusableRules {
    #[related]
    errors: Vec<RuleError>,
}

/// A folder of rules that cannot be read.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum RuleFolderError {
    /// It is no folder, or not readable.
    #[error("{folder} cannot be read as a folder of rules: {reason}")]
    #[diagnostic(code(rules::folder), help("--rules and the configuration's `rules` take folders with .rego files"))]
    Unreadable {
        /// The folder.
        folder: String,
        /// Why not.
        reason: String,
    },
    /// It has no rules.
    #[error("{folder} has no .rego files")]
    #[diagnostic(code(rules::empty), help("CONTRIBUTING shows what a rule looks like"))]
    Empty {
        /// The folder.
        folder: String,
    },
    /// A rule file cannot be read.
    #[error(transparent)]
    #[diagnostic(transparent)]
    File(#[from] ReadProblem),
    /// A rule file has nothing in it that says whose it is.
    #[error("{path} has no `package` line")]
    #[diagnostic(
        code(rules::no_package),
        help("a rule is a METADATA block, `package guardian.rules.<id with underscores>` and what it asks for")
    )]
    NoPackage {
        /// The file.
        path: String,
    },
    /// A rule file is no text.
    #[error("{path} is not UTF-8 text")]
    #[diagnostic(code(rules::not_text), help("a rule is a text file in UTF-8"))]
    NotText {
        /// The file.
        path: String,
    },
}

/// The embedded rules with those of the folders.
pub fn rule_set(folders: &[PathBuf]) -> miette::Result<RuleSet> {
    let embedded = RuleSet::embedded()?;
    if folders.is_empty() {
        return Ok(embedded);
    }
    let mut files = Vec::new();
    for folder in folders {
        read(folder, &mut files)?;
    }
    // The same folder may be given twice, by the configuration and by hand.
    files.sort();
    files.dedup();
    Ok(embedded.with_user_rules(files).map_err(|errors| UnusableRules { errors })?)
}

fn read(folder: &PathBuf, files: &mut Vec<(String, String)>) -> Result<(), RuleFolderError> {
    let shown = discover::display(folder);
    let unreadable = |reason: String| RuleFolderError::Unreadable { folder: shown.clone(), reason };
    if !folder.is_dir() {
        let reason = if folder.exists() { "it is a file" } else { "it does not exist" };
        return Err(unreadable(reason.to_owned()));
    }
    let before = files.len();
    for entry in walkdir::WalkDir::new(folder).follow_links(false).sort_by_file_name() {
        let entry = entry.map_err(|error| unreadable(error.to_string()))?;
        let name = entry.file_name().to_string_lossy();
        if !entry.file_type().is_file() || !name.ends_with(".rego") || name.ends_with("_test.rego") {
            continue;
        }
        let path = discover::display(entry.path());
        let bytes = discover::read_file(entry.path(), &path, MAX_BYTES)?;
        let text = String::from_utf8(bytes).map_err(|_| RuleFolderError::NotText { path: path.clone() })?;
        if !text.lines().any(|line| line.trim_start().starts_with("package ")) {
            return Err(RuleFolderError::NoPackage { path });
        }
        files.push((path, text));
    }
    if files.len() == before {
        return Err(RuleFolderError::Empty { folder: shown });
    }
    Ok(())
}
