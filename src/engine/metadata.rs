//! A rule's METADATA block as YAML with lines: the comment block above `package`.
//!
//! [`Block::find`] cuts the block out of the rule's text, [`Reader`] takes typed values out of one of its mappings and
//! collects every mistake with its line instead of stopping at the first. This file is compiled into the build script
//! too: it may use nothing of the crate.

use super::card::Mistake;
use serde_yaml::{Mapping, Value};
use std::collections::BTreeMap;

/// The METADATA block of a rule.
pub struct Block {
    /// Its text without the comment signs.
    pub yaml: String,
    /// The one-based line of `# METADATA`.
    pub line: usize,
    /// The package named below it, with its line.
    pub package: (String, usize),
}

impl Block {
    /// Finds the block above `package`.
    ///
    /// # Errors
    ///
    /// Says what is missing, at the line where it should stand.
    pub fn find(text: &str) -> Result<Self, Mistake> {
        let lines: Vec<&str> = text.lines().collect();
        let package_at = lines.iter().position(|line| package_of(line).is_some());
        let (package_at, package) = package_at
            .and_then(|at| Some((at, package_of(lines.get(at)?)?)))
            .ok_or_else(|| Mistake::at(1, "the file has no `package`"))?;
        let start = lines
            .iter()
            .take(package_at)
            .position(|line| line.trim_end() == "# METADATA")
            .ok_or_else(|| Mistake::at(package_at + 1, "there is no `# METADATA` comment block above `package`"))?;
        let mut yaml = String::new();
        let mut after = start + 1;
        for line in lines.iter().take(package_at).skip(start + 1) {
            let Some(comment) = line.strip_prefix('#') else { break };
            yaml.push_str(comment.strip_prefix(' ').unwrap_or(comment));
            yaml.push('\n');
            after += 1;
        }
        if lines.iter().take(package_at).skip(after).any(|line| !line.trim().is_empty()) {
            return Err(Mistake::at(after + 1, "the METADATA block must stand directly above `package`"));
        }
        Ok(Self { yaml, line: start + 1, package: (package, package_at + 1) })
    }

    /// The line of a key of the block, given with the keys that it stands below; the nearest line that there is when
    /// the key is missing.
    pub fn line_of(&self, path: &[&str]) -> usize {
        let lines: Vec<&str> = self.yaml.lines().collect();
        let (mut from, mut best, mut indent) = (0, self.line, 0);
        for key in path {
            let found = lines.iter().enumerate().skip(from).take_while(|(at, line)| {
                *at == from || line.trim().is_empty() || line.starts_with('-') || depth(line) >= indent
            });
            let Some((at, _)) = found.into_iter().find(|(_, line)| is_key(line, key)) else { break };
            (from, best) = (at + 1, self.line + 1 + at);
            indent = lines.get(from).map_or(0, |line| depth(line));
        }
        best
    }
}

/// The package that a line declares.
pub fn package_of(line: &str) -> Option<String> {
    let name = line.strip_prefix("package")?;
    let name = name.strip_prefix([' ', '\t'])?.split('#').next()?.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// How far a line is indented.
fn depth(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Whether a line of YAML starts with this key.
fn is_key(line: &str, key: &str) -> bool {
    line.trim_start()
        .trim_start_matches(['"', '\''])
        .strip_prefix(key)
        .is_some_and(|rest| rest.trim_start_matches(['"', '\'']).trim_start().starts_with(':'))
}

/// Takes typed values out of one mapping of the block.
pub struct Reader<'a> {
    block: &'a Block,
    mapping: &'a Mapping,
    below: Vec<&'a str>,
}

impl<'a> Reader<'a> {
    /// A reader of the mapping that stands below `below`.
    pub fn new(block: &'a Block, mapping: &'a Mapping, below: &[&'a str]) -> Self {
        Self { block, mapping, below: below.to_vec() }
    }

    /// A mistake at a key of this mapping.
    pub fn mistake(&self, key: &str, message: impl Into<String>) -> Mistake {
        let mut path = self.below.clone();
        path.push(key);
        Mistake::at(self.block.line_of(&path), message)
    }

    /// Every key must be one of these.
    pub fn only(&self, known: &[&str], mistakes: &mut Vec<Mistake>) {
        for key in self.mapping.keys() {
            let name = key.as_str().unwrap_or_default();
            if !known.contains(&name) {
                mistakes.push(
                    self.mistake(name, format!("`{name}` is no key of a rule's card; there are: {}", known.join(", "))),
                );
            }
        }
    }

    /// The value of a key, `null` counting as absent.
    pub fn value(&self, key: &str) -> Option<&'a Value> {
        self.mapping.get(key).filter(|value| !value.is_null())
    }

    /// A text that must be there.
    pub fn text(&self, key: &str, mistakes: &mut Vec<Mistake>) -> String {
        match self.value(key) {
            None => mistakes.push(self.mistake(key, format!("`{key}` is missing"))),
            Some(value) => match value.as_str().map(str::trim) {
                Some("") => mistakes.push(self.mistake(key, format!("`{key}` is empty"))),
                Some(text) => return text.to_owned(),
                None => mistakes.push(self.mistake(key, format!("`{key}` must be text"))),
            },
        }
        String::new()
    }

    /// A list of texts that must be there; it may be empty unless `filled`.
    pub fn list(&self, key: &str, filled: bool, mistakes: &mut Vec<Mistake>) -> Vec<String> {
        if self.value(key).is_none() {
            mistakes
                .push(self.mistake(key, format!("`{key}` is missing{}", if filled { "" } else { " (it may be [])" })));
            return Vec::new();
        }
        let list = self.optional_list(key, mistakes);
        if filled && list.is_empty() {
            mistakes.push(self.mistake(key, format!("`{key}` is empty")));
        }
        list
    }

    /// A list of texts, empty when it is absent.
    pub fn optional_list(&self, key: &str, mistakes: &mut Vec<Mistake>) -> Vec<String> {
        self.value(key).map_or_else(Vec::new, |value| self.texts(key, value, mistakes))
    }

    /// A boolean, false when it is absent.
    pub fn flag(&self, key: &str, mistakes: &mut Vec<Mistake>) -> bool {
        let Some(value) = self.value(key) else { return false };
        value.as_bool().unwrap_or_else(|| {
            mistakes.push(self.mistake(key, format!("`{key}` must be true or false")));
            false
        })
    }

    /// Lists of texts by name, empty when absent.
    pub fn lists(&self, key: &str, mistakes: &mut Vec<Mistake>) -> BTreeMap<String, Vec<String>> {
        let Some(value) = self.value(key) else { return BTreeMap::new() };
        let Some(mapping) = value.as_mapping() else {
            mistakes.push(self.mistake(key, format!("`{key}` must map names to lists")));
            return BTreeMap::new();
        };
        let entry = |(name, list): (&Value, &Value), mistakes: &mut Vec<Mistake>| {
            (name.as_str().unwrap_or_default().to_owned(), self.texts(key, list, mistakes))
        };
        mapping.iter().map(|pair| entry(pair, mistakes)).collect()
    }

    fn texts(&self, key: &str, value: &Value, mistakes: &mut Vec<Mistake>) -> Vec<String> {
        let texts: Option<Vec<String>> = value.as_sequence().and_then(|items| {
            items.iter().map(|item| item.as_str().filter(|text| !text.is_empty()).map(str::to_owned)).collect()
        });
        texts.unwrap_or_else(|| {
            mistakes.push(self.mistake(key, format!("`{key}` must be a list of texts")));
            Vec::new()
        })
    }
}
