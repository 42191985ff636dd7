//! The configuration file as it stands there: every value with its place, nothing looked up yet.

use super::problem::{ConfigProblems, Mistake, Problem};
use super::severity::{self, FailOn};
use super::spanned::{self, Reader, Spanned};
use super::{locate, parameters};
use crate::discover::{self, Exclude};
use crate::engine::card::Severity;
use crate::frontend::pulumi::translate::Tables;
use crate::source::{Document, Entry, Node, Source};
use crate::suggest;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Every key of the file.
pub const KEYS: [&str; 15] = [
    "profile",
    "rules",
    "only",
    "skip",
    "severities",
    "settings",
    "fail_on",
    "min_severity",
    "show_undetermined",
    "strict",
    "exclude",
    "parameters",
    "region",
    "account",
    "pulumi_types",
];

/// What a severity of a rule may be, for help texts.
const SEVERITIES_OR_OFF: &str = "it is info, low, medium, high, critical or off";

/// A configuration file, read and not yet valid.
#[derive(Debug, Default)]
pub struct RawConfig {
    /// The folder that paths in the file are taken from.
    pub folder: PathBuf,
    /// Nothing outside of this folder may be named; `None` for a file that the user named.
    pub(super) boundary: Option<PathBuf>,
    /// The profile that it extends.
    pub profile: Option<Spanned<String>>,
    /// Folders of rules, from the current folder.
    pub rules: Vec<PathBuf>,
    pub(super) only: Vec<Spanned<String>>,
    pub(super) skip: Vec<Spanned<String>>,
    pub(super) severities: Severities,
    pub(super) settings: Settings,
    pub(super) fail_on: Option<FailOn>,
    pub(super) min_severity: Option<Severity>,
    pub(super) show_undetermined: Option<bool>,
    pub(super) strict: Option<bool>,
    pub(super) parameters: BTreeMap<String, String>,
    pub(super) region: Option<String>,
    pub(super) account: Option<String>,
    /// What is not to be checked.
    pub exclude: Option<Exclude>,
    /// Types of Pulumi that the user describes.
    pub(super) pulumi_types: Tables,
    /// The mistakes that showed without knowing the rules.
    pub(super) problems: Vec<Problem>,
}

/// Severities by rule id; `None` for `off`.
pub type Severities = Vec<(Spanned<String>, Option<Severity>)>;

/// Settings by name.
pub type Settings = Vec<(Spanned<String>, Spanned<serde_json::Value>)>;

impl RawConfig {
    /// Reads the file at `path`. A file that was found and not named may name nothing outside of its repository.
    ///
    /// # Errors
    /// When the file is no YAML or cannot be read. Mistakes in its contents are kept for [`RawConfig::validate`], which
    /// knows the rules and can report them all.
    pub fn load(file: &locate::Found) -> Result<Self, ConfigProblems> {
        let bytes = discover::read_file(&file.path, &file.shown, spanned::MAX_BYTES).map_err(Mistake::from)?;
        let folder = file.path.parent().unwrap_or(Path::new("")).to_owned();
        let has_values = bytes.windows(10).any(|window| window == b"parameters");
        let parsed = spanned::parse(&file.shown, bytes)
            .map_err(|problem| if has_values { parameters::without_text(*problem) } else { *problem });
        Ok(match parsed? {
            Some((source, document)) => Self::read(&document, &source, folder, file.boundary.clone()),
            None => Self { folder, ..Self::default() },
        })
    }

    /// Reads a document.
    pub fn read(document: &Document, source: &Arc<Source>, folder: PathBuf, boundary: Option<PathBuf>) -> Self {
        let mut secret = Vec::new();
        if let Some(parameters) = document.root.get("parameters") {
            spanned::scalars(parameters, &mut secret);
        }
        let mut reader = Reader::new(source, document, &secret);
        let mut raw = Self { folder, boundary, ..Self::default() };
        for entry in reader.fields(&document.root, "the configuration", &KEYS) {
            raw.field(&mut reader, entry);
        }
        raw.problems = reader.problems;
        raw
    }

    fn field(&mut self, reader: &mut Reader, entry: &Entry) {
        let (key, node) = (&*entry.key.text, &entry.value);
        match key {
            "profile" => self.profile = reader.text(key, node),
            "rules" => self.rules = self.rule_folders(reader, node),
            "only" => self.only = patterns(reader, key, node),
            "skip" => self.skip = patterns(reader, key, node),
            "severities" => self.severities = severities(reader, node),
            "settings" => self.settings = settings(reader, node),
            "fail_on" => self.fail_on = one_of(reader, key, node, FailOn::parse, &["never"]),
            "min_severity" => self.min_severity = one_of(reader, key, node, severity::parse, &[]),
            "show_undetermined" => self.show_undetermined = reader.flag(key, node),
            "strict" => self.strict = reader.flag(key, node),
            "exclude" => self.exclude = self.globs(reader, node),
            "parameters" => self.parameters = parameters::plain(reader, node),
            "region" => self.region = checked(reader, key, node, parameters::is_region, parameters::REGION),
            "pulumi_types" => self.pulumi_types = Tables::read(reader, node),
            "account" => self.account = checked(reader, key, node, parameters::is_account, parameters::ACCOUNT),
            _ => {}
        }
    }

