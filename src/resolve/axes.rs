//! The choices that make one template several deployments.
//!
//! An axis is a parameter, the region, the account or a comparison that cannot be taken apart; its classes are the
//! values that the template can tell from one another. Only what a resource depends on becomes an axis: a parameter
//! that merely fills a text has one class, its value.

use super::{Pins, canonical};
use crate::frontend::template::{Expr, ExprKind, Function, Parameter, Template};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Axes that one template may have; each is one bit of a resource's dependencies. Further ones keep their default.
pub const MAX_AXES: usize = 128;

/// Values of a parameter that are told apart one by one; a longer list keeps the ones that conditions compare with.
const MAX_CLASSES: usize = 12;

/// One choice.
#[derive(Debug)]
pub struct Axis {
    /// What is chosen.
    pub subject: Subject,
    /// The values told apart, the default first.
    pub classes: Vec<Class>,
    /// Whether the first class is what a deployment gets that says nothing.
    pub has_default: bool,
}

/// What an axis chooses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A parameter, or a pseudo parameter such as `AWS::Region`.
    Parameter(Arc<str>),
    /// A comparison, by its canonical text.
    Comparison(Arc<str>),
}

/// One of the values told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Class {
    /// This value.
    Value(Arc<str>),
    /// Any value but these.
    Other(Vec<Arc<str>>),
    /// The comparison holds, or does not.
    Holds(bool),
}

/// The axes of a template, in source order of first use, and whether some were left out.
#[derive(Debug, Default)]
pub struct Axes {
    /// The axes.
    pub list: Vec<Axis>,
    /// Whether the template has more than [`MAX_AXES`] or more classes than [`MAX_CLASSES`].
    pub cut: bool,
    by_subject: BTreeMap<Subject, usize>,
}

impl Axes {
    /// Finds the axes of what the resources depend on.
    pub fn of(template: &Template, pins: &Pins) -> Self {
        let mut finder = Finder { template, pins, seen: BTreeSet::new(), order: Vec::new(), values: BTreeMap::new() };
        for resource in &template.resources {
            if let Some((condition, _)) = &resource.condition {
                finder.condition(condition);
            }
            let attributes = resource.attributes.iter().map(|attribute| &attribute.value);
            for expr in resource.properties.iter().map(|(_, expr)| expr).chain(attributes) {
                finder.value(expr);
            }
        }
        finder.finish()
    }

    /// Whether any axis is a comparison.
    pub fn has_comparisons(&self) -> bool {
        self.by_subject.keys().next_back().is_some_and(|subject| matches!(subject, Subject::Comparison(_)))
    }

    /// The position of a subject's axis.
    pub fn position(&self, subject: &Subject) -> Option<usize> {
        self.by_subject.get(subject).copied()
    }
}

struct Finder<'t> {
    template: &'t Template,
    pins: &'t Pins,
    seen: BTreeSet<Arc<str>>,
    order: Vec<Subject>,
    values: BTreeMap<Subject, Vec<Arc<str>>>,
}

impl<'t> Finder<'t> {
    /// A value of a resource: conditions that it branches on, map keys, and booleans that it takes as they are.
    fn value(&mut self, expr: &'t Expr) {
        expr.each(&mut |expr| match &expr.kind {
            ExprKind::If(name, _) => self.condition(name),
            ExprKind::Call(Function::FindInMap, arguments) => self.map_keys(arguments),
            ExprKind::Ref(name) => {
                if let Some(parameter) = self.template.parameter(name).filter(|parameter| is_switch(parameter)) {
                    for value in &parameter.allowed {
                        self.compared(name, value);
                    }
                }
            }
            _ => {}
        });
    }

    /// What a condition compares, and every condition that it builds on.
    fn condition(&mut self, name: &Arc<str>) {
        let mut todo = vec![name.clone()];
        while let Some(name) = todo.pop() {
            if !self.seen.insert(name.clone()) {
                continue;
            }
            let condition = self.template.condition(&name).and_then(|at| self.template.conditions.get(at));
            if let Some(condition) = condition {
                self.decision(&condition.value, &mut todo);
            }
        }
    }

    fn decision(&mut self, expr: &'t Expr, todo: &mut Vec<Arc<str>>) {
        match &expr.kind {
            ExprKind::Condition(name) => todo.push(name.clone()),
            ExprKind::Call(Function::And | Function::Or | Function::Not, arguments) => {
                arguments.iter().for_each(|argument| self.decision(argument, todo));
            }
            ExprKind::Call(Function::Equals, sides) => self.comparison(expr, sides),
            _ => {}
        }
    }

    fn comparison(&mut self, expr: &'t Expr, sides: &'t [Expr]) {
        let [left, right] = sides else { return };
        match (self.open_name(left), literal(left), self.open_name(right), literal(right)) {
            (Some(name), _, _, Some(text)) | (_, Some(text), Some(name), _) => self.compared(&name, &text),
            _ => {
                let mut open = false;
                for side in sides {
                    side.each(&mut |expr| match &expr.kind {
                        ExprKind::Call(Function::FindInMap, arguments) => self.map_keys(arguments),
                        _ => open |= self.open_name(expr).is_some() || self.is_open(expr),
                    });
                }
                if open {
                    let subject = Subject::Comparison(canonical::text(expr));
                    self.subject(subject);
                }
            }
        }
    }

    /// The parameter or pseudo parameter of a reference whose value the user did not pin.
    fn open_name(&self, expr: &Expr) -> Option<Arc<str>> {
        let ExprKind::Ref(name) = &expr.kind else { return None };
        let open = self.pins.get(name).is_none()
            && (self.template.parameter(name).is_some()
                || matches!(&**name, "AWS::Region" | "AWS::AccountId" | "AWS::Partition"));
        open.then(|| name.clone())
    }

