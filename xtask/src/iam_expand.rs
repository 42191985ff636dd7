//! Expands action patterns: one a line comes in, and for each a line goes out, the pattern and its actions with tabs
//! between. What `benches/iam_expansion.py` compares with another implementation.

use cfn_guardian::iam::catalogue::Catalogue;
use std::fmt::Write as _;
use std::io::{self, Read as _};

/// Reads the patterns from standard input.
pub fn run() -> io::Result<String> {
    let mut patterns = String::new();
    io::stdin().read_to_string(&mut patterns)?;
    let catalogue = Catalogue::embedded();
    let mut out = format!("# {} of {}\n", catalogue.source(), catalogue.updated());
    for pattern in patterns.lines() {
        out.push_str(pattern);
        for action in catalogue.expand(pattern).actions() {
            let _ = write!(out, "\t{}:{}", action.service(), action.name());
        }
        out.push('\n');
    }
    Ok(out)
}
