//! Tells a template from everything else that is YAML or JSON, by its top-level keys and without a parser.
//!
//! The scan stands broken text: a template that no parser takes must still be known for one. It therefore looks at
//! lines (YAML) or at brackets and strings (JSON) and never gives up.

use std::ops::Range;

/// What a text looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sniffed {
    /// A CloudFormation template.
    Template,
    /// It has a `Resources` section, with nothing in it that says CloudFormation.
    Resources,
    /// A preview, a stack export or events of Pulumi, possibly with other output before it.
    Pulumi,
    /// Something else: what, as the end of a sentence.
    Other(String),
}

/// A document of another kind: it has all of these top-level keys.
struct Foreign {
    keys: &'static [&'static str],
    what: &'static str,
}

/// In this order: the first that fits says what it is.
const FOREIGN: &[Foreign] = &[
    Foreign {
        keys: &["artifacts", "version"],
        what: "it is a CDK cloud assembly manifest, which is not supported yet; give the templates beside it",
    },
    Foreign { keys: &["tree", "version"], what: "it is a CDK construct tree, which is not supported yet" },
    Foreign { keys: &["files", "dockerImages"], what: "it is a CDK asset manifest" },
    Foreign { keys: &["pluginReports"], what: "it is a CDK validation report" },
    Foreign {
        keys: &["name", "runtime"],
        what: "it is a Pulumi project file; give what `pulumi preview --json` prints",
    },
    Foreign { keys: &["format_version", "planned_values"], what: "it is a Terraform plan, which is not supported" },
    Foreign { keys: &["format_version", "resource_changes"], what: "it is a Terraform plan, which is not supported" },
    Foreign { keys: &["terraform_version", "serial"], what: "it is a Terraform state, which is not supported" },
    Foreign { keys: &["service", "provider"], what: "it is a Serverless Framework service, which is not supported" },
    Foreign { keys: &["apiVersion", "kind"], what: "it is a Kubernetes manifest" },
    Foreign { keys: &["openapi"], what: "it is an OpenAPI description" },
    Foreign { keys: &["swagger"], what: "it is an OpenAPI description" },
    Foreign { keys: &["on", "jobs"], what: "it is a GitHub Actions workflow" },
    Foreign { keys: &["services"], what: "it is a Compose file" },
];

/// The key that settles the matter: where it stands, nothing after it can change what the text is.
const CERTAIN: &[u8] = b"AWSTemplateFormatVersion";

/// Keys of the events that begin a stream of Pulumi, end it, or make its bulk.
const EVENTS: [&[u8]; 4] = [b"\"preludeEvent\"", b"\"resourcePreEvent\"", b"\"resOutputsEvent\"", b"\"summaryEvent\""];

/// Lines that begin like JSON and are tried before it is given up that a document of Pulumi follows.
const MOST_OPENINGS: usize = 8;

/// Says what a text looks like. It need not be valid, nor UTF-8.
pub fn sniff(bytes: &[u8]) -> Sniffed {
    let narrowed: Vec<u8>;
    let mut text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if text.starts_with(b"\xff\xfe") || text.starts_with(b"\xfe\xff") {
        // UTF-16, as some editors write it: the keys are ASCII, so dropping the other halves shows them.
        narrowed = text.iter().copied().filter(u8::is_ascii).filter(|byte| *byte != 0).collect();
        text = &narrowed;
    } else if text.iter().take(8_000).any(|byte| *byte == 0) {
        return Sniffed::Other("it is binary data".to_owned());
    }
    let Some(first) = text.iter().find(|byte| !byte.is_ascii_whitespace()) else {
        return Sniffed::Other("it is empty".to_owned());
    };
    let keys = if *first == b'{' { json_keys(text) } else { yaml_keys(text) };
    let has = |key: &str| keys.contains(&key.as_bytes());
    if has("AWSTemplateFormatVersion") || has("Transform") && (has("Resources") || contains(text, b"AWS::")) {
        return Sniffed::Template;
    }
    if has("Resources") {
        let types = contains(text, b"Type") && contains(text, b"::");
        return if types { Sniffed::Template } else { Sniffed::Resources };
    }
    if *first == b'[' && contains(text, b"ParameterKey") {
        return Sniffed::Other("it is a parameter file, which --parameters takes".to_owned());
    }
    if is_pulumi(text, &keys) || *first != b'{' && noise_before_json(text).is_some() {
        return Sniffed::Pulumi;
    }
    let foreign = FOREIGN.iter().find(|foreign| foreign.keys.iter().all(|key| has(key)));
    Sniffed::Other(foreign.map_or("it has no top-level Resources section", |foreign| foreign.what).to_owned())
}

