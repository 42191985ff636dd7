//! Runs rules over the worlds of one template, each rule only on what it has not seen.
//!
//! A rule sees its *view*: the resources of the types that its card names (`resources` and `reads`), those that its
//! facts are computed from, and the relations among them. A rule without `reads` and without such facts judges every
//! resource on its own, and sees no relations. So the answer on a view that an earlier world had is known already, and a
//! rule that judges resources on their own runs once for each distinct resource, however many worlds have it.

use super::card::{Card, Judges, covers};
use super::rule_set::RuleSet;
use super::{Answer, Evaluation, Place};
use crate::graph::Graph;
use crate::graph::facts::types_of;
use crate::network::facts::family_of;
use regorus::Value;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The rules of a session, with what they have answered so far.
pub struct Session<'a> {
    rules: &'a RuleSet,
    groups: Vec<Group>,
    /// The groups that see a type.
    seeing: HashMap<Arc<str>, Vec<usize>>,
}

/// What the rules say of one world. The same answer in several worlds is the same `Arc`, for as long as the session is.
#[derive(Debug, Default)]
pub struct Said {
    /// Every answer that is not *satisfied*.
    pub answers: Vec<Arc<Answer>>,
    /// Pairs of rule and resource that were newly found satisfied.
    pub satisfied: usize,
    /// The rules that newly found something satisfied.
    pub satisfying: Vec<usize>,
    /// Rules that could not be finished, with the reason.
    pub incomplete: Vec<(usize, String)>,
}

/// Which facts some rules read; only these are computed for them.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Needs {
    facts: Vec<String>,
    only: bool,
}

impl Needs {
    fn of(card: &Card) -> Self {
        let mut facts: Vec<String> = card.facts.iter().flat_map(|fact| family_of(fact)).map(str::to_owned).collect();
        facts.sort();
        facts.dedup();
        Self { facts, only: card.judges == Judges::Facts }
    }

    fn extend(&mut self, other: Self) {
        self.facts.extend(other.facts);
        self.only = other.only;
    }

    /// Whether this fact is read.
    pub fn has(&self, fact: &str) -> bool {
        self.facts.iter().any(|needed| needed == fact)
    }

    /// Whether nothing else is read: without such facts, no document is needed.
    pub fn only_facts(&self) -> bool {
        self.only
    }
}

/// Rules of one program with the same view.
struct Group {
    program: usize,
    rules: Vec<usize>,
    needs: Needs,
    /// The types of the view, as the cards write them.
    types: Vec<String>,
    memory: Memory,
}

/// What rules must have in common to be a group: program, whether they judge each resource on its own, facts, types.
type GroupKey = (usize, bool, Needs, Vec<String>);

/// A group in the making.
#[derive(Default)]
struct Members {
    rules: Vec<usize>,
    needs: Needs,
    types: Vec<String>,
}

enum Memory {
    /// By the variants of the view's resources.
    Views(HashMap<Vec<u32>, View>),
    /// By variant: for rules that judge every resource on its own.
    Each(Each),
}

/// What was said of one view.
struct View {
    answers: Vec<Arc<Answer>>,
    incomplete: Vec<(usize, String)>,
}

#[derive(Default)]
struct Each {
    answers: HashMap<u32, Vec<Arc<Answer>>>,
    /// Answers about the template as such, which are the same in every world.
    template: Vec<Arc<Answer>>,
    incomplete: Vec<(usize, String)>,
}

impl<'a> Session<'a> {
    /// A session for the selected rules (indices into [`RuleSet::cards`]).
    pub fn new(rules: &'a RuleSet, selected: &[usize]) -> Self {
        // Rules that judge each resource on its own see no other whatever their view is: one group a program is enough.
        let mut groups: BTreeMap<GroupKey, Members> = BTreeMap::new();
        for rule in selected {
            let (Some(card), Some(code)) = (rules.cards().get(*rule), rules.code(*rule)) else { continue };
            let (each, needs, types) = (is_alone(card), Needs::of(card), view(card));
            let key = if each && !needs.only_facts() {
                (code.program, each, Needs::default(), Vec::new())
            } else {
                (code.program, each, needs.clone(), types.clone())
            };
            let members = groups.entry(key).or_default();
            members.rules.push(*rule);
            members.needs.extend(needs);
            members.types.extend(types);
        }
        let groups = groups.into_iter().map(|((program, each, ..), Members { mut rules, needs, mut types })| {
            rules.sort_unstable();
            rules.dedup();
            types.sort();
            types.dedup();
            let memory = if each { Memory::Each(Each::default()) } else { Memory::Views(HashMap::new()) };
            Group { program, rules, needs, types, memory }
        });
        Self { rules, groups: groups.collect(), seeing: HashMap::new() }
    }

