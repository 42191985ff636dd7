//! From Rego texts to RVM programs.
//!
//! Rules and their library come in as texts; each file is parsed on its own first, so that every file's mistake is
//! reported, and then whole groups of rules are compiled into programs that stay far below the limits of the RVM
//! (65,535 instructions, 255 registers of which each entry point takes one). This file is compiled into the build
//! script too: it may use nothing of the crate.

use super::calls;
use super::card::Card;
use super::direct::direct;
use super::mend::mend;
use super::metadata::package_of;
use super::rule_error::{RuleError, SourceText};
use super::shape;
use regorus::Engine;
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::Program;
use regorus::rvm::program::RuleType;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Rules in one program: two entry points each, every one of which takes one of 255 registers.
const RULES_PER_PROGRAM: usize = 60;

/// A program with more instructions is cut in two: half of what the RVM takes.
const INSTRUCTIONS_PER_PROGRAM: usize = 32_000;

/// Builtins that can take any amount of memory or time in one step, where no budget looks, or that give another
/// answer each time.
const REFUSED: [&str; 7] = [
    "numbers.range",
    "numbers.range_step",
    "net.cidr_expand",
    "bits.lsh",
    "graph.reachable_paths",
    "rand.intn",
    "strings.replace_n",
];

/// A rule to compile.
#[derive(Clone, Debug)]
pub struct RuleSource {
    /// Its card.
    pub card: Arc<Card>,
    /// Its text.
    pub source: SourceText,
}

/// One compiled group of rules.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The program.
    pub program: Arc<Program>,
    /// Its rules, as indices into the rules that were given.
    pub rules: Vec<Entry>,
}

/// How to run one rule of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Entry {
    /// The rule.
    pub rule: usize,
    /// The entry point of `violations`.
    pub violations: usize,
    /// The entry point of `undetermined`, where the rule defines it.
    pub undetermined: Option<usize>,
}

/// Compiles rules that belong together; `libs` are the files that they may import.
///
/// # Errors
///
/// Every mistake that could be found, by file.
pub fn compile(rules: &[RuleSource], libs: &[SourceText]) -> Result<Vec<Compiled>, Vec<RuleError>> {
    check_files(rules, libs)?;
    let indices: Vec<usize> = (0..rules.len()).collect();
    let mut compiled = Vec::new();
    for group in indices.chunks(RULES_PER_PROGRAM) {
        if let Err(error) = compile_group(rules, group, libs, &mut compiled) {
            return Err(one_by_one(rules, libs, error));
        }
    }
    Ok(compiled)
}

/// What each rule says when it is compiled alone; `together` if none has anything to say.
fn one_by_one(rules: &[RuleSource], libs: &[SourceText], together: RuleError) -> Vec<RuleError> {
    let alone = |index| compile_group(rules, &[index], libs, &mut Vec::new()).err();
    let mut errors: Vec<RuleError> = (0..rules.len()).filter_map(alone).collect();
    // A mistake in the library is said by every rule that uses it.
    let mut seen = BTreeSet::new();
    errors.retain(|error| seen.insert((error.name.clone(), error.position, error.message.clone())));
    if errors.is_empty() { vec![together] } else { errors }
}

