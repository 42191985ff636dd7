#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

use super::*;
use std::fs;

const TEMPLATE: &str = "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n";

fn options() -> Options<'static> {
    Options { max_bytes: 10_000, exclude: None, ignore_non_templates: false }
}

/// A folder with these files; a content of `-> x` makes a link.
fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        match text.strip_prefix("-> ") {
            #[cfg(unix)]
            Some(target) => std::os::unix::fs::symlink(target, path).unwrap(),
            _ => fs::write(path, text).unwrap(),
        }
    }
    folder
}

/// The paths of the inputs and of what was left out, below the folder.
fn listed(folder: &Path, below: &str, options: &Options<'_>) -> (Vec<String>, Vec<(String, String)>) {
    let listing = list(&[folder.join(below)], options);
    let short = |path: &str| path.strip_prefix(&format!("{}/", display(folder))).unwrap_or(path).to_owned();
    let inputs = listing.inputs.iter().map(|input| short(&input.path)).collect();
    (inputs, listing.skipped.iter().map(|skipped| (short(&skipped.path), skipped.reason.clone())).collect())
}

#[test]
fn a_walk_takes_candidates_in_path_order_and_says_what_it_left_out() {
    let folder = tree(&[
        ("b.yml", TEMPLATE),
        ("a/z.template", TEMPLATE),
        ("a/B.JSON", "{}"),
        ("main.rs", ""),
        (".hidden/x.yml", TEMPLATE),
        ("node_modules/x.yml", TEMPLATE),
        ("cdk.out/manifest.json", "{}"),
        ("cdk.out/asset.12/data.json", "{}"),
        ("asset.notes/data.json", "{}"),
    ]);
    let (inputs, skipped) = listed(folder.path(), "", &options());
    assert_eq!(inputs, ["a/B.JSON", "a/z.template", "asset.notes/data.json", "b.yml", "cdk.out/manifest.json"]);
    let names: Vec<&str> = skipped.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(names, [".hidden", "cdk.out/asset.12", "node_modules"]);
}

#[test]
fn gitignore_files_hold_from_the_repository_down_and_the_inner_one_wins() {
    let folder = tree(&[
        (".git/HEAD", ""),
        (".gitignore", "*.gen.yml\nbuild/\n/top.yml\n"),
        ("top.yml", TEMPLATE),
        ("lib/top.yml", TEMPLATE),
        ("lib/x.gen.yml", TEMPLATE),
        ("lib/keep/.gitignore", "!kept.gen.yml\n"),
        ("lib/keep/kept.gen.yml", TEMPLATE),
        ("lib/keep/other.gen.yml", TEMPLATE),
        ("lib/later/z.gen.yml", TEMPLATE),
        ("build/x.yml", TEMPLATE),
    ]);
    let expected = ["lib/keep/kept.gen.yml", "lib/top.yml"];
    assert_eq!(listed(folder.path(), "", &options()).0, expected);
    assert_eq!(listed(folder.path(), "lib", &options()).0, expected);
    // A folder or file that is asked for is checked.
    assert_eq!(listed(folder.path(), "build", &options()).0, ["build/x.yml"]);
    assert_eq!(listed(folder.path(), "top.yml", &options()).0, ["top.yml"]);
}

#[test]
#[cfg(unix)]
fn links_are_followed_inside_the_tree_only() {
    let outside = tree(&[("secret.yml", TEMPLATE)]);
    let out = format!("-> {}", outside.path().join("secret.yml").display());
    let folder = tree(&[
        ("real.yml", TEMPLATE),
        ("again.yml", "-> real.yml"),
        ("out.yml", &out),
        ("gone.yml", "-> nowhere"),
        ("deep/dot.yml", "-> ../.config/x.yml"),
        (".config/x.yml", TEMPLATE),
    ]);
    let (inputs, skipped) = listed(folder.path(), "", &options());
    assert_eq!(inputs, ["deep/dot.yml", "real.yml"], "a link to a file that is checked anyway is not checked again");
    let names: Vec<&str> = skipped.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(names, [".config", "gone.yml", "out.yml"]);
    assert!(skipped[2].1.contains("leads out"), "{skipped:?}");
}

