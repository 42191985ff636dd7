//! Where the report goes. A path that cannot be written is found before the work, not after it.

use crate::discover;
use miette::Diagnostic;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

/// Why there is no report.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum OutputError {
    /// `--output` names a folder.
    #[error("--output: {path} is a folder")]
    #[diagnostic(code(output::folder), help("give the path of a file; one that exists is overwritten"))]
    Folder {
        /// The path.
        path: String,
    },
    /// `--output` names a file in a folder that does not exist.
    #[error("--output: {path} cannot be written, because the folder {folder} does not exist")]
    #[diagnostic(code(output::no_folder), help("create the folder first, or give another path"))]
    NoFolder {
        /// The path.
        path: String,
        /// The folder.
        folder: String,
    },
    /// Writing failed.
    #[error("the report could not be written to {path}: {reason}")]
    #[diagnostic(code(output::refused), help("whoever runs cfn-guardian must be allowed to write there"))]
    Refused {
        /// The path, or standard output.
        path: String,
        /// The operating system's words.
        reason: io::Error,
    },
}

/// Whether a report can go there, as far as that shows without writing.
pub fn ready(path: Option<&Path>) -> Result<(), OutputError> {
    let Some(path) = path else { return Ok(()) };
    let shown = discover::display(path);
    if path.is_dir() {
        return Err(OutputError::Folder { path: shown });
    }
    match path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir()) {
        Some(folder) => Err(OutputError::NoFolder { path: shown, folder: discover::display(folder) }),
        None => Ok(()),
    }
}

/// Hands the file, or standard output, to what writes the report.
pub fn open(path: Option<&Path>, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), OutputError> {
    let written = match path {
        Some(path) => File::create(path).and_then(|mut file| write(&mut file)),
        None => write(&mut io::stdout().lock()),
    };
    let shown = || path.map_or_else(|| "standard output".to_owned(), discover::display);
    written.map_err(|reason| OutputError::Refused { path: shown(), reason })
}
