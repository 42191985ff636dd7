//! `check`: from the arguments to the report and the exit code.
//!
//! Configuration and rules come first, because a mistake there makes everything after it meaningless. Inputs are read
//! and analysed in parallel, each on its own; what they give is put together in path order.

use super::args::{self, ReportFormat};
use super::exit::{self, Exit, Flags, Outcome};
use super::{output, rule_files};
use crate::analysis::{Analysis, Analyzer};
use crate::config::locate::{self, Found};
use crate::config::{Config, ConfigProblems, Mistake, Problem as ConfigProblem, Profiles, RawConfig};
use crate::discover::{self, Input, Listing, Loaded, ReadProblem};
use crate::engine::embedded;
use crate::engine::rule_set::RuleSet;
use crate::finding::Verdict;
use crate::finding::mask::Masked;
use crate::problem::{Level, Problem, ProblemKind};
use crate::report::{FileReport, ReportOptions, Run, Skipped, json, text};
use crate::resolve::Pins;
use crate::source::{self, Limits, ReadError, Source, SourceId, Sources};
use miette::{Diagnostic, IntoDiagnostic as _, WrapErr as _};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::io::{IsTerminal as _, Write};
use std::sync::Arc;
use std::time::Instant;

/// Bytes of stack of each thread: the tree of a template may be [`Limits::depth`] deep, and each stage walks it.
const STACK: usize = 16 << 20;

/// Runs the subcommand.
pub fn run(args: &args::Check) -> miette::Result<Exit> {
    let start = Instant::now();
    output::ready(args.report.output.as_deref())?;
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
    let read = each(&inputs, threads(args, inputs.len()), |number, input| {
        one(SourceId(number as u32), input, &options, &analyzer)
    })?;
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

/// What one input came to.
enum Read {
    Analysed { path: String, source: Arc<Source>, analysis: Box<Analysis> },
    Unreadable { path: String, source: Option<Arc<Source>>, problem: Problem },
    Skipped(Skipped),
}

fn one(id: SourceId, input: &Input, options: &discover::Options<'_>, analyzer: &Analyzer<'_>) -> Read {
    let path = input.path.clone();
    let (bytes, other) = match input.read(options) {
        Ok(Loaded::Template(bytes)) => (bytes, None),
        Ok(Loaded::Other { bytes, reason }) => (bytes, Some(reason)),
        Ok(Loaded::Skipped(skipped)) => return skip(skipped),
        Err(problem) => return Read::Unreadable { path, source: None, problem: unread(&problem) },
    };
    let source = match source::decode(&path, bytes, analyzer.limits) {
        Ok(source) => Arc::new(source),
        Err(error) => return Read::Unreadable { path, source: None, problem: unparsed(&error, None) },
    };
    let analysed = match other {
        // Parsed all the same: a mistake of syntax says more than "no template".
        Some(reason) => match (source::parse(id, &source, analyzer.limits), input.other(reason)) {
            (Ok(_), Ok(skipped)) => return skip(skipped),
            (Ok(_), Err(problem)) => return Read::Unreadable { path, source: None, problem: unread(&problem) },
            (Err(error), _) => Err(error),
        },
        None => analyzer.analyze(id, &source),
    };
    match analysed {
        Ok(analysis) => Read::Analysed { path, source, analysis: Box::new(analysis) },
        Err(error) => {
            let masked = Masked::of_text(id, &source);
            let problem = unparsed(&error, Some(&masked));
            let shown = masked.source().cloned().unwrap_or(source);
            Read::Unreadable { path, source: Some(shown), problem }
        }
    }
}

fn skip(skipped: discover::Skipped) -> Read {
    Read::Skipped(Skipped { path: skipped.path, reason: skipped.reason })
}

fn unread(problem: &ReadProblem) -> Problem {
    let kind = ProblemKind::Unreadable { code: code(problem), message: problem.without_path(), help: help(problem) };
    Problem::of_file(kind)
}

fn unparsed(error: &ReadError, masked: Option<&Masked>) -> Problem {
    let message = error.to_string();
    let message = masked.map_or_else(|| message.clone(), |masked| masked.message(&message));
    let kind = ProblemKind::Unreadable { code: code(error), message, help: help(error) };
    Problem { kind, labels: error.labels() }
}

fn code(problem: &dyn Diagnostic) -> String {
    problem.code().map(|code| code.to_string()).unwrap_or_default()
}

fn help(problem: &dyn Diagnostic) -> String {
    problem.help().map(|help| help.to_string()).unwrap_or_default()
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
        // Every input has its number, also one without a text: spans hold the numbers.
        let mut text = |source: Option<&Arc<Source>>, path: &str| {
            run.sources.add(source.cloned().unwrap_or_else(|| Arc::new(Source::new(path, "", 0))))
        };
        match read {
            Read::Analysed { path, source, analysis } => {
                let source = text(Some(analysis.masked.source().unwrap_or(&source)), &path);
                let analysis = *analysis;
                run.satisfied += analysis.satisfied;
                let kept = analysis.findings.into_iter().filter(|finding| finding.severity >= config.min_severity);
                run.findings.extend(kept);
                run.files.push(FileReport {
                    path,
                    source: Some(source),
                    format: "cloudformation",
                    resources: analysis.resources,
                    worlds: analysis.worlds,
                    worlds_cut: analysis.worlds_cut,
                    problems: analysis.problems,
                });
            }
            Read::Unreadable { path, source, problem } => {
                let id = text(source.as_ref(), &path);
                run.files.push(FileReport {
                    path,
                    source: source.map(|_| id),
                    format: "unreadable",
                    resources: 0,
                    worlds: 0,
                    worlds_cut: false,
                    problems: vec![problem],
                });
            }
            Read::Skipped(skipped) => {
                text(None, &skipped.path);
                run.skipped.push(skipped);
            }
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

fn report(run: &Run, config: &Config, args: &args::Check, exit: Exit) -> miette::Result<()> {
    let terminal = args.report.output.is_none() && std::io::stdout().is_terminal();
    let options = ReportOptions {
        show_undetermined: config.show_undetermined,
        quiet: args.report.quiet,
        verbose: args.report.verbose,
        color: super::color(args.report.color, terminal),
        strict: config.strict,
        width: if args.report.output.is_some() { 100 } else { super::width() },
        exit_code: exit.code(),
    };
    let write = |out: &mut dyn Write| match args.report.format {
        ReportFormat::Text => text::write(run, &options, out),
        ReportFormat::Json => json::write(run, &options, out),
    };
    Ok(output::open(args.report.output.as_deref(), write)?)
}
