//! SARIF against its schema and against the marks of the fixtures; fingerprints from one run to the next.

use crate::reports::{report, small};
use crate::support::{Place, text};
use insta::assert_snapshot;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// The official schema, out of the crate that carries it.
fn schema() -> Value {
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&metadata.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages.iter().find(|package| package["name"] == "serde-sarif").unwrap();
    let manifest = Path::new(package["manifest_path"].as_str().unwrap());
    serde_json::from_str(&std::fs::read_to_string(manifest.with_file_name("src/schema.json")).unwrap()).unwrap()
}

#[track_caller]
fn valid(report: &Value, validator: &jsonschema::Validator) {
    let errors: Vec<String> =
        validator.iter_errors(report).map(|error| format!("{}: {error}", error.instance_path)).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    serde_json::from_value::<serde_sarif::sarif::Sarif>(report.clone()).unwrap();
}

#[test]
fn it_is_valid_for_the_official_schema() {
    let schema = schema();
    let validator = jsonschema::draft7::options().should_validate_formats(true).build(&schema).unwrap();
    let place = Place::with_rule()
        .file("a b/ü#%:.yml", "Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Grey: 1\n    Properties: {TopicName: '[x](https://a.b) 日本'}\n")
        .file("broken.yml", "Resources:\n\tA: 1\n")
        .file("empty/x.txt", "");
    for (arguments, exit) in [(". --show undetermined", 2), ("empty", 3), ("./a --exit-zero", 2)] {
        let report = place.json(&format!("check {arguments} --format sarif"));
        valid(&report, &validator);
        assert_eq!(report["runs"][0]["invocations"][0]["exitCode"], exit);
        assert_eq!(report["runs"][0]["invocations"][0]["executionSuccessful"], exit != 2);
    }
    let report = place.json("check . --format sarif");
    let result = &report["runs"][0]["results"][0];
    let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "a%20b/%C3%BC%23%25%3A.yml");
    assert_eq!(result["message"]["text"], "topic T is named [x] (https://a.b) 日本");
    // With all rules: each once, with what code scanning asks for.
    let report = place.json("check . --no-config --all-rules --format sarif");
    valid(&report, &validator);
    let rules = report["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    let ids: BTreeSet<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert!(ids.len() == rules.len() && ids.len() > 50);
    for rule in rules {
        let score: f64 = rule["properties"]["security-severity"].as_str().unwrap().parse().unwrap();
        assert!(score > 0.0 && score <= 10.0);
        assert!((3..=20).contains(&rule["properties"]["tags"].as_array().unwrap().len()), "{rule}");
        assert!(rule["help"]["text"].as_str().is_some_and(|help| help.contains("https://docs.aws.amazon.com/")));
    }
    // The test itself finds mistakes.
    let mut wrong = report.clone();
    wrong["runs"][0]["columnKind"] = "bytes".into();
    assert!(!validator.is_valid(&wrong));
}

/// File, line, rule, and whether it is undetermined.
type Mark = (String, u64, String, bool);

fn marks(path: &Path, name: &str) -> BTreeSet<Mark> {
    let mut marks = BTreeSet::new();
    for (line, written) in (1..).zip(std::fs::read_to_string(path).unwrap().lines()) {
        for part in written.split('#').map(str::trim) {
            for (word, undetermined) in [("expect:", false), ("expect-undetermined:", true)] {
                let rules = part.strip_prefix(word).into_iter().flat_map(|rules| rules.split(','));
                marks.extend(rules.map(|rule| (name.to_owned(), line, rule.trim().to_owned(), undetermined)));
            }
        }
    }
    marks
}

