//! The subcommands besides `check`, and the help of all of them.

use crate::support::{CLEAN, Place, RULE, TEMPLATE, rule};
use insta::assert_snapshot;

#[test]
fn help() {
    let place = Place::new();
    assert_snapshot!(place.run("--help"), @r#"
    exit 0
    ---- stdout
    A policy-as-code security linter for AWS infrastructure: CloudFormation templates judged by Rego
    rules as one resource graph

    Usage: cfn-guardian <COMMAND>

    Commands:
      check    Check templates against the rules
      rules    List the rules
      explain  Print the page of one rule
      graph    Print the resource graph of a template, as rules see it
      schema   Print a JSON schema
      help     Print this message or the help of the given subcommand(s)

    Options:
      -h, --help     Print help
      -V, --version  Print version

    Exit codes:
      0  nothing at or above --fail-on
      1  findings at or above --fail-on (with --strict: also what is not known)
      2  wrong usage, configuration or rule, an input that cannot be read, an incomplete analysis
      3  nothing to check
    "#);
    assert_snapshot!(place.run("check --help"), @r#"
    exit 0
    ---- stdout
    Check templates against the rules

    Usage: cfn-guardian check [OPTIONS] [PATH]...

    Arguments:
      [PATH]...
              Files and folders to check; `-` reads standard input

              In folders, templates are found by their contents; what .gitignore names, hidden folders
              and installed packages are left out.

              [default: .]

    Options:
      -h, --help
              Print help (see a summary with '-h')

    Input:
          --ignore-non-templates
              Leave out named files that are no templates instead of failing

              For hooks, which pass every changed file: what is no template is no error, the
              configuration's `exclude` holds for named files too, and nothing left to check is success.

    Deployment:
          --parameters <FILE>
              Parameter values: a map, or the AWS CLI's list of ParameterKey and ParameterValue

          --parameter <NAME=VALUE>
              One parameter's value; wins over --parameters

          --region <REGION>
              The value of AWS::Region

          --account <ACCOUNT>
              The value of AWS::AccountId

    Rules:
          --profile <PROFILE>
              Profile: a built-in one, or the path of a file [default: default]

          --config <FILE>
              Configuration file [default: the nearest .cfn-guardian.yml upward]

          --no-config
              Look for no configuration file

          --rules <DIR>
              Folder of further rules; may be repeated

          --only <RULE>
              Run these rules only (ids or globs), whatever profile and configuration select

          --skip <RULE>
              Leave these rules out (ids or globs)

          --all-rules
              Run every rule, whatever profile and configuration select

    Report:
      -f, --format <FORMAT>
              Format of the report

              Possible values:
              - text: For people: each finding under the characters that cause it
              - json: For programs: `cfn-guardian schema report` describes it

              [default: text]

      -o, --output <FILE>
              Write the report to a file instead of standard output

          --min-severity <SEVERITY>
              Report nothing less serious

              [possible values: info, low, medium, high, critical]

          --show <WHAT>
              Show further answers, which are otherwise only counted

              Possible values:
              - undetermined: Answers that hang on a value that is not known

          --fail-on <SEVERITY|never>
              Fail from this severity on, or never [default: low]

              [possible values: info, low, medium, high, critical, never]

          --strict
              Fail, too, where something cannot be determined or not every deployment was judged

          --exit-zero
              Exit with 0 whatever is found; errors stay errors

      -q, --quiet
              One line for each finding and problem, then the summary

      -v, --verbose
              Also say what was read, and what was left out and why

          --color <WHEN>
              When to use colours

              Possible values:
              - auto:   On a terminal, unless NO_COLOR is set
              - always: Always
              - never:  Never

              [default: auto]

    Run:
      -j, --jobs <N>
              Threads to use [default: one for each processor]

    Exit codes:
      0  nothing at or above --fail-on
      1  findings at or above --fail-on (with --strict: also what is not known)
      2  wrong usage, configuration or rule, an input that cannot be read, an incomplete analysis
      3  nothing to check
    "#);
    assert_snapshot!(place.run("check -h"), @r#"
    exit 0
    ---- stdout
    Check templates against the rules

    Usage: cfn-guardian check [OPTIONS] [PATH]...

    Arguments:
      [PATH]...  Files and folders to check; `-` reads standard input [default: .]

    Options:
      -h, --help  Print help (see more with '--help')

    Input:
          --ignore-non-templates  Leave out named files that are no templates instead of failing

    Deployment:
          --parameters <FILE>       Parameter values: a map, or the AWS CLI's list of ParameterKey and
                                    ParameterValue
          --parameter <NAME=VALUE>  One parameter's value; wins over --parameters
          --region <REGION>         The value of AWS::Region
          --account <ACCOUNT>       The value of AWS::AccountId

    Rules:
          --profile <PROFILE>  Profile: a built-in one, or the path of a file [default: default]
          --config <FILE>      Configuration file [default: the nearest .cfn-guardian.yml upward]
          --no-config          Look for no configuration file
          --rules <DIR>        Folder of further rules; may be repeated
          --only <RULE>        Run these rules only (ids or globs), whatever profile and configuration
                               select
          --skip <RULE>        Leave these rules out (ids or globs)
          --all-rules          Run every rule, whatever profile and configuration select

    Report:
      -f, --format <FORMAT>           Format of the report [default: text] [possible values: text, json]
      -o, --output <FILE>             Write the report to a file instead of standard output
          --min-severity <SEVERITY>   Report nothing less serious [possible values: info, low, medium,
                                      high, critical]
          --show <WHAT>               Show further answers, which are otherwise only counted [possible
                                      values: undetermined]
          --fail-on <SEVERITY|never>  Fail from this severity on, or never [default: low] [possible
                                      values: info, low, medium, high, critical, never]
          --strict                    Fail, too, where something cannot be determined or not every
                                      deployment was judged
          --exit-zero                 Exit with 0 whatever is found; errors stay errors
      -q, --quiet                     One line for each finding and problem, then the summary
      -v, --verbose                   Also say what was read, and what was left out and why
          --color <WHEN>              When to use colours [default: auto] [possible values: auto,
                                      always, never]

    Run:
      -j, --jobs <N>  Threads to use [default: one for each processor]

    Exit codes:
      0  nothing at or above --fail-on
      1  findings at or above --fail-on (with --strict: also what is not known)
      2  wrong usage, configuration or rule, an input that cannot be read, an incomplete analysis
      3  nothing to check
    "#);
    assert_snapshot!(place.run("rules --help"), @r#"
    exit 0
    ---- stdout
    List the rules

    Usage: cfn-guardian rules [OPTIONS]

    Options:
      -f, --format <FORMAT>
              Format of the list

              Possible values:
              - table: For people
              - json:  For programs

              [default: table]

          --profile <PROFILE>
              Only the rules that are on in this profile

          --rules <DIR>
              Folder of further rules; may be repeated

      -h, --help
              Print help (see a summary with '-h')
    "#);
    assert_snapshot!(place.run("explain --help"), @r#"
    exit 0
    ---- stdout
    Print the page of one rule

    Usage: cfn-guardian explain [OPTIONS] <RULE>

    Arguments:
      <RULE>  The rule's id, or what another tool calls the same check, such as CKV_AWS_26

    Options:
          --rules <DIR>  Folder of further rules; may be repeated
      -h, --help         Print help
    "#);
    assert_snapshot!(place.run("graph --help"), @r#"
    exit 0
    ---- stdout
    Print the resource graph of a template, as rules see it

    Usage: cfn-guardian graph [OPTIONS] <FILE>

    Arguments:
      <FILE>
              The template; `-` reads standard input

    Options:
      -f, --format <FORMAT>
              Format of the graph

              Possible values:
              - json: The rules' `input`: `cfn-guardian schema input` describes it

              [default: json]

      -h, --help
              Print help (see a summary with '-h')

    Deployment:
          --parameters <FILE>
              Parameter values: a map, or the AWS CLI's list of ParameterKey and ParameterValue

          --parameter <NAME=VALUE>
              One parameter's value; wins over --parameters

          --region <REGION>
              The value of AWS::Region

          --account <ACCOUNT>
              The value of AWS::AccountId

          --world <N>
              The deployment to print, counted from 1 [default: the one with every parameter at its
              default]
    "#);
    assert_snapshot!(place.run("schema --help"), @r#"
    exit 0
    ---- stdout
    Print a JSON schema

    Usage: cfn-guardian schema <SUBJECT>

    Arguments:
      <SUBJECT>
              What the schema describes

              Possible values:
              - input:  The `input` document of rules
              - report: The JSON report
              - config: The configuration file

    Options:
      -h, --help
              Print help (see a summary with '-h')
    "#);
}

#[test]
fn version() {
    let version = format!("exit 0\n---- stdout\ncfn-guardian {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(Place::new().run("--version"), version);
}

#[test]
fn the_list_of_rules_is_the_same_for_people_and_programs() {
    let place = Place::new().file("policy/topic-unnamed.rego", rule("topic-unnamed", "medium", RULE));
    let table = place.run("rules --rules policy");
    let listed = place.json("rules --format json --rules policy");
    let listed = listed.as_array().unwrap();
    assert!(listed.len() > 40, "{}", listed.len());
    let mut ids: Vec<&str> = listed.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert!(ids.contains(&"topic-unnamed"));
    for rule in listed {
        let id = rule["id"].as_str().unwrap();
        let row =
            table.lines().find(|line| line.split_whitespace().next() == Some(id)).unwrap_or_else(|| panic!("{id}"));
        assert!(row.ends_with(rule["title"].as_str().unwrap()), "{row}");
        let fields = [
            "id",
            "title",
            "severity",
            "service",
            "resource_types",
            "aliases",
            "requirements",
            "frameworks",
            "profiles",
            "remediation",
            "references",
        ];
        assert_eq!(rule.as_object().unwrap().keys().collect::<Vec<_>>(), fields);
    }
    let unsorted = ids.clone();
    ids.sort_unstable();
    assert_eq!(ids, unsorted);
    assert!(table.ends_with(&format!("\n{} rules; `cfn-guardian explain RULE` says more\n", listed.len())), "{table}");
    let own = listed.iter().find(|rule| rule["id"] == "topic-unnamed").unwrap();
    assert_snapshot!(serde_json::to_string_pretty(own).unwrap(), @r#"
    {
      "id": "topic-unnamed",
      "title": "Topics have no name of their own",
      "severity": "medium",
      "service": "",
      "resource_types": [
        "AWS::SNS::Topic"
      ],
      "aliases": [],
      "requirements": [],
      "frameworks": {},
      "profiles": [
        "default"
      ],
      "remediation": "Leave TopicName out.",
      "references": [
        "https://docs.aws.amazon.com/sns/latest/dg/welcome.html"
      ]
    }
    "#);
}

#[test]
fn the_rules_of_a_profile() {
    let place = Place::new();
    let all = place.json("rules --format json").as_array().unwrap().len();
    let default = place.json("rules --format json --profile default");
    let default = default.as_array().unwrap();
    assert!(!default.is_empty() && default.len() < all);
    let profiles = |rule: &serde_json::Value| rule["profiles"].as_array().unwrap().contains(&"default".into());
    assert!(default.iter().all(profiles));
}

#[test]
fn a_rule_is_explained() {
    let place = Place::new().file("policy/topic-unnamed.rego", rule("topic-unnamed", "medium", RULE));
    assert_snapshot!(place.run("explain topic-unnamed --rules policy"), @r#"
    exit 0
    ---- stdout
    topic-unnamed
    =============
      Topics have no name of their own

    Severity
      medium

    Why, and how AWS behaves
      A name that is written down stands in the way of replacing the topic.

    What it judges
      AWS::SNS::Topic
      undetermined where not known: TopicName

    How to fix it
      Leave TopicName out.

    References
      - https://docs.aws.amazon.com/sns/latest/dg/welcome.html

    Profiles that turn it on
      default
    "#);
    assert_snapshot!(place.run("explain topic-unamed --rules policy"), @r#"
    exit 2
    ---- stderr
    explain::unknown_rule

      × there is no rule `topic-unamed`
      help: did you mean `topic-unnamed`? `cfn-guardian rules` lists them all
    "#);
    assert_snapshot!(place.run("explain zzz"), @r#"
    exit 2
    ---- stderr
    explain::unknown_rule

      × there is no rule `zzz`
      help: `cfn-guardian rules` lists them all
    "#);
    // By the name that another tool has for it.
    assert!(place.run("explain checkov:CKV_AWS_26").contains("\nsns-topic-encrypted-with-kms\n====="));
    assert!(place.run("explain CKV_AWS_26").contains("\nsns-topic-encrypted-with-kms\n====="));
}

#[test]
fn every_rule_has_a_page_with_every_part() {
    let place = Place::new();
    for rule in place.json("rules --format json").as_array().unwrap().iter().step_by(7) {
        let id = rule["id"].as_str().unwrap();
        let page = place.run(&format!("explain {id}"));
        for part in [
            "\nSeverity\n",
            "\nWhy, and how AWS behaves\n",
            "\nHow to fix it\n",
            "\nReferences\n",
            "https://docs.aws.amazon.com/",
        ] {
            assert!(page.contains(part), "{id}: {part}");
        }
        assert!(page.lines().all(|line| line.chars().count() <= 100 || line.contains("https://")), "{page}");
    }
}

#[test]
fn the_graph_of_a_template() {
    let template = "Parameters:\n  Key: {Type: String, Default: alias/mine}\nResources:\n  Queue: {Type: AWS::SQS::Queue}\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties:\n      KmsMasterKeyId: !Ref Key\n      Subscription: [{Protocol: sqs, Endpoint: !GetAtt Queue.Arn}]\n";
    assert_snapshot!(Place::new().file("t.yml", template).run("graph t.yml"), @r#"
    exit 0
    ---- stdout
    {
      "by_type": {
        "AWS::SNS::Topic": [
          "Topic"
        ],
        "AWS::SQS::Queue": [
          "Queue"
        ]
      },
      "edges_from": {
        "Queue": [],
        "Topic": [
          {
            "attribute": "Arn",
            "from": "Topic",
            "kind": "GetAtt",
            "path": [
              "Subscription",
              0,
              "Endpoint"
            ],
            "to": "Queue"
          }
        ]
      },
      "edges_to": {
        "Queue": [
          {
            "attribute": "Arn",
            "from": "Topic",
            "kind": "GetAtt",
            "path": [
              "Subscription",
              0,
              "Endpoint"
            ],
            "to": "Queue"
          }
        ],
        "Topic": []
      },
      "facts": {
        "dangling": [],
        "egress": [],
        "ingress": [],
        "statements": []
      },
      "outputs": {},
      "parameters": {
        "Key": {
          "default": "alias/mine",
          "no_echo": false,
          "type": "String"
        }
      },
      "resources": {
        "Queue": {
          "attributes": {},
          "id": "Queue",
          "key": "Queue",
          "parameters": [],
          "properties": {},
          "stack": "",
          "type": "AWS::SQS::Queue"
        },
        "Topic": {
          "attributes": {},
          "id": "Topic",
          "key": "Topic",
          "parameters": [
            {
              "default": true,
              "no_echo": false,
              "parameter": "Key",
              "path": [
                "KmsMasterKeyId"
              ]
            }
          ],
          "properties": {
            "KmsMasterKeyId": "alias/mine",
            "Subscription": [
              {
                "Endpoint": {
                  "$ref": "Queue",
                  "attribute": "Arn"
                },
                "Protocol": "sqs"
              }
            ]
          },
          "stack": "",
          "type": "AWS::SNS::Topic"
        }
      },
      "schema": 1,
      "settings": {}
    }
    "#);
}

#[test]
fn the_graph_of_another_deployment() {
    let template = "Parameters:\n  Env: {Type: String, Default: dev, AllowedValues: [dev, prod]}\nConditions:\n  IsProd: !Equals [!Ref Env, prod]\nResources:\n  Queue: {Type: AWS::SQS::Queue}\n  Topic:\n    Type: AWS::SNS::Topic\n    Condition: IsProd\n";
    let place = Place::new().file("t.yml", template);
    let resources = |arguments: &str| {
        let graph = place.json(arguments);
        graph["resources"].as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(resources("graph t.yml"), "Queue");
    assert_eq!(resources("graph t.yml --world 1"), "Queue");
    assert_eq!(resources("graph t.yml --world 2"), "Queue Topic");
    assert_eq!(resources("graph t.yml --parameter Env=prod"), "Queue Topic");
    assert_snapshot!(place.run("graph t.yml --world 3"), @r#"
    exit 2
    ---- stderr
    graph::world

      × there is no deployment 3: the template can become 2
      help: count from 1; the first is the one with every parameter at its default
    "#);
}

#[test]
fn what_has_no_graph() {
    let place = Place::new()
        .file("broken.yml", "Resources:\n  A: [\n")
        .file("empty.yml", "")
        .file("values.yml", "a: 1\n")
        .file("latin1.yml", b"Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Description: caf\xe9\n");
    assert_snapshot!(place.run("graph broken.yml"), @r#"
    exit 2
    ---- stderr
    graph::syntax

      × broken.yml:2:6: the bracket `[` is never closed
      help: `cfn-guardian check broken.yml` shows the place
    "#);
    assert_snapshot!(place.run("graph empty.yml"), @r#"
    exit 2
    ---- stderr
    read::not_a_template

      × empty.yml is no CloudFormation template: it is empty
      help: a template has a top-level `Resources` section; `check --ignore-non-templates` leaves other
            files out
    "#);
    assert_snapshot!(place.run("graph values.yml"), @r#"
    exit 2
    ---- stderr
    read::not_a_template

      × values.yml is no CloudFormation template: it has no top-level Resources section
      help: a template has a top-level `Resources` section; `check --ignore-non-templates` leaves other
            files out
    "#);
    assert_snapshot!(place.run("graph latin1.yml"), @r#"
    exit 2
    ---- stderr
    graph::syntax

      × latin1.yml: the file is not UTF-8: byte 62 (line 4, column 21) belongs to no character
      help: `cfn-guardian check latin1.yml` shows the place
    "#);
    assert_snapshot!(place.run("graph gone.yml"), @r#"
    exit 2
    ---- stderr
    read::missing

      × gone.yml does not exist
      help: did you mean `broken.yml`?
    "#);
}

#[test]
fn a_graph_comes_from_standard_input() {
    let place = Place::new();
    assert!(place.run_with("graph -", TEMPLATE).contains("\"TopicName\": \"orders\""));
    assert!(place.run_with("graph -", CLEAN).starts_with("exit 0\n"));
}
