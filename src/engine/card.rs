//! A rule's card: its METADATA block as data.
//!
//! regorus drops OPA annotations, so the block is parsed here, when the program is built and again for user rules.
//! [`Card::parse`] reads the block above `package` and reports every mistake of a card at once, each with its line.
//! This file is compiled into the build script too: it may use nothing of the crate.

use super::decides;
use super::metadata::{Block, Reader};
use std::collections::BTreeMap;
use std::fmt;

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
    /// Nothing but the facts that it names: where there are none of them, it has nothing to say.
    Facts,
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
    /// The facts that it reads, of [`FACTS`]. It sees no others.
    pub facts: Vec<String>,
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
    /// Further settings of the profile that it reads where they are given.
    pub optional_settings: Vec<String>,
    /// What to do about a violation, one or two sentences.
    pub remediation: String,
    /// Pages that back the rule; the first is AWS's own.
    pub references: Vec<String>,
    /// The Rego package below `data.`: `guardian.rules.dynamodb_table_pitr`.
    pub package: String,
}

/// One mistake in a card.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// The one-based line in the rule file.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl Mistake {
    /// A mistake at a line.
    pub fn at(line: usize, message: impl Into<String>) -> Self {
        Self { line, message: message.into() }
    }
}

/// Every mistake of one card, by line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct CardError {
    /// The rule file.
    pub file: String,
    /// What is wrong with its card; never empty.
    pub mistakes: Vec<Mistake>,
}

impl fmt::Display for CardError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, mistake) in self.mistakes.iter().enumerate() {
            let break_before = if index == 0 { "" } else { "\n" };
            write!(f, "{break_before}{}:{}: {}", self.file, mistake.line, mistake.message)?;
        }
        Ok(())
    }
}

/// The keys of the block itself; those that are OPA's and not read here are let through.
const OUTER: [&str; 8] =
    ["title", "description", "related_resources", "custom", "scope", "authors", "organizations", "entrypoint"];

/// The facts that a rule may read.
pub const FACTS: [&str; 14] = [
    "statements",
    "ingress",
    "egress",
    "dangling",
    "subnets",
    "exposures",
    "reach",
    "targets",
    "spans",
    "outbound",
    "principals",
    "access",
    "ineffective",
    "credentials",
];

/// The keys under `custom`.
const CUSTOM: [&str; 15] = [
    "id",
    "severity",
    "resources",
    "reads",
    "facts",
    "decides_on",
    "judges",
    "existence",
    "requirements",
    "aliases",
    "frameworks",
    "profiles",
    "settings",
    "optional_settings",
    "remediation",
];

impl Card {
    /// Reads the card of a rule file. `service` is the folder that the rule stands in, empty outside one.
    ///
    /// # Errors
    ///
    /// All mistakes of the card at once, each with its line.
    pub fn parse(file_name: &str, text: &str, service: &str) -> Result<Self, CardError> {
        let fail = |mistakes| CardError { file: file_name.to_owned(), mistakes };
        let block = Block::find(text).map_err(|mistake| fail(vec![mistake]))?;
        let mapping: serde_yaml::Mapping = serde_yaml::from_str(&block.yaml).map_err(|error| {
            let line = block.line + error.location().map_or(0, |location| location.line());
            // The lines that the parser names count from the block's first.
            let said = error.to_string();
            let said = said.split(" at line ").next().unwrap_or_default();
            fail(vec![Mistake::at(line, format!("the METADATA block is no YAML mapping: {said}"))])
        })?;
        let mut mistakes = Vec::new();
        let outer = Reader::new(&block, &mapping, &[]);
        outer.only(&OUTER, &mut mistakes);
        let Some(custom) = outer.value("custom").and_then(serde_yaml::Value::as_mapping) else {
            mistakes.push(outer.mistake("custom", "`custom` is missing or no mapping"));
            return Err(fail(mistakes));
        };
        let custom = Reader::new(&block, custom, &["custom"]);
        custom.only(&CUSTOM, &mut mistakes);
        let card = Self {
            id: custom.text("id", &mut mistakes),
            title: outer.text("title", &mut mistakes),
            description: outer.text("description", &mut mistakes),
            severity: severity(&custom, &mut mistakes),
            service: service.to_owned(),
            resources: custom.list("resources", true, &mut mistakes),
            reads: custom.optional_list("reads", &mut mistakes),
            facts: custom.optional_list("facts", &mut mistakes),
            decides_on: custom.list("decides_on", false, &mut mistakes),
            judges: judges(&custom, &mut mistakes),
            existence: custom.flag("existence", &mut mistakes),
            requirements: custom.list("requirements", false, &mut mistakes),
            aliases: custom.list("aliases", false, &mut mistakes),
            frameworks: custom.lists("frameworks", &mut mistakes),
            profiles: custom.list("profiles", false, &mut mistakes),
            settings: custom.optional_list("settings", &mut mistakes),
            optional_settings: custom.optional_list("optional_settings", &mut mistakes),
            remediation: custom.text("remediation", &mut mistakes),
            references: references(&outer, &mut mistakes),
            package: block.package.0.clone(),
        };
        card.check_names(file_name, &block, &custom, &mut mistakes);
        card.check_patterns(&outer, &custom, &mut mistakes);
        if mistakes.is_empty() {
            return Ok(card);
        }
        mistakes.sort();
        Err(fail(mistakes))
    }

