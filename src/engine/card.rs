//! A rule's card: its METADATA block as data.
//!
//! regorus drops OPA annotations, so the block is parsed here, when the program is built and again for user rules.
//! This file is compiled into the build script too: it may use nothing of the crate.

use std::collections::BTreeMap;

/// How bad it is when the rule is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know.
    Info,
    /// A matter of hygiene.
    Low,
    /// Weakens the defence.
    Medium,
    /// Opens a way in, or loses data.
    High,
    /// Open to anyone, now.
    Critical,
}

/// What a rule looks at, for the three-valued logic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Judges {
    /// The value: where it is not known, the answer is undetermined. The engine sees to that.
    #[default]
    Value,
    /// The form in which it is written (a password as a literal): unknown values are the rule's own business.
    Form,
}

/// A rule's metadata, complete.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Card {
    /// The slug that explains itself: `s3-bucket-encrypted-with-kms`. Also the file name.
    pub id: String,
    /// What must hold, as one line without a full stop.
    pub title: String,
    /// Why it matters.
    pub description: String,
    /// How bad a violation is, unless a profile says otherwise.
    pub severity: Severity,
    /// The service folder under `rules/`, empty for user rules outside one.
    pub service: String,
    /// The types that it judges: it runs only where one of them occurs.
    pub resources: Vec<String>,
    /// Further types that it reads besides `resources`; `*` for any.
    pub reads: Vec<String>,
    /// The property paths that it decides on, `A.B[*].C`; an unknown value there makes the answer undetermined.
    pub decides_on: Vec<String>,
    /// Whether it judges values or the form in which they are written.
    pub judges: Judges,
    /// Whether it asks that something exists: then it is judged in the world of the defaults only.
    pub existence: bool,
    /// The rows of the requirements that it enforces.
    pub requirements: Vec<String>,
    /// The same check in other tools: `checkov:CKV_AWS_28`.
    pub aliases: Vec<String>,
    /// Control ids by framework: `nist-800-53-r5: [SC-28]`.
    pub frameworks: BTreeMap<String, Vec<String>>,
    /// The built-in profiles in which it is on.
    pub profiles: Vec<String>,
    /// Profile settings that it reads.
    pub settings: Vec<String>,
    /// What to do about a violation, one or two sentences.
    pub remediation: String,
    /// Pages that back the rule; the first is AWS's own.
    pub references: Vec<String>,
    /// The Rego package below `data.`: `guardian.rules.dynamodb_table_pitr`.
    pub package: String,
}
