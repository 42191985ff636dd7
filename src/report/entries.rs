//! What the formats for other tools share: each finding and problem with its places as paths, lines and columns, and its
//! text in words. Worked out once, however many reports a run has.

use super::clean::neutral;
use super::diagnostic::{authored, below_properties, dotted, safe, worlds};
use super::{ReportOptions, Run, fingerprint};
use crate::engine::card::Severity;
use crate::finding::{Finding, Verdict};
use crate::problem::{Level, Problem};
use crate::source::{SourceId, Span};
use miette::Diagnostic as _;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Related places kept at most, which is what GitHub shows; a rule may name more.
const RELATED: usize = 100;

/// The findings that are shown, and the problems.
pub struct Entries<'a> {
    /// The findings, in the order of the run.
    pub findings: Vec<Entry<'a>>,
    /// The problems, in the order of the files.
    pub problems: Vec<Trouble<'a>>,
}

/// A finding.
pub struct Entry<'a> {
    /// The finding itself.
    pub finding: &'a Finding,
    /// The file of the run that it belongs to, by its number.
    pub file: usize,
    /// Where a person has to look: the program's line where one wrote the resource and its file is there, else the
    /// template's.
    pub place: Place,
    /// The other places, each with what it is.
    pub related: Vec<(Place, String)>,
    /// What it says, in one line.
    pub message: String,
    /// The property below `Properties`: `SecurityGroupIngress[1].CidrIp`.
    pub property: String,
    /// What makes it the same one in the next run.
    pub fingerprint: String,
}

/// A problem of a file.
pub struct Trouble<'a> {
    /// The problem itself.
    pub problem: &'a Problem,
    /// The file of the run that it belongs to, by its number.
    pub file: usize,
    /// How serious it is.
    pub level: Level,
    /// Its code: `source::tab_indentation`.
    pub code: String,
    /// Where it is.
    pub place: Place,
    /// The other places, each with what it is.
    pub related: Vec<(Place, String)>,
    /// What it says, in one line.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The path, from the current folder where the file lies inside it.
    pub path: String,
    /// The characters, unless it is the whole file.
    pub region: Option<Region>,
}

/// Lines and columns, counted from one in characters; the end is the first character that does not belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// Line and column of its start.
    pub start: (usize, usize),
    /// Line and column of its end.
    pub end: (usize, usize),
}

impl Place {
    /// `lib/shop.yml:12:5`, as it may be shown.
    pub fn words(&self) -> String {
        let at = self.region.map(|region| format!(":{}:{}", region.start.0, region.start.1)).unwrap_or_default();
        format!("{}{at}", neutral(&self.path))
    }

    /// The line that it starts on, the first for a whole file.
    pub fn line(&self) -> usize {
        self.region.map_or(1, |region| region.start.0)
    }
}

impl Entry<'_> {
    /// Whether the answer is not known.
    pub fn undetermined(&self) -> bool {
        self.finding.verdict == Verdict::Undetermined
    }

    /// The logical id, empty for a finding about no resource.
    pub fn resource(&self) -> &str {
        self.finding.resource.as_ref().map_or("", |resource| &resource.id)
    }

    /// What to do, with the page to read.
    pub fn help(&self) -> String {
        let page = self.finding.rule.references.first().map(|page| format!("\n{}", neutral(page)));
        format!("{}{}", safe(&self.finding.rule.remediation), page.unwrap_or_default())
    }
}

impl<'a> Entries<'a> {
    /// Works them out.
    pub fn of(run: &'a Run, options: &ReportOptions) -> Self {
        let places = Places::new(run);
        let fingerprints = fingerprint::of(run, |finding| places.path(finding.source));
        let shown = run.findings.iter().zip(fingerprints).filter(|(finding, _)| options.shows(finding));
        let findings = shown.map(|(finding, fingerprint)| places.finding(finding, fingerprint)).collect();
        let files = run.files.iter().enumerate();
        let problems = files.flat_map(|(number, file)| {
            let places = &places;
            file.problems.iter().map(move |problem| places.problem(number, &file.path, problem))
        });
        Self { findings, problems: problems.collect() }
    }

    /// The findings by rule, the worst first and what is not known behind what is.
    pub fn worst_first(&self) -> Vec<&Entry<'a>> {
        let mut sorted: Vec<_> = self.findings.iter().collect();
        let rank = |entry: &Entry<'a>| (entry.undetermined(), Reverse(entry.finding.severity), &entry.finding.rule.id);
        sorted.sort_by(|a, b| rank(a).cmp(&rank(b)));
        sorted
    }
}

