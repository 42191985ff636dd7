//! Profiles: which rules are on, how severe they are, and with which settings.
//!
//! A profile extends at most one other. [`Profiles::resolve`] follows that chain to its end and lays each profile over the
//! one below; what comes out ([`Resolved`]) no longer knows of files.

use super::problem::{Mistake, Problem};
use super::raw::{self, Settings, Severities};
use super::spanned::{self, Place, Reader, Spanned, kind_of_json};
use crate::discover;
use crate::engine::card::{Card, Severity};
use crate::engine::embedded;
use crate::engine::setting::{self, Form};
use crate::source::{Document, Source};
use crate::suggest;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The profile of a run that chooses none.
pub const DEFAULT: &str = "default";

const KEYS: [&str; 7] = ["title", "description", "extends", "enable", "disable", "severities", "settings"];

/// One profile as it stands in its file.
#[derive(Debug, Default)]
struct Profile {
    name: String,
    built_in: bool,
    /// Where a profile that it extends is looked for.
    folder: PathBuf,
    title: String,
    description: String,
    extends: Option<Spanned<String>>,
    enable: Vec<Spanned<String>>,
    disable: Vec<Spanned<String>>,
    severities: Severities,
    settings: Settings,
    problems: Vec<Problem>,
}

/// A setting in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// Its value.
    pub value: serde_json::Value,
    /// The profile that gave it its type: the first of the chain that has it.
    pub profile: String,
    /// Where the value in force was written.
    pub place: Place,
    /// Whether a built-in profile has it, so that its name is right even where no rule of this run reads it.
    pub known: bool,
}

/// A profile with everything that it extends.
#[derive(Clone, Debug, Default)]
pub struct Resolved {
    /// The profile's name.
    pub name: String,
    /// One line.
    pub title: String,
    /// What it is for.
    pub description: String,
    /// The names of the profiles that it consists of, the innermost first.
    pub chain: Vec<String>,
    /// Settings by name.
    pub settings: BTreeMap<String, Setting>,
    /// Severities by rule id, `None` for `off`.
    pub severities: BTreeMap<String, (Option<Severity>, Spanned<String>)>,
    /// What is switched, in order: ids or globs, and whether they go on.
    switches: Vec<(Spanned<String>, bool)>,
}

/// Where profiles come from.
#[derive(Clone, Copy, Debug)]
pub struct Profiles<'a> {
    /// Name and text of each profile in the program.
    pub built_in: &'a [(&'a str, &'a str)],
    /// The rules of the run.
    pub cards: &'a [Arc<Card>],
}

/// Who asks for a profile.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// A name, or the path of a file.
    pub name: &'a str,
    /// The folder that a path is taken from.
    pub folder: &'a Path,
    /// Where it was asked for; `None` for the command line.
    pub place: Option<&'a Place>,
    /// The folder that a file may not lie outside of.
    pub boundary: Option<&'a Path>,
}

