//! Small assemblies, written for each test, through the whole reader.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

use super::*;
use crate::frontend::folder::FolderError;
use crate::frontend::provenance::Provenance as Origin;
use crate::frontend::texts::Texts;
use crate::problem::{Level, ProblemKind};
use crate::source::{Limits, ReadError};
use serde_json::{Value, json};
use std::path::Path;

/// An app's folder with its assembly.
struct App {
    folder: tempfile::TempDir,
}

impl App {
    /// An app whose assembly has one stack, `Shop`, with these resources and this metadata.
    fn shop(resources: &Value, metadata: &Value) -> Self {
        let app = Self { folder: tempfile::tempdir().unwrap() };
        app.text("cdk.json", "{}");
        app.json("cdk.out/Shop.template.json", &json!({"Resources": resources}));
        let stack = json!({"type": "aws:cloudformation:stack", "environment": "aws://123456789012/eu-west-1",
            "properties": {"templateFile": "Shop.template.json", "stackName": "shop-prod"},
            "metadata": metadata, "displayName": "Shop"});
        app.manifest(&json!({"Shop": stack}));
        app
    }

    fn text(&self, name: &str, text: &str) {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn json(&self, name: &str, value: &Value) {
        self.text(name, &serde_json::to_string_pretty(value).unwrap());
    }

    fn manifest(&self, artifacts: &Value) {
        self.json("cdk.out/manifest.json", &json!({"version": "55.0.0", "artifacts": artifacts}));
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn try_read(&self) -> (Result<Assembly, AssemblyError>, Texts) {
        let mut texts = Texts::new(5);
        let assembly = read(&self.path("cdk.out"), &mut texts, &Limits::default());
        (assembly, texts)
    }

    fn read(&self) -> Assembly {
        self.try_read().0.unwrap()
    }

    fn refused(&self) -> AssemblyError {
        self.try_read().0.unwrap_err()
    }
}

fn bucket() -> Value {
    json!({"Type": "AWS::S3::Bucket"})
}

fn logical_id(id: &str) -> Value {
    json!([{"type": "aws:cdk:logicalId", "data": id}])
}

fn origin<'a>(assembly: &'a Assembly, stack: &str, id: &str) -> &'a Origin {
    let stack = assembly.stacks.iter().find(|one| &*one.path == stack).expect("the stack");
    stack.resources.get(id).expect("the resource")
}

fn place(origin: &Origin) -> Option<String> {
    let place = origin.place.as_ref()?;
    Some(format!("{}:{}:{}", place.file, place.line, place.column.unwrap_or_default()))
}

#[test]
fn a_stack_has_its_names_environment_and_constructs() {
    let metadata = json!({"/Shop/Data/Resource": [
        {"type": "aws:cdk:creationStack", "data": ["...new Bucket2 in aws-cdk-lib...",
            "new Shop (/ci/shop/lib/shop.ts:14:3)", "<anonymous> (/ci/shop/bin/app.ts:3:1)"]},
        {"type": "aws:cdk:logicalId", "data": "Data1"}]});
    let app = App::shop(&json!({"Data1": bucket()}), &metadata);
    app.text("lib/shop.ts", "");
    let assembly = app.read();
    let [stack] = &assembly.stacks[..] else { panic!("one stack") };
    assert_eq!((&*stack.name, &*stack.path, &*stack.stage), ("shop-prod", "Shop", ""));
    assert_eq!((stack.account.as_deref(), stack.region.as_deref()), (Some("123456789012"), Some("eu-west-1")));
    let data = origin(&assembly, "Shop", "Data1");
    assert_eq!((&*data.path, &*data.name), ("Shop/Data/Resource", "Shop/Data"));
    assert_eq!(place(data).as_deref(), Some("lib/shop.ts:14:3"));
    assert_eq!(assembly.app, Some(app.folder.path().canonicalize().unwrap()));
    assert_eq!(assembly.problems, []);
}

