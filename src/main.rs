//! The command line program.

use std::process::ExitCode;

fn main() -> ExitCode {
    cfn_guardian::cli::run(std::env::args_os(), cfn_guardian::cli::dispatch)
}
