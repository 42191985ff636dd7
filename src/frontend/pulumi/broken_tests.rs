//! Streams, and what is broken.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

use super::tests::{
    BUCKET, KEY, SIGNATURE, UNKNOWN, document, input, loaded, messages, preview, shown, source, state, urn,
};
use super::*;
use crate::problem::Level;
use crate::source::{Entry, Key, Kind, Limits, Node, ReadError, Scalar, Source, SourceId};
use serde_json::{Value, json};

fn refused(text: &str) -> ReadError {
    load(SourceId(0), &Source::new("p", text, 0), &Limits::default()).unwrap_err()
}

/// Events of a run that makes a bucket, and fails.
fn events() -> Vec<Value> {
    let new = state(BUCKET, "b", json!({"kmsKeyId": UNKNOWN, "acl": "private"}), json!({}));
    let metadata = json!({"op": "create", "urn": new["urn"], "new": new});
    let deleted = json!({"op": "delete", "urn": urn(KEY, "k"), "old": {}, "new": null});
    let late = json!({"op": "same", "new": state(KEY, "late", json!({}), json!({}))});
    vec![
        json!({"sequence": 0, "timestamp": 1, "preludeEvent": {"config": {"aws:region": "eu-west-1"}}}),
        json!({"sequence": 1, "timestamp": 1, "resourcePreEvent": {"metadata": metadata, "planning": true}}),
        json!({"sequence": 2, "timestamp": 1, "resourcePreEvent": {"metadata": deleted}}),
        json!({"sequence": 3, "timestamp": 1, "resOutputsEvent": {"metadata": metadata}}),
        json!({"sequence": 4, "timestamp": 1, "resOutputsEvent": {"metadata": late}}),
        json!({"sequence": 5, "timestamp": 1, "diagnosticEvent": {"severity": "error", "message": "<{%fg 1%}>error: <{%reset%}>it broke"}}),
        json!({"sequence": 6, "timestamp": 1, "summaryEvent": {"resourceChanges": {"create": 1}}}),
    ]
}

#[test]
fn a_stream_is_read_line_by_line_or_as_a_list() {
    let lines: Vec<String> = events().iter().map(Value::to_string).collect();
    let text = Source::new("events.json", format!("\n{}\r\n\n", lines.join("\n  ")), 0);
    let streamed = load(SourceId(0), &text, &Limits::default()).unwrap();
    let listed = loaded(&json!({"events": events()}));
    for deployment in [&streamed, &listed] {
        let names: Vec<&str> = deployment.states.iter().map(|state| &*state.name).collect();
        assert_eq!(names, ["late", "b"]);
        assert_eq!(shown(input(deployment, "b", &["kmsKeyId"])), "until-apply kmsKeyId []");
        assert_eq!(deployment.states[1].provenance.options.region.as_deref(), Some("eu-west-1"));
        let problems = messages(deployment);
        assert!(problems[0].ends_with("it broke"), "{problems:?}");
        assert_eq!((deployment.problems[1].level(), problems.len()), (Level::Warning, 2), "{problems:?}");
    }
    let b = &streamed.states[1];
    assert_eq!(text.slice(b.urn_span), format!("\"{}\"", b.urn));
    assert_eq!(text.slice(b.inputs_span), "\"inputs\"");
    assert_eq!(text.slice(input(&streamed, "b", &["acl"]).span), "\"private\"");
    assert_eq!(text.slice(streamed.span), "{");
    assert_eq!(kind_of(&document(&json!({"events": events()}))), Some(DocumentKind::Events));
}