#[test]
fn the_manifest_itself_and_a_stack_without_a_region_are_read() {
    let app = App::shop(&json!({"A": bucket()}), &json!({"/Shop/A": logical_id("A")}));
    app.manifest(
        &json!({"Shop": {"type": "aws:cloudformation:stack", "environment": "aws://unknown-account/unknown-region",
        "properties": {"templateFile": "Shop.template.json"}, "metadata": {"/Shop/A": logical_id("A")}}}),
    );
    let mut texts = Texts::new(0);
    let assembly = read(&app.path("cdk.out/manifest.json"), &mut texts, &Limits::default()).unwrap();
    let stack = &assembly.stacks[0];
    assert_eq!((&*stack.name, &*stack.path, &stack.account, &stack.region), ("Shop", "Shop", &None, &None));
    assert_eq!(&*origin(&assembly, "Shop", "A").path, "Shop/A");
}

#[test]
fn places_come_from_creation_then_trace_then_assignment_then_above() {
    let frames = |line: u32| json!([format!("new Shop (/w/app.py:{line})")]);
    let none = json!(["(no user code in 10 frames, use --stack-trace-limit to capture more)"]);
    let metadata = json!({
        "/Shop/Made": [{"type": "aws:cdk:creationStack", "data": frames(1)}, {"type": "aws:cdk:logicalId", "data": "Made"}],
        "/Shop/Traced": [{"type": "aws:cdk:logicalId", "data": "Traced", "trace": frames(2)}],
        "/Shop/Set": [{"type": "aws:cdk:creationStack", "data": none}, {"type": "aws:cdk:logicalId", "data": "Set"},
            {"type": "aws:cdk:propertyAssignment", "data": {"propertyName": "x", "stackTrace": frames(3)}}],
        "/Shop/Deep/Resource": [{"type": "aws:cdk:logicalId", "data": "Deep", "trace": frames(4)}],
        "/Shop/Deep/Policy/Resource": logical_id("DeepPolicy"),
        "/Shop/Other/Resource": logical_id("Other"),
        "/Shop": [{"type": "aws:cdk:creationStack", "data": frames(9)}]});
    let ids = ["Made", "Traced", "Set", "Deep", "DeepPolicy", "Other"];
    let resources: Value = ids.iter().map(|id| ((*id).to_owned(), bucket())).collect::<serde_json::Map<_, _>>().into();
    let assembly = App::shop(&resources, &metadata).read();
    let lines = ids.map(|id| origin(&assembly, "Shop", id).place.as_ref().unwrap().line);
    assert_eq!(lines, [1, 2, 3, 4, 4, 9]);
    assert_eq!(&*origin(&assembly, "Shop", "Made").place.as_ref().unwrap().file, "/w/app.py", "not on this machine");
}

#[test]
fn paths_come_from_metadata_then_template_then_tree() {
    let with_path = json!({"Type": "AWS::S3::Bucket", "Metadata": {"aws:cdk:path": "Shop/FromTemplate/Resource"}});
    let app = App::shop(&json!({"A": with_path, "B": bucket(), "C": bucket()}), &json!({}));
    let tree = json!({"version": "tree-0.1", "tree": {"path": "", "children": {"Shop": {"path": "Shop", "children": {
        "FromTree": {"path": "Shop/FromTree", "constructInfo": {"fqn": "aws-cdk-lib.aws_s3.Bucket"}, "children": {
            "Resource": {"path": "Shop/FromTree/Resource", "attributes": {"aws:cdk:cloudformation:logicalId": "B"}}}}}}}}});
    app.json("cdk.out/tree.json", &tree);
    app.manifest(&json!({
        "Shop": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "Shop.template.json"}},
        "Tree": {"type": "cdk:tree", "properties": {"file": "tree.json"}}}));
    let assembly = app.read();
    assert_eq!(&*origin(&assembly, "Shop", "A").path, "Shop/FromTemplate/Resource");
    let from_tree = origin(&assembly, "Shop", "B");
    assert_eq!(
        (&*from_tree.path, from_tree.kind.as_deref()),
        ("Shop/FromTree/Resource", Some("aws-cdk-lib.aws_s3.Bucket"))
    );
    assert_eq!(&*origin(&assembly, "Shop", "C").path, "Shop/C");
    let [problem] = &assembly.problems[..] else { panic!("one note") };
    assert_eq!(problem.level(), Level::Note);
    assert!(matches!(problem.kind, ProblemKind::NoConstructPaths { count: 1, resources: 3, .. }));
}