    fn rule_folders(&self, reader: &mut Reader, node: &Node) -> Vec<PathBuf> {
        let mut folders = Vec::new();
        for written in reader.texts("rules", node) {
            let path = self.folder.join(&written.value);
            let mistake = if !self.within(&path) {
                Mistake::Outside { path: written.value }
            } else if path.is_dir() {
                folders.push(path);
                continue;
            } else {
                Mistake::NoFolder { path: written.value }
            };
            reader.problems.push(Problem::at(&written.place, mistake, "here"));
        }
        folders
    }

    /// Whether the file may name this path. One that does not exist leads nowhere.
    pub(super) fn within(&self, path: &Path) -> bool {
        match (&self.boundary, std::fs::canonicalize(path)) {
            (Some(boundary), Ok(full)) => full.starts_with(boundary),
            (Some(_), Err(_)) => true,
            (None, _) => true,
        }
    }

    fn globs(&self, reader: &mut Reader, node: &Node) -> Option<Exclude> {
        let written = reader.texts("exclude", node);
        let mut globs = Vec::new();
        for glob in written {
            match Exclude::compile(&glob.value) {
                Ok(_) => globs.push(glob.value),
                Err(error) => reader.problems.push(bad_glob(&glob, &error)),
            }
        }
        // Each of them compiled, and together they are bounded by the size of the file.
        Exclude::new(&self.folder, &globs).ok().filter(|_| !globs.is_empty())
    }
}

fn bad_glob(glob: &Spanned<String>, error: &globset::Error) -> Problem {
    let mistake = Mistake::BadGlob { glob: glob.value.clone(), reason: error.kind().to_string() };
    Problem::at(&glob.place, mistake, "not a glob")
}

/// Rule ids and globs over them; which rules there are is not known yet.
pub(super) fn patterns(reader: &mut Reader, key: &str, node: &Node) -> Vec<Spanned<String>> {
    let (good, bad): (Vec<_>, Vec<_>) = reader
        .texts(key, node)
        .into_iter()
        .map(|written| (globset::Glob::new(&written.value).err(), written))
        .partition(|(error, _)| error.is_none());
    reader.problems.extend(bad.iter().filter_map(|(error, glob)| Some(bad_glob(glob, error.as_ref()?))));
    good.into_iter().map(|(_, written)| written).collect()
}

/// `severities`, of a configuration or a profile.
pub(super) fn severities(reader: &mut Reader, node: &Node) -> Severities {
    let mut severities = Vec::new();
    for entry in reader.entries("severities", node) {
        let Some(word) = reader.word(&entry.key.text, &entry.value) else { continue };
        match severity::parse(&word.value) {
            Some(severity) => severities.push((reader.key(&entry.key), Some(severity))),
            None if word.value == "off" => severities.push((reader.key(&entry.key), None)),
            None => {
                let words = severity::WORDS.iter().map(|(word, _)| *word).chain(["off"]);
                let near = suggest::nearest(&word.value, words).map(str::to_owned);
                let (key, value, known) = (entry.key.text.to_string(), word.value, SEVERITIES_OR_OFF.to_owned());
                reader.wrong(entry.value.span, Mistake::BadValue { key, value, near, known }, "not a severity");
            }
        }
    }
    severities
}

/// `settings`, of a configuration or a profile.
pub(super) fn settings(reader: &mut Reader, node: &Node) -> Settings {
    let entries = reader.entries("settings", node);
    entries
        .iter()
        .map(|entry| (reader.key(&entry.key), reader.spanned(&entry.value, spanned::json(&entry.value))))
        .collect()
}

/// A severity, or one of some further words.
fn one_of<T>(
    reader: &mut Reader,
    key: &str,
    node: &Node,
    parse: fn(&str) -> Option<T>,
    further: &[&'static str],
) -> Option<T> {
    let word = reader.word(key, node)?;
    let parsed = parse(&word.value);
    if parsed.is_none() {
        let words: Vec<&str> = severity::WORDS.iter().map(|(word, _)| *word).chain(further.iter().copied()).collect();
        let near = suggest::nearest(&word.value, words.iter().copied()).map(str::to_owned);
        let known = format!("it is one of {}", words.join(", "));
        let mistake = Mistake::BadValue { key: key.to_owned(), value: word.value, near, known };
        reader.wrong(node.span, mistake, "not a severity");
    }
    parsed
}

/// Text of a certain form.
fn checked(
    reader: &mut Reader,
    key: &str,
    node: &Node,
    is_good: fn(&str) -> bool,
    form: &'static str,
) -> Option<String> {
    let word = reader.word(key, node)?;
    if is_good(&word.value) {
        return Some(word.value);
    }
    let mistake = Mistake::BadValue { key: key.into(), value: word.value, near: None, known: form.into() };
    reader.wrong(node.span, mistake, "here");
    None
}
