//! What CloudFormation takes is taken without a word; what it does not is a problem at its place, beside the findings.

use crate::support::Place;
use insta::assert_snapshot;

#[test]
fn loops_that_are_written_wrongly() {
    let of = |body: &str| {
        let place = Place::with_rule().file("t.yml", format!("Transform: AWS::LanguageExtensions\nResources:\n  Q: {{Type: AWS::SQS::Queue}}\n  Fn::ForEach::X: {body}\n"));
        place.run("check t.yml -q").lines().filter(|line| line.contains("Fn::ForEach::X")).collect::<String>()
    };
    assert_snapshot!(of("text"), @r#"t.yml:4:3 error `Fn::ForEach::X` is not expanded: its value is no list"#);
    assert_snapshot!(of("[A, [b]]"), @r#"t.yml:4:3 error `Fn::ForEach::X` is not expanded: it needs an identifier, a collection and a mapping"#);
    assert_snapshot!(of("[A, {Fn::Sub: x}, {'T${A}': {Type: AWS::SNS::Topic}}]"), @r#"t.yml:4:3 error `Fn::ForEach::X` is not expanded: it loops over what is neither text nor `Ref` nor `Fn::FindInMap`"#);
    let without = Place::with_rule().file(
        "t.yml",
        "Resources:\n  Q: {Type: AWS::SQS::Queue}\n  Fn::ForEach::X: [A, [b], {'T${A}': {Type: AWS::SNS::Topic}}]\n",
    );
    assert_snapshot!(without.run("check t.yml"), @r#"
    exit 0
    ---- stdout
    error template::for_each

      × `Fn::ForEach::X` is not expanded: the template does not declare `Transform:
      │ AWS::LanguageExtensions`
       ╭─[t.yml:3:3]
     2 │   Q: {Type: AWS::SQS::Queue}
     3 │   Fn::ForEach::X: [A, [b], {'T${A}': {Type: AWS::SNS::Topic}}]
       ·   ───────┬──────
       ·          ╰── this loop
       ╰────
      help: `Fn::ForEach` takes an identifier, a collection and a mapping, and needs `Transform:
            AWS::LanguageExtensions`

    1 file, 1 resource, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 problem, in [time]
    "#);
}

#[test]
fn references_to_nothing_are_problems_and_findings() {
    let template = r#"Parameters:
  Env: {Type: String, Default: dev}
Conditions:
  IsProd: !Equals [!Ref Evn, prod]
Resources:
  Topic:
    Type: AWS::SNS::Topic
    DependsOn: [Queue, Quue]
    Properties:
      DisplayName: !Sub "${Missing}-x"
      KmsMasterKeyId: !GetAtt Kye.Arn
  Queue: {Type: AWS::SQS::Queue}
  Key: {Type: AWS::KMS::Key, Condition: IsPrdo}
"#;
    let place = Place::new().file("t.yml", template);
    let report = place.json("check t.yml --only template-references-resolve --format json");
    assert_eq!(report["summary"]["exit_code"], 1);
    let problems = report["files"][0]["problems"].as_array().unwrap();
    let said: Vec<String> = problems
        .iter()
        .map(|problem| {
            let start = &problem["span"]["start"];
            format!(
                "{}:{} {} {} ({})",
                start["line"],
                start["column"],
                problem["level"].as_str().unwrap(),
                problem["message"].as_str().unwrap(),
                problem["help"].as_str().unwrap()
            )
        })
        .collect();
    assert_snapshot!(said.join("\n"), @r#"
    4:20 error Ref refers to `Evn`, which the template does not define (define `Evn`, or correct the name)
    8:24 error DependsOn refers to `Quue`, which the template does not define (did you mean `Queue`?)
    10:25 error Sub refers to `Missing`, which the template does not define (define `Missing`, or correct the name)
    11:23 error GetAtt refers to `Kye`, which the template does not define (define `Kye`, or correct the name)
    13:41 error Condition refers to `IsPrdo`, which the template does not define (did you mean `IsProd`?)
    "#);
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(findings.len(), problems.len());
    assert!(findings.iter().all(|finding| finding["rule"] == "template-references-resolve"));
    let depends_on = findings.iter().find(|finding| finding["property"][0] == "DependsOn").unwrap();
    assert_eq!(
        depends_on["span"]["start"],
        serde_json::json!({"line": 8, "column": 24, "offset": template.find("Quue").unwrap()})
    );
}

#[test]
fn mistakes_of_structure_do_not_hide_the_rest() {
    let template = r#"Parameters: [a]
Resources:
  A: {Type: AWS::SNS::Topic, DependsOn: B, Properties: {TopicName: a}}
  B: {Type: AWS::SNS::Topic, DependsOn: A}
  C: {Properties: {}}
  D: 3
  E: {Type: AWS::SNS::Topic, DeletionPolcy: Retain}
  F: {Type: AWS::SNS::Topic, Properties: {DisplayName: {"Fn::Join": [a]}, TopicName: !If [x]}}
  G: {Type: AWS::SQS::Queue}
  G: {Type: AWS::SQS::Queue, Condition: [a]}
Outputs:
  O: {}
Nothing: here
"#;
    assert_snapshot!(Place::with_rule().file("t.yml", template).run("check t.yml -q"), @r#"
    exit 1
    ---- stdout
    t.yml:3:68 medium topic-unnamed topic A is named a
    t.yml:1:13 error section `Parameters` must be a mapping
    t.yml:3:3 error circular reference: A -> B -> A
    t.yml:5:3 error resource `C` has no type
    t.yml:6:3 error resource `D` is not a mapping
    t.yml:7:30 warning `DeletionPolcy` is no attribute of a resource
    t.yml:8:57 error `Fn::Join` takes 2 arguments, not 1
    t.yml:8:90 error `Fn::If` takes a condition's name and two values
    t.yml:10:3 warning key `G` is given twice
    t.yml:10:3 error resource `G` has a condition that is no name
    t.yml:12:3 error output `O` has no value
    t.yml:13:1 warning `Nothing` is no section of a template
    1 file, 5 resources, 1 rule: 1 violated (1 medium), 1 undetermined (--show undetermined lists them), 2 satisfied, 11 problems, in [time]
    "#);
}

#[test]
fn everything_that_cloudformation_takes_is_taken() {
    let valid = r#"%YAML 1.1
---
AWSTemplateFormatVersion: 2010-09-09
Description: >-
  Words: and colons,
  folded
Metadata: {AWS::CloudFormation::Interface: {ParameterGroups: []}}
Parameters:
  Env: {Type: String, AllowedValues: [dev, prod], Default: dev}
  Ami: {Type: "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", Default: /aws/service/ami}
  Subnets: {Type: "List<AWS::EC2::Subnet::Id>"}
  List: {Type: CommaDelimitedList, Default: "a,b"}
Rules:
  OnlyProd:
    RuleCondition: !Equals [!Ref Env, prod]
    Assertions:
      - Assert: {"Fn::Contains": [[a, b], !Ref Env]}
        AssertDescription: x
Mappings:
  Accounts:
    123456789012: {Name: x}
    "012345678901": {Name: y}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  Both: !And [!Condition IsProd, !Not [!Equals [!Ref "AWS::Region", us-east-1]]]
  Any: !Or
    - Condition: IsProd
    - Condition: Both
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement:
          - Effect: Allow
            Principal: {Service: !Sub "ec2.${AWS::URLSuffix}"}
            Action: sts:AssumeRole
            Condition: {StringEquals: {"aws:SourceAccount": !Ref AWS::AccountId}}
  Bucket:
    Type: AWS::S3::Bucket
    DependsOn: Role
    UpdateReplacePolicy: Delete
    Properties:
      BucketName: !Sub ["${x}-${!Literal}-${AWS::StackName}", {x: !Select [0, !Ref List]}]
      Tags: !If [IsProd, [{Key: a, Value: b}], !Ref AWS::NoValue]
      LoggingConfiguration: !If [Any, {DestinationBucketName: !ImportValue x}, !Ref "AWS::NoValue"]
  Instance:
    Type: AWS::EC2::Instance
    CreationPolicy: {ResourceSignal: {Count: 1, Timeout: PT5M}}
    Properties:
      ImageId: !Ref Ami
      SubnetId: !Select [0, !Ref Subnets]
      AvailabilityZone: !Select [0, !GetAZs ""]
      UserData: !Base64
        Fn::Sub: |
          #!/bin/bash -xe
          echo ${AWS::Region} ${!HOME} $(date) ${Role.Arn}
      Tags:
        - {Key: block, Value: !Select [1, !Cidr [10.0.0.0/16, 4, 8]]}
        - Key: joined
          Value: !Join ["-", [a, !Ref Env, !FindInMap [Accounts, !Ref "AWS::AccountId", Name]]]
        - Key: split
          Value: !Select [1, !Split [",", !ImportValue {"Fn::Sub": "${Env}-x"}]]
  Nested:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: "https://x/y.yml", Parameters: {A: !GetAtt Role.Arn}}
  Module: {Type: My::S3::Bucket::MODULE, Properties: {A: b}}
  Custom:
    Type: Custom::Thing
    Properties: {ServiceToken: !GetAtt Nested.Outputs.Function, A: !Ref ModuleBucket, B: !Ref Module.Bucket, C: !GetAtt ModuleBucket.Arn}
Outputs:
  A:
    Condition: IsProd
    Value: !GetAtt Nested.Outputs.X
    Export: {Name: !Sub "${AWS::StackName}-a"}
  B: {Value: !GetAtt [Bucket, Arn], Description: x}
...
"#;
    let serverless = r#"Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Timeout: 3}}
Resources:
  Function:
    Type: AWS::Serverless::Function
    Connectors: {C: {Properties: {Destination: {Id: Table}, Permissions: [Read]}}}
    Properties: {Handler: a.b, AutoPublishAlias: live}
  Table: {Type: AWS::Serverless::SimpleTable}
Outputs:
  Role: {Value: !GetAtt FunctionRole.Arn}
  Api: {Value: !Sub "https://${ServerlessRestApi}.execute-api.${AWS::Region}.amazonaws.com"}
  Alias: {Value: !Ref Function.Alias}
"#;
    let macros = "Transform: [Count]\nResources:\n  A: {Type: AWS::SNS::Topic, Count: 3}\nMore: {A: b}\n";
    let json = "{\n\t\"Resources\"\n:\t{\n\t\t\"A\": {\"Type\": \"AWS::SNS::Topic\", \"Properties\": {\"DisplayName\": \"caf\\u00e9 \\ud83d\\ude00 \\/\",}}\n\t}\n}\n";
    let long_key = format!(
        "{{\"Resources\":{{\"A\":{{\"Type\":\"AWS::SNS::Topic\",\"Properties\":{{\"{}\":1}}}}}}}}",
        "k".repeat(3_000)
    );
    for (name, text) in [
        ("valid.yml", valid),
        ("serverless.yml", serverless),
        ("macros.yml", macros),
        ("tabs.json", json),
        ("long.json", &long_key),
    ] {
        let place = Place::with_rule().file(name, text);
        let report = place.json(&format!("check {name} --format json"));
        let problems = report["files"][0]["problems"].as_array().unwrap();
        let complaints: Vec<&serde_json::Value> =
            problems.iter().filter(|problem| problem["level"] != "note").collect();
        assert!(complaints.is_empty(), "{name}: {complaints:#?}");
        assert_eq!(place.exit(&format!("check {name}")), 0, "{name}");
    }
}

#[test]
fn what_cloudformation_itself_refuses_is_read_with_a_word_on_it() {
    let template = r#"Defaults: &defaults {Type: AWS::SNS::Topic}
Resources:
  A:
    <<: *defaults
    Properties: {TopicName: a}
  B: *defaults
---
Resources: {}
"#;
    assert_snapshot!(Place::with_rule().file("t.yml", template).run("check t.yml"), @r#"
    exit 1
    ---- stdout
    medium topic-unnamed

      ⚠ topic A is named a
       ╭─[t.yml:5:29]
     4 │     <<: *defaults
     5 │     Properties: {TopicName: a}
       ·                             ┬
       ·                             ╰── TopicName
     6 │   B: *defaults
       ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html

    warning template::unknown_section

      ⚠ `Defaults` is no section of a template
       ╭─[t.yml:1:1]
     1 │ Defaults: &defaults {Type: AWS::SNS::Topic}
       · ────┬───
       ·     ╰── not a section
     2 │ Resources:
       ╰────
      help: sections are AWSTemplateFormatVersion, Description, Metadata, Parameters, Rules, Mappings,
            Conditions, Transform, Resources and Outputs

    warning source::merge_key

      ⚠ CloudFormation does not read merge keys (`<<`)
       ╭─[t.yml:4:5]
     3 │   A:
     4 │     <<: *defaults
       ·     ─┬
       ·      ╰── merge key
     5 │     Properties: {TopicName: a}
       ╰────
      help: merged here as YAML 1.1 does; package the template or write the keys out

    note source::alias

      ☞ CloudFormation itself does not take YAML aliases; some of its tools expand them
       ╭─[t.yml:4:9]
     3 │   A:
     4 │     <<: *defaults
       ·         ────┬────
       ·             ╰── alias
     5 │     Properties: {TopicName: a}
       ╰────
      help: expanded here; `aws cloudformation package` writes them out

    warning source::second_document

      ⚠ the file has a second YAML document, which CloudFormation does not read
       ╭─[t.yml:7:1]
     6 │   B: *defaults
     7 │ ---
       · ─┬─
       ·  ╰── not read
     8 │ Resources: {}
       ╰────
      help: put it in a file of its own

    1 file, 2 resources, 1 rule: 1 violated (1 medium), 0 undetermined, 1 satisfied, 3 problems, in [time]
    "#);
    assert_snapshot!(Place::with_rule().file("t.yml", "Resources:\n  A: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Join_ x, TopicName: a}}\n").run("check t.yml -q"), @r#"
    exit 1
    ---- stdout
    t.yml:2:77 medium topic-unnamed topic A is named a
    t.yml:2:56 warning `!Join_` is no function of CloudFormation
    1 file, 1 resource, 1 rule: 1 violated (1 medium), 0 undetermined, 0 satisfied, 1 problem, in [time]
    "#);
}
