//! The traceability table: what stands in it, and what rules say of stacks.

use crate::support::Place;
use insta::assert_snapshot;
use serde_json::{Value, json};

/// A template with one table.
fn table(recovery: &str) -> String {
    format!(
        "Parameters:\n  Recovery: {{Type: String}}\nResources:\n  Orders:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      \
         KeySchema: [{{AttributeName: id, KeyType: HASH}}]\n      \
         PointInTimeRecoverySpecification: {{PointInTimeRecoveryEnabled: {recovery}}}\n"
    )
}

/// The row of a table in JSON.
fn row<'t>(table: &'t Value, id: &str) -> &'t Value {
    table["requirements"].as_array().unwrap().iter().find(|row| row["id"] == id).unwrap()
}

/// The lines of the table in text that are about a row.
fn lines(text: &str, id: &str) -> String {
    let mut lines = text.lines().skip_while(|line| line.split_whitespace().next() != Some(id));
    let first = lines.next().unwrap();
    let rest: Vec<&str> = lines.take_while(|line| line.starts_with("      ")).collect();
    format!("{first}\n{}\n", rest.join("\n"))
}

#[test]
fn the_table_has_every_requirement_for_people_and_programs() {
    let place = Place::new();
    let table = place.json("coverage --format json");
    let text = place.run("coverage");
    let rows = table["requirements"].as_array().unwrap();
    assert_eq!((rows.len(), table["stacks"].as_array().unwrap().len()), (142, 0));
    let rules = place.json("rules --format json");
    for row in rows {
        let id = row["id"].as_str().unwrap();
        let lines = lines(&text, id);
        assert!(lines.contains(row["text"].as_str().unwrap()), "{lines}");
        assert!(row["verdicts"].as_array().unwrap().is_empty());
        let named: Vec<&str> = row["rules"].as_array().unwrap().iter().map(|rule| rule.as_str().unwrap()).collect();
        let enforcing = rules.as_array().unwrap().iter();
        let enforcing = enforcing.filter(|rule| rule["requirements"].as_array().unwrap().contains(&json!(id)));
        assert_eq!(named, enforcing.map(|rule| rule["id"].as_str().unwrap()).collect::<Vec<_>>(), "{id}");
        assert!(named.iter().all(|rule| lines.contains(rule)), "{lines}");
        let fixtures = |kind: &str| row["fixtures"][kind].as_u64().unwrap() as usize;
        let least = if named.is_empty() { 0 } else { 2 * named.len() };
        assert!(fixtures("failing") >= least && fixtures("passing") >= least, "{id}");
        assert_eq!(row["scope"] == "stack", lines.contains("(the stack's own tests show it)"), "{id}");
    }
}

#[test]
fn fixtures_are_counted_as_they_lie_in_the_folders() {
    let table = Place::new().json("coverage --format json");
    let count = |start: &str| {
        let files = std::fs::read_dir(crate::support::repository("fixtures/dynamodb-table-pitr")).unwrap();
        let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.starts_with(start) && !name.ends_with(".expect")).count()
    };
    let row = row(&table, "B6");
    assert_eq!(row["rules"], json!(["dynamodb-table-pitr"]));
    let counts = json!({"failing": count("fail-"), "passing": count("pass-"), "undetermined": count("undetermined-")});
    assert_eq!(row["fixtures"], counts);
}

