//! What a run is to do, out of the command line, the configuration file and a profile.
//!
//! [`locate::find`] finds the file, [`RawConfig::load`] reads it with the place of every value, and
//! [`RawConfig::validate`] lays the command line ([`Overrides`]) over it and it over the profile, once the rules are
//! known. What comes out is a [`Config`], or every mistake at once. Nothing after this stage asks where a choice came from.

pub mod locate;
pub mod parameters;
mod problem;
mod profile;
mod raw;
mod selection;
pub mod severity;
pub(crate) mod spanned;

pub use problem::{ConfigProblems, Mistake, Origin, Problem};
pub use profile::{DEFAULT, Profiles, Resolved, Setting, Wanted};
pub use raw::{KEYS, RawConfig};
pub use selection::{Choice, Pattern, selection};
pub use severity::FailOn;
pub use spanned::{Place, Spanned};

use crate::discover::Exclude;
use crate::engine::card::{Card, Severity};
use crate::frontend::pulumi::translate::Tables;
use crate::resolve::Pins;
use crate::suggest;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// What the command line says; it wins over the file.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// `--profile`.
    pub profile: Option<String>,
    /// `--only`.
    pub only: Vec<String>,
    /// `--skip`.
    pub skip: Vec<String>,
    /// `--all-rules`.
    pub all_rules: bool,
    /// `--fail-on`.
    pub fail_on: Option<FailOn>,
    /// `--min-severity`.
    pub min_severity: Option<Severity>,
    /// `--show undetermined`.
    pub show_undetermined: bool,
    /// `--strict`.
    pub strict: bool,
    /// `--parameters`, `--parameter`, `--region` and `--account`.
    pub pins: Pins,
}

/// What a run is to do.
#[derive(Clone, Debug)]
pub struct Config {
    /// The profile in force.
    pub profile: String,
    /// The rules to run, as indices into the rule set's cards.
    pub selected: Vec<usize>,
    /// The settings that rules read.
    pub settings: serde_json::Map<String, serde_json::Value>,
    /// From which severity on a violation makes the run fail.
    pub fail_on: FailOn,
    /// What is less serious is not reported.
    pub min_severity: Severity,
    /// Whether undetermined answers are reported and not only counted.
    pub show_undetermined: bool,
    /// Whether what is not known makes the run fail.
    pub strict: bool,
    /// The user's choices among the deployments.
    pub pins: Pins,
    /// What is not to be checked.
    pub exclude: Option<Exclude>,
    /// Types of Pulumi that the user describes.
    pub pulumi_types: Tables,
    severities: BTreeMap<String, Severity>,
}

impl Config {
    /// The severity in force of a rule.
    pub fn severity(&self, card: &Card) -> Severity {
        self.severities.get(&card.id).copied().unwrap_or(card.severity)
    }
}

impl RawConfig {
    /// Lays the command line over the file and the file over the profile.
    ///
    /// # Errors
    /// With every mistake that the file, the profiles and the options have.
    pub fn validate(self, profiles: Profiles<'_>, over: Overrides) -> Result<Config, ConfigProblems> {
        let cards = profiles.cards;
        let mut problems = self.problems.clone();
        let errors_so_far = problems.len();
        let mut profile = self.profile(profiles, &over, &mut problems);
        let profile_is_whole = problems.len() == errors_so_far;
        for id in profile.mentioned() {
            problems.extend(selection::unknown(&in_file(id), cards));
        }
        for (id, _) in &self.severities {
            problems.extend(selection::unknown(&in_file(id), cards));
        }
        self.lay_settings(&mut profile, cards, &mut problems);
        // Without the whole profile, nobody can tell what has no effect and what is missing.
        let mut in_selection = Vec::new();
        let mut selected = selection(cards, &profile, &self.choice(&over), &mut in_selection);
        if over.all_rules {
            // Those that ask for a number or name of the user's own are for whoever has given it.
            let is_given = |card: &Arc<Card>| card.settings.iter().all(|name| profile.settings.contains_key(name));
            selected.retain(|at| cards.get(*at).is_some_and(is_given));
        }
        if profile_is_whole {
            in_selection.extend(self.missing_settings(&profile, &over, cards, &selected));
        } else {
            in_selection.retain(|problem| !matches!(problem.mistake, Mistake::NoRules | Mistake::NoEffect { .. }));
        }
        problems.extend(in_selection);
        ConfigProblems::check(problems)?;
        Ok(self.config(profile, selected, over))
    }

