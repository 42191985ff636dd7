//! `check`: from the arguments to the report and the exit code.
//!
//! Configuration and rules come first, because a mistake there makes everything after it meaningless. Inputs are read
//! and analysed in parallel, each on its own; what they give is put together in path order.

use super::args::{self, ReportFormat};
use super::exit::{self, Exit, Flags, Outcome};
use super::inputs::{self, Read, Reading};
use super::{output, rule_files};
use crate::analysis::Analyzer;
use crate::config::locate::{self, Found};
use crate::config::{Config, ConfigProblems, Mistake, Problem as ConfigProblem, Profiles, RawConfig};
use crate::discover::{self, Input, Listing};
use crate::engine::embedded;
use crate::engine::rule_set::RuleSet;
use crate::finding::Verdict;
use crate::problem::{Level, ProblemKind};
use crate::report::entries::Entries;
use crate::report::{FileReport, ReportOptions, Run, Skipped, csv, github, gitlab, json, junit, markdown, sarif, text};
use crate::resolve::Pins;
use crate::source::{Limits, Sources};
use miette::{IntoDiagnostic as _, WrapErr as _};
use rayon::prelude::*;
use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::io::IsTerminal as _;
use std::time::Instant;

/// Bytes of stack of each thread: the tree of a template may be [`Limits::depth`] deep, and each stage walks it.
const STACK: usize = 16 << 20;

/// Runs the subcommand.
pub fn run(args: &args::Check) -> miette::Result<Exit> {
    let start = Instant::now();
    if let Some(path) = &args.report.output {
        output::ready("--output", path)?;
    }
    for (_, path) in &args.report.report {
        output::ready("--report", path)?;
    }
    let raw = configuration(args)?;
    let mut folders = raw.rules.clone();
    folders.extend(args.selection.rules.iter().cloned());
    let rules = rule_files::rule_set(&folders)?;
    let profiles = Profiles { built_in: &embedded::profiles(), cards: rules.cards() };
    let config = raw.validate(profiles, args.overrides()?)?;
    let limits = Limits::default();
    let options = discover::Options {
        max_bytes: limits.bytes,
        exclude: config.exclude.as_ref(),
        ignore_non_templates: args.ignore_non_templates,
    };
    let Listing { inputs, skipped } = discover::list(&args.paths, &options);
    let settings = serde_json::Value::Object(config.settings.clone());
    let analyzer = Analyzer {
        rules: &rules,
        selected: &config.selected,
        severity: &|card| config.severity(card),
        settings: &settings,
        pins: &config.pins,
        limits: &limits,
    };
    let given = &config.pins.parameters;
    let reading = Reading { options: &options, limits: &limits, given, types: &config.pulumi_types };
    let read =
        each(&inputs, threads(args, inputs.len()), |number, input| inputs::read(number, input, &reading, &analyzer))?;
    let read = inputs::judged_once(&inputs, read);
    undeclared(args, &config.pins, &read)?;
    let mut run = gather(read, &rules, &config);
    run.skipped.extend(skipped.into_iter().map(|skipped| Skipped { path: skipped.path, reason: skipped.reason }));
    run.skipped.sort_by(|a, b| a.path.cmp(&b.path));
    run.elapsed = start.elapsed();
    let exit = exit(&run, &config, args);
    report(&run, &config, args, exit)?;
    Ok(exit)
}