/// A nested stack in a stage, named in each of the three ways, with the same logical id in both templates.
#[test]
fn nested_stacks_are_found_in_every_way_and_inherit() {
    let hash = "550c7e2f92d8923571fc03e98483f10a8dd72e8b13238f72286dd127f6eaf325";
    let url = json!({"Fn::Join": ["", ["https://s3.", {"Ref": "AWS::URLSuffix"}, format!("/b/{hash}.json")]]});
    let asset = json!({"aws:asset:path": "N.nested.template.json", "aws:asset:property": "TemplateURL"});
    let entry = json!([{"type": "aws:cdk:templateFile", "data": "N.nested.template.json"}]);
    for (resource_metadata, construct_metadata) in [(asset, json!([])), (json!({}), entry), (json!({}), json!([]))] {
        let app = App::shop(&json!({}), &json!({}));
        let nested = json!({"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": url}, "Metadata": resource_metadata});
        let folder = "cdk.out/assembly-Prod";
        app.json(&format!("{folder}/M.template.json"), &json!({"Resources": {"Same": bucket(), "Nested": nested}}));
        app.json(&format!("{folder}/N.nested.template.json"), &json!({"Resources": {"Same": bucket()}}));
        app.json(
            &format!("{folder}/M.assets.json"),
            &json!({"files": {hash: {"source": {"path": "N.nested.template.json"}}}}),
        );
        app.json(
            &format!("{folder}/M.metadata.json"),
            &json!({
            "/Prod/Main/Same/Resource": logical_id("Same"),
            "/Prod/Main/Inner/Same/Resource": logical_id("Same"),
            "/Prod/Main/Inner": construct_metadata,
            "/Prod/Main/Inner.NestedStack/Inner.NestedStackResource": logical_id("Nested")}),
        );
        app.json(&format!("{folder}/manifest.json"), &json!({"version": "53.0.0", "artifacts": {
            "M.assets": {"type": "cdk:asset-manifest", "properties": {"file": "M.assets.json"}},
            "M": {"type": "aws:cloudformation:stack", "environment": "aws://123456789012/us-east-1", "displayName": "Prod/Main",
                "additionalMetadataFile": "M.metadata.json", "properties": {"templateFile": "M.template.json", "stackName": "Prod-Main"}}}}));
        app.manifest(&json!({"assembly-Prod": {"type": "cdk:cloud-assembly",
            "properties": {"directoryName": "assembly-Prod", "displayName": "Prod"}}}));
        let assembly = app.read();
        assert_eq!(assembly.problems, []);
        let [main, inner] = &assembly.stacks[..] else { panic!("two stacks") };
        assert_eq!((&*main.name, &*main.stage), ("Prod-Main", "Prod"));
        assert_eq!((&*inner.name, &*inner.path, &*inner.stage), ("Prod/Main/Inner", "Prod/Main/Inner", "Prod"));
        assert_eq!(inner.region.as_deref(), Some("us-east-1"));
        assert_eq!(inner.nested_in, Some(NestedIn { parent: 0, resource: "Nested".into() }));
        assert_eq!(&*origin(&assembly, "Prod/Main", "Same").path, "Prod/Main/Same/Resource");
        let same = origin(&assembly, "Prod/Main/Inner", "Same");
        assert_eq!((&*same.path, &*same.stage), ("Prod/Main/Inner/Same/Resource", "Prod"));
        let beside = manifest_beside(&app.path(&format!("{folder}/N.nested.template.json")));
        assert_eq!(beside, Some(app.path(&format!("{folder}/manifest.json"))));
    }
}

