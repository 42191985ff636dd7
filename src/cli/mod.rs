//! The command line: arguments in, exit code out.
//!
//! [`run`] reads the arguments and hands them to the subcommand; whatever goes wrong on the way is shown on standard error
//! and ends in exit code 2. What goes to standard output is the business of `report`.

pub mod args;
pub mod exit;

use args::Args;
use exit::Exit;
use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

/// Runs `command` with the arguments, of which the first is the program's name.
pub fn run(
    arguments: impl IntoIterator<Item = OsString>,
    command: impl FnOnce(Args) -> miette::Result<Exit>,
) -> ExitCode {
    let exit = match args::parse(arguments) {
        Ok(args) => command(args).unwrap_or_else(|error| {
            fail(&error);
            Exit::Failed
        }),
        Err(error) => {
            // Help and version are what was asked for; a closed pipe is no reason to complain.
            let _ = error.print();
            if error.use_stderr() { Exit::Failed } else { Exit::Clean }
        }
    };
    exit.into()
}

/// Shows an error that ends the run.
fn fail(error: &miette::Report) {
    // There is nowhere left to say that standard error is closed.
    let _ = writeln!(std::io::stderr().lock(), "{error:?}");
}

#[cfg(test)]
mod tests;
