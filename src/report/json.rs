//! The report for programs. Its schema is `schema/report.schema.json`; the same input gives the same bytes.
//!
//! Messages are as safe for a terminal as those of the text report; names and paths are exact, with what a terminal
//! acts on written as escapes.

use super::diagnostic::safe;
use super::summary::{SEVERITIES, Summary};
use super::{FileReport, ReportOptions, Run, unless_closed};
use crate::engine::card::Severity;
use crate::finding::{Finding, ResourceName, Verdict};
use crate::problem::{Level, Problem};
use crate::resolve::value::Step;
use crate::source::{SourceId, Span};
use miette::Diagnostic as _;
use serde::{Serialize, Serializer, ser::SerializeMap};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The version of the schema; it changes when a reader of the old one would no longer understand.
pub const SCHEMA_VERSION: u32 = 1;

/// The JSON schema of the report.
pub const SCHEMA: &str = include_str!("../../schema/report.schema.json");

/// Writes the report.
pub fn write(run: &Run, options: &ReportOptions, out: &mut dyn Write) -> io::Result<()> {
    let places = Places { run, paths: run.paths() };
    let findings = run.findings.iter().filter(|finding| options.shows(finding));
    let report = Report {
        schema_version: SCHEMA_VERSION,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        summary: figures(run, options),
        files: run.files.iter().map(|file| places.file(file)).collect(),
        findings: findings.map(|finding| places.finding(finding)).collect(),
        skipped: run
            .skipped
            .iter()
            .map(|skipped| SkippedJson { path: &skipped.path, reason: &skipped.reason })
            .collect(),
    };
    pretty(&report, out)
}

/// Writes any value as indented JSON with a line break at its end, escaping what a terminal would act on.
pub fn pretty<T: Serialize>(value: &T, out: &mut dyn Write) -> io::Result<()> {
    let mut buffer = io::BufWriter::new(out);
    let mut serializer = serde_json::Serializer::with_formatter(&mut buffer, Escaping::default());
    let written = value.serialize(&mut serializer).map_err(io::Error::from);
    unless_closed(written.and_then(|()| writeln!(buffer)).and_then(|()| buffer.flush()))
}

#[derive(Serialize)]
struct Report<'a> {
    schema_version: u32,
    tool: Tool,
    summary: Figures,
    files: Vec<FileJson<'a>>,
    findings: Vec<FindingJson<'a>>,
    skipped: Vec<SkippedJson<'a>>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Figures {
    files: usize,
    resources: usize,
    rules: usize,
    violated: usize,
    undetermined: usize,
    satisfied: usize,
    by_severity: BySeverity,
    problems: usize,
    incomplete: usize,
    exit_code: u8,
}

struct BySeverity([usize; 5]);

impl Serialize for BySeverity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for ((_, word), count) in SEVERITIES.iter().zip(self.0) {
            map.serialize_entry(word, &count)?;
        }
        map.end()
    }
}

#[derive(Serialize)]
struct FileJson<'a> {
    path: &'a str,
    format: &'static str,
    resources: usize,
    worlds: usize,
    worlds_cut: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unmapped: Vec<UnmappedJson<'a>>,
    problems: Vec<ProblemJson<'a>>,
}

#[derive(Serialize)]
struct UnmappedJson<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    count: usize,
}

#[derive(Serialize)]
struct ProblemJson<'a> {
    code: Option<String>,
    level: Level,
    message: String,
    help: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    span: Option<SpanJson>,
    related: Vec<RelatedJson<'a>>,
}

#[derive(Serialize)]
struct FindingJson<'a> {
    rule: &'a str,
    severity: Severity,
    verdict: Verdict,
    message: String,
    reason: Option<String>,
    file: &'a str,
    resource: Option<ResourceJson<'a>>,
    property: Vec<StepJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    input: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    program: Option<ProgramJson<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    stages: &'a [std::sync::Arc<str>],
    span: SpanJson,
    missing: bool,
    worlds: WorldsJson<'a>,
    related: Vec<RelatedJson<'a>>,
    remediation: &'a str,
    references: &'a [String],
}

#[derive(Serialize)]
struct ResourceJson<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    stack: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    written_as: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    helper_of: Option<&'a str>,
}

#[derive(Serialize)]
struct ProgramJson<'a> {
    file: &'a str,
    line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum StepJson<'a> {
    Index(usize),
    Key(&'a str),
}

#[derive(Serialize)]
struct WorldsJson<'a> {
    holds: usize,
    of: usize,
    when: Option<String>,
    example: Vec<ChoiceJson<'a>>,
}

#[derive(Serialize)]
struct ChoiceJson<'a> {
    name: &'a str,
    value: String,
}

#[derive(Serialize)]
struct RelatedJson<'a> {
    file: &'a str,
    message: String,
    span: SpanJson,
}

#[derive(Serialize)]
struct SpanJson {
    start: PositionJson,
    end: PositionJson,
}

#[derive(Serialize)]
struct PositionJson {
    line: usize,
    column: usize,
    offset: usize,
}

