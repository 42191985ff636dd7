//! The worlds of a template: every distinguishable deployment, within a counted budget.
//!
//! The choices of all axes span the worlds. They are tried in the order of how far they are from the defaults, so that
//! a budget that is hit has still seen every single change and the deployment that says nothing. A world whose graph
//! was already seen is dropped. What is left is evaluated by the engine, once for each distinct graph.

use super::Pins;
use super::axes::{Axes, Axis, Class, Subject};
use super::evaluate::{Resolved, Resolver};
use crate::finding::WorldSet;
use crate::frontend::template::{Expr, ExprKind, Function, Template};
use crate::graph::Resource;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Assignments of choices that are tried; each costs deciding the conditions.
const MAX_TRIED: usize = 1_024;

/// Distinct deployments that are judged. A finding nearly always hangs on one or two choices, and these come first.
const MAX_WORLDS: usize = 48;

/// One distinct deployment.
pub struct World {
    /// The chosen class on each axis.
    pub choices: Vec<u8>,
    /// Its resources.
    pub resources: Vec<Arc<Resource>>,
    /// The numbers of the resources' variants, see [`Resolved::signature`].
    pub signature: Vec<u32>,
    /// Whether every axis that has a default is at it.
    pub default: bool,
}

/// The distinct deployments of a template.
pub struct Worlds {
    /// The deployments, the defaults' first.
    pub list: Vec<World>,
    /// Whether the budget cut the enumeration short.
    pub cut: bool,
    axes: Axes,
}

impl Worlds {
    /// Enumerates the worlds of a template.
    pub fn of(template: &Template, pins: &Pins) -> Self {
        let axes = Axes::of(template, pins);
        let (assignments, mut cut) = assignments(template, &axes);
        let mut resolver = Resolver::new(template, &axes, pins);
        let mut list: Vec<World> = Vec::new();
        let mut seen: HashMap<Vec<u32>, usize> = HashMap::new();
        for choices in assignments {
            resolver.enter(&choices);
            let Resolved { resources, signature } = resolver.resources();
            let default = axes.list.iter().zip(&choices).all(|(axis, choice)| !axis.has_default || *choice == 0);
            if let Some(known) = seen.get(&signature).and_then(|at| list.get_mut(*at)) {
                known.default |= default;
                continue;
            }
            if list.len() == MAX_WORLDS {
                cut = true;
                break;
            }
            seen.insert(signature.clone(), list.len());
            list.push(World { choices, resources, signature, default });
        }
        cut |= axes.cut || resolver.exhausted();
        drop(resolver);
        Self { list, cut, axes }
    }

    /// A resolver in the world of the defaults, for values outside the resources.
    pub fn defaults<'t>(&'t self, template: &'t Template, pins: &'t Pins) -> Resolver<'t> {
        let mut resolver = Resolver::new(template, &self.axes, pins);
        resolver.enter(&vec![0; self.axes.list.len()]);
        resolver
    }

    /// What the worlds at these positions (ascending) have in common, told as a person would.
    pub fn describe(&self, holds: &[usize]) -> WorldSet {
        let of = self.list.len();
        let chosen: Vec<&World> = holds.iter().filter_map(|at| self.list.get(*at)).collect();
        let example = chosen.first().map(|world| self.example(world)).unwrap_or_default();
        let when = (holds.len() < of).then(|| self.when(&chosen)).flatten();
        WorldSet { holds: holds.len(), of, when, example }
    }

    fn example(&self, world: &World) -> Vec<(String, String)> {
        let pairs = self.axes.list.iter().zip(&world.choices);
        pairs
            .filter_map(|(axis, choice)| Some((subject(axis), class(axis.classes.get(usize::from(*choice))?))))
            .collect()
    }

    /// The restrictions that tell the chosen worlds from all others, or else those of the first of them.
    fn when(&self, chosen: &[&World]) -> Option<String> {
        let mut restrictions: Vec<(usize, Vec<u8>)> = Vec::new();
        for (position, axis) in self.axes.list.iter().enumerate() {
            let taken: Vec<u8> = (0..axis.classes.len() as u8)
                .filter(|class| chosen.iter().any(|world| world.choices.get(position) == Some(class)))
                .collect();
            if taken.len() < axis.classes.len() {
                restrictions.push((position, taken));
            }
        }
        let fits = |restrictions: &[(usize, Vec<u8>)]| {
            let inside = self.list.iter().filter(|world| {
                restrictions
                    .iter()
                    .all(|(position, taken)| world.choices.get(*position).is_some_and(|c| taken.contains(c)))
            });
            inside.count() == chosen.len()
        };
        if fits(&restrictions) {
            // Drop what does not help to tell them apart.
            let mut at = restrictions.len();
            while at > 0 {
                at -= 1;
                let removed = restrictions.remove(at);
                if !fits(&restrictions) {
                    restrictions.insert(at, removed);
                }
            }
            return self.sentence(&restrictions);
        }
        let first = chosen.first()?;
        let away = |(position, choice): (usize, &u8)| (*choice != 0).then(|| (position, vec![*choice]));
        let away: Vec<(usize, Vec<u8>)> = first.choices.iter().enumerate().filter_map(away).collect();
        if away.is_empty() {
            return Some("with the defaults, among others".to_owned());
        }
        self.sentence(&away).map(|sentence| format!("{sentence}, among others"))
    }

    fn sentence(&self, restrictions: &[(usize, Vec<u8>)]) -> Option<String> {
        let words: Vec<String> = restrictions
            .iter()
            .filter_map(|(position, taken)| {
                let axis = self.axes.list.get(*position)?;
                let left_out: Vec<&Class> =
                    (0u8..).zip(&axis.classes).filter(|(at, _)| !taken.contains(at)).map(|(_, class)| class).collect();
                // One value left out of three or more is said shorter as what it is not.
                if let [Class::Value(value)] = left_out.as_slice()
                    && axis.classes.len() > 2
                {
                    return Some(format!("{} is not {}", subject(axis), quoted(value)));
                }
                let classes = taken.iter().filter_map(|class| axis.classes.get(usize::from(*class)));
                Some(format!("{} is {}", subject(axis), classes.map(class).collect::<Vec<_>>().join(" or ")))
            })
            .collect();
        (!words.is_empty()).then(|| words.join(" and "))
    }
}

