//! The same misconfigurations as a template, with the CDK in two languages and with Pulumi: the same rules find them on
//! the same resources, each at the line that a person wrote.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use cfn_guardian::analysis::{Analysis, Analyzer};
use cfn_guardian::engine::rule_set::RuleSet;
use cfn_guardian::frontend::pulumi::translate::Tables;
use cfn_guardian::frontend::texts::Texts;
use cfn_guardian::frontend::unit::Unit;
use cfn_guardian::resolve::Pins;
use cfn_guardian::source::{Limits, Source};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Resource and rule, in the resource's one name: lower case, without hyphens.
type Found = BTreeSet<(String, String)>;

/// File, line and rule.
type Lines = BTreeSet<(String, usize, String)>;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/parity")
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.to_string_lossy().ends_with(ending));
    files.sort();
    files
}

fn analysed(unit: impl FnOnce(&mut Texts, &Limits) -> Unit) -> Analysis {
    let rules = RuleSet::embedded().unwrap();
    let wanted = std::fs::read_to_string(folder().join("rules.txt")).unwrap();
    let selected: Vec<usize> = wanted.lines().map(|id| rules.position(id).unwrap_or_else(|| panic!("{id}"))).collect();
    let limits = Limits::default();
    let mut texts = Texts::new(0);
    let unit = unit(&mut texts, &limits);
    let analyzer = Analyzer {
        rules: &rules,
        selected: &selected,
        severity: &|card| card.severity,
        settings: &serde_json::json!({}),
        pins: &Pins::default(),
        limits: &limits,
    };
    analyzer.analyze(unit, texts)
}

/// What is found, by resource; nothing may be undetermined.
fn found(analysis: &Analysis, name: impl Fn(&str) -> String) -> Found {
    let mut found = Found::new();
    for finding in &analysis.findings {
        assert_eq!(finding.reason, None, "{} {}", finding.rule.id, finding.message);
        let resource = finding.resource.as_ref().unwrap();
        let own = resource.provenance.as_ref().map_or(&*resource.id, |provenance| &provenance.name);
        found.insert((name(own).to_lowercase().replace('-', ""), finding.rule.id.clone()));
    }
    found
}

fn lines(analysis: &Analysis) -> Lines {
    let line = |finding: &cfn_guardian::finding::Finding| {
        let site = finding.program.as_ref().unwrap_or_else(|| panic!("no place: {}", finding.message));
        let file = site.place.file.rsplit('/').next().unwrap().to_owned();
        (file, site.place.line as usize, finding.rule.id.clone())
    };
    analysis.findings.iter().map(line).collect()
}

/// The marks in the files of a folder.
fn marked(folder: &Path, ending: &str) -> Lines {
    let mut marks = Lines::new();
    for file in files(folder, ending) {
        let text = std::fs::read_to_string(&file).unwrap();
        for (number, line) in text.lines().enumerate() {
            let Some((_, ids)) = line.split_once("expect: ") else { continue };
            let file = file.file_name().unwrap().to_string_lossy().into_owned();
            marks.extend(ids.split(',').map(|id| (file.clone(), number + 1, id.trim().to_owned())));
        }
    }
    marks
}

fn template() -> Found {
    let mut all = Found::new();
    for file in files(&folder().join("template"), ".yaml") {
        let analysis = analysed(|texts, limits| {
            let id = texts.add(Source::new("t", std::fs::read_to_string(&file).unwrap(), 0)).unwrap();
            Unit::of_template(id, texts, limits, &BTreeMap::new()).unwrap()
        });
        all.extend(found(&analysis, str::to_owned));
    }
    all
}

fn cdk(language: &str) -> Analysis {
    let assembly = folder().join(language).join("cdk.out");
    analysed(|texts, limits| Unit::of_assembly(&assembly, texts, limits, &BTreeMap::new()).unwrap())
}

/// The construct is the second part of its path.
fn construct(path: &str) -> String {
    path.split('/').nth(1).unwrap().to_owned()
}

fn differences<T: Ord + std::fmt::Debug>(expected: &BTreeSet<T>, found: &BTreeSet<T>) -> String {
    let missing: Vec<&T> = expected.difference(found).collect();
    let unexpected: Vec<&T> = found.difference(expected).collect();
    if missing.is_empty() && unexpected.is_empty() {
        return String::new();
    }
    format!("missing: {missing:#?}\nunexpected: {unexpected:#?}")
}

#[test]
fn the_cdk_in_typescript_gives_what_the_template_gives() {
    let analysis = cdk("cdk-ts");
    assert_eq!(differences(&template(), &found(&analysis, construct)), "");
    assert_eq!(differences(&marked(&folder().join("cdk-ts/lib"), ".ts"), &lines(&analysis)), "");
}

#[test]
fn the_cdk_in_python_gives_what_the_template_gives() {
    let analysis = cdk("cdk-py");
    assert_eq!(differences(&template(), &found(&analysis, construct)), "");
    assert_eq!(differences(&marked(&folder().join("cdk-py/parity"), ".py"), &lines(&analysis)), "");
}

#[test]
fn pulumi_gives_what_the_template_gives() {
    let folder = folder().join("pulumi-ts");
    let file = folder.join("preview.json");
    let analysis = analysed(|texts, limits| {
        let id = texts.add(Source::new("preview.json", std::fs::read_to_string(&file).unwrap(), 0)).unwrap();
        Unit::of_pulumi(id, texts, limits, &file, &Tables::default()).unwrap()
    });
    assert_eq!(differences(&template(), &found(&analysis, str::to_owned)), "");
    assert_eq!(differences(&marked(&folder, ".ts"), &lines(&analysis)), "");
}

#[test]
fn at_least_sixty_things_are_wrong() {
    let wrong: BTreeSet<String> = template().into_iter().map(|(resource, _)| resource).collect();
    assert!(wrong.len() >= 60, "{}", wrong.len());
}
