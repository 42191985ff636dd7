//! What the chore writes must hold without an edit: the card, the compiler and every fixture.

use super::*;
use cfn_guardian::cli::{args, dispatch};
use std::collections::BTreeSet;
use std::ffi::OsString;
use tempfile::TempDir;

fn repository() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("rules/data")).unwrap();
    fs::write(folder.path().join(SERVICES), "# Services.\n- general\n- dax\n").unwrap();
    folder
}

fn rule(id: &str) -> NewRule {
    let [service, severity, resource, property] = ["dax", "high", "AWS::DAX::Cluster", "Encrypted"].map(str::to_owned);
    NewRule { service, id: id.to_owned(), severity, resource, property }
}

/// The lines that a fixture marks, with the verdict.
fn marked(text: &str, id: &str) -> BTreeSet<(u64, &'static str)> {
    let marks = [("violated", format!("# expect: {id}")), ("undetermined", format!("# expect-undetermined: {id}"))];
    let lines = text.lines().zip(1_u64..);
    lines
        .flat_map(|(line, number)| {
            marks.iter().filter(|(_, mark)| line.ends_with(mark.as_str())).map(move |(verdict, _)| (number, *verdict))
        })
        .collect()
}

/// The lines that the program reports, with the verdict.
fn reported(root: &Path, fixture: &Path, id: &str) -> BTreeSet<(u64, String)> {
    let output = root.join("report.json");
    let mut arguments: Vec<OsString> =
        ["cfn-guardian", "check", "--no-config", "--format=json", "--show=undetermined", "--only", id]
            .map(OsString::from)
            .to_vec();
    arguments.extend(["--rules".into(), root.join("rules").into(), "--output".into(), output.clone().into()]);
    arguments.push(fixture.into());
    dispatch(args::parse(arguments).unwrap()).unwrap();
    let report: serde_json::Value = serde_json::from_str(&fs::read_to_string(output).unwrap()).unwrap();
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .map(|finding| {
            let line = finding["span"]["start"]["line"].as_u64().unwrap();
            (line, finding["verdict"].as_str().unwrap().to_owned())
        })
        .collect()
}

#[test]
fn the_rule_compiles_and_its_fixtures_hold() {
    let folder = repository();
    let id = "dax-cluster-example";
    let said = run(&rule(id), folder.path()).unwrap();
    assert!(said.contains("cargo run -- check --only dax-cluster-example"), "{said}");

    let file = folder.path().join("rules/dax/dax-cluster-example.rego");
    let card = Card::parse("rules/dax/dax-cluster-example.rego", &fs::read_to_string(file).unwrap(), "dax").unwrap();
    assert_eq!((card.id.as_str(), card.resources[0].as_str()), (id, "AWS::DAX::Cluster"));
    assert!(card.references[0].ends_with("/aws-resource-dax-cluster.html"), "{:?}", card.references);

    let mut counts = (0, 0, 0);
    for (name, _) in FIXTURES {
        let fixture = folder.path().join("fixtures").join(id).join(name);
        let expected = marked(&fs::read_to_string(&fixture).unwrap(), id);
        let found = reported(folder.path(), &fixture, id);
        let found: BTreeSet<(u64, &str)> = found.iter().map(|(line, verdict)| (*line, verdict.as_str())).collect();
        assert_eq!(found, expected, "{name}");
        match name.split('-').next() {
            Some("fail") => counts.0 += usize::from(expected.iter().any(|(_, verdict)| *verdict == "violated")),
            Some("pass") => counts.1 += usize::from(expected.is_empty()),
            _ => counts.2 += usize::from(expected.iter().all(|(_, verdict)| *verdict == "undetermined")),
        }
    }
    assert_eq!(counts, (2, 2, 1));
}

#[test]
fn nothing_is_written_over_and_wrong_names_write_nothing() {
    let folder = repository();
    let taken = rule("dax-cluster-example");
    run(&taken, folder.path()).unwrap();
    assert!(run(&taken, folder.path()).unwrap_err().to_string().contains("is there already"));
    for (wrong, says) in [
        (NewRule { service: "dacks".to_owned(), ..rule("dax-a") }, "no service"),
        (NewRule { id: "Dax_A".to_owned(), ..rule("dax-a") }, "no rule id"),
        (NewRule { severity: "grave".to_owned(), ..rule("dax-a") }, "no severity"),
        (NewRule { resource: "Cluster".to_owned(), ..rule("dax-a") }, "no resource type"),
        (NewRule { property: "A\"]".to_owned(), ..rule("dax-a") }, "no name of a property"),
    ] {
        let error = run(&wrong, folder.path()).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
    assert!(!folder.path().join("fixtures/dax-a").exists());
}
