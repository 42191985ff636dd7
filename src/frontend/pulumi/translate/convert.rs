//! Turns the inputs of one resource into properties, by the rows of its table entry and the CloudFormation schema.
//!
//! The inputs are walked from above, together with the shape that CloudFormation has at the same point. A row says where
//! an input goes; without a row it goes to the property that is spelled alike, and where there is none it is left out,
//! so that no property is made up. The schema also says what is a list, a tag list or a document.

use super::place::{self, Step};
use super::shapes::{Code, Layer, Shapes, pascal};
use super::table::{Entry, Move, Row, Spread, Target};
use super::values::{items, pairs, with_all_tags, with_values};
use crate::frontend::template::{Expr, ExprField, ExprKind};
use crate::resolve::value::{Reason, Unknown};
use crate::source::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A resource that an input became on its own.
pub(super) struct Extra {
    pub kind: Arc<str>,
    pub properties: Vec<ExprField>,
    pub span: Span,
}

/// Reads a document inside a text.
pub(super) type Json<'a> = &'a dyn Fn(&Expr) -> Option<Expr>;

/// The shapes of the types that were met, each read once.
#[derive(Default)]
pub(super) struct Schemas(BTreeMap<String, Option<Arc<Shapes>>>);

impl Schemas {
    pub(super) fn get(&mut self, kind: &str) -> Option<Arc<Shapes>> {
        if let Some(known) = self.0.get(kind) {
            return known.clone();
        }
        let shapes = super::shapes::schema().get(kind);
        self.0.insert(kind.to_owned(), shapes.clone());
        shapes
    }
}

/// The converter of one resource.
pub(super) struct Converter<'a> {
    pub json: Json<'a>,
    pub entry: &'a Entry,
    /// What a reference of the resource to itself says.
    pub own: Arc<str>,
    pub schemas: &'a mut Schemas,
    pub extras: Vec<Extra>,
    pub attributes: Vec<ExprField>,
    rooted: Vec<ExprField>,
    root: At,
}

/// The object that is being filled: the shapes of its type, and which of them.
#[derive(Clone)]
struct At {
    shapes: Option<Arc<Shapes>>,
    shape: &'static str,
}

impl At {
    fn inside(&self, shape: &'static str) -> Self {
        Self { shapes: self.shapes.clone(), shape }
    }

    /// The property that an input is without a row.
    fn same(&self, name: &str) -> Option<(String, Code)> {
        match &self.shapes {
            Some(shapes) => match shapes.find(self.shape, name) {
                Some((found, code)) => Some((found.to_owned(), code)),
                None => (!shapes.complete).then(|| (pascal(name), Code::REGULAR)),
            },
            None => Some((pascal(name), Code::JSON)),
        }
    }

    /// The codes along a target.
    fn codes(&self, steps: &[String]) -> Vec<Code> {
        let codes = self.shapes.as_ref().and_then(|shapes| shapes.walk(self.shape, steps.iter().map(String::as_str)));
        codes.unwrap_or_else(|| steps.iter().map(|_| Code::JSON).collect())
    }
}

impl<'a> Converter<'a> {
    pub(super) fn new(json: Json<'a>, entry: &'a Entry, own: Arc<str>, schemas: &'a mut Schemas) -> Self {
        let shapes = entry.target_type().and_then(|kind| schemas.get(kind));
        let root = At { shapes, shape: "" };
        Self { json, entry, own, schemas, extras: Vec::new(), attributes: Vec::new(), rooted: Vec::new(), root }
    }

    /// The properties; several sets where the resource is repeated.
    pub(super) fn run(&mut self, inputs: &[ExprField], span: Span) -> Vec<Vec<ExprField>> {
        let under: Vec<String> = self.entry.under.iter().flat_map(|path| path.split('.')).map(str::to_owned).collect();
        let codes = self.root.codes(&under);
        let at = codes.last().and_then(|code| code.object()).map_or_else(|| self.root.clone(), |s| self.root.inside(s));
        let mut sets = self.object(&with_all_tags(inputs), "", &at);
        for set in &mut sets {
            if !under.is_empty() && !set.is_empty() {
                let inner = Expr::new(span, ExprKind::Map(std::mem::take(set)));
                place::put(set, &steps(&under, &codes), place::field("", inner), false, &[]);
            }
            for field in &self.rooted {
                place::merge_field(set, field.clone());
            }
            for (target, constant) in &self.entry.defaults {
                let path: Vec<String> =
                    if target.absolute { &[] } else { under.as_slice() }.iter().chain(&target.steps).cloned().collect();
                if !place::has(set, &path) {
                    let value = place::field("", place::constant_at(constant, span));
                    place::put(set, &steps(&path, &self.root.codes(&path)), value, false, &[]);
                }
            }
        }
        sets
    }

