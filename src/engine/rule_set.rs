//! The rules of a run: embedded ones, and those of the user, compiled alike.
//!
//! The embedded programs stay bytes until a rule of theirs is to run. A rule set is shared between threads; machines
//! that run its programs are made where they run.

use super::builtins;
use super::bundle::Bundle;
use super::card::{Card, CardError, Mistake};
use super::compile::{RuleSource, compile};
use super::embedded;
use super::metadata::package_of;
use super::rule_error::{RuleError, SourceText};
use regorus::rvm::Program;
use regorus::rvm::program::DeserializationResult;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// Rules with their cards, texts and programs.
#[derive(Debug, Default)]
pub struct RuleSet {
    cards: Vec<Arc<Card>>,
    texts: Vec<SourceText>,
    codes: Vec<Code>,
    libs: Vec<SourceText>,
    programs: Vec<Lazy>,
}

/// Where a rule's code is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Code {
    /// The program.
    pub(crate) program: usize,
    /// The entry point of `violations`.
    pub(crate) violations: usize,
    /// The entry point of `undetermined`.
    pub(crate) undetermined: Option<usize>,
}

/// A program that is read when it is first needed.
#[derive(Debug)]
struct Lazy {
    bytes: &'static [u8],
    program: OnceLock<Result<Arc<Program>, String>>,
}

impl Lazy {
    fn get(&self) -> Result<Arc<Program>, String> {
        let read = || match Program::deserialize_binary(self.bytes)? {
            DeserializationResult::Complete(mut program) => {
                builtins::limit(&mut program);
                Ok(Arc::new(program))
            }
            DeserializationResult::Partial(_) => Err("the embedded program is of another version".to_owned()),
        };
        self.program.get_or_init(read).clone()
    }
}

