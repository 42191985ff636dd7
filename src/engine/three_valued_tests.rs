//! The tables of the three-valued logic.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

use super::{Judge, Said};
use crate::engine::Place;
use crate::engine::card::{Card, Judges, Severity};
use crate::finding::Verdict::{self, Undetermined, Violated};
use crate::graph::{Graph, Resource};
use crate::resolve::value::{Dynamic, Field, Path, Reason, Reference, Step, Unknown, Value, ValueKind};
use crate::source::Span;
use std::sync::Arc;

fn made(kind: ValueKind) -> Value {
    Value::new(Span::default(), kind)
}

fn text(text: &str) -> Value {
    made(ValueKind::Text(text.into()))
}

fn unknown(name: &str) -> Value {
    made(ValueKind::Unknown(Unknown::new(Reason::Parameter, name)))
}

fn dynamic() -> Value {
    made(ValueKind::Dynamic(Dynamic { service: "ssm".into(), reference: "/a".into(), through: Vec::new() }))
}

fn reference() -> Value {
    made(ValueKind::Ref(Reference { target: "Key".into(), attribute: None }))
}

fn mixed(parts: Vec<Value>) -> Value {
    made(ValueKind::Mixed(parts))
}

fn list(items: Vec<Value>) -> Value {
    made(ValueKind::List(items))
}

fn map(fields: Vec<(&str, Value)>) -> Value {
    let field = |(name, value): (&str, Value)| Field { name: name.into(), at: Span::default(), value };
    made(ValueKind::Map(fields.into_iter().map(field).collect()))
}

/// `A.0.B` as a path.
fn path(text: &str) -> Path {
    let step = |step: &str| step.parse().map_or_else(|_| Step::Key(step.into()), Step::Index);
    text.split('.').filter(|step| !step.is_empty()).map(step).collect()
}

fn card(decides_on: &[&str], judges: Judges) -> Card {
    Card {
        id: "rule".into(),
        title: String::new(),
        description: String::new(),
        severity: Severity::High,
        service: String::new(),
        resources: vec!["AWS::X::*".into()],
        reads: Vec::new(),
        decides_on: decides_on.iter().map(|path| (*path).to_owned()).collect(),
        facts: Vec::new(),
        judges,
        existence: false,
        requirements: Vec::new(),
        aliases: Vec::new(),
        frameworks: Default::default(),
        profiles: Vec::new(),
        settings: Vec::new(),
        optional_settings: Vec::new(),
        remediation: String::new(),
        references: Vec::new(),
        package: String::new(),
    }
}

fn graph(properties: Value, attributes: Value) -> Graph {
    let node = Resource {
        key: "R".into(),
        id: "R".into(),
        kind: "AWS::X::Y".into(),
        stack: "".into(),
        provenance: None,
        properties,
        attributes,
        id_span: Span::default(),
        properties_span: Span::default(),
    };
    let mut graph = Graph::default();
    graph.by_key.insert("R".into(), 0);
    graph.resources.push(Arc::new(node));
    graph
}

fn property(at: &str) -> Place {
    Place::Property { resource: "R".into(), path: path(at) }
}

fn violation(place: Place) -> Said {
    Said { place, words: "broken".into(), violated: true, related: Vec::new() }
}

/// What becomes of a violation at a path: its verdict, the path, and the reason.
fn judged(properties: Value, decides_on: &[&str], at: &str) -> (Verdict, Place, Option<String>) {
    let card = card(decides_on, Judges::Value);
    let graph = graph(properties, map(Vec::new()));
    let (mut answers, satisfied) = Judge::new(0, &card).answers(&graph, vec![violation(property(at))]);
    assert_eq!((answers.len(), satisfied), (1, 0));
    let answer = answers.remove(0);
    (answer.verdict, answer.place, answer.reason)
}