    fn profile(&self, profiles: Profiles<'_>, over: &Overrides, problems: &mut Vec<Problem>) -> Resolved {
        let wanted = match (&over.profile, &self.profile) {
            (Some(name), _) => Wanted { name, folder: Path::new(""), place: None, boundary: None },
            (None, Some(written)) => Wanted {
                name: &written.value,
                folder: &self.folder,
                place: Some(&written.place),
                boundary: self.boundary.as_deref(),
            },
            (None, None) => Wanted { name: DEFAULT, folder: Path::new(""), place: None, boundary: None },
        };
        profiles.resolve(&wanted, problems)
    }

    fn choice(&self, over: &Overrides) -> Choice {
        let off = self.severities.iter().filter(|(_, severity)| severity.is_none());
        Choice {
            all_rules: over.all_rules,
            only: Pattern::of_option("--only", &over.only),
            skip: Pattern::of_option("--skip", &over.skip),
            file_only: Pattern::of_file(&self.only),
            file_skip: Pattern::of_file(&self.skip),
            file_off: off.map(|(id, _)| id.value.clone()).collect(),
        }
    }

    fn lay_settings(&self, profile: &mut Resolved, cards: &[Arc<Card>], problems: &mut Vec<Problem>) {
        for (name, value) in &self.settings {
            let setting = Setting {
                value: value.value.clone(),
                profile: profile.name.clone(),
                place: value.place.clone(),
                known: false,
            };
            let problem = profile::set(&mut profile.settings, &name.value, setting, cards);
            problems.extend(problem);
        }
        let read: BTreeSet<&str> = cards
            .iter()
            .flat_map(|card| card.settings.iter().chain(&card.optional_settings).map(String::as_str))
            .collect();
        let known: BTreeSet<&str> = built_in(profile).chain(read.iter().copied()).collect();
        let unread = profile.settings.iter().filter(|(name, _)| !known.contains(name.as_str()));
        for (name, setting) in unread {
            let near = suggest::nearest(name, known.iter().copied()).map(str::to_owned);
            let list = known.iter().copied().collect::<Vec<_>>().join(", ");
            let list = if list.is_empty() { "rules read none".to_owned() } else { format!("rules read {list}") };
            let mistake = Mistake::UnknownSetting { setting: name.clone(), near, known: list };
            problems.push(Problem::at(&setting.place, mistake, "no rule reads this"));
        }
    }

    fn missing_settings(
        &self,
        profile: &Resolved,
        over: &Overrides,
        cards: &[Arc<Card>],
        selected: &[usize],
    ) -> Vec<Problem> {
        let written = self.profile.as_ref().filter(|_| over.profile.is_none());
        // One that is given and wrong is not missing.
        let given = |name: &String| {
            profile.settings.contains_key(name) || self.settings.iter().any(|(written, _)| written.value == *name)
        };
        let mut problems = Vec::new();
        for card in selected.iter().filter_map(|at| cards.get(*at)) {
            for setting in card.settings.iter().filter(|name| !given(name)) {
                let (rule, setting, profile) = (card.id.clone(), setting.clone(), profile.name.clone());
                let mistake = Mistake::MissingSetting { rule, setting, profile };
                problems.push(match (written, &over.profile) {
                    (Some(written), _) => Problem::at(&written.place, mistake, "this profile"),
                    (None, Some(_)) => Problem::option("--profile", mistake),
                    (None, None) => mistake.into(),
                });
            }
        }
        problems
    }

    fn config(self, profile: Resolved, selected: Vec<usize>, over: Overrides) -> Config {
        let of_profile = profile.severities.into_iter().map(|(id, (severity, _))| (id, severity));
        let of_file = self.severities.into_iter().map(|(id, severity)| (id.value, severity));
        let severities = of_profile.chain(of_file).filter_map(|(id, severity)| Some((id, severity?))).collect();
        let pins = Pins { parameters: self.parameters, region: self.region, account: self.account };
        Config {
            profile: profile.name,
            selected,
            settings: profile.settings.into_iter().map(|(name, setting)| (name, setting.value)).collect(),
            fail_on: over.fail_on.or(self.fail_on).unwrap_or_default(),
            min_severity: over.min_severity.or(self.min_severity).unwrap_or(Severity::Info),
            show_undetermined: over.show_undetermined || self.show_undetermined.unwrap_or(false),
            strict: over.strict || self.strict.unwrap_or(false),
            pins: pins.under(over.pins),
            exclude: self.exclude,
            pulumi_types: self.pulumi_types,
            severities,
        }
    }
}

fn in_file(id: &Spanned<String>) -> Pattern {
    let places = vec![(id.place.clone(), "no rule has this id".to_owned())];
    Pattern { text: id.value.clone(), origin: Origin::File(places) }
}

/// The settings that built-in profiles have, whether or not a rule of this version reads them.
fn built_in(profile: &Resolved) -> impl Iterator<Item = &str> {
    profile.settings.iter().filter(|(_, setting)| setting.known).map(|(name, _)| name.as_str())
}

#[cfg(test)]
mod tests;
