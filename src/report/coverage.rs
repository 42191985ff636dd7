//! The traceability table: each row of the requirements with the rules that enforce it, the fixtures that show it, and
//! what the rules say of each stack.

use super::clean::neutral;
use super::{json, unless_closed, wrap};
use crate::engine::card::Card;
use crate::engine::evidence::{Evidence, Fixtures, Requirement, Scope};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::Arc;

/// What rules say of one row on one stack. The first that holds counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// A rule of it is violated.
    Violated,
    /// A rule of it cannot be determined, or could not be finished.
    Undetermined,
    /// Its rules found something to judge and nothing wrong.
    Satisfied,
    /// It has no rule, or none that found anything to judge.
    NotJudged,
}

impl Standing {
    const ALL: [Self; 4] = [Self::Violated, Self::Undetermined, Self::Satisfied, Self::NotJudged];

    fn word(self) -> &'static str {
        match self {
            Self::Violated => "violated",
            Self::Undetermined => "undetermined",
            Self::Satisfied => "satisfied",
            Self::NotJudged => "not judged",
        }
    }
}

/// A stack that was analysed.
#[derive(Clone, Debug, Default)]
pub struct Stack {
    /// The path as it was given.
    pub path: String,
    /// The profile in force.
    pub profile: String,
    /// What each rule came to that found anything to judge, by id, with the rows that it names.
    pub rules: BTreeMap<String, (Standing, Vec<String>)>,
    /// Rules that did not run, with the settings that they would need.
    pub without_settings: BTreeMap<String, Vec<String>>,
    /// Why not everything is judged.
    pub notes: Vec<String>,
}

impl Stack {
    /// Notes what a rule came to in one input; the worst counts.
    pub fn add(&mut self, card: &Card, standing: Standing) {
        let entry = self.rules.entry(card.id.clone()).or_insert_with(|| (standing, card.requirements.clone()));
        entry.0 = entry.0.min(standing);
    }

    /// What a row comes to, and the rules that say so.
    fn standing(&self, row: &Requirement) -> (Standing, BTreeSet<&str>) {
        let of_row = || {
            let named = self.rules.iter().filter(|(_, (_, rows))| rows.contains(&row.id));
            named.map(|(id, (standing, _))| (id.as_str(), *standing))
        };
        let standing = of_row().map(|(_, standing)| standing).min().unwrap_or(Standing::NotJudged);
        (standing, of_row().filter(|(_, of_rule)| *of_rule == standing).map(|(id, _)| id).collect())
    }
}

/// The whole table.
#[derive(Clone, Debug)]
pub struct Coverage<'a> {
    rows: Vec<Row<'a>>,
    stacks: &'a [Stack],
}

#[derive(Clone, Debug)]
struct Row<'a> {
    requirement: &'a Requirement,
    rules: Vec<&'a str>,
    fixtures: Counts,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
struct Counts {
    failing: usize,
    passing: usize,
    undetermined: usize,
}

impl Counts {
    fn plus(self, fixtures: &Fixtures) -> Self {
        Self {
            failing: self.failing + fixtures.failing,
            passing: self.passing + fixtures.passing,
            undetermined: self.undetermined + fixtures.undetermined,
        }
    }
}

