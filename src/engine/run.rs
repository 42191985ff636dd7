//! Runs the selected rules over one graph.
//!
//! Rules whose types do not occur are left out; the others run program by program, on one virtual machine per program,
//! each within budgets that are counted (instructions, bytes), never timed. What a rule says goes through
//! [`said`](super::said) and the three-valued logic. [`Interpreted`] runs the same rules from their texts, to show that
//! compiling changes nothing.

use super::card::{Card, FACTS, covers};
use super::rule_set::RuleSet;
use super::said::{self, Set};
use super::three_valued::{Judge, Said};
use super::{Answer, Evaluation};
use crate::graph::Graph;
use regorus::rvm::RegoVM;
use regorus::rvm::vm::VmError;
use regorus::{Engine, MemoryBudgetConfig, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU64;

/// Instructions that every rule has on every graph. A rule needs some hundred; a search through a large policy some
/// ten thousand.
pub const BASE_INSTRUCTIONS: usize = 1_000_000;

/// Instructions on top for each resource, relation and row of a fact of the graph.
pub const INSTRUCTIONS_PER_ITEM: usize = 10_000;

/// Bytes that a rule may hold at once beyond its input.
pub const MEMORY_BYTES: u64 = 64 * 1024 * 1024;

/// The budget of one rule on one graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Instructions of the virtual machine.
    pub instructions: usize,
    /// Bytes.
    pub memory: NonZeroU64,
}

impl Budget {
    /// The budget for a graph and its input.
    pub fn of(graph: &Graph, input: &Value) -> Self {
        let count = |value: &Value| match value {
            Value::Array(items) => items.iter().count(),
            _ => 0,
        };
        let facts = &input["facts"];
        let mut rows: usize = FACTS.iter().map(|name| count(&facts[*name])).sum();
        if let Value::Array(principals) = &facts["principals"] {
            rows += principals.iter().map(|one| count(&one["grants"]) + count(&one["escalations"])).sum::<usize>();
        }
        let items = graph.resources.len() + graph.edges.len() + rows;
        Self {
            instructions: BASE_INSTRUCTIONS.saturating_add(items.saturating_mul(INSTRUCTIONS_PER_ITEM)),
            memory: NonZeroU64::new(MEMORY_BYTES).unwrap_or(NonZeroU64::MAX),
        }
    }
}

/// What one rule came to.
struct Outcome {
    answers: Vec<Answer>,
    satisfied: usize,
    incomplete: Option<String>,
}

impl RuleSet {
    /// Runs the selected rules (indices into [`RuleSet::cards`]) whose types occur in the graph.
    pub fn evaluate(&self, selected: &[usize], graph: &Graph, input: &Value) -> Evaluation {
        self.evaluate_within(selected, graph, input, Budget::of(graph, input))
    }

    /// The same within another budget.
    pub fn evaluate_within(&self, selected: &[usize], graph: &Graph, input: &Value, budget: Budget) -> Evaluation {
        let mut programs: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for rule in self.occurring(selected, graph) {
            if let Some(code) = self.code(rule) {
                programs.entry(code.program).or_default().push(rule);
            }
        }
        let mut outcomes = BTreeMap::new();
        for (program, rules) in programs {
            self.run_program(program, &rules, graph, input, budget, &mut outcomes);
        }
        gathered(outcomes)
    }

    /// Runs those of the given rules, all of one program, whose types occur in the graph. Without an input, no rule has
    /// anything to say.
    pub(super) fn evaluate_program(
        &self,
        program: usize,
        rules: &[usize],
        graph: &Graph,
        input: Option<&Value>,
    ) -> Evaluation {
        let mut outcomes = BTreeMap::new();
        let rules = self.occurring(rules, graph);
        match input {
            _ if rules.is_empty() => {}
            Some(input) => self.run_program(program, &rules, graph, input, Budget::of(graph, input), &mut outcomes),
            None => {
                let silent = rules.iter().map(|rule| (*rule, self.outcome(*rule, graph, Ok(Vec::new()))));
                outcomes.extend(silent);
            }
        }
        gathered(outcomes)
    }

    fn run_program(
        &self,
        program: usize,
        rules: &[usize],
        graph: &Graph,
        input: &Value,
        budget: Budget,
        outcomes: &mut BTreeMap<usize, Outcome>,
    ) {
        let loaded = self.program(program);
        let mut machine = loaded.as_ref().ok().map(|program| {
            let mut machine = RegoVM::new();
            machine.load_program(std::sync::Arc::clone(program));
            machine.set_input(input.clone());
            machine.set_max_instructions(budget.instructions);
            machine.set_memory_budget_config(Some(MemoryBudgetConfig { limit: budget.memory }));
            machine
        });
        for rule in rules {
            let result = match (&mut machine, &loaded) {
                (Some(machine), _) => self.ask(machine, *rule, graph),
                (None, Err(reason)) => Err(reason.clone()),
                (None, Ok(_)) => Err(String::new()),
            };
            outcomes.insert(*rule, self.outcome(*rule, graph, result));
        }
    }