#[test]
fn lines_are_those_that_the_fixtures_mark() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders: Vec<_> =
        std::fs::read_dir(root.join("fixtures")).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|folder| !folder.join("settings.yml").exists());
    folders.sort();
    let mut count = 0;
    for folder in folders.iter().step_by(6) {
        let rule = folder.file_name().unwrap().to_str().unwrap();
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| format!("fixtures/{rule}/{}", entry.unwrap().file_name().to_str().unwrap()))
            .filter(|name| name.ends_with(".yaml") || name.ends_with(".yml"))
            .collect();
        names.sort();
        let run = |format: &str| -> Value {
            let arguments = ["check", "--no-config", "--only", rule, "--show", "undetermined", "--format", format];
            let output = Command::new(env!("CARGO_BIN_EXE_cfn-guardian"))
                .args(arguments)
                .args(&names)
                .current_dir(root)
                .output();
            serde_json::from_slice(&output.unwrap().stdout).unwrap()
        };
        let (sarif, json) = (run("sarif"), run("json"));
        let results = sarif["runs"][0]["results"].as_array().unwrap();
        let said = results.iter().map(|result| {
            let place = &result["locations"][0]["physicalLocation"];
            let line = place["region"]["startLine"].as_u64().unwrap();
            let uri = place["artifactLocation"]["uri"].as_str().unwrap().to_owned();
            (uri, line, result["ruleId"].as_str().unwrap().to_owned(), result["kind"] == "open")
        });
        let said: BTreeSet<Mark> = said.collect();
        let expected: BTreeSet<Mark> = names.iter().flat_map(|name| marks(&root.join(name), name)).collect();
        assert_eq!(said, expected, "{rule}");
        columns(root, results, json["findings"].as_array().unwrap());
        count += said.len();
    }
    assert!(count > 50, "{count}");
}

/// Columns counted in characters lead to the bytes that the JSON report gives.
fn columns(root: &Path, results: &[Value], findings: &[Value]) {
    assert_eq!(results.len(), findings.len());
    for (result, finding) in results.iter().zip(findings) {
        let source = std::fs::read_to_string(root.join(finding["file"].as_str().unwrap())).unwrap();
        let region = &result["locations"][0]["physicalLocation"]["region"];
        for (line, column, end) in [("startLine", "startColumn", "start"), ("endLine", "endColumn", "end")] {
            let number = |key: &str| usize::try_from(region[key].as_u64().unwrap()).unwrap();
            let before: usize = source.split_inclusive('\n').take(number(line) - 1).map(str::len).sum();
            let text: String = source[before..].chars().take(number(column) - 1).collect();
            assert_eq!(finding["span"][end]["offset"].as_u64().unwrap(), (before + text.len()) as u64, "{result}");
        }
    }
}

#[test]
fn a_program_is_the_place_and_its_template_is_related() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let app = root.join("tests/parity/cdk-ts");
    let output = Command::new(env!("CARGO_BIN_EXE_cfn-guardian"))
        .args(["check", "--no-config", "--only", "rds-not-publicly-accessible", "--format", "sarif", "cdk.out"])
        .current_dir(&app)
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", text(&output.stderr)));
    let result = &report["runs"][0]["results"][0];
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "lib/database.ts");
    let source = std::fs::read_to_string(app.join("lib/database.ts")).unwrap();
    let line = place["region"]["startLine"].as_u64().unwrap() as usize;
    assert!(source.lines().nth(line - 1).unwrap().contains("CfnDBInstance"));
    let generated = &result["relatedLocations"][0];
    assert_eq!(generated["physicalLocation"]["artifactLocation"]["uri"], "cdk.out/Database.template.json");
    assert_eq!(generated["message"]["text"], "what was generated");
    assert!(result["message"]["text"].as_str().unwrap().contains("Database/"), "{result}");
}

