//! Documents of Pulumi: previews, exports and streams, pointed into the program, and what people do wrong with them.

use crate::support::{Place, TEMPLATE};
use insta::assert_snapshot;
use serde_json::{Value, json};

const PROGRAM: &str = "\
import * as aws from '@pulumi/aws';

new aws.sns.Topic('orders', {
    name: 'orders',
});
new aws.s3.BucketVersioning('versions', { bucket, versioningConfiguration: { status: 'Suspended' } });
";

const TOPIC: &str = "aws:sns/topic:Topic";

fn urn(kind: &str, name: &str) -> String {
    format!("urn:pulumi:dev::shop::{kind}::{name}")
}

/// A state that the program made at a line.
fn state(kind: &str, name: &str, line: usize, inputs: &Value) -> Value {
    json!({"urn": urn(kind, name), "custom": true, "type": kind, "inputs": inputs,
        "sourcePosition": format!("project:///index.ts#{line},1")})
}

fn preview(states: &[Value]) -> Value {
    let step = |state: &Value| json!({"op": "create", "urn": state["urn"], "newState": state, "detailedDiff": null});
    json!({"config": {"aws:region": "eu-west-1"}, "steps": states.iter().map(step).collect::<Vec<_>>(),
        "duration": 1, "changeSummary": {"create": states.len()}})
}

fn text(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap()
}

fn orders() -> Value {
    state(TOPIC, "orders", 3, &json!({"__defaults": [], "name": "orders"}))
}

/// A project with a preview of one named topic.
fn project() -> Place {
    Place::with_rule()
        .file("Pulumi.yaml", "name: shop\nruntime: nodejs\n")
        .file("index.ts", PROGRAM)
        .file("preview.json", text(&preview(&[orders()])))
}

