//! `graph`: the document that rules see, for one deployment of one template.

use super::args;
use super::exit::Exit;
use super::inputs::{self, Opened, Reading, Refusal};
use crate::analysis::{Stage, given_parameters, given_secrets};
use crate::config::ConfigProblems;
use crate::discover::{self, Given, Input, ReadProblem};
use crate::finding::mask::Masks;
use crate::frontend::pulumi::translate::Tables;
use crate::frontend::template::Template;
use crate::frontend::texts::Texts;
use crate::iam::boundary;
use crate::problem::Level;
use crate::report::json;
use crate::resolve::Pins;
use crate::resolve::worlds::Worlds;
use crate::source::{Limits, Span};
use miette::{Diagnostic, IntoDiagnostic as _};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

/// Why there is no graph.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum GraphError {
    /// The file cannot be read.
    #[error(transparent)]
    #[diagnostic(transparent)]
    File(#[from] ReadProblem),
    /// The text cannot be parsed.
    #[error("{path}{place}: {message}")]
    #[diagnostic(code(graph::syntax), help("`cfn-guardian check {}` shows the place", argument(path)))]
    Syntax {
        /// The file.
        path: String,
        /// `:line:column`, where it is known.
        place: String,
        /// What is wrong.
        message: String,
    },
    /// There is nothing to draw.
    #[error("{path} is no template that can be read: {problem}")]
    #[diagnostic(code(graph::template), help("`cfn-guardian check {}` shows the place", argument(path)))]
    Template {
        /// The file.
        path: String,
        /// What is wrong.
        problem: String,
    },
    /// A parameter's value is not among those that the template allows.
    #[error("{problem}")]
    #[diagnostic(code(graph::parameter), help("see the `Parameters` section of the template"))]
    Value {
        /// What is wrong.
        problem: String,
    },
    /// There are fewer deployments.
    #[error("there is no deployment {asked}: the template can become {count}")]
    #[diagnostic(code(graph::world), help("count from 1; the first is the one with every parameter at its default"))]
    World {
        /// The number given.
        asked: usize,
        /// How many there are.
        count: usize,
    },
}

/// How a path is written as an argument.
fn argument(path: &str) -> &str {
    if path == discover::STDIN { "-" } else { path }
}

/// Runs the subcommand.
pub fn run(args: &args::Graph, out: &mut dyn Write) -> miette::Result<Exit> {
    let pins = args.deployment.pins()?;
    let limits = Limits::default();
    let options = discover::Options { max_bytes: limits.bytes, exclude: None, ignore_non_templates: false };
    let input = named(&args.file, &options)?;
    let path = input.path.clone();
    let types = Tables::default();
    let reading = Reading { options: &options, limits: &limits, given: &pins.parameters, types: &types };
    let Opened { unit, texts, .. } = inputs::open(0, &input, &reading).map_err(|refusal| refused(&input, *refusal))?;
    let template = &unit.template;
    if let Some(problem) = unit.problems.iter().find(|problem| problem.level() == Level::Incomplete) {
        return Err(GraphError::Template { path, problem: problem.kind.to_string() }.into());
    }
    let mut masked = Masks::of(unit.documents.iter().map(|(_, document)| document), &texts);
    masked.hide(given_secrets(template, &pins));
    given(args, template, &pins, &masked)?;
    let worlds = Worlds::of(template, &pins);
    let asked = args.world.map_or(1, |world| world.get());
    let world = worlds.list.get(asked - 1).ok_or(GraphError::World { asked, count: worlds.list.len() })?;
    let settings = serde_json::Value::Object(serde_json::Map::new());
    let mut stage = Stage::new(template, &worlds, &pins);
    let graph = stage.graph(world);
    let facts = stage.facts(&graph, &boundary::only_boundaries(&graph), |_| true);
    let input = stage.input(&graph, &facts, &settings);
    let mut graph = serde_json::to_value(&input).into_diagnostic()?;
    mask(&mut graph, &masked);
    json::pretty(&graph, out).into_diagnostic()?;
    Ok(Exit::Clean)
}

/// Values that have no effect, or that the template would not take: the graph would be that of no deployment.
fn given(args: &args::Graph, template: &Template, pins: &Pins, masked: &Masks) -> miette::Result<()> {
    let names: BTreeSet<String> = args.deployment.parameter.iter().map(|(name, _)| name.clone()).collect();
    let declared = template.parameters.iter().map(|parameter| parameter.name.to_string()).collect();
    ConfigProblems::check(Pins::undeclared(&names, &declared))?;
    match given_parameters(template, pins).into_iter().next() {
        Some(mut problem) => {
            masked.problem(&mut problem);
            Err(GraphError::Value { problem: problem.kind.to_string() }.into())
        }
        None => Ok(()),
    }
}

/// The one input that the path names.
fn named(file: &PathBuf, options: &discover::Options<'_>) -> Result<Input, GraphError> {
    let folder = || ReadProblem::Folder { path: discover::display(file) };
    let listing = discover::list(std::slice::from_ref(file), options);
    let mut inputs = listing.inputs.into_iter();
    inputs.find(|input| input.given != Given::Found).ok_or_else(|| folder().into())
}

/// Why an input has no graph.
fn refused(input: &Input, refusal: Refusal) -> GraphError {
    let path = input.path.clone();
    let syntax = |message: String, span: Option<Span>, texts: &Texts| {
        let source = span.and_then(|span| Some((texts.get(span.source)?, span)));
        let at = source.map(|(source, span)| (source, source.position(span.start)));
        let own = |name: &str| if name == path { path.clone() } else { name.to_owned() };
        GraphError::Syntax {
            path: at.as_ref().map_or_else(|| path.clone(), |(source, _)| own(&source.name)),
            place: at.map(|(_, at)| format!(":{}:{}", at.line, at.column)).unwrap_or_default(),
            message,
        }
    };
    let first = |labels: Vec<(Span, String)>| labels.first().map(|(span, _)| *span);
    match refusal {
        Refusal::File(problem) => problem.into(),
        Refusal::Skipped(skipped) => input.not_a_template(skipped.reason).into(),
        Refusal::Text(error, texts) => syntax(error.to_string(), error.span(), &texts),
        Refusal::Assembly(error, texts) => syntax(error.to_string(), first(error.labels()), &texts),
    }
}

fn mask(value: &mut serde_json::Value, masked: &Masks) {
    match value {
        serde_json::Value::String(text) => *text = masked.message(text),
        serde_json::Value::Array(items) => items.iter_mut().for_each(|item| mask(item, masked)),
        serde_json::Value::Object(fields) => fields.values_mut().for_each(|field| mask(field, masked)),
        _ => {}
    }
}
