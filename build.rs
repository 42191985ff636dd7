//! Compiles the rules into the program.
//!
//! Every `rules/<service>/<rule-id>.rego` is read with its card, checked, and compiled with the library of
//! `rules/lib/` into as few RVM programs as hold them; the programs, the cards, and the texts of rules, profiles and data
//! go into one file that the library embeds. A rule with a mistake fails the build with its place.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is how a build script speaks")]

#[allow(dead_code, reason = "shared with the library, which uses all of it")]
#[path = "src/engine/bundle.rs"]
mod bundle;
#[allow(dead_code, reason = "shared with the library, which uses all of it")]
#[path = "src/engine/calls.rs"]
mod calls;
#[allow(dead_code, reason = "shared with the library, which uses all of it")]
#[path = "src/engine/card.rs"]
mod card;
#[allow(dead_code, reason = "shared with the library, which uses all of it")]
#[path = "src/engine/compile.rs"]
mod compile;
#[allow(dead_code, reason = "shared with the library, which uses all of it")]
#[path = "src/engine/decides.rs"]
mod decides;
#[allow(dead_code, reason = "shared with the library, which uses all of it")]
#[path = "src/engine/direct.rs"]
mod direct;
#[allow(dead_code, reason = "shared with the library, which uses all of it")]
#[path = "src/engine/evidence.rs"]
mod evidence;
#[allow(dead_code, reason = "shared with the library, which uses all of it")]
#[path = "src/engine/mend.rs"]
mod mend;
#[allow(dead_code, reason = "shared with the library, which uses all of it")]
#[path = "src/engine/metadata.rs"]
mod metadata;
#[allow(dead_code, reason = "shared with the library, which uses all of it")]
#[path = "src/engine/rule_error.rs"]
mod rule_error;
#[allow(dead_code, reason = "shared with the library, which uses all of it")]
#[path = "src/engine/setting.rs"]
mod setting;
#[allow(dead_code, reason = "shared with the library, which uses all of it")]
#[path = "src/engine/shape.rs"]
mod shape;

use bundle::{Index, ProgramBlob, Writer};
use card::{Card, Mistake};
use compile::RuleSource;
use evidence::{Evidence, Fixtures};
use rule_error::{RuleError, SourceText};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{env, fs, process};

fn main() {
    // The pages of rules show fixtures, and the traceability table counts them.
    for folder in ["rules", "fixtures"] {
        println!("cargo:rerun-if-changed={folder}");
    }
    let outcome = bundle().and_then(|bytes| {
        let folder = env::var_os("OUT_DIR").ok_or_else(|| vec!["OUT_DIR is not set".to_owned()])?;
        let path = PathBuf::from(folder).join("rules.bundle");
        fs::write(&path, bytes).map_err(|error| vec![format!("{}: {error}", path.display())])
    });
    if let Err(mut errors) = outcome {
        errors.sort();
        eprintln!("{} mistake(s) in the rules:\n\n{}\n", errors.len(), errors.join("\n\n"));
        process::exit(1);
    }
}