#[test]
fn the_persons_line_comes_first_and_the_documents_second() {
    let place = project();
    assert_snapshot!(place.run("check preview.json"), @r#"
    exit 1
    ---- stdout
    medium topic-unnamed

      ⚠ topic orders is named orders
      │ name of urn:pulumi:dev::shop::aws:sns/topic:Topic::orders, aws:sns/topic:Topic
       ╭─[index.ts:3:1]
     2 │
     3 │ new aws.sns.Topic('orders', {
       · ─────────────────────────────
     4 │     name: 'orders',
       ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html
      ╰─▶   ☞ TopicName
              ╭─[preview.json:15:19]
           14 │           "__defaults": [],
           15 │           "name": "orders"
              ·                   ────────
           16 │         },
              ╰────

    1 file, 1 resource, 1 rule: 1 violated (1 medium), 0 undetermined, 0 satisfied, in [time]
    "#);
    assert_snapshot!(place.run("check preview.json -q"), @r#"
    exit 1
    ---- stdout
    index.ts:3:1 medium topic-unnamed topic orders is named orders
    1 file, 1 resource, 1 rule: 1 violated (1 medium), 0 undetermined, 0 satisfied, in [time]
    "#);
    std::fs::remove_file(place.path("index.ts")).unwrap();
    assert_snapshot!(place.run("check preview.json"), @r#"
    exit 1
    ---- stdout
    medium topic-unnamed

      ⚠ topic orders is named orders
      │ name of urn:pulumi:dev::shop::aws:sns/topic:Topic::orders, aws:sns/topic:Topic
      │ at index.ts:3:1
        ╭─[preview.json:15:19]
     14 │           "__defaults": [],
     15 │           "name": "orders"
        ·                   ────┬───
        ·                       ╰── TopicName
     16 │         },
        ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html

    1 file, 1 resource, 1 rule: 1 violated (1 medium), 0 undetermined, 0 satisfied, in [time]
    "#);
}

#[test]
fn a_preview_is_taken_from_standard_input_and_found_in_folders() {
    let place = project().file("lib/t.yml", TEMPLATE);
    assert_snapshot!(place.run_with("check - -q", place.read("preview.json")), @r#"
    exit 1
    ---- stdout
    index.ts:3:1 medium topic-unnamed topic orders is named orders
    1 file, 1 resource, 1 rule: 1 violated (1 medium), 0 undetermined, 0 satisfied, in [time]
    "#);
    assert_snapshot!(place.run("check . -v"), @r#"
    exit 1
    ---- stdout
    medium topic-unnamed

      ⚠ topic Topic is named orders
       ╭─[lib/t.yml:5:18]
     4 │     Properties:
     5 │       TopicName: orders
       ·                  ───┬──
       ·                     ╰── TopicName
       ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html

    medium topic-unnamed

      ⚠ topic orders is named orders
      │ name of urn:pulumi:dev::shop::aws:sns/topic:Topic::orders, aws:sns/topic:Topic
       ╭─[index.ts:3:1]
     2 │
     3 │ new aws.sns.Topic('orders', {
       · ─────────────────────────────
     4 │     name: 'orders',
       ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html
      ╰─▶   ☞ TopicName
              ╭─[preview.json:15:19]
           14 │           "__defaults": [],
           15 │           "name": "orders"
              ·                   ────────
           16 │         },
              ╰────

    read     lib/t.yml: cloudformation, 1 resource, 1 deployment
    read     preview.json: pulumi, 1 resource, 1 deployment
    skipped  Pulumi.yaml: it is a Pulumi project file; give what `pulumi preview --json` prints

    2 files, 2 resources, 1 rule: 2 violated (2 medium), 0 undetermined, 0 satisfied, in [time]
    "#);
}

#[test]
fn exports_and_streams_say_the_same() {
    let place = project();
    let deployment = json!({"version": 3, "deployment": {"manifest": {}, "resources": [orders()]}});
    let event = |at: usize, name: &str, body: Value| json!({"sequence": at, "timestamp": 1, name: body}).to_string();
    let metadata = json!({"op": "create", "urn": urn(TOPIC, "orders"), "type": TOPIC, "old": null, "new": orders()});
    let events = [
        event(0, "preludeEvent", json!({"config": {}})),
        event(1, "resourcePreEvent", json!({"metadata": metadata})),
        event(2, "summaryEvent", json!({"resourceChanges": {"create": 1}})),
    ];
    let place = place.file("export.json", text(&deployment)).file("events.json", events.join("\n"));
    assert_snapshot!(place.run("check export.json -q"), @r#"
    exit 1
    ---- stdout
    index.ts:3:1 medium topic-unnamed topic orders is named orders
    1 file, 1 resource, 1 rule: 1 violated (1 medium), 0 undetermined, 0 satisfied, in [time]
    "#);
    assert_snapshot!(place.run("check events.json -q"), @r#"
    exit 1
    ---- stdout
    index.ts:3:1 medium topic-unnamed topic orders is named orders
    events.json:1:1 warning events do not say which resource an unknown value comes from, nor which line made a resource
    1 file, 1 resource, 1 rule: 1 violated (1 medium), 0 undetermined, 0 satisfied, 1 problem, in [time]
    "#);
}

#[test]
fn the_report_for_programs_names_the_input_and_the_type() {
    let place = project();
    let schema = jsonschema::draft202012::new(&place.json("schema report")).unwrap();
    let report = place.json("check preview.json --format json");
    let errors: Vec<String> = schema.iter_errors(&report).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let finding = &report["findings"][0];
    assert_eq!(finding["input"], "name");
    assert_eq!(finding["resource"]["type"], "AWS::SNS::Topic");
    assert_eq!(finding["resource"]["written_as"], TOPIC);
    assert_eq!(finding["resource"]["path"], urn(TOPIC, "orders").as_str());
    assert_eq!(finding["program"], json!({"file": "index.ts", "line": 3, "column": 1}));
    let graph = place.json("graph preview.json");
    assert!(jsonschema::draft202012::new(&place.json("schema input")).unwrap().is_valid(&graph));
    assert_eq!(graph["resources"][urn(TOPIC, "orders")]["properties"]["TopicName"], "orders");
}

#[test]
fn what_a_side_resource_sets_is_said_with_it() {
    let buckets = r#"
violations contains graph.violation(bucket, ["VersioningConfiguration", "Status"], "suspended") if {
	some bucket in graph.resources("AWS::S3::Bucket")
	bucket.properties.VersioningConfiguration.Status == "Suspended"
}
"#;
    let rule = crate::support::rule("topic-unnamed", "medium", buckets)
        .replace("AWS::SNS::Topic", "AWS::S3::Bucket")
        .replace("TopicName", "VersioningConfiguration");
    let bucket = state("aws:s3/bucket:Bucket", "data", 3, &json!({"bucket": "data-1"}));
    let versions = json!({"bucket": "data-1", "versioningConfiguration": {"status": "Suspended"}});
    let versions = state("aws:s3/bucketVersioning:BucketVersioning", "versions", 6, &versions);
    let place =
        project().file("policy/topic-unnamed.rego", rule).file("preview.json", text(&preview(&[bucket, versions])));
    assert_snapshot!(place.run("check preview.json"), @r#"
    exit 1
    ---- stdout
    medium topic-unnamed

      ⚠ suspended
      │ versioningConfiguration.status of versions (aws:s3/bucketVersioning:BucketVersioning) of
      │ urn:pulumi:dev::shop::aws:s3/bucket:Bucket::data, aws:s3/bucket:Bucket
       ╭─[index.ts:3:1]
     2 │
     3 │ new aws.sns.Topic('orders', {
       · ─────────────────────────────
     4 │     name: 'orders',
     5 │ });
     6 │ new aws.s3.BucketVersioning('versions', { bucket, versioningConfiguration: { status: 'Suspended' } });
       · ───────────────────────────────────────────────────┬──────────────────────────────────────────────────
       ·                                                    ╰── versions sets it
       ╰────
      help: Leave VersioningConfiguration out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html
      ╰─▶   ☞ VersioningConfiguration.Status
              ╭─[preview.json:30:23]
           29 │           "versioningConfiguration": {
           30 │             "status": "Suspended"
              ·                       ───────────
           31 │           }
              ╰────

    1 file, 1 resource, 1 rule: 1 violated (1 medium), 0 undetermined, 0 satisfied, in [time]
    "#);
}

#[test]
fn what_the_program_only_reads_is_not_judged() {
    let mut read = orders();
    read["external"] = json!(true);
    read["retainOnDelete"] = json!(true);
    read["protect"] = json!(true);
    let statement = json!({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Principal": "*"}]});
    let policy = json!({"name": "p", "policy": statement.to_string(), "password": "hunter2-hunter2", "key": "AKIAIOSFODNN7EXAMPLE"});
    let mut policy = state("aws:iam/policy:Policy", "p", 3, &policy);
    policy["external"] = json!(true);
    let place = Place::new().file("preview.json", text(&preview(&[read, policy])));
    let report = place.json("check preview.json --all-rules --show undetermined --format json");
    // Rules that ask for something in the whole deployment have their say.
    let judged: Vec<&Value> =
        report["findings"].as_array().unwrap().iter().filter(|one| !one["resource"].is_null()).collect();
    assert_eq!(judged, Vec::<&Value>::new());
    assert_eq!((&report["files"][0]["resources"], &report["files"][0]["unmapped"]), (&json!(2), &Value::Null));
}

#[test]
fn types_without_a_translation_are_listed() {
    let other = |name: &str, kind: &str| state(kind, name, 3, &json!({}));
    let states = [
        other("a", "aws:made/up:Up"),
        other("b", "aws:made/up:Up"),
        other("c", "aws:other/thing:Thing"),
        other("d", "gcp:storage/bucket:Bucket"),
        other("e", "random:index/randomId:RandomId"),
    ];
    let place = project().file("preview.json", text(&preview(&states)));
    assert_snapshot!(place.run("check preview.json"), @r#"
    exit 0
    ---- stdout
    3 resources of 2 Pulumi types have no translation: aws:made/up:Up (2), aws:other/thing:Thing (1)
    1 file, 5 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, in [time]
    "#);
    let report = place.json("check preview.json --format json");
    let listed = json!([{"type": "aws:made/up:Up", "count": 2}, {"type": "aws:other/thing:Thing", "count": 1}]);
    assert_eq!(report["files"][0]["unmapped"], listed);
    let many: Vec<Value> = (0..12).map(|at| other(&format!("r{at}"), &format!("aws:made/up{at:02}:Up"))).collect();
    let place = place.file("preview.json", text(&preview(&many)));
    assert_snapshot!(place.run("check preview.json -q"), @r#"
    exit 0
    ---- stdout
    12 resources of 12 Pulumi types have no translation: aws:made/up00:Up (1), aws:made/up01:Up (1),
    aws:made/up02:Up (1), aws:made/up03:Up (1), aws:made/up04:Up (1), aws:made/up05:Up (1),
    aws:made/up06:Up (1), aws:made/up07:Up (1), and 4 more
    1 file, 12 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, in [time]
    "#);
}

#[test]
fn types_of_ones_own_are_described_in_the_configuration() {
    let states = [state("aws:own/thing:Thing", "t", 3, &json!({"label": "orders"}))];
    let configuration = "rules: [policy]\nonly: [topic-unnamed]\npulumi_types:\n  aws:own/thing:Thing:\n    type: AWS::SNS::Topic\n    inputs:\n      label: TopicName\n";
    let place = project().file("preview.json", text(&preview(&states))).file(".cfn-guardian.yml", configuration);
    assert_snapshot!(place.run("check preview.json"), @r#"
    exit 1
    ---- stdout
    medium topic-unnamed

      ⚠ topic t is named orders
      │ label of urn:pulumi:dev::shop::aws:own/thing:Thing::t, aws:own/thing:Thing
       ╭─[index.ts:3:1]
     2 │
     3 │ new aws.sns.Topic('orders', {
       · ─────────────────────────────
     4 │     name: 'orders',
       ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html
      ╰─▶   ☞ TopicName
              ╭─[preview.json:14:20]
           13 │         "inputs": {
           14 │           "label": "orders"
              ·                    ────────
           15 │         },
              ╰────

    1 file, 1 resource, 1 rule: 1 violated (1 medium), 0 undetermined, 0 satisfied, in [time]
    "#);
    let wrong = "pulumi_types:\n  Thing: {type: AWS::SNS::Topc}\n  aws:own/thing:Thing:\n    type: AWS::SNS::Topic\n    inputs: {label: TopicNam}\n  aws:own/other:Other: {}\n";
    let place = place.file(".cfn-guardian.yml", wrong);
    assert_snapshot!(place.run("check preview.json"), @r#"
    exit 2
    ---- stderr
    config::bad_value

      × `AWS::SNS::Topc` is no value for `type`
       ╭─[.cfn-guardian.yml:2:17]
     1 │ pulumi_types:
     2 │   Thing: {type: AWS::SNS::Topc}
       ·                 ───────┬──────
       ·                        ╰── no type
     3 │   aws:own/thing:Thing:
       ╰────
      help: did you mean `AWS::SNS::Topic`? CloudFormation has no such resource type

    config::bad_value

      × `Thing` is no value for `pulumi_types`
       ╭─[.cfn-guardian.yml:2:3]
     1 │ pulumi_types:
     2 │   Thing: {type: AWS::SNS::Topc}
       ·   ──┬──
       ·     ╰── no type token
     3 │   aws:own/thing:Thing:
       ╰────
      help: type tokens look like aws:s3/bucket:Bucket

    config::bad_value

      × `TopicNam` is no value for `to`
       ╭─[.cfn-guardian.yml:5:21]
     4 │     type: AWS::SNS::Topic
     5 │     inputs: {label: TopicNam}
       ·                     ────┬───
       ·                         ╰── no property
     6 │   aws:own/other:Other: {}
       ╰────
      help: did you mean `TopicName`? the CloudFormation type has no such property

    config::wrong_type

      × a pulumi type must be a mapping with `type`, `fold`, `none`, `stands_for` or `raw`, not one
      │ without
       ╭─[.cfn-guardian.yml:6:24]
     5 │     inputs: {label: TopicNam}
     6 │   aws:own/other:Other: {}
       ·                        ─┬
       ·                         ╰── it does not say what it becomes
       ╰────
      help: write a mapping with `type`, `fold`, `none`, `stands_for` or `raw` here

    the settings for this run have 4 mistakes
    "#);
}

#[test]
fn a_preview_that_is_cut_off() {
    let whole = project().read("preview.json");
    let place = project().file("preview.json", &whole[..whole.len() / 2]);
    assert_snapshot!(place.run("check preview.json"), @r#"
    exit 2
    ---- stdout
    incomplete source::syntax

      × the document is cut off: the bracket `{` is never closed
        ╭─[preview.json:11:23]
      8 │       "urn": "urn:pulumi:dev::shop::aws:sns/topic:Topic::orders",
      9 │       "newState": {
        ·                   ┬
        ·                   ╰── opened here
     10 │         "urn": "urn:pulumi:dev::shop::aws:sns/topic:Topic::orders",
     11 │         "custom": true,
        ·                       ┬
        ·                       ╰── here
     12 │
        ╰────
      help: write it once more, and wait until Pulumi ends: `pulumi preview --json > preview.json`

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    assert_snapshot!(place.run_with("check - -q", &whole[..whole.len() / 2]), @r#"
    exit 2
    ---- stdout
    <stdin>:11:23 incomplete the document is cut off: the bracket `{` is never closed
    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
}

#[test]
fn a_preview_with_other_output_before_it() {
    let whole = project().read("preview.json");
    let noise = format!("\u{1b}[1mPreviewing update (dev)\u{1b}[0m:\n\u{1b}[33mwarning\u{1b}[0m: old\n{whole}");
    assert_snapshot!(project().file("preview.json", noise).run("check preview.json"), @r#"
    exit 2
    ---- stdout
    incomplete source::syntax

      × other output stands before the JSON of Pulumi
       ╭─[preview.json:1:1]
     1 │ ╭─▶ ␛[1mPreviewing update (dev)␛[0m:
     2 │ ├─▶ ␛[33mwarning␛[0m: old
       · ╰──── here
     3 │     {
       ╰────
      help: keep what is printed beside it out of the file: `pulumi preview --json 2>/dev/null >
            preview.json`, without `--logtostderr` and without what a script prints before

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
}

#[test]
fn a_preview_that_failed_is_incomplete() {
    let mut failed = preview(&[orders()]);
    failed["diagnostics"] =
        json!([{"severity": "error", "message": "<{%fg 1%}>error: Error: no such bucket<{%reset%}>\n    at x"}]);
    let place = project().file("preview.json", text(&failed));
    assert_snapshot!(place.run("check preview.json"), @r#"
    exit 2
    ---- stdout
    medium topic-unnamed

      ⚠ topic orders is named orders
      │ name of urn:pulumi:dev::shop::aws:sns/topic:Topic::orders, aws:sns/topic:Topic
       ╭─[index.ts:3:1]
     2 │
     3 │ new aws.sns.Topic('orders', {
       · ─────────────────────────────
     4 │     name: 'orders',
       ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html
      ╰─▶   ☞ TopicName
              ╭─[preview.json:15:19]
           14 │           "__defaults": [],
           15 │           "name": "orders"
              ·                   ────────
           16 │         },
              ╰────

    incomplete pulumi::failed

      × the preview failed, and resources may be missing from it: Error: no such bucket
        ╭─[preview.json:29:18]
     28 │       "severity": "error",
     29 │       "message": "<{%fg 1%}>error: Error: no such bucket<{%reset%}>\n    at x"
        ·                  ──────────────────────────────┬──────────────────────────────
        ·                                                ╰── the first error
     30 │     }
        ╰────
      help: what is there is judged; run the preview once more when the program runs through, for a
            complete answer

    1 file, 1 resource, 1 rule: 1 violated (1 medium), 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    assert_eq!(place.exit("check preview.json --exit-zero"), 2);
    assert_snapshot!(place.run("graph preview.json"), @r#"
    exit 2
    ---- stderr
    graph::template

      × preview.json is no template that can be read: the preview failed, and resources may be missing
      │ from it: Error: no such bucket
      help: `cfn-guardian check preview.json` shows the place
    "#);
}

#[test]
fn a_preview_without_what_stays_is_warned_of() {
    let mut partial = preview(&[orders()]);
    partial["changeSummary"] = json!({"create": 1, "same": 7});
    assert_snapshot!(project().file("preview.json", text(&partial)).run("check preview.json"), @r#"
    exit 1
    ---- stdout
    medium topic-unnamed

      ⚠ topic orders is named orders
      │ name of urn:pulumi:dev::shop::aws:sns/topic:Topic::orders, aws:sns/topic:Topic
       ╭─[index.ts:3:1]
     2 │
     3 │ new aws.sns.Topic('orders', {
       · ─────────────────────────────
     4 │     name: 'orders',
       ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html
      ╰─▶   ☞ TopicName
              ╭─[preview.json:15:19]
           14 │           "__defaults": [],
           15 │           "name": "orders"
              ·                   ────────
           16 │         },
              ╰────

    warning pulumi::left_out

      ⚠ the preview leaves out 7 resources that the update does not change
        ╭─[preview.json:25:13]
     24 │     "create": 1,
     25 │     "same": 7
        ·             ┬
        ·             ╰── so many stay as they are
     26 │   }
        ╰────
      help: they are not judged: use `pulumi preview --json --show-sames`, or check `pulumi stack
            export`

    1 file, 1 resource, 1 rule: 1 violated (1 medium), 0 undetermined, 0 satisfied, 1 problem, in [time]
    "#);
}

#[test]
fn other_tools_are_named() {
    let plan =
        json!({"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": {}, "resource_changes": []});
    let place = project().file("plan.json", text(&plan));
    assert_snapshot!(place.run("check plan.json"), @r#"
    exit 2
    ---- stdout
    incomplete read::not_a_template

      × plan.json: this is no CloudFormation template: it is a Terraform plan, which is not supported
      help: a template has a top-level `Resources` section; of the CDK give the folder `cdk.out`, of
            Pulumi what `pulumi preview --json` prints; `check --ignore-non-templates` leaves other
            files out

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    assert_snapshot!(place.run("graph plan.json"), @r#"
    exit 2
    ---- stderr
    read::not_a_template

      × plan.json is no CloudFormation template: it is a Terraform plan, which is not supported
      help: a template has a top-level `Resources` section; of the CDK give the folder `cdk.out`, of
            Pulumi what `pulumi preview --json` prints; `check --ignore-non-templates` leaves other
            files out
    "#);
    assert_snapshot!(place.run_with("check - -q", text(&plan)), @r#"
    exit 2
    ---- stdout
    <stdin> incomplete this is no CloudFormation template: it is a Terraform plan, which is not supported
    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
}