#[test]
fn a_violation_is_undetermined_where_its_place_is_not_known() {
    let cases: Vec<(&str, Value, &str, Verdict, &str)> = vec![
        ("known text", map(vec![("A", text("x"))]), "A", Violated, "A"),
        ("missing", map(vec![]), "A", Violated, "A"),
        ("missing below", map(vec![("A", map(vec![]))]), "A.B", Violated, "A.B"),
        ("a reference", map(vec![("A", reference())]), "A", Violated, "A"),
        ("unknown", map(vec![("A", unknown("P"))]), "A", Undetermined, "A"),
        ("dynamic", map(vec![("A", dynamic())]), "A", Undetermined, "A"),
        ("below an unknown", map(vec![("A", unknown("P"))]), "A.B.C", Undetermined, "A"),
        ("text with an unknown part", map(vec![("A", mixed(vec![text("x"), unknown("P")]))]), "A", Undetermined, "A"),
        ("text with a dynamic part", map(vec![("A", mixed(vec![text("x"), dynamic()]))]), "A", Undetermined, "A"),
        ("text with a reference", map(vec![("A", mixed(vec![text("x"), reference()]))]), "A", Violated, "A"),
        ("a list with an unknown item", map(vec![("A", list(vec![text("x"), unknown("P")]))]), "A", Undetermined, "A"),
        ("beside an unknown item", map(vec![("A", list(vec![text("x"), unknown("P")]))]), "A.0", Violated, "A.0"),
        ("an unknown item", map(vec![("A", list(vec![text("x"), unknown("P")]))]), "A.1", Undetermined, "A.1"),
        ("a scalar for a list", map(vec![("A", unknown("P"))]), "A.0.B", Undetermined, "A"),
        ("an object for a list", map(vec![("A", map(vec![("B", unknown("P"))]))]), "A.0.B", Undetermined, "A.B"),
        ("beside an unknown", map(vec![("A", text("x")), ("B", unknown("P"))]), "A", Violated, "A"),
        ("all properties unknown", unknown("P"), "A", Undetermined, ""),
    ];
    for (what, properties, at, verdict, place) in cases {
        let (found, found_place, reason) = judged(properties, &[], at);
        assert_eq!((found, found_place), (verdict, property(place)), "{what}");
        assert_eq!(reason.is_some(), verdict == Undetermined, "{what}");
    }
}

#[test]
fn a_violation_above_an_unknown_is_undetermined_only_where_it_decides() {
    let nested = || map(vec![("A", map(vec![("B", list(vec![map(vec![("C", unknown("P"))])])), ("D", unknown("Q"))]))]);
    for (decides_on, verdict, place) in [
        (&[][..], Violated, "A"),
        (&["A.B[*].C"], Undetermined, "A.B.0.C"),
        (&["A.B[*].X"], Violated, "A"),
        (&["A.D"], Undetermined, "A.D"),
    ] {
        let (found, found_place, _) = judged(nested(), decides_on, "A");
        assert_eq!((found, found_place), (verdict, property(place)), "{decides_on:?}");
    }
    let (found, ..) = judged(map(vec![("A", text("x")), ("B", unknown("P"))]), &["B"], "A");
    assert_eq!(found, Violated, "what decides beside the violation does not excuse it");
}

/// What becomes of a resource about which the rule says nothing.
fn unsaid(properties: Value, decides_on: &[&str]) -> Option<(Place, String)> {
    let card = card(decides_on, Judges::Value);
    let (answers, satisfied) = Judge::new(0, &card).answers(&graph(properties, map(vec![])), Vec::new());
    assert_eq!(answers.len() + satisfied, 1);
    answers.into_iter().next().map(|answer| {
        assert_eq!(answer.verdict, Undetermined);
        (answer.place, answer.reason.unwrap())
    })
}

