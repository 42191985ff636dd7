//! What names come to: parameters, pseudo parameters, resources and their attributes, cells of mappings.

use super::axes::{Class, Subject};
use super::evaluate::{Resolver, moved, unknown};
use super::value::{Origin, Reason, Reference, Value, ValueKind};
use super::{canonical, functions};
use crate::frontend::template::{Expr, Parameter};
use crate::source::Span;
use std::sync::Arc;

impl Resolver<'_> {
    pub(super) fn reference(&mut self, name: &Arc<str>, span: Span) -> Option<Value> {
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
    pub(super) fn target(&mut self, name: &Arc<str>, attribute: Option<Arc<str>>, span: Span) -> Value {
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

    pub(super) fn attribute(&mut self, name: &Arc<str>, attribute: &Expr, span: Span) -> Value {
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
    pub(super) fn choice(&mut self, subject: &Subject) -> Option<Class> {
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

    pub(super) fn find_in_map(&mut self, span: Span, arguments: &[Expr]) -> Value {
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
}
