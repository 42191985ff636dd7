//! What a name means in its stack, and what stands for it when all stacks are one template.

use super::Part;
use crate::frontend::template::{Expr, ExprField, ExprKind, Function};
use crate::resolve::value::{Reason, Unknown};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Expressions that may be written out where another stack reads them. The largest assemblies make some thousands.
const MAX_COPIED: usize = 500_000;

/// Stacks that one value may pass through.
const MAX_PASSED: usize = 64;

/// The names of all parts.
pub(super) struct Scopes<'a> {
    parts: &'a [Part],
    /// For each part: the name of each unbound parameter in the linked template.
    parameters: Vec<BTreeMap<Arc<str>, Arc<str>>>,
    /// The parameters that a part declares for all.
    declares: BTreeSet<(usize, Arc<str>)>,
    /// For each part: the nested stacks by logical id.
    nested: Vec<BTreeMap<Arc<str>, usize>>,
    /// Outputs by export name: part and position, in order.
    exports: BTreeMap<String, Vec<(usize, usize)>>,
    copied: Cell<usize>,
}

impl<'a> Scopes<'a> {
    pub(super) fn new(parts: &'a [Part]) -> Self {
        let mut scopes = Self {
            parts,
            parameters: vec![BTreeMap::new(); parts.len()],
            declares: BTreeSet::new(),
            nested: vec![BTreeMap::new(); parts.len()],
            exports: BTreeMap::new(),
            copied: Cell::new(0),
        };
        for (at, part) in parts.iter().enumerate() {
            if let Some((parent, id)) = &part.nested_in
                && let Some(nested) = scopes.nested.get_mut(*parent)
            {
                nested.insert(id.clone(), at);
            }
        }
        scopes.declare();
        scopes.exports = scopes.find_exports();
        scopes
    }

    /// Whether there is one part, whose names stay.
    pub(super) fn single(&self) -> bool {
        self.parts.len() == 1
    }

    /// The name of anything but a parameter.
    pub(super) fn name(&self, at: usize, name: &Arc<str>) -> Arc<str> {
        match self.parts.get(at) {
            Some(part) if !self.single() && !part.path.is_empty() => format!("{}/{name}", part.path).into(),
            _ => name.clone(),
        }
    }

    /// A parameter keeps its name where every part that declares it means the same by it: then one value is for all.
    fn declare(&mut self) {
        let mut known: BTreeMap<&Arc<str>, Vec<(usize, usize)>> = BTreeMap::new();
        for (at, part) in self.parts.iter().enumerate() {
            for (position, parameter) in part.template.parameters.iter().enumerate() {
                if self.given(at, &parameter.name).is_none() {
                    known.entry(&parameter.name).or_default().push((at, position));
                }
            }
        }
        let look = |(at, position): &(usize, usize)| {
            let parameter = self.parts.get(*at)?.template.parameters.get(*position)?;
            let default = parameter.default.as_ref().map(|(text, _)| text.clone());
            Some((parameter.kind.clone(), default, parameter.allowed.clone(), parameter.no_echo))
        };
        let mut names: Vec<(usize, Arc<str>, Arc<str>, bool)> = Vec::new();
        for (name, places) in known {
            let shared = places.iter().all(|place| look(place) == places.first().and_then(look));
            for (nth, (at, _)) in places.iter().enumerate() {
                let linked = if shared { name.clone() } else { self.name(*at, name) };
                names.push((*at, name.clone(), linked, nth == 0 || !shared));
            }
        }
        for (at, name, linked, declares) in names {
            if declares {
                self.declares.insert((at, name.clone()));
            }
            if let Some(parameters) = self.parameters.get_mut(at) {
                parameters.insert(name, linked);
            }
        }
    }

    /// The linked name of a parameter, if this part is the one that declares it.
    pub(super) fn declared(&self, at: usize, name: &Arc<str>) -> Option<Arc<str>> {
        let declares = self.declares.contains(&(at, name.clone()));
        declares.then(|| self.parameters.get(at)?.get(name).cloned()).flatten()
    }