impl<'a> Coverage<'a> {
    /// Puts the table together.
    pub fn of(cards: &'a [Arc<Card>], evidence: &'a Evidence, stacks: &'a [Stack]) -> Self {
        let row = |requirement: &'a Requirement| {
            let enforcing = cards.iter().filter(|card| card.requirements.contains(&requirement.id));
            let rules: Vec<&str> = enforcing.map(|card| card.id.as_str()).collect();
            let fixtures = rules.iter().filter_map(|rule| evidence.fixtures.get(*rule));
            Row { requirement, fixtures: fixtures.fold(Counts::default(), Counts::plus), rules }
        };
        Self { rows: evidence.requirements.iter().map(row).collect(), stacks }
    }

    /// How many rows of a stack come to this.
    fn count(&self, stack: &Stack, standing: Standing) -> usize {
        self.rows.iter().filter(|row| stack.standing(row.requirement).0 == standing).count()
    }

    /// Writes it for people.
    pub fn text(&self, width: usize, out: &mut dyn Write) -> io::Result<()> {
        let mut buffer = io::BufWriter::new(out);
        let written = self.table(width, &mut buffer).and_then(|()| self.summary(width, &mut buffer));
        unless_closed(written.and_then(|()| buffer.flush()))
    }

    /// What must hold comes last, and the rules on a line of their own: both may be long.
    fn table(&self, width: usize, out: &mut dyn Write) -> io::Result<()> {
        let numbers = (1..=self.stacks.len()).map(|number| format!("[{number}]"));
        let head = ["ROW", "SCOPE", "FAIL", "PASS", "UNDETERMINED"].map(str::to_owned).into_iter().chain(numbers);
        writeln!(out, "{}REQUIREMENT", padded(head))?;
        for Row { requirement, rules, fixtures } in &self.rows {
            let counts = [fixtures.failing, fixtures.passing, fixtures.undetermined];
            let counts = counts.map(|count| if rules.is_empty() { "-".to_owned() } else { count.to_string() });
            let standings = self.stacks.iter().map(|stack| stack.standing(requirement).0.word().to_owned());
            let cells = [requirement.id.clone(), requirement.scope.word().to_owned()];
            let cells = cells.into_iter().chain(counts).chain(standings);
            writeln!(out, "{}{}", padded(cells), requirement.text)?;
            let rules = match (rules.as_slice(), requirement.scope) {
                ([], Scope::Stack) => "(the stack's own tests show it)".to_owned(),
                ([], _) => "(no rule)".to_owned(),
                (rules, _) => rules.join(", "),
            };
            for line in wrap(&rules, width, 6).lines() {
                writeln!(out, "      {line}")?;
            }
        }
        Ok(())
    }

    fn summary(&self, width: usize, out: &mut dyn Write) -> io::Result<()> {
        let for_rules = self.rows.iter().filter(|row| row.requirement.scope != Scope::Stack);
        let without = for_rules.clone().filter(|row| row.rules.is_empty()).count();
        let (all, for_rules) = (self.rows.len(), for_rules.count());
        writeln!(
            out,
            "\n{all} requirements: {for_rules} for rules ({without} without one), {} for tests of the stack",
            all - for_rules
        )?;
        for (number, stack) in (1..).zip(self.stacks) {
            let counts = Standing::ALL.map(|standing| format!("{} {}", self.count(stack, standing), standing.word()));
            let (path, profile) = (neutral(&stack.path), neutral(&stack.profile));
            writeln!(out, "[{number}] {path} (profile {profile}): {}", counts.join(", "))?;
            let mut notes = stack.notes.clone();
            if !stack.without_settings.is_empty() {
                let rules = stack.without_settings.iter().map(|(rule, names)| format!("{rule} ({})", names.join(", ")));
                let rules: Vec<String> = rules.collect();
                notes.push(format!("not run without these settings: {}", rules.join(", ")));
            }
            for note in notes {
                for line in wrap(&neutral(&note), width, 4).lines() {
                    writeln!(out, "    {line}")?;
                }
            }
        }
        Ok(())
    }

    /// Writes it for programs.
    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let rows = self.rows.iter().map(|Row { requirement, rules, fixtures }| RowJson {
            id: &requirement.id,
            scope: requirement.scope,
            text: &requirement.text,
            fails_when: &requirement.fails_when,
            rules,
            fixtures: *fixtures,
            verdicts: self.stacks.iter().map(|stack| verdict(stack, requirement)).collect(),
        });
        let stacks = self.stacks.iter().map(|stack| {
            let count = |standing| self.count(stack, standing);
            let [violated, undetermined, satisfied, not_judged] = Standing::ALL.map(count);
            StackJson {
                path: &stack.path,
                profile: &stack.profile,
                violated,
                undetermined,
                satisfied,
                not_judged,
                without_settings: &stack.without_settings,
                notes: &stack.notes,
            }
        });
        json::pretty(&CoverageJson { requirements: rows.collect(), stacks: stacks.collect() }, out)
    }
}

fn verdict<'a>(stack: &'a Stack, row: &Requirement) -> VerdictJson<'a> {
    let (verdict, rules) = stack.standing(row);
    VerdictJson { stack: &stack.path, verdict, rules }
}

/// Cells in columns that are as wide as what they may hold.
fn padded(cells: impl Iterator<Item = String>) -> String {
    let widths = [4, 7, 4, 4, 12].into_iter().chain(std::iter::repeat(12));
    cells.zip(widths).map(|(cell, width)| format!("{cell:width$}  ")).collect()
}

#[derive(Serialize)]
struct CoverageJson<'a> {
    requirements: Vec<RowJson<'a>>,
    stacks: Vec<StackJson<'a>>,
}

#[derive(Serialize)]
struct RowJson<'a> {
    id: &'a str,
    scope: Scope,
    text: &'a str,
    fails_when: &'a str,
    rules: &'a [&'a str],
    fixtures: Counts,
    verdicts: Vec<VerdictJson<'a>>,
}

#[derive(Serialize)]
struct VerdictJson<'a> {
    stack: &'a str,
    verdict: Standing,
    rules: BTreeSet<&'a str>,
}

#[derive(Serialize)]
struct StackJson<'a> {
    path: &'a str,
    profile: &'a str,
    violated: usize,
    undetermined: usize,
    satisfied: usize,
    not_judged: usize,
    without_settings: &'a BTreeMap<String, Vec<String>>,
    notes: &'a [String],
}