    /// Asks one rule on a machine that has its program and input.
    fn ask(&self, machine: &mut RegoVM, rule: usize, graph: &Graph) -> Result<Vec<Said>, String> {
        let Some(code) = self.code(rule) else { return Ok(Vec::new()) };
        let sets = [(Set::Violations, Some(code.violations)), (Set::Undetermined, code.undetermined)];
        let mut said = Vec::new();
        for (set, entry) in sets.into_iter().filter_map(|(set, entry)| Some((set, entry?))) {
            let result = machine.execute_entry_point_by_index(entry).map_err(|error| stopped(&error))?;
            said.extend(said::read(&result, set, graph)?);
        }
        Ok(said)
    }

    fn outcome(&self, rule: usize, graph: &Graph, result: Result<Vec<Said>, String>) -> Outcome {
        let nothing = Outcome { answers: Vec::new(), satisfied: 0, incomplete: None };
        match (result, self.cards().get(rule)) {
            (Ok(said), Some(card)) => {
                let (answers, satisfied) = Judge::new(rule, card).answers(graph, said);
                Outcome { answers, satisfied, ..nothing }
            }
            (Ok(_), None) => nothing,
            (Err(reason), _) => Outcome { incomplete: Some(reason), ..nothing },
        }
    }

    /// The selected rules that judge a type of the graph, each once, in order.
    fn occurring(&self, selected: &[usize], graph: &Graph) -> Vec<usize> {
        let types: BTreeSet<&str> = graph.resources.iter().map(|resource| &*resource.kind).collect();
        let occurs = |card: &Card| card.resources.iter().any(|pattern| occurs_in(&types, pattern));
        let selected: BTreeSet<usize> = selected.iter().copied().collect();
        selected.into_iter().filter(|rule| self.cards().get(*rule).is_some_and(|card| occurs(card))).collect()
    }

    /// The rules ready to run from their texts, without compiling: slow, for comparing.
    ///
    /// # Errors
    ///
    /// When a text cannot be parsed, which compiling has ruled out.
    pub fn interpreted(&self) -> Result<Interpreted<'_>, String> {
        let mut engine = Engine::new();
        engine.set_strict_builtin_errors(false);
        for source in self.sources() {
            engine.add_policy(source.name.clone(), source.text.to_string()).map_err(|error| error.to_string())?;
        }
        Ok(Interpreted { rules: self, engine })
    }
}

/// Rules that run interpreted.
#[derive(Debug)]
pub struct Interpreted<'a> {
    rules: &'a RuleSet,
    engine: Engine,
}

impl Interpreted<'_> {
    /// What [`RuleSet::evaluate`] does, without budgets.
    pub fn evaluate(&mut self, selected: &[usize], graph: &Graph, input: &Value) -> Evaluation {
        self.engine.set_input(input.clone());
        let mut outcomes = BTreeMap::new();
        for rule in self.rules.occurring(selected, graph) {
            let result = self.ask(rule, graph);
            outcomes.insert(rule, self.rules.outcome(rule, graph, result));
        }
        gathered(outcomes)
    }

    fn ask(&mut self, rule: usize, graph: &Graph) -> Result<Vec<Said>, String> {
        let (Some(card), Some(code)) = (self.rules.cards().get(rule), self.rules.code(rule)) else {
            return Ok(Vec::new());
        };
        let sets =
            [(Set::Violations, "violations", true), (Set::Undetermined, "undetermined", code.undetermined.is_some())];
        let mut said = Vec::new();
        for (set, name, _) in sets.into_iter().filter(|(_, _, defined)| *defined) {
            let path = format!("data.{}.{name}", card.package);
            let result = self.engine.eval_rule(path).map_err(|error| format!("it failed: {error}"))?;
            said.extend(said::read(&result, set, graph)?);
        }
        Ok(said)
    }
}

/// One evaluation out of the outcomes by rule.
fn gathered(outcomes: BTreeMap<usize, Outcome>) -> Evaluation {
    let mut evaluation = Evaluation { ran: outcomes.len(), ..Evaluation::default() };
    for (rule, outcome) in outcomes {
        evaluation.answers.extend(outcome.answers);
        evaluation.satisfied += outcome.satisfied;
        evaluation.satisfying.extend((outcome.satisfied > 0).then_some(rule));
        evaluation.incomplete.extend(outcome.incomplete.map(|reason| (rule, reason)));
    }
    evaluation
}

/// Whether a type of the graph is covered; most patterns are plain names.
fn occurs_in(types: &BTreeSet<&str>, pattern: &str) -> bool {
    if pattern.ends_with('*') { types.iter().any(|kind| covers(pattern, kind)) } else { types.contains(pattern) }
}

/// Why the machine stopped, in words.
fn stopped(error: &VmError) -> String {
    match error {
        VmError::InstructionLimitExceeded { limit, .. } => {
            format!("it used up its budget of {limit} instructions")
        }
        VmError::MemoryBudgetExceeded { budget, .. } => {
            format!("it used up its budget of {} MiB of memory", budget / (1024 * 1024))
        }
        VmError::MemoryLimitExceeded { limit, .. } => {
            format!("it used up the memory limit of {} MiB", limit / (1024 * 1024))
        }
        VmError::RegexSizeLimitExceeded { .. } => "a regular expression in it is too large".to_owned(),
        other => format!("it failed: {other}"),
    }
}
