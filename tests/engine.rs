//! Rules through the compiler, the virtual machine and the interpreter, over a small graph.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod engine_support;

use cfn_guardian::engine::{Answer, Evaluation, Place};
use cfn_guardian::finding::Verdict;
use cfn_guardian::resolve::value::Step;
use engine_support::{World, card, key, property, rules};

const ENCRYPTED: &str = r#"
import data.guardian.graph

violations contains graph.violation(db, ["StorageEncrypted"], sprintf("storage of %v is not encrypted", [db.id])) if {
	some db in graph.resources("AWS::RDS::DBInstance")
	not graph.is_true(db.properties.StorageEncrypted)
}
"#;

/// Evaluates compiled and interpreted, which must agree.
fn both(files: &[(&str, String)], world: &World) -> Evaluation {
    let rules = rules(files).unwrap();
    let own = |rule: &usize| rules.cards()[*rule].id.starts_with("own-");
    let selected: Vec<usize> = (0..rules.cards().len()).filter(own).collect();
    let compiled = rules.evaluate(&selected, &world.graph, &world.input);
    let interpreted = rules.interpreted().unwrap().evaluate(&selected, &world.graph, &world.input);
    assert_eq!(compiled, interpreted, "the compiled rules and the interpreted rules differ");
    compiled
}

fn sole(evaluation: &Evaluation) -> &Answer {
    assert_eq!(evaluation.answers.len(), 1, "{evaluation:?}");
    &evaluation.answers[0]
}