#[test]
fn helpers_name_the_construct_that_caused_them() {
    let request = json!({"Type": "Custom::S3AutoDeleteObjects", "Properties": {"ServiceToken": {"Fn::GetAtt": ["Handler", "Arn"]}}});
    let role = json!({"Type": "AWS::IAM::Role"});
    let function = json!({"Type": "AWS::Lambda::Function"});
    let provider = "/Shop/Custom::S3AutoDeleteObjectsCustomResourceProvider";
    let frames = json!([{"type": "aws:cdk:logicalId", "data": "Data", "trace": ["new Shop (/w/app.ts:7:1)"]}]);
    let metadata = json!({
        "/Shop/Data/Resource": frames,
        "/Shop/Data/AutoDeleteObjectsCustomResource/Default": logical_id("Request"),
        (format!("{provider}/Role")): logical_id("Role"),
        (format!("{provider}/Handler")): logical_id("Handler"),
        "/Shop/Mine/Provider/framework-onEvent/ServiceRole/Resource": logical_id("FrameworkRole"),
        "/Shop/Known": [{"type": "aws:cdk:is-custom-resource-handler-singleton", "data": true}],
        "/Shop/Known/Resource": logical_id("Known"),
        "/Shop/MyCustomResourceProvider/Resource": logical_id("Mine")});
    let resources = json!({"Data": bucket(), "Request": request, "Role": role, "Handler": function, "FrameworkRole": role,
        "Known": function, "Mine": function});
    let assembly = App::shop(&resources, &metadata).read();
    let helper_of = |id: &str| origin(&assembly, "Shop", id).helper_of.clone();
    for (id, cause) in
        [("Role", "Shop/Data"), ("Handler", "Shop/Data"), ("FrameworkRole", "Shop/Mine/Provider"), ("Known", "Shop")]
    {
        assert_eq!(helper_of(id).as_deref(), Some(cause), "{id}");
    }
    for id in ["Data", "Request", "Mine"] {
        assert_eq!(helper_of(id), None, "{id}");
    }
    assert_eq!(place(origin(&assembly, "Shop", "Role")).as_deref(), Some("/w/app.ts:7:1"), "the bucket's line");
}

#[test]
fn boilerplate_is_listed_and_has_no_origin() {
    let app = App::shop(&json!({}), &json!({}));
    app.json("cdk.out/Shop.template.json", &json!({
        "Parameters": {"BootstrapVersion": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/cdk-bootstrap/hnb659fds/version",
            "Description": "Version of the CDK Bootstrap resources in this environment. [cdk:skip]"}, "Mine": {"Type": "String"}},
        "Rules": {"CheckBootstrapVersion": {"Assertions": []}, "Mine2": {}},
        "Conditions": {"CDKMetadataAvailable": {"Fn::Equals": [1, 1]}},
        "Resources": {"CDKMetadata": {"Type": "AWS::CDK::Metadata"}}}));
    let assembly = app.read();
    let names: Vec<&str> = assembly.stacks[0].boilerplate.iter().map(|name| &**name).collect();
    assert_eq!(names, ["CDKMetadata", "BootstrapVersion", "CheckBootstrapVersion", "CDKMetadataAvailable"]);
    assert!(assembly.stacks[0].resources.is_empty());
    assert_eq!(assembly.problems, []);
}

