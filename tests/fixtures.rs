//! Every rule on its fixtures: real templates through the real loader, with the expected lines marked in them.
//!
//! On every fixture, the compiled rule says what the interpreted one says, and what it says on its view (the types of
//! its card) is what it says on the whole graph: a card that leaves out a type that its rule reads fails here.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, reason = "a test may fail")]

use cfn_guardian::analysis::{Analyzer, Stage};
use cfn_guardian::engine::rule_set::RuleSet;
use cfn_guardian::engine::session::{Needs, Session};
use cfn_guardian::expect;
use cfn_guardian::frontend::cloudformation;
use cfn_guardian::graph::Graph;
use cfn_guardian::iam::boundary::only_boundaries;
use cfn_guardian::problem::Level;
use cfn_guardian::resolve::Pins;
use cfn_guardian::resolve::worlds::Worlds;
use cfn_guardian::source::{self, Document, Limits, Source, SourceId};
use rayon::prelude::*;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The templates of a rule's folder, in order.
fn fixtures(rule: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(rule);
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|kind| kind != "expect")).collect();
    files.retain(|path| path.file_name().is_some_and(|name| name != "settings.yml"));
    files.sort();
    files
}

/// The settings of a rule's folder, which stand beside its templates.
fn settings_for(path: &Path) -> serde_json::Value {
    match std::fs::read_to_string(path.with_file_name("settings.yml")) {
        Ok(text) => serde_yaml::from_str(&text).unwrap(),
        Err(_) => serde_json::json!({}),
    }
}

fn name(path: &Path) -> String {
    path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().display().to_string()
}

fn read(path: &Path) -> (Source, Document) {
    let limits = Limits::default();
    let source = source::decode(&name(path), std::fs::read(path).unwrap(), &limits).unwrap();
    let document =
        source::parse(SourceId(0), &source, &limits).unwrap_or_else(|error| panic!("{}: {error}", name(path)));
    (source, document)
}

fn cases(rules: &RuleSet) -> Vec<(usize, PathBuf)> {
    let cards = rules.cards().iter().enumerate();
    cards.flat_map(|(rule, card)| fixtures(&card.id).into_iter().map(move |path| (rule, path))).collect()
}

#[test]
fn every_rule_says_what_its_fixtures_expect() {
    let rules = RuleSet::embedded().unwrap();
    let wrong: Vec<String> =
        cases(&rules).par_iter().filter_map(|(rule, path)| differences(&rules, *rule, path)).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn differences(rules: &RuleSet, rule: usize, path: &Path) -> Option<String> {
    let (source, document) = read(path);
    let sidecar = path.with_extension("expect");
    let expected = if path.extension().is_some_and(|kind| kind == "json") && sidecar.exists() {
        expect::in_sidecar(&std::fs::read_to_string(sidecar).unwrap(), &document, &source).unwrap()
    } else {
        expect::in_comments(&document, &source)
    };
    let analyzer = Analyzer {
        rules,
        selected: &[rule],
        severity: &|card| card.severity,
        settings: &settings_for(path),
        pins: &Pins::default(),
        limits: &Limits::default(),
    };
    let analysis = analyzer.analyze_template(read(path).0).unwrap();
    let said = expect::said(&analysis.findings, &source);
    let mut wrong = String::new();
    for missing in expected.difference(&said) {
        writeln!(wrong, "{}: expected {missing}", name(path)).unwrap();
    }
    for unexpected in said.difference(&expected) {
        writeln!(wrong, "{}: unexpected {unexpected}", name(path)).unwrap();
    }
    // A fixture is a template as people write it: only the rule about dangling references has broken ones.
    let broken = analysis.problems.iter().filter(|problem| problem.level() >= Level::Error);
    for problem in broken.filter(|_| rules.cards()[rule].id != "template-references-resolve") {
        writeln!(wrong, "{}: {}", name(path), problem.kind).unwrap();
    }
    let fails = path.file_name().unwrap().to_str().unwrap().starts_with("fail");
    if fails != expected.iter().any(|expectation| !expectation.undetermined) {
        writeln!(wrong, "{}: its name says otherwise than its marks", name(path)).unwrap();
    }
    (!wrong.is_empty()).then_some(wrong)
}

#[test]
fn every_rule_shows_both_sides() {
    let rules = RuleSet::embedded().unwrap();
    for card in rules.cards() {
        let files = fixtures(&card.id);
        let count = |start: &str| files.iter().filter(|path| name(path).contains(&format!("/{start}"))).count();
        let (fail, pass) = (count("fail"), count("pass"));
        assert!(fail >= 2 && pass >= 2, "{} has {fail} failing and {pass} passing fixtures", card.id);
    }
}

#[test]
fn compiled_and_interpreted_rules_agree_and_a_view_is_enough() {
    let rules = RuleSet::embedded().unwrap();
    let cases = cases(&rules);
    let wrong: Vec<String> = cases
        .par_chunks(cases.len() / 4 + 1)
        .flat_map_iter(|chunk| {
            let mut interpreted = rules.interpreted().unwrap();
            let mut wrong = Vec::new();
            for (rule, path) in chunk {
                let (_, document) = read(path);
                let pins = Pins::default();
                let template = cloudformation::load(&document, &pins.parameters).template;
                let worlds = Worlds::of(&template, &pins);
                let mut stage = Stage::new(&template, &worlds, &pins);
                let mut session = Session::new(&rules, &[*rule]);
                let settings = settings_for(path);
                for world in &worlds.list {
                    let graph = stage.graph(world);
                    let boundaries = only_boundaries(&graph);
                    let facts = stage.facts(&graph, &boundaries, |_| true);
                    let input = stage.input(&graph, &facts, &settings);
                    let compiled = rules.evaluate(&[*rule], &graph, &input);
                    if compiled != interpreted.evaluate(&[*rule], &graph, &input) {
                        wrong.push(format!("{}: compiled and interpreted differ", name(path)));
                    }
                    let mut part = |part: &Graph, needs: &Needs| {
                        let facts = stage.facts(part, &boundaries, |fact| needs.has(fact));
                        let nothing = needs.only_facts() && facts.is_empty();
                        (!nothing).then(|| stage.input(part, &facts, &settings))
                    };
                    let mut seen = session.evaluate(&graph, &world.signature, &mut part);
                    seen.answers.sort_by(|a, b| (&a.place, &a.message).cmp(&(&b.place, &b.message)));
                    if !seen.answers.iter().map(|answer| &**answer).eq(&compiled.answers)
                        || seen.incomplete != compiled.incomplete
                    {
                        wrong.push(format!(
                            "{}: on its view alone the rule says {:?}, not {:?}",
                            name(path),
                            seen.answers,
                            compiled.answers
                        ));
                    }
                }
            }
            wrong
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
