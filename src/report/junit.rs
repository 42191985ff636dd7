//! JUnit, as Jenkins and the others read it: a suite for each file, a failed case for each finding.
//!
//! No schema is official. What is written here keeps to what the schemas in use (of Ant, Maven, Jenkins) have in common.

use super::entries::{Entries, Entry, Place, Trouble, level};
use super::summary::word;
use super::{FileReport, Run, unless_closed};
use crate::problem::Level;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::borrow::Cow;
use std::io::{self, Write};

/// The suite of one file.
struct Suite<'a> {
    file: &'a FileReport,
    findings: Vec<&'a Entry<'a>>,
    /// The problems that fail it; the others are told beside the cases.
    broken: Vec<&'a Trouble<'a>>,
    remarks: Vec<&'a Trouble<'a>>,
}

/// How many cases there are, and of which outcome.
#[derive(Clone, Copy, Default)]
struct Counts {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

/// Writes the report. With `strict`, what is not known is a failure, else a skipped case.
pub fn write(run: &Run, entries: &Entries<'_>, strict: bool, out: &mut dyn Write) -> io::Result<()> {
    let mut suites: Vec<Suite<'_>> = run.files.iter().map(Suite::new).collect();
    for entry in &entries.findings {
        if let Some(suite) = suites.get_mut(entry.file) {
            suite.findings.push(entry);
        }
    }
    for trouble in &entries.problems {
        if let Some(suite) = suites.get_mut(trouble.file) {
            let list = if trouble.level >= Level::Error { &mut suite.broken } else { &mut suite.remarks };
            list.push(trouble);
        }
    }
    let mut writer = Writer::new_with_indent(io::BufWriter::new(out), b' ', 2);
    unless_closed(document(&suites, strict, &mut writer).and_then(|()| writer.get_mut().flush()))
}

type Out<'w> = Writer<io::BufWriter<&'w mut dyn Write>>;

fn document(suites: &[Suite<'_>], strict: bool, out: &mut Out<'_>) -> io::Result<()> {
    out.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let all = suites.iter().map(|suite| suite.counts(strict)).fold(Counts::default(), Counts::plus);
    let [tests, failures, errors, _] = all.words();
    out.create_element("testsuites")
        .with_attributes([
            ("name", env!("CARGO_PKG_NAME")),
            ("tests", tests.as_str()),
            ("failures", failures.as_str()),
            ("errors", errors.as_str()),
        ])
        .write_inner_content(|out| suites.iter().try_for_each(|suite| suite.write(strict, out)))?;
    writeln!(out.get_mut())
}

impl Counts {
    fn plus(self, other: Self) -> Self {
        Self {
            tests: self.tests + other.tests,
            failures: self.failures + other.failures,
            errors: self.errors + other.errors,
            skipped: self.skipped + other.skipped,
        }
    }

    fn words(self) -> [String; 4] {
        [self.tests, self.failures, self.errors, self.skipped].map(|count| count.to_string())
    }
}

impl<'a> Suite<'a> {
    fn new(file: &'a FileReport) -> Self {
        Self { file, findings: Vec::new(), broken: Vec::new(), remarks: Vec::new() }
    }

    fn counts(&self, strict: bool) -> Counts {
        let skipped = self.findings.iter().filter(|entry| entry.undetermined() && !strict).count();
        let cases = self.findings.len() + self.broken.len();
        // A file in which nothing was found is a case that passes.
        Counts { tests: cases.max(1), failures: self.findings.len() - skipped, errors: self.broken.len(), skipped }
    }

    fn write(&self, strict: bool, out: &mut Out<'_>) -> io::Result<()> {
        let path = xml(&self.file.path);
        let [tests, failures, errors, skipped] = self.counts(strict).words();
        let attributes = [
            ("name", &*path),
            ("tests", tests.as_str()),
            ("failures", failures.as_str()),
            ("errors", errors.as_str()),
            ("skipped", skipped.as_str()),
        ];
        out.create_element("testsuite").with_attributes(attributes).write_inner_content(|out| {
            if self.findings.is_empty() && self.broken.is_empty() {
                let attributes = [("name", "no findings"), ("classname", &*path)];
                out.create_element("testcase").with_attributes(attributes).write_empty()?;
            }
            self.findings.iter().try_for_each(|entry| finding(entry, &path, strict, out))?;
            self.broken.iter().try_for_each(|trouble| error(trouble, &path, out))?;
            if !self.remarks.is_empty() {
                let remarks: Vec<String> = self.remarks.iter().map(|trouble| remark(trouble)).collect();
                out.create_element("system-out").write_text_content(BytesText::new(&xml(&remarks.join("\n"))))?;
            }
            Ok(())
        })?;
        Ok(())
    }
}

fn finding(entry: &Entry<'_>, class: &str, strict: bool, out: &mut Out<'_>) -> io::Result<()> {
    let parts = [entry.finding.rule.id.as_str(), entry.resource(), &entry.property];
    let name = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    case(&name, class, out, |out| {
        let message = xml(&entry.message);
        if entry.undetermined() && !strict {
            out.create_element("skipped").with_attribute(("message", &*message)).write_empty()?;
            return Ok(());
        }
        let mut body = vec![at(&entry.place)];
        body.extend(entry.related.iter().map(|(place, label)| format!("{}: {label}", at(place))));
        body.push(entry.help());
        let kind = if entry.undetermined() { "undetermined" } else { word(entry.finding.severity) };
        out.create_element("failure")
            .with_attributes([("type", kind), ("message", &*message)])
            .write_text_content(BytesText::new(&xml(&body.join("\n"))))?;
        Ok(())
    })
}

fn error(trouble: &Trouble<'_>, class: &str, out: &mut Out<'_>) -> io::Result<()> {
    case(&trouble.code, class, out, |out| {
        let message = xml(&trouble.message);
        let mut body = vec![at(&trouble.place)];
        body.extend(trouble.help.clone());
        out.create_element("error")
            .with_attributes([("type", level(trouble.level)), ("message", &*message)])
            .write_text_content(BytesText::new(&xml(&body.join("\n"))))?;
        Ok(())
    })
}

fn case(name: &str, class: &str, out: &mut Out<'_>, inner: impl Fn(&mut Out<'_>) -> io::Result<()>) -> io::Result<()> {
    let name = xml(name);
    let attributes = [("name", &*name), ("classname", class)];
    out.create_element("testcase").with_attributes(attributes).write_inner_content(inner)?;
    Ok(())
}

fn remark(trouble: &Trouble<'_>) -> String {
    format!("{} {}: {}", trouble.place.words(), level(trouble.level), trouble.message)
}

/// `lib/shop.yml:12:5-12:10`.
fn at(place: &Place) -> String {
    let end = place.region.map(|region| format!("-{}:{}", region.end.0, region.end.1)).unwrap_or_default();
    format!("{}{end}", place.words())
}

/// Text without the characters that XML cannot hold in any form. What a quote or a bracket means, the writer escapes.
fn xml(text: &str) -> Cow<'_, str> {
    let wrong = |c: char| {
        (c < ' ' && c != '\n')
            || matches!(c, '\u{fffe}' | '\u{ffff}')
            || super::clean::stand_in(c).is_some() && c != '\n'
    };
    if !text.contains(wrong) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.chars().map(|c| if wrong(c) { super::clean::stand_in(c).unwrap_or('\u{fffd}') } else { c }).collect(),
    )
}
