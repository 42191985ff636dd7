//! Nested stacks whose templates lie beside the one that names them.

use crate::support::{Place, TEMPLATE};
use insta::assert_snapshot;
use serde_json::json;

/// A template that gives its nested stack a name for its topic.
const MAIN: &str = "\
Parameters:
  Stage: {Type: String, Default: dev, AllowedValues: [dev, prod]}
Conditions:
  Prod: !Equals [!Ref Stage, prod]
Resources:
  Events:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./nested/events.yml
      Parameters:
        Name: !If [Prod, orders, !Ref AWS::NoValue]
        Other: fixed
";

const EVENTS: &str = "\
Parameters:
  Name: {Type: String}
  Other: {Type: String}
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: !Ref Other
  Maybe:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: !Ref Name
";

fn outer(url: &str) -> String {
    format!("Resources:\n  Events:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: {url}\n")
}

#[test]
fn a_nested_template_is_judged_in_its_parent_and_once() {
    let place = Place::with_rule().file("infra/main.yml", MAIN).file("infra/nested/events.yml", EVENTS);
    assert_snapshot!(place.run("check infra -v"), @r#"
    exit 1
    ---- stdout
    medium topic-unnamed

      ⚠ topic Maybe is named orders
      │ when Stage is prod (1 of 2 deployments)
      │ in nested stack Events
        ╭─[infra/main.yml:11:26]
     10 │       Parameters:
     11 │         Name: !If [Prod, orders, !Ref AWS::NoValue]
        ·                          ───┬──
        ·                             ╰── TopicName
     12 │         Other: fixed
        ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html

    medium topic-unnamed

      ⚠ topic Topic is named fixed
      │ in nested stack Events
       ╭─[infra/nested/events.yml:8:18]
     7 │     Properties:
     8 │       TopicName: !Ref Other
       ·                  ─────┬────
       ·                       ╰── TopicName
     9 │   Maybe:
       ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html

    read     infra/main.yml: cloudformation, 3 resources, 2 deployments
    skipped  infra/nested/events.yml: it is judged in infra/main.yml, as its nested stack Events

    1 file, 3 resources, 1 rule: 2 violated (2 medium), 0 undetermined, 1 satisfied, in [time]
    "#);
    assert_snapshot!(place.run("check infra/main.yml -q --parameter Stage=dev"), @r#"
    exit 1
    ---- stdout
    infra/nested/events.yml:8:18 medium topic-unnamed topic Topic is named fixed
    1 file, 3 resources, 1 rule: 1 violated (1 medium), 0 undetermined, 1 satisfied, in [time]
    "#);
    // Asked for by its name, it is a template like any other.
    assert_snapshot!(place.run("check infra/nested/events.yml -q --show undetermined"), @r#"
    exit 0
    ---- stdout
    infra/nested/events.yml:8:18 medium (undetermined) topic-unnamed TopicName of Topic is not known
    infra/nested/events.yml:12:18 medium (undetermined) topic-unnamed TopicName of Maybe is not known
    1 file, 2 resources, 1 rule: 0 violated, 2 undetermined, 0 satisfied, in [time]
    "#);
    let report = place.json("check infra --format json");
    let schema = jsonschema::draft202012::new(&place.json("schema report")).unwrap();
    assert!(schema.is_valid(&report));
    assert_eq!(report["findings"][0]["resource"]["stack"], "Events");
    let graph = place.json("graph infra/main.yml --parameter Stage=prod");
    assert_eq!(graph["resources"]["Events/Topic"]["properties"], json!({"TopicName": "fixed"}));
}

#[test]
fn templates_that_nest_one_another_are_judged_in_one_of_them() {
    let named = |url: &str| format!("{}  Topic: {{Type: AWS::SNS::Topic, Properties: {{TopicName: x}}}}\n", outer(url));
    let place = Place::with_rule().file("lib/a.yml", named("b.yml")).file("lib/b.yml", named("a.yml"));
    assert_snapshot!(place.run("check lib -v"), @r#"
    exit 2
    ---- stdout
    medium topic-unnamed

      ⚠ topic Topic is named x
       ╭─[lib/a.yml:6:58]
     5 │       TemplateURL: b.yml
     6 │   Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: x}}
       ·                                                          ┬
       ·                                                          ╰── TopicName
       ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html

    medium topic-unnamed

      ⚠ topic Topic is named x
      │ in nested stack Events
       ╭─[lib/b.yml:6:58]
     5 │       TemplateURL: a.yml
     6 │   Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: x}}
       ·                                                          ┬
       ·                                                          ╰── TopicName
       ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html

    incomplete template::nested_not_read

      × the template of nested stack `Events` is not read: it is nested in itself
       ╭─[lib/b.yml:5:20]
     4 │     Properties:
     5 │       TemplateURL: a.yml
       ·                    ──┬──
       ·                      ╰── its template is named here
     6 │   Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: x}}
       ╰────
      help: name each template from the one above it only, and few enough

    read     lib/a.yml: cloudformation, 4 resources, 1 deployment
    skipped  lib/b.yml: it is judged in lib/a.yml, as its nested stack Events

    1 file, 4 resources, 1 rule: 2 violated (2 medium), 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
}

