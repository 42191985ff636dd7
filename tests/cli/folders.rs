//! Folders: what is found in them, and what is left out and why. One bad file never costs the report of the others.

use crate::support::{CLEAN, Place, TEMPLATE};
use insta::assert_snapshot;

const BROKEN: &str = "Resources:\n  A: [\n";

#[test]
fn a_folder_with_nothing_to_check() {
    let place = Place::with_rule().folder("empty").file("other/package.json", "{\"name\": \"x\"}");
    assert_snapshot!(place.run("check empty"), @r#"
    exit 3
    ---- stdout
    nothing to check: no .yaml, .yml, .json, .template or .cfn file was found
    0 files, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, in [time]
    "#);
    assert_snapshot!(place.run("check other"), @r#"
    exit 3
    ---- stdout
    nothing to check: the one entry that was found is no template; --verbose says why
    0 files, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, in [time]
    "#);
    assert_snapshot!(place.run("check other -v"), @r#"
    exit 3
    ---- stdout
    skipped  other/package.json: it has no top-level Resources section

    nothing to check: the one entry that was found is no template
    0 files, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, in [time]
    "#);
    for format in ["text", "json"] {
        assert_eq!(place.exit(&format!("check other --format {format}")), 3);
        assert_eq!(place.exit(&format!("check other --format {format} --exit-zero")), 3);
        assert_eq!(place.exit(&format!("check other --format {format} --ignore-non-templates")), 0);
    }
}

#[test]
fn broken_files_among_good_ones() {
    let place = Place::with_rule()
        .file("lib/a.yml", TEMPLATE)
        .file("lib/b.yml", BROKEN)
        .file("lib/c/d.json", "{\"Resources\": {\"A\": {\"Type\": \"AWS::SNS::Topic\"}}")
        .file("lib/e.yml", CLEAN)
        .file("lib/notes.yml", "- milk\n");
    assert_snapshot!(place.run("check lib -q"), @r#"
    exit 2
    ---- stdout
    lib/a.yml:5:18 medium topic-unnamed topic Topic is named orders
    lib/b.yml:2:6 incomplete the bracket `[` is never closed
    lib/c/d.json:1:1 incomplete the bracket `{` is never closed
    4 files, 2 resources, 1 rule: 1 violated (1 medium), 0 undetermined, 0 satisfied, 2 incomplete, in [time]
    "#);
    assert_eq!(place.exit("check lib --exit-zero"), 2);
    let report = place.json("check lib --format json");
    assert_eq!((&report["summary"]["exit_code"], &report["summary"]["violated"]), (&2.into(), &1.into()));
    assert_eq!(report["files"].as_array().unwrap().len(), 4);
}

#[test]
fn only_broken_files() {
    let place = Place::with_rule().file("lib/a.yml", BROKEN).file("lib/b.yml", "Resources:\n\tA: 1\n");
    assert_snapshot!(place.run("check lib -q"), @r#"
    exit 2
    ---- stdout
    lib/a.yml:2:6 incomplete the bracket `[` is never closed
    lib/b.yml:2:1 incomplete a tab is used for indentation
    2 files, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 2 incomplete, in [time]
    "#);
}

#[test]
fn what_git_ignores_is_left_out() {
    let place = Place::with_rule()
        .file(".gitignore", "build/\n*.tmp.yml\n")
        .file("lib/.gitignore", "old.yml\n")
        .file("build/a.yml", TEMPLATE)
        .file("lib/a.yml", TEMPLATE)
        .file("lib/b.tmp.yml", TEMPLATE)
        .file("lib/old.yml", TEMPLATE)
        .file("node_modules/x/t.yml", TEMPLATE)
        .file(".cache/t.yml", TEMPLATE);
    assert_snapshot!(place.run("check . -v --exit-zero"), @r#"
    exit 0
    ---- stdout
    medium topic-unnamed

      ⚠ topic Topic is named orders
       ╭─[lib/a.yml:5:18]
     4 │     Properties:
     5 │       TopicName: orders
       ·                  ───┬──
       ·                     ╰── TopicName
       ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html

    read     lib/a.yml: cloudformation, 1 resource, 1 deployment
    skipped  .cache: a hidden folder
    skipped  build: ignored by .gitignore
    skipped  lib/b.tmp.yml: ignored by .gitignore
    skipped  lib/old.yml: ignored by .gitignore
    skipped  node_modules: installed packages

    1 file, 1 resource, 1 rule: 1 violated (1 medium), 0 undetermined, 0 satisfied, in [time]
    "#);
    // Whoever names a file wants it checked.
    assert_eq!(place.exit("check lib/old.yml"), 1);
}

#[test]
fn what_the_configuration_excludes_is_left_out() {
    let place = Place::with_rule()
        .file(".cfn-guardian.yml", "rules: [policy]\nonly: [topic-unnamed]\nexclude: [vendor/, '*.draft.yml']\n")
        .file("vendor/a.yml", TEMPLATE)
        .file("lib/b.draft.yml", TEMPLATE)
        .file("lib/c.yml", TEMPLATE);
    assert_snapshot!(place.run("check . -v --exit-zero"), @r#"
    exit 0
    ---- stdout
    medium topic-unnamed

      ⚠ topic Topic is named orders
       ╭─[lib/c.yml:5:18]
     4 │     Properties:
     5 │       TopicName: orders
       ·                  ───┬──
       ·                     ╰── TopicName
       ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html

    read     lib/c.yml: cloudformation, 1 resource, 1 deployment
    skipped  lib/b.draft.yml: excluded by `*.draft.yml` of the configuration
    skipped  vendor: excluded by `vendor/` of the configuration

    1 file, 1 resource, 1 rule: 1 violated (1 medium), 0 undetermined, 0 satisfied, in [time]
    "#);
    assert_eq!(place.exit("check vendor/a.yml"), 1);
    assert_eq!(place.exit("check vendor/a.yml --ignore-non-templates"), 0);
}

#[test]
#[cfg(unix)]
fn pipes_devices_and_links() {
    let place = Place::with_rule().file("lib/a.yml", TEMPLATE).file("outside.yml", TEMPLATE);
    let link = |to: &str, name: &str| std::os::unix::fs::symlink(to, place.path(name)).unwrap();
    link("../outside.yml", "lib/out.yml");
    link("a.yml", "lib/inside.yml");
    link("nothing.yml", "lib/dead.yml");
    link("..", "lib/up.yml");
    assert!(std::process::Command::new("mkfifo").arg(place.path("pipe.yml")).status().unwrap().success());
    assert_snapshot!(place.run("check lib -v --exit-zero"), @r#"
    exit 0
    ---- stdout
    medium topic-unnamed

      ⚠ topic Topic is named orders
       ╭─[lib/a.yml:5:18]
     4 │     Properties:
     5 │       TopicName: orders
       ·                  ───┬──
       ·                     ╰── TopicName
       ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html

    read     lib/a.yml: cloudformation, 1 resource, 1 deployment
    skipped  lib/dead.yml: a symbolic link to nothing
    skipped  lib/out.yml: a symbolic link that leads out of the folder
    skipped  lib/up.yml: a symbolic link that leads out of the folder

    1 file, 1 resource, 1 rule: 1 violated (1 medium), 0 undetermined, 0 satisfied, in [time]
    "#);
    assert_snapshot!(place.run("check pipe.yml /dev/zero lib/dead.yml -q --config .cfn-guardian.yml"), @r#"
    exit 2
    ---- stdout
    /dev/zero incomplete this is a device, not a file
    lib/dead.yml incomplete the file does not exist
    pipe.yml incomplete this is a pipe, not a file
    3 files, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 3 incomplete, in [time]
    "#);
}
