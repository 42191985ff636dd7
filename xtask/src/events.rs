//! Bare YAML parsing of the templates that `check` would read: the yardstick of `benches/speed.sh`.
//!
//! Listing and parsing are two chores, so that looking for templates is no part of what is measured.

use crate::bad;
use cfn_guardian::discover::{Loaded, Options, list};
use granit_parser::Parser;
use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

/// The largest template that `check` reads, which no file of a benchmark comes near.
const MAX_BYTES: u64 = 64 << 20;

/// The paths of a folder's templates.
pub fn templates(folder: &Path) -> io::Result<String> {
    let options = Options { max_bytes: MAX_BYTES, exclude: None, ignore_non_templates: false };
    let listing = list(&[folder.to_owned()], &options);
    let templates = listing.inputs.iter().filter(|input| matches!(input.read(&options), Ok(Loaded::Template(_))));
    Ok(templates.map(|input| format!("{}\n", input.path)).collect())
}

/// Parses every file of a list and says how much that was.
pub fn run(list: &Path) -> io::Result<String> {
    let (mut files, mut bytes, mut events, mut broken) = (0_usize, 0_usize, 0_usize, 0_usize);
    for path in fs::read_to_string(list)?.lines() {
        let text = fs::read(path).map_err(|error| bad(format!("{path}: {error}")))?;
        let text = String::from_utf8_lossy(&text);
        files += 1;
        bytes += text.len();
        let parsed = Parser::new_from_str(&text).try_fold(0, |count, event| event.map(|_| count + 1));
        match parsed {
            Ok(count) => events += count,
            Err(_) => broken += 1,
        }
    }
    let mut said = format!("{files} files, {bytes} bytes, {events} events");
    if broken > 0 {
        let _ = write!(said, ", {broken} broken");
    }
    Ok(said + "\n")
}
