//! A finding, or a problem of a file, as miette draws it.

use super::clean::neutral;
use super::snippet::{View, Views};
use super::summary::word;
use crate::engine::card::Severity;
use crate::finding::mask::mask_message;
use crate::finding::{Finding, Verdict, WorldSet};
use crate::frontend::provenance::ProgramPlace;
use crate::problem::{Level, Problem};
use crate::resolve::value::Step;
use crate::source::Span;
use miette::{Diagnostic, LabeledSpan, Severity as Style, SourceCode};
use std::fmt;

/// Related places shown at most; a rule may name hundreds.
const RELATED: usize = 8;

/// One block of the text report.
#[derive(Debug)]
pub(super) struct Block<'a> {
    code: Option<String>,
    style: Style,
    message: String,
    help: Option<String>,
    view: Option<&'a View>,
    labels: Vec<LabeledSpan>,
    related: Vec<Block<'a>>,
}

impl<'a> Block<'a> {
    pub(super) fn finding(finding: &Finding, views: &'a Views<'_>, width: usize) -> Self {
        let mut code = format!("{} {}", word(finding.severity), finding.rule.id);
        let mut lines = vec![safe(&finding.message)];
        if finding.verdict == Verdict::Undetermined {
            code.push_str(" (undetermined)");
            lines.extend(finding.reason.as_deref().map(|reason| format!("not known: {}", safe(reason))));
        }
        lines.extend(worlds(&finding.worlds));
        lines.extend(authored(finding));
        let reference = finding.rule.references.first().map(|url| format!("\n{}", neutral(url)));
        let help = format!("{}{}", safe(&finding.rule.remediation), reference.unwrap_or_default());
        let mut block = Self {
            code: Some(neutral(&code).into_owned()),
            style: style(finding.severity),
            message: wrap(&lines.join("\n"), width, 4),
            help: Some(wrap(&help, width, 8)),
            view: views.get(finding.source),
            labels: Vec::new(),
            related: Vec::new(),
        };
        let label = block.view.map(|view| cause(finding, view)).unwrap_or_default();
        let mut places: Vec<_> = finding.related.iter().map(|place| (place.span, safe(&place.label))).collect();
        let program = finding.program.as_ref().and_then(|site| Some((site.span?, views.get(site.span?.source)?)));
        match program {
            // The line that a person wrote comes first, what was generated from it second.
            Some((span, view)) => {
                block.view = Some(view);
                block.point(span, String::new());
                places.insert(0, (finding.span, label));
                block.relate(span, places, views);
            }
            None => {
                block.point(finding.span, label);
                block.relate(finding.span, places, views);
            }
        }
        block
    }

    pub(super) fn problem(path: &str, problem: &Problem, views: &'a Views<'_>, width: usize) -> Self {
        let level = problem.kind.level();
        let (style, name) = match level {
            Level::Incomplete => (Style::Error, "incomplete"),
            Level::Error => (Style::Error, "error"),
            Level::Warning => (Style::Warning, "warning"),
            Level::Note => (Style::Advice, "note"),
        };
        let code = Some(format!("{name} {}", problem.kind.name()));
        let said = safe(&problem.kind.to_string());
        let main = problem.labels.first();
        let mut block = Self {
            code,
            style,
            // Without a place there is no snippet to name the file.
            message: wrap(&if main.is_some() { said } else { format!("{}: {said}", neutral(path)) }, width, 4),
            help: problem.kind.help().map(|help| wrap(&safe(&help.to_string()), width, 8)),
            view: main.and_then(|(span, _)| views.get(span.source)),
            labels: Vec::new(),
            related: Vec::new(),
        };
        if let Some((span, label)) = main {
            block.point(*span, safe(label));
            let others = problem.labels.iter().skip(1).map(|(span, label)| (*span, safe(label)));
            block.relate(*span, others.collect(), views);
        }
        block
    }

    /// The main place.
    fn point(&mut self, span: Span, mut label: String) {
        let Some(view) = self.view else { return };
        let (shown, cut) = view.label(span);
        if cut {
            label.push_str(if label.is_empty() { "begins here" } else { " (begins here)" });
        }
        let label = (!label.is_empty()).then_some(label);
        self.labels.push(LabeledSpan::new_primary_with_span(label, shown));
    }

    /// The other places: labels in the same text, blocks of their own where the text is another, the line too long, or
    /// the place so far above that its snippet would come before that of the cause.
    fn relate(&mut self, main: Span, places: Vec<(Span, String)>, views: &'a Views<'_>) {
        let more = places.len().saturating_sub(RELATED);
        for (at, (span, mut label)) in places.into_iter().take(RELATED).enumerate() {
            if more > 0 && at + 1 == RELATED {
                label.push_str(&format!(" (and {more} more)"));
            }
            let Some(view) = views.get(span.source) else { continue };
            let together = span.source == main.source && view.shows_together(main, span);
            if together {
                self.labels.push(LabeledSpan::new_with_span(Some(label), view.label(span).0));
                continue;
            }
            self.related.push(Self {
                code: None,
                style: Style::Advice,
                message: label,
                help: None,
                view: Some(view),
                labels: vec![LabeledSpan::new_primary_with_span(None, view.label(span).0)],
                related: Vec::new(),
            });
        }
    }
}

impl fmt::Display for Block<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Block<'_> {}

