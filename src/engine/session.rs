//! Runs rules over the worlds of one template, each rule only on what it has not seen.
//!
//! A rule sees its *view*: the resources of the types that its card names (`resources` and `reads`) and the relations
//! among them. A rule without `reads` judges every resource on its own, and sees no relations. So the answer on a view
//! that an earlier world had is known already, and a rule that judges resources on their own runs once for each
//! distinct resource, however many worlds have it.

use super::card::{Card, covers};
use super::rule_set::RuleSet;
use super::{Answer, Evaluation, Place};
use crate::graph::Graph;
use regorus::Value;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The rules of a session, with what they have answered so far.
pub struct Session<'a> {
    rules: &'a RuleSet,
    groups: Vec<Group>,
}

/// Rules of one program with the same view.
struct Group {
    program: usize,
    rules: Vec<usize>,
    /// The types of the view, as the cards write them.
    types: Vec<String>,
    memory: Memory,
}

enum Memory {
    /// By the variants of the view's resources.
    Views(HashMap<Vec<u32>, Arc<Evaluation>>),
    /// By variant: for rules that judge every resource on its own.
    Each(Each),
}

#[derive(Default)]
struct Each {
    answers: HashMap<u32, Vec<Answer>>,
    /// Answers about the template as such, which are the same in every world.
    template: Vec<Answer>,
    incomplete: Vec<(usize, String)>,
}

impl<'a> Session<'a> {
    /// A session for the selected rules (indices into [`RuleSet::cards`]).
    pub fn new(rules: &'a RuleSet, selected: &[usize]) -> Self {
        let mut groups: BTreeMap<(usize, bool, Vec<String>), Vec<usize>> = BTreeMap::new();
        for rule in selected {
            let (Some(card), Some(code)) = (rules.cards().get(*rule), rules.code(*rule)) else { continue };
            groups.entry((code.program, card.reads.is_empty(), view(card))).or_default().push(*rule);
        }
        let groups = groups.into_iter().map(|((program, each, types), mut rules)| {
            rules.sort_unstable();
            rules.dedup();
            let memory = if each { Memory::Each(Each::default()) } else { Memory::Views(HashMap::new()) };
            Group { program, rules, types, memory }
        });
        Self { rules, groups: groups.collect() }
    }

    /// The answers on one world's graph. `variants` numbers its resources: equal numbers mean the same resource as in
    /// an earlier world. `input` makes the document of a part of the graph.
    ///
    /// `satisfied` counts what was newly found satisfied.
    pub fn evaluate(&mut self, graph: &Graph, variants: &[u32], input: &mut dyn FnMut(&Graph) -> Value) -> Evaluation {
        let mut world = Evaluation::default();
        let mut kinds: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, resource) in graph.resources.iter().enumerate() {
            kinds.entry(&resource.kind).or_default().push(at);
        }
        for group in &mut self.groups {
            let seen = kinds.iter().filter(|(kind, _)| group.sees(kind));
            let mut view: Vec<usize> = seen.flat_map(|(_, positions)| positions).copied().collect();
            view.sort_unstable();
            if !view.is_empty() {
                group.answer(self.rules, graph, variants, &view, input, &mut world);
            }
        }
        world.answers.sort_by(|a, b| {
            (a.rule, &a.place, &a.message, a.verdict, &a.reason)
                .cmp(&(b.rule, &b.place, &b.message, b.verdict, &b.reason))
        });
        world
    }
}

/// The types of a rule's view, ordered.
fn view(card: &Card) -> Vec<String> {
    let mut types: Vec<String> = card.resources.iter().chain(&card.reads).cloned().collect();
    types.sort();
    types.dedup();
    types
}

impl Group {
    fn sees(&self, kind: &str) -> bool {
        self.types.iter().any(|pattern| covers(pattern, kind))
    }

    fn answer(
        &mut self,
        rules: &RuleSet,
        graph: &Graph,
        variants: &[u32],
        view: &[usize],
        input: &mut dyn FnMut(&Graph) -> Value,
        world: &mut Evaluation,
    ) {
        let (program, selected) = (self.program, &self.rules);
        let mut run = |part: &Graph| rules.evaluate_program(program, selected, part, &input(part));
        match &mut self.memory {
            Memory::Views(known) => {
                let key: Vec<u32> = view.iter().filter_map(|at| variants.get(*at).copied()).collect();
                let evaluation = match known.get(&key) {
                    Some(evaluation) => evaluation.clone(),
                    None => {
                        let evaluation = Arc::new(run(&graph.part(view, true)));
                        world.satisfied += evaluation.satisfied;
                        world.ran += evaluation.ran;
                        known.insert(key, evaluation.clone());
                        evaluation
                    }
                };
                world.answers.extend(evaluation.answers.iter().cloned());
                world.incomplete.extend(evaluation.incomplete.iter().cloned());
            }
            Memory::Each(each) => {
                let is_new = |at: &usize| variants.get(*at).is_some_and(|number| !each.answers.contains_key(number));
                let new: Vec<usize> = view.iter().copied().filter(is_new).collect();
                if !new.is_empty() {
                    let evaluation = run(&graph.part(&new, false));
                    world.satisfied += evaluation.satisfied;
                    world.ran += evaluation.ran;
                    each.learn(evaluation, graph, variants, &new);
                }
                for number in view.iter().filter_map(|at| variants.get(*at)) {
                    world.answers.extend(each.answers.get(number).into_iter().flatten().cloned());
                }
                world.answers.extend(each.template.iter().cloned());
                world.incomplete.extend(each.incomplete.iter().cloned());
            }
        }
    }
}

impl Each {
    fn learn(&mut self, evaluation: Evaluation, graph: &Graph, variants: &[u32], new: &[usize]) {
        for number in new.iter().filter_map(|at| variants.get(*at)) {
            self.answers.entry(*number).or_default();
        }
        for answer in evaluation.answers {
            let number = match &answer.place {
                Place::Property { resource, .. } | Place::Attribute { resource, .. } => {
                    graph.by_key.get(resource).and_then(|at| variants.get(*at))
                }
                Place::Template { .. } => None,
            };
            match number {
                Some(number) => self.answers.entry(*number).or_default().push(answer),
                None if self.template.contains(&answer) => {}
                None => self.template.push(answer),
            }
        }
        for incomplete in evaluation.incomplete {
            if !self.incomplete.contains(&incomplete) {
                self.incomplete.push(incomplete);
            }
        }
    }
}
