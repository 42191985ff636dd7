//! Evaluates the resources of one world, sharing what a world does not change.
//!
//! While a resource is evaluated, every axis that is looked at is noted. The result is kept with those choices, and
//! serves every other world that makes the same ones.

use super::axes::{self, Axes, Class, Subject};
use super::value::{Field, Origin, Reason, Reference, Unknown, Value, ValueKind};
use super::{Pins, canonical, functions, text};
use crate::frontend::template::{Expr, ExprField, ExprKind, Function, Parameter, ResourceDefinition, Template};
use crate::graph::Resource;
use crate::source::Span;
use std::collections::HashMap;
use std::sync::Arc;

/// Values and bytes of text that one template may produce, over all its worlds. The largest real templates need some
/// hundred thousand; beyond this, a template multiplies itself.
const BUDGET: usize = 32 << 20;

/// Conditions that may build on one another before the rest counts as not known: each costs stack.
const MAX_CHAIN: u32 = 500;

/// A set of axes, one bit each (see [`axes::MAX_AXES`]).
type Touched = u128;

/// Evaluates one template in any of its worlds.
pub struct Resolver<'t> {
    pub(super) template: &'t Template,
    axes: &'t Axes,
    pins: &'t Pins,
    resources: HashMap<&'t str, usize>,
    parameters: HashMap<&'t str, usize>,
    conditions: HashMap<&'t str, usize>,
    variants: Vec<Vec<Variant>>,
    variant_count: u32,
    world: WorldState,
    spent: usize,
}

struct Variant {
    touched: Touched,
    choices: Vec<u8>,
    number: u32,
    resource: Arc<Resource>,
}

/// What is known of the world under evaluation.
#[derive(Default)]
struct WorldState {
    choices: Vec<u8>,
    touched: Touched,
    decided: Vec<Decision>,
    depth: u32,
    chain: u32,
}

#[derive(Clone, Copy)]
enum Decision {
    Open,
    Underway,
    Made(Option<bool>, Touched),
}

/// The resources of one world with the number of the variant of each, which together identify the world's graph.
pub struct Resolved {
    /// The resources that the world has, in source order.
    pub resources: Vec<Arc<Resource>>,
    /// The variants' numbers: equal lists mean equal graphs.
    pub signature: Vec<u32>,
}

