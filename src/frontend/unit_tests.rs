#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

use super::*;
use crate::problem::{Level, ProblemKind};
use crate::source::Source;

/// A folder with files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

/// A template of the folder with what it draws in from the folder or a part of it.
fn drawn(folder: &tempfile::TempDir, file: &str, tree: &str, limits: &Limits) -> Unit {
    let path = folder.path().join(file);
    let mut texts = Texts::new(0);
    let id = texts.add(Source::new(file, std::fs::read_to_string(&path).unwrap(), 0)).unwrap();
    let unit = Unit::of_template(id, &texts, limits, &BTreeMap::new()).unwrap();
    unit.with_nested(&path, &folder.path().join(tree), &mut texts, limits, &BTreeMap::new())
}

fn keys(unit: &Unit) -> Vec<&str> {
    unit.template.resources.iter().map(|resource| &*resource.key).collect()
}

fn said(unit: &Unit) -> Vec<(Level, String)> {
    unit.problems.iter().map(|problem| (problem.level(), problem.kind.to_string())).collect()
}

/// A template whose nested stack `In` is at a URL.
fn outer(url: &str) -> String {
    format!("Resources: {{In: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: {url}}}}}}}")
}

const LEAF: &str = "Resources: {Topic: {Type: AWS::SNS::Topic}}";

#[test]
fn nested_templates_are_read_from_the_folder_of_the_one_that_names_them() {
    let files = [
        ("main.yml", outer("./net/a.yml")),
        ("net/a.yml", outer("../data/b.yml")),
        ("data/b.yml", outer("c.yml")),
        ("data/c.yml", LEAF.to_owned()),
    ];
    let folder = folder(&files.each_ref().map(|(name, text)| (*name, text.as_str())));
    let unit = drawn(&folder, "main.yml", "", &Limits::default());
    assert_eq!(said(&unit), []);
    assert_eq!(keys(&unit), ["In", "In/In", "In/In/In", "In/In/In/Topic"]);
    let before: Vec<&str> = unit.documents.iter().map(|(before, _)| &**before).collect();
    assert_eq!(before, ["", "In/", "In/In/", "In/In/In/"]);
    let root = folder.path().canonicalize().unwrap();
    let files: Vec<(String, &str)> = unit
        .drawn_in
        .iter()
        .map(|(file, stack)| (file.strip_prefix(&root).unwrap().display().to_string(), &**stack))
        .collect();
    let expected = [("net/a.yml", "In"), ("data/b.yml", "In/In"), ("data/c.yml", "In/In/In")];
    assert_eq!(files, expected.map(|(file, stack)| (file.to_owned(), stack)));
}

#[test]
fn the_tree_that_was_given_is_the_bound() {
    let main = outer("../data/b.yml");
    let folder = folder(&[("app/main.yml", &main), ("data/b.yml", LEAF)]);
    assert_eq!(keys(&drawn(&folder, "app/main.yml", "", &Limits::default())), ["In", "In/Topic"]);
    let unit = drawn(&folder, "app/main.yml", "app", &Limits::default());
    assert_eq!(keys(&unit), ["In"]);
    let [problem] = &unit.problems[..] else { panic!("{:?}", unit.problems) };
    assert_eq!(problem.level(), Level::Incomplete);
    assert!(matches!(&problem.kind, ProblemKind::NestedNotRead { resource, .. } if &**resource == "In"));
    assert_eq!(problem.labels.len(), 1);
}

#[test]
fn what_leads_out_or_is_no_template_is_refused_and_what_is_missing_is_not() {
    for (url, level) in [
        ("/etc/passwd", Level::Incomplete),
        ("../../x.yml", Level::Incomplete),
        ("'C:\\x.yml'", Level::Incomplete),
        ("sub", Level::Incomplete),
        ("broken.yml", Level::Incomplete),
        ("latin1.yml", Level::Incomplete),
        ("gone.yml", Level::Warning),
        ("gone/x.yml", Level::Warning),
    ] {
        let main = outer(url);
        let folder = folder(&[("main.yml", &main), ("broken.yml", "Resources: [\n"), ("sub/x.yml", LEAF)]);
        std::fs::write(folder.path().join("latin1.yml"), b"A: caf\xe9\n").unwrap();
        let unit = drawn(&folder, "main.yml", "", &Limits::default());
        assert_eq!(said(&unit).iter().map(|(level, _)| *level).collect::<Vec<_>>(), [level], "{url}");
        assert_eq!(keys(&unit), ["In"], "{url}");
        assert_eq!(unit.drawn_in, [], "{url}");
    }
}

#[cfg(unix)]
#[test]
fn links_are_followed_inside_and_refused_outside() {
    let main = outer("link.yml");
    let folder = folder(&[("app/main.yml", &main), ("app/own.yml", LEAF), ("secret.yml", LEAF)]);
    let link = folder.path().join("app/link.yml");
    std::os::unix::fs::symlink("own.yml", &link).unwrap();
    assert_eq!(keys(&drawn(&folder, "app/main.yml", "app", &Limits::default())), ["In", "In/Topic"]);
    std::fs::remove_file(&link).unwrap();
    std::os::unix::fs::symlink("../secret.yml", &link).unwrap();
    let unit = drawn(&folder, "app/main.yml", "app", &Limits::default());
    assert_eq!(said(&unit)[0].0, Level::Incomplete);
    assert_eq!(keys(&unit), ["In"]);
}