#[test]
fn the_configuration_leaves_out_what_its_globs_name() {
    let folder = tree(&[("a/x.yml", TEMPLATE), ("b/x.yml", TEMPLATE), ("b/c/y.yml", TEMPLATE), ("d.yml", TEMPLATE)]);
    let globs = ["b/*.yml".to_owned(), "/a/".to_owned(), "y.yml".to_owned()];
    let exclude = Exclude::new(folder.path(), &globs).unwrap();
    let options = Options { exclude: Some(&exclude), ..options() };
    let (inputs, skipped) = listed(folder.path(), "", &options);
    assert_eq!(inputs, ["d.yml"]);
    assert_eq!(skipped[0], ("a".to_owned(), "excluded by `/a/` of the configuration".to_owned()));
    assert_eq!(listed(folder.path(), "a/x.yml", &options).0, ["a/x.yml"], "a file that is asked for is checked");
    let hook = Options { ignore_non_templates: true, ..options };
    assert!(listed(folder.path(), "a/x.yml", &hook).0.is_empty());
}

#[test]
fn a_file_is_an_input_once_however_it_was_given() {
    let folder = tree(&[("a.yml", TEMPLATE)]);
    let paths = [folder.path().to_owned(), folder.path().join("a.yml"), folder.path().join("./a.yml")];
    let listing = list(&paths, &options());
    assert_eq!(listing.inputs.len(), 1);
    assert_eq!(listing.inputs[0].given, Given::Named);
    assert_eq!(list(&["-".into(), "-".into()], &options()).inputs.len(), 1);
}

fn read(name: &str, text: &str, given: Given, ignore_non_templates: bool) -> Result<Loaded, ReadProblem> {
    let folder = tree(&[(name, text)]);
    let input = Input::new(name.to_owned(), given, folder.path().join(name));
    input.read(&Options { ignore_non_templates, ..options() })
}

#[test]
fn what_is_no_template_is_an_error_only_where_it_was_asked_for() {
    let text = "just: text\n";
    assert!(matches!(read("a.yml", text, Given::Found, false), Ok(Loaded::Skipped(_))));
    assert!(matches!(read("a.yml", text, Given::Named, false), Ok(Loaded::Other { .. })));
    assert!(matches!(read("a.yml", text, Given::Named, true), Ok(Loaded::Skipped(_))));
    assert!(matches!(read("a.yml", TEMPLATE, Given::Named, true), Ok(Loaded::Template(_))));
    // Somebody else's `Resources`: only who names the file wants to hear about its structure.
    let resources = "Resources:\n  Topic: {}\n";
    assert!(matches!(read("a.yml", resources, Given::Named, true), Ok(Loaded::Template(_))));
    assert!(matches!(read("a.yml", resources, Given::Found, false), Ok(Loaded::Other { .. })));
}

#[test]
fn reading_is_bounded() {
    let template = format!("{TEMPLATE}# {}", "x".repeat(20_000));
    let other = "y".repeat(20_000);
    let too_large = ReadProblem::TooLarge { path: "a.yml".to_owned(), limit: 10_000 };
    assert_eq!(read("a.yml", &template, Given::Found, false), Err(too_large.clone()));
    assert_eq!(read("a.yml", &other, Given::Named, false), Err(too_large));
    assert!(matches!(read("a.yml", &other, Given::Found, false), Ok(Loaded::Skipped(_))));
    assert!(matches!(read("a.yml", &other, Given::Named, true), Ok(Loaded::Skipped(_))));
}

