#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

use super::*;
use crate::engine::card::Severity;
use crate::finding::{ResourceName, Verdict, WorldSet};
use crate::frontend::provenance::{Form, Options, Provenance};
use crate::report::sample::card;
use crate::source::{SourceId, Span};

/// A finding on a construct of a stage, made at a line.
fn finding(stage: &str, construct: &str, line: u32) -> Finding {
    let name: Arc<str> =
        if stage.is_empty() { construct.into() } else { format!("{stage}/{construct}").as_str().into() };
    let provenance = Provenance {
        form: Form::Cdk,
        path: name.clone(),
        name,
        kind: None,
        stage: stage.into(),
        place: Some(ProgramPlace { file: "app.ts".into(), line, column: None }),
        helper_of: None,
        suppressions: Vec::new(),
        options: Options::default(),
    };
    Finding {
        rule: Arc::new(card("table-pitr", Severity::High)),
        severity: Severity::High,
        verdict: Verdict::Violated,
        message: "table Orders has point-in-time recovery off".to_owned(),
        reason: None,
        source: SourceId(0),
        resource: Some(ResourceName {
            id: "Orders".into(),
            kind: "AWS::DynamoDB::Table".into(),
            stack: stage.into(),
            provenance: Some(Arc::new(provenance)),
        }),
        property: Path::new(),
        span: Span::default(),
        missing: false,
        value: None,
        worlds: WorldSet { holds: 1, of: 1, when: None, example: vec![] },
        related: vec![],
        input: None,
        program: None,
        stages: vec![],
    }
}

fn stages(findings: Vec<Finding>) -> Vec<Vec<String>> {
    let joined = joined(findings);
    joined.iter().map(|finding| finding.stages.iter().map(|stage| stage.to_string()).collect()).collect()
}

#[test]
fn the_same_construct_of_several_stages_is_one_finding() {
    let findings = ["Pipe/EU", "Pipe/US", "Pipe/EU"].map(|stage| finding(stage, "Data/Table", 7)).to_vec();
    assert_eq!(stages(findings), [["Pipe/EU", "Pipe/US"]]);
}

#[test]
fn what_differs_in_more_than_the_stage_stays_apart() {
    let first = finding("EU", "Data/Table", 7);
    let mut others = vec![finding("US", "Data/Other", 7), finding("US", "Data/Table", 8)];
    others.push(Finding { message: "other".to_owned(), ..finding("US", "Data/Table", 7) });
    others.push(Finding { verdict: Verdict::Undetermined, ..finding("US", "Data/Table", 7) });
    others.push(Finding { rule: Arc::new(card("other", Severity::High)), ..finding("US", "Data/Table", 7) });
    let property = vec![crate::resolve::value::Step::Key("Properties".into())];
    others.push(Finding { property, ..finding("US", "Data/Table", 7) });
    for other in others {
        assert_eq!(stages(vec![first.clone(), other]), [["EU"], ["US"]]);
    }
}

#[test]
fn what_is_in_no_stage_is_left_as_it_is() {
    let plain = finding("", "Data/Table", 7);
    let no_resource = Finding { resource: None, ..plain.clone() };
    let kept = stages(vec![plain.clone(), plain, no_resource]);
    assert_eq!(kept, [Vec::<String>::new(), Vec::new(), Vec::new()]);
}