/// Parses every file on its own and looks at what it imports.
fn check_files(rules: &[RuleSource], libs: &[SourceText]) -> Result<(), Vec<RuleError>> {
    let all: Vec<&SourceText> = rules.iter().map(|rule| &rule.source).chain(libs).collect();
    let packages: BTreeSet<String> = all.iter().filter_map(|source| source.text.lines().find_map(package_of)).collect();
    let mut errors = Vec::new();
    for source in &all {
        if let Some(error) = out_of_shape(source) {
            errors.push(error);
            continue;
        }
        let mut engine = Engine::new();
        match engine.add_policy(source.name.clone(), source.text.to_string()) {
            Err(error) => errors.push(RuleError::recover(&error.to_string(), &[source])),
            Ok(_) => {
                errors.extend(unknown_imports(source, &packages));
                errors.extend(default_functions(source));
            }
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    for RuleSource { source, .. } in rules {
        let mut engine = Engine::new();
        let parsed = engine.add_policy(source.name.clone(), source.text.to_string()).is_ok();
        if parsed && !engine.has_declared_rule_rooted_at(&source.name, "violations").unwrap_or(true) {
            errors.push(no_violations(source));
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// Files that are too large or too deep to be parsed.
fn out_of_shape(source: &SourceText) -> Option<RuleError> {
    if source.text.len() > shape::FILE_BYTES {
        let message = format!("the file has more than {} KiB", shape::FILE_BYTES / 1024);
        return Some(RuleError::whole(source, message, Some("put parts of it into libraries".to_owned())));
    }
    let offset = shape::too_deep(&source.text)?;
    let message = format!("more than {} brackets stand in one another", shape::NESTING);
    Some(RuleError::at(source, offset, 1, message, Some("name the inner parts as rules of their own".to_owned())))
}

fn no_violations(source: &SourceText) -> RuleError {
    let help = "a rule answers with `violations contains graph.violation(…) if { … }`";
    RuleError::whole(source, "the rule does not define `violations` as a set", Some(help.to_owned()))
}

/// Imports of `data.…` that no file has: the compiler takes them for absent data, which no rule means.
fn unknown_imports(source: &SourceText, packages: &BTreeSet<String>) -> Vec<RuleError> {
    let mut errors = Vec::new();
    let mut offset = 0;
    for line in source.text.split_inclusive('\n') {
        let path = line.strip_prefix("import data.").and_then(|rest| rest.split_whitespace().next());
        if let Some(path) = path {
            // A package, a rule of a package, or the beginning of one.
            let parent = path.rsplit_once('.').map_or("", |(parent, _)| parent);
            let below = format!("{path}.");
            let known = packages.contains(path)
                || packages.contains(parent)
                || packages.iter().any(|package| package.starts_with(&below));
            if !known {
                let message = format!("no file has the package `{path}`");
                let help = "the helper library is `import data.guardian.graph`; own libraries are read with the rules";
                let start = offset + "import ".len();
                errors.push(RuleError::at(source, start, "data.".len() + path.len(), message, Some(help.to_owned())));
            }
        }
        offset += line.len();
    }
    errors
}

/// `default name(…)`, which the compiler would leave out without a word.
fn default_functions(source: &SourceText) -> Vec<RuleError> {
    let mut errors = Vec::new();
    let mut offset = 0;
    for line in source.text.split_inclusive('\n') {
        let head = line.strip_prefix("default ").and_then(|rest| rest.split(['=', ':', '#']).next());
        if head.is_some_and(|head| head.contains('(')) {
            let help = "give the function an `else := …` instead";
            let message = "a function cannot have a `default` here";
            errors.push(RuleError::at(source, offset, "default".len(), message, Some(help.to_owned())));
        }
        offset += line.len();
    }
    errors
}

/// Compiles one group, and its halves where the whole is too large.
fn compile_group(
    rules: &[RuleSource],
    group: &[usize],
    libs: &[SourceText],
    compiled: &mut Vec<Compiled>,
) -> Result<(), RuleError> {
    let members: Vec<&RuleSource> = group.iter().filter_map(|index| rules.get(*index)).collect();
    let mut sources: Vec<&SourceText> = members.iter().map(|rule| &rule.source).collect();
    sources.extend(libs);
    let outcome = program_of(&members, &sources);
    let halves = group.split_at(group.len() / 2);
    let can_halve = group.len() > 1;
    match outcome {
        Ok((program, _)) if can_halve && program.instructions.len() > INSTRUCTIONS_PER_PROGRAM => {}
        Err(Failure { too_large: true, .. }) if can_halve => {}
        Err(Failure { error, .. }) => return Err(*error),
        Ok((program, entries)) => {
            let entry = |(rule, (violations, undetermined)): (&usize, &(usize, Option<usize>))| Entry {
                rule: *rule,
                violations: *violations,
                undetermined: *undetermined,
            };
            let rules = group.iter().zip(&entries).map(entry).collect();
            compiled.push(Compiled { program, rules });
            return Ok(());
        }
    }
    compile_group(rules, halves.0, libs, compiled)?;
    compile_group(rules, halves.1, libs, compiled)
}

/// Why a group could not be compiled.
struct Failure {
    error: Box<RuleError>,
    /// Whether a smaller group may fit.
    too_large: bool,
}

/// The entry points of a rule: `violations`, and `undetermined` where it has it.
type EntryPoints = (usize, Option<usize>);

fn program_of(members: &[&RuleSource], sources: &[&SourceText]) -> Result<(Arc<Program>, Vec<EntryPoints>), Failure> {
    let failure = |said: String| Failure {
        too_large: said.contains("exceed") || said.contains("Register overflow"),
        error: Box::new(RuleError::recover(&said, sources)),
    };
    let mut engine = Engine::new();
    engine.set_strict_builtin_errors(false);
    for source in sources {
        engine.add_policy(source.name.clone(), source.text.to_string()).map_err(|error| failure(error.to_string()))?;
    }
    let mut names: Vec<String> = Vec::new();
    let mut entries = Vec::new();
    let first = members.first().map_or_else(String::new, |rule| format!("data.{}.violations", rule.card.package));
    let policy = engine.compile_with_entrypoint(&first.into()).map_err(|error| failure(error.to_string()))?;
    for rule in members {
        let violations = names.len();
        names.push(format!("data.{}.violations", rule.card.package));
        let undetermined = format!("data.{}.undetermined", rule.card.package);
        let defined = policy.get_rules().contains_key(&undetermined);
        entries.push((violations, defined.then_some(violations + 1)));
        names.extend(defined.then_some(undetermined));
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let program = Compiler::compile_from_policy(&policy, &names).map_err(|error| failure(error.to_string()))?;
    let mut program = without_texts(&program);
    direct(&mut program);
    check_program(&program, members).map_err(|error| Failure { error: Box::new(error), too_large: false })?;
    let mut program = mend(&program).map_err(failure)?;
    lighten(&mut program);
    Ok((Arc::new(program), entries))
}

/// What the compiler lets through and the engine cannot run safely.
fn check_program(program: &Program, members: &[&RuleSource]) -> Result<(), RuleError> {
    for rule in members {
        let wanted = ["violations", "undetermined"].map(|name| format!("data.{}.{name}", rule.card.package));
        let not_a_set = |info: &&regorus::rvm::program::RuleInfo| {
            wanted.contains(&info.name) && info.rule_type != RuleType::PartialSet
        };
        if program.rule_infos.iter().any(|info| not_a_set(&info)) {
            return Err(no_violations(&rule.source));
        }
    }
    if let (Err(said), Some(rule)) = (calls::check(program), members.first()) {
        return Err(RuleError::recover(&said, &[&rule.source]));
    }
    let mut used = program.builtin_info_table.iter().map(|info| info.name.as_str());
    if let Some(name) = used.find(|name| REFUSED.contains(name)) {
        let call = format!("{name}(");
        let message = format!("`{name}` is not let into rules: it can take any amount of memory in one step");
        let help =
            Some("ask the input for what is computed beforehand (facts), or compare instead of enumerating".to_owned());
        let found = members.iter().find_map(|rule| Some((&rule.source, rule.source.text.find(&call)?)));
        return Err(match (found, members.first()) {
            (Some((source, start)), _) => RuleError::at(source, start, name.len(), message, help),
            (None, Some(rule)) => RuleError::whole(&rule.source, message, help),
            (None, None) => RuleError::whole(&SourceText::new("", ""), message, help),
        });
    }
    Ok(())
}

/// The program without the texts and the places of its instructions, which it does not need to run.
fn without_texts(program: &Program) -> Program {
    let mut program = program.clone();
    program.sources = Vec::new();
    program.instruction_spans = Vec::new();
    program
}

/// Empties what is only for people in the descriptions of the rules: the machine copies a description at every call.
fn lighten(program: &mut Program) {
    for info in &mut program.rule_infos {
        info.name = String::new();
        if let Some(function) = &mut info.function_info {
            function.param_names = Vec::new();
        }
        if !info.else_bodies.iter().flatten().any(|is_else| *is_else) {
            info.else_bodies = Vec::new();
        }
        if info.destructuring_blocks.iter().all(Option::is_none) {
            info.destructuring_blocks = Vec::new();
        }
    }
}