    /// The id, the file name and the package say the same.
    fn check_names(&self, file_name: &str, block: &Block, custom: &Reader<'_>, mistakes: &mut Vec<Mistake>) {
        if self.id.is_empty() {
            return; // missing, which is already said
        }
        if !is_slug(&self.id) {
            mistakes
                .push(custom.mistake("id", format!("`{}` is no rule id: lower-case words joined by hyphens", self.id)));
        }
        let stem = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
        let stem = stem.strip_suffix(".rego").unwrap_or(stem);
        if stem != self.id {
            mistakes.push(custom.mistake("id", format!("the id `{}` is not the file's name `{stem}`", self.id)));
        }
        let package = format!("guardian.rules.{}", self.id.replace('-', "_"));
        if self.package != package {
            mistakes.push(Mistake::at(block.package.1, format!("the package must be `{package}`, after the id")));
        }
    }

    /// Types, paths, aliases and the title are written as they must be.
    fn check_patterns(&self, outer: &Reader<'_>, custom: &Reader<'_>, mistakes: &mut Vec<Mistake>) {
        for (key, kinds) in [("resources", &self.resources), ("reads", &self.reads)] {
            for kind in kinds.iter().filter(|kind| !is_type_pattern(kind)) {
                mistakes
                    .push(custom.mistake(key, format!("`{kind}` is no resource type (a `*` may stand at its end)")));
            }
        }
        for fact in self.facts.iter().filter(|fact| !FACTS.contains(&fact.as_str())) {
            mistakes.push(custom.mistake("facts", format!("`{fact}` is none of the facts: {}", FACTS.join(", "))));
        }
        for path in &self.decides_on {
            if let Err(message) = decides::parse(path) {
                mistakes.push(custom.mistake("decides_on", message));
            }
        }
        for alias in self.aliases.iter().filter(|alias| !is_alias(alias)) {
            mistakes.push(custom.mistake("aliases", format!("`{alias}` is no alias of the form `tool:ID`")));
        }
        if self.title.ends_with('.') || self.title.contains('\n') {
            mistakes.push(outer.mistake("title", "the title is one line without a full stop"));
        }
    }
}

fn severity(custom: &Reader<'_>, mistakes: &mut Vec<Mistake>) -> Severity {
    let text = custom.text("severity", mistakes);
    match text.as_str() {
        "" | "info" => Severity::Info,
        "low" => Severity::Low,
        "medium" => Severity::Medium,
        "high" => Severity::High,
        "critical" => Severity::Critical,
        _ => {
            let message = format!("`{text}` is no severity; there are: info, low, medium, high, critical");
            mistakes.push(custom.mistake("severity", message));
            Severity::Info
        }
    }
}

fn judges(custom: &Reader<'_>, mistakes: &mut Vec<Mistake>) -> Judges {
    match custom.value("judges").map(serde_yaml::Value::as_str) {
        None | Some(Some("value")) => Judges::Value,
        Some(Some("form")) => Judges::Form,
        Some(Some("facts")) => Judges::Facts,
        Some(_) => {
            mistakes.push(custom.mistake("judges", "`judges` must be value, form or facts"));
            Judges::Value
        }
    }
}

/// The pages: OPA lets each be a text or a mapping with `ref`.
fn references(outer: &Reader<'_>, mistakes: &mut Vec<Mistake>) -> Vec<String> {
    let items = outer.value("related_resources").and_then(serde_yaml::Value::as_sequence);
    let page = |item: &serde_yaml::Value| item.get("ref").unwrap_or(item).as_str().map(str::to_owned);
    let pages: Vec<String> = items.into_iter().flatten().filter_map(page).collect();
    let message = match (pages.is_empty(), pages.iter().find(|page| !page.starts_with("https://"))) {
        (true, _) => "`related_resources` must name the pages that back the rule".to_owned(),
        (false, Some(page)) => format!("`{page}` is no https address"),
        (false, None) => return pages,
    };
    mistakes.push(outer.mistake("related_resources", message));
    pages
}

/// Lower-case words joined by hyphens.
pub fn is_slug(text: &str) -> bool {
    let word =
        |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    text.starts_with(|first: char| first.is_ascii_lowercase()) && text.split('-').all(word)
}

/// A type, a beginning of types followed by `*`, or `*`.
fn is_type_pattern(text: &str) -> bool {
    let name = text.strip_suffix('*').unwrap_or(text);
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b":/_.@-".contains(&byte);
    text == "*" || (name.contains(':') && name.bytes().all(fits))
}

/// `tool:ID`.
fn is_alias(text: &str) -> bool {
    text.split_once(':').is_some_and(|(tool, id)| {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
        !tool.is_empty()
            && tool.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte))
            && !id.is_empty()
            && id.bytes().all(fits)
    })
}

/// Whether a type pattern of a card covers a resource type.
pub fn covers(pattern: &str, kind: &str) -> bool {
    pattern.strip_suffix('*').map_or_else(|| pattern == kind, |start| kind.starts_with(start))
}