    fn object(&mut self, inputs: &[ExprField], prefix: &str, at: &At) -> Vec<Vec<ExprField>> {
        let entry = self.entry;
        let mut base = Vec::new();
        let mut spreads = Vec::new();
        for input in inputs {
            // Where it is, not what it is: an input of every type since version 7.
            let region = prefix.is_empty() && &*input.name == "region" && !entry.inputs.contains_key("region");
            if region || matches!(input.value.kind, ExprKind::Null) {
                continue;
            }
            let path = if prefix.is_empty() { input.name.to_string() } else { format!("{prefix}.{}", input.name) };
            match entry.row(&path) {
                Some(Row::Drop) => {}
                Some(Row::Move(row)) if row.spread.is_some() => spreads.push((input, path, row)),
                Some(Row::Move(row)) => self.moved(input, &path, row, at, &mut base),
                None => {
                    let Some((name, code)) = at.same(&input.name) else { continue };
                    if let Some(value) = self.value(&input.value, &path, code, at) {
                        place::merge_field(&mut base, ExprField { name: name.into(), at: input.at, value });
                    }
                }
            }
        }
        let mut sets = Vec::new();
        for (input, path, row) in spreads {
            for value in self.spread(input, row, inputs) {
                let mut set = base.clone();
                let single = ExprField { name: input.name.clone(), at: input.at, value };
                let plain = Move { spread: None, ..(**row).clone() };
                self.moved(&single, &path, &plain, at, &mut set);
                sets.push(set);
            }
        }
        if sets.is_empty() { vec![base] } else { sets }
    }

    /// The values for each of which the object is repeated.
    fn spread(&self, input: &ExprField, row: &Move, beside: &[ExprField]) -> Vec<Expr> {
        let on = place::scalar_text(&input.value).as_deref() == Some("true");
        match &row.spread {
            Some(Spread::Own) if on => vec![Expr::new(input.value.span, ExprKind::Ref(self.own.clone()))],
            Some(Spread::Sibling(name)) if on => {
                let sibling = beside.iter().find(|field| *field.name == **name);
                sibling.map(|field| Expr::new(input.value.span, field.value.kind.clone())).into_iter().collect()
            }
            Some(Spread::Item) => match &input.value.kind {
                ExprKind::List(items) => items.clone(),
                _ => vec![input.value.clone()],
            },
            _ => Vec::new(),
        }
    }

    fn moved(&mut self, input: &ExprField, path: &str, row: &Move, at: &At, out: &mut Vec<ExprField>) {
        if let Some(name) = &row.attribute {
            self.attributes.push(ExprField { name: name.as_str().into(), at: input.at, value: input.value.clone() });
            return;
        }
        if let Some((kind, link)) = &row.resource {
            return self.resources(input, path, row, (kind, link));
        }
        let Some(value) = with_values(&input.value, row) else { return };
        let own = at.same(&input.name).map(|(name, _)| Target { absolute: false, steps: vec![name] });
        let Some(target) = row.to.clone().or(own) else { return };
        let root = self.root.clone();
        let at = if target.absolute { &root } else { at };
        if target.steps.is_empty() {
            let mut made = Vec::new();
            for item in items(&self.document(&value)) {
                if let ExprKind::Map(fields) = &item.kind {
                    made.extend(self.object(fields, path, at).into_iter().flatten());
                }
            }
            let out = if target.absolute { &mut self.rooted } else { out };
            return made.into_iter().for_each(|field| place::merge_field(out, field));
        }
        let codes = at.codes(&target.steps);
        let leaf = codes.last().copied().unwrap_or(Code::JSON);
        let steps = steps(&target.steps, &codes);
        let through_list = codes.split_last().is_some_and(|(_, before)| before.iter().any(|code| code.is_list()));
        let spread_out = through_list && !leaf.is_list() && matches!(value.kind, ExprKind::List(_));
        let values = if spread_out { items(&value) } else { vec![value] };
        for value in values {
            let Some(value) = self.shaped(&value, path, row, leaf, at) else { continue };
            let placed = ExprField { name: input.name.clone(), at: input.at, value };
            let out = if target.absolute { &mut self.rooted } else { &mut *out };
            place::put(out, &steps, placed, row.append || spread_out, &row.with);
        }
    }

