//! Exit codes: 0, 1, 2 and 3 mean the same in every format.

use crate::support::{CLEAN, Place, TEMPLATE};
use insta::assert_snapshot;

const UNKNOWN: &str = "\
Parameters:
  Name: {Type: String}
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: !Ref Name
";

/// More deployments than are judged: every parameter changes a topic of its own.
fn many_worlds() -> String {
    let numbers = || 0..10;
    let parameters: String =
        numbers().map(|n| format!("  P{n}: {{Type: String, Default: a, AllowedValues: [a, b, c]}}\n")).collect();
    let queues: String = numbers()
        .map(|n| format!("  Q{n}:\n    Type: AWS::SQS::Queue\n    Properties: {{QueueName: !Ref P{n}}}\n"))
        .collect();
    let conditions: String = numbers().map(|n| format!("  C{n}: !Equals [!Ref P{n}, a]\n")).collect();
    let more: String = numbers().map(|n| format!("  R{n}: {{Type: AWS::SQS::Queue, Condition: C{n}}}\n")).collect();
    format!("Parameters:\n{parameters}Conditions:\n{conditions}Resources:\n{queues}{more}")
}

#[track_caller]
fn both(place: &Place, arguments: &str, expected: i32) {
    for format in ["text", "json"] {
        let arguments = format!("{arguments} --format {format}");
        assert_eq!(place.exit(&arguments), expected, "{arguments}");
    }
    let told = place.json(&format!("{arguments} --format json"));
    assert_eq!(told["summary"]["exit_code"], expected, "{arguments}");
}

#[test]
fn the_same_in_every_format() {
    let place = Place::with_rule()
        .file("clean.yml", CLEAN)
        .file("bad.yml", TEMPLATE)
        .file("unknown.yml", UNKNOWN)
        .file("many.yml", many_worlds())
        .file("broken.yml", "Resources: [\n")
        .folder("empty");
    for (arguments, expected) in [
        ("clean.yml", 0),
        ("bad.yml", 1),
        ("bad.yml clean.yml", 1),
        ("bad.yml --exit-zero", 0),
        ("bad.yml --fail-on medium", 1),
        ("bad.yml --fail-on high", 0),
        ("bad.yml --fail-on never", 0),
        ("bad.yml --min-severity medium", 1),
        ("bad.yml --min-severity high", 0),
        ("unknown.yml", 0),
        ("unknown.yml --strict", 1),
        ("unknown.yml --strict --parameter Name=orders", 1),
        ("many.yml", 0),
        ("many.yml --strict", 1),
        ("broken.yml", 2),
        ("broken.yml bad.yml", 2),
        ("broken.yml --exit-zero", 2),
        ("broken.yml --fail-on never", 2),
        ("gone.yml", 2),
        ("empty", 3),
        ("empty --exit-zero", 3),
        ("empty --ignore-non-templates", 0),
    ] {
        both(&place, &format!("check {arguments}"), expected);
    }
}

#[test]
fn what_is_less_serious_is_not_reported() {
    let place = Place::with_rule().file("bad.yml", TEMPLATE);
    assert_snapshot!(place.run("check bad.yml --min-severity high"), @r#"
    exit 0
    ---- stdout
    1 file, 1 resource, 1 rule: 0 violated, 0 undetermined, 0 satisfied, in [time]
    "#);
    assert_eq!(place.json("check bad.yml --min-severity high --format json")["findings"], serde_json::json!([]));
}

#[test]
fn what_is_not_known_is_counted_shown_and_made_to_fail() {
    let place = Place::with_rule().file("t.yml", UNKNOWN);
    assert_snapshot!(place.run("check t.yml"), @r#"
    exit 0
    ---- stdout
    1 file, 1 resource, 1 rule: 0 violated, 1 undetermined (--show undetermined lists them), 0 satisfied, in [time]
    "#);
    assert_snapshot!(place.run("check t.yml --show undetermined"), @r#"
    exit 0
    ---- stdout
    medium topic-unnamed (undetermined)

      ⚠ TopicName of Topic is not known
      │ not known: parameter Name has no default
       ╭─[t.yml:7:18]
     6 │     Properties:
     7 │       TopicName: !Ref Name
       ·                  ────┬────
       ·                      ╰── TopicName
       ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html

    1 file, 1 resource, 1 rule: 0 violated, 1 undetermined, 0 satisfied, in [time]
    "#);
    assert_snapshot!(place.run("check t.yml --strict -q"), @r#"
    exit 1
    ---- stdout
    t.yml:7:18 medium (undetermined) topic-unnamed TopicName of Topic is not known
    1 file, 1 resource, 1 rule: 0 violated, 1 undetermined, 0 satisfied, in [time]
    "#);
    let finding = &place.json("check t.yml --show undetermined --format json")["findings"][0];
    assert_eq!(
        (&finding["verdict"], &finding["reason"]),
        (&"undetermined".into(), &"parameter Name has no default".into())
    );
}

#[test]
fn a_budget_of_deployments_that_was_hit_is_said() {
    let place = Place::with_rule().file("t.yml", many_worlds());
    assert_snapshot!(place.run("check t.yml"), @r#"
    exit 0
    ---- stdout
    note analysis::worlds_cut

      ☞ the template can become more deployments than the 48 that were judged
        ╭─[t.yml:23:1]
     22 │   C9: !Equals [!Ref P9, a]
     23 │ Resources:
        · ────┬────
        ·     ╰── these resources
     24 │   Q0:
        ╰────
      help: give parameters with --parameter or --parameters to look at the deployments that matter

    1 file, 20 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, in [time]
    "#);
    assert_eq!(place.json("check t.yml --format json")["files"][0]["worlds_cut"], true);
    assert_eq!(place.json("check t.yml --format json")["files"][0]["problems"][0]["level"], "note");
}

#[test]
fn a_template_without_a_resource_that_can_be_judged() {
    let place = Place::with_rule()
        .file("none.yml", "AWSTemplateFormatVersion: 2010-09-09\nResources: {}\n")
        .file("untyped.yml", "AWSTemplateFormatVersion: 2010-09-09\nResources:\n  A: {Properties: {}}\n  B: 3\n")
        .file("list.yml", "AWSTemplateFormatVersion: 2010-09-09\nResources:\n  - A\n")
        .file("missing.yml", "AWSTemplateFormatVersion: 2010-09-09\nOutputs: {}\n");
    assert_snapshot!(place.run("check none.yml untyped.yml list.yml missing.yml -q"), @r#"
    exit 2
    ---- stdout
    list.yml:2:1 incomplete the template has no resource that can be judged
    list.yml:3:3 error section `Resources` must be a mapping
    missing.yml:1:1 incomplete the template has no resource that can be judged
    none.yml:2:1 incomplete the template has no resource that can be judged
    untyped.yml:2:1 incomplete the template has no resource that can be judged
    untyped.yml:3:3 error resource `A` has no type
    untyped.yml:4:3 error resource `B` is not a mapping
    4 files, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 4 incomplete, 3 problems, in [time]
    "#);
    for file in ["none.yml", "untyped.yml", "list.yml", "missing.yml"] {
        both(&place, &format!("check {file}"), 2);
    }
    assert_snapshot!(place.run("graph untyped.yml"), @r#"
    exit 2
    ---- stderr
    graph::template

      × untyped.yml is no template that can be read: the template has no resource that can be judged
      help: `cfn-guardian check untyped.yml` shows the place
    "#);
}
