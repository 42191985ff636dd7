//! From paths to inputs: the only stage, besides the frontends, that reads files.
//!
//! [`list`] turns the paths of the command line into [`Input`]s in path order, without reading any of them: a named
//! file is one input, a folder is walked, `-` is standard input. Worker threads then call [`Input::read`], which reads
//! within a bound and looks at the text to tell a template from everything else that is YAML or JSON. What was found in
//! a folder and is no template is skipped with a reason; what looks like a template is handed on even when
//! no parser will take it, so that a broken template is never passed over in silence.

mod ignored;
mod problem;
mod read;
mod sniff;
mod walk;

pub use ignored::Exclude;
pub use problem::ReadProblem;
pub use read::read_file;
pub use sniff::{Sniffed, noise_before_json, sniff};

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The name of standard input in every report.
pub const STDIN: &str = "<stdin>";

/// How an input came to be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Given {
    /// Standard input.
    Stdin,
    /// By its name.
    Named,
    /// In a folder.
    Found,
}

/// What to find and how much of it to read.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// The most bytes that one input may have.
    pub max_bytes: u64,
    /// What the configuration leaves out.
    pub exclude: Option<&'a Exclude>,
    /// Whether a named file that is no template is left out instead of being an error.
    pub ignore_non_templates: bool,
}

/// Everything that there may be to check, in path order.
#[derive(Debug, Default)]
pub struct Listing {
    /// The inputs, each once.
    pub inputs: Vec<Input>,
    /// What was left out by its place or name, with the reason.
    pub skipped: Vec<Skipped>,
}

/// Something that was found and is not checked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// The path as given or found.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// One input that is not read yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// The path as given or found, with `/`; [`STDIN`] for standard input.
    pub path: String,
    /// How it came to be checked.
    pub given: Given,
    file: PathBuf,
    /// The folder that was given, for what was found in it.
    root: Option<PathBuf>,
    problem: Option<ReadProblem>,
}

/// What reading an input gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loaded {
    /// It has the look of a template.
    Template(Vec<u8>),
    /// It is a document of Pulumi.
    Pulumi(Vec<u8>),
    /// It is a CDK cloud assembly: the folder, or the manifest in it.
    Assembly(PathBuf),
    /// It has not quite the look of a template, and was asked for by name or may be a broken one. It is worth parsing,
    /// because a place is better than a guess; if it can be parsed, [`Input::other`] is what becomes of it.
    Other {
        /// The bytes.
        bytes: Vec<u8>,
        /// What it is instead.
        reason: String,
    },
    /// It is no template, and nobody said it was.
    Skipped(Skipped),
}

impl Input {
    fn new(path: String, given: Given, file: PathBuf) -> Self {
        Self { path, given, file, root: None, problem: None }
    }

    fn found(path: String, file: PathBuf, root: &Path) -> Self {
        Self { root: Some(root.to_owned()), ..Self::new(path, Given::Found, file) }
    }

    /// The file or folder.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The folder that what it names may be in: the one that was given, or else its own.
    pub fn tree(&self) -> &Path {
        self.root.as_deref().or_else(|| self.file.parent()).unwrap_or(Path::new(""))
    }

    /// Reads it, within the bound, and says what it looks like. Standard input can be read once.
    pub fn read(&self, options: &Options<'_>) -> Result<Loaded, ReadProblem> {
        if let Some(problem) = &self.problem {
            return Err(problem.clone());
        }
        if self.file.is_dir() && is_assembly(&self.file) {
            return Ok(Loaded::Assembly(self.file.clone()));
        }
        let must_be_template = self.given != Given::Found && !options.ignore_non_templates;
        let bytes = match self.given {
            Given::Stdin => read::read_stdin(options.max_bytes),
            Given::Named | Given::Found => read_file(&self.file, &self.path, options.max_bytes),
        };
        let bytes = match bytes {
            Ok(bytes) => bytes,
            // A huge file that somebody keeps beside the templates is not worth an error, a huge template is.
            Err(problem @ ReadProblem::TooLarge { .. }) if !must_be_template => {
                let head = read::head(&self.file).unwrap_or_default();
                return match sniff(&head) {
                    Sniffed::Other(reason) => {
                        Ok(Loaded::Skipped(self.skipped(format!("{}, and {reason}", problem.without_path()))))
                    }
                    _ => Err(problem),
                };
            }
            Err(problem) => return Err(problem),
        };
        Ok(match (sniff(&bytes), self.given) {
            (Sniffed::Template, _) | (Sniffed::Resources, Given::Named | Given::Stdin) => Loaded::Template(bytes),
            (Sniffed::Pulumi, _) => Loaded::Pulumi(bytes),
            (Sniffed::Assembly, Given::Stdin) => {
                let reason = "it is the manifest of a cloud assembly, which names files: give its path".to_owned();
                Loaded::Other { bytes, reason }
            }
            (Sniffed::Assembly, _) => Loaded::Assembly(self.file.clone()),
            (Sniffed::Other(reason), _) if must_be_template => Loaded::Other { bytes, reason },
            (Sniffed::Other(reason), _) => Loaded::Skipped(self.skipped(reason)),
            (Sniffed::Resources, Given::Found) => {
                Loaded::Other { bytes, reason: "its Resources section has no entry with a resource type".to_owned() }
            }
        })
    }