    /// The value in the form that the row asks for.
    fn shaped(&mut self, value: &Expr, path: &str, row: &Move, code: Code, at: &At) -> Option<Expr> {
        let span = value.span;
        if let Some(key) = &row.key {
            let text = match place::scalar_text(value) {
                Some(text) => Expr::new(span, ExprKind::Text(text.into())),
                None => value.clone(),
            };
            let key = Expr::new(span, ExprKind::Text(key.as_str().into()));
            let pair = ExprKind::Map(vec![place::field("Key", key), place::field("Value", text)]);
            return Some(Expr::new(span, ExprKind::List(vec![Expr::new(span, pair)])));
        }
        match (&row.list, &row.map, &value.kind) {
            (Some([key, item]), _, ExprKind::Map(fields)) => Some(pairs(fields, span, key, item)),
            (_, Some([key, item]), ExprKind::List(items)) => {
                let pair = |expr: &Expr| {
                    let name = expr.get(key)?;
                    let named = match (item.as_str(), code.layer()) {
                        (".", Layer::Map(inner)) => self.value(expr, path, inner, at)?,
                        _ => expr.get(item)?.clone(),
                    };
                    Some(ExprField { name: name.as_text()?.clone(), at: name.span, value: named })
                };
                Some(Expr::new(span, ExprKind::Map(items.iter().filter_map(pair).collect())))
            }
            _ => self.value(value, path, code, at),
        }
    }

    fn resources(&mut self, input: &ExprField, path: &str, row: &Move, (kind, link): (&str, &str)) {
        let inner = At { shapes: self.schemas.get(kind), shape: "" };
        for item in items(&input.value) {
            let span = item.span;
            let sets = match (&item.kind, &row.to) {
                (ExprKind::Map(fields), None) => self.object(fields, path, &inner),
                (_, Some(target)) => {
                    let codes = inner.codes(&target.steps);
                    let leaf = codes.last().copied().unwrap_or(Code::JSON);
                    let mut set = Vec::new();
                    if let Some(value) = self.value(&item, path, leaf, &inner) {
                        let placed = ExprField { name: input.name.clone(), at: input.at, value };
                        place::put(&mut set, &steps(&target.steps, &codes), placed, false, &row.with);
                    }
                    vec![set]
                }
                _ => continue,
            };
            for mut properties in sets {
                for (name, constant) in row.with.iter().filter(|_| row.to.is_none()) {
                    properties.push(place::field(name.as_str(), place::constant_at(constant, span)));
                }
                let owner = Expr::new(span, ExprKind::Ref(self.own.clone()));
                let code = inner.same(link).map_or(Code::JSON, |(_, code)| code);
                if let Some(owner) = self.value(&owner, path, code, &inner) {
                    properties.push(place::field(link, owner));
                }
                self.extras.push(Extra { kind: kind.into(), properties, span });
            }
        }
    }