#[test]
fn suppressions_come_from_resource_template_and_constructs_above() {
    let nag = |id: &str| json!({"cdk_nag": {"rules_to_suppress": [{"id": id, "reason": "r"}]}});
    let metadata = json!({
        "/Shop": [{"type": "aws:cdk:acknowledged-rules", "data": {"CdkNag::AwsSolutions-S1": "all buckets"}}],
        "/Shop/Data": [{"type": "aws:cdk:acknowledged-rules", "data": {"CdkNag::AwsSolutions-S2": "this one"}}],
        "/Shop/Data/Resource": logical_id("Data"), "/Shop/Datax/Resource": logical_id("Other")});
    let app = App::shop(&json!({}), &metadata);
    let data = json!({"Type": "AWS::S3::Bucket", "Metadata": nag("own")});
    app.json(
        "cdk.out/Shop.template.json",
        &json!({"Metadata": nag("template"), "Resources": {"Data": data, "Other": bucket()}}),
    );
    let (assembly, texts) = app.try_read();
    let assembly = assembly.unwrap();
    let rules = |id: &str| {
        origin(&assembly, "Shop", id).suppressions.iter().map(|one| one.rule.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(rules("Data"), ["own", "template", "CdkNag::AwsSolutions-S1", "CdkNag::AwsSolutions-S2"]);
    assert_eq!(rules("Other"), ["template", "CdkNag::AwsSolutions-S1"]);
    let last = origin(&assembly, "Shop", "Data").suppressions.last().unwrap();
    let span = last.span.unwrap();
    assert_eq!(texts.get(span.source).unwrap().slice(span), "CdkNag::AwsSolutions-S2");
}

#[test]
fn what_is_not_known_is_a_note() {
    let app = App::shop(&json!({"A": bucket()}), &json!({"/Shop/A": logical_id("A")}));
    app.json("cdk.out/manifest.json", &json!({"version": "99.1.0", "missing": [{"key": "vpc-provider:x"}], "artifacts": {
        "New": {"type": "aws:new:thing", "properties": {"file": 7}},
        "Shop": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "Shop.template.json"},
            "additionalMetadataFile": "Gone.metadata.json",
            "metadata": {"/Shop/A": logical_id("A"), "/Shop": [{"type": "aws:cdk:error", "data": "no credentials"}]}}}}));
    app.json(
        "cdk.out/validation-report.json",
        &json!({"pluginReports": [
        {"pluginName": "Fine", "conclusion": "success"}, {"pluginName": "Guard", "conclusion": "failure"}]}),
    );
    let assembly = app.read();
    let codes: Vec<String> = assembly.problems.iter().map(|problem| problem.kind.name()).collect();
    let expected =
        ["failed_synthesis", "version", "missing_context", "unknown_artifact", "no_metadata", "failed_synthesis"];
    assert_eq!(codes, expected.map(|code| format!("assembly::{code}")));
    assert!(assembly.problems.iter().all(|problem| problem.level() == Level::Note));
    assert!(assembly.problems[0].kind.to_string().ends_with("Guard found violations"));
    assert_eq!(assembly.stacks.len(), 1);
}

#[test]
fn a_named_template_that_is_missing_or_outside_is_an_error_at_its_name() {
    let app = App::shop(&json!({}), &json!({}));
    app.json("Outside.template.json", &json!({"Resources": {}}));
    for (file, outside) in [("Gone.template.json", false), ("../Outside.template.json", true), ("/etc/hostname", true)]
    {
        app.manifest(&json!({"Shop": {"type": "aws:cloudformation:stack", "properties": {"templateFile": file}}}));
        let (assembly, texts) = app.try_read();
        let error = assembly.unwrap_err();
        let AssemblyError::NamedFile { error: found, .. } = &error else { panic!("{error}") };
        assert_eq!(matches!(found, FolderError::Outside { .. }), outside, "{error}");
        let labels = error.labels();
        assert_eq!(texts.get(labels[0].0.source).unwrap().slice(labels[0].0), file);
    }
    for artifact in [
        json!({"type": "cdk:cloud-assembly", "properties": {"directoryName": ".."}}),
        json!({"type": "aws:cloudformation:stack", "additionalMetadataFile": "../x.json", "properties": {"templateFile": "Shop.template.json"}}),
    ] {
        app.manifest(&json!({ "A": artifact }));
        assert!(matches!(app.refused(), AssemblyError::NamedFile { error: FolderError::Outside { .. }, .. }));
    }
}

