//! Tells a template from everything else that is YAML or JSON, by its top-level keys and without a parser.
//!
//! The scan stands broken text: a template that no parser takes must still be known for one. It therefore looks at
//! lines (YAML) or at brackets and strings (JSON) and never gives up.

/// What a text looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sniffed {
    /// A CloudFormation template.
    Template,
    /// It has a `Resources` section, with nothing in it that says CloudFormation.
    Resources,
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
        keys: &["steps", "changeSummary"],
        what: "it is a `pulumi preview --json` document, which is not supported yet",
    },
    Foreign {
        keys: &["steps", "config"],
        what: "it is a `pulumi preview --json` document, which is not supported yet",
    },
    Foreign { keys: &["deployment", "version"], what: "it is an export of a Pulumi stack, which is not supported" },
    Foreign { keys: &["name", "runtime"], what: "it is a Pulumi project file, which is not supported" },
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
    let foreign = FOREIGN.iter().find(|foreign| foreign.keys.iter().all(|key| has(key)));
    Sniffed::Other(foreign.map_or("it has no top-level Resources section", |foreign| foreign.what).to_owned())
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
