//! Mistakes in what the user wrote: configuration, profiles, parameter files and options.
//!
//! A [`Mistake`] says what is wrong and what to do; a [`Problem`] is a mistake with its place; [`ConfigProblems`] is all
//! of them together, because whoever mends a file wants to mend it once.

use super::spanned::Place;
use crate::discover::ReadProblem;
use crate::source::ReadError;
use crate::suggest::did_you_mean;
use miette::{Diagnostic, LabeledSpan, SourceCode};
use std::fmt;

/// Every kind of mistake.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Diagnostic)]
pub enum Mistake {
    /// A key that means nothing here.
    #[error("unknown key `{key}`")]
    #[diagnostic(code(config::unknown_key), help("{}the keys here are {known}", did_you_mean(near.as_deref())))]
    UnknownKey {
        /// The key.
        key: String,
        /// The key that was probably meant.
        near: Option<String>,
        /// Every key that would do.
        known: String,
    },
    /// A key given twice: one of them would be lost.
    #[error("`{key}` is given twice")]
    #[diagnostic(code(config::duplicate_key), help("keep one of them"))]
    Duplicate {
        /// The key.
        key: String,
    },
    /// A value of the wrong type.
    #[error("{} must be {wanted}, not {found}", quoted(key))]
    #[diagnostic(code(config::wrong_type), help("write {wanted} here"))]
    WrongType {
        /// The key that it is the value of.
        key: String,
        /// What it must be.
        wanted: String,
        /// What it is.
        found: &'static str,
    },
    /// A word that is none of those that would do.
    #[error("`{value}` is no value for `{key}`")]
    #[diagnostic(code(config::bad_value), help("{}{known}", did_you_mean(near.as_deref())))]
    BadValue {
        /// The key.
        key: String,
        /// What stands there.
        value: String,
        /// The value that was probably meant.
        near: Option<String>,
        /// What would do, as a sentence.
        known: String,
    },
    /// A glob that is none.
    #[error("`{glob}` is no glob: {reason}")]
    #[diagnostic(
        code(config::bad_glob),
        help("`*`, `?`, `**`, `[abc]` and `{{a,b}}` have a meaning; `\\` takes it away")
    )]
    BadGlob {
        /// What stands there.
        glob: String,
        /// What is wrong with it.
        reason: String,
    },
    /// An id or glob that no rule has.
    #[error("no rule is called `{id}`")]
    #[diagnostic(
        code(config::unknown_rule),
        help("{}`cfn-guardian rules` lists every rule", did_you_mean(near.as_deref()))
    )]
    UnknownRule {
        /// What stands there.
        id: String,
        /// The rule that was probably meant.
        near: Option<String>,
    },
    /// An option that changes nothing, so something else must have been meant.
    #[error("`{option} {value}` has no effect: {reason}")]
    #[diagnostic(code(config::no_effect), help("leave the option out"))]
    NoEffect {
        /// The option.
        option: &'static str,
        /// Its value.
        value: String,
        /// Why.
        reason: String,
    },
    /// Every rule is switched off.
    #[error("no rule is left to run")]
    #[diagnostic(code(config::no_rules), help("what is selected and what is left out cancel each other"))]
    NoRules,
    /// A profile that does not exist.
    #[error("there is no profile `{name}`")]
    #[diagnostic(
        code(config::unknown_profile),
        help("{}the built-in profiles are {known}; a file is given with its path, `./{name}.yml`", did_you_mean(near.as_deref()))
    )]
    UnknownProfile {
        /// What stands there.
        name: String,
        /// The profile that was probably meant.
        near: Option<String>,
        /// The built-in profiles.
        known: String,
    },
    /// Profiles that extend one another in a circle.
    #[error("profile `{name}` extends itself: {chain}")]
    #[diagnostic(code(config::profile_cycle), help("a profile must end in one that extends nothing"))]
    ProfileCycle {
        /// The profile.
        name: String,
        /// The way round.
        chain: String,
    },
    /// A selected rule reads a setting that nobody gives.
    #[error("rule `{rule}` reads the setting `{setting}`, which profile `{profile}` does not have")]
    #[diagnostic(
        code(config::missing_setting),
        help("give it under `settings`, choose another profile, or skip the rule")
    )]
    MissingSetting {
        /// The rule.
        rule: String,
        /// The setting.
        setting: String,
        /// The profile in force.
        profile: String,
    },
    /// A setting of another type than it must have.
    #[error("setting `{setting}`{} must be {wanted}, not {found}", read_by(rules))]
    #[diagnostic(code(config::setting_type), help("write {wanted} here, {like}"))]
    SettingType {
        /// The setting.
        setting: String,
        /// The rules that read it.
        rules: String,
        /// What it must be.
        wanted: String,
        /// What it is.
        found: String,
        /// An example, or who has it right.
        like: String,
    },
    /// A setting that no rule reads.
    #[error("no rule reads the setting `{setting}`")]
    #[diagnostic(code(config::unknown_setting), help("{}{known}", did_you_mean(near.as_deref())))]
    UnknownSetting {
        /// The setting.
        setting: String,
        /// The setting that was probably meant.
        near: Option<String>,
        /// Every setting, as a sentence.
        known: String,
    },
    /// A path in a configuration that leads out of the repository which the configuration was found in.
    #[error("`{path}` leads out of the repository")]
    #[diagnostic(
        code(config::outside),
        help(
            "a configuration that was found beside templates may name files of its own repository only; \
              give this one with --rules, --profile or --config"
        )
    )]
    Outside {
        /// What stands there.
        path: String,
    },
    /// A rule folder that is none.
    #[error("`{path}` is no folder")]
    #[diagnostic(code(config::no_folder), help("folders of rules are taken from the folder of the configuration file"))]
    NoFolder {
        /// What stands there.
        path: String,
    },
    /// Two configurations for one run.
    #[error("{first} and {second} have different configurations: {first_file} and {second_file}")]
    #[diagnostic(
        code(config::ambiguous),
        help("check them one after the other, or decide with --config FILE or --no-config")
    )]
    Ambiguous {
        /// A path that was given.
        first: String,
        /// Its configuration.
        first_file: String,
        /// Another path that was given.
        second: String,
        /// Its configuration.
        second_file: String,
    },
    /// A parameter without a value.
    #[error("parameter `{name}` has no usable value")]
    #[diagnostic(
        code(config::no_value),
        help("give text, a number, true, false or a list of these; empty text is `\"\"`")
    )]
    NoValue {
        /// The parameter.
        name: String,
    },
    /// An entry of a parameter list without a name.
    #[error("an entry names no parameter")]
    #[diagnostic(code(config::no_name), help("write each parameter as `ParameterKey` and `ParameterValue`"))]
    NoName,
    /// A parameter that no template declares.
    #[error("no template that was read declares a parameter `{name}`")]
    #[diagnostic(code(config::unknown_parameter), help("{}names are case-sensitive", did_you_mean(near.as_deref())))]
    UnknownParameter {
        /// The parameter.
        name: String,
        /// The parameter that was probably meant.
        near: Option<String>,
    },
    /// A parameter file without effect.
    #[error("no template that was read declares any of the parameters of {file}")]
    #[diagnostic(
        code(config::unused_parameters),
        help("names are case-sensitive; is it the file of another template?")
    )]
    UnusedParameters {
        /// The file.
        file: String,
    },
    /// A file with parameter values that is not YAML or JSON. Its text is not shown: any part of it may be secret.
    #[error("{place}: {message}")]
    #[diagnostic(
        code(config::broken_text),
        help("mend it there; the text is not shown because it holds parameter values")
    )]
    BrokenText {
        /// File, line and column.
        place: String,
        /// What is wrong.
        message: String,
    },
    /// The text as such is not YAML or JSON.
    #[error(transparent)]
    Text(#[from] ReadError),
    /// The file as such cannot be read.
    #[error(transparent)]
    File(#[from] ReadProblem),
}

/// A key as it is written, or the words for what has none.
fn quoted(key: &str) -> String {
    if key.contains(' ') { key.to_owned() } else { format!("`{key}`") }
}

fn read_by(rules: &str) -> String {
    if rules.is_empty() { String::new() } else { format!(" of {rules}") }
}

/// Where a mistake was made.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// Nowhere in particular.
    Nowhere,
    /// In an option of the command line.
    Option(&'static str),
    /// In a file, with what to write beside each place; the first is the main one.
    File(Vec<(Place, String)>),
}

/// A mistake with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// What is wrong.
    pub mistake: Mistake,
    /// Where.
    pub origin: Origin,
}

