//! The help of every subcommand, as it is printed.

use crate::support::Place;
use insta::assert_snapshot;

#[test]
fn help() {
    let place = Place::new();
    assert_snapshot!(place.run("--help"), @r#"
    exit 0
    ---- stdout
    A policy-as-code security linter for AWS infrastructure: CloudFormation, CDK and Pulumi judged by
    Rego rules as one resource graph

    Usage: cfn-guardian <COMMAND>

    Commands:
      check     Check templates, CDK assemblies and Pulumi previews against the rules
      rules     List the rules
      explain   Print the page of one rule
      coverage  Print which rules enforce each requirement, and what they say of stacks
      graph     Print the resource graph of an input, as rules see it
      schema    Print a JSON schema
      help      Print this message or the help of the given subcommand(s)

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
    Check templates, CDK assemblies and Pulumi previews against the rules

    Usage: cfn-guardian check [OPTIONS] [PATH]...

    Arguments:
      [PATH]...
              Templates, CDK assemblies, Pulumi documents, folders; `-` reads standard input

              An assembly is the folder that `cdk synth` writes, a document what `pulumi preview --json`
              or `pulumi stack export` prints. In folders, all of them are found by their contents; what
              .gitignore names, hidden folders and installed packages are left out. Of the CDK, cdk.out
              is often ignored: name it.

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
              Run every rule whose settings are given, whatever profile and configuration select

    Report:
      -f, --format <FORMAT>
              Format of the report

              Possible values:
              - text:     For people: each finding under the characters that cause it
              - json:     For programs: `cfn-guardian schema report` describes it
              - sarif:    SARIF 2.1.0, for code scanning
              - junit:    JUnit XML, for the test pages of CI servers
              - github:   Workflow commands, which GitHub shows as annotations
              - gitlab:   Code quality of GitLab, shown in merge requests
              - markdown: Markdown for a comment or a step summary, of at most 60 KB
              - csv:      A row for each finding, for spreadsheets

              [default: text]

      -o, --output <FILE>
              Write the report to a file instead of standard output

          --report <FORMAT=FILE>
              Also write a report of another format to a file; may be repeated

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
    Check templates, CDK assemblies and Pulumi previews against the rules

    Usage: cfn-guardian check [OPTIONS] [PATH]...

    Arguments:
      [PATH]...  Templates, CDK assemblies, Pulumi documents, folders; `-` reads standard input
                 [default: .]

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
          --all-rules          Run every rule whose settings are given, whatever profile and
                               configuration select

    Report:
      -f, --format <FORMAT>           Format of the report [default: text] [possible values: text, json,
                                      sarif, junit, github, gitlab, markdown, csv]
      -o, --output <FILE>             Write the report to a file instead of standard output
          --report <FORMAT=FILE>      Also write a report of another format to a file; may be repeated
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
    assert_snapshot!(place.run("coverage --help"), @r#"
    exit 0
    ---- stdout
    Print which rules enforce each requirement, and what they say of stacks

    Usage: cfn-guardian coverage [OPTIONS] [STACK]...

    Arguments:
      [STACK]...
              Stacks to judge: templates, cloud assemblies, Pulumi documents, or folders with one of
              them

              Each is one column of the table. All rules run on it whose settings its profile gives:
              that of the nearest .cfn-guardian.yml upward, unless the options say otherwise.

    Options:
      -f, --format <FORMAT>
              Format of the table

              Possible values:
              - text: For people
              - json: For programs

              [default: text]

          --profile <PROFILE>
              Profile of all stacks: a built-in one, or the path of a file

          --config <FILE>
              Configuration file of all stacks

      -h, --help
              Print help (see a summary with '-h')
    "#);
    assert_snapshot!(place.run("graph --help"), @r#"
    exit 0
    ---- stdout
    Print the resource graph of an input, as rules see it

    Usage: cfn-guardian graph [OPTIONS] <FILE>

    Arguments:
      <FILE>
              The template, assembly or Pulumi document; `-` reads standard input

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