impl Profiles<'_> {
    /// The names of the built-in profiles, for help texts.
    pub fn names(&self) -> String {
        self.built_in.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }

    /// The profile with everything that it extends. Every mistake on the way goes to `problems`.
    pub fn resolve(&self, wanted: &Wanted<'_>, problems: &mut Vec<Problem>) -> Resolved {
        let mut chain: Vec<Profile> = Vec::new();
        let mut next = self.open(wanted, problems);
        while let Some(mut profile) = next.take() {
            problems.append(&mut profile.problems);
            if let Some(extends) = &profile.extends {
                let folder = profile.folder.clone();
                let (name, place) = (extends.value.as_str(), Some(&extends.place));
                let below = self.open(&Wanted { name, folder: &folder, place, boundary: wanted.boundary }, problems);
                let known = |name: &str| chain.iter().any(|seen| seen.name == name) || profile.name == name;
                match below {
                    Some(below) if known(&below.name) => problems.push(cycle(&chain, &profile, &below, &extends.place)),
                    below => next = below,
                }
            }
            chain.push(profile);
        }
        chain.reverse();
        lay(chain, self.cards, problems)
    }

    fn open(&self, wanted: &Wanted<'_>, problems: &mut Vec<Problem>) -> Option<Profile> {
        let opened = if is_path(wanted.name) { Self::open_file(wanted) } else { self.open_built_in(wanted.name) };
        opened.map_err(|problem| problems.push(placed(*problem, wanted.place))).ok()
    }

    fn open_built_in(&self, name: &str) -> Result<Profile, Box<Problem>> {
        let Some((known, text)) = self.built_in.iter().find(|(known, _)| *known == name) else {
            let near = suggest::nearest(name, self.built_in.iter().map(|(known, _)| *known)).map(str::to_owned);
            return Err(Mistake::UnknownProfile { name: name.to_owned(), near, known: self.names() }.into());
        };
        let mut profile = Profile { name: (*known).to_owned(), built_in: true, ..Profile::default() };
        if let Some((source, document)) = spanned::parse(&format!("<profile {known}>"), text.as_bytes().to_vec())? {
            profile.read(&source, &document);
        }
        Ok(profile)
    }

    fn open_file(wanted: &Wanted<'_>) -> Result<Profile, Box<Problem>> {
        let path = wanted.folder.join(wanted.name);
        let full = std::fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        if wanted.boundary.is_some_and(|boundary| full.is_absolute() && !full.starts_with(boundary)) {
            return Err(Mistake::Outside { path: wanted.name.to_owned() }.into());
        }
        let shown = discover::display(&path);
        let bytes = discover::read_file(&path, &shown, spanned::MAX_BYTES).map_err(Mistake::from)?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let mut profile = Profile { name: discover::display(&full), folder, ..Profile::default() };
        if let Some((source, document)) = spanned::parse(&shown, bytes)? {
            profile.read(&source, &document);
        }
        Ok(profile)
    }
}

impl Profile {
    fn read(&mut self, source: &Arc<Source>, document: &Document) {
        let mut reader = Reader::new(source, document, &[]);
        let reader = &mut reader;
        for entry in reader.fields(&document.root, "a profile", &KEYS) {
            let (key, node) = (&*entry.key.text, &entry.value);
            match key {
                "title" => self.title = reader.text(key, node).map(|text| text.value).unwrap_or_default(),
                "description" => self.description = reader.text(key, node).map(|text| text.value).unwrap_or_default(),
                "extends" => self.extends = reader.text(key, node),
                "enable" => self.enable = raw::patterns(reader, key, node),
                "disable" => self.disable = raw::patterns(reader, key, node),
                "severities" => self.severities = raw::severities(reader, node),
                "settings" => self.settings = raw::settings(reader, node),
                _ => {}
            }
        }
        self.problems = std::mem::take(&mut reader.problems);
    }

    /// What rules call it in their `profiles`: for a file, its name without the ending.
    fn short_name(&self) -> String {
        let stem = Path::new(&self.name).file_stem().map(|stem| stem.to_string_lossy().into_owned());
        if self.built_in { self.name.clone() } else { stem.unwrap_or_default() }
    }
}

impl Resolved {
    /// Whether a rule is on. The last word counts: the card's, then each profile's from the innermost outward, and in one
    /// profile `enable` adds before `disable` removes.
    pub fn is_on(&self, card: &Card) -> bool {
        let listed = card.profiles.iter().any(|name| self.chain.contains(name));
        let switched =
            self.switches.iter().rev().find(|(pattern, _)| super::selection::matches(&pattern.value, &card.id));
        let is_off = self.severities.get(&card.id).is_some_and(|(severity, _)| severity.is_none());
        switched.map_or(listed, |(_, on)| *on) && !is_off
    }

    /// The ids and globs that the profile's files name, for checking that they mean a rule.
    pub fn mentioned(&self) -> impl Iterator<Item = &Spanned<String>> {
        let severities = self.severities.values().map(|(_, id)| id);
        self.switches.iter().map(|(pattern, _)| pattern).chain(severities)
    }
}

/// Lays profiles over one another, the innermost first.
fn lay(chain: Vec<Profile>, cards: &[Arc<Card>], problems: &mut Vec<Problem>) -> Resolved {
    let mut resolved = Resolved::default();
    for profile in chain {
        resolved.chain.push(profile.short_name());
        resolved.name = profile.short_name();
        resolved.title = profile.title;
        resolved.description = profile.description;
        resolved.switches.extend(profile.enable.into_iter().map(|pattern| (pattern, true)));
        resolved.switches.extend(profile.disable.into_iter().map(|pattern| (pattern, false)));
        for (id, severity) in profile.severities {
            resolved.severities.insert(id.value.clone(), (severity, id));
        }
        for (name, value) in profile.settings {
            let setting = Setting {
                value: value.value,
                profile: resolved.name.clone(),
                place: value.place,
                known: profile.built_in,
            };
            problems.extend(set(&mut resolved.settings, &name.value, setting, cards));
        }
    }
    resolved
}