#[test]
fn a_small_report() {
    assert_snapshot!(report(&small(), "sarif"), @r##"
    {
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
      "version": "2.1.0",
      "runs": [
        {
          "tool": {
            "driver": {
              "name": "cfn-guardian",
              "version": "0.1.0",
              "semanticVersion": "0.1.0",
              "rules": [
                {
                  "id": "topic-unnamed",
                  "shortDescription": {
                    "text": "Topics have no name of their own"
                  },
                  "fullDescription": {
                    "text": "A name that is written down stands in the way of replacing the topic."
                  },
                  "help": {
                    "text": "Leave TopicName out.\n\nhttps://docs.aws.amazon.com/sns/latest/dg/welcome.html",
                    "markdown": "Leave TopicName out.\n\nA name that is written down stands in the way of replacing the topic.\n\n- <https://docs.aws.amazon.com/sns/latest/dg/welcome.html>"
                  },
                  "defaultConfiguration": {
                    "level": "warning"
                  },
                  "properties": {
                    "tags": [
                      "security",
                      "aws"
                    ],
                    "security-severity": "5.5",
                    "problem.severity": "warning"
                  },
                  "helpUri": "https://docs.aws.amazon.com/sns/latest/dg/welcome.html"
                }
              ]
            }
          },
          "invocations": [
            {
              "executionSuccessful": true,
              "exitCode": 1,
              "toolExecutionNotifications": [
                {
                  "descriptor": {
                    "id": "template::unknown_attribute"
                  },
                  "level": "warning",
                  "message": {
                    "text": "`Colour` is no attribute of a resource\nproperties belong under `Properties`; attributes are Type, Properties, Condition, DependsOn, Metadata, CreationPolicy, UpdatePolicy, DeletionPolicy and UpdateReplacePolicy"
                  },
                  "locations": [
                    {
                      "physicalLocation": {
                        "artifactLocation": {
                          "uri": "lib/t.yml",
                          "uriBaseId": "%SRCROOT%"
                        },
                        "region": {
                          "startLine": 22,
                          "startColumn": 5,
                          "endLine": 22,
                          "endColumn": 11
                        }
                      }
                    }
                  ]
                }
              ]
            }
          ],
          "columnKind": "unicodeCodePoints",
          "results": [
            {
              "ruleId": "topic-unnamed",
              "ruleIndex": 0,
              "kind": "fail",
              "level": "warning",
              "message": {
                "text": "topic Leaky is named ****"
              },
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "lib/t.yml",
                      "uriBaseId": "%SRCROOT%"
                    },
                    "region": {
                      "startLine": 11,
                      "startColumn": 18,
                      "endLine": 11,
                      "endColumn": 31
                    }
                  },
                  "logicalLocations": [
                    {
                      "name": "Leaky",
                      "fullyQualifiedName": "Leaky.TopicName",
                      "kind": "resource"
                    }
                  ]
                }
              ],
              "partialFingerprints": {
                "cfnGuardian/v1": "ee586b13453b5a7db9f681d0b06fd7ef"
              },
              "properties": {
                "deployments": {
                  "holds": 2,
                  "of": 2
                }
              },
              "relatedLocations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "lib/t.yml",
                      "uriBaseId": "%SRCROOT%"
                    },
                    "region": {
                      "startLine": 2,
                      "startColumn": 51,
                      "endLine": 2,
                      "endColumn": 63
                    }
                  },
                  "id": 1,
                  "message": {
                    "text": "the default of parameter DbSecret"
                  }
                }
              ]
            },
            {
              "ruleId": "topic-unnamed",
              "ruleIndex": 0,
              "kind": "fail",
              "level": "warning",
              "message": {
                "text": "topic Orders is named orders; when Stage is prod (1 of 2 deployments)"
              },
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "lib/t.yml",
                      "uriBaseId": "%SRCROOT%"
                    },
                    "region": {
                      "startLine": 15,
                      "startColumn": 31,
                      "endLine": 15,
                      "endColumn": 37
                    }
                  },
                  "logicalLocations": [
                    {
                      "name": "Orders",
                      "fullyQualifiedName": "Orders.TopicName",
                      "kind": "resource"
                    }
                  ]
                }
              ],
              "partialFingerprints": {
                "cfnGuardian/v1": "d82d8143bbee2fe4a1574c571a9b56f5"
              },
              "properties": {
                "deployments": {
                  "holds": 1,
                  "of": 2
                }
              }
            },
            {
              "ruleId": "topic-unnamed",
              "ruleIndex": 0,
              "kind": "open",
              "level": "none",
              "message": {
                "text": "TopicName of Later is not known; not known: parameter Given has no default"
              },
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "lib/t.yml",
                      "uriBaseId": "%SRCROOT%"
                    },
                    "region": {
                      "startLine": 19,
                      "startColumn": 18,
                      "endLine": 19,
                      "endColumn": 28
                    }
                  },
                  "logicalLocations": [
                    {
                      "name": "Later",
                      "fullyQualifiedName": "Later.TopicName",
                      "kind": "resource"
                    }
                  ]
                }
              ],
              "partialFingerprints": {
                "cfnGuardian/v1": "0ca21d3344e2dc052a592ee6ef664e36"
              },
              "properties": {
                "deployments": {
                  "holds": 2,
                  "of": 2
                }
              }
            }
          ]
        }
      ]
    }
    "##);
}
