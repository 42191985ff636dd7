//! What is printed for programs is what the published schemas say, and the schemas are what is documented.

use crate::support::{CLEAN, Place, RULE, TEMPLATE, rule};

fn schema(subject: &str) -> jsonschema::Validator {
    let schema = Place::new().json(&format!("schema {subject}"));
    assert!(jsonschema::meta::is_valid(&schema), "{subject}");
    jsonschema::draft202012::new(&schema).unwrap()
}

#[track_caller]
fn holds(schema: &jsonschema::Validator, value: &serde_json::Value) {
    let errors: Vec<String> =
        schema.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path)).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

/// A template in which every marker of the input document occurs.
const MARKERS: &str = r#"
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Given: {Type: String, Default: x}
  Open: {Type: String}
  Hidden: {Type: String, NoEcho: true}
  Stored: {Type: "AWS::SSM::Parameter::Value<String>", Default: /app/ami}
Conditions:
  Abroad: !Not [!Equals [!Ref AWS::Region, us-east-1]]
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement:
          - Effect: Allow
            Principal: {Service: [ec2.amazonaws.com, !Sub "s3.${AWS::URLSuffix}"], AWS: "*"}
            Action: sts:AssumeRole
            Condition: {StringEquals: {aws:SourceAccount: !Ref AWS::AccountId}}
      Policies:
        - PolicyName: p
          PolicyDocument:
            Statement:
              Effect: Allow
              NotAction: "iam:*"
              Resource: [!GetAtt Bucket.Arn, !Sub "${Bucket.Arn}/*", !Ref Open]
  Bucket:
    Type: AWS::S3::Bucket
    Condition: Abroad
    DeletionPolicy: Retain
    DependsOn: [Role]
    Metadata: {Owner: team}
    Properties:
      BucketName: !Sub "logs-${AWS::AccountId}"
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: x
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}
        - {IpProtocol: "-1", CidrIpv6: "::/0"}
        - {IpProtocol: 6, FromPort: !Ref Open, ToPort: 443, CidrIp: !Ref Open}
      SecurityGroupEgress:
        IpProtocol: udp
        FromPort: 53
        ToPort: 53
        DestinationPrefixListId: pl-1
  Rule:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: {GroupId: !Ref Group, IpProtocol: icmp, FromPort: -1, ToPort: -1, SourceSecurityGroupId: !GetAtt Group.GroupId}
  Everything:
    Type: Custom::Everything
    Properties:
      ServiceToken: !ImportValue token
      Parameter: !Ref Open
      Default: !Ref Given
      Hidden: !Ref Hidden
      Stored: !Ref Stored
      Pseudo: !Ref AWS::StackName
      Reference: !Ref Role
      Attribute: !GetAtt Role.Arn
      Missing: !Ref Nowhere
      MissingAttribute: !GetAtt Nowhere.Arn
      Absent: !Ref AWS::NoValue
      Secret: "{{resolve:secretsmanager:db:SecretString:password}}"
      Ssm: "{{resolve:ssm:/app/name:1}}"
      SsmSecure: "{{resolve:ssm-secure:/app/pw:1}}"
      MixedSecret: "user:{{resolve:ssm:/app/name:1}}@host"
      Mixed: !Sub "${Open}-${Role.Arn}-x"
      Transformed: {Fn::Transform: {Name: "AWS::Include", Parameters: {Location: "s3://x/y"}}}
      Chosen: !If [Abroad, a, !Ref Bucket]
      Zones: !GetAZs ""
      Blocks: !Cidr [10.0.0.0/16, 4, 8]
      Selected: !Select [7, [a, b]]
      Text: !Base64 {"Fn::Sub": "x ${Open}"}
      Number: 1.5
      Yes: yes
      Nothing: ~
      List: [a, [b, {c: d}]]
Outputs:
  Arn: {Value: !GetAtt Role.Arn, Export: {Name: !Sub "${AWS::StackName}-arn"}}
  Plain: {Value: x}
"#;

#[test]
fn graphs_are_what_the_schema_of_the_input_says() {
    let schema = schema("input");
    let place = Place::new().file("markers.yml", MARKERS).file("t.yml", TEMPLATE).file("clean.yml", CLEAN);
    for arguments in [
        "markers.yml",
        "markers.yml --world 2",
        "markers.yml --region eu-central-1 --account 012345678901",
        "markers.yml --parameter Open=5",
        "t.yml",
        "clean.yml",
    ] {
        holds(&schema, &place.json(&format!("graph {arguments}")));
    }
    let text = place.run("graph markers.yml");
    for marker in [
        "parameter",
        "pseudo-parameter",
        "import",
        "attribute",
        "dangling",
        "transform",
        "function",
        "secretsmanager",
        "ssm",
        "ssm-secure",
    ] {
        let quoted = format!("\"{marker}\"");
        assert!(text.contains(&quoted), "{marker}");
    }
    for key in ["$ref", "$unknown", "$dynamic", "$text"] {
        assert!(text.contains(&format!("\"{key}\"")), "{key}");
    }
}

#[test]
fn reports_are_what_the_schema_of_the_report_says() {
    let schema = schema("report");
    let place = Place::new()
        .file("policy/topic-unnamed.rego", rule("topic-unnamed", "medium", RULE))
        .file("lib/markers.yml", MARKERS)
        .file("lib/t.yml", TEMPLATE)
        .file("lib/broken.yml", "Resources:\n\tA: 1\n")
        .file("lib/latin1.yml", b"Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Description: caf\xe9\n")
        .file("lib/empty.yml", "")
        .file("lib/odd.yml", "Resources:\n  A: {Type: AWS::SNS::Topic, Tpye: x}\n  A: {Type: AWS::SNS::Topic, DependsOn: B}\n  B: {Type: AWS::SNS::Topic, DependsOn: A}\n  C: {}\nNothing: here\n")
        .folder("none");
    for arguments in [
        "lib --all-rules --rules policy --show undetermined",
        "lib --min-severity critical",
        "none",
        "lib/gone.yml",
        "lib/t.yml",
    ] {
        holds(&schema, &place.json(&format!("check {arguments} --format json")));
    }
}

#[test]
fn configurations_are_what_their_schema_says() {
    let schema = schema("config");
    let read = |text: &str| serde_yaml::from_str::<serde_json::Value>(text).unwrap();
    let good = "profile: default\nrules: [policy]\nonly: [topic-unnamed]\nseverities: {topic-unnamed: critical}\nfail_on: high\nmin_severity: low\nshow_undetermined: true\nexclude: ['vendor/']\nparameters: {Name: orders}\nregion: eu-central-1\naccount: '012345678901'\npulumi_types: {'aws:own/thing:Thing': {type: AWS::SNS::Topic}}\n";
    holds(&schema, &read(good));
    let place = Place::with_rule().file(".cfn-guardian.yml", good).file("t.yml", TEMPLATE);
    assert_eq!(place.exit("check t.yml"), 1);
    // What the schema refuses, the program refuses, and the other way round.
    for bad in [
        "profil: default\n",
        "fail_on: hgih\n",
        "strict: maybe\n",
        "region: europe\n",
        "account: '12'\n",
        "exclude: {a: b}\n",
        "parameters: [a]\n",
        "pulumi_types: {Thing: {type: AWS::SNS::Topic}}\n",
        "pulumi_types: {'aws:own/thing:Thing': 3}\n",
    ] {
        assert!(!schema.is_valid(&read(bad)), "{bad}");
        let place = Place::new().file(".cfn-guardian.yml", bad).file("t.yml", TEMPLATE);
        assert_eq!(place.exit("check t.yml"), 2, "{bad}");
    }
}