#[test]
fn a_path_that_is_no_file_says_what_it_is() {
    let folder = tree(&[("stack.yaml", TEMPLATE)]);
    let problem = |path: PathBuf| read_file(&path, "p", 10).unwrap_err();
    match problem(folder.path().join("stak.yaml")) {
        ReadProblem::Missing { help, .. } => assert!(help.contains("stack.yaml"), "{help}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(problem(folder.path().to_owned()), ReadProblem::Folder { path: "p".to_owned() });
    let below_a_file = problem(folder.path().join("stack.yaml/x"));
    assert!(matches!(below_a_file, ReadProblem::Missing { .. }), "{below_a_file:?}");
    #[cfg(unix)]
    assert_eq!(problem("/dev/zero".into()), ReadProblem::NotAFile { path: "p".to_owned(), what: "a device" });
}

#[test]
fn templates_are_known_by_their_top_level_keys() {
    let templates: &[&[u8]] = &[
        TEMPLATE.as_bytes(),
        b"AWSTemplateFormatVersion: 2010-09-09",
        b"---\n# c\n\"Resources\":\r\n  A: {Type: 'AWS::X::Y'}",
        b"  Resources:\n    A:\n      Type: Custom::A",
        b"Transform: AWS::Serverless-2016-10-31\nGlobals: {}\n",
        b"\xef\xbb\xbf{ \"a\": {\"b\": \"}\\\"\"}, \"Resources\" : {\"A\": {\"Type\": \"AWS::X::Y\"",
        b"{Resources: {A: {Type: AWS::X::Y}}}",
        b"\xff\xfeR\0e\0s\0o\0u\0r\0c\0e\0s\0:\0\n\0 \0A\0:\0 \0T\0y\0p\0e\0:\0:\0",
        b"Resources:\n\tA:\n\t\tType: AWS::X::Y\n \xff",
    ];
    for template in templates {
        assert_eq!(sniff(template), Sniffed::Template, "{}", String::from_utf8_lossy(template));
    }
    let others: &[(&[u8], &str)] = &[
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"PK\x03\x04\0\0", "binary"),
        (b"{\"version\": \"55.0.0\", \"artifacts\": {}}", "cloud assembly manifest"),
        (b"{\"format_version\":\"1.2\",\"planned_values\":{}}", "Terraform plan"),
        (b"[{\"ParameterKey\": \"A\"}]", "parameter file"),
        (b"apiVersion: v1\nkind: Pod\n", "Kubernetes"),
        (b"{\"nested\": {\"Resources\": {\"A\": {\"Type\": \"AWS::X::Y\"}}}}", "no top-level"),
        (b"a:\n  Resources:\n    Type: AWS::X::Y\n", "no top-level"),
        (b"Resources are: good\n", "no top-level"),
        (b"a: 1\n---\nResources: {A: {Type: 'AWS::X::Y'}}\n", "no top-level"),
        (b"Resources:AWS::X", "no top-level"),
    ];
    for (other, what) in others {
        match sniff(other) {
            Sniffed::Other(reason) => assert!(reason.contains(what), "{reason}"),
            sniffed => panic!("{sniffed:?} {}", String::from_utf8_lossy(other)),
        }
    }
}

#[test]
fn documents_of_pulumi_are_known_broken_or_not() {
    let documents: &[&[u8]] = &[
        b"{\"steps\": [], \"changeSummary\": {}}",
        b"{\"config\": {}, \"steps\": [{\"op\": \"create\", \"urn\": \"urn:pul",
        b"{ \"steps\": [{\"urn\": \"urn:pulumi:dev::p::t:t:T::n\"",
        b"{\"config\": {}, \"diagnostics\": [], \"duration\": 1}",
        b"{\"version\": 3, \"deployment\": {\"manifest\": {\"magic\": \"x\"}}}",
        b"{\"sequence\":0,\"timestamp\":1,\"preludeEvent\":{}}\n{\"sequence\":1,\"timestamp\":1}\n",
        b"{\"events\": [{\"sequence\": 0, \"resourcePreEvent\": {}}]}",
        b"Previewing update (dev):\n\x1b[1m{\"steps\": [], \"changeSummary\": {}}",
    ];
    for document in documents {
        assert_eq!(sniff(document), Sniffed::Pulumi, "{}", String::from_utf8_lossy(document));
    }
    let others: &[&[u8]] = &[
        b"{\"steps\": [{\"uses\": \"actions/checkout\"}]}",
        b"{\"version\": 3, \"deployment\": \"blue\"}",
        b"version: 3\ndeployment: {\"magic\": 1}\n",
        b"{\"events\": [{\"sequence\": 0}]}",
        b"note\n{\"steps\": 1}\n",
    ];
    for other in others {
        assert!(matches!(sniff(other), Sniffed::Other(_)), "{}", String::from_utf8_lossy(other));
    }
}

#[test]
fn what_stands_before_the_json_of_pulumi_has_a_place() {
    let noisy = b"\xef\xbb\xbf\nwarning: {\n{\"level\":1}\n  \x1b[0m{\"steps\":[],\"changeSummary\":{}}";
    let noise = noise_before_json(noisy).unwrap();
    assert_eq!(noise, 4..33);
    assert!(noisy[noise.end..].starts_with(b"{\"steps\""));
    for quiet in [&b""[..], b"\n{\"steps\":[],\"changeSummary\":{}}", b"a\n{\"b\": 1}", b"{}\n{\n{\n"] {
        assert_eq!(noise_before_json(quiet), None);
    }
}
