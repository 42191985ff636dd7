//! What can be wrong with a path before there is any text to point into.

use miette::Diagnostic;

/// Why an input could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Diagnostic)]
pub enum ReadProblem {
    /// There is nothing at the path.
    #[error("{path} does not exist")]
    #[diagnostic(code(read::missing), help("{help}"))]
    Missing {
        /// The path.
        path: String,
        /// A file of nearly that name, or where paths start from.
        help: String,
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
    /// A folder stands where a file belongs.
    #[error("{path} is a folder")]
    #[diagnostic(code(read::folder), help("name a file; only the paths of `check` may be folders"))]
    Folder {
        /// The path.
        path: String,
    },
    /// A device, a pipe or a socket: reading it may never end.
    #[error("{path} is {what}, not a file")]
    #[diagnostic(code(read::not_a_file), help("to check what a program writes, pipe it in and give `-` as the path"))]
    NotAFile {
        /// The path.
        path: String,
        /// What it is.
        what: &'static str,
    },
    /// It is beyond the bound on bytes.
    #[error("{path} is larger than {}", size(*limit))]
    #[diagnostic(
        code(read::too_large),
        help("CloudFormation takes templates of at most 1 MB; data belongs in a bucket, not in a template")
    )]
    TooLarge {
        /// The path.
        path: String,
        /// The most that is read.
        limit: u64,
    },
    /// It could be read and is something else.
    #[error("{path} is no CloudFormation template: {reason}")]
    #[diagnostic(
        code(read::not_a_template),
        help(
            "a template has a top-level `Resources` section; of the CDK give the folder `cdk.out`, of Pulumi what `pulumi preview --json` prints; `check --ignore-non-templates` leaves other files out"
        )
    )]
    NotATemplate {
        /// The path.
        path: String,
        /// What it is instead.
        reason: String,
    },
}

impl ReadProblem {
    /// What is wrong, as a sentence of its own: for reports, which name the path themselves.
    pub fn without_path(&self) -> String {
        match self {
            Self::Missing { .. } => "the file does not exist".to_owned(),
            Self::Refused { reason, .. } => format!("the file cannot be read: {reason}"),
            Self::Folder { .. } => "this is a folder".to_owned(),
            Self::NotAFile { what, .. } => format!("this is {what}, not a file"),
            Self::TooLarge { limit, .. } => format!("the file is larger than {}", size(*limit)),
            Self::NotATemplate { reason, .. } => format!("this is no CloudFormation template: {reason}"),
        }
    }

    /// The path that it is about, as it was given or found.
    pub fn path(&self) -> &str {
        match self {
            Self::Missing { path, .. }
            | Self::Refused { path, .. }
            | Self::Folder { path }
            | Self::NotAFile { path, .. }
            | Self::TooLarge { path, .. }
            | Self::NotATemplate { path, .. } => path,
        }
    }
}

/// A bound in the unit that makes it readable.
fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 2] = [(1 << 20, "MiB"), (1 << 10, "KiB")];
    let unit = UNITS.iter().find(|(unit, _)| bytes >= *unit && bytes.is_multiple_of(*unit));
    unit.map_or_else(|| format!("{bytes} bytes"), |(unit, name)| format!("{} {name}", bytes / unit))
}
