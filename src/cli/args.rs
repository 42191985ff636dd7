//! The arguments: what clap can say about them is said in the attributes, the rest in [`parse`].
//!
//! An option that has no effect is an error, because whoever gave it believes that it has one.

pub use super::choices::{Color, GraphFormat, ListFormat, ReportFormat, Show, Subject, TableFormat};

use super::output::same_file;
use super::values::{account, assignment, counted, fail_on_parser, further_report, output, region, severity_parser};
use crate::config::severity::{self, FailOn};
use crate::config::{ConfigProblems, Overrides, parameters};
use crate::engine::card::Severity;
use crate::resolve::Pins;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use clap::{CommandFactory, Parser, Subcommand};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

const EXIT_CODES: &str = "\
Exit codes:
  0  nothing at or above --fail-on
  1  findings at or above --fail-on (with --strict: also what is not known)
  2  wrong usage, configuration or rule, an input that cannot be read, an incomplete analysis
  3  nothing to check";

/// Security linter for AWS infrastructure: CloudFormation, CDK and Pulumi judged by Rego rules as one resource graph.
#[derive(Debug, Parser)]
#[command(name = "cfn-guardian", version, about, after_help = EXIT_CODES, max_term_width = 100)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check templates, CDK assemblies and Pulumi previews against the rules
    #[command(after_help = EXIT_CODES)]
    Check(Box<Check>),
    /// List the rules
    Rules(Rules),
    /// Print the page of one rule
    Explain(Explain),
    /// Print which rules enforce each requirement, and what they say of stacks
    Coverage(Coverage),
    /// Print the resource graph of an input, as rules see it
    Graph(Graph),
    /// Print a JSON schema
    Schema(Schema),
}

/// Options of `check`.
#[derive(Debug, clap::Args)]
pub struct Check {
    /// Templates, CDK assemblies, Pulumi documents, folders; `-` reads standard input
    ///
    /// An assembly is the folder that `cdk synth` writes, a document what `pulumi preview --json` or `pulumi stack export`
    /// prints. In folders, all of them are found by their contents; what .gitignore names, hidden folders and installed
    /// packages are left out. Of the CDK, cdk.out is often ignored: name it.
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// Leave out named files that are no templates instead of failing
    ///
    /// For hooks, which pass every changed file: what is no template is no error, the configuration's
    /// `exclude` holds for named files too, and nothing left to check is success.
    #[arg(long, help_heading = "Input")]
    pub ignore_non_templates: bool,
    /// Which deployment of a template is judged.
    #[command(flatten)]
    pub deployment: Deployment,
    /// Which rules judge.
    #[command(flatten)]
    pub selection: Selection,
    /// What is reported and how.
    #[command(flatten)]
    pub report: Report,
    /// Threads to use [default: one for each processor]
    #[arg(short, long, value_name = "N", help_heading = "Run", value_parser = counted)]
    pub jobs: Option<NonZeroUsize>,
}

/// Options that fix a deployment.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Deployment")]
pub struct Deployment {
    /// Parameter values: a map, or the AWS CLI's list of ParameterKey and ParameterValue
    #[arg(long, value_name = "FILE")]
    pub parameters: Option<PathBuf>,
    /// One parameter's value; wins over --parameters
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    pub parameter: Vec<(String, String)>,
    /// The value of AWS::Region
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub region: Option<String>,
    /// The value of AWS::AccountId
    #[arg(long, value_name = "ACCOUNT", value_parser = account)]
    pub account: Option<String>,
}

/// Options that select rules.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Rules")]
pub struct Selection {
    /// Profile: a built-in one, or the path of a file [default: default]
    #[arg(long, value_name = "PROFILE")]
    pub profile: Option<String>,
    /// Configuration file [default: the nearest .cfn-guardian.yml upward]
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,
    /// Look for no configuration file
    #[arg(long)]
    pub no_config: bool,
    /// Folder of further rules; may be repeated
    #[arg(long, value_name = "DIR")]
    pub rules: Vec<PathBuf>,
    /// Run these rules only (ids or globs), whatever profile and configuration select
    #[arg(long, value_name = "RULE", value_delimiter = ',', conflicts_with = "all_rules")]
    pub only: Vec<String>,
    /// Leave these rules out (ids or globs)
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub skip: Vec<String>,
    /// Run every rule whose settings are given, whatever profile and configuration select
    #[arg(long)]
    pub all_rules: bool,
}

