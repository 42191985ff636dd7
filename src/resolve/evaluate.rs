//! Evaluates the resources of one world, sharing what a world does not change.
//!
//! While a resource is evaluated, every axis that is looked at is noted. The result is kept with those choices, and
//! serves every other world that makes the same ones.

use super::axes::Axes;
use super::value::{Field, Origin, Reason, Unknown, Value, ValueKind};
use super::{Pins, functions, text};
use crate::frontend::template::{Expr, ExprField, ExprKind, Function, ResourceDefinition, Template};
use crate::graph::Resource;
use crate::source::Span;
use std::collections::HashMap;
use std::sync::Arc;

/// Values and bytes of text that one template may produce, over all its worlds. The largest real templates need some
/// hundred thousand; beyond this, a template multiplies itself.
pub(super) const BUDGET: usize = 32 << 20;

/// A set of axes, one bit each (see [`axes::MAX_AXES`]).
pub(super) type Touched = u128;

/// Evaluates one template in any of its worlds.
pub struct Resolver<'t> {
    pub(super) template: &'t Template,
    pub(super) axes: &'t Axes,
    pub(super) pins: &'t Pins,
    pub(super) resources: HashMap<&'t str, usize>,
    pub(super) parameters: HashMap<&'t str, usize>,
    pub(super) conditions: HashMap<&'t str, usize>,
    variants: Vec<Vec<Variant>>,
    variant_count: u32,
    pub(super) world: WorldState,
    pub(super) spent: usize,
}

struct Variant {
    touched: Touched,
    choices: Vec<u8>,
    number: u32,
    resource: Arc<Resource>,
}

/// What is known of the world under evaluation.
#[derive(Default)]
pub(super) struct WorldState {
    pub(super) choices: Vec<u8>,
    pub(super) touched: Touched,
    pub(super) decided: Vec<Decision>,
    pub(super) depth: u32,
    pub(super) chain: u32,
}

#[derive(Clone, Copy)]
pub(super) enum Decision {
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
            resources: index(template.resources.iter().map(|resource| &resource.key)),
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

    pub(super) fn present(&mut self, definition: &'t ResourceDefinition) -> bool {
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
            key: definition.key.clone(),
            id: definition.id.clone(),
            kind: definition.kind.clone(),
            stack: definition.stack.clone(),
            provenance: definition.provenance.clone(),
            properties,
            attributes: Value::new(definition.id_span, ValueKind::Map(attributes)),
            id_span: definition.id_span,
            properties_span,
        }
    }

    pub(super) fn fields(&mut self, fields: &[ExprField]) -> Vec<Field> {
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
}

/// An unknown value.
pub(super) fn unknown(span: Span, reason: Reason, name: &str) -> Value {
    Value::new(span, ValueKind::Unknown(Unknown::new(reason, name)))
}

/// A value that stands at `from` and is used at `span`.
pub(super) fn moved(span: Span, kind: ValueKind, from: Span) -> Value {
    let origin = Origin { span: Some(from), parameter: None, default: false, no_echo: false };
    Value { at: span, origin: Some(Arc::new(origin)), kind }
}