#[test]
fn what_is_elsewhere_stays_a_resource() {
    for url in [
        "https://s3.amazonaws.com/b/x.yml",
        "s3://b/x.yml",
        "!Ref Url",
        "!Sub '${Url}/x.yml'",
        "'{{ url }}'",
        "''",
        "3",
    ] {
        let folder = folder(&[("main.yml", &format!("Parameters: {{Url: {{Type: String}}}}\n{}", outer(url)))]);
        let unit = drawn(&folder, "main.yml", "", &Limits::default());
        let told = said(&unit);
        assert!(url == "3" || told.is_empty(), "{url}: {told:?}");
        assert_eq!(keys(&unit), ["In"], "{url}");
    }
}

#[test]
fn templates_that_nest_themselves_end() {
    let (a, b) = (outer("b.yml"), outer("a.yml"));
    let round = folder(&[("a.yml", &a), ("b.yml", &b)]);
    let unit = drawn(&round, "a.yml", "", &Limits::default());
    assert_eq!(keys(&unit), ["In", "In/In"]);
    assert_eq!(
        said(&unit),
        [(Level::Incomplete, "the template of nested stack `In` is not read: it is nested in itself".to_owned())]
    );
    // Each names the next one twice: as many stacks as there are leaves of a tree.
    let twice = |next: usize| {
        let stack = format!("{{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: {next}.yml}}}}");
        format!("Resources: {{A: {stack}, B: {stack}}}")
    };
    let files: Vec<(String, String)> = (0..40).map(|at| (format!("{at}.yml"), twice(at + 1))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let unit = drawn(&folder(&files), "0.yml", "", &Limits::default());
    assert!(unit.documents.len() < 300, "{}", unit.documents.len());
    assert!(said(&unit).iter().any(|(_, said)| said.contains("more than 256")));
}

#[test]
fn what_several_stacks_read_counts_for_each() {
    let two = "Resources:\n  A: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: l.yml}}\n  B: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: l.yml}}\n";
    let leaf = "Resources: {Topic: {Type: AWS::SNS::Topic, Colour: red}}";
    let folder = folder(&[("main.yml", two), ("l.yml", leaf)]);
    let unit = drawn(&folder, "main.yml", "", &Limits::default());
    assert_eq!(keys(&unit), ["A", "B", "A/Topic", "B/Topic"]);
    assert_eq!(said(&unit).len(), 1, "a mistake of the file is said once: {:?}", said(&unit));
    assert_eq!(unit.drawn_in.len(), 1);
    // Read once, but judged twice: both count towards the bound.
    let long = format!("# {}\n{leaf}", "-".repeat(100));
    std::fs::write(folder.path().join("l.yml"), &long).unwrap();
    let unit = drawn(&folder, "main.yml", "", &Limits { bytes: 200, ..Limits::default() });
    assert_eq!(keys(&unit), ["A", "B", "A/Topic"]);
    assert!(said(&unit).iter().any(|(level, said)| *level == Level::Incomplete && said.contains("`B`")));
}

#[test]
fn a_parameter_that_the_parent_gives_drives_a_loop() {
    let main = "Resources: {In: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: l.yml, Parameters: {Names: 'A,B'}}}}";
    let leaf = "
Transform: AWS::LanguageExtensions
Parameters: {Names: {Type: CommaDelimitedList}}
Resources:
  Fn::ForEach::Topics: [Name, !Ref Names, {'Topic${Name}': {Type: AWS::SNS::Topic}}]
";
    let folder = folder(&[("main.yml", main), ("l.yml", leaf)]);
    let unit = drawn(&folder, "main.yml", "", &Limits::default());
    assert_eq!(keys(&unit), ["In", "In/TopicA", "In/TopicB"], "{:?}", said(&unit));
}

#[test]
fn a_document_of_pulumi_takes_the_users_types_and_the_folder_of_its_project() {
    let folder = folder(&[("app/Pulumi.yaml", "name: shop\n"), ("app/out/p.json", "")]);
    let preview = serde_json::json!({"config": {}, "steps": [{"op": "create", "urn": "urn:pulumi:d::s::aws:own/thing:Thing::t",
        "newState": {"urn": "urn:pulumi:d::s::aws:own/thing:Thing::t", "custom": true, "type": "aws:own/thing:Thing", "inputs": {"label": "x"}}}]});
    let mut texts = Texts::new(0);
    let id = texts.add(Source::new("p.json", preview.to_string(), 0)).unwrap();
    let read = |types: &Tables| {
        Unit::of_pulumi(id, &texts, &Limits::default(), &folder.path().join("app/out/p.json"), types).unwrap()
    };
    let unit = read(&Tables::default());
    assert_eq!(unit.program, Some(folder.path().join("app").canonicalize().unwrap()));
    assert_eq!(unit.unmapped, [("aws:own/thing:Thing".into(), 1)]);
    let types = b"aws:own/thing:Thing:\n  type: AWS::SNS::Topic\n  inputs: {label: DisplayName}\n".to_vec();
    let unit = read(&Tables::parse("types.yml", types).unwrap());
    assert_eq!(unit.unmapped, []);
    let topic = &unit.template.resources[0];
    assert_eq!(&*topic.kind, "AWS::SNS::Topic");
    assert!(topic.properties.as_ref().unwrap().1.get("DisplayName").is_some());
}
