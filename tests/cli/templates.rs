//! Where a finding points, and in which deployments it holds.

use crate::support::{Place, rule};
use insta::assert_snapshot;

/// The line and column, in characters from 1, at which a text begins.
fn position(text: &str, what: &str) -> (usize, usize) {
    let at = text.find(what).unwrap();
    let before = &text[..at];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

#[test]
fn places_are_right_in_every_kind_of_text() {
    let plain = "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopicName: orders\n";
    let wide = "# Größe 你好\nResources:\n  Topic: {Type: AWS::SNS::Topic, Properties: {DisplayName: \"é😀 你好\", TopicName: orders}}\n";
    let json = "{\"Resources\":{\"Topic\":{\"Type\":\"AWS::SNS::Topic\",\"Properties\":{\"DisplayName\":\"é😀\",\"TopicName\":\"orders\"}}}}";
    let tabs = "{\n\t\"Resources\": {\n\t\t\"Topic\": {\n\t\t\t\"Type\": \"AWS::SNS::Topic\",\n\t\t\t\"Properties\":\t{\t\"TopicName\" : \"orders\" }\n\t\t}\n\t}\n}\n";
    for (name, text, what) in [
        ("plain.yml", plain.to_owned(), "orders"),
        ("crlf.yml", plain.replace('\n', "\r\n"), "orders"),
        ("wide.yml", wide.to_owned(), "orders"),
        ("wide-crlf.yml", wide.replace('\n', "\r\n"), "orders"),
        ("json.json", json.to_owned(), "\"orders\""),
        ("tabs.json", tabs.to_owned(), "\"orders\""),
        ("tabs-crlf.json", tabs.replace('\n', "\r\n"), "\"orders\""),
    ] {
        for mark in ["", "\u{feff}"] {
            let place = Place::with_rule().file(name, format!("{mark}{text}"));
            let report = place.json(&format!("check {name} --format json"));
            let span = &report["findings"][0]["span"];
            let (line, column) = position(&text, what);
            let offset = mark.len() + text.find(what).unwrap();
            let start = serde_json::json!({"line": line, "column": column, "offset": offset});
            let end = serde_json::json!({"line": line, "column": column + what.len(), "offset": offset + what.len()});
            assert_eq!((&span["start"], &span["end"]), (&start, &end), "{name} with {mark:?}");
        }
    }
}

const ENCRYPTED: &str = r#"
violations contains graph.violation(volume, ["Encrypted"], sprintf("volume %v has Encrypted %v", [volume.id, graph.show(volume.properties.Encrypted)])) if {
	some volume in graph.resources("AWS::EC2::Volume")
	graph.is_false(volume.properties.Encrypted)
}
"#;

fn volumes(template: &str) -> Place {
    let rule = rule("volume", "high", ENCRYPTED)
        .replace("AWS::SNS::Topic", "AWS::EC2::Volume")
        .replace("[TopicName]", "[Encrypted]");
    Place::new()
        .file("policy/volume.rego", rule)
        .file(".cfn-guardian.yml", "rules: [policy]\nonly: [volume]\n")
        .file("t.yml", template)
}

#[test]
fn a_finding_names_the_deployments_that_it_holds_in() {
    let template = r#"Parameters:
  Env: {Type: String, Default: prod, AllowedValues: [dev, staging, prod]}
Mappings:
  Encrypted:
    dev: {Volume: false}
    staging: {Volume: false}
    prod: {Volume: true}
Conditions:
  IsDev: !Equals [!Ref Env, dev]
Resources:
  ByCondition:
    Type: AWS::EC2::Volume
    Properties:
      Encrypted: !If [IsDev, false, true]
  ByMapping:
    Type: AWS::EC2::Volume
    Properties:
      Encrypted: !FindInMap [Encrypted, !Ref Env, Volume]
"#;
    let place = volumes(template);
    assert_snapshot!(place.run("check t.yml"), @r#"
    exit 1
    ---- stdout
    high volume

      × volume ByCondition has Encrypted false
      │ when Env is dev (1 of 3 deployments)
        ╭─[t.yml:14:30]
     13 │     Properties:
     14 │       Encrypted: !If [IsDev, false, true]
        ·                              ──┬──
        ·                                ╰── Encrypted
     15 │   ByMapping:
        ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html

    high volume

      × volume ByMapping has Encrypted false
      │ when Env is not prod (2 of 3 deployments)
        ╭─[t.yml:18:18]
     17 │     Properties:
     18 │       Encrypted: !FindInMap [Encrypted, !Ref Env, Volume]
        ·                  ────────────────────┬───────────────────
        ·                                      ╰── Encrypted
        ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html
      ╰─▶   ☞ the value stands here
             ╭─[t.yml:5:19]
           4 │   Encrypted:
           5 │     dev: {Volume: false}
             ·                   ─────
           6 │     staging: {Volume: false}
             ╰────

    1 file, 2 resources, 1 rule: 2 violated (2 high), 0 undetermined, 2 satisfied, in [time]
    "#);
    assert_eq!(place.exit("check t.yml --parameter Env=prod"), 0);
    let worlds = &place.json("check t.yml --format json")["findings"][0]["worlds"];
    assert_eq!(worlds, &serde_json::json!({"holds": 1, "of": 3, "when": "Env is dev", "example": worlds["example"]}));
}

#[test]
fn a_value_from_elsewhere_is_shown_where_it_stands() {
    let template = r#"Parameters:
  Encrypted:
    Type: String
    Default: "false"
  Unset:
    Type: String
Resources:
  ByDefault:
    Type: AWS::EC2::Volume
    Properties: {Encrypted: !Ref Encrypted}
  Unknown:
    Type: AWS::EC2::Volume
    Properties: {Encrypted: !Ref Unset}
"#;
    let place = volumes(template);
    assert_snapshot!(place.run("check t.yml --show undetermined"), @r#"
    exit 1
    ---- stdout
    high volume

      × volume ByDefault has Encrypted false
        ╭─[t.yml:10:29]
      9 │     Type: AWS::EC2::Volume
     10 │     Properties: {Encrypted: !Ref Encrypted}
        ·                             ───────┬──────
        ·                                    ╰── Encrypted
     11 │   Unknown:
        ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html
      ╰─▶   ☞ the default of parameter Encrypted
             ╭─[t.yml:4:14]
           3 │     Type: String
           4 │     Default: "false"
             ·              ───────
           5 │   Unset:
             ╰────

    high volume (undetermined)

      × Encrypted of Unknown is not known
      │ not known: parameter Unset has no default
        ╭─[t.yml:13:29]
     12 │     Type: AWS::EC2::Volume
     13 │     Properties: {Encrypted: !Ref Unset}
        ·                             ─────┬────
        ·                                  ╰── Encrypted
        ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html

    1 file, 2 resources, 1 rule: 1 violated (1 high), 1 undetermined, 0 satisfied, in [time]
    "#);
    assert_snapshot!(place.run("check t.yml --show undetermined -q --parameter Unset=false --parameter Encrypted=true"), @r#"
    exit 1
    ---- stdout
    t.yml:13:29 high volume volume Unknown has Encrypted false
    1 file, 2 resources, 1 rule: 1 violated (1 high), 0 undetermined, 1 satisfied, in [time]
    "#);
}

#[test]
fn loops_point_at_their_body() {
    let template = r#"Transform: AWS::LanguageExtensions
Parameters:
  Names: {Type: CommaDelimitedList, Default: "orders,bills"}
  Later: {Type: CommaDelimitedList}
Mappings:
  Sizes: {all: {Names: [small, large]}}
Resources:
  Fn::ForEach::Topics:
    - Name
    - !Ref Names
    - Topic${Name}:
        Type: AWS::SNS::Topic
        Properties:
          TopicName: !Ref Name
  Fn::ForEach::Sizes:
    - Size
    - !FindInMap [Sizes, all, Names]
    - Topic${Size}:
        Type: AWS::SNS::Topic
        Properties:
          TopicName: !Sub "topic-${Size}"
  Fn::ForEach::Later:
    - Name
    - !Ref Later
    - Later${Name}:
        Type: AWS::SNS::Topic
        Properties:
          TopicName: !Ref Name
Outputs:
  Fn::ForEach::Arns:
    - Name
    - !Ref Names
    - Arn${Name}:
        Value: !GetAtt [!Sub "Topic${Name}", !Ref Name]
"#;
    let place = Place::with_rule().file("t.yml", template);
    assert_snapshot!(place.run("check t.yml -q"), @r#"
    exit 1
    ---- stdout
    t.yml:14:22 medium topic-unnamed topic Topicbills is named bills
    t.yml:14:22 medium topic-unnamed topic Topicorders is named orders
    t.yml:21:22 medium topic-unnamed topic Topiclarge is named topic-large
    t.yml:21:22 medium topic-unnamed topic Topicsmall is named topic-small
    t.yml:22:3 warning what `Fn::ForEach::Later` makes is not seen: `Later` has no value here
    1 file, 4 resources, 1 rule: 4 violated (4 medium), 0 undetermined, 0 satisfied, 1 problem, in [time]
    "#);
    assert_snapshot!(place.run("check t.yml -q --parameter Later=a,b --only topic-unnamed"), @r#"
    exit 1
    ---- stdout
    t.yml:14:22 medium topic-unnamed topic Topicbills is named bills
    t.yml:14:22 medium topic-unnamed topic Topicorders is named orders
    t.yml:21:22 medium topic-unnamed topic Topiclarge is named topic-large
    t.yml:21:22 medium topic-unnamed topic Topicsmall is named topic-small
    t.yml:28:22 medium topic-unnamed topic Latera is named a
    t.yml:28:22 medium topic-unnamed topic Laterb is named b
    1 file, 6 resources, 1 rule: 6 violated (6 medium), 0 undetermined, 0 satisfied, in [time]
    "#);
    assert_eq!(place.exit("check t.yml --fail-on never"), 0);
    assert_eq!(place.exit("check t.yml --fail-on never --strict"), 1, "not every deployment was judged");
}
