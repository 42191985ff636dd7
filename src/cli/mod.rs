//! The command line: arguments in, exit code out.
//!
//! [`run`] reads the arguments and hands them to the subcommand; whatever goes wrong on the way is shown on standard error
//! and ends in exit code 2. What goes to standard output is the business of `report`.

pub mod args;
pub mod check;
mod choices;
pub mod coverage;
pub mod exit;
pub mod explain;
mod fail;
pub mod graph;
mod inputs;
mod output;
mod rule_files;
pub mod rules;
pub mod schema;
mod values;

use args::{Args, Command};
use exit::Exit;
use std::ffi::OsString;
use std::io::IsTerminal;
use std::process::ExitCode;

/// Runs `command` with the arguments, of which the first is the program's name.
pub fn run(
    arguments: impl IntoIterator<Item = OsString>,
    command: impl FnOnce(Args) -> miette::Result<Exit>,
) -> ExitCode {
    let exit = match args::parse(arguments) {
        Ok(args) => {
            let choice = args.color();
            command(args).unwrap_or_else(|error| {
                let color = color(choice, std::io::stderr().is_terminal());
                let _ = fail::write(&*error, color, width(), &mut std::io::stderr().lock());
                Exit::Failed
            })
        }
        Err(error) => {
            // Help and version are what was asked for; a closed pipe is no reason to complain.
            let _ = error.print();
            if error.use_stderr() { Exit::Failed } else { Exit::Clean }
        }
    };
    exit.into()
}

/// Runs the subcommand that the arguments name.
pub fn dispatch(args: Args) -> miette::Result<Exit> {
    let out = &mut std::io::stdout().lock();
    match args.command {
        Command::Check(check) => check::run(&check),
        Command::Rules(rules) => rules::run(&rules, out),
        Command::Explain(explain) => explain::run(&explain, out),
        Command::Coverage(coverage) => coverage::run(&coverage, out),
        Command::Graph(graph) => graph::run(&graph, out),
        Command::Schema(schema) => schema::run(&schema, out),
    }
}

/// Columns of the terminal, within what can be read.
fn width() -> usize {
    terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0).clamp(60, 140))
}

/// Whether colours are wanted on a stream that is a terminal, or is none.
fn color(choice: args::Color, terminal: bool) -> bool {
    match choice {
        args::Color::Always => true,
        args::Color::Never => false,
        args::Color::Auto => {
            // https://no-color.org: set and not empty.
            let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
            !no_color && terminal
        }
    }
}

#[cfg(test)]
mod tests;
