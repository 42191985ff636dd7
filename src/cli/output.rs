//! Where the reports go. A path that cannot be written is found before the work, not after it.
//!
//! A file is written beside its place and put there when it is whole: whoever reads it sees the old report or the new
//! one, and a run that is ended early leaves the old one.

use crate::discover;
use miette::Diagnostic;
use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Why there is no report.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum OutputError {
    /// An option names a folder.
    #[error("{option}: {path} is a folder")]
    #[diagnostic(code(output::folder), help("give the path of a file; one that exists is overwritten"))]
    Folder {
        /// The option.
        option: &'static str,
        /// The path.
        path: String,
    },
    /// An option names a file in a folder that does not exist.
    #[error("{option}: {path} cannot be written, because the folder {folder} does not exist")]
    #[diagnostic(code(output::no_folder), help("create the folder first, or give another path"))]
    NoFolder {
        /// The option.
        option: &'static str,
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
pub fn ready(option: &'static str, path: &Path) -> Result<(), OutputError> {
    let shown = discover::display(path);
    if path.is_dir() {
        return Err(OutputError::Folder { option, path: shown });
    }
    match path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir()) {
        Some(folder) => Err(OutputError::NoFolder { option, path: shown, folder: discover::display(folder) }),
        None => Ok(()),
    }
}

/// Whether two paths lead to the same file, as far as that shows.
pub fn same_file(a: &Path, b: &Path) -> bool {
    let place = |path: &Path| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        fs::canonicalize(path).unwrap_or_else(|_| path.file_name().map_or(folder.clone(), |name| folder.join(name)))
    };
    place(a) == place(b)
}

/// Hands the file, or standard output, to what writes the report.
pub fn open(path: Option<&Path>, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), OutputError> {
    let written = match path {
        Some(path) => replace(path, write),
        None => write(&mut io::stdout().lock()),
    };
    let shown = || path.map_or_else(|| "standard output".to_owned(), discover::display);
    written.map_err(|reason| OutputError::Refused { path: shown(), reason })
}

fn replace(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    // A link stays, and what it leads to is replaced.
    let path: PathBuf = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let known = fs::metadata(&path).ok();
    // A device or a pipe is no file that could be replaced.
    if known.as_ref().is_some_and(|known| !known.is_file()) {
        return write(&mut File::create(path)?);
    }
    // Whoever may not write the file may not replace it either.
    if known.is_some() {
        File::options().append(true).open(&path)?;
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".cfn-guardian-").suffix(".tmp");
    let permissions = known.map(|known| known.permissions());
    if let Some(usual) = permissions.clone().or_else(usual) {
        builder.permissions(usual);
    }
    let Ok(mut file) = builder.tempfile_in(folder) else {
        // The folder takes no new file, and the one that is there may be writable all the same.
        return write(&mut File::create(path)?);
    };
    write(file.as_file_mut())?;
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions)?;
    }
    file.persist(path).map(drop).map_err(|error| error.error)
}

/// What a new file is created with; the process's mask is taken off. A temporary file would be its owner's alone.
#[cfg(unix)]
fn usual() -> Option<Permissions> {
    Some(std::os::unix::fs::PermissionsExt::from_mode(0o666))
}

#[cfg(not(unix))]
fn usual() -> Option<Permissions> {
    None
}
