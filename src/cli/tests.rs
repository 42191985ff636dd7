#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

use super::args::{Args, Check, Color, Command, ReportFormat, Show};
use super::*;
use crate::config::FailOn;
use crate::engine::card::Severity;
use clap::CommandFactory;
use clap::error::ErrorKind;

fn parse(line: &str) -> Result<Args, clap::Error> {
    args::parse(std::iter::once("cfn-guardian").chain(line.split_whitespace()).map(OsString::from))
}

fn check(line: &str) -> Check {
    match parse(&format!("check {line}")).unwrap().command {
        Command::Check(check) => *check,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_definition_is_sound() {
    Args::command().debug_assert();
}

#[test]
fn every_option_arrives() {
    let all = check(
        "a.yml - dir --profile p --config c.yml --rules r --rules s --format text --output o.txt --fail-on high \
         --min-severity medium --only a,b-* --only c --skip d --show undetermined --strict --ignore-non-templates \
         --jobs 2 -v --color never --parameter A=b=c --parameter D= --region eu-central-1 --account 012345678901",
    );
    assert_eq!(all.paths.len(), 3);
    assert_eq!((all.selection.only.join(" "), all.selection.rules.len()), ("a b-* c".to_owned(), 2));
    assert_eq!(all.report.fail_on, Some(FailOn::At(Severity::High)));
    assert_eq!((all.report.format, all.report.color), (ReportFormat::Text, Color::Never));
    assert_eq!(all.report.show, Some(Show::Undetermined));
    assert_eq!(all.jobs.unwrap().get(), 2);
    let over = all.overrides().unwrap();
    assert_eq!(over.min_severity, Some(Severity::Medium));
    assert_eq!(
        over.pins.parameters.into_iter().map(|(name, value)| name + ":" + &value).collect::<Vec<_>>(),
        ["A:b=c", "D:"]
    );
    assert_eq!(over.pins.account.as_deref(), Some("012345678901"));
    assert_eq!(check("").paths, [std::path::PathBuf::from(".")]);
    assert_eq!(check("--fail-on never").report.fail_on, Some(FailOn::Never));
}

#[test]
fn an_option_without_effect_is_wrong_usage() {
    for line in [
        "--quiet --verbose",
        "--format json --quiet",
        "--format json -v",
        "--format json --color always",
        "--exit-zero --strict",
        "--exit-zero --fail-on high",
        "--all-rules --only x",
        "--config x --no-config",
        "--fail-on low --min-severity high",
        "--parameter A=1 --parameter A=2",
        "--strict --strict",
        "--profile a --profile b",
    ] {
        let error = parse(&format!("check {line}")).expect_err(line);
        assert_eq!((error.kind(), error.exit_code()), (ErrorKind::ArgumentConflict, 2), "{line}");
        assert!(error.to_string().contains("Usage: cfn-guardian check"), "{error}");
    }
}

#[test]
fn wrong_values_are_refused_with_what_would_do() {
    for (line, hint) in [
        ("check --fail-on hihg", "'high'"),
        ("check --jobs 0", "--jobs"),
        ("check --region eu", "eu-central-1"),
        ("check --account 12", "twelve digits"),
        ("check --parameter A", "NAME=VALUE"),
        ("check --output -", "standard output"),
        ("check --stict", "'--strict'"),
        ("chek", "'check'"),
        ("schema inputs", "'input'"),
        ("graph", "<FILE>"),
        ("", "Usage"),
    ] {
        let error = parse(line).expect_err(line);
        assert!(error.to_string().contains(hint), "{line}: {error}");
        assert_eq!(error.exit_code(), 2, "{line}");
    }
}

#[test]
fn a_failing_command_ends_in_two_and_help_is_no_failure() {
    let line = |line: &'static str| line.split(' ').map(OsString::from);
    let shown = |code: ExitCode| format!("{code:?}");
    let failed = run(line("cfn-guardian rules"), |_| Err(miette::miette!("no")));
    assert_eq!(shown(failed), shown(ExitCode::from(2)));
    let nothing = run(line("cfn-guardian rules"), |_| Ok(Exit::Nothing));
    assert_eq!(shown(nothing), shown(ExitCode::from(3)));
    let help = parse("check --help").unwrap_err();
    assert!(!help.use_stderr());
    assert!(help.to_string().contains("Exit codes:"), "{help}");
}