/// The bytes to embed, or every mistake as text.
fn bundle() -> Result<Vec<u8>, Vec<String>> {
    let files = files_below(Path::new("rules"))?;
    let (mut rules, mut libs, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    let mut writer = Writer::default();
    let mut index = Index::default();
    let mut services: Vec<String> = Vec::new();
    let mut evidence = Evidence::default();
    for (name, text) in files {
        let parts: Vec<&str> = name.split('/').collect();
        match parts.as_slice() {
            ["rules", "profiles", file] if file.ends_with(".yml") => {
                index.profiles.push(writer.text(stem(file).unwrap_or(file), &text));
            }
            ["rules", "data", "services.yml"] => services = list(&name, &text, &mut errors),
            ["rules", "data", "requirements.yml"] => evidence.requirements = list(&name, &text, &mut errors),
            ["rules", "data", "settings.yml"] => index.settings = list(&name, &text, &mut errors),
            ["rules", "data", file] if file.ends_with(".yml") => {
                index.data.push(writer.text(&name, &text));
                match data_package(&name, &text) {
                    Ok(package) => libs.push(package),
                    Err(error) => errors.push(error),
                }
            }
            ["rules", .., file] if !file.ends_with(".rego") || file.ends_with("_test.rego") => {}
            ["rules", "lib", ..] => libs.push(SourceText::new(name.clone(), text)),
            ["rules", service, _] => match read_rule(&name, &text, service) {
                Ok(rule) => rules.push(rule),
                Err(error) => errors.push(error.plain()),
            },
            _ => errors.push(format!("{name}: a rule stands in rules/<service>/<rule-id>.rego")),
        }
    }
    let profiles: BTreeSet<&str> = index.profiles.iter().filter_map(|profile| stem(&profile.name)).collect();
    rules.sort_by(|a: &RuleSource, b| a.card.id.cmp(&b.card.id));
    errors.extend(check_rules(&rules, &profiles, &services).iter().map(RuleError::plain));
    match compile_all(&rules, &libs, &mut writer) {
        Ok(programs) => index.programs = programs,
        Err(found) => errors.extend(found),
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    index.rules = rules.iter().map(|rule| writer.text(&rule.source.name, &rule.source.text)).collect();
    index.libs = libs.iter().map(|lib| writer.text(&lib.name, &lib.text)).collect();
    evidence.fixtures = rules.iter().map(|rule| fixtures(&rule.card.id)).collect::<Result<_, _>>()?;
    let evidence = serde_json::to_vec(&evidence).map_err(|error| vec![error.to_string()])?;
    index.evidence = Some(writer.blob(&evidence));
    index.cards = rules.into_iter().map(|rule| Arc::unwrap_or_clone(rule.card)).collect();
    writer.finish(&index).map_err(|error| vec![error])
}

/// A data file that is for the program and not for rules.
fn list<T: serde::de::DeserializeOwned + Default>(name: &str, text: &str, errors: &mut Vec<String>) -> T {
    serde_yaml::from_str(text).unwrap_or_else(|error| {
        errors.push(format!("{name}: {error}"));
        T::default()
    })
}

/// A rule's id with its fixtures.
fn fixtures(rule: &str) -> Result<(String, Fixtures), Vec<String>> {
    let files = files_below(&Path::new("fixtures").join(rule))?;
    Ok((rule.to_owned(), Fixtures::of(files.iter().map(|(path, text)| (path.as_str(), text.as_str())))))
}

/// A data file as a Rego package, `data.guardian.data.<name>.values`.
fn data_package(name: &str, text: &str) -> Result<SourceText, String> {
    let values: serde_json::Value = serde_yaml::from_str(text).map_err(|error| format!("{name}: {error}"))?;
    let package = stem(name).unwrap_or(name);
    // A line of Rego has at most 1,024 characters.
    let values = serde_json::to_string_pretty(&values).map_err(|error| format!("{name}: {error}"))?;
    Ok(SourceText::new(name, format!("package guardian.data.{package}\n\nvalues := {values}\n")))
}

/// The text files below a folder, by path; none where there is no folder.
fn files_below(folder: &Path) -> Result<BTreeMap<String, String>, Vec<String>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        if !folder.is_dir() {
            continue;
        }
        let fail = |path: &Path, error: std::io::Error| vec![format!("{}: {error}", path.display())];
        for entry in fs::read_dir(&folder).map_err(|error| fail(&folder, error))? {
            let path = entry.map_err(|error| fail(&folder, error))?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.to_string_lossy().replace('\\', "/");
            files.insert(name, fs::read_to_string(&path).map_err(|error| fail(&path, error))?);
        }
    }
    Ok(files)
}

fn stem(name: &str) -> Option<&str> {
    name.rsplit('/').next()?.split('.').next()
}

fn read_rule(name: &str, text: &str, service: &str) -> Result<RuleSource, RuleError> {
    let source = SourceText::new(name, text);
    match Card::parse(name, text, service) {
        Ok(card) => Ok(RuleSource { card: Arc::new(card), source }),
        Err(error) => Err(RuleError::card(&source, &error)),
    }
}

/// What a card cannot know alone: the folder, the fixtures, the profiles, the other rules.
fn check_rules(rules: &[RuleSource], profiles: &BTreeSet<&str>, services: &[String]) -> Vec<RuleError> {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    let mut errors = Vec::new();
    for RuleSource { card, source } in rules {
        let mut mistakes = Vec::new();
        if let Some(other) = seen.insert(&card.id, &source.name) {
            mistakes.push(format!("the id `{}` is also that of {other}", card.id));
        }
        if !services.contains(&card.service) {
            mistakes.push(format!("`{}` is no service of rules/data/services.yml", card.service));
        }
        if !Path::new("fixtures").join(&card.id).is_dir() {
            mistakes.push(format!("there is no folder fixtures/{}/ with templates that fail and that pass", card.id));
        }
        if !card.references.first().is_some_and(|page| page.starts_with("https://docs.aws.amazon.com/")) {
            mistakes.push("the first of `related_resources` must be a page of https://docs.aws.amazon.com/".to_owned());
        }
        let unknown = |name: &&String| !profiles.is_empty() && !profiles.contains(name.as_str());
        mistakes.extend(card.profiles.iter().filter(unknown).map(|name| format!("there is no profile `{name}`")));
        if !mistakes.is_empty() {
            let mistakes = mistakes.into_iter().map(|message| Mistake::at(1, message)).collect();
            errors.push(RuleError::card(source, &card::CardError { file: source.name.clone(), mistakes }));
        }
    }
    errors
}

/// As few programs as the machine's limits allow, in the order of the rules: every program that runs on a graph costs a
/// machine and a document of its own, which is more than reading rules that then do not run.
fn compile_all(
    rules: &[RuleSource],
    libs: &[SourceText],
    writer: &mut Writer,
) -> Result<Vec<ProgramBlob>, Vec<String>> {
    let told = |found: Vec<RuleError>| {
        let told: BTreeSet<String> = found.iter().map(RuleError::plain).collect();
        told.into_iter().collect::<Vec<_>>()
    };
    let mut programs = Vec::new();
    for group in compile::compile(rules, libs).map_err(told)? {
        let bytes = group.program.serialize_binary().map_err(|error| vec![error])?;
        programs.push(ProgramBlob { rules: group.rules, blob: writer.blob(&bytes) });
    }
    Ok(programs)
}
