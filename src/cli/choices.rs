//! Options that take one of several words.

use clap::ValueEnum;

/// Formats of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For people: each finding under the characters that cause it
    Text,
    /// For programs: `cfn-guardian schema report` describes it
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// JUnit XML, for the test pages of CI servers
    Junit,
    /// Workflow commands, which GitHub shows as annotations
    Github,
    /// Code quality of GitLab, shown in merge requests
    Gitlab,
    /// Markdown for a comment or a step summary, of at most 60 KB
    Markdown,
    /// A row for each finding, for spreadsheets
    Csv,
}

impl ReportFormat {
    /// The word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Markdown => "markdown",
            Self::Csv => "csv",
        }
    }
}

/// Formats of the list of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// For people
    Table,
    /// For programs
    Json,
}

/// Formats of the traceability table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

/// Formats of the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum GraphFormat {
    /// The rules' `input`: `cfn-guardian schema input` describes it
    Json,
}

/// What may be shown besides violations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Show {
    /// Answers that hang on a value that is not known
    Undetermined,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What a schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Subject {
    /// The `input` document of rules
    Input,
    /// The JSON report
    Report,
    /// The configuration file
    Config,
}
