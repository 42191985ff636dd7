//! Reading inside one folder and nowhere else.
//!
//! What an assembly or a template names is a stranger's word. A name is folded first, without asking the file system,
//! and refused when it leaves the folder; then its links are followed, and it is refused when they lead out. Only then
//! is a byte read, and no more than [`Limits::bytes`] of them.

use crate::source::{Limits, ReadError, Source, decode};
use miette::Diagnostic;
use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

/// A folder, and a place in it that names are relative to.
#[derive(Clone, Debug)]
pub struct Folder {
    /// Without links.
    root: PathBuf,
    /// The root as people named it.
    shown: PathBuf,
    /// From the root.
    base: PathBuf,
}

/// Why a file of a folder is not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Diagnostic)]
pub enum FolderError {
    /// There is nothing of that name.
    #[error("{path} does not exist")]
    #[diagnostic(code(read::missing), help("generate the document again, and check its whole folder"))]
    Missing {
        /// The path.
        path: String,
    },
    /// The name leads out of the folder.
    #[error("`{name}` is outside {folder}, and nothing outside is read")]
    #[diagnostic(
        code(read::outside),
        help(
            "what is checked must lie in one folder: name files relative to it, without `..` and links that lead out"
        )
    )]
    Outside {
        /// The name as it stands there.
        name: String,
        /// The folder.
        folder: String,
    },
    /// A folder, a device, a pipe or a socket.
    #[error("{path} is no file")]
    #[diagnostic(code(read::not_a_file), help("only regular files are read"))]
    NotAFile {
        /// The path.
        path: String,
    },
    /// The operating system refuses it.
    #[error("{path} cannot be read: {reason}")]
    #[diagnostic(code(read::refused), help("the file must be readable for the user who runs cfn-guardian"))]
    Refused {
        /// The path.
        path: String,
        /// The operating system's words.
        reason: String,
    },
    /// Its bytes are too many or no text.
    #[error("{path} cannot be read: {error}")]
    #[diagnostic(code(read::unreadable), help("{}", help_of(error)))]
    Unreadable {
        /// The path.
        path: String,
        /// What is wrong with them.
        error: Box<ReadError>,
    },
}

impl Folder {
    /// The folder at a path.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn open(path: &Path) -> Result<Self, FolderError> {
        // A bare file name has the empty path for its folder.
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        let shown = path.display().to_string();
        let root = path.canonicalize().map_err(|error| refused(shown.clone(), &error))?;
        if !root.is_dir() {
            return Err(FolderError::Missing { path: shown });
        }
        Ok(Self { root, shown: path.to_owned(), base: PathBuf::new() })
    }

    /// The same folder with names relative to a folder inside it.
    ///
    /// # Errors
    /// When that one does not exist or lies outside.
    pub fn enter(&self, name: &str) -> Result<Self, FolderError> {
        let (relative, path) = self.locate(name)?;
        if !path.is_dir() {
            return Err(FolderError::Missing { path: self.shown(&relative) });
        }
        Ok(Self { base: relative, ..self.clone() })
    }

    /// The folder's own path, without links.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether there is a regular file of a name, inside.
    pub fn has(&self, name: &str) -> bool {
        self.locate(name).is_ok_and(|(_, path)| path.is_file())
    }

    /// A file's path from the root, if the name stays inside.
    pub fn relative(&self, name: &str) -> Option<PathBuf> {
        self.fold(name)
    }

    /// The path without links of a file or folder inside.
    ///
    /// # Errors
    /// When there is none, or the name leads outside.
    pub fn path(&self, name: &str) -> Result<PathBuf, FolderError> {
        self.locate(name).map(|(_, path)| path)
    }

    /// Reads a text.
    ///
    /// # Errors
    /// When the name leads outside, or there is no regular file of at most [`Limits::bytes`] bytes of UTF-8.
    pub fn read(&self, name: &str, limits: &Limits) -> Result<Source, FolderError> {
        let (relative, path) = self.locate(name)?;
        let shown = self.shown(&relative);
        // Asked before opening: to open a pipe is to wait for its writer.
        let metadata = path.metadata().map_err(|error| refused(shown.clone(), &error))?;
        if !metadata.is_file() {
            return Err(FolderError::NotAFile { path: shown });
        }
        let unreadable = |error| FolderError::Unreadable { path: shown.clone(), error: Box::new(error) };
        if metadata.len() > limits.bytes {
            return Err(unreadable(ReadError::TooLarge { bytes: metadata.len(), limit: limits.bytes }));
        }
        let file = File::open(&path).map_err(|error| refused(shown.clone(), &error))?;
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
        // One byte more than allowed tells a file of exactly the bound from one that grew beyond it.
        let read = file.take(limits.bytes.saturating_add(1)).read_to_end(&mut bytes);
        read.map_err(|error| refused(shown.clone(), &error))?;
        decode(&shown, bytes, limits).map_err(unreadable)
    }

    /// The path from the root and the path without links of a name that exists inside.
    fn locate(&self, name: &str) -> Result<(PathBuf, PathBuf), FolderError> {
        let outside = || FolderError::Outside { name: name.to_owned(), folder: display(&self.shown) };
        let relative = self.fold(name).ok_or_else(outside)?;
        let shown = self.shown(&relative);
        let path = self.root.join(&relative).canonicalize().map_err(|error| refused(shown, &error))?;
        if path.starts_with(&self.root) { Ok((relative, path)) } else { Err(outside()) }
    }

    /// The path from the root, of normal components alone; `None` where it would leave the root.
    fn fold(&self, name: &str) -> Option<PathBuf> {
        // What Windows writes is read everywhere, and a drive there is no folder inside anywhere.
        let name = name.replace('\\', "/");
        if name.is_empty() || name.contains('\0') || name.split('/').next().is_some_and(|first| first.ends_with(':')) {
            return None;
        }
        let mut folded = self.base.clone();
        for component in Path::new(&name).components() {
            match component {
                Component::Normal(part) => folded.push(part),
                Component::CurDir => {}
                Component::ParentDir if folded.pop() => {}
                Component::ParentDir | Component::RootDir | Component::Prefix(_) => return None,
            }
        }
        Some(folded)
    }

    fn shown(&self, relative: &Path) -> String {
        display(&if self.shown == Path::new(".") { relative.to_owned() } else { self.shown.join(relative) })
    }
}