/// Options of the report and the exit code.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Report")]
pub struct Report {
    /// Format of the report
    #[arg(short, long, value_enum, default_value_t = ReportFormat::Text)]
    pub format: ReportFormat,
    /// Write the report to a file instead of standard output
    #[arg(short, long, value_name = "FILE", value_parser = output)]
    pub output: Option<PathBuf>,
    /// Also write a report of another format to a file; may be repeated
    #[arg(long, value_name = "FORMAT=FILE", value_parser = further_report)]
    pub report: Vec<(ReportFormat, PathBuf)>,
    /// Report nothing less serious
    #[arg(long, value_name = "SEVERITY", value_parser = severity_parser())]
    pub min_severity: Option<Severity>,
    /// Show further answers, which are otherwise only counted
    #[arg(long, value_enum, value_name = "WHAT")]
    pub show: Option<Show>,
    /// Fail from this severity on, or never [default: low]
    #[arg(long, value_name = "SEVERITY|never", value_parser = fail_on_parser())]
    pub fail_on: Option<FailOn>,
    /// Fail, too, where something cannot be determined or not every deployment was judged
    #[arg(long)]
    pub strict: bool,
    /// Exit with 0 whatever is found; errors stay errors
    #[arg(long, conflicts_with_all = ["fail_on", "strict"])]
    pub exit_zero: bool,
    /// One line for each finding and problem, then the summary
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Also say what was read, and what was left out and why
    #[arg(short, long)]
    pub verbose: bool,
    /// When to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Color::Auto)]
    pub color: Color,
}

/// Options of `rules`.
#[derive(Debug, clap::Args)]
pub struct Rules {
    /// Format of the list
    #[arg(short, long, value_enum, default_value_t = ListFormat::Table)]
    pub format: ListFormat,
    /// Only the rules that are on in this profile
    #[arg(long, value_name = "PROFILE")]
    pub profile: Option<String>,
    /// Folder of further rules; may be repeated
    #[arg(long, value_name = "DIR")]
    pub rules: Vec<PathBuf>,
}

/// Options of `explain`.
#[derive(Debug, clap::Args)]
pub struct Explain {
    /// The rule's id, or what another tool calls the same check, such as CKV_AWS_26
    #[arg(value_name = "RULE")]
    pub rule: String,
    /// Folder of further rules; may be repeated
    #[arg(long, value_name = "DIR")]
    pub rules: Vec<PathBuf>,
}

/// Options of `coverage`.
#[derive(Debug, clap::Args)]
pub struct Coverage {
    /// Stacks to judge: templates, cloud assemblies, Pulumi documents, or folders with one of them
    ///
    /// Each is one column of the table. All rules run on it whose settings its profile gives: that of the nearest
    /// .cfn-guardian.yml upward, unless the options say otherwise.
    #[arg(value_name = "STACK")]
    pub paths: Vec<PathBuf>,
    /// Format of the table
    #[arg(short, long, value_enum, default_value_t = TableFormat::Text)]
    pub format: TableFormat,
    /// Profile of all stacks: a built-in one, or the path of a file
    #[arg(long, value_name = "PROFILE", requires = "paths")]
    pub profile: Option<String>,
    /// Configuration file of all stacks
    #[arg(long, value_name = "FILE", requires = "paths")]
    pub config: Option<PathBuf>,
}

/// Options of `graph`.
#[derive(Debug, clap::Args)]
pub struct Graph {
    /// The template, assembly or Pulumi document; `-` reads standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Format of the graph
    #[arg(short, long, value_enum, default_value_t = GraphFormat::Json)]
    pub format: GraphFormat,
    /// Which deployment's graph is printed.
    #[command(flatten)]
    pub deployment: Deployment,
    /// The deployment to print, counted from 1 [default: the one with every parameter at its default]
    #[arg(long, value_name = "N", help_heading = "Deployment", value_parser = counted)]
    pub world: Option<NonZeroUsize>,
}

/// Options of `schema`.
#[derive(Debug, clap::Args)]
pub struct Schema {
    /// What the schema describes
    #[arg(value_enum, value_name = "SUBJECT")]
    pub subject: Subject,
}

/// Reads the arguments.
///
/// # Errors
/// With what clap shows: wrong usage, or help and version, which are no errors for the exit code.
pub fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Args, Error> {
    let parsed = Args::try_parse_from(args).map_err(forgotten_subcommand)?;
    match &parsed.command {
        Command::Check(check) => check.effects().map_err(|message| usage("check", message))?,
        Command::Graph(graph) => graph.deployment.effects().map_err(|message| usage("graph", message))?,
        Command::Rules(_) | Command::Explain(_) | Command::Coverage(_) | Command::Schema(_) => {}
    }
    Ok(parsed)
}

