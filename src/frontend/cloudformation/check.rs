//! Names: whether what a template refers to exists, and whether anything refers to itself in a circle.

use crate::frontend::template::{DanglingReference, Expr, ExprKind, Function, Template};
use crate::problem::{Problem, ProblemKind};
use crate::resolve::value::{Path, Step};
use crate::source::Span;
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

/// Reports every reference to a name that the template does not define, and remembers it for the rules.
///
/// Where something may add names before deployment, nothing can be said.
pub fn names(template: &mut Template, problems: &mut Vec<Problem>) {
    if template.open_names {
        return;
    }
    let mut check = Names { template, path: Vec::new(), resource: None, found: Vec::new() };
    check.template();
    let found = check.found;
    for dangling in &found {
        let help = help_for(template, dangling);
        let kind = ProblemKind::Dangling { kind: dangling.kind, name: dangling.name.clone(), help };
        problems.push(Problem::at(kind, dangling.span, "not defined"));
    }
    template.dangling = found;
}

struct Names<'t> {
    template: &'t Template,
    path: Path,
    resource: Option<Arc<str>>,
    found: Vec<DanglingReference>,
}

impl<'t> Names<'t> {
    fn template(&mut self) {
        let template = self.template;
        for condition in &template.conditions {
            self.below(&["Conditions", &condition.name], |check| check.expr(&condition.value));
        }
        for rule in &template.rules {
            self.below(&["Rules", &rule.name], |check| check.expr(&rule.value));
        }
        for resource in &template.resources {
            self.resource = Some(resource.id.clone());
            self.below(&["Resources", &resource.id], |check| {
                if let Some((name, span)) = &resource.condition {
                    check.below(&["Condition"], |check| check.condition(name, *span));
                }
                if let Some((_, properties)) = &resource.properties {
                    check.below(&["Properties"], |check| check.expr(properties));
                }
                for attribute in &resource.attributes {
                    check.below(&[&attribute.name], |check| match &*attribute.name {
                        "DependsOn" => check.depends_on(&attribute.value),
                        _ => check.expr(&attribute.value),
                    });
                }
            });
        }
        self.resource = None;
        for output in &template.outputs {
            self.below(&["Outputs", &output.name], |check| {
                if let Some((name, span)) = &output.condition {
                    check.below(&["Condition"], |check| check.condition(name, *span));
                }
                check.below(&["Value"], |check| check.expr(&output.value));
                if let Some(export) = &output.export {
                    check.below(&["Export", "Name"], |check| check.expr(export));
                }
            });
        }
    }

    fn below(&mut self, keys: &[&str], visit: impl FnOnce(&mut Self)) {
        let depth = self.path.len();
        self.path.extend(keys.iter().map(|key| Step::Key(Arc::from(*key))));
        visit(self);
        self.path.truncate(depth);
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.path.push(Step::Index(index));
                    self.expr(item);
                    self.path.pop();
                }
            }
            ExprKind::Map(fields) => {
                for field in fields {
                    self.path.push(Step::Key(field.name.clone()));
                    self.expr(&field.value);
                    self.path.pop();
                }
            }
            ExprKind::Ref(name) => self.reference("Ref", name, expr.span),
            ExprKind::GetAtt(name, attribute) => {
                self.resource_name("GetAtt", name, expr.span);
                self.expr(attribute);
            }
            ExprKind::Sub(parts) => parts.iter().for_each(|part| match &part.kind {
                ExprKind::Ref(name) => self.reference("Sub", name, part.span),
                ExprKind::GetAtt(name, _) => self.resource_name("Sub", name, part.span),
                _ => self.expr(part),
            }),
            ExprKind::If(name, branches) => {
                self.condition(name, expr.span);
                branches.iter().for_each(|branch| self.expr(branch));
            }
            ExprKind::Condition(name) => self.condition(name, expr.span),
            ExprKind::Call(function, arguments) => {
                if let (Function::FindInMap, Some(map)) = (function, arguments.first().and_then(Expr::as_text))
                    && arguments.len() == 3
                    && !self.template.mappings.iter().any(|mapping| mapping.name == *map)
                {
                    self.found("FindInMap", map, expr.span);
                }
                arguments.iter().for_each(|argument| self.expr(argument));
            }
            _ => {}
        }
    }

    fn depends_on(&mut self, value: &Expr) {
        let one = |check: &mut Self, item: &Expr| {
            if let Some(name) = item.as_text() {
                check.resource_name("DependsOn", name, item.span);
            }
        };
        let ExprKind::List(items) = &value.kind else { return one(self, value) };
        for (index, item) in items.iter().enumerate() {
            self.path.push(Step::Index(index));
            one(self, item);
            self.path.pop();
        }
    }

    fn reference(&mut self, kind: &'static str, name: &Arc<str>, span: Span) {
        let known = name.starts_with("AWS::") || self.template.parameter(name).is_some();
        if !known {
            self.resource_name(kind, name, span);
        }
    }

    fn resource_name(&mut self, kind: &'static str, name: &Arc<str>, span: Span) {
        // The resources of a module are named by the module's id with their own behind it, with or without a dot.
        let of_module = || {
            let mut modules = self.template.resources.iter().filter(|resource| resource.kind.ends_with("::MODULE"));
            modules.any(|module| name.starts_with(&*module.id))
        };
        if self.template.resource(name).is_none() && !of_module() {
            self.found(kind, name, span);
        }
    }

    fn condition(&mut self, name: &Arc<str>, span: Span) {
        if self.template.condition(name).is_none() {
            self.found("Condition", name, span);
        }
    }

    fn found(&mut self, kind: &'static str, name: &Arc<str>, span: Span) {
        let (resource, path) = (self.resource.clone(), self.path.clone());
        self.found.push(DanglingReference { resource, path, name: name.clone(), kind, span });
    }
}

