//! Which rules run: the command line over the configuration, the configuration over the profile.

use super::problem::{Mistake, Origin, Problem};
use super::profile::Resolved;
use super::spanned::Spanned;
use crate::engine::card::Card;
use crate::suggest;
use std::collections::BTreeSet;
use std::sync::Arc;

/// An id or glob, and where it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    /// The text.
    pub text: String,
    /// Where.
    pub origin: Origin,
}

impl Pattern {
    /// Patterns of an option of the command line.
    pub fn of_option(option: &'static str, texts: &[String]) -> Vec<Self> {
        texts.iter().map(|text| Self { text: text.clone(), origin: Origin::Option(option) }).collect()
    }

    /// Patterns of a file.
    pub fn of_file(written: &[Spanned<String>]) -> Vec<Self> {
        written
            .iter()
            .map(|pattern| Self {
                text: pattern.value.clone(),
                origin: Origin::File(vec![(pattern.place.clone(), "no rule has this id".to_owned())]),
            })
            .collect()
    }

    fn problem(&self, mistake: Mistake) -> Problem {
        Problem { mistake, origin: self.origin.clone() }
    }
}

/// What was asked for.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// Every rule, whatever profile and configuration say.
    pub all_rules: bool,
    /// `--only`: these rules, whatever profile and configuration say.
    pub only: Vec<Pattern>,
    /// `--skip`.
    pub skip: Vec<Pattern>,
    /// The configuration's `only`.
    pub file_only: Vec<Pattern>,
    /// The configuration's `skip`.
    pub file_skip: Vec<Pattern>,
    /// Rules that the configuration switches off under `severities`.
    pub file_off: BTreeSet<String>,
}

/// The selected rules, as indices into `cards`. Every mistake in the choice goes to `problems`.
pub fn selection(cards: &[Arc<Card>], profile: &Resolved, choice: &Choice, problems: &mut Vec<Problem>) -> Vec<usize> {
    let before = problems.len();
    for pattern in [&choice.only, &choice.skip, &choice.file_only, &choice.file_skip].into_iter().flatten() {
        problems.extend(unknown(pattern, cards));
    }
    let selected: Vec<usize> =
        cards.iter().enumerate().filter(|(_, card)| base(card, profile, choice)).map(|(at, _)| at).collect();
    let names = |patterns: &[Pattern], at: &usize| {
        cards.get(*at).is_some_and(|card| patterns.iter().any(|pattern| matches(&pattern.text, &card.id)))
    };
    if problems.len() == before {
        for pattern in &choice.skip {
            if !selected.iter().any(|at| names(std::slice::from_ref(pattern), at)) {
                let reason = format!("no such rule is on in profile `{}`", profile.name);
                let mistake = Mistake::NoEffect { option: "--skip", value: pattern.text.clone(), reason };
                problems.push(mistake.into());
            }
        }
    }
    let left: Vec<usize> = selected.into_iter().filter(|at| !names(&choice.skip, at)).collect();
    if left.is_empty() && problems.len() == before {
        problems.push(Mistake::NoRules.into());
    }
    left
}

/// Whether a rule is on before `--skip`.
fn base(card: &Card, profile: &Resolved, choice: &Choice) -> bool {
    let named = |patterns: &[Pattern]| patterns.iter().any(|pattern| matches(&pattern.text, &card.id));
    if choice.all_rules {
        true
    } else if !choice.only.is_empty() {
        named(&choice.only)
    } else if named(&choice.file_skip) || choice.file_off.contains(&card.id) {
        false
    } else if !choice.file_only.is_empty() {
        named(&choice.file_only)
    } else {
        profile.is_on(card)
    }
}

/// Whether an id is meant by an id or glob.
pub(super) fn matches(pattern: &str, id: &str) -> bool {
    pattern == id
        || pattern.contains(['*', '?', '[', '{'])
            && globset::Glob::new(pattern).is_ok_and(|glob| glob.compile_matcher().is_match(id))
}

/// The mistake of a pattern that means no rule.
pub(super) fn unknown(pattern: &Pattern, cards: &[Arc<Card>]) -> Option<Problem> {
    if let Err(error) = globset::Glob::new(&pattern.text) {
        let mistake = Mistake::BadGlob { glob: pattern.text.clone(), reason: error.kind().to_string() };
        return Some(pattern.problem(mistake));
    }
    if cards.iter().any(|card| matches(&pattern.text, &card.id)) {
        return None;
    }
    // Who comes from another tool knows the rule by that tool's id.
    let is_alias =
        |alias: &String| *alias == pattern.text || alias.split_once(':').is_some_and(|(_, id)| id == pattern.text);
    let known_elsewhere = cards.iter().find(|card| card.aliases.iter().any(is_alias)).map(|card| card.id.as_str());
    let near = known_elsewhere.or_else(|| suggest::nearest(&pattern.text, cards.iter().map(|card| card.id.as_str())));
    Some(pattern.problem(Mistake::UnknownRule { id: pattern.text.clone(), near: near.map(str::to_owned) }))
}
