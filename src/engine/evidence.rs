//! What rules are for, and what shows that they do it: the rows of the requirements, and each rule's fixtures.
//!
//! The build script reads both and embeds them apart from the index of the rules, because only the pages of rules and
//! the traceability table ask for them. This file is compiled into the build script too: it may use nothing of the crate.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where a requirement is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// On every template.
    Any,
    /// On systems of one profile.
    Profile,
    /// On the delivered code, by its own tests: no rule sees it.
    Stack,
}

impl Scope {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Profile => "profile",
            Self::Stack => "stack",
        }
    }
}

/// One row of the requirements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// `B6`.
    pub id: String,
    /// Where it is judged.
    pub scope: Scope,
    /// What must hold.
    pub text: String,
    /// When it does not hold, empty where the text says it.
    #[serde(default)]
    pub fails_when: String,
}

/// The fixtures of one rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fixtures {
    /// How many fail.
    pub failing: usize,
    /// How many pass.
    pub passing: usize,
    /// How many cannot be judged.
    pub undetermined: usize,
    /// The shortest that fails.
    pub fail: Option<Example>,
    /// The shortest that passes.
    pub pass: Option<Example>,
}

/// A fixture as people may read it: without the marks of the tests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// The path below the project.
    pub file: String,
    /// The text.
    pub text: String,
    /// The lines, counted from one, on which its findings start.
    pub lines: Vec<usize>,
}

/// All of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The requirements in the order of their documents.
    pub requirements: Vec<Requirement>,
    /// The fixtures by rule.
    pub fixtures: BTreeMap<String, Fixtures>,
}

impl Evidence {
    /// The row of an id.
    pub fn requirement(&self, id: &str) -> Option<&Requirement> {
        self.requirements.iter().find(|row| row.id == id)
    }
}

impl Fixtures {
    /// The fixtures of a rule's folder: the path and text of each file in it.
    pub fn of<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut fixtures = Self::default();
        let mut shortest: BTreeMap<&str, (bool, usize, Example)> = BTreeMap::new();
        for (path, text) in files {
            let name = path.rsplit('/').next().unwrap_or(path);
            let json = name.ends_with(".json");
            if !json && !name.ends_with(".yaml") && !name.ends_with(".yml") || name == "settings.yml" {
                continue;
            }
            let kind = name.split('-').next().unwrap_or(name);
            match kind {
                "fail" => fixtures.failing += 1,
                "pass" => fixtures.passing += 1,
                "undetermined" => fixtures.undetermined += 1,
                _ => continue,
            }
            let example = Example::of(path, text);
            // YAML first: it is easier to read, and its marks say where the findings are.
            let length = (json, example.text.len());
            if shortest.get(kind).is_none_or(|(json, shortest, _)| length < (*json, *shortest)) {
                shortest.insert(kind, (json, length.1, example));
            }
        }
        fixtures.fail = shortest.remove("fail").map(|(.., example)| example);
        fixtures.pass = shortest.remove("pass").map(|(.., example)| example);
        fixtures
    }
}

impl Example {
    fn of(file: &str, text: &str) -> Self {
        let mut example = Self { file: file.to_owned(), text: String::new(), lines: Vec::new() };
        for (number, line) in (1..).zip(text.trim_end().lines()) {
            let marks = ["# expect:", "# expect-undetermined:"].map(|mark| line.find(mark));
            let [violated, _] = marks;
            let end = marks.into_iter().flatten().min().unwrap_or(line.len());
            example.text.push_str(line.get(..end).unwrap_or(line).trim_end());
            example.text.push('\n');
            if violated.is_some() {
                example.lines.push(number);
            }
        }
        example
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[test]
    fn fixtures_are_counted_and_the_shortest_shown_without_marks() {
        let fixtures = Fixtures::of([
            ("fixtures/r/fail-long.yaml", "A: 1\nB: 2 # expect: r\nC: 3\nD: 4\nE: 5\n"),
            ("fixtures/r/fail-short.yaml", "A: 1 # why # expect: r, s\nB: x # expect-undetermined: r\n\n"),
            ("fixtures/r/fail-tiny.json", "{}"),
            ("fixtures/r/fail-tiny.expect", "r /"),
            ("fixtures/r/pass-only.json", "{}\n"),
            ("fixtures/r/undetermined-a.yml", "A: # expect-undetermined: r"),
            ("fixtures/r/settings.yml", "a: 1"),
        ]);
        assert_eq!((fixtures.failing, fixtures.passing, fixtures.undetermined), (3, 1, 1));
        let fail = fixtures.fail.unwrap();
        assert_eq!((&*fail.file, &*fail.text), ("fixtures/r/fail-short.yaml", "A: 1 # why\nB: x\n"));
        assert_eq!(fail.lines, [1]);
        assert_eq!(fixtures.pass.unwrap().text, "{}\n");
    }
}