    /// A value in the shape that CloudFormation has for it; `None` where it cannot have it.
    fn value(&mut self, value: &Expr, path: &str, code: Code, at: &At) -> Option<Expr> {
        let span = value.span;
        let made = |kind| Some(Expr::new(span, kind));
        match (code.layer(), &value.kind) {
            (_, ExprKind::Null) => None,
            // A reference is a name or an ARN. Where more is expected, something is made of it.
            (layer, ExprKind::Ref(urn)) if is_document(layer) => {
                let candidates = vec![urn.clone()];
                made(ExprKind::Unknown(Unknown { candidates, ..Unknown::new(Reason::UntilApply, path) }))
            }
            (Layer::List(inner), ExprKind::Map(fields)) if inner.layer() == Layer::Tag => {
                Some(pairs(fields, span, "Key", "Value"))
            }
            (Layer::List(inner), ExprKind::List(items)) => {
                made(ExprKind::List(items.iter().flat_map(|item| self.values(item, path, inner, at)).collect()))
            }
            (Layer::List(inner), ExprKind::Text(_)) if inner.object().is_some() => {
                let document = (self.json)(value)?;
                self.value(&document, path, code, at)
            }
            // A whole list may be what is not known: then it is one reference, which rules take for a list of one.
            (Layer::List(_), ExprKind::Unknown(_)) => Some(value.clone()),
            (Layer::List(inner), _) => made(ExprKind::List(self.values(value, path, inner, at))),
            (Layer::Map(inner), ExprKind::Map(fields)) => {
                let field = |field: &ExprField| {
                    let value = self.value(&field.value, path, inner, at)?;
                    Some(ExprField { name: field.name.clone(), at: field.at, value })
                };
                made(ExprKind::Map(fields.iter().filter_map(field).collect()))
            }
            (Layer::Json, ExprKind::Text(_)) => Some(self.document(value)),
            (Layer::Json, _) => Some(value.clone()),
            (Layer::Object(_) | Layer::Scalar, ExprKind::List(items)) if items.len() <= 1 => {
                self.value(items.first()?, path, code, at)
            }
            (Layer::Object(shape), ExprKind::Map(fields)) => {
                let set = self.object(fields, path, &at.inside(shape)).into_iter().next().unwrap_or_default();
                // Of what has no twin, not even the object is left; an empty one (`allow: {}`) says something.
                if set.is_empty() && !fields.is_empty() { None } else { made(ExprKind::Map(set)) }
            }
            (Layer::Regular, ExprKind::Map(fields)) => {
                let set = self.object(fields, path, &at.inside("?")).into_iter().next();
                made(ExprKind::Map(set.unwrap_or_default()))
            }
            (Layer::Regular, ExprKind::List(items)) => {
                made(ExprKind::List(items.iter().filter_map(|item| self.value(item, path, code, at)).collect()))
            }
            (Layer::Object(_), ExprKind::Text(_)) => {
                let document = (self.json)(value)?;
                self.value(&document, path, code, at)
            }
            (Layer::Tag, ExprKind::Map(fields)) => {
                let field = |field: &ExprField| ExprField { name: pascal(&field.name).into(), ..field.clone() };
                made(ExprKind::Map(fields.iter().map(field).collect()))
            }
            (Layer::Scalar, ExprKind::Map(_)) | (Layer::Object(_) | Layer::Tag, ExprKind::List(_)) => None,
            _ => Some(value.clone()),
        }
    }

    /// An item of a list, which may be repeated.
    fn values(&mut self, item: &Expr, path: &str, code: Code, at: &At) -> Vec<Expr> {
        match (code.layer(), &item.kind) {
            (Layer::Object(shape), ExprKind::Map(fields)) => {
                let sets = self.object(fields, path, &at.inside(shape));
                sets.into_iter().map(|set| Expr::new(item.span, ExprKind::Map(set))).collect()
            }
            _ => self.value(item, path, code, at).into_iter().collect(),
        }
    }

    /// The document inside a text, or what there is.
    fn document(&self, value: &Expr) -> Expr {
        match &value.kind {
            ExprKind::Text(_) => (self.json)(value).unwrap_or_else(|| value.clone()),
            _ => value.clone(),
        }
    }
}

/// Whether more than a scalar, or a list of scalars, stands there.
fn is_document(layer: Layer) -> bool {
    match layer {
        Layer::Scalar | Layer::Regular => false,
        Layer::List(inner) => is_document(inner.layer()),
        Layer::Map(_) | Layer::Json | Layer::Tag | Layer::Object(_) => true,
    }
}

fn steps<'s>(names: &'s [String], codes: &[Code]) -> Vec<Step<'s>> {
    names.iter().zip(codes).map(|(name, code)| (name.as_str(), code.is_list())).collect()
}
