//! CDK cloud assemblies: found, read as one, pointed into the program, and refused where they must be.

use crate::support::{Place, TEMPLATE};
use insta::assert_snapshot;
use serde_json::{Value, json};

const PROGRAM: &str = "\
export class Shop extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new Topic(this, 'Orders', { topicName: 'orders' });
  }
}
";

/// A topic with a name, which the rule finds fault with.
fn topic(name: &Value) -> Value {
    json!({"Type": "AWS::SNS::Topic", "Properties": {"TopicName": name}})
}

/// The metadata of a construct that a line of the program made.
fn made_at(line: usize, id: &str) -> Value {
    let frames = json!(["...new Topic in aws-cdk-lib...", format!("new Shop (/ci/shop/lib/shop.ts:{line}:5)")]);
    json!([{"type": "aws:cdk:creationStack", "data": frames}, {"type": "aws:cdk:logicalId", "data": id}])
}

fn stack(template: &str, path: &str, metadata: &Value) -> Value {
    json!({"type": "aws:cloudformation:stack", "environment": "aws://unknown-account/eu-west-1",
        "properties": {"templateFile": template}, "metadata": metadata, "displayName": path})
}

fn text(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap()
}

/// Writes an assembly's manifest, and what makes a folder an assembly.
fn assembly(place: Place, folder: &str, artifacts: &Value) -> Place {
    let manifest = json!({"version": "48.0.0", "artifacts": artifacts});
    place
        .file(&format!("{folder}/cdk.out"), "{\"version\":\"48.0.0\"}")
        .file(&format!("{folder}/manifest.json"), text(&manifest))
}

fn template(place: Place, name: &str, resources: &Value) -> Place {
    place.file(name, text(&json!({"Resources": resources})))
}

/// An app of one stack with one named topic.
fn app() -> Place {
    let place = Place::with_rule().file("shop/cdk.json", "{}").file("shop/lib/shop.ts", PROGRAM);
    let metadata = json!({"/Shop/Orders/Resource": made_at(4, "Orders1A2B")});
    let place = template(place, "shop/cdk.out/Shop.template.json", &json!({"Orders1A2B": topic(&json!("orders"))}));
    assembly(place, "shop/cdk.out", &json!({"Shop": stack("Shop.template.json", "Shop", &metadata)}))
}

/// An app whose one stack has these resources, without metadata.
fn plain(resources: &Value) -> Place {
    let place = template(Place::with_rule(), "cdk.out/Shop.template.json", resources);
    assembly(place, "cdk.out", &json!({"Shop": stack("Shop.template.json", "Shop", &json!({}))}))
}