    /// What the parent gives a nested stack for a parameter: the parent, and the expression in it.
    fn given(&self, at: usize, name: &str) -> Option<(usize, &'a Expr)> {
        let (parent, id) = self.parts.get(at)?.nested_in.as_ref()?;
        let template = &self.parts.get(*parent)?.template;
        let (_, properties) = template.resources.get(template.resource(id)?)?.properties.as_ref()?;
        Some((*parent, properties.get("Parameters")?.get(name)?))
    }

    fn find_exports(&self) -> BTreeMap<String, Vec<(usize, usize)>> {
        let mut exports: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
        for (at, part) in self.parts.iter().enumerate() {
            for (position, output) in part.template.outputs.iter().enumerate() {
                let export = output.export.as_ref().map(|export| self.expr(at, export));
                if let Some(name) = export.as_ref().and_then(text) {
                    exports.entry(name).or_default().push((at, position));
                }
            }
        }
        exports
    }

    /// An expression of a part as it stands in the linked template.
    pub(super) fn expr(&self, at: usize, expr: &Expr) -> Expr {
        self.rewrite(at, expr, 0)
    }

    fn rewrite(&self, at: usize, expr: &Expr, passed: usize) -> Expr {
        if passed > 0 {
            self.copied.set(self.copied.get().saturating_add(1));
        }
        let each = |items: &[Expr]| items.iter().map(|item| self.rewrite(at, item, passed)).collect::<Vec<_>>();
        let kind = match &expr.kind {
            ExprKind::List(items) => ExprKind::List(each(items)),
            ExprKind::Map(fields) => {
                let field = |field: &ExprField| ExprField {
                    name: field.name.clone(),
                    at: field.at,
                    value: self.rewrite(at, &field.value, passed),
                };
                ExprKind::Map(fields.iter().map(field).collect())
            }
            ExprKind::Ref(name) => self.reference(at, name, passed),
            ExprKind::GetAtt(name, attribute) => self.attribute(at, name, attribute, passed),
            ExprKind::Sub(parts) => ExprKind::Sub(each(parts)),
            ExprKind::If(condition, branches) => {
                let [then, otherwise] = &**branches;
                let branches = [self.rewrite(at, then, passed), self.rewrite(at, otherwise, passed)];
                ExprKind::If(self.name(at, condition), Box::new(branches))
            }
            ExprKind::Condition(name) => ExprKind::Condition(self.name(at, name)),
            ExprKind::Call(function, arguments) => self.call(at, *function, each(arguments), passed),
            other => other.clone(),
        };
        Expr::new(expr.span, kind)
    }

    /// What another stack's value is, in the place of the expression that reads it.
    fn passed(&self, at: usize, expr: &Expr, passed: usize) -> Option<ExprKind> {
        (passed < MAX_PASSED && self.copied.get() < MAX_COPIED).then(|| self.rewrite(at, expr, passed + 1).kind)
    }

    fn reference(&self, at: usize, name: &Arc<str>, passed: usize) -> ExprKind {
        let part = self.parts.get(at);
        let pseudo = match &**name {
            "AWS::Region" => part.and_then(|part| part.region.clone()),
            "AWS::AccountId" => part.and_then(|part| part.account.clone()),
            "AWS::StackName" => part.and_then(|part| part.name.clone()),
            _ => None,
        };
        if let Some(text) = pseudo {
            return ExprKind::Text(text);
        }
        if name.starts_with("AWS::") {
            return ExprKind::Ref(name.clone());
        }
        if let Some((parent, given)) = self.given(at, name) {
            return self.passed(parent, given, passed).unwrap_or_else(|| unknown(Reason::Parameter, name));
        }
        match self.parameters.get(at).and_then(|parameters| parameters.get(name)) {
            Some(parameter) => ExprKind::Ref(parameter.clone()),
            None => ExprKind::Ref(self.name(at, name)),
        }
    }