    /// What becomes of an input that could be parsed and is no template: an error if it was asked for.
    pub fn other(&self, reason: String) -> Result<Skipped, ReadProblem> {
        match self.given {
            Given::Found => Ok(self.skipped(reason)),
            Given::Stdin | Given::Named => Err(self.not_a_template(reason)),
        }
    }

    /// The error for an input that was asked for and could be read, but is no template.
    pub fn not_a_template(&self, reason: impl Into<String>) -> ReadProblem {
        ReadProblem::NotATemplate { path: self.path.clone(), reason: reason.into() }
    }

    fn skipped(&self, reason: String) -> Skipped {
        Skipped { path: self.path.clone(), reason }
    }
}

/// Lists what there is to check below `paths`, without reading it.
///
/// A path that does not exist is an input too: reading it says what is wrong.
pub fn list(paths: &[PathBuf], options: &Options<'_>) -> Listing {
    let mut listing = Listing::default();
    for path in paths {
        if path.as_os_str() == "-" {
            listing.inputs.push(Input::new(STDIN.to_owned(), Given::Stdin, PathBuf::new()));
        } else if is_assembly(path) {
            listing.inputs.push(Input::new(display(path), Given::Named, path.clone()));
        } else if path.is_dir() {
            walk::walk(path, options, &mut listing);
        } else {
            named(path, options, &mut listing);
        }
    }
    listing.inputs = each_once(listing.inputs);
    listing.skipped.sort();
    listing.skipped.dedup();
    listing
}

/// Whether a folder is a CDK cloud assembly: every one has these two files.
fn is_assembly(folder: &Path) -> bool {
    folder.join("manifest.json").is_file() && folder.join("cdk.out").is_file()
}

/// A file given by name is checked whatever it is called. Only hooks, which pass every file that a change touches, leave
/// it to the configuration.
fn named(path: &Path, options: &Options<'_>, listing: &mut Listing) {
    let shown = display(path);
    let excluded = options.exclude.filter(|_| options.ignore_non_templates).and_then(|exclude| exclude.matched(path));
    match excluded {
        Some(glob) => listing.skipped.push(Skipped { path: shown, reason: excluded_by(glob) }),
        None => listing.inputs.push(Input::new(shown, Given::Named, path.to_owned())),
    }
}

fn excluded_by(glob: &str) -> String {
    format!("excluded by `{glob}` of the configuration")
}

/// Sorts by path and keeps one input for each file: the named one, or the one whose path is no link.
fn each_once(mut inputs: Vec<Input>) -> Vec<Input> {
    let is_link = |input: &Input| input.given == Given::Found && input.file.is_symlink();
    // Of several spellings of a path, the shortest is the one that people know.
    inputs.sort_by_cached_key(|input| (input.given, is_link(input), input.path.len(), input.path.clone()));
    let mut files = BTreeMap::new();
    for input in inputs {
        let identity = std::fs::canonicalize(&input.file).unwrap_or_else(|_| input.file.clone());
        files.entry(identity).or_insert(input);
    }
    let mut inputs: Vec<Input> = files.into_values().collect();
    inputs.sort_by(|a, b| a.path.cmp(&b.path));
    inputs
}

/// A path as people see it: as given, with `/`.
pub fn display(path: &Path) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { text.into_owned() } else { text.replace(std::path::MAIN_SEPARATOR, "/") }
}

#[cfg(test)]
mod tests;
