//! How an error that ends a run is shown on standard error: in the look of the report, one block for each mistake.

use crate::report::clean::{neutral, neutral_lines};
use crate::report::wrap;
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity, SourceCode};
use std::error::Error;
use std::fmt;
use std::io::Write;

/// Writes an error with everything that belongs to it. Where several mistakes were found at once, each has a block and
/// what they are together is the last line, where the eye ends up.
pub fn write(error: &dyn Diagnostic, color: bool, width: usize, out: &mut dyn Write) -> fmt::Result {
    let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_links(false)
        // The blocks come wrapped: miette breaks options and URLs, which then cannot be copied.
        .with_wrap_lines(false)
        .without_syntax_highlighting();
    let related: Vec<&dyn Diagnostic> = error.related().into_iter().flatten().collect();
    let mistakes = if related.is_empty() { vec![error] } else { related };
    let mut text = String::new();
    for mistake in &mistakes {
        handler.render_report(&mut text, &Shown::new(*mistake, width))?;
        text.push('\n');
    }
    if mistakes.len() > 1 {
        text.push_str(&neutral(&error.to_string()));
        text.push('\n');
    }
    let lines: String = text.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    // There is nowhere left to say that standard error is closed.
    let _ = out.write_all(lines.trim_end().as_bytes()).and_then(|()| out.write_all(b"\n"));
    Ok(())
}

/// One mistake, wrapped to the width and without anything that a terminal acts on.
#[derive(Debug)]
struct Shown<'a> {
    inner: &'a dyn Diagnostic,
    message: String,
    help: Option<String>,
}

impl<'a> Shown<'a> {
    fn new(inner: &'a dyn Diagnostic, width: usize) -> Self {
        let message = wrap(&neutral_lines(&inner.to_string()), width, 4);
        let help = inner.help().map(|help| wrap(&neutral_lines(&help.to_string()), width, 8));
        Self { inner, message, help }
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)
    }
}

impl Error for Shown<'_> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.inner.source()
    }
}

impl Diagnostic for Shown<'_> {
    fn code<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        self.inner.code()
    }

    fn severity(&self) -> Option<Severity> {
        self.inner.severity()
    }

    fn help<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.inner.source_code()
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.inner.labels()
    }
}