struct Places<'a> {
    run: &'a Run,
    here: PathBuf,
    files: BTreeMap<SourceId, usize>,
}

impl<'a> Places<'a> {
    fn new(run: &'a Run) -> Self {
        let files = run.files.iter().enumerate();
        Self {
            run,
            here: std::env::current_dir().unwrap_or_default(),
            files: files.filter_map(|(number, file)| Some((file.source?, number))).collect(),
        }
    }

    fn path(&self, id: SourceId) -> String {
        self.run.sources.get(id).map(|source| self.relative(&source.name)).unwrap_or_default()
    }

    /// A path as other tools know the file: from the current folder, without `./`.
    fn relative(&self, path: &str) -> String {
        let inside = Path::new(path).strip_prefix(&self.here).ok().filter(|rest| !rest.as_os_str().is_empty());
        let mut path = inside.map_or_else(|| path.to_owned(), crate::discover::display);
        while let Some(rest) = path.strip_prefix("./").filter(|rest| !rest.is_empty()) {
            path = rest.trim_start_matches('/').to_owned();
        }
        path
    }

    fn at(&self, span: Span) -> Place {
        let source = self.run.sources.get(span.source);
        let region = source.map(|source| {
            let [start, end] = [span.start, span.end.max(span.start)].map(|offset| source.position(offset));
            Region { start: (start.line, start.column), end: (end.line, end.column) }
        });
        Place { path: self.path(span.source), region }
    }

    /// The file whose text it is, or for what belongs to a file (a nested template, a program), that file.
    fn file(&self, id: SourceId) -> usize {
        let before = self.files.range(..=id).next_back();
        before.or_else(|| self.files.range(id..).next()).map(|(_, number)| *number).unwrap_or_default()
    }

    fn finding(&self, finding: &'a Finding, fingerprint: String) -> Entry<'a> {
        let mut related = Vec::new();
        let mut place = self.at(finding.span);
        if let Some(site) = &finding.program {
            match site.span {
                Some(span) => {
                    related.push((std::mem::replace(&mut place, self.at(span)), "what was generated".to_owned()));
                }
                None => {
                    let at = (site.place.line as usize, site.place.column.map_or(1, |column| column as usize));
                    let region = Some(Region { start: at, end: at });
                    related.push((Place { path: self.relative(&site.place.file), region }, "made here".to_owned()));
                }
            }
        }
        related.extend(finding.related.iter().map(|other| (self.at(other.span), safe(&other.label))));
        related.truncate(RELATED);
        Entry {
            finding,
            file: self.file(finding.source),
            place,
            related,
            message: said(finding),
            property: neutral(&dotted(below_properties(&finding.property))).into_owned(),
            fingerprint,
        }
    }

    fn problem(&self, number: usize, path: &str, problem: &'a Problem) -> Trouble<'a> {
        let main = problem.labels.first().map(|(span, _)| self.at(*span));
        let others = problem.labels.iter().skip(1).take(RELATED);
        Trouble {
            problem,
            file: number,
            level: problem.level(),
            code: neutral(&problem.kind.name()).into_owned(),
            place: main.unwrap_or_else(|| Place { path: self.relative(path), region: None }),
            related: others.map(|(span, label)| (self.at(*span), safe(label))).collect(),
            message: safe(&problem.kind.to_string()),
            help: problem.kind.help().map(|help| safe(&help.to_string())),
        }
    }
}

/// The message, with why it is not known, when it holds and who wrote it.
fn said(finding: &Finding) -> String {
    let mut parts = vec![safe(&finding.message)];
    if finding.verdict == Verdict::Undetermined {
        parts.extend(finding.reason.as_deref().map(|reason| format!("not known: {}", safe(reason))));
    }
    parts.extend(worlds(&finding.worlds));
    parts.extend(authored(finding));
    parts.join("; ")
}

/// The word for a problem of this level.
pub fn level(level: Level) -> &'static str {
    match level {
        Level::Note => "note",
        Level::Warning => "warning",
        Level::Error => "error",
        Level::Incomplete => "incomplete",
    }
}

/// How a severity is called by tools that know only three: error, warning, note.
pub fn of_three(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}
