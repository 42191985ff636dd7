//! `graph`: the document that rules see, for one deployment.

use crate::support::{CLEAN, Place, TEMPLATE};
use insta::assert_snapshot;

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
        "access": [],
        "credentials": [],
        "dangling": [],
        "egress": [],
        "exposures": [],
        "ineffective": [],
        "ingress": [],
        "outbound": [],
        "principals": [],
        "reach": [],
        "spans": [],
        "statements": [],
        "subnets": [],
        "targets": []
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
    graph::syntax

      × empty.yml: the file is empty: it has no content besides white space and comments
      help: `cfn-guardian check empty.yml` shows the place
    "#);
    assert_snapshot!(place.run("graph values.yml"), @r#"
    exit 2
    ---- stderr
    read::not_a_template

      × values.yml is no CloudFormation template: it has no top-level Resources section
      help: a template has a top-level `Resources` section; of the CDK give the folder `cdk.out`, of
            Pulumi what `pulumi preview --json` prints; `check --ignore-non-templates` leaves other
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
      help: paths are taken from the current folder
    "#);
}

#[test]
fn a_graph_comes_from_standard_input() {
    let place = Place::new();
    assert!(place.run_with("graph -", TEMPLATE).contains("\"TopicName\": \"orders\""));
    assert!(place.run_with("graph -", CLEAN).starts_with("exit 0\n"));
}