/// Whoever writes `cfn-guardian template.yml` wants to check it.
fn forgotten_subcommand(error: Error) -> Error {
    match error.get(ContextKind::InvalidSubcommand) {
        Some(ContextValue::String(word)) if word.contains(['.', '/']) || Path::new(word).exists() => {
            let message = format!("`{word}` is no subcommand; to check it, write `cfn-guardian check {word}`");
            let mut command = Args::command();
            command.build();
            command.error(ErrorKind::InvalidSubcommand, message)
        }
        _ => error,
    }
}

fn usage(subcommand: &str, message: String) -> Error {
    let mut command = Args::command();
    command.build();
    match command.find_subcommand_mut(subcommand) {
        Some(found) => found.error(ErrorKind::ArgumentConflict, message),
        None => command.error(ErrorKind::ArgumentConflict, message),
    }
}

impl Args {
    /// When colours are wanted, also for errors.
    pub fn color(&self) -> Color {
        match &self.command {
            Command::Check(check) => check.report.color,
            Command::Rules(_) | Command::Explain(_) | Command::Coverage(_) | Command::Graph(_) | Command::Schema(_) => {
                Color::Auto
            }
        }
    }
}

impl Check {
    /// Finds options that cannot have an effect beside the others.
    fn effects(&self) -> Result<(), String> {
        let report = &self.report;
        let texts = report.report.iter().any(|(format, _)| *format == ReportFormat::Text);
        if report.format != ReportFormat::Text {
            let given = [
                (report.quiet && !texts, "--quiet"),
                (report.verbose && !texts, "--verbose"),
                (report.color == Color::Always, "--color always"),
            ];
            if let Some((_, option)) = given.iter().find(|(given, _)| *given) {
                let format = report.format.word();
                return Err(format!("{option} has no effect with --format {format}, which always says the same"));
            }
        }
        let mut files: Vec<&Path> = report.output.as_deref().into_iter().collect();
        for (format, file) in &report.report {
            if files.iter().any(|other| same_file(other, file)) {
                let (format, file) = (format.word(), file.display());
                return Err(format!("--report {format}={file}: another report goes to that file"));
            }
            files.push(file);
        }
        if let (Some(FailOn::At(fail_on)), Some(least)) = (report.fail_on, report.min_severity)
            && fail_on < least
        {
            let (fail_on, least) = (severity::word(fail_on), severity::word(least));
            return Err(format!(
                "--fail-on {fail_on} has no effect with --min-severity {least}: what is less serious is not reported"
            ));
        }
        self.deployment.effects()
    }

    /// What the options say over the configuration. Reads the parameter file.
    ///
    /// # Errors
    /// With the mistakes of the parameter file.
    pub fn overrides(&self) -> Result<Overrides, ConfigProblems> {
        Ok(Overrides {
            profile: self.selection.profile.clone(),
            only: self.selection.only.clone(),
            skip: self.selection.skip.clone(),
            all_rules: self.selection.all_rules,
            fail_on: self.report.fail_on,
            min_severity: self.report.min_severity,
            show_undetermined: self.report.show == Some(Show::Undetermined),
            strict: self.report.strict,
            pins: self.deployment.pins()?,
        })
    }
}

impl Deployment {
    fn effects(&self) -> Result<(), String> {
        let mut seen = BTreeMap::new();
        for (name, value) in &self.parameter {
            if name.is_empty() {
                return Err("--parameter: write NAME=VALUE; what was given has no name".to_owned());
            }
            if seen.insert(name, value).is_some() {
                return Err(format!("--parameter {name}=… is given twice, and only one of them can have an effect"));
            }
        }
        Ok(())
    }

    /// The user's choices. Reads the parameter file.
    ///
    /// # Errors
    /// With the mistakes of the parameter file.
    pub fn pins(&self) -> Result<Pins, ConfigProblems> {
        let file = self.parameters.as_deref().map(parameters::load).transpose();
        let file = file.map_err(|problems| problems.of_option("--parameters"))?.unwrap_or_default();
        let of_file = Pins { parameters: file, ..Pins::default() };
        let parameters = self.parameter.iter().cloned().collect();
        Ok(of_file.under(Pins { parameters, region: self.region.clone(), account: self.account.clone() }))
    }
}
