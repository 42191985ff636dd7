//! Frames of stack traces: which of them a person wrote.
//!
//! CDK writes them in several forms: `new Bucket (/app/lib/x.ts:14:3)`, the same after `at`, a bare `/app/x.ts:14:3`,
//! Python's `__init__ (/app/x.py:65)`, and lines that stand for folded frames (`...new Vpc2 in aws-cdk-lib...`).

/// A line of a person's program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame<'a> {
    /// The file, absolute.
    pub file: &'a str,
    /// One-based line.
    pub line: u32,
    /// One-based column.
    pub column: Option<u32>,
}

/// Parts of the paths of files that no author of an app wrote.
const FOREIGN: [&str; 8] = [
    "/node_modules/",
    "/jsii-kernel-",
    "/jsii-runtime",
    "/site-packages/",
    "/dist-packages/",
    "/.yarn/",
    "/lib/python3",
    "/internal/modules/",
];

/// What precedes the path in frames of ECMAScript modules.
const FILE_URL: &str = "file://";

/// The frame of a line, if it names a file of a person.
pub(super) fn user_frame(line: &str) -> Option<Frame<'_>> {
    let line = line.trim();
    let line = line.strip_prefix("at ").unwrap_or(line);
    if line.starts_with("...") {
        return None;
    }
    let place = match line.strip_suffix(')') {
        // The name or the path may hold brackets, too.
        Some(open) => open.match_indices(" (").find_map(|(at, bracket)| {
            let place = open.get(at.checked_add(bracket.len())?..)?;
            (is_absolute(place) || place.starts_with(FILE_URL)).then_some(place)
        })?,
        None => line,
    };
    let frame = split(place)?;
    is_users(frame.file).then_some(frame)
}

/// `FILE:LINE` or `FILE:LINE:COLUMN`.
fn split(place: &str) -> Option<Frame<'_>> {
    let (rest, last) = place.rsplit_once(':')?;
    let last: u32 = last.parse().ok()?;
    let (file, line, column) = match rest.rsplit_once(':').map(|(file, line)| (file, line.parse::<u32>())) {
        Some((file, Ok(line))) => (file, line, Some(last)),
        _ => (rest, last, None),
    };
    let file = file.strip_prefix(FILE_URL).unwrap_or(file);
    (line > 0).then_some(Frame { file, line, column })
}

fn is_users(file: &str) -> bool {
    is_absolute(file) && {
        let slashes = file.replace('\\', "/");
        !FOREIGN.iter().any(|part| slashes.contains(part))
    }
}

/// Absolute on some system.
fn is_absolute(file: &str) -> bool {
    match file.as_bytes() {
        [b'/' | b'\\', ..] => file.len() > 1,
        [drive, b':', b'/' | b'\\', ..] => drive.is_ascii_alphabetic(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str) -> Option<String> {
        let frame = user_frame(line)?;
        let column = frame.column.map_or(String::new(), |column| format!(":{column}"));
        Some(format!("{}:{}{column}", frame.file, frame.line))
    }

    #[test]
    fn every_form_of_a_persons_frame_is_read() {
        for (line, place) in [
            ("new My (/home/dev/app.ts:14:100)", "/home/dev/app.ts:14:100"),
            ("    at new My (/home/dev/app.ts:14:100)", "/home/dev/app.ts:14:100"),
            ("<anonymous> (/home/dev/my app/(x)/app.ts:2:1)", "/home/dev/my app/(x)/app.ts:2:1"),
            ("/home/dev/app.ts:14:100", "/home/dev/app.ts:14:100"),
            ("at file:///home/dev/app.mjs:3:7", "/home/dev/app.mjs:3:7"),
            ("__init__ (/home/dev/lib/tap_stack.py:65)", "/home/dev/lib/tap_stack.py:65"),
            ("<module> (/home/dev/tap.py:33)", "/home/dev/tap.py:33"),
            ("new My (C:\\work\\app.ts:14:100)", "C:\\work\\app.ts:14:100"),
            ("get x [as y] (/home/dev/app.ts:1:2)", "/home/dev/app.ts:1:2"),
        ] {
            assert_eq!(shown(line).as_deref(), Some(place), "{line}");
        }
    }

    #[test]
    fn other_lines_are_no_persons() {
        for line in [
            "...new Vpc2 in aws-cdk-lib...",
            ".../home/dev/.node/node_modules/aws-cdk-lib/aws-ec2/lib/vpc.js:1:293 in aws-cdk-lib...",
            "(no user code in 10 frames, use --stack-trace-limit to capture more)",
            "new Bucket (/home/dev/node_modules/aws-cdk-lib/aws-s3/lib/bucket.js:1:19290)",
            "new Bucket (/tmp/jsii-kernel-nCSP3P/node_modules/aws-cdk-lib/x.js:1:2)",
            "run (C:\\work\\node_modules\\x.js:1:2)",
            "Module._compile (node:internal/modules/cjs/loader:1521:14)",
            "node:internal/main/run_main_module:28:49",
            "Array.forEach (<anonymous>)",
            "Array.forEach (:)",
            "main (Main.java:12)",
            "x (/app.ts:0:1)",
            "x (/app.ts)",
            "",
            ":",
            "(",
            ")",
        ] {
            assert_eq!(shown(line), None, "{line}");
        }
    }
}