    fn attribute(&self, at: usize, name: &Arc<str>, attribute: &Expr, passed: usize) -> ExprKind {
        let nested = self.nested.get(at).and_then(|nested| nested.get(name));
        if let Some(nested) = nested
            && let Some(output) = attribute.as_text().and_then(|text| text.strip_prefix("Outputs."))
        {
            let value = self.output(*nested, output).and_then(|value| self.passed(*nested, value, passed));
            return value.unwrap_or_else(|| unknown(Reason::Attribute, &format!("{name}.Outputs.{output}")));
        }
        ExprKind::GetAtt(self.name(at, name), Box::new(self.rewrite(at, attribute, passed)))
    }

    fn output(&self, at: usize, name: &str) -> Option<&'a Expr> {
        let outputs = &self.parts.get(at)?.template.outputs;
        outputs.iter().find(|output| &*output.name == name).map(|output| &output.value)
    }

    fn call(&self, at: usize, function: Function, arguments: Vec<Expr>, passed: usize) -> ExprKind {
        let found = match function {
            Function::ImportValue => arguments.first().and_then(text).and_then(|name| self.exported(at, &name)),
            Function::GetStackOutput => self.stack_output(at, &arguments),
            Function::FindInMap => return ExprKind::Call(function, self.mapping(at, arguments)),
            _ => None,
        };
        let value = found.and_then(|(producer, value)| self.passed(producer, value, passed));
        value.unwrap_or(ExprKind::Call(function, arguments))
    }

    /// The output that is exported under a name, in the same account and region where several are.
    fn exported(&self, at: usize, name: &str) -> Option<(usize, &'a Expr)> {
        let found = self.exports.get(name)?;
        let (producer, output) =
            found.iter().find(|(other, _)| self.together(at, *other)).or_else(|| match &**found {
                [only] => Some(only),
                _ => None,
            })?;
        Some((*producer, &self.parts.get(*producer)?.template.outputs.get(*output)?.value))
    }

    fn together(&self, at: usize, other: usize) -> bool {
        let place = |at: usize| self.parts.get(at).map(|part| (&part.account, &part.region));
        place(at) == place(other)
    }

    /// `Fn::GetStackOutput`: the stack's name, the output's, and perhaps the region.
    fn stack_output(&self, at: usize, arguments: &[Expr]) -> Option<(usize, &'a Expr)> {
        let (stack, output) = (arguments.first().and_then(text)?, arguments.get(1).and_then(text)?);
        let region = arguments.get(2).and_then(text);
        let named = |part: &Part| part.name.as_deref() == Some(&*stack) && part.nested_in.is_none();
        let mut found = self.parts.iter().enumerate().filter(|(_, part)| named(part));
        let fits = |other: usize| match &region {
            Some(region) => self.parts.get(other).and_then(|part| part.region.as_deref()) == Some(&**region),
            None => self.together(at, other),
        };
        let all: Vec<usize> = found.by_ref().map(|(other, _)| other).collect();
        let producer = all.iter().find(|other| fits(**other)).or(all.first().filter(|_| all.len() == 1))?;
        Some((*producer, self.output(*producer, &output)?))
    }

    /// The name of a mapping is its first argument.
    fn mapping(&self, at: usize, mut arguments: Vec<Expr>) -> Vec<Expr> {
        if let Some(Expr { kind: ExprKind::Text(name), .. }) = arguments.first_mut() {
            *name = self.name(at, name);
        }
        arguments
    }
}

/// The text of an expression that is one, or is put together of nothing else.
fn text(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Text(text) => Some(text.to_string()),
        ExprKind::Sub(parts) => parts.iter().map(text).collect(),
        ExprKind::Call(Function::Join, arguments) => match arguments.as_slice() {
            [between, Expr { kind: ExprKind::List(items), .. }] => {
                let items: Option<Vec<String>> = items.iter().map(text).collect();
                Some(items?.join(&text(between)?))
            }
            _ => None,
        },
        _ => None,
    }
}

fn unknown(reason: Reason, name: &str) -> ExprKind {
    ExprKind::Unknown(Unknown::new(reason, name))
}
