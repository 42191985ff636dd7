//! Paths that are given by name, and standard input: each that cannot be read says why.

use crate::support::{CLEAN, Place, TEMPLATE};
use insta::assert_snapshot;
use std::fs::File;
use std::time::{Duration, Instant};

const BROKEN: &str = "Resources:\n  A: [\n";

#[test]
fn a_path_that_does_not_exist() {
    let place = Place::with_rule().file("lib/stack.yml", TEMPLATE);
    assert_snapshot!(place.run("check lib/stak.yml"), @r#"
    exit 2
    ---- stdout
    incomplete read::missing

      × lib/stak.yml: the file does not exist
      help: did you mean `lib/stack.yml`?

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    assert_snapshot!(place.run("check nowhere/else.json"), @r#"
    exit 2
    ---- stdout
    incomplete read::missing

      × nowhere/else.json: the file does not exist
      help: paths are taken from the current folder

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
}

#[test]
fn a_file_of_200_megabytes_is_refused_by_its_size() {
    let place = Place::with_rule().file("huge.yml", TEMPLATE);
    File::options().write(true).open(place.path("huge.yml")).unwrap().set_len(200 << 20).unwrap();
    let start = Instant::now();
    assert_snapshot!(place.run("check huge.yml"), @r#"
    exit 2
    ---- stdout
    incomplete read::too_large

      × huge.yml: the file is larger than 64 MiB
      help: CloudFormation takes templates of at most 1 MB; data belongs in a bucket, not in a template

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    assert_eq!(place.exit("graph huge.yml"), 2);
}

#[test]
fn a_folder_where_a_file_belongs() {
    let place = Place::with_rule().file("t.yml", CLEAN).folder("folder");
    assert_snapshot!(place.run("graph folder"), @r#"
    exit 2
    ---- stderr
    read::folder

      × folder is a folder
      help: name a file; only the paths of `check` may be folders
    "#);
    assert_snapshot!(place.run("check t.yml --config folder"), @r#"
    exit 2
    ---- stderr
    read::folder

      × --config: folder is a folder
      help: name a file; only the paths of `check` may be folders
    "#);
    assert_snapshot!(place.run("check t.yml --parameters folder"), @r#"
    exit 2
    ---- stderr
    read::folder

      × --parameters: folder is a folder
      help: name a file; only the paths of `check` may be folders
    "#);
    assert_snapshot!(place.run("check t.yml --output folder"), @r#"
    exit 2
    ---- stderr
    output::folder

      × --output: folder is a folder
      help: give the path of a file; one that exists is overwritten
    "#);
    assert_snapshot!(place.run("check t.yml --output no/report.txt"), @r#"
    exit 2
    ---- stderr
    output::no_folder

      × --output: no/report.txt cannot be written, because the folder no does not exist
      help: create the folder first, or give another path
    "#);
    assert_snapshot!(place.run("check t.yml --rules t.yml"), @r#"
    exit 2
    ---- stderr
    rules::folder

      × t.yml cannot be read as a folder of rules: it is a file
      help: --rules and the configuration's `rules` take folders with .rego files
    "#);
}

#[test]
fn a_named_file_that_is_no_template() {
    let place = Place::with_rule().file("values.yaml", "replicas: 3\n").file("README.md", "# Read me\n");
    assert_snapshot!(place.run("check values.yaml"), @r#"
    exit 2
    ---- stdout
    incomplete read::not_a_template

      × values.yaml: this is no CloudFormation template: it has no top-level Resources section
      help: a template has a top-level `Resources` section; of the CDK give the folder `cdk.out`, of
            Pulumi what `pulumi preview --json` prints; `check --ignore-non-templates` leaves other
            files out

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    assert_snapshot!(place.run("check README.md -q"), @r#"
    exit 2
    ---- stdout
    README.md incomplete the file is empty: it has no content besides white space and comments
    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    assert_snapshot!(place.run("check values.yaml README.md --ignore-non-templates -v"), @r#"
    exit 0
    ---- stdout
    skipped  README.md: it has no top-level Resources section
    skipped  values.yaml: it has no top-level Resources section

    nothing to check: none of the 2 entries that were found is a template
    0 files, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, in [time]
    "#);
    let place = place.file("t.yml", TEMPLATE);
    assert_snapshot!(place.run("check values.yaml t.yml --ignore-non-templates -q"), @r#"
    exit 1
    ---- stdout
    t.yml:5:18 medium topic-unnamed topic Topic is named orders
    1 file, 1 resource, 1 rule: 1 violated (1 medium), 0 undetermined, 0 satisfied, in [time]
    "#);
}

#[test]
fn other_kinds_of_files_are_known_by_name() {
    let place = Place::with_rule()
        .file("manifest.json", r#"{"version": "36.0.0", "artifacts": {}}"#)
        .file("deployment.yaml", "apiVersion: apps/v1\nkind: Deployment\n")
        .file("parameters.json", r#"[{"ParameterKey": "A", "ParameterValue": "b"}]"#);
    assert_snapshot!(place.run("check manifest.json deployment.yaml parameters.json -q"), @r#"
    exit 2
    ---- stdout
    deployment.yaml incomplete this is no CloudFormation template: it is a Kubernetes manifest
    manifest.json:1:1 incomplete the cloud assembly has no stack
    parameters.json incomplete this is no CloudFormation template: it is a parameter file, which --parameters takes
    3 files, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 3 incomplete, in [time]
    "#);
}

#[test]
fn standard_input() {
    let place = Place::with_rule();
    assert_snapshot!(place.run_with("check -", TEMPLATE), @r#"
    exit 1
    ---- stdout
    medium topic-unnamed

      ⚠ topic Topic is named orders
       ╭─[<stdin>:5:18]
     4 │     Properties:
     5 │       TopicName: orders
       ·                  ───┬──
       ·                     ╰── TopicName
       ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html

    1 file, 1 resource, 1 rule: 1 violated (1 medium), 0 undetermined, 0 satisfied, in [time]
    "#);
    assert_snapshot!(place.run_with("check - -q", ""), @r#"
    exit 2
    ---- stdout
    <stdin> incomplete the file is empty: it has no content besides white space and comments
    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    assert_snapshot!(place.run_with("check - -q", BROKEN), @r#"
    exit 2
    ---- stdout
    <stdin>:2:6 incomplete the bracket `[` is never closed
    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    assert_snapshot!(place.run_with("check - -q", "a: 1\n"), @r#"
    exit 2
    ---- stdout
    <stdin> incomplete this is no CloudFormation template: it has no top-level Resources section
    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    assert_snapshot!(place.run_with("check - -q --ignore-non-templates", "a: 1\n"), @r#"
    exit 0
    ---- stdout
    nothing to check: the one entry that was found is no template; --verbose says why
    0 files, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, in [time]
    "#);
    assert_snapshot!(place.run_with("graph -", BROKEN), @r#"
    exit 2
    ---- stderr
    graph::syntax

      × <stdin>:2:6: the bracket `[` is never closed
      help: `cfn-guardian check -` shows the place
    "#);
}

#[test]
fn a_file_given_twice_is_checked_once() {
    let place = Place::with_rule().file("lib/a.yml", TEMPLATE);
    assert_snapshot!(place.run("check lib/a.yml lib lib/../lib/a.yml -q"), @r#"
    exit 1
    ---- stdout
    lib/a.yml:5:18 medium topic-unnamed topic Topic is named orders
    1 file, 1 resource, 1 rule: 1 violated (1 medium), 0 undetermined, 0 satisfied, in [time]
    "#);
}

#[test]
#[cfg(unix)]
fn a_file_that_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::with_rule().file("lib/a.yml", TEMPLATE).file("lib/closed.yml", TEMPLATE);
    std::fs::set_permissions(place.path("lib/closed.yml"), std::fs::Permissions::from_mode(0o000)).unwrap();
    if File::open(place.path("lib/closed.yml")).is_ok() {
        return; // Whoever runs the tests may read everything.
    }
    let said = place.run("check lib -q");
    assert!(
        said.starts_with("exit 2\n") && said.contains("lib/closed.yml incomplete the file cannot be read"),
        "{said}"
    );
    assert!(said.contains("lib/a.yml:5:18 medium topic-unnamed"), "{said}");
}