/// What to do about an error.
fn help_of(error: &ReadError) -> String {
    error.help().map(|help| help.to_string()).unwrap_or_default()
}

/// A path with `/`.
fn display(path: &Path) -> String {
    let path = path.display().to_string();
    if cfg!(windows) { path.replace('\\', "/") } else { path }
}

fn refused(path: String, error: &std::io::Error) -> FolderError {
    match error.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => FolderError::Missing { path },
        _ => FolderError::Refused { path, reason: error.to_string() },
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]
    use super::*;

    fn tree() -> (tempfile::TempDir, Folder) {
        let outer = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(outer.path().join("in/sub")).unwrap();
        std::fs::write(outer.path().join("secret"), "s").unwrap();
        std::fs::write(outer.path().join("in/a.json"), "{}").unwrap();
        std::fs::write(outer.path().join("in/sub/b.json"), "[]").unwrap();
        let folder = Folder::open(&outer.path().join("in")).unwrap();
        (outer, folder)
    }

    fn read(folder: &Folder, name: &str) -> Result<String, FolderError> {
        Ok(folder.read(name, &Limits::default())?.text.to_string())
    }

    #[test]
    fn names_inside_are_read() {
        let (_outer, folder) = tree();
        assert_eq!(read(&folder, "a.json").unwrap(), "{}");
        assert_eq!(read(&folder, "./sub/../a.json").unwrap(), "{}");
        assert_eq!(read(&folder, "sub\\b.json").unwrap(), "[]");
        let sub = folder.enter("sub").unwrap();
        assert_eq!(read(&sub, "b.json").unwrap(), "[]");
        assert_eq!(read(&sub, "../a.json").unwrap(), "{}");
        assert!(sub.has("b.json") && !sub.has("a.json"));
    }

    #[test]
    fn names_that_leave_are_refused() {
        let (outer, folder) = tree();
        let absolute = outer.path().join("in/a.json").display().to_string();
        let sub = folder.enter("sub").unwrap();
        for name in ["../secret", "sub/../../secret", "sub/../../in/a.json", &absolute, "C:\\a.json", "", "a\0"] {
            assert!(matches!(read(&folder, name), Err(FolderError::Outside { .. })), "{name}");
            assert!(!folder.has(name), "{name}");
        }
        assert!(matches!(read(&sub, "../../secret"), Err(FolderError::Outside { .. })));
        assert!(matches!(folder.enter(".."), Err(FolderError::Outside { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn links_that_leave_are_refused_and_others_followed() {
        let (outer, folder) = tree();
        let link = |to: &str, name: &str| std::os::unix::fs::symlink(to, outer.path().join("in").join(name)).unwrap();
        link("../secret", "out.json");
        link("..", "up");
        link("sub/b.json", "inside.json");
        assert!(matches!(read(&folder, "out.json"), Err(FolderError::Outside { .. })));
        assert!(matches!(read(&folder, "up/secret"), Err(FolderError::Outside { .. })));
        assert!(matches!(folder.enter("up"), Err(FolderError::Outside { .. })));
        assert_eq!(read(&folder, "inside.json").unwrap(), "[]");
    }

    #[test]
    fn what_is_missing_no_file_or_too_large_is_told_apart() {
        let (_outer, folder) = tree();
        assert!(matches!(read(&folder, "c.json"), Err(FolderError::Missing { .. })));
        assert!(matches!(read(&folder, "a.json/x"), Err(FolderError::Missing { .. })));
        assert!(matches!(read(&folder, "sub"), Err(FolderError::NotAFile { .. })));
        let small = Limits { bytes: 1, ..Limits::default() };
        let error = folder.read("a.json", &small).unwrap_err();
        let FolderError::Unreadable { error, .. } = error else { panic!("{error}") };
        assert_eq!(*error, ReadError::TooLarge { bytes: 2, limit: 1 });
    }
}
