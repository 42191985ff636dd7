//! Secrets stand in no report: neither those of the template, nor those that the user gives, nor in an error.

use crate::support::{Place, RULE, rule};
use insta::assert_snapshot;

const SECRETS: [&str; 7] = [
    "Sup3rS3cret",
    "hunter2hunter2",
    "abcdef1234567890",
    "eyJzdWIiOiIxIn0",
    "wJalrXUtnFEMI",
    "p4ssw0rdInMap",
    "pa55inUrl",
];

const TEMPLATE: &str = r#"
Parameters:
  DbSecret:
    Type: String
    NoEcho: true
    Default: Sup3rS3cret!
  Name: {Type: String, Default: orders}
  Hidden: {Type: String, NoEcho: true, AllowedValues: [hunter2hunter2, other-value-9]}
Mappings:
  Passwords: {dev: {Db: p4ssw0rdInMap}}
Conditions:
  IsOther: !Equals [!Ref Hidden, other-value-9]
Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      MasterUsername: admin
      MasterUserPassword: hunter2hunter2
  Replica:
    Type: AWS::RDS::DBInstance
    Properties:
      MasterUserPassword: !Ref DbSecret
  Mapped:
    Type: AWS::RDS::DBInstance
    Properties:
      MasterUserPassword: !FindInMap [Passwords, dev, Db]
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: !Ref DbSecret
      DisplayName: hunter2hunter2
  Other:
    Type: AWS::SNS::Topic
    Condition: IsOther
    Properties:
      TopicName: !Ref Name
  Host:
    Type: AWS::EC2::Instance
    Properties:
      UserData:
        Fn::Base64: |
          #!/bin/bash
          # the old one was hunter2hunter2
          export API_TOKEN=abcdef1234567890
          curl -H "Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abcdefghijklmnop" https://example.com
          aws configure set aws_secret_access_key wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
          psql postgres://app:pa55inUrl@db/orders
Outputs:
  Password: {Value: !Ref DbSecret}
"#;

fn place() -> Place {
    Place::new().file("policy/topic-unnamed.rego", rule("topic-unnamed", "medium", RULE)).file("t.yml", TEMPLATE)
}

#[track_caller]
fn keeps(said: &str, secrets: &[&str]) {
    for secret in secrets {
        assert!(!said.contains(secret), "{secret} stands in {said}");
    }
}

#[test]
fn reports_and_graphs_keep_the_secrets_of_a_template() {
    let place = place();
    for arguments in [
        "check t.yml --all-rules --rules policy --show undetermined",
        "check t.yml --all-rules --rules policy --show undetermined --format json",
        "check t.yml --all-rules --rules policy --show undetermined --format sarif",
        "check t.yml --all-rules --rules policy --show undetermined --format junit",
        "check t.yml --all-rules --rules policy --show undetermined --format github",
        "check t.yml --all-rules --rules policy --show undetermined --format gitlab",
        "check t.yml --all-rules --rules policy --show undetermined --format markdown",
        "check t.yml --all-rules --rules policy --show undetermined --format csv",
        "check t.yml --all-rules --rules policy -q",
        "graph t.yml",
        "graph t.yml --world 2",
    ] {
        let said = place.run(arguments);
        keeps(&said, &SECRETS);
        assert!(said.contains("****"), "{arguments}");
    }
}