impl RuleSet {
    /// The built-in rules.
    ///
    /// # Errors
    ///
    /// When the program was built wrongly.
    pub fn embedded() -> Result<Self, RuleError> {
        let broken = |message: String| RuleError::whole(&SourceText::new("rules", ""), message, None);
        let bundle: &'static Bundle = embedded::bundle().map_err(|message| broken(message.to_owned()))?;
        let index = &bundle.index;
        let mut codes: Vec<Option<Code>> = vec![None; index.cards.len()];
        for (program, blob) in index.programs.iter().enumerate() {
            for entry in &blob.rules {
                if let Some(code) = codes.get_mut(entry.rule) {
                    *code = Some(Code { program, violations: entry.violations, undetermined: entry.undetermined });
                }
            }
        }
        let codes: Option<Vec<Code>> = codes.into_iter().collect();
        let lazy = |blob| Lazy { bytes: bundle.bytes(blob), program: OnceLock::new() };
        let source = |(name, text): (&str, &'static str)| SourceText::new(name, text);
        Ok(Self {
            cards: index.cards.iter().cloned().map(Arc::new).collect(),
            texts: embedded::rules().into_iter().map(source).collect(),
            codes: codes.ok_or_else(|| broken("a built-in rule has no program".to_owned()))?,
            libs: embedded::libs().into_iter().map(source).collect(),
            programs: index.programs.iter().map(|program| lazy(&program.blob)).collect(),
        })
    }

    /// These rules and the user's. A file is a path for people and its text: a rule (`package guardian.rules.…`), a
    /// library (`package guardian.lib.…` or `custom.…`), or a test (`…_test.rego`), which is left out.
    ///
    /// # Errors
    ///
    /// Every mistake that could be found in the files.
    pub fn with_user_rules(mut self, files: Vec<(String, String)>) -> Result<Self, Vec<RuleError>> {
        let (mut rules, mut libs, mut errors) = (Vec::new(), Vec::new(), Vec::new());
        let mut ids: BTreeMap<String, String> = self.named().collect();
        for (name, text) in files.into_iter().filter(|(name, _)| !name.ends_with("_test.rego")) {
            let source = SourceText::new(name, text);
            match self.user_file(&source, &mut ids) {
                Ok(Some(card)) => rules.push(RuleSource { card: Arc::new(card), source }),
                Ok(None) => libs.push(source),
                Err(error) => errors.push(error),
            }
        }
        rules.sort_by(|a, b| a.card.id.cmp(&b.card.id));
        self.libs.extend(libs);
        match compile(&rules, &self.libs) {
            Ok(compiled) if errors.is_empty() => {
                for mut group in compiled {
                    let program = self.programs.len();
                    builtins::limit(Arc::make_mut(&mut group.program));
                    let ready = OnceLock::from(Ok(group.program));
                    self.programs.push(Lazy { bytes: &[], program: ready });
                    for entry in group.rules {
                        let Some(rule) = rules.get(entry.rule) else { continue };
                        self.cards.push(Arc::clone(&rule.card));
                        self.texts.push(rule.source.clone());
                        let (violations, undetermined) = (entry.violations, entry.undetermined);
                        self.codes.push(Code { program, violations, undetermined });
                    }
                }
                self.sort();
                Ok(self)
            }
            Ok(_) => Err(errors),
            Err(found) => {
                errors.extend(found);
                errors.sort_by(|a, b| (&a.name, a.position).cmp(&(&b.name, b.position)));
                Err(errors)
            }
        }
    }

    /// The card of a user's rule, or nothing for a library.
    fn user_file(&self, source: &SourceText, ids: &mut BTreeMap<String, String>) -> Result<Option<Card>, RuleError> {
        let package = source.text.lines().find_map(package_of).unwrap_or_default();
        if self.libs.iter().any(|lib| lib.text.lines().find_map(package_of).is_some_and(|other| other == package)) {
            let message = format!("the package `{package}` is the built-in library's");
            return Err(RuleError::whole(
                source,
                message,
                Some("name it `guardian.lib.<name>` or `custom.<name>`".to_owned()),
            ));
        }
        if package == "custom" || package.starts_with("custom.") || package.starts_with("guardian.lib.") {
            return Ok(None);
        }
        if !package.starts_with("guardian.rules.") {
            let message = format!("the package `{package}` is neither a rule's nor a library's");
            let help =
                "a rule is `guardian.rules.<id with underscores>`, a library `guardian.lib.<name>` or `custom.<name>`";
            return Err(RuleError::whole(source, message, Some(help.to_owned())));
        }
        let parts: Vec<&str> = source.name.rsplit(['/', '\\']).collect();
        let stem = parts.first().copied().unwrap_or_default();
        let belongs = |folder: &&str| !folder.is_empty() && stem.starts_with(&format!("{folder}-"));
        let service = parts.get(1).copied().filter(belongs).unwrap_or_default();
        let card = Card::parse(&source.name, &source.text, service).map_err(|error| RuleError::card(source, &error))?;
        if let Some(other) = ids.insert(card.id.clone(), source.name.clone()) {
            let taken = Mistake::at(1, format!("the id `{}` is already that of {other}", card.id));
            return Err(RuleError::card(source, &CardError { file: source.name.clone(), mistakes: vec![taken] }));
        }
        Ok(Some(card))
    }

    /// Every id with its rule's file.
    fn named(&self) -> impl Iterator<Item = (String, String)> + '_ {
        self.cards.iter().zip(&self.texts).map(|(card, text)| (card.id.clone(), text.name.clone()))
    }

    /// Back into the order of ids.
    fn sort(&mut self) {
        let mut order: Vec<usize> = (0..self.cards.len()).collect();
        order.sort_by(|a, b| self.cards.get(*a).map(|card| &card.id).cmp(&self.cards.get(*b).map(|card| &card.id)));
        self.cards = order.iter().filter_map(|index| self.cards.get(*index).cloned()).collect();
        self.texts = order.iter().filter_map(|index| self.texts.get(*index).cloned()).collect();
        self.codes = order.iter().filter_map(|index| self.codes.get(*index).copied()).collect();
    }

    /// The cards by id; a rule's index in here is its number everywhere.
    pub fn cards(&self) -> &[Arc<Card>] {
        &self.cards
    }

    /// The number of the rule of an id.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.cards.binary_search_by(|card| card.id.as_str().cmp(id)).ok()
    }

    /// The text of a rule.
    pub fn source(&self, rule: usize) -> Option<&SourceText> {
        self.texts.get(rule)
    }

    /// All texts: the library's and the rules'.
    pub(crate) fn sources(&self) -> impl Iterator<Item = &SourceText> {
        self.libs.iter().chain(&self.texts)
    }

    /// Where a rule's code is.
    pub(crate) fn code(&self, rule: usize) -> Option<Code> {
        self.codes.get(rule).copied()
    }

    /// A program, read now if it was not yet.
    pub(crate) fn program(&self, program: usize) -> Result<Arc<Program>, String> {
        self.programs.get(program).map_or_else(|| Err("there is no such program".to_owned()), Lazy::get)
    }
}
