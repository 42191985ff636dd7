//! Every format over one small template that has a secret, a choice, a related place, an unknown value and a problem.

use crate::support::{CLEAN, Place, TEMPLATE, text};
use insta::assert_snapshot;

pub const FORMATS: [&str; 8] = ["text", "json", "sarif", "junit", "github", "gitlab", "markdown", "csv"];

const SMALL: &str = "\
Parameters:
  DbSecret: {Type: String, NoEcho: true, Default: Sup3rS3cret!}
  Stage: {Type: String, Default: dev, AllowedValues: [dev, prod]}
  Given: {Type: String}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Leaky:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: !Ref DbSecret
  Orders:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: !If [IsProd, orders, !Ref AWS::NoValue]
  Later:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: !Ref Given
  Grey:
    Type: AWS::SNS::Topic
    Colour: grey
";

pub fn small() -> Place {
    Place::with_rule().file("lib/t.yml", SMALL)
}

pub fn report(place: &Place, format: &str) -> String {
    text(&place.command(&format!("check lib --show undetermined --format {format}")).output().unwrap().stdout)
}

#[test]
fn junit() {
    assert_snapshot!(report(&small(), "junit"), @r##"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="cfn-guardian" tests="3" failures="2" errors="0">
      <testsuite name="lib/t.yml" tests="3" failures="2" errors="0" skipped="1">
        <testcase name="topic-unnamed Leaky TopicName" classname="lib/t.yml">
          <failure type="medium" message="topic Leaky is named ****">lib/t.yml:11:18-11:31
    lib/t.yml:2:51-2:63: the default of parameter DbSecret
    Leave TopicName out.
    https://docs.aws.amazon.com/sns/latest/dg/welcome.html</failure>
        </testcase>
        <testcase name="topic-unnamed Orders TopicName" classname="lib/t.yml">
          <failure type="medium" message="topic Orders is named orders; when Stage is prod (1 of 2 deployments)">lib/t.yml:15:31-15:37
    Leave TopicName out.
    https://docs.aws.amazon.com/sns/latest/dg/welcome.html</failure>
        </testcase>
        <testcase name="topic-unnamed Later TopicName" classname="lib/t.yml">
          <skipped message="TopicName of Later is not known; not known: parameter Given has no default"/>
        </testcase>
        <system-out>lib/t.yml:22:5 warning: `Colour` is no attribute of a resource</system-out>
      </testsuite>
    </testsuites>
    "##);
}

#[test]
fn github() {
    assert_snapshot!(report(&small(), "github"), @r##"
    ::warning file=lib/t.yml,line=11,endLine=11,col=18,endColumn=31,title=medium%3A topic-unnamed::topic Leaky is named ****%0ALeave TopicName out.%0Ahttps://docs.aws.amazon.com/sns/latest/dg/welcome.html
    ::warning file=lib/t.yml,line=15,endLine=15,col=31,endColumn=37,title=medium%3A topic-unnamed::topic Orders is named orders; when Stage is prod (1 of 2 deployments)%0ALeave TopicName out.%0Ahttps://docs.aws.amazon.com/sns/latest/dg/welcome.html
    ::notice file=lib/t.yml,line=19,endLine=19,col=18,endColumn=28,title=medium (undetermined)%3A topic-unnamed::TopicName of Later is not known; not known: parameter Given has no default%0ALeave TopicName out.%0Ahttps://docs.aws.amazon.com/sns/latest/dg/welcome.html
    ::warning file=lib/t.yml,line=22,endLine=22,col=5,endColumn=11,title=template%3A%3Aunknown_attribute::`Colour` is no attribute of a resource
    1 file, 4 resources, 1 rule: 2 violated (2 medium), 1 undetermined, 2 satisfied
    "##);
}

#[test]
fn gitlab() {
    assert_snapshot!(report(&small(), "gitlab"), @r##"
    [
      {
        "description": "topic Leaky is named ****",
        "check_name": "topic-unnamed",
        "fingerprint": "ee586b13453b5a7db9f681d0b06fd7ef",
        "severity": "major",
        "location": {
          "path": "lib/t.yml",
          "lines": {
            "begin": 11,
            "end": 11
          }
        }
      },
      {
        "description": "topic Orders is named orders; when Stage is prod (1 of 2 deployments)",
        "check_name": "topic-unnamed",
        "fingerprint": "d82d8143bbee2fe4a1574c571a9b56f5",
        "severity": "major",
        "location": {
          "path": "lib/t.yml",
          "lines": {
            "begin": 15,
            "end": 15
          }
        }
      },
      {
        "description": "TopicName of Later is not known; not known: parameter Given has no default",
        "check_name": "topic-unnamed",
        "fingerprint": "0ca21d3344e2dc052a592ee6ef664e36",
        "severity": "info",
        "location": {
          "path": "lib/t.yml",
          "lines": {
            "begin": 19,
            "end": 19
          }
        }
      },
      {
        "description": "`Colour` is no attribute of a resource",
        "check_name": "template::unknown_attribute",
        "fingerprint": "4cb923ec823aae3240a7b5d97da1c76a",
        "severity": "minor",
        "location": {
          "path": "lib/t.yml",
          "lines": {
            "begin": 22,
            "end": 22
          }
        }
      }
    ]
    "##);
}

#[test]
fn markdown() {
    assert_snapshot!(report(&small(), "markdown"), @r##"
    ## cfn-guardian

    1 file, 4 resources, 1 rule: 2 violated (2 medium), 1 undetermined, 2 satisfied

    ### medium: `topic-unnamed`

    Leave TopicName out. [Read more](https://docs.aws.amazon.com/sns/latest/dg/welcome.html)

    - `lib/t.yml:11:18` `Leaky`: `topic Leaky is named ****`
    - `lib/t.yml:15:31` `Orders`: `topic Orders is named orders; when Stage is prod (1 of 2 deployments)`

    ### medium (undetermined): `topic-unnamed`

    Leave TopicName out. [Read more](https://docs.aws.amazon.com/sns/latest/dg/welcome.html)

    - `lib/t.yml:19:18` `Later`: `TopicName of Later is not known; not known: parameter Given has no default`

    ### About the files

    - warning `lib/t.yml:22:5`: `'Colour' is no attribute of a resource`
    "##);
}

#[test]
fn csv() {
    assert_snapshot!(report(&small(), "csv"), @r##"
    "answer","severity","rule","file","line","column","end_line","end_column","stack","resource","type","property","message","deployments","of_deployments","remediation","page","fingerprint"
    "violated","medium","topic-unnamed","lib/t.yml",11,18,11,31,"","Leaky","AWS::SNS::Topic","TopicName","topic Leaky is named ****",2,2,"Leave TopicName out.","https://docs.aws.amazon.com/sns/latest/dg/welcome.html","ee586b13453b5a7db9f681d0b06fd7ef"
    "violated","medium","topic-unnamed","lib/t.yml",15,31,15,37,"","Orders","AWS::SNS::Topic","TopicName","topic Orders is named orders; when Stage is prod (1 of 2 deployments)",1,2,"Leave TopicName out.","https://docs.aws.amazon.com/sns/latest/dg/welcome.html","d82d8143bbee2fe4a1574c571a9b56f5"
    "undetermined","medium","topic-unnamed","lib/t.yml",19,18,19,28,"","Later","AWS::SNS::Topic","TopicName","TopicName of Later is not known; not known: parameter Given has no default",2,2,"Leave TopicName out.","https://docs.aws.amazon.com/sns/latest/dg/welcome.html","0ca21d3344e2dc052a592ee6ef664e36"
    "warning","","template::unknown_attribute","lib/t.yml",22,5,22,11,"","","","","`Colour` is no attribute of a resource","","","properties belong under `Properties`; attributes are Type, Properties, Condition, DependsOn, Metadata, CreationPolicy, UpdatePolicy, DeletionPolicy and UpdateReplacePolicy","",""
    "##);
}

#[test]
fn several_reports_at_once_are_those_that_each_format_gives() {
    let place = small();
    let others: Vec<String> = FORMATS[1..].iter().map(|format| format!("--report {format}=out.{format}")).collect();
    let said = place.run(&format!("check lib --show undetermined -q {}", others.join(" ")));
    assert_eq!(said, place.run("check lib --show undetermined -q"));
    for format in &FORMATS[1..] {
        assert_eq!(place.read(&format!("out.{format}")), report(&place, format), "{format}");
    }
    // What was there is replaced, and nothing else is left in the folder.
    let said = place.run("check lib --format csv --report text=out.csv --report text=out.json -q");
    assert!(said.starts_with("exit 1\n---- stdout\n\"answer\""), "{said}");
    assert!(place.read("out.csv").starts_with("lib/t.yml:11:18 medium topic-unnamed"));
    assert_eq!(place.read("out.csv").lines().count(), place.read("out.json").lines().count());
    let names = std::fs::read_dir(place.path("")).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(names.filter(|name| name.to_string_lossy().contains("tmp")).count() == 0);
}

#[test]
fn a_report_that_makes_no_sense_is_a_usage_error() {
    let place = small().folder("folder");
    for (arguments, said) in [
        ("--report html=x", "`html` is no format; the formats are text, json, sarif, junit"),
        ("--report x.sarif", "write FORMAT=FILE; the formats are"),
        ("--report sarif=", "what was given has no file"),
        ("--report sarif=-", "standard output is for --format"),
        ("--report sarif=x --report csv=x", "--report csv=x: another report goes to that file"),
        ("--report sarif=lib/../x --report csv=./x", "--report csv=./x: another report goes to that file"),
        ("--report sarif=x --output x", "--report sarif=x: another report goes to that file"),
        ("--report sarif=folder", "--report: folder is a folder"),
        ("--report sarif=no/x", "because the folder no does not exist"),
        ("--format sarif --quiet", "--quiet has no effect with --format sarif"),
        ("--format junit --verbose --report json=x", "--verbose has no effect with --format junit"),
        ("--format csv --color always --report text=x", "--color always has no effect with --format csv"),
    ] {
        let output = place.run(&format!("check lib {arguments}"));
        assert!(output.starts_with("exit 2\n---- stderr\n") && output.contains(said), "{arguments}: {output}");
        assert!(!place.path("x").exists(), "{arguments}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_is_replaced_whole_and_stays_what_it_was() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let place = small().file("real.sarif", "old").file("mine.csv", "old");
    symlink("real.sarif", place.path("link.sarif")).unwrap();
    let held = std::fs::File::open(place.path("real.sarif")).unwrap();
    std::fs::set_permissions(place.path("mine.csv"), std::fs::Permissions::from_mode(0o640)).unwrap();
    let said = place.run("check lib -q --report sarif=link.sarif --report csv=mine.csv --report json=/dev/null");
    assert!(said.starts_with("exit 1\n---- stdout\n"), "{said}");
    assert!(place.path("link.sarif").is_symlink());
    assert!(place.read("real.sarif").contains("2.1.0"));
    // Whoever has the old file open reads the old one to its end.
    assert_eq!(std::io::read_to_string(held).unwrap(), "old");
    assert_eq!(std::fs::metadata(place.path("mine.csv")).unwrap().permissions().mode() & 0o777, 0o640);
    // Standard output by its name is a pipe here, which stays one.
    let said = place.run("check lib --output /dev/stdout --format markdown");
    assert!(said.starts_with("exit 1\n---- stdout\n## cfn-guardian"), "{said}");
}

#[test]
fn exit_codes_are_the_same_in_every_format() {
    let place = Place::with_rule()
        .file("bad.yml", TEMPLATE)
        .file("good.yml", CLEAN)
        .file("broken.yml", "Resources:\n\tA: 1\n")
        .file("later.yml", TEMPLATE.replace("orders", "!Ref AWS::StackName"))
        .folder("empty");
    for (arguments, expected) in [
        ("bad.yml", 1),
        ("good.yml", 0),
        ("broken.yml", 2),
        ("broken.yml bad.yml", 2),
        ("empty", 3),
        ("later.yml", 0),
        ("later.yml --strict", 1),
        ("bad.yml --fail-on high", 0),
        ("bad.yml --exit-zero", 0),
    ] {
        for format in FORMATS {
            assert_eq!(place.exit(&format!("check {arguments} --format {format}")), expected, "{arguments} {format}");
        }
        let reports = "--report sarif=s --report junit=j --report gitlab=g --report csv=c --report markdown=m";
        assert_eq!(place.exit(&format!("check {arguments} {reports}")), expected, "{arguments}");
    }
}