#[test]
fn a_secret_is_starred_where_it_stands() {
    assert_snapshot!(place().run("check t.yml --rules policy --only topic-unnamed"), @r#"
    exit 1
    ---- stdout
    medium topic-unnamed

      ⚠ topic Topic is named ****
        ╭─[t.yml:30:18]
     29 │     Properties:
     30 │       TopicName: !Ref DbSecret
        ·                  ──────┬──────
        ·                        ╰── TopicName
     31 │       DisplayName: **************
        ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html
      ╰─▶   ☞ the default of parameter DbSecret
             ╭─[t.yml:6:14]
           5 │     NoEcho: true
           6 │     Default: ************
             ·              ────────────
           7 │   Name: {Type: String, Default: orders}
             ╰────

    medium topic-unnamed

      ⚠ topic Other is named orders
      │ when Hidden is **** (1 of 2 deployments)
        ╭─[t.yml:36:18]
     35 │     Properties:
     36 │       TopicName: !Ref Name
        ·                  ────┬────
        ·                      ╰── TopicName
     37 │   Host:
        ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html
      ╰─▶   ☞ the default of parameter Name
             ╭─[t.yml:7:33]
           6 │     Default: ************
           7 │   Name: {Type: String, Default: orders}
             ·                                 ──────
           8 │   Hidden: {Type: String, NoEcho: true, AllowedValues: [**************, *************]}
             ╰────

    1 file, 6 resources, 1 rule: 2 violated (2 medium), 0 undetermined, 0 satisfied, in [time]
    "#);
}

#[test]
fn values_that_the_user_gives_are_kept() {
    let place = place().file("p.json", r#"[{"ParameterKey": "DbSecret", "ParameterValue": "given-by-file-1"}]"#);
    let given = "--parameter DbSecret=given-by-hand-1 --parameter Hidden=not-allowed-1";
    for arguments in [
        format!("check t.yml --rules policy --only topic-unnamed --show undetermined {given}"),
        format!("check t.yml --rules policy --only topic-unnamed --format json {given}"),
        format!("graph t.yml {given}"),
        "graph t.yml --parameter DbSecret=given-by-hand-1".to_owned(),
        "graph t.yml --parameters p.json".to_owned(),
        "check t.yml --rules policy --only topic-unnamed --parameters p.json --format json".to_owned(),
        "check t.yml --parameter DbSecrte=given-by-hand-1".to_owned(),
        "check t.yml --parameter given-by-hand-1".to_owned(),
    ] {
        keeps(
            &place.run(&arguments),
            &["given-by-hand-1", "given-by-file-1", "not-allowed-1", "other-value-9", "hunter2hunter2"],
        );
    }
    // What is no secret is shown: it is what the finding is about.
    let said = place.run("check t.yml --rules policy --only topic-unnamed -q --parameter Name=bills");
    assert!(said.contains("topic Other is named bills"), "{said}");
}

#[test]
fn errors_in_broken_templates_keep_secrets() {
    for (name, broken) in [
        ("cut.yml", format!("{TEMPLATE}  Bad: [\n")),
        ("bracket.yml", TEMPLATE.replace("admin", "[admin")),
        ("tab.yml", TEMPLATE.replace("      MasterUsername", "\tMasterUsername")),
        ("quote.yml", TEMPLATE.replace("MasterUserPassword: hunter", "MasterUserPassword: \"hunter")),
        ("colon.yml", TEMPLATE.replace("hunter2hunter2\n", "hunter2hunter2: x\n")),
        ("escape.yml", TEMPLATE.replace("Sup3rS3cret!", "\"Sup3rS3cret\\q\"")),
        ("default.yml", TEMPLATE.replace("Sup3rS3cret!", "Sup3rS3cret: x")),
        ("flow.yml", TEMPLATE.replace("hunter2hunter2, other", "hunter2hunter2: {other")),
        ("script.yml", TEMPLATE.replace("          export", "   export")),
        ("unit.json", r#"{"Resources": {"D": {"Type": "AWS::RDS::DBInstance", "Properties": {"MasterUserPassword": "hunter2hunter2" "X": 1}}}}"#.to_owned()),
        ("lines.json", "{\n  \"Parameters\": {\n    \"P\": {\n      \"NoEcho\": true,\n      \"Default\": \"Sup3rS3cret\" \"X\"\n    }\n  },\n  \"Resources\": {}\n}\n".to_owned()),
    ] {
        let place = Place::new().file(name, broken);
        for arguments in [format!("check {name}"), format!("check {name} --format json"), format!("graph {name}")] {
            let said = place.run(&arguments);
            assert!(said.starts_with("exit 2"), "{name}: {said}");
            keeps(&said, &SECRETS);
        }
    }
}