/// What each input comes to, in their order. One thread is this one: to start another costs more than a small template.
fn each(inputs: &[Input], threads: usize, one: impl Fn(usize, &Input) -> Read + Sync) -> miette::Result<Vec<Read>> {
    if threads == 1 {
        return Ok(inputs.iter().enumerate().map(|(number, input)| one(number, input)).collect());
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build();
    let pool = pool.into_diagnostic().wrap_err("the threads could not be started")?;
    Ok(pool.install(|| inputs.par_iter().enumerate().map(|(number, input)| one(number, input)).collect()))
}

/// As many threads as asked for or as there are processors, but none without an input.
fn threads(args: &args::Check, inputs: usize) -> usize {
    let processors = || std::thread::available_parallelism().map_or(1, |count| count.get());
    args.jobs.map_or_else(processors, |jobs| jobs.get()).min(inputs).max(1)
}

fn configuration(args: &args::Check) -> Result<RawConfig, ConfigProblems> {
    let found = match &args.selection.config {
        Some(path) => Some(Found::named(path)),
        None if args.selection.no_config => None,
        None => locate::find(&args.paths)?,
    };
    let raw = found.as_ref().map_or_else(|| Ok(RawConfig::default()), RawConfig::load);
    raw.map_err(|problems| if args.selection.config.is_some() { problems.of_option("--config") } else { problems })
}

/// A parameter given on the command line that no template declares has no effect. What a template declares that could
/// not be read is not known, and its own mistake is to be seen first.
fn undeclared(args: &args::Check, pins: &Pins, read: &[Read]) -> Result<(), ConfigProblems> {
    let unreadable = read.iter().any(|read| matches!(read, Read::Unreadable { .. }));
    if unreadable || !read.iter().any(|read| matches!(read, Read::Analysed { .. })) {
        return Ok(());
    }
    let names: BTreeSet<String> = args.deployment.parameter.iter().map(|(name, _)| name.clone()).collect();
    let declared = read.iter().filter_map(|read| match read {
        Read::Analysed { analysis, .. } => Some(analysis.parameters.iter().map(|name| name.to_string())),
        _ => None,
    });
    let declared: BTreeSet<String> = declared.flatten().collect();
    let mut problems = Pins::undeclared(&names, &declared);
    if let Some(file) = &args.deployment.parameters
        && !pins.parameters.is_empty()
        && !pins.parameters.keys().any(|name| declared.contains(name))
    {
        let mistake = Mistake::UnusedParameters { file: discover::display(file) };
        problems.push(ConfigProblem::option("--parameters", mistake));
    }
    ConfigProblems::check(problems)
}

/// Puts together what the inputs came to, in their order.
fn gather(read: Vec<Read>, rules: &RuleSet, config: &Config) -> Run {
    let mut run = Run {
        sources: Sources::default(),
        files: Vec::new(),
        findings: Vec::new(),
        skipped: Vec::new(),
        rules: config.selected.iter().filter_map(|rule| rules.cards().get(*rule).cloned()).collect(),
        satisfied: 0,
        elapsed: std::time::Duration::ZERO,
    };
    for read in read {
        match read {
            Read::Analysed { path, source, analysis, .. } => {
                let analysis = *analysis;
                run.satisfied += analysis.satisfied;
                let kept = analysis.findings.into_iter().filter(|finding| finding.severity >= config.min_severity);
                run.findings.extend(kept);
                analysis.texts.into_iter().for_each(|(id, text)| run.sources.add(id, text));
                run.files.push(FileReport {
                    path,
                    source,
                    format: analysis.format.word(),
                    resources: analysis.resources,
                    worlds: analysis.worlds,
                    worlds_cut: analysis.worlds_cut,
                    unmapped: analysis.unmapped,
                    problems: analysis.problems,
                });
            }
            Read::Unreadable { path, texts, problem } => {
                let source = problem.labels.first().map(|(span, _)| span.source);
                texts.into_iter().for_each(|(id, text)| run.sources.add(id, text));
                run.files.push(FileReport::unreadable(path, source, *problem));
            }
            Read::Skipped(skipped) => run.skipped.push(skipped),
        }
    }
    run
}

fn exit(run: &Run, config: &Config, args: &args::Check) -> Exit {
    let problems = || run.files.iter().flat_map(|file| &file.problems);
    let violated = run.findings.iter().filter(|finding| finding.verdict == Verdict::Violated);
    let outcome = Outcome {
        checked: run.files.iter().filter(|file| file.format != "unreadable").count(),
        failed: problems().filter(|problem| problem.level() == Level::Incomplete).count(),
        failing: violated.filter(|finding| config.fail_on.fails(finding.severity)).count(),
        undetermined: run.findings.iter().filter(|finding| finding.verdict == Verdict::Undetermined).count(),
        worlds_cut: run.files.iter().filter(|file| file.worlds_cut || has_unknown_loop(file)).count(),
    };
    let flags = Flags {
        strict: config.strict,
        exit_zero: args.report.exit_zero,
        ignore_non_templates: args.ignore_non_templates,
    };
    exit::decide(outcome, flags)
}

/// Whether it has resources that are seen only in deployments whose parameters are given.
fn has_unknown_loop(file: &FileReport) -> bool {
    file.problems.iter().any(|problem| matches!(problem.kind, ProblemKind::LoopNotKnown { .. }))
}

/// Writes every report, the first to standard output or `--output`. One that cannot be written does not cost the others.
fn report(run: &Run, config: &Config, args: &args::Check, exit: Exit) -> miette::Result<()> {
    let first = (args.report.format, args.report.output.as_deref());
    let further = args.report.report.iter().map(|(format, path)| (*format, Some(path.as_path())));
    let entries = OnceCell::new();
    let mut refused = Ok(());
    for (format, path) in std::iter::once(first).chain(further) {
        let terminal = path.is_none() && std::io::stdout().is_terminal();
        // Colours that were asked for are for the report that --color stands beside.
        let color = if path == args.report.output.as_deref() { args.report.color } else { args::Color::Auto };
        let options = ReportOptions {
            show_undetermined: config.show_undetermined,
            quiet: args.report.quiet,
            verbose: args.report.verbose,
            color: super::color(color, terminal),
            strict: config.strict,
            width: if path.is_some() { 100 } else { super::width() },
            exit_code: exit.code(),
        };
        let entries = || entries.get_or_init(|| Entries::of(run, &options));
        let written = output::open(path, |out| match format {
            ReportFormat::Text => text::write(run, &options, out),
            ReportFormat::Json => json::write(run, &options, out),
            ReportFormat::Sarif => sarif::write(run, entries(), &options, out),
            ReportFormat::Junit => junit::write(run, entries(), options.strict, out),
            ReportFormat::Github => github::write(run, entries(), out),
            ReportFormat::Gitlab => gitlab::write(entries(), out),
            ReportFormat::Markdown => markdown::write(run, entries(), out),
            ReportFormat::Csv => csv::write(entries(), out),
        });
        refused = refused.and(written);
    }
    Ok(refused?)
}