#[test]
fn a_missing_property_is_a_violation_and_an_unknown_one_is_undetermined() {
    let text = card("own-encrypted", &["AWS::RDS::DBInstance"], &["StorageEncrypted"]) + ENCRYPTED;
    let rule = [("own-encrypted.rego", text)];
    let with = |properties: &str| World::of(&[("Db", "AWS::RDS::DBInstance", properties)]);

    let missing = both(&rule, &with("{}"));
    assert_eq!(sole(&missing).verdict, Verdict::Violated);
    assert_eq!(sole(&missing).message, "storage of Db is not encrypted");
    assert_eq!(sole(&missing).place, property("Db", &[key("StorageEncrypted")]));
    assert_eq!((missing.satisfied, missing.ran), (0, 1));

    let unknown = both(&rule, &with(r#"{"StorageEncrypted": {"$unknown": {"reason": "parameter", "name": "Enc"}}}"#));
    assert_eq!(sole(&unknown).verdict, Verdict::Undetermined);
    assert_eq!(sole(&unknown).message, "StorageEncrypted of Db is not known");
    assert_eq!(sole(&unknown).reason.as_deref(), Some("parameter Enc has no default"));

    for encrypted in ["true", "\"true\""] {
        let satisfied = both(&rule, &with(&format!(r#"{{"StorageEncrypted": {encrypted}}}"#)));
        // The rule's number is its place among the built-in ones.
        let [number] = satisfied.satisfying[..] else { panic!("{satisfied:?}") };
        assert_eq!(satisfied, Evaluation { satisfied: 1, ran: 1, satisfying: vec![number], ..Evaluation::default() });
    }
}

#[test]
fn rules_whose_types_do_not_occur_do_not_run() {
    let world = World::of(&[("Bucket", "AWS::S3::Bucket", "{}")]);
    for (types, ran) in [
        (&["AWS::RDS::DBInstance"][..], 0),
        (&["AWS::RDS::*"], 0),
        (&["AWS::S3::*"], 1),
        (&["*"], 1),
        (&["AWS::S3::BucketPolicy"], 0),
        (&["AWS::RDS::DBInstance", "AWS::S3::Bucket"], 1),
    ] {
        let rule = card("own-encrypted", types, &[]) + ENCRYPTED;
        assert_eq!(both(&[("own-encrypted.rego", rule)], &world).ran, ran, "{types:?}");
    }
}

#[test]
fn every_helper_means_the_same_compiled_and_interpreted() {
    let world = World::of(&[
        (
            "Bucket",
            "AWS::S3::Bucket",
            r#"{"Flag": "True", "Off": false, "Port": "22", "Size": 7, "List": ["a"], "One": "X", "Nested": {"A": [{"B": 1}]},
                "Key": {"$ref": "Key", "attribute": "Arn"}, "Plain": {"$ref": "Key"},
                "Who": {"$unknown": {"reason": "parameter", "name": "Who"}},
                "Secret": {"$dynamic": {"service": "ssm", "reference": "/a"}},
                "Text": {"$text": ["arn:", {"$ref": "Key"}, ":", {"$unknown": {"reason": "import", "name": "Net"}}]}}"#,
        ),
        ("Key", "AWS::KMS::Key", "{}"),
        ("Policy", "AWS::S3::BucketPolicy", r#"{"Bucket": {"$ref": "Bucket"}}"#),
    ]);
    let expected = [
        r#"lookup [["Bucket"],["Bucket","Key"],[],"AWS::KMS::Key"]"#,
        r#"true ["Flag"]"#,
        r#"false ["Off"]"#,
        "missing is not true [true]",
        r#"number {"Port":22,"Size":7}"#,
        r#"list [["a"],["X"]]"#,
        "missing is no list []",
        r#"lower {"Flag":"true","Off":"false","One":"x","Port":"22","Size":"7"}"#,
        r#"unknown ["Who"]"#,
        r#"ref ["Key","Plain"]"#,
        r#"dynamic ["Secret"]"#,
        r#"mixed ["Text"]"#,
        r#"text ["Flag","One","Port"]"#,
        r#"show {"Flag":"True","Key":"${Key.Arn}","List":"[\"a\"]","Nested":"{\"A\":[{\"B\":1}]}","Off":"false","One":"X","Plain":"${Key}","Port":"22","Secret":"{{resolve:ssm:/a}}","Size":"7","Text":"arn:${Key}:${Net}","Who":"${Who}"}"#,
        "missing shows nothing []",
        r#"show_at ["7","absent","1"]"#,
        r#"at [1,"X"]"#,
        r#"targets [["Key"],["Key"],[],[]]"#,
        r#"referrers [["Policy"],[],[]]"#,
        r#"refers [[],["Bucket"]]"#,
        "does not refer [true]",
        r#"parameter_at ["DbPassword"]"#,
        "facts [1,0,1,0]",
        r#"setting ["corp-"]"#,
    ];
    let rule = card("own-helpers", &["AWS::S3::Bucket"], &[]) + include_str!("engine_helpers.rego");
    let evaluation = both(&[("own-helpers.rego", rule)], &world);
    assert_eq!(evaluation.incomplete, []);
    let found: Vec<&str> = evaluation.answers.iter().map(|answer| answer.message.as_str()).collect();
    for line in expected {
        assert!(found.contains(&line), "expected {line}\nfound {found:#?}");
    }
    assert_eq!(found.len(), expected.len());
}

#[test]
fn answers_point_into_properties_attributes_and_the_template() {
    let rule = card("own-places", &["AWS::S3::Bucket"], &[])
        + r#"
import data.guardian.graph

violations contains graph.attribute_violation(bucket, ["DeletionPolicy"], "kept") if {
	some bucket in graph.resources("AWS::S3::Bucket")
}

violations contains graph.template_violation(["Outputs", "Name", "Value"], "shown")

violations contains graph.violation_with(bucket, ["List", 1], "listed", [graph.related(other, [], "the key")]) if {
	some bucket in graph.resources("AWS::S3::Bucket")
	some other in graph.resources("AWS::KMS::Key")
}

undetermined contains graph.undetermined(bucket, ["Key"], "the key is in another stack") if {
	some bucket in graph.resources("AWS::S3::Bucket")
}
"#;
    let world = World::of(&[("Bucket", "AWS::S3::Bucket", r#"{"List": ["a", "b"]}"#), ("Key", "AWS::KMS::Key", "{}")]);
    let evaluation = both(&[("own-places.rego", rule)], &world);
    let told = evaluation.answers.iter().map(|answer| (answer.place.clone(), answer.message.as_str(), answer.verdict));
    let attribute = Place::Attribute { resource: "Bucket".into(), path: vec![key("DeletionPolicy")] };
    let output = Place::Template { path: vec![key("Outputs"), key("Name"), key("Value")] };
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            (property("Bucket", &[key("Key")]), "Bucket cannot be judged", Verdict::Undetermined),
            (property("Bucket", &[key("List"), Step::Index(1)]), "listed", Verdict::Violated),
            (attribute, "kept", Verdict::Violated),
            (output, "shown", Verdict::Violated),
        ]
    );
    assert_eq!(evaluation.answers[0].reason.as_deref(), Some("the key is in another stack"));
    assert_eq!(evaluation.answers[1].related, [(property("Key", &[]), "the key".to_owned())]);
}

#[test]
fn what_the_helpers_did_not_build_makes_the_rule_incomplete() {
    let world = World::of(&[("Bucket", "AWS::S3::Bucket", "{}")]);
    for (member, expected) in [
        ("7", "no `message`"),
        (r#"{"message": "x", "related": []}"#, "`path` is no array"),
        (r#"graph.violation({"key": "Nope"}, [], "x")"#, "no resource `Nope`"),
        (r#"graph.violation({"key": "Bucket"}, [true], "x")"#, "`path` is no array"),
        (r#"graph.violation_with({"key": "Bucket"}, [], "x", [1])"#, "without `label`"),
        (r#"object.union(graph.violation({"key": "Bucket"}, [], "x"), {"section": "other"})"#, "section `other`"),
    ] {
        let rule = card("own-wrong", &["*"], &[])
            + "import data.guardian.graph\n\nviolations contains "
            + member
            + " if graph.resource(\"Bucket\")\n";
        let evaluation = both(&[("own-wrong.rego", rule)], &world);
        assert_eq!(evaluation.answers, []);
        assert_eq!(evaluation.satisfied, 0);
        let reason = &evaluation.incomplete[0].1;
        assert!(reason.contains(expected), "{member}: {reason}");
    }
}

#[test]
fn a_user_library_is_shared_and_tests_are_left_out() {
    let rule = card("own-lib", &["AWS::S3::Bucket"], &[])
        + r#"
import data.custom.names
import data.guardian.graph

violations contains graph.violation(bucket, [], names.message(bucket)) if {
	some bucket in graph.resources("AWS::S3::Bucket")
}
"#;
    let lib = "package custom.names\n\nmessage(node) := sprintf(\"named %v\", [node.id])\n".to_owned();
    let test = "package own_test\n\ntest_it if { data.custom.names.x with input as {} }\n".to_owned();
    let world = World::of(&[("Bucket", "AWS::S3::Bucket", "{}")]);
    let files = [("own-lib.rego", rule), ("names.rego", lib), ("own-lib_test.rego", test)];
    assert_eq!(sole(&both(&files, &world)).message, "named Bucket");
}

#[test]
fn a_rule_set_runs_on_many_threads_alike() {
    let rule = card("own-encrypted", &["AWS::RDS::DBInstance"], &["StorageEncrypted"]) + ENCRYPTED;
    let rules = rules(&[("own-encrypted.rego", rule)]).unwrap();
    let selected = [rules.position("own-encrypted").unwrap()];
    let world = World::of(&[("Db", "AWS::RDS::DBInstance", "{}")]);
    let evaluate = || rules.evaluate(&selected, &world.graph, &world.input);
    let alone = evaluate();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(evaluate)).collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), alone);
        }
    });
}