    /// The answers on one world's graph. `variants` numbers its resources: equal numbers mean the same resource as in
    /// an earlier world. `input` makes the document of a part of the graph with
    /// the facts that are needed; `None` if facts are all that is needed and there are none.
    pub fn evaluate(
        &mut self,
        graph: &Graph,
        variants: &[u32],
        input: &mut dyn FnMut(&Graph, &Needs) -> Option<Value>,
    ) -> Said {
        let mut world = Said::default();
        let mut views: Vec<Vec<usize>> = vec![Vec::new(); self.groups.len()];
        for (at, resource) in graph.resources.iter().enumerate() {
            if !self.seeing.contains_key(&resource.kind) {
                let groups = self.groups.iter().enumerate().filter(|(_, group)| group.sees(&resource.kind));
                self.seeing.insert(resource.kind.clone(), groups.map(|(group, _)| group).collect());
            }
            for group in self.seeing.get(&resource.kind).into_iter().flatten() {
                views.get_mut(*group).into_iter().for_each(|view| view.push(at));
            }
        }
        for (group, view) in self.groups.iter_mut().zip(&views) {
            if !view.is_empty() {
                group.answer(self.rules, graph, variants, view, input, &mut world);
            }
        }
        world
    }
}

/// Whether a rule judges each resource on its own: it reads no others, and no fact that is about several.
fn is_alone(card: &Card) -> bool {
    card.reads.is_empty() && card.facts.iter().all(|fact| types_of(fact).is_empty())
}

/// The types of a rule's view, ordered.
fn view(card: &Card) -> Vec<String> {
    let mut types: Vec<String> = card.resources.iter().chain(&card.reads).cloned().collect();
    let of_facts = card.facts.iter().flat_map(|fact| types_of(fact));
    types.extend(of_facts.map(|kind| (*kind).to_owned()));
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
        input: &mut dyn FnMut(&Graph, &Needs) -> Option<Value>,
        world: &mut Said,
    ) {
        let (program, selected, needs) = (self.program, &self.rules, &self.needs);
        let mut run = |part: &Graph| rules.evaluate_program(program, selected, part, input(part, needs).as_ref());
        match &mut self.memory {
            Memory::Views(known) => {
                let key: Vec<u32> = view.iter().filter_map(|at| variants.get(*at).copied()).collect();
                let view = match known.entry(key) {
                    Entry::Occupied(view) => view.into_mut(),
                    Entry::Vacant(slot) => {
                        let Evaluation { answers, satisfied, incomplete, satisfying, .. } =
                            run(&graph.part(view, true));
                        world.satisfied += satisfied;
                        world.satisfying.extend(satisfying);
                        slot.insert(View { answers: answers.into_iter().map(Arc::new).collect(), incomplete })
                    }
                };
                world.answers.extend(view.answers.iter().cloned());
                world.incomplete.extend(view.incomplete.iter().cloned());
            }
            Memory::Each(each) => {
                let is_new = |at: &usize| variants.get(*at).is_some_and(|number| !each.answers.contains_key(number));
                let new: Vec<usize> = view.iter().copied().filter(is_new).collect();
                if !new.is_empty() {
                    let evaluation = run(&graph.part(&new, false));
                    world.satisfied += evaluation.satisfied;
                    world.satisfying.extend(&evaluation.satisfying);
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
                Some(number) => self.answers.entry(*number).or_default().push(Arc::new(answer)),
                None if self.template.iter().any(|known| **known == answer) => {}
                None => self.template.push(Arc::new(answer)),
            }
        }
        for incomplete in evaluation.incomplete {
            if !self.incomplete.contains(&incomplete) {
                self.incomplete.push(incomplete);
            }
        }
    }
}
