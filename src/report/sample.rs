//! Small runs for tests of the reports.

use super::{FileReport, ReportOptions, Run};
use crate::engine::card::{Card, Judges, Severity};
use crate::finding::{Finding, RelatedPlace, ResourceName, Verdict, WorldSet};
use crate::resolve::value::{Path, Step};
use crate::source::{Source, SourceId, Sources, Span};
use std::sync::Arc;
use std::time::Duration;

pub(crate) fn card(id: &str, severity: Severity) -> Card {
    Card {
        id: id.to_owned(),
        title: "DynamoDB tables have point-in-time recovery".to_owned(),
        description: "Without it, a table can be restored only to its last on-demand backup.".to_owned(),
        severity,
        service: "dynamodb".to_owned(),
        resources: vec!["AWS::DynamoDB::Table".to_owned()],
        reads: vec![],
        decides_on: vec!["PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled".to_owned()],
        facts: Vec::new(),
        judges: Judges::Value,
        existence: false,
        requirements: vec!["B6".to_owned()],
        aliases: vec!["checkov:CKV_AWS_28".to_owned()],
        frameworks: [("nist-800-53-r5".to_owned(), vec!["CP-9".to_owned()])].into(),
        profiles: vec!["default".to_owned()],
        settings: vec![],
        optional_settings: vec![],
        remediation: "Set PointInTimeRecoveryEnabled to true.".to_owned(),
        references: vec![
            "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html".to_owned(),
        ],
        package: "guardian.rules.dynamodb_table_pitr".to_owned(),
    }
}

/// A run over texts, to which findings are added.
pub(super) fn run(texts: &[(&str, &str)]) -> Run {
    let mut sources = Sources::default();
    for (id, (path, text)) in (0..).zip(texts) {
        sources.add(SourceId(id), Arc::new(Source::new(*path, *text, 0)));
    }
    let files = (0..).zip(texts).map(|(id, (path, _))| FileReport {
        path: (*path).to_owned(),
        source: Some(SourceId(id)),
        format: "cloudformation",
        resources: 2,
        worlds: 1,
        worlds_cut: false,
        unmapped: vec![],
        problems: vec![],
    });
    let files = files.collect();
    Run {
        sources,
        files,
        findings: vec![],
        skipped: vec![],
        rules: vec![Arc::new(card("dynamodb-table-pitr", Severity::High))],
        satisfied: 3,
        elapsed: Duration::from_millis(12),
    }
}

/// The span of the first occurrence of `written` in a text.
pub(super) fn span(run: &Run, id: u32, written: &str) -> Span {
    let text = run.sources.get(SourceId(id)).map(|source| source.text.clone()).unwrap_or_default();
    let start = text.find(written).unwrap_or_default() as u32;
    Span { source: SourceId(id), start, end: start + written.len() as u32 }
}

pub(super) fn path(steps: &[&str]) -> Path {
    steps.iter().map(|step| step.parse().map_or_else(|_| Step::Key((*step).into()), Step::Index)).collect()
}

pub(super) fn finding(run: &Run, id: u32, written: &str, property: &[&str], message: &str) -> Finding {
    Finding {
        rule: Arc::new(card("dynamodb-table-pitr", Severity::High)),
        severity: Severity::High,
        verdict: Verdict::Violated,
        message: message.to_owned(),
        reason: None,
        source: SourceId(id),
        resource: Some(ResourceName {
            id: "Orders".into(),
            kind: "AWS::DynamoDB::Table".into(),
            stack: "".into(),
            provenance: None,
        }),
        property: path(property),
        span: span(run, id, written),
        missing: false,
        value: None,
        worlds: WorldSet { holds: 1, of: 1, when: None, example: vec![] },
        related: vec![],
        input: None,
        program: None,
        stages: vec![],
    }
}

pub(super) fn related(run: &Run, id: u32, written: &str, label: &str) -> RelatedPlace {
    RelatedPlace { span: span(run, id, written), label: label.to_owned() }
}

pub(super) fn render(run: &Run, options: &ReportOptions) -> String {
    let mut out = Vec::new();
    super::text::write(run, options, &mut out).map(|()| String::from_utf8_lossy(&out).into_owned()).unwrap_or_default()
}
