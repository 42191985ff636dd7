//! The app's folder: source files of frames relative to it.
//!
//! Frames have absolute paths of the machine that synthesized. The app is near the assembly (`cdk.out` stands in it),
//! so a frame's file is the longest end of its path that exists below it; on another machine only the beginning differs.
//! Nothing is read here, and nothing outside those folders is asked for.

use super::frame::Frame;
use crate::frontend::provenance::ProgramPlace;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What stands in the folder of every app that the CDK command line made.
const APP_FILE: &str = "cdk.json";

/// How many folders above the assembly's are asked for it.
const LEVELS_UP: usize = 3;

/// How many names beside the assembly are looked at.
const NEIGHBOURS: usize = 1000;

/// The longest path, in components, whose ends are looked for.
const LONGEST: usize = 64;

/// How many files are looked for.
const MAX_FILES: usize = 4096;

/// Where the files of an app are.
#[derive(Debug)]
pub(super) struct App {
    /// Folders that may be the app's, the likeliest first.
    candidates: Vec<PathBuf>,
    /// The one that a file was found in.
    found: Option<PathBuf>,
    /// Components that were cut off the last file that was found.
    cut: usize,
    /// Each file of a frame as it is shown.
    files: BTreeMap<String, Arc<str>>,
}

impl App {
    /// The app of the assembly in a folder, given without links.
    pub(super) fn of(assembly: &Path) -> Self {
        let Some(parent) = assembly.parent() else {
            return Self { candidates: Vec::new(), found: None, cut: 0, files: BTreeMap::new() };
        };
        let above = parent.ancestors().take(LEVELS_UP).find(|folder| folder.join(APP_FILE).is_file());
        let mut candidates = vec![above.unwrap_or(parent).to_owned()];
        if above.is_none() {
            // `cdk synth -o ../cdk.out`.
            let beside = std::fs::read_dir(parent).into_iter().flatten().take(NEIGHBOURS);
            let mut beside: Vec<PathBuf> = beside.filter_map(|entry| Some(entry.ok()?.path())).collect();
            beside.retain(|folder| folder != assembly && folder.join(APP_FILE).is_file());
            beside.sort();
            candidates.extend(beside);
        }
        Self { candidates, found: None, cut: 0, files: BTreeMap::new() }
    }

    /// The folder that files were found in.
    pub(super) fn folder(self) -> Option<PathBuf> {
        self.found
    }

    /// The place that a frame shows.
    pub(super) fn place(&mut self, frame: Frame<'_>) -> ProgramPlace {
        let file = match self.files.get(frame.file) {
            Some(file) => file.clone(),
            None => {
                let file: Arc<str> = self.shown(frame.file).into();
                if self.files.len() < MAX_FILES {
                    self.files.insert(frame.file.to_owned(), file.clone());
                }
                file
            }
        };
        ProgramPlace { file, line: frame.line, column: frame.column }
    }

    fn shown(&mut self, file: &str) -> String {
        let file = file.replace('\\', "/");
        let parts: Vec<&str> = file.split('/').filter(|part| !part.is_empty()).collect();
        // What is no plain name could lead out of the app's folder.
        let plain = parts.len() <= LONGEST && !parts.iter().any(|part| matches!(*part, "." | ".."));
        if !plain || self.files.len() >= MAX_FILES {
            return file;
        }
        let candidates = self.found.clone().map_or_else(|| self.candidates.clone(), |found| vec![found]);
        for folder in candidates {
            // Files of one app have the same beginning, which saves asking, and a wrong file of the same name.
            let cuts = std::iter::once(self.cut).chain(0..parts.len());
            for cut in cuts {
                let end = parts.get(cut..).unwrap_or_default();
                if !end.is_empty() && exists(&folder, end) {
                    (self.cut, self.found) = (cut, Some(folder));
                    return end.join("/");
                }
            }
        }
        file
    }
}

/// Whether a file is inside a folder, links followed.
fn exists(folder: &Path, parts: &[&str]) -> bool {
    let path = parts.iter().fold(folder.to_owned(), |path, part| path.join(part));
    path.is_file() && path.canonicalize().is_ok_and(|path| path.starts_with(folder))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]
    use super::*;

    /// A folder without links, with empty files.
    fn folder(files: &[&str]) -> (tempfile::TempDir, PathBuf) {
        let outer = tempfile::tempdir().unwrap();
        let root = outer.path().canonicalize().unwrap();
        for file in files {
            let path = root.join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        (outer, root)
    }

    fn place(app: &mut App, file: &str) -> String {
        app.place(Frame { file, line: 1, column: None }).file.to_string()
    }

    #[test]
    fn files_are_relative_to_the_app_wherever_it_was_synthesized() {
        let (_outer, root) = folder(&["shop/cdk.json", "shop/lib/x.ts", "shop/x.ts", "shop/cdk.out/manifest.json"]);
        let mut app = App::of(&root.join("shop/cdk.out"));
        assert_eq!(place(&mut app, "/home/ci/shop/lib/x.ts"), "lib/x.ts");
        assert_eq!(place(&mut app, "D:\\a\\shop\\x.ts"), "x.ts");
        assert_eq!(place(&mut app, &root.join("shop/lib/x.ts").display().to_string()), "lib/x.ts");
        assert_eq!(place(&mut app, "/home/ci/shop/lib/gone.ts"), "/home/ci/shop/lib/gone.ts");
        assert_eq!(place(&mut app, "/home/../shop/lib/x.ts"), "/home/../shop/lib/x.ts");
        assert_eq!(app.folder(), Some(root.join("shop")));
    }

    #[test]
    fn the_app_may_be_above_or_beside_the_assembly() {
        let (_outer, root) = folder(&["cdk.json", "bin/a.ts", "dist/out/manifest.json"]);
        let mut above = App::of(&root.join("dist/out"));
        assert_eq!(place(&mut above, "/w/bin/a.ts"), "bin/a.ts");
        assert_eq!(above.folder(), Some(root));
        // Deep enough that nothing outside the temporary folder is asked for.
        let files = ["o/p/a/cdk.json", "o/p/b/cdk.json", "o/p/b/app.py", "o/p/cdk.out/manifest.json"];
        let (_outer, root) = folder(&files);
        let root = root.join("o/p");
        let mut beside = App::of(&root.join("cdk.out"));
        assert_eq!(place(&mut beside, "/w/b/app.py"), "b/app.py", "from the parent, when the frame has it");
        let mut beside = App::of(&root.join("cdk.out"));
        assert_eq!(place(&mut beside, "/w/app.py"), "app.py");
        assert_eq!(beside.folder(), Some(root.join("b")));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_app_is_not_followed() {
        let (_outer, root) = folder(&["secret.ts", "app/cdk.json", "app/cdk.out/manifest.json"]);
        std::os::unix::fs::symlink(root.join("secret.ts"), root.join("app/in.ts")).unwrap();
        let mut app = App::of(&root.join("app/cdk.out"));
        assert_eq!(place(&mut app, "/w/app/in.ts"), "/w/app/in.ts");
    }
}
