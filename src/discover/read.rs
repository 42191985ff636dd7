//! Bounded reading: the size is asked for before a byte is read, and held to while reading.

use super::{ReadProblem, STDIN};
use crate::suggest;
use std::fs::{File, FileType};
use std::io::{ErrorKind, Read};
use std::path::Path;

/// How much of a file beyond the bound is looked at to tell what it is.
const HEAD: u64 = 64 * 1024;

/// How many names of a folder are compared with a name that does not exist.
const NEIGHBOURS: usize = 2_000;

/// Reads a regular file of at most `max` bytes. `shown` is the path that errors name.
pub fn read_file(path: &Path, shown: &str, max: u64) -> Result<Vec<u8>, ReadProblem> {
    let metadata = std::fs::metadata(path).map_err(|error| refused(path, shown, &error))?;
    // Asked before opening: to open a pipe is to wait for its writer.
    if metadata.is_dir() {
        return Err(ReadProblem::Folder { path: shown.to_owned() });
    }
    if !metadata.is_file() {
        return Err(ReadProblem::NotAFile { path: shown.to_owned(), what: what(metadata.file_type()) });
    }
    if metadata.len() > max {
        return Err(ReadProblem::TooLarge { path: shown.to_owned(), limit: max });
    }
    let file = File::open(path).map_err(|error| refused(path, shown, &error))?;
    bounded(file, shown, max, metadata.len())
}

/// Reads standard input to its end.
pub(super) fn read_stdin(max: u64) -> Result<Vec<u8>, ReadProblem> {
    bounded(std::io::stdin().lock(), STDIN, max, 0)
}

/// The beginning of a file that is too large to be read.
pub(super) fn head(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(HEAD).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn bounded(reader: impl Read, shown: &str, max: u64, expected: u64) -> Result<Vec<u8>, ReadProblem> {
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(0));
    // One byte more than allowed tells a file of exactly the bound from one that grew beyond it.
    let read = reader.take(max.saturating_add(1)).read_to_end(&mut bytes);
    match read {
        Ok(_) if bytes.len() as u64 > max => Err(ReadProblem::TooLarge { path: shown.to_owned(), limit: max }),
        Ok(_) => Ok(bytes),
        Err(error) => Err(ReadProblem::Refused { path: shown.to_owned(), reason: error.to_string() }),
    }
}

/// The problem that an error of the operating system is.
pub(super) fn refused(path: &Path, shown: &str, error: &std::io::Error) -> ReadProblem {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => missing(path, shown),
        _ => ReadProblem::Refused { path: shown.to_owned(), reason: error.to_string() },
    }
}

fn missing(path: &Path, shown: &str) -> ReadProblem {
    if path.is_symlink() {
        let help = "it is a symbolic link to a file that does not exist".to_owned();
        return ReadProblem::Missing { path: shown.to_owned(), help };
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .take(NEIGHBOURS)
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    names.sort();
    let written = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    // Without their endings, which make all templates alike.
    let near = suggest::nearest(stem(&written), names.iter().map(|name| stem(name)));
    let help = match near.and_then(|near| names.iter().find(|name| stem(name) == near)) {
        Some(near) => format!("did you mean `{}`?", super::display(&path.with_file_name(near))),
        None => "paths are taken from the current folder".to_owned(),
    };
    ReadProblem::Missing { path: shown.to_owned(), help }
}

fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

#[cfg(unix)]
fn what(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_fifo() {
        "a pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn what(_: FileType) -> &'static str {
    "a device"
}