/// The place of what stands before the JSON of Pulumi: log lines, progress, colours. `None` where nothing does, or where
/// no such JSON follows.
///
/// `pulumi preview --json` writes nothing else to its standard output, but people catch standard error in the same file,
/// and scripts print.
pub fn noise_before_json(bytes: &[u8]) -> Option<Range<usize>> {
    let skipped = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let text = bytes.get(skipped..)?;
    let start = skipped.checked_add(text.iter().position(|byte| !byte.is_ascii_whitespace())?)?;
    let mut at = skipped;
    let mut tried = 0_usize;
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let open = at.checked_add(leading(line))?;
        if open > start && bytes.get(open) == Some(&b'{') {
            let json = bytes.get(open..)?;
            if is_pulumi(json, &json_keys(json)) {
                return Some(start..open);
            }
            tried = tried.checked_add(1)?;
        }
        at = at.checked_add(line.len())?;
        if tried >= MOST_OPENINGS {
            break;
        }
    }
    None
}

/// The length of the white space and colours at the beginning of a line.
fn leading(line: &[u8]) -> usize {
    let mut at = 0_usize;
    while let Some(rest) = line.get(at..) {
        let length = match rest {
            [b' ' | b'\t' | b'\r', ..] => Some(0),
            [0x1b, ..] => rest.iter().position(u8::is_ascii_alphabetic),
            _ => None,
        };
        let Some(length) = length else { break };
        at = at.saturating_add(length).saturating_add(1);
    }
    at
}

/// Whether a JSON text with these keys is a document of Pulumi. A preview of nothing has no URN in it.
fn is_pulumi(text: &[u8], keys: &[&[u8]]) -> bool {
    let has = |key: &str| keys.contains(&key.as_bytes());
    let is_event = || EVENTS.iter().any(|event| contains(text, event));
    text.trim_ascii_start().first() == Some(&b'{')
        && (has("changeSummary") && (has("steps") || has("config") || has("duration"))
            || has("steps") && (has("config") || contains(text, b"\"urn:pulumi:"))
            || has("diagnostics") && has("duration")
            || has("deployment")
                && has("version")
                && (contains(text, b"\"urn:pulumi:") || contains(text, b"\"magic\""))
            || (has("sequence") || has("events")) && is_event())
}

fn contains(text: &[u8], what: &[u8]) -> bool {
    text.windows(what.len()).any(|window| window == what)
}

/// The keys of lines that are indented as the first one is.
fn yaml_keys(text: &[u8]) -> Vec<&[u8]> {
    let mut keys = Vec::new();
    let mut root = None;
    for line in text.split(|byte| *byte == b'\n') {
        let indent = line.iter().take_while(|byte| **byte == b' ').count();
        let rest = line.get(indent..).unwrap_or_default();
        match rest.first() {
            None | Some(b'\r' | b'#' | b'%') => continue,
            Some(_) if line.starts_with(b"---") || line.starts_with(b"...") => {
                if keys.is_empty() {
                    continue;
                }
                // Only the first document is a template.
                break;
            }
            Some(_) => {}
        }
        if *root.get_or_insert(indent) == indent {
            keys.extend(yaml_key(rest));
        }
        if keys.last() == Some(&CERTAIN) {
            break;
        }
    }
    keys
}

/// The key at the beginning of a line, without its quotes.
fn yaml_key(line: &[u8]) -> Option<&[u8]> {
    let (key, rest) = match line.first()? {
        quote @ (b'"' | b'\'') => {
            let inner = line.get(1..)?;
            let end = inner.iter().position(|byte| byte == quote)?;
            (inner.get(..end)?, inner.get(end + 1..)?)
        }
        _ => {
            let end = line.iter().position(|byte| *byte == b':')?;
            (line.get(..end)?.trim_ascii_end(), line.get(end..)?)
        }
    };
    let after = rest.trim_ascii_start().strip_prefix(b":")?;
    after.first().is_none_or(u8::is_ascii_whitespace).then_some(key)
}

/// The strings one bracket deep that a colon follows.
fn json_keys(text: &[u8]) -> Vec<&[u8]> {
    let mut keys = Vec::new();
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(byte) = text.get(at) {
        if keys.last() == Some(&CERTAIN) {
            break;
        }
        match byte {
            b'{' | b'[' => depth = depth.saturating_add(1),
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                let end = string_end(text, at + 1);
                let after = text.get(end + 1..).unwrap_or_default().trim_ascii_start();
                if depth == 1 && after.first() == Some(&b':') {
                    keys.extend(text.get(at + 1..end));
                }
                at = end;
            }
            // A flow mapping of YAML may do without quotes.
            b'A'..=b'Z' if depth == 1 => {
                let word = text.get(at..).unwrap_or_default();
                let length = word.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
                let after = word.get(length..).unwrap_or_default();
                if after.first() == Some(&b':') {
                    keys.extend(word.get(..length));
                }
                at += length.saturating_sub(1);
            }
            _ => {}
        }
        at += 1;
    }
    keys
}

/// The position of the quote that ends the string which begins at `at`, or the end of the text.
fn string_end(text: &[u8], mut at: usize) -> usize {
    while let Some(byte) = text.get(at) {
        match byte {
            b'\\' => at += 1,
            b'"' => return at,
            _ => {}
        }
        at += 1;
    }
    text.len()
}
