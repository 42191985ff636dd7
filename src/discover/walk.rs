//! Walks a folder: candidates by name, in path order, and a reason for what is passed over.

use super::ignored::Gitignores;
use super::{Input, Listing, Options, Skipped, display, excluded_by, is_assembly, read};
use crate::config::locate::NAMES as CONFIGURATIONS;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// How a template's file name may end.
const ENDINGS: [&str; 5] = [".yaml", ".yml", ".json", ".template", ".cfn"];

/// What becomes of an entry.
enum Fate {
    /// Check it, or go into it.
    Take,
    /// Leave it out and say so.
    Leave(String),
    /// Nobody would expect a word on it.
    Pass,
}

/// Adds what stands below `root`, a folder that was given.
pub(super) fn walk(root: &Path, options: &Options<'_>, listing: &mut Listing) {
    let full = std::fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
    let mut walk = Walk { root, gitignores: Gitignores::above(&full), full, options };
    let mut entries = WalkDir::new(root).min_depth(1).follow_links(false).sort_by_file_name().into_iter();
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                listing.inputs.extend(walk.unreadable(&error));
                continue;
            }
        };
        let shown = walk.shown(entry.path());
        match walk.fate(&entry) {
            // A cloud assembly is one input, with all that its manifest names.
            Fate::Take if entry.file_type().is_dir() && is_assembly(entry.path()) => {
                entries.skip_current_dir();
                listing.inputs.push(walk.found(shown, entry.path()));
            }
            Fate::Take if entry.file_type().is_dir() => walk.enter(&entry),
            Fate::Take => listing.inputs.push(walk.found(shown, entry.path())),
            fate => {
                if entry.file_type().is_dir() {
                    entries.skip_current_dir();
                }
                if let Fate::Leave(reason) = fate {
                    listing.skipped.push(Skipped { path: shown, reason });
                }
            }
        }
    }
}

struct Walk<'a> {
    /// The folder as it was given.
    root: &'a Path,
    /// The folder as the file system knows it.
    full: PathBuf,
    gitignores: Gitignores,
    options: &'a Options<'a>,
}

impl Walk<'_> {
    fn fate(&self, entry: &DirEntry) -> Fate {
        let is_folder = entry.file_type().is_dir();
        let name = entry.file_name().to_string_lossy();
        let is_ours = || CONFIGURATIONS.contains(&&*name);
        if !is_folder && (!is_candidate(&name) || is_ours()) || is_folder && name == ".git" {
            return Fate::Pass;
        }
        let full = self.full_path(entry.path());
        if self.gitignores.ignores(entry.depth(), &full, is_folder) {
            return Fate::Leave("ignored by .gitignore".to_owned());
        }
        if let Some(glob) = self.options.exclude.and_then(|exclude| exclude.matched(entry.path())) {
            return Fate::Leave(excluded_by(glob));
        }
        if entry.path_is_symlink() {
            return self.fate_of_link(entry.path());
        }
        match is_folder.then(|| closed_folder(entry.path(), &name)).flatten() {
            Some(reason) => Fate::Leave(reason.to_owned()),
            None => Fate::Take,
        }
    }

    /// A link is read only where it leads to a file of the same tree.
    fn fate_of_link(&self, path: &Path) -> Fate {
        match std::fs::canonicalize(path) {
            Ok(target) if !target.starts_with(&self.full) => {
                Fate::Leave("a symbolic link that leads out of the folder".to_owned())
            }
            Ok(target) if target.is_dir() => Fate::Leave("a symbolic link to a folder".to_owned()),
            Ok(_) => Fate::Take,
            Err(_) => Fate::Leave("a symbolic link to nothing".to_owned()),
        }
    }

    fn enter(&mut self, entry: &DirEntry) {
        let full = self.full_path(entry.path());
        self.gitignores.enter(entry.depth(), &full);
    }

    fn full_path(&self, path: &Path) -> PathBuf {
        self.full.join(path.strip_prefix(self.root).unwrap_or(path))
    }

    fn found(&self, shown: String, path: &Path) -> Input {
        Input::found(shown, self.here(path).to_owned(), self.here(self.root))
    }

    fn shown(&self, path: &Path) -> String {
        display(self.here(path))
    }

    /// `.` is not worth showing in front of every path; any other folder is shown as it was given.
    fn here<'p>(&self, path: &'p Path) -> &'p Path {
        let given_here = self.root.components().all(|part| part == std::path::Component::CurDir);
        if given_here { path.strip_prefix(self.root).unwrap_or(path) } else { path }
    }

    /// A folder that cannot be entered may hold templates, so it is not passed over in silence.
    fn unreadable(&self, error: &walkdir::Error) -> Option<Input> {
        let path = error.path()?;
        let shown = self.shown(path);
        let problem = error.io_error().map(|error| read::refused(path, &shown, error))?;
        Some(Input { problem: Some(problem), ..self.found(shown, path) })
    }
}

fn is_candidate(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// Why a folder is not walked, if it is not.
fn closed_folder(path: &Path, name: &str) -> Option<&'static str> {
    let in_assembly = || path.parent().is_some_and(|parent| parent.join("manifest.json").is_file());
    match name {
        "node_modules" => Some("installed packages"),
        _ if name.starts_with('.') => Some("a hidden folder"),
        // The code of functions, as the CDK packed it: whatever is YAML or JSON in there is their data.
        _ if name.starts_with("asset.") && in_assembly() => Some("an asset of a CDK cloud assembly"),
        _ => None,
    }
}
