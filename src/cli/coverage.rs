//! `coverage`: which rules enforce each requirement, and what they say of stacks.
//!
//! Each stack is analysed as `check --all-rules` would, under the configuration that holds for its path; the findings
//! come together by rule, and the rules by the rows of the requirements that they name.

use super::args::{self, TableFormat};
use super::exit::Exit;
use super::inputs::{self, Read, Reading};
use super::rule_files;
use crate::analysis::{Analysis, Analyzer};
use crate::config::locate::{self, Found};
use crate::config::{Config, ConfigProblems, Overrides, Profiles, RawConfig};
use crate::discover::{self, Listing};
use crate::engine::embedded;
use crate::engine::rule_set::RuleSet;
use crate::finding::Verdict;
use crate::problem::{Level, ProblemKind};
use crate::report::coverage::{Coverage, Stack, Standing};
use crate::source::Limits;
use miette::IntoDiagnostic as _;
use std::io::Write;
use std::path::PathBuf;

/// Runs the subcommand.
pub fn run(args: &args::Coverage, out: &mut dyn Write) -> miette::Result<Exit> {
    let mut stacks = Vec::new();
    let mut exit = Exit::Clean;
    for path in &args.paths {
        let (stack, came_to) = stack(path, args)?;
        // A reading that failed weighs more than a path with nothing in it.
        exit = if exit == Exit::Failed || came_to == Exit::Failed { Exit::Failed } else { exit.max(came_to) };
        stacks.push(stack);
    }
    let rules = RuleSet::embedded()?;
    let coverage = Coverage::of(rules.cards(), embedded::evidence(), &stacks);
    let written = match args.format {
        TableFormat::Text => coverage.text(super::width(), out),
        TableFormat::Json => coverage.json(out),
    };
    written.into_diagnostic()?;
    Ok(exit)
}

/// Judges what stands at a path.
fn stack(path: &PathBuf, args: &args::Coverage) -> miette::Result<(Stack, Exit)> {
    let paths = std::slice::from_ref(path);
    let raw = configuration(paths, args)?;
    let rules = rule_files::rule_set(&raw.rules)?;
    let over = Overrides { profile: args.profile.clone(), all_rules: true, ..Overrides::default() };
    let config = raw.validate(Profiles { built_in: &embedded::profiles(), cards: rules.cards() }, over)?;
    let limits = Limits::default();
    let options =
        discover::Options { max_bytes: limits.bytes, exclude: config.exclude.as_ref(), ignore_non_templates: false };
    let settings = serde_json::Value::Object(config.settings.clone());
    let analyzer = Analyzer {
        rules: &rules,
        selected: &config.selected,
        severity: &|card| config.severity(card),
        settings: &settings,
        pins: &config.pins,
        limits: &limits,
    };
    let reading =
        Reading { options: &options, limits: &limits, given: &config.pins.parameters, types: &config.pulumi_types };
    let mut stack =
        Stack { path: discover::display(path), profile: config.profile.clone(), ..without_settings(&rules, &config) };
    let mut exit = Exit::Nothing;
    let Listing { inputs, .. } = discover::list(paths, &options);
    for (number, input) in inputs.iter().enumerate() {
        let came_to = match inputs::read(number, input, &reading, &analyzer) {
            Read::Analysed { path, analysis, .. } => add(&mut stack, &path, &analysis, &rules),
            Read::Unreadable { path, problem, .. } => {
                stack.notes.push(format!("{path} cannot be read: {}", problem.kind));
                Exit::Failed
            }
            Read::Skipped(_) => continue,
        };
        exit = if exit == Exit::Failed { exit } else { came_to };
    }
    if exit == Exit::Nothing {
        stack.notes.push("there is nothing to judge".to_owned());
    }
    Ok((stack, exit))
}

fn configuration(paths: &[PathBuf], args: &args::Coverage) -> Result<RawConfig, ConfigProblems> {
    let Some(named) = &args.config else {
        return locate::find(paths)?.as_ref().map_or_else(|| Ok(RawConfig::default()), RawConfig::load);
    };
    RawConfig::load(&Found::named(named)).map_err(|problems| problems.of_option("--config"))
}

/// A stack with the rules that do not run on it.
fn without_settings(rules: &RuleSet, config: &Config) -> Stack {
    let missing = rules.cards().iter().filter_map(|card| {
        let missing = card.settings.iter().filter(|name| !config.settings.contains_key(*name));
        let missing: Vec<String> = missing.cloned().collect();
        (!missing.is_empty()).then(|| (card.id.clone(), missing))
    });
    Stack { without_settings: missing.collect(), ..Stack::default() }
}

/// Adds what the rules say of one input.
fn add(stack: &mut Stack, path: &str, analysis: &Analysis, rules: &RuleSet) -> Exit {
    for card in analysis.satisfying.iter().filter_map(|rule| rules.cards().get(*rule)) {
        stack.add(card, Standing::Satisfied);
    }
    for finding in &analysis.findings {
        let standing = match finding.verdict {
            Verdict::Violated => Standing::Violated,
            Verdict::Undetermined => Standing::Undetermined,
        };
        stack.add(&finding.rule, standing);
    }
    for problem in &analysis.problems {
        if let ProblemKind::RuleIncomplete { rule, .. } = &problem.kind
            && let Some(card) = rules.cards().iter().find(|card| card.id == *rule)
        {
            stack.add(card, Standing::Undetermined);
        }
    }
    if analysis.worlds_cut {
        stack.notes.push(format!("not every deployment of {path} is judged"));
    }
    let incomplete: Vec<_> = analysis.problems.iter().filter(|problem| problem.level() == Level::Incomplete).collect();
    stack.notes.extend(incomplete.iter().map(|problem| format!("{path}: {}", problem.kind)));
    if incomplete.is_empty() { Exit::Clean } else { Exit::Failed }
}