    /// Whether no template can know the value: it is imported, AWS's own, or unknown for another reason.
    fn is_open(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Call(Function::ImportValue | Function::GetStackOutput | Function::GetAzs, _)
            | ExprKind::Unknown(_)
            | ExprKind::GetAtt(..) => true,
            ExprKind::Ref(name) => name.starts_with("AWS::") && self.pins.get(name).is_none(),
            _ => false,
        }
    }

    fn map_keys(&mut self, arguments: &'t [Expr]) {
        let [map, first, second, ..] = arguments else { return };
        let mapping = map.as_text().and_then(|name| self.template.mappings.iter().find(|map| map.name == *name));
        for (level, key) in [first, second].into_iter().enumerate() {
            let Some(name) = self.open_name(key) else { continue };
            let Some(parameter) = self.template.parameter(&name) else { continue };
            let keys = mapping.map(|mapping| map_keys(&mapping.value, level)).unwrap_or_default();
            let allowed = |key: &Arc<str>| parameter.allowed.is_empty() || parameter.allowed.contains(key);
            for key in keys.iter().filter(|key| allowed(key)) {
                self.compared(&name, key);
            }
        }
    }

    fn compared(&mut self, name: &Arc<str>, value: &Arc<str>) {
        if self.pins.get(name).is_some() {
            return;
        }
        let subject = Subject::Parameter(name.clone());
        self.subject(subject.clone());
        let values = self.values.entry(subject).or_default();
        if !values.contains(value) {
            values.push(value.clone());
        }
    }

    fn subject(&mut self, subject: Subject) {
        if !self.order.contains(&subject) {
            self.order.push(subject);
        }
    }

    fn finish(mut self) -> Axes {
        let mut axes = Axes::default();
        for subject in std::mem::take(&mut self.order) {
            let (classes, has_default) = match &subject {
                Subject::Comparison(_) => (vec![Class::Holds(false), Class::Holds(true)], false),
                Subject::Parameter(name) => {
                    let compared = self.values.get(&subject).map(Vec::as_slice).unwrap_or_default();
                    axes.cut |= compared.len() > MAX_CLASSES;
                    let compared = compared.get(..MAX_CLASSES).unwrap_or(compared);
                    classes(self.template.parameter(name), name, compared)
                }
            };
            if classes.len() < 2 {
                continue;
            }
            if axes.list.len() == MAX_AXES {
                axes.cut = true;
                break;
            }
            axes.by_subject.insert(subject.clone(), axes.list.len());
            axes.list.push(Axis { subject, classes, has_default });
        }
        axes
    }
}

/// The classes of a parameter that is compared with some values: the default's first.
fn classes(parameter: Option<&Parameter>, name: &str, compared: &[Arc<str>]) -> (Vec<Class>, bool) {
    let Some(parameter) = parameter else {
        // A pseudo parameter. The partition is the commercial one unless somebody says otherwise.
        let default = (name == "AWS::Partition").then(|| Arc::from("aws"));
        let mut classes: Vec<Class> = default.iter().cloned().map(Class::Value).collect();
        classes.extend(compared.iter().filter(|value| Some(*value) != default.as_ref()).cloned().map(Class::Value));
        if default.is_none() {
            classes.insert(0, Class::Other(compared.to_vec()));
        }
        return (classes, default.is_some());
    };
    let default = parameter.default.as_ref().map(|(text, _)| text);
    let mut classes: Vec<Class> = default.into_iter().cloned().map(Class::Value).collect();
    let possible = |value: &Arc<str>| parameter.allowed.is_empty() || parameter.allowed.contains(value);
    classes
        .extend(compared.iter().filter(|value| Some(*value) != default && possible(value)).cloned().map(Class::Value));
    // One value stands for all that are compared with nothing; the default does if it is one of them.
    if default.is_none_or(|default| compared.contains(default)) {
        if parameter.allowed.is_empty() {
            let at = usize::from(default.is_some());
            classes.insert(at.min(classes.len()), Class::Other(compared.to_vec()));
        } else if let Some(rest) =
            parameter.allowed.iter().find(|value| !compared.contains(value) && Some(*value) != default)
        {
            classes.push(Class::Value(rest.clone()));
        }
    }
    (classes, default.is_some())
}

/// Whether a parameter is a switch: it allows two values, and they are a boolean's.
fn is_switch(parameter: &Parameter) -> bool {
    let words = [["true", "false"], ["yes", "no"], ["enabled", "disabled"], ["on", "off"]];
    let allowed: Vec<String> = parameter.allowed.iter().map(|value| value.to_ascii_lowercase()).collect();
    allowed.len() == 2 && words.iter().any(|pair| pair.iter().all(|word| allowed.iter().any(|value| value == word)))
}

fn map_keys(map: &Expr, level: usize) -> Vec<Arc<str>> {
    let ExprKind::Map(rows) = &map.kind else { return Vec::new() };
    match level {
        0 => rows.iter().map(|row| row.name.clone()).collect(),
        _ => rows.first().map(|row| map_keys(&row.value, level - 1)).unwrap_or_default(),
    }
}

/// The text of a literal as a comparison sees it.
pub fn literal(expr: &Expr) -> Option<Arc<str>> {
    Some(match &expr.kind {
        ExprKind::Text(text) => text.clone(),
        ExprKind::Bool(value) => Arc::from(if *value { "true" } else { "false" }),
        ExprKind::Int(value) => value.to_string().into(),
        ExprKind::Float(value) => value.to_string().into(),
        ExprKind::Null => Arc::from(""),
        _ => return None,
    })
}
