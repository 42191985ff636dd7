//! Every requirement has its rules, every rule shows where it answers, and every setting has its form.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, reason = "a test may fail")]

use cfn_guardian::config::{Profiles, Wanted};
use cfn_guardian::engine::card::Judges;
use cfn_guardian::engine::embedded;
use cfn_guardian::engine::evidence::Scope;
use cfn_guardian::engine::rule_set::RuleSet;
use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn every_requirement_that_rules_can_judge_has_one() {
    let rules = RuleSet::embedded().unwrap();
    let enforced: BTreeSet<&String> = rules.cards().iter().flat_map(|card| &card.requirements).collect();
    let rows = &embedded::evidence().requirements;
    let judged = rows.iter().filter(|row| row.scope != Scope::Stack);
    let without: Vec<&str> = judged.filter(|row| !enforced.contains(&row.id)).map(|row| row.id.as_str()).collect();
    assert!(without.is_empty(), "no rule enforces {}", without.join(", "));
}

#[test]
fn rules_name_requirements_that_exist_and_that_rules_can_judge() {
    let rules = RuleSet::embedded().unwrap();
    let evidence = embedded::evidence();
    let ids: BTreeSet<&String> = evidence.requirements.iter().map(|row| &row.id).collect();
    assert_eq!(ids.len(), evidence.requirements.len(), "an id is given twice");
    for card in rules.cards() {
        for id in &card.requirements {
            let row = evidence.requirement(id).unwrap_or_else(|| panic!("{}: there is no requirement {id}", card.id));
            assert!(row.scope != Scope::Stack, "{}: {id} is shown by the stack's own tests", card.id);
        }
    }
}

/// A rule about the form of values, or about facts alone, takes what it sees as it stands: it has an undetermined answer
/// only if it gives one itself.
#[test]
fn a_rule_that_can_be_undetermined_shows_it() {
    let rules = RuleSet::embedded().unwrap();
    let texts = embedded::rules();
    let says_so = |id: &str| {
        let (_, text) = texts.iter().find(|(path, _)| path.ends_with(&format!("/{id}.rego"))).unwrap();
        text.lines().any(|line| line.starts_with("undetermined contains"))
    };
    let evidence = embedded::evidence();
    let without = rules.cards().iter().filter(|card| {
        let decides = card.judges == Judges::Value && !card.decides_on.is_empty();
        (decides || says_so(&card.id)) && evidence.fixtures[&card.id].undetermined == 0
    });
    let without: Vec<&str> = without.map(|card| card.id.as_str()).collect();
    assert!(without.is_empty(), "no undetermined fixture: {}", without.join(", "));
}

#[test]
fn every_rule_has_examples_for_its_page() {
    for (rule, fixtures) in &embedded::evidence().fixtures {
        assert!(fixtures.failing >= 2 && fixtures.passing >= 2, "{rule}");
        for example in [&fixtures.fail, &fixtures.pass] {
            let example = example.as_ref().unwrap();
            assert!(!example.text.contains("expect"), "{}: {}", example.file, example.text);
        }
        let fail = fixtures.fail.as_ref().unwrap();
        assert!(!fail.lines.is_empty() || fail.file.ends_with(".json"), "{}", fail.file);
    }
}

#[test]
fn every_setting_that_rules_read_has_a_form_and_every_form_a_reader() {
    let rules = RuleSet::embedded().unwrap();
    let read = rules.cards().iter().flat_map(|card| card.settings.iter().chain(&card.optional_settings));
    let read: BTreeSet<&str> = read.map(String::as_str).collect();
    let known: BTreeSet<&str> = embedded::settings().map(|(name, _)| name).collect();
    assert_eq!(read, known, "rules read the first; rules/data/settings.yml has the second");
    for (name, card) in embedded::settings() {
        assert!(card.form.fits(&card.example), "the example of {name}");
    }
}

#[test]
fn the_settings_of_fixtures_and_profiles_have_their_form() {
    let rules = RuleSet::embedded().unwrap();
    for card in rules.cards() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(&card.id).join("settings.yml");
        let Ok(text) = std::fs::read_to_string(file) else { continue };
        let settings: serde_json::Map<String, serde_json::Value> = serde_yaml::from_str(&text).unwrap();
        for (name, value) in &settings {
            let known = embedded::setting(name).unwrap_or_else(|| panic!("{}: {name} is no setting", card.id));
            assert!(known.form.fits(value), "{}: {name} must be {}", card.id, known.form);
        }
    }
    let built_in = embedded::profiles();
    let profiles = Profiles { built_in: &built_in, cards: rules.cards() };
    for (name, _) in &built_in {
        let mut problems = Vec::new();
        let wanted = Wanted { name, folder: Path::new(""), place: None, boundary: None };
        let profile = profiles.resolve(&wanted, &mut problems);
        assert!(problems.is_empty(), "{name}: {problems:?}");
        assert!(profile.settings.keys().all(|setting| embedded::setting(setting).is_some()), "{name}");
    }
}
