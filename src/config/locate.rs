//! Finds the configuration that holds for the checked paths: the nearest one upward.

use super::problem::{ConfigProblems, Mistake, Problem};
use crate::discover;
use std::path::{Path, PathBuf};

/// The names that a configuration may have.
pub const NAMES: [&str; 2] = [".cfn-guardian.yml", ".cfn-guardian.yaml"];

/// A configuration file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where it stands, from the current folder if that is short: paths in reports begin with it.
    pub path: PathBuf,
    /// The path that people see.
    pub shown: String,
    /// The folder that nothing in it may lead out of; `None` when the user named the file.
    pub boundary: Option<PathBuf>,
}

impl Found {
    /// A configuration that the user named: it may refer to any file.
    pub fn named(path: &Path) -> Self {
        Self { path: path.to_owned(), shown: discover::display(path), boundary: None }
    }
}

/// The configuration of these paths.
///
/// # Errors
/// When they have different ones, or one folder has two.
pub fn find(paths: &[PathBuf]) -> Result<Option<Found>, ConfigProblems> {
    let mut of_first: Option<(&PathBuf, Option<Found>)> = None;
    for path in paths {
        let found = nearest(path)?;
        match &of_first {
            None => of_first = Some((path, found)),
            Some((_, first)) if *first == found => {}
            Some((first, first_found)) => {
                let name = |found: &Option<Found>| found.as_ref().map_or("none".to_owned(), |it| it.shown.clone());
                return Err(Problem::from(Mistake::Ambiguous {
                    first: discover::display(first),
                    first_file: name(first_found),
                    second: discover::display(path),
                    second_file: name(&found),
                })
                .into());
            }
        }
    }
    Ok(of_first.and_then(|(_, found)| found))
}

/// Looks from a path upward, to the root of its repository or of the file system.
fn nearest(path: &Path) -> Result<Option<Found>, ConfigProblems> {
    let Some(start) = start(path) else { return Ok(None) };
    let repository = start.ancestors().find(|folder| folder.join(".git").exists());
    for folder in start.ancestors() {
        let names: Vec<PathBuf> = NAMES.iter().map(|name| folder.join(name)).filter(|file| exists(file)).collect();
        match names.as_slice() {
            [] => {}
            [file] => {
                let boundary = repository.unwrap_or(folder).to_owned();
                return within(file, &boundary)
                    .map(|()| Some(Found { path: file.clone(), shown: shown(file), boundary: Some(boundary) }));
            }
            [first, second, ..] => {
                return Err(Problem::from(Mistake::Ambiguous {
                    first: discover::display(path),
                    first_file: shown(first),
                    second: "itself".to_owned(),
                    second_file: shown(second),
                })
                .into());
            }
        }
        if Some(folder) == repository {
            break;
        }
    }
    Ok(None)
}

/// The folder to begin in, as the file system knows it; the nearest that exists, for a path that does not.
fn start(path: &Path) -> Option<PathBuf> {
    if path.as_os_str() == "-" {
        return std::env::current_dir().ok();
    }
    let full = std::path::absolute(path).ok()?;
    let real = full.ancestors().skip(usize::from(!path.is_dir())).find_map(|folder| std::fs::canonicalize(folder).ok());
    real.filter(|folder| folder.is_dir())
}

fn exists(file: &Path) -> bool {
    std::fs::symlink_metadata(file).is_ok()
}

/// A link out of the repository could show a stranger's pull request any file of this machine.
fn within(file: &Path, boundary: &Path) -> Result<(), ConfigProblems> {
    match std::fs::canonicalize(file) {
        Ok(target) if !target.starts_with(boundary) => {
            Err(Problem::from(Mistake::Outside { path: shown(file) }).into())
        }
        _ => Ok(()),
    }
}

/// The path from the current folder, which is how the user would write it.
fn shown(file: &Path) -> String {
    let here = std::env::current_dir().and_then(std::fs::canonicalize).unwrap_or_default();
    if let Ok(below) = file.strip_prefix(&here) {
        return discover::display(below);
    }
    let up = here.ancestors().enumerate().find_map(|(steps, folder)| Some((steps, file.strip_prefix(folder).ok()?)));
    match up {
        Some((steps, below)) if below.components().count() == 1 => {
            format!("{}{}", "../".repeat(steps), discover::display(below))
        }
        _ => discover::display(file),
    }
}