#[test]
fn a_nested_template_that_is_outside_missing_or_itself_is_an_error() {
    for file in ["../cdk.json", "Gone.json", "Shop.template.json"] {
        let nested = json!({"Type": "AWS::CloudFormation::Stack", "Metadata": {"aws:asset:path": file, "aws:asset:property": "TemplateURL"}});
        let error = App::shop(&json!({"N": nested}), &json!({})).refused();
        match error {
            AssemblyError::NamedFile { error: FolderError::Outside { .. }, .. } => assert_eq!(file, "../cdk.json"),
            AssemblyError::NamedFile { error: FolderError::Missing { .. }, .. } => assert_eq!(file, "Gone.json"),
            AssemblyError::TooDeep { .. } => assert_eq!(file, "Shop.template.json"),
            other => panic!("{other}"),
        }
    }
    let elsewhere =
        json!({"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "https://example.com/x.json"}});
    let assembly = App::shop(&json!({"N": elsewhere}), &json!({"/Shop/N": logical_id("N")})).read();
    assert!(matches!(&assembly.problems[0].kind, ProblemKind::NestedElsewhere { resource } if &**resource == "N"));
}

#[test]
fn a_broken_text_can_be_shown() {
    let app = App::shop(&json!({}), &json!({}));
    app.text("cdk.out/Shop.template.json", "{\"Resources\": {\n  \"A\": [1, 2\n");
    let (assembly, texts) = app.try_read();
    let error = assembly.unwrap_err();
    let AssemblyError::Unreadable { source_id, error: found, .. } = &error else { panic!("{error}") };
    assert!(matches!(found, ReadError::Unclosed { .. }));
    assert!(texts.get(*source_id).unwrap().name.ends_with("Shop.template.json"));
    assert_eq!(texts.get(error.labels()[0].0.source).unwrap().slice(error.labels()[0].0), "[");
    app.text("cdk.out/manifest.json", "{\"version\": \"55.0.0\", \"artifacts\": {\"Shop");
    assert!(matches!(app.refused(), AssemblyError::Unreadable { .. }));
}

#[test]
fn what_is_no_assembly_says_so() {
    let app = App::shop(&json!({}), &json!({}));
    app.text("cdk.out/manifest.json", "{\"name\": \"a web app\"}");
    assert!(matches!(app.refused(), AssemblyError::NotAManifest { .. }));
    let mut texts = Texts::new(0);
    let none = read(Path::new("/nonexistent/cdk.out"), &mut texts, &Limits::default()).unwrap_err();
    assert!(matches!(none, AssemblyError::NoManifest { .. }));
    let folder = read(app.folder.path(), &mut texts, &Limits::default()).unwrap_err();
    assert!(matches!(folder, AssemblyError::NoManifest { .. }), "a folder without a manifest");
}

#[test]
fn assemblies_in_one_another_end() {
    let app = App::shop(&json!({}), &json!({}));
    app.manifest(&json!({"Again": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "."}}}));
    assert!(matches!(app.refused(), AssemblyError::TooDeep { .. }));
}

#[test]
fn a_template_finds_the_manifest_that_names_it() {
    let app = App::shop(&json!({}), &json!({}));
    assert_eq!(manifest_beside(&app.path("cdk.out/Shop.template.json")), Some(app.path("cdk.out/manifest.json")));
    app.json("cdk.out/Stray.template.json", &json!({}));
    assert_eq!(manifest_beside(&app.path("cdk.out/Stray.template.json")), None);
    assert_eq!(manifest_beside(&app.path("cdk.json")), None);
}