#[test]
fn the_persons_line_comes_first_and_the_templates_second() {
    let place = app();
    assert_snapshot!(place.run("check shop/cdk.out"), @r#"
    exit 1
    ---- stdout
    medium topic-unnamed

      ⚠ topic Shop/Orders is named orders
      │ Shop/Orders/Resource
       ╭─[shop/lib/shop.ts:4:5]
     3 │     super(scope, id);
     4 │     new Topic(this, 'Orders', { topicName: 'orders' });
       ·     ───────────────────────────────────────────────────
     5 │   }
       ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html
      ╰─▶   ☞ TopicName
             ╭─[shop/cdk.out/Shop.template.json:6:22]
           5 │       "Properties": {
           6 │         "TopicName": "orders"
             ·                      ────────
           7 │       }
             ╰────

    1 file, 1 resource, 1 rule: 1 violated (1 medium), 0 undetermined, 0 satisfied, in [time]
    "#);
    assert_snapshot!(place.run("check shop/cdk.out -q"), @r#"
    exit 1
    ---- stdout
    shop/lib/shop.ts:4:5 medium topic-unnamed topic Shop/Orders is named orders
    1 file, 1 resource, 1 rule: 1 violated (1 medium), 0 undetermined, 0 satisfied, in [time]
    "#);
    // The folder, its manifest, and the one template in it say the same.
    for path in ["shop/cdk.out/manifest.json", "shop/cdk.out/Shop.template.json"] {
        assert_eq!(place.run(&format!("check {path}")), place.run("check shop/cdk.out"), "{path}");
    }
}

#[test]
fn without_the_program_the_place_alone_is_shown() {
    let place = app();
    std::fs::remove_file(place.path("shop/lib/shop.ts")).unwrap();
    assert_snapshot!(place.run("check shop/cdk.out"), @r#"
    exit 1
    ---- stdout
    medium topic-unnamed

      ⚠ topic Shop/Orders is named orders
      │ Shop/Orders/Resource
      │ at /ci/shop/lib/shop.ts:4:5
       ╭─[shop/cdk.out/Shop.template.json:6:22]
     5 │       "Properties": {
     6 │         "TopicName": "orders"
       ·                      ────┬───
       ·                          ╰── TopicName
     7 │       }
       ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html

    1 file, 1 resource, 1 rule: 1 violated (1 medium), 0 undetermined, 0 satisfied, in [time]
    "#);
    assert_snapshot!(place.run("check shop/cdk.out -q"), @r#"
    exit 1
    ---- stdout
    /ci/shop/lib/shop.ts:4:5 medium topic-unnamed topic Shop/Orders is named orders
    1 file, 1 resource, 1 rule: 1 violated (1 medium), 0 undetermined, 0 satisfied, in [time]
    "#);
}

#[test]
fn an_assembly_in_a_folder_is_one_input() {
    let place = app().file("shop/other.yml", TEMPLATE);
    assert_snapshot!(place.run("check . -v"), @r#"
    exit 1
    ---- stdout
    medium topic-unnamed

      ⚠ topic Shop/Orders is named orders
      │ Shop/Orders/Resource
       ╭─[shop/lib/shop.ts:4:5]
     3 │     super(scope, id);
     4 │     new Topic(this, 'Orders', { topicName: 'orders' });
       ·     ───────────────────────────────────────────────────
     5 │   }
       ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html
      ╰─▶   ☞ TopicName
             ╭─[shop/cdk.out/Shop.template.json:6:22]
           5 │       "Properties": {
           6 │         "TopicName": "orders"
             ·                      ────────
           7 │       }
             ╰────

    medium topic-unnamed

      ⚠ topic Topic is named orders
       ╭─[shop/other.yml:5:18]
     4 │     Properties:
     5 │       TopicName: orders
       ·                  ───┬──
       ·                     ╰── TopicName
       ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html

    read     shop/cdk.out: cdk, 1 resource, 1 deployment
    read     shop/other.yml: cloudformation, 1 resource, 1 deployment
    skipped  shop/cdk.json: it has no top-level Resources section

    2 files, 2 resources, 1 rule: 2 violated (2 medium), 0 undetermined, 0 satisfied, in [time]
    "#);
}

#[test]
fn the_same_construct_in_several_stages_is_said_once() {
    let mut place = Place::with_rule().file("cdk.json", "{}").file("lib/shop.ts", PROGRAM);
    let mut artifacts = json!({});
    for stage in ["EU", "US"] {
        let folder = format!("cdk.out/assembly-{stage}");
        let path = format!("{stage}/Shop");
        let metadata = json!({format!("/{path}/Orders/Resource"): made_at(4, "Orders1A2B")});
        place =
            template(place, &format!("{folder}/Shop.template.json"), &json!({"Orders1A2B": topic(&json!("orders"))}));
        place = assembly(place, &folder, &json!({"Shop": stack("Shop.template.json", &path, &metadata)}));
        artifacts[format!("assembly-{stage}")] = json!({"type": "cdk:cloud-assembly",
            "properties": {"directoryName": format!("assembly-{stage}"), "displayName": stage}});
    }
    let place = assembly(place, "cdk.out", &artifacts);
    assert_snapshot!(place.run("check cdk.out"), @r#"
    exit 1
    ---- stdout
    medium topic-unnamed

      ⚠ topic Shop/Orders is named orders
      │ EU/Shop/Orders/Resource
      │ in the stages EU, US
       ╭─[lib/shop.ts:4:5]
     3 │     super(scope, id);
     4 │     new Topic(this, 'Orders', { topicName: 'orders' });
       ·     ───────────────────────────────────────────────────
     5 │   }
       ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html
      ╰─▶   ☞ TopicName
             ╭─[cdk.out/assembly-EU/Shop.template.json:6:22]
           5 │       "Properties": {
           6 │         "TopicName": "orders"
             ·                      ────────
           7 │       }
             ╰────

    1 file, 2 resources, 1 rule: 1 violated (1 medium), 0 undetermined, 0 satisfied, in [time]
    "#);
    let report = place.json("check cdk.out --format json");
    assert_eq!(report["findings"][0]["stages"], json!(["EU", "US"]));
    assert_eq!(report["files"][0]["resources"], 2);
}

#[test]
fn what_cdk_adds_is_marked_with_the_construct_that_caused_it() {
    let place = Place::with_rule();
    let provider = "Custom::S3AutoDeleteObjectsCustomResourceProvider";
    let resources = json!({
        "Topic": topic(&json!("helper")),
        "Handler": {"Type": "AWS::Lambda::Function", "Properties": {}},
        "Delete": {"Type": "Custom::S3AutoDeleteObjects", "Properties": {"ServiceToken": {"Fn::GetAtt": ["Handler", "Arn"]}}},
    });
    let metadata = json!({
        format!("/Shop/{provider}/Topic"): made_at(9, "Topic"),
        format!("/Shop/{provider}/Handler"): made_at(9, "Handler"),
        "/Shop/Data/AutoDeleteObjectsCustomResource/Default": made_at(4, "Delete"),
    });
    let place = template(place, "cdk.out/Shop.template.json", &resources);
    let place = assembly(place, "cdk.out", &json!({"Shop": stack("Shop.template.json", "Shop", &metadata)}));
    assert_snapshot!(place.run("check cdk.out"), @r#"
    exit 1
    ---- stdout
    medium topic-unnamed

      ⚠ topic Shop/Custom::S3AutoDeleteObjectsCustomResourceProvider/Topic is named helper
      │ Shop/Custom::S3AutoDeleteObjectsCustomResourceProvider/Topic
      │ made by CDK for Shop/Data
      │ at /ci/shop/lib/shop.ts:9:5
       ╭─[cdk.out/Shop.template.json:6:22]
     5 │       "Properties": {
     6 │         "TopicName": "helper"
       ·                      ────┬───
       ·                          ╰── TopicName
     7 │       }
       ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html

    1 file, 3 resources, 1 rule: 1 violated (1 medium), 0 undetermined, 0 satisfied, in [time]
    "#);
    let report = place.json("check cdk.out --format json");
    assert_eq!(report["findings"][0]["resource"]["helper_of"], "Shop/Data");
}

/// Two stacks, of which the second names its topic as the first says, and one nested stack.
fn several() -> Place {
    let first = json!({"Resources": {"Name": topic(&json!("first"))},
        "Outputs": {"Name": {"Value": "second", "Export": {"Name": "First:Name"}}}});
    let second = json!({
    "Parameters": {"Stage": {"Type": "String", "Default": "dev"}},
    "Resources": {
        "Imported": topic(&json!({"Fn::ImportValue": "First:Name"})),
        "Inner": {"Type": "AWS::CloudFormation::Stack",
            "Properties": {"TemplateURL": "x", "Parameters": {"Given": {"Fn::Sub": "in-${Stage}"}}},
            "Metadata": {"aws:asset:path": "Inner.nested.template.json", "aws:asset:property": "TemplateURL"}},
    }});
    let inner =
        json!({"Parameters": {"Given": {"Type": "String"}}, "Resources": {"Topic": topic(&json!({"Ref": "Given"}))}});
    let place = Place::with_rule()
        .file("cdk.out/First.template.json", text(&first))
        .file("cdk.out/Second.template.json", text(&second))
        .file("cdk.out/Inner.nested.template.json", text(&inner));
    let none = json!({});
    assembly(
        place,
        "cdk.out",
        &json!({"First": stack("First.template.json", "First", &none), "Second": stack("Second.template.json", "Second", &none),
            "Second.assets": {"type": "cdk:asset-manifest", "properties": {"file": "Second.assets.json"}}}),
    )
    .file("cdk.out/Second.assets.json", text(&json!({"files": {"0a": {"source": {"path": "Inner.nested.template.json"}}}})))
}

#[test]
fn one_template_of_an_assembly_is_judged_with_the_others() {
    let place = several();
    assert_snapshot!(place.run("check cdk.out -q"), @r#"
    exit 1
    ---- stdout
    cdk.out/First.template.json:6:22 medium topic-unnamed topic First/Name is named first
    cdk.out/Second.template.json:12:22 medium topic-unnamed topic Second/Imported is named second
    cdk.out/Inner.nested.template.json:11:22 medium topic-unnamed topic Second/Inner/Topic is named in-dev
    1 file, 4 resources, 1 rule: 3 violated (3 medium), 0 undetermined, 0 satisfied, in [time]
    "#);
    // What the other stack exports is known, and only what stands in the template is said.
    assert_snapshot!(place.run("check cdk.out/Second.template.json -q"), @r#"
    exit 1
    ---- stdout
    cdk.out/Second.template.json:12:22 medium topic-unnamed topic Second/Imported is named second
    1 file, 4 resources, 1 rule: 1 violated (1 medium), 0 undetermined, 0 satisfied, in [time]
    "#);
    assert_snapshot!(place.run("check cdk.out/Inner.nested.template.json -q"), @r#"
    exit 1
    ---- stdout
    cdk.out/Inner.nested.template.json:11:22 medium topic-unnamed topic Second/Inner/Topic is named in-dev
    1 file, 4 resources, 1 rule: 1 violated (1 medium), 0 undetermined, 0 satisfied, in [time]
    "#);
}

#[test]
fn parameters_are_given_to_all_stacks() {
    let place = several();
    assert_snapshot!(place.run("check cdk.out -q --parameter Stage=prod"), @r#"
    exit 1
    ---- stdout
    cdk.out/First.template.json:6:22 medium topic-unnamed topic First/Name is named first
    cdk.out/Second.template.json:12:22 medium topic-unnamed topic Second/Imported is named second
    cdk.out/Inner.nested.template.json:11:22 medium topic-unnamed topic Second/Inner/Topic is named in-prod
    1 file, 4 resources, 1 rule: 3 violated (3 medium), 0 undetermined, 0 satisfied, in [time]
    "#);
    assert_snapshot!(place.run("check cdk.out -q --parameter Given=x"), @r#"
    exit 2
    ---- stderr
    config::unknown_parameter

      × --parameter: no template that was read declares a parameter `Given`
      help: names are case-sensitive
    "#);
}

#[test]
fn the_graph_has_all_stacks() {
    let place = several();
    let schema = jsonschema::draft202012::new(&place.json("schema input")).unwrap();
    let graph = place.json("graph cdk.out");
    assert!(schema.is_valid(&graph));
    let keys: Vec<&String> = graph["resources"].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["First/Name", "Second/Imported", "Second/Inner", "Second/Inner/Topic"]);
    assert_eq!(graph["resources"]["Second/Inner/Topic"]["properties"]["TopicName"], "in-dev");
    let given = place.json("graph cdk.out --parameter Stage=prod");
    assert_eq!(given["resources"]["Second/Inner/Topic"]["properties"]["TopicName"], "in-prod");
}

#[test]
fn the_report_for_programs_says_what_a_person_wrote() {
    let place = app();
    let schema = jsonschema::draft202012::new(&place.json("schema report")).unwrap();
    let report = place.json("check shop/cdk.out --format json");
    let errors: Vec<String> = schema.iter_errors(&report).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let finding = &report["findings"][0];
    assert_eq!(finding["program"], json!({"file": "shop/lib/shop.ts", "line": 4, "column": 5}));
    assert_eq!(finding["file"], "shop/cdk.out/Shop.template.json");
    assert_eq!(finding["resource"]["path"], "Shop/Orders/Resource");
    assert_eq!(report["files"][0]["format"], "cdk");
    assert_eq!(report["files"][0]["path"], "shop/cdk.out");
}

#[test]
fn a_manifest_that_names_what_is_missing() {
    let place =
        assembly(Place::with_rule(), "cdk.out", &json!({"Shop": stack("Shop.template.json", "Shop", &json!({}))}));
    assert_snapshot!(place.run("check cdk.out"), @r#"
    exit 2
    ---- stdout
    incomplete assembly::named_file

      × the template of stack `Shop` is not read: cdk.out/Shop.template.json does not exist
       ╭─[cdk.out/manifest.json:8:26]
     7 │       "properties": {
     8 │         "templateFile": "Shop.template.json"
       ·                          ─────────┬────────
       ·                                   ╰── named here
     9 │       },
       ╰────
      help: generate the document again, and check its whole folder

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    assert_snapshot!(place.run("graph cdk.out"), @r#"
    exit 2
    ---- stderr
    graph::syntax

      × cdk.out/manifest.json:8:26: the template of stack `Shop` is not read: cdk.out/Shop.template.json
      │ does not exist
      help: `cfn-guardian check cdk.out/manifest.json` shows the place
    "#);
}

#[test]
fn an_assembly_that_points_out_of_its_folder() {
    let place = template(Place::with_rule(), "out.template.json", &json!({"Topic": topic(&json!("out"))}));
    let place = assembly(place, "cdk.out", &json!({"Shop": stack("../out.template.json", "Shop", &json!({}))}));
    assert_snapshot!(place.run("check cdk.out"), @r#"
    exit 2
    ---- stdout
    incomplete assembly::named_file

      × the template of stack `Shop` is not read: `../out.template.json` is outside cdk.out, and nothing
      │ outside is read
       ╭─[cdk.out/manifest.json:8:26]
     7 │       "properties": {
     8 │         "templateFile": "../out.template.json"
       ·                          ──────────┬─────────
       ·                                    ╰── named here
     9 │       },
       ╰────
      help: what is checked must lie in one folder: name files relative to it, without `..` and links
            that lead out

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    let up = json!({"Stage": {"type": "cdk:cloud-assembly", "properties": {"directoryName": ".."}}});
    let place = assembly(Place::with_rule(), "cdk.out", &up);
    assert_snapshot!(place.run("check cdk.out -q"), @r#"
    exit 2
    ---- stdout
    cdk.out/manifest.json:7:27 incomplete assembly `Stage` is not read: `..` is outside cdk.out, and nothing outside is read
    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
}

#[cfg(unix)]
#[test]
fn an_assembly_with_a_link_out_of_its_folder() {
    let place = template(Place::with_rule(), "out.template.json", &json!({"Topic": topic(&json!("out"))}));
    let place = assembly(place, "cdk.out", &json!({"Shop": stack("Shop.template.json", "Shop", &json!({}))}));
    std::os::unix::fs::symlink("../out.template.json", place.path("cdk.out/Shop.template.json")).unwrap();
    assert_snapshot!(place.run("check cdk.out"), @r#"
    exit 2
    ---- stdout
    incomplete assembly::named_file

      × the template of stack `Shop` is not read: `Shop.template.json` is outside cdk.out, and nothing
      │ outside is read
       ╭─[cdk.out/manifest.json:8:26]
     7 │       "properties": {
     8 │         "templateFile": "Shop.template.json"
       ·                          ─────────┬────────
       ·                                   ╰── named here
     9 │       },
       ╰────
      help: what is checked must lie in one folder: name files relative to it, without `..` and links
            that lead out

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    // Nothing of it is said, by its name either.
    assert_snapshot!(place.run("check cdk.out/Shop.template.json -q"), @r#"
    exit 2
    ---- stdout
    cdk.out/manifest.json:8:26 incomplete the template of stack `Shop` is not read: `Shop.template.json` is outside cdk.out, and nothing outside is read
    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
}

#[test]
fn a_nested_template_out_of_the_assembly() {
    let nested = |path: &str| {
        json!({"Inner": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "x"},
        "Metadata": {"aws:asset:path": path, "aws:asset:property": "TemplateURL"}}})
    };
    let place = template(plain(&nested("../inner.json")), "inner.json", &json!({"Topic": topic(&json!("in"))}));
    assert_snapshot!(place.run("check cdk.out"), @r#"
    exit 2
    ---- stdout
    incomplete assembly::named_file

      × the template of stack `Shop/Inner` is not read: `../inner.json` is outside cdk.out, and nothing
      │ outside is read
        ╭─[cdk.out/Shop.template.json:9:27]
      8 │       "Metadata": {
      9 │         "aws:asset:path": "../inner.json",
        ·                           ───────┬───────
        ·                                  ╰── named here
     10 │         "aws:asset:property": "TemplateURL"
        ╰────
      help: what is checked must lie in one folder: name files relative to it, without `..` and links
            that lead out

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    assert_snapshot!(plain(&nested("inner.json")).run("check cdk.out -q"), @r#"
    exit 2
    ---- stdout
    cdk.out/Shop.template.json:9:27 incomplete the template of stack `Shop/Inner` is not read: cdk.out/inner.json does not exist
    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
}

#[test]
fn an_assembly_without_stacks() {
    let place = assembly(Place::with_rule(), "cdk.out", &json!({}));
    assert_snapshot!(place.run("check cdk.out"), @r#"
    exit 2
    ---- stdout
    incomplete assembly::no_stacks

      × the cloud assembly has no stack
       ╭─[cdk.out/manifest.json:1:1]
     1 │ {
       · ┬
       · ╰── this manifest names none
     2 │   "version": "48.0.0",
       ╰────
      help: synthesize the app again: `cdk synth` writes a template for each stack

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
}

#[test]
fn broken_manifests_and_templates() {
    let place = Place::with_rule()
        .file("cdk.out/cdk.out", "{}")
        .file("cdk.out/manifest.json", "{\"version\": \"48.0.0\", \"artifacts\": {");
    assert_snapshot!(place.run("check cdk.out"), @r#"
    exit 2
    ---- stdout
    incomplete assembly::unreadable

      × cdk.out/manifest.json cannot be read: the bracket `{` is never closed
       ╭─[cdk.out/manifest.json:1:36]
     1 │ {"version": "48.0.0", "artifacts": {
       ·                                    ┬┬
       ·                                    │╰── the file ends here
       ·                                    ╰── opened here
       ╰────
      help: close it, or restore the end of the file if it was cut off

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    let place = plain(&json!({})).file("cdk.out/Shop.template.json", "{\n  \"Resources\": {\n");
    assert_snapshot!(place.run("check cdk.out -q"), @r#"
    exit 2
    ---- stdout
    cdk.out/Shop.template.json:2:16 incomplete cdk.out/Shop.template.json cannot be read: the bracket `{` is never closed
    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    let report = place.json("check cdk.out --format json");
    assert_eq!(report["files"][0]["problems"][0]["file"], "cdk.out/Shop.template.json");
    let schema = jsonschema::draft202012::new(&place.json("schema report")).unwrap();
    assert!(schema.is_valid(&report));
}

#[test]
fn a_manifest_from_standard_input_names_no_files() {
    let place = app();
    let manifest = place.read("shop/cdk.out/manifest.json");
    assert_snapshot!(place.run_with("check -", manifest), @r#"
    exit 2
    ---- stdout
    incomplete read::not_a_template

      × <stdin>: this is no CloudFormation template: it is the manifest of a cloud assembly, which names
      │ files: give its path
      help: a template has a top-level `Resources` section; of the CDK give the folder `cdk.out`, of
            Pulumi what `pulumi preview --json` prints; `check --ignore-non-templates` leaves other
            files out

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
}