#[test]
fn a_resource_without_answer_is_undetermined_where_something_that_decides_is_not_known() {
    let items = |items| map(vec![("A", list(items))]);
    let entry = |value| map(vec![("B", value)]);
    let cases: Vec<(&str, Value, &[&str], Option<&str>)> = vec![
        ("nothing unknown", map(vec![("A", text("x"))]), &["A"], None),
        ("missing", map(vec![]), &["A", "B.C"], None),
        ("unknown", map(vec![("A", unknown("P"))]), &["A"], Some("A")),
        ("dynamic", map(vec![("A", dynamic())]), &["A"], Some("A")),
        ("a reference", map(vec![("A", reference())]), &["A"], None),
        ("a prefix", map(vec![("A", unknown("P"))]), &["A.B.C"], Some("A")),
        ("it does not decide", map(vec![("A", unknown("P"))]), &["B"], None),
        ("below what decides", map(vec![("A", map(vec![("B", unknown("P"))]))]), &["A"], None),
        ("partly unknown text", map(vec![("A", mixed(vec![unknown("P"), text("x")]))]), &["A"], None),
        ("an item", items(vec![entry(text("x")), entry(unknown("P"))]), &["A[*].B"], Some("A.1.B")),
        ("a whole item", items(vec![entry(text("x")), unknown("P")]), &["A[*].B"], Some("A.1")),
        ("a list with an unknown item", items(vec![unknown("P")]), &["A"], None),
        ("an object for a list", map(vec![("A", entry(unknown("P")))]), &["A[*].B"], Some("A.B")),
        ("any value", map(vec![("A", map(vec![("X", entry(unknown("P")))]))]), &["A.*.B"], Some("A.X.B")),
        ("the first of several", map(vec![("B", unknown("Q")), ("A", unknown("P"))]), &["B", "A"], Some("A")),
        ("everything", unknown("P"), &["A"], Some("")),
    ];
    for (what, properties, decides_on, expected) in cases {
        let found = unsaid(properties, decides_on);
        assert_eq!(found.as_ref().map(|(place, _)| place.clone()), expected.map(property), "{what}");
        if let Some((_, reason)) = found {
            assert!(
                ["parameter P has no default", "{{resolve:ssm:/a}} is read at deployment"].contains(&&*reason),
                "{what}"
            );
        }
    }
}

#[test]
fn attributes_are_judged_as_properties_are() {
    let card = card(&["DeletionPolicy"], Judges::Value);
    let attribute = |at: &str| Place::Attribute { resource: "R".into(), path: path(at) };
    let answers =
        |attributes: Value, said: Vec<Said>| Judge::new(0, &card).answers(&graph(map(vec![]), attributes), said);

    let (known, _) =
        answers(map(vec![("DeletionPolicy", text("Retain"))]), vec![violation(attribute("DeletionPolicy"))]);
    assert_eq!((known[0].verdict, known[0].place.clone()), (Violated, attribute("DeletionPolicy")));
    let hidden = || map(vec![("DeletionPolicy", unknown("P"))]);
    let (violated, _) = answers(hidden(), vec![violation(attribute("DeletionPolicy"))]);
    let (silent, _) = answers(hidden(), Vec::new());
    assert_eq!(violated, silent, "an unknown value gives the same answer whatever the rule made of it");
    assert_eq!(violated[0].message, "DeletionPolicy of R is not known");
}

#[test]
fn rules_that_judge_the_form_are_left_alone() {
    let card = card(&["A"], Judges::Form);
    let graph = graph(map(vec![("A", unknown("P"))]), map(vec![]));
    let (answers, _) = Judge::new(0, &card).answers(&graph, vec![violation(property("A"))]);
    assert_eq!((answers[0].verdict, answers[0].message.as_str()), (Violated, "broken"));
    let (answers, satisfied) = Judge::new(0, &card).answers(&graph, Vec::new());
    assert_eq!((answers.len(), satisfied), (0, 1));
}

#[test]
fn answers_are_ordered_and_each_stands_once() {
    let card = card(&[], Judges::Value);
    let graph = graph(map(vec![("A", unknown("P")), ("B", text("x"))]), map(vec![]));
    let said = vec![
        violation(Place::Template { path: path("Outputs") }),
        violation(property("B")),
        violation(property("A.C")),
        violation(property("A")),
        violation(property("B")),
    ];
    let (answers, _) = Judge::new(3, &card).answers(&graph, said);
    let told: Vec<_> = answers.iter().map(|answer| (answer.rule, answer.place.clone(), answer.verdict)).collect();
    let template = Place::Template { path: path("Outputs") };
    assert_eq!(told, [(3, property("A"), Undetermined), (3, property("B"), Violated), (3, template, Violated)]);
}

#[test]
fn what_the_rule_itself_finds_undetermined_keeps_its_reason() {
    let card = card(&[], Judges::Value);
    let said =
        Said { place: property(""), words: "the web ACL is imported".into(), violated: false, related: Vec::new() };
    let (answers, satisfied) = Judge::new(0, &card).answers(&graph(map(vec![]), map(vec![])), vec![said]);
    assert_eq!((answers.len(), satisfied), (1, 0));
    assert_eq!(answers[0].verdict, Undetermined);
    assert_eq!(answers[0].message, "R cannot be judged");
    assert_eq!(answers[0].reason.as_deref(), Some("the web ACL is imported"));
}