impl Diagnostic for Block<'_> {
    fn code<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        self.code.as_ref().map(|code| Box::new(code) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<Style> {
        Some(self.style)
    }

    fn help<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.view.map(|view| view as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        (!self.labels.is_empty())
            .then(|| Box::new(self.labels.iter().cloned()) as Box<dyn Iterator<Item = LabeledSpan>>)
    }

    fn related<'b>(&'b self) -> Option<Box<dyn Iterator<Item = &'b dyn Diagnostic> + 'b>> {
        let blocks = self.related.iter().map(|block| block as &dyn Diagnostic);
        (!self.related.is_empty()).then(|| Box::new(blocks) as Box<dyn Iterator<Item = &dyn Diagnostic>>)
    }
}

/// Text of a finding or problem as it may be shown. Messages come masked; what looks like a credential is masked here
/// once more, in case a way was found around that.
pub(super) fn safe(text: &str) -> String {
    neutral(&mask_message(text, &[])).into_owned()
}

/// Breaks lines at spaces, to fit behind an indentation. A word that is too long (a URL) stays whole.
pub(crate) fn wrap(text: &str, width: usize, indent: usize) -> String {
    let width = width.max(40).saturating_sub(indent);
    let mut wrapped = String::with_capacity(text.len());
    for (at, line) in text.lines().enumerate() {
        if at > 0 {
            wrapped.push('\n');
        }
        let mut column = 0;
        for word in line.split(' ') {
            let length = word.chars().count();
            if column > 0 && column + 1 + length > width {
                wrapped.push('\n');
                column = 0;
            } else if column > 0 {
                wrapped.push(' ');
                column += 1;
            }
            wrapped.push_str(word);
            column += length;
        }
    }
    wrapped
}

/// In which deployments it holds, unless in all.
pub(super) fn worlds(worlds: &WorldSet) -> Option<String> {
    let count = format!("{} of {} deployments", worlds.holds, worlds.of);
    match &worlds.when {
        Some(when) => Some(format!("when {} ({count})", safe(when))),
        None if worlds.holds < worlds.of => Some(format!("in {count}")),
        None => None,
    }
}

/// What a program calls the resource, and where it makes it if its file is not there to be shown.
pub(super) fn authored(finding: &Finding) -> Vec<String> {
    let Some(resource) = &finding.resource else { return Vec::new() };
    let Some(provenance) = &resource.provenance else {
        let nested = (!resource.stack.is_empty()).then(|| format!("in nested stack {}", neutral(&resource.stack)));
        return nested.into_iter().collect();
    };
    let mut lines = Vec::new();
    let kind = provenance.kind.as_ref().map(|kind| format!(", {}", neutral(kind))).unwrap_or_default();
    let input = finding.input.as_ref().map(|input| format!("{} of ", neutral(input))).unwrap_or_default();
    lines.push(format!("{input}{}{kind}", neutral(&provenance.path)));
    if let Some(helper_of) = &provenance.helper_of {
        lines.push(format!("made by CDK for {}", neutral(helper_of)));
    }
    if finding.stages.len() > 1 {
        let stages: Vec<_> = finding.stages.iter().map(|stage| neutral(stage)).collect();
        lines.push(format!("in the stages {}", stages.join(", ")));
    }
    lines.extend(
        finding.program.as_ref().filter(|site| site.span.is_none()).map(|site| format!("at {}", at(&site.place))),
    );
    lines
}

/// `lib/shop.ts:12:5`.
pub(super) fn at(place: &ProgramPlace) -> String {
    let column = place.column.map(|column| format!(":{column}")).unwrap_or_default();
    format!("{}:{}{column}", neutral(&place.file), place.line)
}

fn style(severity: Severity) -> Style {
    match severity {
        Severity::Critical | Severity::High => Style::Error,
        Severity::Medium => Style::Warning,
        Severity::Low | Severity::Info => Style::Advice,
    }
}

/// What the main label says: the property, or that it is missing.
fn cause(finding: &Finding, view: &View) -> String {
    if !finding.missing {
        return neutral(&dotted(below_properties(&finding.property))).into_owned();
    }
    // What no resource is, and one has to be.
    if let (None, [Step::Key(section)]) = (&finding.resource, finding.property.as_slice())
        && &**section == "Resources"
    {
        return "missing here".to_owned();
    }
    // The span is the key of the nearest parent that exists: what follows that key in the path is missing.
    let anchor =
        view.first_line(finding.span).trim_matches(|c: char| matches!(c, '"' | '\'' | ':') || c.is_whitespace());
    let path = &finding.property;
    let after =
        path.iter().rposition(|step| matches!(step, Step::Key(name) if &**name == anchor)).map_or(0, |at| at + 1);
    let missing = path.get(after..).filter(|rest| !rest.is_empty()).unwrap_or(path);
    let missing = below_properties(missing);
    match missing.first() {
        Some(step) => format!("no {} here", neutral(&dotted(std::slice::from_ref(step)))),
        None => "missing here".to_owned(),
    }
}

pub(super) fn below_properties(path: &[Step]) -> &[Step] {
    match path.split_first() {
        Some((Step::Key(section), rest)) if &**section == "Properties" && !rest.is_empty() => rest,
        _ => path,
    }
}

/// `SecurityGroupIngress[1].CidrIp`.
pub(super) fn dotted(path: &[Step]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            Step::Index(index) => text.push_str(&format!("[{index}]")),
            Step::Key(name) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(name);
            }
        }
    }
    text
}