/// Gives a setting a value, if it is of the type that the rules read or, for a setting of the user's own rules, of the type
/// that it has already.
pub(super) fn set(
    settings: &mut BTreeMap<String, Setting>,
    name: &str,
    mut setting: Setting,
    cards: &[Arc<Card>],
) -> Option<Problem> {
    let below = settings.get(name);
    let mistake = |wanted: String, found: String, like: String| {
        let reading = cards
            .iter()
            .filter(|card| card.settings.iter().chain(&card.optional_settings).any(|setting| setting == name));
        let rules = reading.map(|card| format!("`{}`", card.id)).collect::<Vec<_>>().join(", ");
        Mistake::SettingType { setting: name.to_owned(), rules, wanted, found, like }
    };
    let found = kind_of_json(&setting.value);
    let wrong = match (embedded::setting(name), below) {
        (Some(card), _) if !card.form.fits(&setting.value) => {
            let like = format!("such as `{name}: {}`", setting::written(&card.example));
            Some(mistake(card.form.to_string(), misfit(&card.form, &setting.value), like))
        }
        (None, Some(below)) if std::mem::discriminant(&below.value) != std::mem::discriminant(&setting.value) => {
            let like = format!("as profile `{}` does", below.profile);
            Some(mistake(kind_of_json(&below.value).to_owned(), found.to_owned(), like))
        }
        _ => None,
    };
    if let Some(mistake) = wrong {
        return Some(Problem::at(&setting.place, mistake, found));
    }
    if let Some(below) = below {
        setting.profile = below.profile.clone();
        setting.known |= below.known;
    }
    settings.insert(name.to_owned(), setting);
    None
}

/// What a value is that does not have a form: for a list, what is in it and should not be.
fn misfit(form: &Form, value: &serde_json::Value) -> String {
    let found = kind_of_json(value);
    match (form, value) {
        (Form::List(_), serde_json::Value::Array(items)) if items.is_empty() => "an empty list".to_owned(),
        (Form::List([item]), serde_json::Value::Array(items)) => {
            let wrong = items.iter().find(|value| !item.fits(value)).map_or(found, kind_of_json);
            format!("a list with {wrong} in it")
        }
        (Form::Fields(fields), serde_json::Value::Object(object)) => {
            let wrong = fields.iter().find(|(key, form)| !object.get(*key).is_some_and(|value| form.fits(value)));
            let surplus = object.keys().find(|key| !fields.contains_key(*key));
            match (wrong, surplus) {
                (Some((key, _)), _) => match object.get(key) {
                    Some(value) => format!("one whose {key} is {}", kind_of_json(value)),
                    None => format!("one without {key}"),
                },
                (None, Some(key)) => format!("one with {key}"),
                (None, None) => found.to_owned(),
            }
        }
        _ => found.to_owned(),
    }
}

/// A name that is a path: names of built-in profiles have neither `/` nor an ending.
fn is_path(name: &str) -> bool {
    name.contains(['/', '\\']) || name.ends_with(".yml") || name.ends_with(".yaml")
}

fn placed(problem: Problem, place: Option<&Place>) -> Problem {
    use super::problem::Origin;
    match (&problem.origin, place) {
        (Origin::Nowhere, Some(place)) => Problem::at(place, problem.mistake, "this profile"),
        (Origin::Nowhere, None) => Problem::option("--profile", problem.mistake),
        _ => problem,
    }
}

fn cycle(chain: &[Profile], last: &Profile, again: &Profile, place: &Place) -> Problem {
    let round = chain.iter().chain([last]).skip_while(|profile| profile.name != again.name);
    let mut names: Vec<String> = round.map(Profile::short_name).collect();
    names.push(again.short_name());
    let mistake = Mistake::ProfileCycle { name: again.short_name(), chain: names.join(" → ") };
    Problem::at(place, mistake, "leads back")
}