fn help_for(template: &Template, dangling: &DanglingReference) -> String {
    let names: Vec<&str> = match dangling.kind {
        "Condition" => template.conditions.iter().map(|condition| &*condition.name).collect(),
        "FindInMap" => template.mappings.iter().map(|mapping| &*mapping.name).collect(),
        "Ref" | "Sub" => {
            let parameters = template.parameters.iter().map(|parameter| &*parameter.name);
            parameters.chain(template.resources.iter().map(|resource| &*resource.id)).collect()
        }
        _ => template.resources.iter().map(|resource| &*resource.id).collect(),
    };
    match closest(&dangling.name, &names) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("define `{}`, or correct the name", dangling.name),
    }
}

/// The most similar name, if one is similar at all.
fn closest<'n>(name: &str, names: &[&'n str]) -> Option<&'n str> {
    let scored = names.iter().map(|other| (strsim::jaro_winkler(name, other), *other));
    scored.filter(|(score, _)| *score > 0.85).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, other)| other)
}

/// Reports the circles among conditions and among resources.
pub fn circles(template: &Template, problems: &mut Vec<Problem>) {
    let conditions = template.conditions.iter().map(|condition| {
        let mut to = BTreeSet::new();
        condition.value.each(&mut |expr| {
            if let ExprKind::Condition(name) = &expr.kind {
                to.extend(template.condition(name));
            }
        });
        (&condition.name, condition.span, to)
    });
    report_circles(conditions.collect(), problems);
    let positions: std::collections::HashMap<&str, usize> =
        template.resources.iter().enumerate().map(|(index, resource)| (&*resource.id, index)).collect();
    let resources = template.resources.iter().map(|resource| {
        let mut to = BTreeSet::new();
        let depends_on = resource.attributes.iter().filter(|attribute| &*attribute.name == "DependsOn");
        for expr in resource.properties.iter().map(|(_, expr)| expr) {
            expr.each(&mut |expr| match &expr.kind {
                ExprKind::Ref(name) | ExprKind::GetAtt(name, _) => to.extend(positions.get(&**name).copied()),
                _ => {}
            });
        }
        for attribute in depends_on {
            attribute
                .value
                .each(&mut |expr| to.extend(expr.as_text().and_then(|name| positions.get(&**name).copied())));
        }
        (&resource.id, resource.id_span, to)
    });
    report_circles(resources.collect(), problems);
}

type Relations<'t> = Vec<(&'t Arc<str>, Span, BTreeSet<usize>)>;

/// Finds one circle through each node that lies on one and was not yet reported, by a walk with its own stack.
fn report_circles(nodes: Relations, problems: &mut Vec<Problem>) {
    let mut done = HashSet::new();
    for start in 0..nodes.len() {
        let mut trail: Vec<(usize, Vec<usize>)> = vec![(start, next(&nodes, start))];
        while let Some((_, todo)) = trail.last_mut() {
            let Some(to) = todo.pop() else {
                if let Some((node, _)) = trail.pop() {
                    done.insert(node);
                }
                continue;
            };
            if let Some(at) = trail.iter().position(|(node, _)| *node == to) {
                let circle: Vec<usize> = trail.iter().skip(at).map(|(node, _)| *node).collect();
                done.extend(circle.iter().copied());
                report(&nodes, &circle, problems);
            } else if !done.contains(&to) {
                trail.push((to, next(&nodes, to)));
            }
        }
    }
}

fn next(nodes: &Relations, node: usize) -> Vec<usize> {
    nodes.get(node).map(|(_, _, to)| to.iter().rev().copied().collect()).unwrap_or_default()
}

fn report(nodes: &Relations, circle: &[usize], problems: &mut Vec<Problem>) {
    let on: Vec<_> = circle.iter().filter_map(|node| nodes.get(*node)).collect();
    let mut names: Vec<&str> = on.iter().map(|(name, _, _)| &***name).collect();
    names.extend(names.first().copied());
    let labels = on.iter().map(|(_, span, _)| (*span, "on the circle".to_owned())).collect();
    problems.push(Problem { kind: ProblemKind::Circular { path: names.join(" -> ") }, labels });
}