#[derive(Serialize)]
struct SkippedJson<'a> {
    path: &'a str,
    reason: &'a str,
}

fn resource_json(resource: &ResourceName) -> ResourceJson<'_> {
    let provenance = resource.provenance.as_ref();
    ResourceJson {
        id: &resource.id,
        kind: &resource.kind,
        stack: &resource.stack,
        path: provenance.map(|provenance| &*provenance.path),
        written_as: provenance.and_then(|provenance| provenance.kind.as_deref()),
        helper_of: provenance.and_then(|provenance| provenance.helper_of.as_deref()),
    }
}

fn figures(run: &Run, options: &ReportOptions) -> Figures {
    let summary = Summary::of(run);
    Figures {
        files: summary.files,
        resources: summary.resources,
        rules: summary.rules,
        violated: summary.violated,
        undetermined: summary.undetermined,
        satisfied: summary.satisfied,
        by_severity: BySeverity(summary.by_severity),
        problems: summary.problems,
        incomplete: summary.incomplete,
        exit_code: options.exit_code,
    }
}

/// Turns spans into positions and texts into paths.
struct Places<'a> {
    run: &'a Run,
    paths: BTreeMap<SourceId, &'a str>,
}

impl<'a> Places<'a> {
    fn finding(&self, finding: &'a Finding) -> FindingJson<'a> {
        let resource = finding.resource.as_ref();
        let choice = |(name, value): &'a (String, String)| ChoiceJson { name, value: safe(value) };
        let step = |step: &'a Step| match step {
            Step::Index(index) => StepJson::Index(*index),
            Step::Key(name) => StepJson::Key(name),
        };
        FindingJson {
            rule: &finding.rule.id,
            severity: finding.severity,
            verdict: finding.verdict,
            message: safe(&finding.message),
            reason: finding.reason.as_deref().map(safe),
            file: self.path(finding.source),
            resource: resource.map(resource_json),
            property: finding.property.iter().map(step).collect(),
            input: finding.input.as_deref(),
            program: finding.program.as_ref().map(|site| {
                let place = &site.place;
                ProgramJson { file: &place.file, line: place.line, column: place.column }
            }),
            stages: if finding.stages.len() > 1 { &finding.stages } else { &[] },
            span: self.span(finding.span),
            missing: finding.missing,
            worlds: WorldsJson {
                holds: finding.worlds.holds,
                of: finding.worlds.of,
                when: finding.worlds.when.as_deref().map(safe),
                example: finding.worlds.example.iter().map(choice).collect(),
            },
            related: finding.related.iter().map(|place| self.related(place.span, &place.label)).collect(),
            remediation: &finding.rule.remediation,
            references: &finding.rule.references,
        }
    }

    fn file(&self, file: &'a FileReport) -> FileJson<'a> {
        FileJson {
            path: &file.path,
            format: file.format,
            resources: file.resources,
            worlds: file.worlds,
            worlds_cut: file.worlds_cut,
            unmapped: file.unmapped.iter().map(|(kind, count)| UnmappedJson { kind, count: *count }).collect(),
            problems: file.problems.iter().map(|problem| self.problem(file, problem)).collect(),
        }
    }

    fn problem(&self, file: &FileReport, problem: &Problem) -> ProblemJson<'a> {
        let others = problem.labels.iter().skip(1);
        let path = problem.labels.first().map(|(span, _)| self.path(span.source));
        ProblemJson {
            code: Some(problem.kind.name()),
            level: problem.kind.level(),
            message: safe(&problem.kind.to_string()),
            help: problem.kind.help().map(|help| safe(&help.to_string())),
            file: path.filter(|path| *path != file.path),
            span: problem.labels.first().map(|(span, _)| self.span(*span)),
            related: others.map(|(span, label)| self.related(*span, label)).collect(),
        }
    }

    fn related(&self, span: Span, label: &str) -> RelatedJson<'a> {
        RelatedJson { file: self.path(span.source), message: safe(label), span: self.span(span) }
    }

    fn path(&self, id: SourceId) -> &'a str {
        self.paths.get(&id).copied().unwrap_or_default()
    }

    fn span(&self, span: Span) -> SpanJson {
        let at = |offset: u32| {
            let position = self.run.sources.get(span.source).map(|source| source.position(offset));
            position.map_or(PositionJson { line: 1, column: 1, offset: offset as usize }, |position| PositionJson {
                line: position.line,
                column: position.column,
                offset: position.offset,
            })
        };
        SpanJson { start: at(span.start), end: at(span.end) }
    }
}

/// serde_json's indented form; beyond the controls that JSON escapes anyway, all that a terminal acts on is escaped.
#[derive(Default)]
struct Escaping(serde_json::ser::PrettyFormatter<'static>);

impl serde_json::ser::Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let mut at = 0;
        for (start, c) in fragment.char_indices().filter(|(_, c)| super::clean::stand_in(*c).is_some()) {
            out.write_all(fragment.get(at..start).unwrap_or_default().as_bytes())?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            at = start + c.len_utf8();
        }
        out.write_all(fragment.get(at..).unwrap_or_default().as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}
