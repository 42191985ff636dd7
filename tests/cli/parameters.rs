//! Values that the user gives: on the command line and in files, right and wrong.

use crate::support::Place;
use insta::assert_snapshot;

const PARAMETERS: &str = "\
Parameters:
  Name: {Type: String, AllowedValues: [orders, bills]}
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: !Ref Name
";

#[test]
fn parameters_that_no_template_declares() {
    let place = Place::with_rule().file("t.yml", PARAMETERS).file("broken.yml", "Resources:\n  A: [\n");
    assert_snapshot!(place.run("check t.yml --parameter Nmae=orders"), @r#"
    exit 2
    ---- stderr
    config::unknown_parameter

      × --parameter: no template that was read declares a parameter `Nmae`
      help: did you mean `Name`? names are case-sensitive
    "#);
    assert_snapshot!(place.run("graph t.yml --parameter Nmae=orders"), @r#"
    exit 2
    ---- stderr
    config::unknown_parameter

      × --parameter: no template that was read declares a parameter `Nmae`
      help: did you mean `Name`? names are case-sensitive
    "#);
    // What a broken template declares is not known, and its own mistake comes first.
    assert_snapshot!(place.run("check broken.yml --parameter Nmae=orders -q"), @r#"
    exit 2
    ---- stdout
    broken.yml:2:6 incomplete the bracket `[` is never closed
    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
}

#[test]
fn values_that_a_template_does_not_allow() {
    let place = Place::with_rule().file("t.yml", PARAMETERS);
    assert_snapshot!(place.run("check t.yml --parameter Name=invoices"), @r#"
    exit 2
    ---- stdout
    medium topic-unnamed

      ⚠ topic Topic is named invoices
       ╭─[t.yml:7:18]
     6 │     Properties:
     7 │       TopicName: !Ref Name
       ·                  ────┬────
       ·                      ╰── TopicName
       ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html

    incomplete template::given_parameter

      × parameter `Name` does not allow the value given; it allows orders, bills
       ╭─[t.yml:2:3]
     1 │ Parameters:
     2 │   Name: {Type: String, AllowedValues: [orders, bills]}
       ·   ──┬─
       ·     ╰── declared here
     3 │ Resources:
       ╰────
      help: see the `Parameters` section of the template

    1 file, 1 resource, 1 rule: 1 violated (1 medium), 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    assert_snapshot!(place.run("graph t.yml --parameter Name=invoices"), @r#"
    exit 2
    ---- stderr
    graph::parameter

      × parameter `Name` does not allow the value given; it allows orders, bills
      help: see the `Parameters` section of the template
    "#);
}

#[test]
fn mistakes_in_a_parameter_file() {
    let place = Place::with_rule().file("t.yml", PARAMETERS).file(
        "p.json",
        "[\n  {\"ParameterKey\": \"A\", \"ParameterValue\": \"x\"},\n  {\"ParameterKey\": \"B\"},\n  \
         {\"ParameterKey\": \"A\", \"ParameterValue\": \"y\"},\n  {\"parameterKey\": \"C\", \"ParameterValue\": \"z\"},\n  3\n]\n",
    );
    assert_snapshot!(place.run("check t.yml --parameters p.json"), @r#"
    exit 2
    ---- stderr
    config::no_value

      × parameter `B` has no usable value
       ╭─[p.json:3:3]
     2 │   {"ParameterKey": "A", "ParameterValue": ***},
     3 │   {"ParameterKey": "B"},
       ·   ──────────┬──────────
       ·             ╰── no ParameterValue
     4 │   {"ParameterKey": "A", "ParameterValue": ***},
       ╰────
      help: give text, a number, true, false or a list of these; empty text is `""`

    config::duplicate_key

      × `A` is given twice
       ╭─[p.json:2:3]
     1 │ [
     2 │   {"ParameterKey": "A", "ParameterValue": ***},
       ·   ──────────────────────┬─────────────────────
       ·                         ╰── first
     3 │   {"ParameterKey": "B"},
     4 │   {"ParameterKey": "A", "ParameterValue": ***},
       ·   ──────────────────────┬─────────────────────
       ·                         ╰── again
     5 │   {"parameterKey": ***, "ParameterValue": ***},
       ╰────
      help: keep one of them

    config::unknown_key

      × unknown key `parameterKey`
       ╭─[p.json:5:4]
     4 │   {"ParameterKey": "A", "ParameterValue": ***},
     5 │   {"parameterKey": ***, "ParameterValue": ***},
       ·    ───────┬──────
       ·           ╰── unknown key
     6 │   *
       ╰────
      help: did you mean `ParameterKey`? the keys here are ParameterKey, ParameterValue,
            UsePreviousValue, ResolvedValue

    config::no_name

      × an entry names no parameter
       ╭─[p.json:5:3]
     4 │   {"ParameterKey": "A", "ParameterValue": ***},
     5 │   {"parameterKey": ***, "ParameterValue": ***},
       ·   ──────────────────────┬─────────────────────
       ·                         ╰── no ParameterKey
     6 │   *
       ╰────
      help: write each parameter as `ParameterKey` and `ParameterValue`

    config::wrong_type

      × each parameter must be a mapping, not a number
       ╭─[p.json:6:3]
     5 │   {"parameterKey": ***, "ParameterValue": ***},
     6 │   *
       ·   ┬
       ·   ╰── a number
     7 │ ]
       ╰────
      help: write a mapping here

    the settings for this run have 5 mistakes
    "#);
    let place =
        place.file("q.yml", "Name: {a: b}\nOther: ~\n").file("r.yml", "Name=orders\n").file("s.json", "{\"A\": [");
    assert_snapshot!(place.run("check t.yml --parameters q.yml"), @r#"
    exit 2
    ---- stderr
    config::no_value

      × parameter `Name` has no usable value
       ╭─[q.yml:1:7]
     1 │ Name: {a: *}
       ·       ───┬──
       ·          ╰── a mapping
     2 │ Other: *
       ╰────
      help: give text, a number, true, false or a list of these; empty text is `""`

    config::no_value

      × parameter `Other` has no usable value
       ╭─[q.yml:2:8]
     1 │ Name: {a: *}
     2 │ Other: *
       ·        ┬
       ·        ╰── nothing
       ╰────
      help: give text, a number, true, false or a list of these; empty text is `""`

    the settings for this run have 2 mistakes
    "#);
    assert_snapshot!(place.run("check t.yml --parameters r.yml"), @r#"
    exit 2
    ---- stderr
    config::wrong_type

      × a parameter file must be a mapping, or a list of ParameterKey and ParameterValue, not text
       ╭─[r.yml:1:1]
     1 │ ***********
       · ─────┬─────
       ·      ╰── text
       ╰────
      help: write a mapping, or a list of ParameterKey and ParameterValue here
    "#);
    assert_snapshot!(place.run("check t.yml --parameters s.json"), @r#"
    exit 2
    ---- stderr
    config::broken_text

      × --parameters: s.json:1:7: the bracket `[` is never closed
      help: mend it there; the text is not shown because it holds parameter values
    "#);
    assert_snapshot!(place.run("check t.yml --parameters gone.json"), @r#"
    exit 2
    ---- stderr
    read::missing

      × --parameters: gone.json does not exist
      help: paths are taken from the current folder
    "#);
}

#[test]
fn every_form_of_a_parameter_file_is_taken() {
    let place = Place::with_rule()
        .file("t.yml", PARAMETERS)
        .file("cli.json", r#"[{"ParameterKey": "Name", "ParameterValue": "orders"}]"#)
        .file("map.yml", "Name: orders\n")
        .file("words.json", r#"["Name=orders"]"#)
        .file("codepipeline.json", r#"{"Parameters": {"Name": "orders"}}"#);
    for file in ["cli.json", "map.yml", "words.json", "codepipeline.json"] {
        let said = place.run(&format!("check t.yml -q --parameters {file}"));
        assert!(said.contains("topic Topic is named orders\n"), "{file}: {said}");
        let said = place.run(&format!("check t.yml -q --parameters {file} --parameter Name=bills"));
        assert!(said.contains("topic Topic is named bills\n"), "{file}: {said}");
    }
}

#[test]
fn a_parameter_file_of_another_template() {
    let place = Place::with_rule().file("t.yml", PARAMETERS).file("p.json", r#"{"Environment": "prod"}"#);
    assert_snapshot!(place.run("check t.yml --parameters p.json"), @r#"
    exit 2
    ---- stderr
    config::unused_parameters

      × --parameters: no template that was read declares any of the parameters of p.json
      help: names are case-sensitive; is it the file of another template?
    "#);
}