impl<'t> Resolver<'t> {
    /// A resolver for a template.
    pub fn new(template: &'t Template, axes: &'t Axes, pins: &'t Pins) -> Self {
        fn index<'n>(names: impl Iterator<Item = &'n Arc<str>>) -> HashMap<&'n str, usize> {
            names.enumerate().map(|(index, name)| (&**name, index)).collect()
        }
        Self {
            template,
            axes,
            pins,
            resources: index(template.resources.iter().map(|resource| &resource.id)),
            parameters: index(template.parameters.iter().map(|parameter| &parameter.name)),
            conditions: index(template.conditions.iter().map(|condition| &condition.name)),
            variants: template.resources.iter().map(|_| Vec::new()).collect(),
            variant_count: 0,
            world: WorldState::default(),
            spent: 0,
        }
    }

    /// Whether the budget was hit: some values are then unknown for that reason.
    pub fn exhausted(&self) -> bool {
        self.spent > BUDGET
    }

    /// Starts on a world.
    pub fn enter(&mut self, choices: &[u8]) {
        let decided = vec![Decision::Open; self.template.conditions.len()];
        self.world = WorldState { choices: choices.to_vec(), touched: 0, decided, depth: 0, chain: 0 };
    }

    /// The resources of the world entered.
    pub fn resources(&mut self) -> Resolved {
        let mut resolved = Resolved { resources: Vec::new(), signature: Vec::new() };
        for (index, definition) in self.template.resources.iter().enumerate() {
            if self.present(definition) {
                let (number, resource) = self.variant(index, definition);
                resolved.resources.push(resource);
                resolved.signature.push(number);
            }
        }
        resolved
    }

    /// A value outside the resources, such as an output's; `None` where it is absent.
    pub fn value(&mut self, expr: &Expr) -> Option<Value> {
        self.eval(expr)
    }

    /// Whether a condition holds; an unknown one counts as holding, so that what hangs on it is judged.
    pub fn holds(&mut self, condition: Option<&(Arc<str>, Span)>) -> bool {
        condition.is_none_or(|(name, _)| self.condition(name) != Some(false))
    }

    fn present(&mut self, definition: &'t ResourceDefinition) -> bool {
        self.holds(definition.condition.as_ref())
    }

    fn variant(&mut self, index: usize, definition: &'t ResourceDefinition) -> (u32, Arc<Resource>) {
        let choices = &self.world.choices;
        let known = self.variants.get(index).and_then(|variants| {
            variants.iter().find(|variant| {
                (0..choices.len())
                    .all(|axis| variant.touched >> axis & 1 == 0 || variant.choices.get(axis) == choices.get(axis))
            })
        });
        if let Some(variant) = known {
            return (variant.number, variant.resource.clone());
        }
        self.world.touched = 0;
        let resource = self.resource(definition);
        // Other choices may come to the same values, which make no other graph.
        let same = self.variants.get(index).and_then(|variants| {
            let mut variants = variants.iter();
            variants.find(|variant| {
                variant.resource.properties == resource.properties && variant.resource.attributes == resource.attributes
            })
        });
        let (number, resource) = match same {
            Some(variant) => (variant.number, variant.resource.clone()),
            None => {
                self.variant_count += 1;
                (self.variant_count, Arc::new(resource))
            }
        };
        let variant = Variant {
            touched: self.world.touched,
            choices: self.world.choices.clone(),
            number,
            resource: resource.clone(),
        };
        if let Some(variants) = self.variants.get_mut(index) {
            variants.push(variant);
        }
        (number, resource)
    }

    fn resource(&mut self, definition: &'t ResourceDefinition) -> Resource {
        let (properties_span, properties) = match &definition.properties {
            Some((span, expr)) => (*span, self.eval(expr)),
            None => (definition.id_span, None),
        };
        let empty = || Value::new(properties_span, ValueKind::Map(Vec::new()));
        let properties = match properties {
            Some(Value { kind: ValueKind::Null, .. }) | None => empty(),
            Some(value) => value,
        };
        let mut attributes = self.fields(&definition.attributes);
        attributes.extend(definition.condition.as_ref().map(|(name, at)| Field {
            name: Arc::from("Condition"),
            at: *at,
            value: Value::new(*at, ValueKind::Text(name.clone())),
        }));
        Resource {
            key: definition.id.clone(),
            id: definition.id.clone(),
            kind: definition.kind.clone(),
            stack: Arc::from(""),
            properties,
            attributes: Value::new(definition.id_span, ValueKind::Map(attributes)),
            id_span: definition.id_span,
            properties_span,
        }
    }

    fn fields(&mut self, fields: &[ExprField]) -> Vec<Field> {
        let mut values = Vec::with_capacity(fields.len());
        for field in fields {
            if let Some(value) = self.eval(&field.value) {
                values.push(Field { name: field.name.clone(), at: field.at, value });
            }
        }
        values
    }

    /// The value of an expression; `None` for `AWS::NoValue`, which means that what holds it is absent.
    pub(super) fn eval(&mut self, expr: &Expr) -> Option<Value> {
        if !self.spend(1) {
            return Some(unknown(expr.span, Reason::Function, "the evaluation budget"));
        }
        let kind = match &expr.kind {
            ExprKind::Null => ValueKind::Null,
            ExprKind::Bool(value) => ValueKind::Bool(*value),
            ExprKind::Int(value) => ValueKind::Int(*value),
            ExprKind::Float(value) => ValueKind::Float(*value),
            ExprKind::Text(text) if text.contains(text::RESOLVE) => {
                let literal = Value::new(expr.span, ValueKind::Text(text.clone()));
                return Some(text::concat(expr.span, vec![literal]));
            }
            ExprKind::Text(text) => ValueKind::Text(text.clone()),
            ExprKind::List(items) => ValueKind::List(items.iter().filter_map(|item| self.eval(item)).collect()),
            ExprKind::Map(fields) => ValueKind::Map(self.fields(fields)),
            ExprKind::Unknown(unknown) => ValueKind::Unknown(unknown.clone()),
            ExprKind::Ref(name) => return self.reference(name, expr.span),
            ExprKind::GetAtt(name, attribute) => return Some(self.attribute(name, attribute, expr.span)),
            ExprKind::Sub(parts) => {
                let parts: Vec<Value> = parts.iter().filter_map(|part| self.eval(part)).collect();
                return Some(self.concat(expr.span, parts));
            }
            ExprKind::If(name, branches) => {
                let [then, otherwise] = &**branches;
                return match self.condition(name) {
                    Some(true) => self.eval(then),
                    Some(false) => self.eval(otherwise),
                    None => Some(unknown(expr.span, Reason::Condition, name)),
                };
            }
            ExprKind::Condition(name) => match self.condition(name) {
                Some(value) => ValueKind::Bool(value),
                None => return Some(unknown(expr.span, Reason::Condition, name)),
            },
            ExprKind::Call(Function::FindInMap, arguments) => return Some(self.find_in_map(expr.span, arguments)),
            ExprKind::Call(Function::And | Function::Or | Function::Not | Function::Equals, _) => {
                match self.decide(expr) {
                    Some(value) => ValueKind::Bool(value),
                    None => return Some(unknown(expr.span, Reason::Condition, "a condition")),
                }
            }
            ExprKind::Call(function, arguments) => {
                let arguments: Vec<Option<Value>> = arguments.iter().map(|argument| self.eval(argument)).collect();
                return Some(functions::call(self, expr.span, *function, arguments));
            }
        };
        Some(Value::new(expr.span, kind))
    }

    /// Counts work against the budget; false once it is used up.
    pub(super) fn spend(&mut self, amount: usize) -> bool {
        self.spent = self.spent.saturating_add(amount);
        self.spent <= BUDGET
    }

    /// Joins text parts, counting their bytes.
    pub(super) fn concat(&mut self, span: Span, parts: Vec<Value>) -> Value {
        let bytes = parts.iter().map(|part| part.as_text().map_or(1, |text| text.len())).sum();
        if !self.spend(bytes) {
            return unknown(span, Reason::Function, "the evaluation budget");
        }
        text::concat(span, parts)
    }

    fn reference(&mut self, name: &Arc<str>, span: Span) -> Option<Value> {
        if &**name == "AWS::NoValue" {
            return None;
        }
        if name.starts_with("AWS::") {
            return Some(self.pseudo(name, span));
        }
        if let Some(parameter) = self.parameters.get(&**name).and_then(|at| self.template.parameters.get(*at)) {
            return Some(self.parameter(parameter, span));
        }
        Some(self.target(name, None, span))
    }

    /// A reference to a resource, if this world has it.
    fn target(&mut self, name: &Arc<str>, attribute: Option<Arc<str>>, span: Span) -> Value {
        let Some(definition) = self.resources.get(&**name).and_then(|at| self.template.resources.get(*at)) else {
            let reason = if self.template.open_names { Reason::Transform } else { Reason::Dangling };
            return unknown(span, reason, name);
        };
        if !self.present(definition) {
            return unknown(span, Reason::AbsentResource, name);
        }
        let custom = definition.kind.starts_with("Custom::")
            || matches!(&*definition.kind, "AWS::CloudFormation::CustomResource" | "AWS::CloudFormation::Stack");
        match attribute {
            Some(attribute) if custom => unknown(span, Reason::Attribute, &format!("{name}.{attribute}")),
            attribute => Value::new(span, ValueKind::Ref(Reference { target: name.clone(), attribute })),
        }
    }

    fn attribute(&mut self, name: &Arc<str>, attribute: &Expr, span: Span) -> Value {
        let attribute = match self.eval(attribute).map(|value| value.kind) {
            Some(ValueKind::Text(text)) => text,
            _ => return unknown(span, Reason::Function, &format!("Fn::GetAtt {name}")),
        };
        // The range of a VPC or subnet is what its own property says: a rule can then compare it.
        if &*attribute == "CidrBlock" && self.world.depth < 4 {
            let definition = self.resources.get(&**name).and_then(|at| self.template.resources.get(*at));
            let written = definition.and_then(|definition| definition.properties.as_ref()?.1.get(&attribute));
            if let Some(written) = written {
                self.world.depth += 1;
                let value = self.eval(written);
                self.world.depth -= 1;
                if let Some(Value { kind: ValueKind::Text(text), at, .. }) = value {
                    return moved(span, ValueKind::Text(text), at);
                }
            }
        }
        self.target(name, Some(attribute), span)
    }

    fn pseudo(&mut self, name: &Arc<str>, span: Span) -> Value {
        let text = |text: &str| Value::new(span, ValueKind::Text(text.into()));
        if let Some(value) = self.pins.get(name) {
            return text(value);
        }
        match self.choice(&Subject::Parameter(name.clone())) {
            Some(Class::Value(value)) => return text(&value),
            Some(_) => return unknown(span, Reason::PseudoParameter, name),
            None => {}
        }
        let region = self.pins.region.as_deref().unwrap_or_default();
        let (partition, suffix) = match region.split('-').next() {
            Some("cn") => ("aws-cn", "amazonaws.com.cn"),
            Some("us") if region.starts_with("us-gov-") => ("aws-us-gov", "amazonaws.com"),
            _ => ("aws", "amazonaws.com"),
        };
        match &**name {
            "AWS::Partition" => text(partition),
            "AWS::URLSuffix" => text(suffix),
            _ => unknown(span, Reason::PseudoParameter, name),
        }
    }

    /// The class that this world chooses on a subject's axis, noting that it was looked at.
    fn choice(&mut self, subject: &Subject) -> Option<Class> {
        let position = self.axes.position(subject)?;
        self.world.touched |= 1 << position;
        let class = usize::from(*self.world.choices.get(position)?);
        self.axes.list.get(position)?.classes.get(class).cloned()
    }

    fn parameter(&mut self, parameter: &Parameter, span: Span) -> Value {
        let default = parameter.default.as_ref();
        let (text, is_default) = if let Some(text) = self.pins.parameters.get(&*parameter.name) {
            (Arc::from(text.as_str()), false)
        } else {
            match (self.choice(&Subject::Parameter(parameter.name.clone())), default) {
                (Some(Class::Value(text)), default) => {
                    let is_default = default.is_some_and(|(default, _)| *default == text);
                    (text, is_default)
                }
                (None, Some((text, _))) => (text.clone(), true),
                _ => return unknown(span, Reason::Parameter, &parameter.name),
            }
        };
        if parameter.kind.starts_with("AWS::SSM::Parameter::Value") {
            return unknown(span, Reason::Parameter, &parameter.name);
        }
        let origin = Arc::new(Origin {
            span: default.filter(|_| is_default).map(|(_, span)| *span),
            parameter: Some(parameter.name.clone()),
            default: is_default,
            no_echo: parameter.no_echo,
        });
        let item = |kind| Value { at: span, origin: Some(origin.clone()), kind };
        self.spend(text.len());
        if parameter.is_list() {
            let items = text.split(',').map(str::trim).filter(|text| !text.is_empty());
            return item(ValueKind::List(items.map(|text| item(ValueKind::Text(text.into()))).collect()));
        }
        match text.parse() {
            Ok(number) if &*parameter.kind == "Number" => item(ValueKind::Int(number)),
            _ => item(ValueKind::Text(text)),
        }
    }

    fn find_in_map(&mut self, span: Span, arguments: &[Expr]) -> Value {
        let [map, first, second, rest @ ..] = arguments else {
            return unknown(span, Reason::Function, "Fn::FindInMap");
        };
        let keys: Vec<Option<Value>> = [map, first, second].into_iter().map(|argument| self.eval(argument)).collect();
        let name = keys.first().and_then(|value| value.as_ref()?.as_text().cloned());
        let mapping = name.and_then(|name| self.template.mappings.iter().find(|mapping| mapping.name == name));
        let Some(mapping) = mapping else { return unknown(span, Reason::Function, "Fn::FindInMap") };
        let key = |at: usize| keys.get(at).and_then(|value| functions::known_text(value.as_ref()?));
        let cells = functions::cells(&mapping.value, key(1).as_deref(), key(2).as_deref());
        let same = cells.split_first().is_some_and(|(first, rest)| {
            rest.is_empty() || rest.iter().all(|cell| canonical::text(cell) == canonical::text(first))
        });
        match (cells.first(), rest.first()) {
            (Some(cell), _) if same => match self.eval(cell) {
                Some(value) => moved(span, value.kind, cell.span),
                None => unknown(span, Reason::Function, "Fn::FindInMap"),
            },
            (None, Some(default)) => {
                self.eval(default).unwrap_or_else(|| unknown(span, Reason::Function, "Fn::FindInMap"))
            }
            // A key that is not known: its own reason is the value's.
            _ => {
                let open = keys.into_iter().flatten().find_map(|value| match value.kind {
                    ValueKind::Unknown(unknown) => Some(ValueKind::Unknown(unknown)),
                    _ => None,
                });
                open.map_or_else(|| unknown(span, Reason::Function, "Fn::FindInMap"), |kind| Value::new(span, kind))
            }
        }
    }

    /// Whether a condition holds in this world; `None` where that is not known.
    fn condition(&mut self, name: &str) -> Option<bool> {
        let at = *self.conditions.get(name)?;
        match *self.world.decided.get(at)? {
            Decision::Made(value, touched) => {
                self.world.touched |= touched;
                return value;
            }
            Decision::Underway => return None,
            Decision::Open => {}
        }
        let definition = self.template.conditions.get(at)?;
        if self.world.chain > MAX_CHAIN {
            self.spent = BUDGET + 1;
            return None;
        }
        self.decided(at, Decision::Underway);
        let outer = std::mem::take(&mut self.world.touched);
        self.world.chain += 1;
        let value = self.decide(&definition.value);
        self.world.chain -= 1;
        self.decided(at, Decision::Made(value, self.world.touched));
        self.world.touched |= outer;
        value
    }

    fn decided(&mut self, at: usize, decision: Decision) {
        if let Some(slot) = self.world.decided.get_mut(at) {
            *slot = decision;
        }
    }

    fn decide(&mut self, expr: &Expr) -> Option<bool> {
        match &expr.kind {
            ExprKind::Bool(value) => Some(*value),
            ExprKind::Condition(name) => self.condition(name),
            ExprKind::Call(Function::Not, arguments) => self.decide(arguments.first()?).map(|value| !value),
            ExprKind::Call(Function::And, arguments) => self.all(arguments, false),
            ExprKind::Call(Function::Or, arguments) => self.all(arguments, true),
            ExprKind::Call(Function::Equals, sides) => {
                let [left, right] = sides.as_slice() else { return None };
                self.equals(expr, left, right)
            }
            _ => None,
        }
    }

    /// `Fn::And` (stopping at false) or `Fn::Or` (stopping at true), three-valued.
    fn all(&mut self, arguments: &[Expr], stop: bool) -> Option<bool> {
        let mut value = Some(!stop);
        for argument in arguments {
            match self.decide(argument) {
                Some(decided) if decided == stop => return Some(stop),
                Some(_) => {}
                None => value = None,
            }
        }
        value
    }

    fn equals(&mut self, expr: &Expr, left: &Expr, right: &Expr) -> Option<bool> {
        for (side, other) in [(left, right), (right, left)] {
            if let (ExprKind::Ref(name), Some(text)) = (&side.kind, axes::literal(other))
                && let Some(Class::Other(not)) = self.choice(&Subject::Parameter(name.clone()))
            {
                return not.contains(&text).then_some(false);
            }
        }
        if let Some(Class::Holds(holds)) =
            self.axes.has_comparisons().then(|| self.choice(&Subject::Comparison(canonical::text(expr)))).flatten()
        {
            return Some(holds);
        }
        let (left, right) = (self.eval(left)?, self.eval(right)?);
        Some(functions::known_text(&left)? == functions::known_text(&right)?)
    }
}

/// An unknown value.
pub(super) fn unknown(span: Span, reason: Reason, name: &str) -> Value {
    Value::new(span, ValueKind::Unknown(Unknown { reason, name: name.into() }))
}

/// A value that stands at `from` and is used at `span`.
fn moved(span: Span, kind: ValueKind, from: Span) -> Value {
    let origin = Origin { span: Some(from), parameter: None, default: false, no_echo: false };
    Value { at: span, origin: Some(Arc::new(origin)), kind }
}
