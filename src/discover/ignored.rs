//! What a walk leaves out: `.gitignore` files from the repository's root down, and the configuration's globs.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::io::Read;
use std::path::{Path, PathBuf};

/// More of a `.gitignore` is not read.
const GITIGNORE_BYTES: u64 = 1024 * 1024;

/// The `.gitignore` files that hold for the folder that the walk is in, outermost first.
pub(super) struct Gitignores {
    /// How many folders below the root of the walk the file stands; those above it count as 0.
    files: Vec<(usize, Gitignore)>,
}

impl Gitignores {
    /// The files that hold in `root`: its own, and those above it up to the root of its repository.
    pub(super) fn above(root: &Path) -> Self {
        let mut folders: Vec<&Path> = root.ancestors().collect();
        let repository = folders.iter().position(|folder| folder.join(".git").exists());
        folders.truncate(repository.map_or(1, |at| at + 1));
        let mut gitignores = Self { files: Vec::new() };
        for (at, folder) in folders.into_iter().enumerate().rev() {
            if Some(at) == repository {
                gitignores.add(0, folder, &folder.join(".git/info/exclude"));
            }
            gitignores.add(0, folder, &folder.join(".gitignore"));
        }
        gitignores
    }

    /// The walk enters a folder `depth` below its root.
    pub(super) fn enter(&mut self, depth: usize, folder: &Path) {
        self.files.retain(|(at, _)| *at < depth);
        self.add(depth, folder, &folder.join(".gitignore"));
    }

    /// Whether an entry `depth` below the root of the walk is ignored. The innermost file that says something decides.
    pub(super) fn ignores(&self, depth: usize, path: &Path, is_folder: bool) -> bool {
        let holding = self.files.iter().rev().filter(|(at, _)| *at < depth);
        for (_, file) in holding {
            match file.matched(path, is_folder) {
                Match::Ignore(_) => return true,
                Match::Whitelist(_) => return false,
                Match::None => {}
            }
        }
        false
    }

    /// Lines that git itself could not read are passed over, as git does.
    fn add(&mut self, depth: usize, folder: &Path, file: &Path) {
        let Some(text) = regular_text(file) else { return };
        let mut builder = GitignoreBuilder::new(folder);
        for line in text.trim_start_matches('\u{feff}').lines() {
            // A line that is no glob says nothing; the others still hold.
            let _ = builder.add_line(None, line);
        }
        if let Ok(built) = builder.build() {
            self.files.push((depth, built));
        }
    }
}

/// The text of a file that is no link, device or pipe: the tree is a stranger's.
fn regular_text(file: &Path) -> Option<String> {
    if !std::fs::symlink_metadata(file).ok()?.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    std::fs::File::open(file).ok()?.take(GITIGNORE_BYTES).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// The globs of the configuration's `exclude`, relative to its folder.
#[derive(Clone, Debug)]
pub struct Exclude {
    root: PathBuf,
    set: GlobSet,
    globs: Vec<String>,
}

impl Exclude {
    /// Compiles the globs of a configuration that stands in `root`. A glob without `/` matches at any depth, as in
    /// `.gitignore`. On failure, the error comes with the position of the bad glob.
    pub fn new(root: &Path, globs: &[String]) -> Result<Self, (usize, globset::Error)> {
        let mut builder = GlobSetBuilder::new();
        for (at, glob) in globs.iter().enumerate() {
            builder.add(Self::compile(glob).map_err(|error| (at, error))?);
        }
        let set = builder.build().map_err(|error| (globs.len().saturating_sub(1), error))?;
        let here = if root.as_os_str().is_empty() { Path::new(".") } else { root };
        let root = std::fs::canonicalize(here).unwrap_or_else(|_| here.to_owned());
        Ok(Self { root, set, globs: globs.to_vec() })
    }

    /// Compiles one glob, for whoever wants to know whether it is one.
    pub fn compile(glob: &str) -> Result<globset::Glob, globset::Error> {
        let bare = glob.trim_end_matches('/');
        let anchored = bare.trim_start_matches('/');
        let anywhere = if bare.contains('/') { anchored.to_owned() } else { format!("**/{anchored}") };
        GlobBuilder::new(&anywhere).literal_separator(true).build()
    }

    /// The glob that leaves `path` (a file or a folder) out, or one of the folders that it is in.
    pub fn matched(&self, path: &Path) -> Option<&str> {
        // The folder is made canonical and the name is not, because a link is known by its own name.
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        let full = path.file_name().map_or_else(|| folder.clone(), |name| folder.join(name));
        let relative = full.strip_prefix(&self.root).unwrap_or(path);
        let mut parts = relative.ancestors().filter(|part| !part.as_os_str().is_empty());
        let hit = parts.find_map(|part| self.set.matches(part).first().copied())?;
        self.globs.get(hit).map(String::as_str)
    }
}
