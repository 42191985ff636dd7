//! Several templates become one: the stacks of an assembly, and a stack with those nested in it.
//!
//! Names get the stack that they belong to, so that a reference means the same as before. Then what crosses a stack is
//! written out: a nested stack's parameter is what its parent gives, an output or export that another stack reads is
//! the expression that gives it. What comes out is one [`Template`], and no later stage knows of stacks.

mod scope;
#[cfg(test)]
mod tests;

use super::provenance::Provenance;
use super::template::{Expr, ExprField, ExprKind, Function, Named, Output, Parameter, ResourceDefinition, Template};
use scope::Scopes;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One stack to be linked.
#[derive(Debug, Default)]
pub struct Part {
    /// The name that it is deployed under, if it is known.
    pub name: Option<Arc<str>>,
    /// Unique among the parts: what its names are told apart by. Empty for a template whose names stay, as those of one
    /// that has nested stacks do.
    pub path: Arc<str>,
    /// The account that it is deployed to, if it is known.
    pub account: Option<Arc<str>>,
    /// The region that it is deployed to, if it is known.
    pub region: Option<Arc<str>>,
    /// The template.
    pub template: Template,
    /// For a nested stack: the parent's position (before its own) and the logical id in the parent's template.
    pub nested_in: Option<(usize, Arc<str>)>,
    /// Where resources come from, by logical id.
    pub provenance: BTreeMap<Arc<str>, Arc<Provenance>>,
    /// Names of parameters, conditions, rules and resources that nobody wrote.
    pub boilerplate: Vec<Arc<str>>,
}

/// Links stacks to one template. A part on its own keeps its names.
pub fn link(parts: Vec<Part>) -> Template {
    let mut linked = Template::default();
    if let Some(first) = parts.first() {
        linked.source = first.template.source;
        linked.resources_span = first.template.resources_span;
    }
    let scopes = Scopes::new(&parts);
    for (at, part) in parts.iter().enumerate() {
        Linker { scopes: &scopes, at, part }.into_template(&mut linked);
    }
    linked
}

/// Moves the sections of one part.
struct Linker<'a> {
    scopes: &'a Scopes<'a>,
    at: usize,
    part: &'a Part,
}

impl Linker<'_> {
    fn into_template(self, linked: &mut Template) {
        let template = &self.part.template;
        linked.parameters.extend(template.parameters.iter().filter_map(|parameter| self.parameter(parameter)));
        linked.mappings.extend(template.mappings.iter().map(|mapping| self.named(mapping)));
        linked.conditions.extend(self.kept(&template.conditions));
        linked.rules.extend(self.kept(&template.rules));
        let parents = self.condition_of_parents(linked);
        let resources = template.resources.iter().filter(|resource| !self.is_boilerplate(&resource.id));
        for resource in resources {
            let definition = self.resource(resource, parents.as_ref(), &mut linked.conditions);
            linked.resources.push(definition);
        }
        linked.outputs.extend(template.outputs.iter().map(|output| self.output(output)));
        for transform in &template.transforms {
            if !linked.transforms.contains(transform) {
                linked.transforms.push(transform.clone());
            }
        }
        linked.open_names |= template.open_names;
        linked.dangling.extend(template.dangling.iter().map(|dangling| {
            let mut dangling = dangling.clone();
            dangling.resource = dangling.resource.map(|id| self.scopes.name(self.at, &id));
            if let Some(crate::resolve::value::Step::Key(name)) = dangling.path.get_mut(1) {
                *name = self.scopes.name(self.at, name);
            }
            dangling
        }));
    }

    fn is_boilerplate(&self, name: &Arc<str>) -> bool {
        self.part.boilerplate.contains(name)
    }

    /// The parameter, unless the parent gives it or another part has declared the same.
    fn parameter(&self, parameter: &Parameter) -> Option<Parameter> {
        let declared = self.scopes.declared(self.at, &parameter.name)?;
        (!self.is_boilerplate(&parameter.name)).then(|| Parameter { name: declared, ..parameter.clone() })
    }

    fn kept(&self, list: &[Named]) -> Vec<Named> {
        list.iter().filter(|named| !self.is_boilerplate(&named.name)).map(|named| self.named(named)).collect()
    }

    fn named(&self, named: &Named) -> Named {
        let name = self.scopes.name(self.at, &named.name);
        Named { name, span: named.span, value: self.scopes.expr(self.at, &named.value) }
    }

    /// The condition of a nested stack's own resource, which is linked already: parents come first.
    fn condition_of_parents(&self, linked: &Template) -> Option<Arc<str>> {
        let (parent, id) = self.part.nested_in.as_ref()?;
        let resource = linked.resources.get(linked.resource(&self.scopes.name(*parent, id))?)?;
        resource.condition.as_ref().map(|(name, _)| name.clone())
    }

    fn resource(
        &self,
        resource: &ResourceDefinition,
        parents: Option<&Arc<str>>,
        conditions: &mut Vec<Named>,
    ) -> ResourceDefinition {
        let own = resource.condition.as_ref().map(|(name, span)| (self.scopes.name(self.at, name), *span));
        let condition = match (own, parents.cloned()) {
            (own, None) => own,
            (None, Some(parents)) => Some((parents, resource.id_span)),
            (Some((own, span)), Some(parents)) => Some((both(own, parents, span, conditions), span)),
        };
        ResourceDefinition {
            key: self.scopes.name(self.at, &resource.id),
            id: resource.id.clone(),
            stack: if self.scopes.single() { "".into() } else { self.part.path.clone() },
            provenance: self.part.provenance.get(&resource.id).cloned(),
            id_span: resource.id_span,
            kind: resource.kind.clone(),
            condition,
            properties: resource.properties.as_ref().map(|(span, expr)| (*span, self.scopes.expr(self.at, expr))),
            attributes: resource.attributes.iter().map(|attribute| self.attribute(attribute)).collect(),
        }
    }

    /// `DependsOn` names resources without a function.
    fn attribute(&self, attribute: &ExprField) -> ExprField {
        let value = if &*attribute.name == "DependsOn" {
            self.depends_on(&attribute.value)
        } else {
            self.scopes.expr(self.at, &attribute.value)
        };
        ExprField { value, ..attribute.clone() }
    }

    fn depends_on(&self, expr: &Expr) -> Expr {
        let kind = match &expr.kind {
            ExprKind::Text(name) => ExprKind::Text(self.scopes.name(self.at, name)),
            ExprKind::List(items) => ExprKind::List(items.iter().map(|item| self.depends_on(item)).collect()),
            other => other.clone(),
        };
        Expr::new(expr.span, kind)
    }

    fn output(&self, output: &Output) -> Output {
        Output {
            name: self.scopes.name(self.at, &output.name),
            span: output.span,
            condition: output.condition.as_ref().map(|(name, span)| (self.scopes.name(self.at, name), *span)),
            value: self.scopes.expr(self.at, &output.value),
            export: output.export.as_ref().map(|export| self.scopes.expr(self.at, export)),
        }
    }
}

/// The condition that holds where both hold, made when it is first needed.
fn both(own: Arc<str>, parents: Arc<str>, span: crate::source::Span, conditions: &mut Vec<Named>) -> Arc<str> {
    let name: Arc<str> = format!("{own} and {parents}").into();
    if !conditions.iter().any(|condition| condition.name == name) {
        let sides = [own, parents].map(|side| Expr::new(span, ExprKind::Condition(side)));
        let value = Expr::new(span, ExprKind::Call(Function::And, sides.into()));
        conditions.push(Named { name: name.clone(), span, value });
    }
    name
}