fn subject(axis: &Axis) -> String {
    match &axis.subject {
        Subject::Parameter(name) => name.to_string(),
        Subject::Comparison(text) => text.to_string(),
    }
}

fn class(class: &Class) -> String {
    match class {
        Class::Value(value) => quoted(value),
        Class::Other(not) => match not.as_slice() {
            [value] if value.is_empty() => "not empty".to_owned(),
            [value] => format!("not {}", quoted(value)),
            values => format!("none of {}", values.iter().map(|value| quoted(value)).collect::<Vec<_>>().join(", ")),
        },
        Class::Holds(holds) => holds.to_string(),
    }
}

fn quoted(value: &str) -> String {
    if value.is_empty() { "empty".to_owned() } else { value.to_owned() }
}

/// The assignments to try, in order, and whether there are more.
fn assignments(template: &Template, axes: &Axes) -> (Vec<Vec<u8>>, bool) {
    let sizes: Vec<usize> = axes.list.iter().map(|axis| axis.classes.len()).collect();
    let total = sizes.iter().try_fold(1usize, |total, size| total.checked_mul(*size));
    let mut tried = Tried { list: Vec::new(), seen: HashSet::new() };
    tried.add(vec![0; sizes.len()]);
    if total.is_none_or(|total| total > MAX_TRIED) {
        // Too many for all: first make each condition come out both ways.
        for at in 0..template.conditions.len() {
            for wanted in [true, false] {
                let mut choices = vec![0; sizes.len()];
                if let Some(condition) = template.conditions.get(at) {
                    Aim { template, axes, choices: &mut choices, steps: MAX_STEPS }.at(&condition.value, wanted);
                    tried.add(choices);
                }
            }
        }
    }
    let mut from = 0;
    // Every assignment gives its neighbours, one choice away from it: breadth first from the defaults.
    while from < tried.list.len() && tried.list.len() < MAX_TRIED {
        let base = tried.list.get(from).cloned().unwrap_or_default();
        from += 1;
        for (position, size) in sizes.iter().enumerate() {
            if base.get(position).is_some_and(|choice| *choice != 0) {
                continue;
            }
            for choice in 1..*size {
                let mut next = base.clone();
                if let Some(slot) = next.get_mut(position) {
                    *slot = choice as u8;
                }
                tried.add(next);
            }
        }
    }
    let cut = total.is_none_or(|total| total > tried.list.len());
    (tried.list, cut)
}

struct Tried {
    list: Vec<Vec<u8>>,
    seen: HashSet<Vec<u8>>,
}

impl Tried {
    fn add(&mut self, choices: Vec<u8>) {
        if self.list.len() < MAX_TRIED && self.seen.insert(choices.clone()) {
            self.list.push(choices);
        }
    }
}

/// Expressions that one aim looks at.
const MAX_STEPS: usize = 4_096;

/// Changes the choices, as little as is easily seen, so that a condition comes out as wanted. It need not succeed:
/// what it finds is only tried earlier than the rest.
struct Aim<'a> {
    template: &'a Template,
    axes: &'a Axes,
    choices: &'a mut [u8],
    steps: usize,
}

impl<'a> Aim<'a> {
    fn at(&mut self, expr: &'a Expr, wanted: bool) {
        // A list of things to do instead of recursion: conditions may be chained as long as the template allows.
        let mut todo = vec![(expr, wanted)];
        while let Some((expr, wanted)) = todo.pop() {
            let Some(steps) = self.steps.checked_sub(1) else { return };
            self.steps = steps;
            match &expr.kind {
                ExprKind::Condition(name) => {
                    let condition = self.template.condition(name).and_then(|at| self.template.conditions.get(at));
                    todo.extend(condition.map(|condition| (&condition.value, wanted)));
                }
                ExprKind::Call(Function::Not, arguments) => {
                    todo.extend(arguments.iter().map(|argument| (argument, !wanted)));
                }
                // One side is enough for these; both must hold for the others.
                ExprKind::Call(function @ (Function::And | Function::Or), arguments) => {
                    let one = (*function == Function::Or) == wanted;
                    let take = if one { 1 } else { arguments.len() };
                    todo.extend(arguments.iter().take(take).map(|argument| (argument, wanted)));
                }
                ExprKind::Call(Function::Equals, sides) => self.choose(sides, wanted),
                _ => {}
            }
        }
    }

    fn choose(&mut self, sides: &[Expr], wanted: bool) {
        let [left, right] = sides else { return };
        for (side, other) in [(left, right), (right, left)] {
            let (ExprKind::Ref(name), Some(text)) = (&side.kind, super::axes::literal(other)) else { continue };
            let Some(position) = self.axes.position(&Subject::Parameter(name.clone())) else { continue };
            let Some(axis) = self.axes.list.get(position) else { continue };
            let is = |class: &Class| matches!(class, Class::Value(value) if *value == text);
            let at = axis.classes.iter().position(|class| is(class) == wanted);
            if let (Some(at), Some(slot)) = (at, self.choices.get_mut(position)) {
                *slot = at as u8;
            }
        }
    }
}
