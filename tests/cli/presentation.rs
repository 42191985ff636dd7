//! How a report looks and where it goes.

use crate::support::{CLEAN, Place, TEMPLATE, text};
use insta::assert_snapshot;
use std::io::Read as _;
use std::process::Stdio;

fn place() -> Place {
    Place::with_rule().file("lib/a.yml", TEMPLATE).file("lib/b.yml", CLEAN).file("lib/values.yml", "a: 1\n")
}

#[test]
fn quiet_is_a_line_for_each_finding() {
    assert_snapshot!(place().run("check lib -q"), @r#"
    exit 1
    ---- stdout
    lib/a.yml:5:18 medium topic-unnamed topic Topic is named orders
    2 files, 2 resources, 1 rule: 1 violated (1 medium), 0 undetermined, 0 satisfied, in [time]
    "#);
}

#[test]
fn verbose_says_what_was_read_and_left_out() {
    assert_snapshot!(place().run("check lib -v"), @r#"
    exit 1
    ---- stdout
    medium topic-unnamed

      ⚠ topic Topic is named orders
       ╭─[lib/a.yml:5:18]
     4 │     Properties:
     5 │       TopicName: orders
       ·                  ───┬──
       ·                     ╰── TopicName
       ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html

    read     lib/a.yml: cloudformation, 1 resource, 1 deployment
    read     lib/b.yml: cloudformation, 1 resource, 1 deployment
    skipped  lib/values.yml: it has no top-level Resources section

    2 files, 2 resources, 1 rule: 1 violated (1 medium), 0 undetermined, 0 satisfied, in [time]
    "#);
}

#[test]
fn a_report_goes_into_a_file() {
    let place =
        place().file("report.txt", "something much longer than the report that is to come, and so on\n".repeat(99));
    assert_snapshot!(place.run("check lib/b.yml --output report.txt"), @r#"exit 0"#);
    assert_snapshot!(place.filtered(&place.read("report.txt")), @r#"1 file, 1 resource, 1 rule: 0 violated, 0 undetermined, 0 satisfied, in [time]"#);
    assert_eq!(place.exit("check lib --format json --output report.json"), 1);
    let report: serde_json::Value = serde_json::from_str(&place.read("report.json")).unwrap();
    assert_eq!(report["summary"]["exit_code"], 1);
}

#[test]
fn colours_are_for_terminals_and_for_those_who_ask() {
    let place = place();
    let coloured = |arguments: &str, variable: Option<(&str, &str)>| {
        let mut command = place.command(arguments);
        let output = command.envs(variable).output().unwrap();
        text(&output.stdout).contains('\u{1b}') || text(&output.stderr).contains('\u{1b}')
    };
    assert!(!coloured("check lib", None), "no terminal");
    assert!(coloured("check lib --color always", None));
    assert!(coloured("check lib --color always", Some(("NO_COLOR", "1"))), "an option says more than the environment");
    assert!(!coloured("check lib --color never", Some(("CLICOLOR_FORCE", "1"))));
    assert!(!coloured("check lib --color auto", Some(("NO_COLOR", "1"))));
    assert!(coloured("check lib --profile none --color always", None), "errors, too");
    assert!(!coloured("check lib --profile none", None));
}

#[test]
fn what_a_terminal_would_act_on_is_made_visible() {
    let template = TEMPLATE.replace("orders", "\"orders\\e[31m\\u202e\"");
    let said = Place::with_rule().file("t.yml", template).run("check t.yml -q");
    assert!(said.contains("is named orders␛[31m\u{fffd}\n"), "{said}");
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let mut template = "Resources:\n".to_owned();
    for number in 0..400 {
        template
            .push_str(&format!("  T{number}:\n    Type: AWS::SNS::Topic\n    Properties: {{TopicName: t{number}}}\n"));
    }
    let place = Place::with_rule().file("t.yml", template);
    for arguments in
        ["check t.yml", "check t.yml --format json", "graph t.yml", "rules", "rules --format json", "schema report"]
    {
        let mut child = place.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdout = child.stdout.take().unwrap();
        let mut first = [0; 10];
        stdout.read_exact(&mut first).unwrap();
        drop(stdout);
        let output = child.wait_with_output().unwrap();
        let expected = i32::from(arguments.starts_with("check"));
        assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(expected), ""), "{arguments}");
    }
}