#[test]
fn each_stack_has_a_verdict_on_each_row() {
    let place = Place::new()
        .file("off/t.yml", table("false"))
        .file("open.yml", table("!Ref Recovery"))
        .file("on.yml", table("true"))
        .file("none.yml", "Resources:\n  Topic: {Type: AWS::SNS::Topic}\n");
    let paths = "off open.yml on.yml none.yml";
    let table = place.json(&format!("coverage {paths} --format json"));
    let rule = json!(["dynamodb-table-pitr"]);
    assert_eq!(
        row(&table, "B6")["verdicts"],
        json!([
            {"stack": "off", "verdict": "violated", "rules": rule},
            {"stack": "open.yml", "verdict": "undetermined", "rules": rule},
            {"stack": "on.yml", "verdict": "satisfied", "rules": rule},
            {"stack": "none.yml", "verdict": "not-judged", "rules": []},
        ])
    );
    for stack in table["stacks"].as_array().unwrap() {
        let counts = ["violated", "undetermined", "satisfied", "not_judged"].map(|key| stack[key].as_u64().unwrap());
        assert_eq!(counts.iter().sum::<u64>(), 142, "{stack}");
    }
    // What is found does not make the table fail: `check` is for that.
    assert_eq!(place.exit(&format!("coverage {paths}")), 0);
    let text = place.run(&format!("coverage {paths}"));
    let head = text.lines().nth(2).unwrap();
    assert_snapshot!(format!("{head}\n{}{}", lines(&text, "B6"), lines(&text, "P27")), @r#"
    ROW   SCOPE    FAIL  PASS  UNDETERMINED  [1]           [2]           [3]           [4]           REQUIREMENT
    B6    any      3     2     1             violated      undetermined  satisfied     not judged    DynamoDB tables have point-in-time recovery
          dynamodb-table-pitr
    P27   stack    -     -     -             not judged    not judged    not judged    not judged    README with deployment instructions
          (the stack's own tests show it)
    "#);
}

#[test]
fn the_worst_verdict_of_a_stack_counts() {
    let place = Place::new().file("all/on.yml", table("true")).file("all/off.yml", table("false"));
    let table = place.json("coverage all --format json");
    assert_eq!(row(&table, "B6")["verdicts"][0]["verdict"], "violated");
}

#[test]
fn each_stack_is_judged_under_its_own_configuration() {
    let topic = "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties: {TopicName: orders}\n";
    let place = Place::new()
        .file("a/t.yml", topic)
        .file("a/.cfn-guardian.yml", "settings: {name_prefix: prod-}\n")
        .file("b/t.yml", topic)
        .file("b/.cfn-guardian.yml", "profile: requirements\n");
    let table = place.json("coverage a b --format json");
    let (a, b) = (&table["stacks"][0], &table["stacks"][1]);
    assert_eq!((&a["profile"], &b["profile"]), (&json!("default"), &json!("requirements")));
    let verdicts = &row(&table, "S19")["verdicts"];
    assert_eq!(verdicts[0]["verdict"], "violated");
    assert_eq!(verdicts[0]["rules"], json!(["resource-names-have-prefix"]));
    assert_eq!(verdicts[1]["verdict"], "not-judged");
    assert_eq!(b["without_settings"]["resource-names-have-prefix"], json!(["name_prefix"]));
    assert!(a["without_settings"].get("resource-names-have-prefix").is_none());
    // One for all of them.
    let table = place.json("coverage a b --config a/.cfn-guardian.yml --format json");
    assert_eq!(row(&table, "S19")["verdicts"][1]["verdict"], "violated");
}

#[test]
fn what_cannot_be_judged_is_said() {
    let place = Place::new().file("broken.yml", "Resources: [\n").folder("empty").file("t.yml", table("true"));
    for (paths, exit, said) in [
        ("missing.yml t.yml", 2, "    missing.yml cannot be read: "),
        ("broken.yml", 2, "    broken.yml cannot be read: "),
        ("empty", 3, "    there is nothing to judge\n"),
        ("empty broken.yml", 2, "    there is nothing to judge\n"),
    ] {
        let text = place.run(&format!("coverage {paths}"));
        assert!(text.starts_with(&format!("exit {exit}\n")) && text.contains(said), "{paths}: {text}");
    }
    for arguments in ["coverage --config x.yml", "coverage --profile default"] {
        let text = place.run(arguments);
        assert!(text.starts_with("exit 2\n") && text.contains("<STACK>..."), "{text}");
    }
    let text = place.run("coverage t.yml --config x.yml");
    assert!(text.starts_with("exit 2\n") && text.contains("--config: x.yml does not exist"), "{text}");
}
