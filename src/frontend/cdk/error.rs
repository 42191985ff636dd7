//! Why an assembly is not read at all.

use crate::frontend::folder::FolderError;
use crate::frontend::texts::TooManyTexts;
use crate::source::{ReadError, SourceId, Span};
use miette::Diagnostic;

/// An assembly that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Diagnostic)]
pub enum AssemblyError {
    /// There is no manifest.
    #[error("there is no cloud assembly: {error}")]
    #[diagnostic(
        code(assembly::no_manifest),
        help("`cdk synth` writes one: give its folder, `cdk.out`, or the manifest.json in it")
    )]
    NoManifest {
        /// What is the matter with the file.
        error: FolderError,
    },
    /// A JSON file that is no manifest.
    #[error("{path} is no manifest of a cloud assembly: it has no `artifacts`")]
    #[diagnostic(
        code(assembly::not_a_manifest),
        help("`cdk synth` writes one: give its folder, `cdk.out`, or the manifest.json in it")
    )]
    NotAManifest {
        /// The file.
        path: String,
    },
    /// What the assembly names is missing, or outside its folder.
    #[error("{what} is not read: {error}")]
    #[diagnostic(code(assembly::named_file), help("{}", help_of(error)))]
    NamedFile {
        /// What it is, in words.
        what: String,
        /// Why.
        error: FolderError,
        /// Where it is named.
        place: Option<Span>,
    },
    /// A text of the assembly that cannot be parsed.
    #[error("{path} cannot be read: {error}")]
    #[diagnostic(code(assembly::unreadable), help("{}", help_of(error)))]
    Unreadable {
        /// The file.
        path: String,
        /// The text.
        source_id: SourceId,
        /// What is wrong with it.
        error: ReadError,
    },
    /// Assemblies or stacks inside one another without end.
    #[error("{what} is nested deeper than {limit} levels, or in itself")]
    #[diagnostic(code(assembly::too_deep), help("no app that CDK makes is nested as deep: synthesize it again"))]
    TooDeep {
        /// What it is.
        what: String,
        /// The bound.
        limit: usize,
    },
    /// More bytes in all than are read.
    #[error("the files of the cloud assembly have more than {limit} bytes")]
    #[diagnostic(code(assembly::too_large), help("check its stages or stacks one by one"))]
    TooLarge {
        /// The bound.
        limit: u64,
    },
    /// More files than are read.
    #[error(transparent)]
    #[diagnostic(transparent)]
    TooManyTexts(#[from] TooManyTexts),
}

impl AssemblyError {
    /// The places with what to write beside each, the main one first.
    pub fn labels(&self) -> Vec<(Span, String)> {
        match self {
            Self::NamedFile { place: Some(place), .. } => vec![(*place, "named here".to_owned())],
            Self::Unreadable { error, .. } => error.labels(),
            _ => Vec::new(),
        }
    }
}

/// What to do about an error.
fn help_of(error: &dyn Diagnostic) -> String {
    error.help().map(|help| help.to_string()).unwrap_or_default()
}