#[test]
fn what_leads_out_of_the_tree_is_refused() {
    let place = Place::with_rule().file("infra/main.yml", outer("../events.yml")).file("events.yml", TEMPLATE);
    assert_snapshot!(place.run("check infra"), @r#"
    exit 2
    ---- stdout
    incomplete template::nested_not_read

      × the template of nested stack `Events` is not read: `../events.yml` is outside infra, and nothing
      │ outside is read
       ╭─[infra/main.yml:5:20]
     4 │     Properties:
     5 │       TemplateURL: ../events.yml
       ·                    ──────┬──────
       ·                          ╰── its template is named here
       ╰────
      help: what is checked must lie in one folder: name files relative to it, without `..` and links
            that lead out

    1 file, 1 resource, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    assert_eq!(place.exit("check infra/main.yml --exit-zero"), 2);
    assert_snapshot!(place.run("graph infra/main.yml"), @r#"
    exit 2
    ---- stderr
    graph::template

      × infra/main.yml is no template that can be read: the template of nested stack `Events` is not
      │ read: `../events.yml` is outside infra, and nothing outside is read
      help: `cfn-guardian check infra/main.yml` shows the place
    "#);
    // With the folder that has both, nothing leads out.
    assert_snapshot!(place.run("check . -v"), @r#"
    exit 1
    ---- stdout
    medium topic-unnamed

      ⚠ topic Topic is named orders
      │ in nested stack Events
       ╭─[events.yml:5:18]
     4 │     Properties:
     5 │       TopicName: orders
       ·                  ───┬──
       ·                     ╰── TopicName
       ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html

    read     infra/main.yml: cloudformation, 2 resources, 1 deployment
    skipped  events.yml: it is judged in infra/main.yml, as its nested stack Events

    1 file, 2 resources, 1 rule: 1 violated (1 medium), 0 undetermined, 0 satisfied, in [time]
    "#);
    let absolute = Place::with_rule().file("main.yml", outer("/etc/hostname"));
    assert_snapshot!(absolute.run("check main.yml -q"), @r#"
    exit 2
    ---- stdout
    main.yml:5:20 incomplete the template of nested stack `Events` is not read: `/etc/hostname` is outside ., and nothing outside is read
    1 file, 1 resource, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_tree_is_refused() {
    let place = Place::with_rule().file("infra/main.yml", outer("events.yml")).file("events.yml", TEMPLATE);
    std::os::unix::fs::symlink("../events.yml", place.path("infra/events.yml")).unwrap();
    assert_snapshot!(place.run("check infra -v"), @r#"
    exit 2
    ---- stdout
    incomplete template::nested_not_read

      × the template of nested stack `Events` is not read: `events.yml` is outside infra, and nothing
      │ outside is read
       ╭─[infra/main.yml:5:20]
     4 │     Properties:
     5 │       TemplateURL: events.yml
       ·                    ─────┬────
       ·                         ╰── its template is named here
       ╰────
      help: what is checked must lie in one folder: name files relative to it, without `..` and links
            that lead out

    read     infra/main.yml: cloudformation, 1 resource, 1 deployment
    skipped  infra/events.yml: a symbolic link that leads out of the folder

    1 file, 1 resource, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
}

#[test]
fn a_template_that_is_missing_or_broken() {
    let place = Place::with_rule().file("main.yml", outer("gone.yml"));
    assert_snapshot!(place.run("check main.yml"), @r#"
    exit 0
    ---- stdout
    warning template::nested_missing

      ⚠ the template of nested stack `Events` is not judged: gone.yml does not exist
       ╭─[main.yml:5:20]
     4 │     Properties:
     5 │       TemplateURL: gone.yml
       ·                    ────┬───
       ·                        ╰── its template is named here
       ╰────
      help: `TemplateURL` takes a path from the template's own folder; values of the nested stack stay
            unknown

    1 file, 1 resource, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 problem, in [time]
    "#);
    let place =
        Place::with_rule().file("lib/main.yml", outer("broken.yml")).file("lib/broken.yml", "Resources:\n\tA: 1\n");
    assert_snapshot!(place.run("check lib -v"), @r#"
    exit 2
    ---- stdout
    incomplete source::tab_indentation

      × a tab is used for indentation
       ╭─[lib/broken.yml:2:1]
     1 │ Resources:
     2 │     A: 1
       · ──┬─
       ·   ╰── this is a tab
       ╰────
      help: YAML indents with spaces only: replace the tabs at the beginning of lines by spaces

    incomplete template::nested_not_read

      × the template of nested stack `Events` is not read: lib/broken.yml:2:1 cannot be parsed
       ╭─[lib/main.yml:5:20]
     4 │     Properties:
     5 │       TemplateURL: broken.yml
       ·                    ─────┬────
       ·                         ╰── its template is named here
       ╰────
      help: `cfn-guardian check lib/broken.yml` shows the place

    unread   lib/broken.yml
    read     lib/main.yml: cloudformation, 1 resource, 1 deployment

    2 files, 1 resource, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 2 incomplete, in [time]
    "#);
}

#[test]
fn from_standard_input_nothing_is_drawn_in() {
    let place = Place::with_rule().file("nested/events.yml", EVENTS);
    assert_snapshot!(place.run_with("check - -v", MAIN), @r#"
    exit 0
    ---- stdout
    read     <stdin>: cloudformation, 1 resource, 2 deployments

    1 file, 1 resource, 1 rule: 0 violated, 0 undetermined, 0 satisfied, in [time]
    "#);
}