#[test]
fn a_stream_with_something_else_in_it_is_refused_at_its_place() {
    let first = events()[0].to_string();
    match refused(&format!("{first}\n  warning: x\n")) {
        ReadError::Syntax { span, help, .. } => {
            assert_eq!((span.start as usize, span.end - span.start), (first.len() + 3, 10));
            assert!(help.contains("2>/dev/null"), "{help}");
        }
        other => panic!("{other:?}"),
    }
    match refused(&format!("{first}\n{{\"sequence\": 1, \"a\": [")) {
        ReadError::Syntax { span, message, related, .. } => {
            assert!(message.contains("cut off"), "{message}");
            assert!(span.start as usize > first.len());
            assert!(related[0].0.start as usize > first.len());
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn noise_and_cut_off_documents_say_what_to_do() {
    let whole = source(&preview([state(BUCKET, "b", json!({}), json!({}))])).text;
    match refused(&format!("Previewing update (dev):\n{whole}")) {
        ReadError::Syntax { span, help, .. } => {
            assert_eq!((span.start, span.end), (0, 25));
            assert!(help.contains("2>/dev/null"), "{help}");
        }
        other => panic!("{other:?}"),
    }
    assert!(
        matches!(refused(&format!("{{\"level\": 1}}\n{whole}")), ReadError::Syntax { help, .. } if help.contains("2>/dev/null"))
    );
    for length in (1..whole.trim_end().len()).filter(|length| whole.is_char_boundary(*length)) {
        let error = refused(&whole[..length]);
        assert!(error.to_string().contains("cut off") || matches!(error, ReadError::Syntax { .. }), "{length} {error}");
    }
    assert!(refused(&whole[..whole.len() / 2]).to_string().contains("cut off"));
}

#[test]
fn kinds_are_told_apart() {
    let kind = |value: Value| kind_of(&document(&value));
    assert_eq!(kind(json!({"steps": [{"op": "create", "urn": "x"}]})), Some(DocumentKind::Preview));
    assert_eq!(kind(json!({"changeSummary": {}})), Some(DocumentKind::Preview));
    assert_eq!(kind(json!({"version": 3, "deployment": {}})), Some(DocumentKind::Export));
    assert_eq!(kind(events()[0].clone()), Some(DocumentKind::Events));
    for other in [
        json!({}),
        json!([]),
        json!({"steps": [{"uses": "x"}]}),
        json!({"version": 3, "deployment": "x"}),
        json!({"events": []}),
    ] {
        assert_eq!(kind(other.clone()), None, "{other}");
    }
    let wrong = loaded(&json!({"Resources": {}}));
    assert_eq!((wrong.states.len(), wrong.problems[0].level()), (0, Level::Incomplete));
}

/// Calls `change` with the tree, once for each value in it and each of the wrong values that it may be replaced by.
fn with_each_value_wrong(root: &Node, check: &mut dyn FnMut(&Node)) {
    let scalar = |raw: &str, plain| Kind::Scalar(Scalar { raw: raw.into(), plain });
    let entry = |root: &Node| Entry { key: Key { span: root.span, text: SIGNATURE.into() }, value: root.clone() };
    let wrongs = [
        scalar("null", true),
        scalar("-7", true),
        scalar("true", true),
        scalar("", false),
        scalar("urn:pulumi:dev::shop::a:b:C::d", false),
        Kind::List(vec![]),
        Kind::List(vec![Node { span: root.span, kind: scalar("1.5", true) }]),
        Kind::Map(vec![]),
        Kind::Map(vec![entry(&Node { span: root.span, kind: scalar("1b47061264138c4ac30d75fd1eb44270", false) })]),
    ];
    fn count(node: &Node) -> usize {
        1 + match &node.kind {
            Kind::Scalar(_) => 0,
            Kind::List(items) => items.iter().map(count).sum(),
            Kind::Map(entries) => entries.iter().map(|entry| count(&entry.value)).sum(),
        }
    }
    fn replace(node: &mut Node, at: &mut usize, wrong: &Kind) {
        if *at == 0 {
            node.kind = wrong.clone();
        }
        *at = at.wrapping_sub(1);
        match &mut node.kind {
            Kind::Scalar(_) => {}
            Kind::List(items) => items.iter_mut().for_each(|item| replace(item, at, wrong)),
            Kind::Map(entries) => entries.iter_mut().for_each(|entry| replace(&mut entry.value, at, wrong)),
        }
    }
    for at in 0..count(root) {
        for wrong in &wrongs {
            let mut tree = root.clone();
            replace(&mut tree, &mut at.clone(), wrong);
            check(&tree);
        }
    }
}

#[test]
fn a_wrong_type_anywhere_is_a_problem_and_no_panic() {
    let options = json!({
        "parent": urn("x:y:Z", "c"), "provider": "urn:pulumi:dev::shop::pulumi:providers:aws::p::id", "protect": true,
        "ignoreChanges": ["a"], "propertyDependencies": {"a": [urn("x:y:Z", "c")]}, "stackTrace": [{"sourcePosition": "project:///a.ts#1,1"}],
        "deletedWith": "x", "external": false, "sourcePosition": "project:///a.ts#1,1",
    });
    let signed = json!({SIGNATURE: "d0e6a833031e9bbcd3f4e8bde6ca49a4", "dependencies": ["x"]});
    let states = [
        state(BUCKET, "b", json!({"__defaults": ["a"], "a": UNKNOWN, "s": signed, "region": "r"}), options),
        state(
            "pulumi:providers:aws",
            "p",
            json!({"defaultTags": "{\"tags\":{\"a\":\"b\"}}", "assumeRole": "{}"}),
            json!({}),
        ),
        json!({"urn": urn("x:y:Z", "c"), "custom": false, "type": "x:y:Z", "parent": urn(BUCKET, "b")}),
    ];
    let mut whole = preview(states.clone());
    whole["changeSummary"] = json!({"same": 1});
    whole["diagnostics"] = json!([{"severity": "error", "message": "m"}]);
    whole["maybeCorrupt"] = json!(true);
    let export = json!({"version": 3, "deployment": {"resources": states, "pending_operations": [1]}});
    for value in [whole, export, json!({"events": events()})] {
        let mut document = document(&value);
        let root = document.root.clone();
        with_each_value_wrong(&root, &mut |tree| {
            document.root = tree.clone();
            let (first, second) = (read(&document), read(&document));
            assert_eq!(format!("{first:?}"), format!("{second:?}"));
            assert!(first.states.is_sorted_by(|a, b| a.urn < b.urn));
        });
    }
    let wrong = loaded(
        &json!({"config": {}, "steps": [5, {"op": 1}, {"op": "create", "newState": {"urn": "x"}}, {"op": "create", "newState": {"urn": urn(BUCKET, "b"), "inputs": 5, "protect": "yes", "propertyDependencies": {"a": 1}}}]}),
    );
    assert_eq!(
        messages(&wrong),
        [
            "`a step` must be an object with an `op`",
            "`op` must be text",
            "`urn` must be a URN: `urn:pulumi:STACK::PROJECT::TYPE::NAME`",
            "`propertyDependencies` must be an object of lists",
            "`protect` must be true or false",
            "`inputs` must be an object",
        ]
    );
    assert!(wrong.problems.iter().all(|problem| problem.level() == Level::Incomplete && problem.labels.len() == 1));
}