impl Problem {
    /// A mistake in an option.
    pub fn option(option: &'static str, mistake: Mistake) -> Self {
        Self { mistake, origin: Origin::Option(option) }
    }

    /// A mistake in a file.
    pub fn at(place: &Place, mistake: Mistake, label: impl Into<String>) -> Self {
        Self { mistake, origin: Origin::File(vec![(place.clone(), label.into())]) }
    }

    /// The error that has code and help.
    fn cause(&self) -> &dyn Diagnostic {
        match &self.mistake {
            Mistake::Text(error) => error,
            Mistake::File(error) => error,
            mistake => mistake,
        }
    }

    fn places(&self) -> &[(Place, String)] {
        match &self.origin {
            Origin::File(places) => places,
            Origin::Nowhere | Origin::Option(_) => &[],
        }
    }
}

impl From<Mistake> for Problem {
    fn from(mistake: Mistake) -> Self {
        Self { mistake, origin: Origin::Nowhere }
    }
}

impl From<Mistake> for Box<Problem> {
    fn from(mistake: Mistake) -> Self {
        Self::new(mistake.into())
    }
}

impl From<Box<Problem>> for Problem {
    fn from(problem: Box<Problem>) -> Self {
        *problem
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.origin {
            Origin::Option(option) => write!(out, "{option}: {}", self.mistake),
            Origin::Nowhere | Origin::File(_) => write!(out, "{}", self.mistake),
        }
    }
}

