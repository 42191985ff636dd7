//! Rules that a user wrote: a mistake is shown in the rule file, and nothing is checked with half of the rules.

use crate::support::{Place, RULE, TEMPLATE, rule};
use insta::assert_snapshot;

#[track_caller]
fn check(text: impl AsRef<[u8]>) -> String {
    Place::new().file("policy/mine.rego", text).file("t.yml", TEMPLATE).run("check t.yml --rules policy --only mine")
}

fn mine(body: &str) -> String {
    rule("mine", "low", body)
}

#[test]
fn a_rule_that_is_right() {
    assert_snapshot!(check(mine(RULE)), @r#"
    exit 1
    ---- stdout
    low mine

      ☞ topic Topic is named orders
       ╭─[t.yml:5:18]
     4 │     Properties:
     5 │       TopicName: orders
       ·                  ───┬──
       ·                     ╰── TopicName
       ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html

    1 file, 1 resource, 1 rule: 1 violated (1 low), 0 undetermined, 0 satisfied, in [time]
    "#);
}

#[test]
fn a_mistake_of_syntax() {
    assert_snapshot!(check(mine("\nviolations contains graph.violation(topic, [], \"x\") if {\n\tsome topic in graph.resources(\"AWS::SNS::Topic\"\n}\n")), @r#"
    exit 2
    ---- stderr
    rule::invalid

      × expecting `)` while parsing call expr
        ╭─[policy/mine.rego:21:1]
     20 │     some topic in graph.resources("AWS::SNS::Topic"
     21 │ }
        · ┬
        · ╰── here
        ╰────
    "#);
}

#[test]
fn a_card_that_is_not_complete() {
    let text = mine(RULE).replace("#   severity: low\n", "").replace("#   remediation: Leave TopicName out.\n", "");
    assert_snapshot!(check(text), @r#"
    exit 2
    ---- stderr
    rule::invalid

      × the rule's card has 2 mistakes
       ╭─[policy/mine.rego:6:1]
     5 │ # - https://docs.aws.amazon.com/sns/latest/dg/welcome.html
     6 │ # custom:
       · ────┬────┬
       ·     │    ╰── `severity` is missing
       ·     ╰── `remediation` is missing
     7 │ #   id: mine
       ╰────
      help: the METADATA block above `package` holds a rule's card; every key is described in
            CONTRIBUTING
    "#);
    assert_snapshot!(check(mine(RULE).replace("severity: low", "severity: bad")), @r#"
    exit 2
    ---- stderr
    rule::invalid

      × the rule's card: `bad` is no severity; there are: info, low, medium, high, critical
       ╭─[policy/mine.rego:8:1]
     7 │ #   id: mine
     8 │ #   severity: bad
       · ────────┬────────
       ·         ╰── here
     9 │ #   resources: [AWS::SNS::Topic]
       ╰────
      help: the METADATA block above `package` holds a rule's card; every key is described in
            CONTRIBUTING
    "#);
    assert_snapshot!(check(mine(RULE).replace("id: mine", "id: yours")), @r#"
    exit 2
    ---- stderr
    rule::invalid

      × the rule's card has 2 mistakes
        ╭─[policy/mine.rego:7:1]
      6 │ # custom:
      7 │ #   id: yours
        · ──────┬──────
        ·       ╰── the id `yours` is not the file's name `mine`
      8 │ #   severity: low
      9 │ #   resources: [AWS::SNS::Topic]
     10 │ #   decides_on: [TopicName]
     11 │ #   requirements: []
     12 │ #   aliases: []
     13 │ #   remediation: Leave TopicName out.
     14 │ #   profiles: [default]
     15 │ package guardian.rules.mine
        · ─────────────┬─────────────
        ·              ╰── the package must be `guardian.rules.yours`, after the id
     16 │
        ╰────
      help: the METADATA block above `package` holds a rule's card; every key is described in
            CONTRIBUTING
    "#);
    assert_snapshot!(check("package guardian.rules.mine\n"), @r#"
    exit 2
    ---- stderr
    rule::invalid

      × the rule's card: there is no `# METADATA` comment block above `package`
       ╭─[policy/mine.rego:1:1]
     1 │ package guardian.rules.mine
       · ─────────────┬─────────────
       ·              ╰── here
       ╰────
      help: the METADATA block above `package` holds a rule's card; every key is described in
            CONTRIBUTING
    "#);
}

#[test]
fn what_the_compiler_does_not_take() {
    assert_snapshot!(check(mine("\nviolations contains graph.violation(topic, path, \"x\") if {\n\tsome topic in graph.resources(\"AWS::SNS::Topic\")\n\twalk(topic.properties, [path, value])\n\tvalue == \"orders\"\n}\n")), @r#"
    exit 2
    ---- stderr
    rule::invalid

      × walk loops are not yet supported in the RVM compiler
        ╭─[policy/mine.rego:21:2]
     20 │     some topic in graph.resources("AWS::SNS::Topic")
     21 │     walk(topic.properties, [path, value])
        ·     ──┬─
        ·       ╰── here
     22 │     value == "orders"
        ╰────
      help: name the paths (`graph.at`, `some key, value in …`): a rule is compiled, and `walk` is not
    "#);
    assert_snapshot!(check(mine("\nviolations contains graph.violation(topic, [], \"x\") if {\n\tsome topic in graph.resources(\"AWS::SNS::Topic\")\n\thttp.send({\"url\": \"https://example.com\"})\n}\n")), @r#"
    exit 2
    ---- stderr
    rule::invalid

      × Unknown function: 'http.send'
        ╭─[policy/mine.rego:21:2]
     20 │     some topic in graph.resources("AWS::SNS::Topic")
     21 │     http.send({"url": "https://example.com"})
        ·     ────┬────
        ·         ╰── here
     22 │ }
        ╰────
      help: a rule sees its input and nothing else: no network, no clock, no environment
    "#);
    assert_snapshot!(check(mine("\nviolations contains graph.violaton(topic, [], \"x\") if {\n\tsome topic in graph.resources(\"AWS::SNS::Topic\")\n}\n")), @r#"
    exit 2
    ---- stderr
    rule::invalid

      × Unknown function: 'graph.violaton'
        ╭─[policy/mine.rego:19:21]
     18 │
     19 │ violations contains graph.violaton(topic, [], "x") if {
        ·                     ───────┬──────
        ·                            ╰── here
     20 │     some topic in graph.resources("AWS::SNS::Topic")
        ╰────
      help: is its package imported (`import data.guardian.graph`), and is the name right?
            rules/lib/graph.rego lists the helpers
    "#);
}

#[test]
fn files_that_are_no_rules() {
    assert_snapshot!(check(""), @r#"
    exit 2
    ---- stderr
    rules::no_package

      × policy/mine.rego has no `package` line
      help: a rule is a METADATA block, `package guardian.rules.<id with underscores>` and what it asks
            for
    "#);
    assert_snapshot!(check(b"\xff\xfe"), @r#"
    exit 2
    ---- stderr
    rules::not_text

      × policy/mine.rego is not UTF-8 text
      help: a rule is a text file in UTF-8
    "#);
}

#[test]
fn mistakes_in_several_files_are_shown_together() {
    let place = Place::new()
        .file("policy/one.rego", rule("one", "low", "\nviolations contains x if {\n\tsome x in\n}\n"))
        .file("policy/two.rego", rule("two", "loud", RULE))
        .file("t.yml", TEMPLATE);
    assert_snapshot!(place.run("check t.yml --rules policy"), @r#"
    exit 2
    ---- stderr
    rule::invalid

      × expecting expression
        ╭─[policy/one.rego:21:1]
     20 │     some x in
     21 │ }
        · ┬
        · ╰── here
        ╰────

    rule::invalid

      × the rule's card: `loud` is no severity; there are: info, low, medium, high, critical
       ╭─[policy/two.rego:8:1]
     7 │ #   id: two
     8 │ #   severity: loud
       · ─────────┬────────
       ·          ╰── here
     9 │ #   resources: [AWS::SNS::Topic]
       ╰────
      help: the METADATA block above `package` holds a rule's card; every key is described in
            CONTRIBUTING

    the rules have 2 mistakes: correct them, or leave their folder out
    "#);
}

#[test]
fn folders_without_rules() {
    let place = Place::new().folder("empty").file("t.yml", TEMPLATE);
    assert_snapshot!(place.run("check t.yml --rules empty"), @r#"
    exit 2
    ---- stderr
    rules::empty

      × empty has no .rego files
      help: CONTRIBUTING shows what a rule looks like
    "#);
    assert_snapshot!(place.run("check t.yml --rules polcy"), @r#"
    exit 2
    ---- stderr
    rules::folder

      × polcy cannot be read as a folder of rules: it does not exist
      help: --rules and the configuration's `rules` take folders with .rego files
    "#);
    assert_snapshot!(place.run("rules --rules empty"), @r#"
    exit 2
    ---- stderr
    rules::empty

      × empty has no .rego files
      help: CONTRIBUTING shows what a rule looks like
    "#);
}

#[test]
fn an_id_of_a_built_in_rule_cannot_be_taken() {
    let place = Place::new()
        .file("policy/s3-bucket-encrypted.rego", rule("s3-bucket-encrypted", "low", RULE))
        .file("t.yml", TEMPLATE);
    assert_snapshot!(place.run("check t.yml --rules policy"), @r#"
    exit 2
    ---- stderr
    rule::invalid

      × the rule's card: the id `s3-bucket-encrypted` is already that of
      │ rules/s3/s3-bucket-encrypted.rego
       ╭─[policy/s3-bucket-encrypted.rego:1:1]
     1 │ # METADATA
       · ─────┬────
       ·      ╰── here
     2 │ # title: Topics have no name of their own
       ╰────
      help: the METADATA block above `package` holds a rule's card; every key is described in
            CONTRIBUTING
    "#);
}