impl std::error::Error for Problem {}

impl Diagnostic for Problem {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.cause().code()
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.cause().help()
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.places().first().map(|(place, _)| place as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = self
            .places()
            .iter()
            .map(|(place, label)| LabeledSpan::new(Some(label.clone()), place.span.start as usize, place.length()));
        if self.places().is_empty() { None } else { Some(Box::new(labels)) }
    }
}

/// Every mistake at once.
#[derive(Clone, Debug, PartialEq)]
pub struct ConfigProblems(pub Vec<Problem>);

impl ConfigProblems {
    /// The mistakes, with those that have no place of their own put down to an option.
    pub fn of_option(mut self, option: &'static str) -> Self {
        for problem in self.0.iter_mut().filter(|problem| problem.origin == Origin::Nowhere) {
            problem.origin = Origin::Option(option);
        }
        self
    }

    /// The mistakes as an error, if there are any.
    pub fn check(problems: Vec<Problem>) -> Result<(), Self> {
        if problems.is_empty() { Ok(()) } else { Err(Self(problems)) }
    }
}

impl<P: Into<Problem>> From<P> for ConfigProblems {
    fn from(problem: P) -> Self {
        Self(vec![problem.into()])
    }
}

impl fmt::Display for ConfigProblems {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => write!(out, "the settings for this run have a mistake"),
            count => write!(out, "the settings for this run have {count} mistakes"),
        }
    }
}

impl std::error::Error for ConfigProblems {}

impl Diagnostic for ConfigProblems {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new("config"))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(self.0.iter().map(|problem| problem as &dyn Diagnostic)))
    }
}
