//! The one shape that every frontend ends in: a template whose values are expressions with places.
//!
//! A frontend lowers its own format into this model and reports what is malformed; `resolve` evaluates the expressions
//! in each world. An expression knows where it stands, so that a finding can point at it whatever it comes to.

use super::provenance::Provenance;
use crate::resolve::value::Unknown;
use crate::source::{SourceId, Span};
use std::sync::Arc;

/// A template, ready to be resolved.
#[derive(Debug, Default)]
pub struct Template {
    /// The text that it was read from.
    pub source: SourceId,
    /// The parameters in source order.
    pub parameters: Vec<Parameter>,
    /// The mappings in source order.
    pub mappings: Vec<Named>,
    /// The conditions in source order.
    pub conditions: Vec<Named>,
    /// The rules on parameters (`Rules`) in source order. They are read for their references; which deployments their
    /// assertions refuse is not worked out.
    pub rules: Vec<Named>,
    /// The resources in source order.
    pub resources: Vec<ResourceDefinition>,
    /// The outputs in source order.
    pub outputs: Vec<Output>,
    /// The macros of the `Transform` section.
    pub transforms: Vec<Arc<str>>,
    /// Whether something may add names before deployment: a macro, or a packager's own tags. Then a name that is not
    /// defined here may still exist.
    pub open_names: bool,
    /// The place of the `Resources` key, where a finding about the whole template points.
    pub resources_span: Span,
    /// Names that are referred to and do not exist, for the rules.
    pub dangling: Vec<DanglingReference>,
}

/// A named expression: a mapping or a condition.
#[derive(Debug)]
pub struct Named {
    /// The name.
    pub name: Arc<str>,
    /// The place of the name.
    pub span: Span,
    /// The expression.
    pub value: Expr,
}

/// A template parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The name.
    pub name: Arc<str>,
    /// The place of the name.
    pub span: Span,
    /// The type: `String`, `Number`, `CommaDelimitedList`, `AWS::EC2::VPC::Id` …
    pub kind: Arc<str>,
    /// The default with its place.
    pub default: Option<(Arc<str>, Span)>,
    /// The allowed values; empty means any.
    pub allowed: Vec<Arc<str>>,
    /// Whether the value is hidden in consoles and logs.
    pub no_echo: bool,
}

impl Parameter {
    /// Whether a reference to it gives a list.
    pub fn is_list(&self) -> bool {
        &*self.kind == "CommaDelimitedList" || self.kind.contains("List<")
    }
}

/// A resource as it is written.
#[derive(Debug)]
pub struct ResourceDefinition {
    /// Unique in the template: what references name. The logical id, unless several stacks are one template.
    pub key: Arc<str>,
    /// The logical id.
    pub id: Arc<str>,
    /// The stack's name, empty for a template on its own.
    pub stack: Arc<str>,
    /// Where it comes from, if a program wrote it.
    pub provenance: Option<Arc<Provenance>>,
    /// The place of the logical id.
    pub id_span: Span,
    /// The type.
    pub kind: Arc<str>,
    /// The condition that it hangs on.
    pub condition: Option<(Arc<str>, Span)>,
    /// `Properties`: the place of the key, and the value.
    pub properties: Option<(Span, Expr)>,
    /// Every other attribute: `DeletionPolicy`, `DependsOn`, `Metadata` …
    pub attributes: Vec<ExprField>,
}

/// An output.
#[derive(Debug)]
pub struct Output {
    /// The name.
    pub name: Arc<str>,
    /// Its place.
    pub span: Span,
    /// The condition that it hangs on.
    pub condition: Option<(Arc<str>, Span)>,
    /// The value.
    pub value: Expr,
    /// The export's name.
    pub export: Option<Expr>,
}

/// A reference to a name that the template does not define.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DanglingReference {
    /// The logical id of the resource that it stands in, if it stands in one.
    pub resource: Option<Arc<str>>,
    /// The path from the template's root.
    pub path: crate::resolve::value::Path,
    /// The name.
    pub name: Arc<str>,
    /// `Ref`, `GetAtt`, `Sub`, `DependsOn`, `Condition` or `FindInMap`.
    pub kind: &'static str,
    /// Its place.
    pub span: Span,
}

/// A value as it is written: literals, and functions still to be evaluated.
#[derive(Clone, Debug)]
pub struct Expr {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
}

/// A key with its expression.
#[derive(Clone, Debug)]
pub struct ExprField {
    /// The key.
    pub name: Arc<str>,
    /// The key's place.
    pub at: Span,
    /// The expression.
    pub value: Expr,
}

/// The shapes of an expression.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// An explicit null.
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// Text, possibly with `{{resolve:…}}` inside.
    Text(Arc<str>),
    /// A list.
    List(Vec<Expr>),
    /// A mapping.
    Map(Vec<ExprField>),
    /// `Ref`: a parameter, pseudo parameter or resource.
    Ref(Arc<str>),
    /// `Fn::GetAtt`.
    GetAtt(Arc<str>, Box<Expr>),
    /// `Fn::Sub`: text and variables, in order.
    Sub(Vec<Expr>),
    /// `Fn::If`: the condition's name, and both branches.
    If(Arc<str>, Box<[Expr; 2]>),
    /// `Condition`: another condition's value.
    Condition(Arc<str>),
    /// Any other function with its arguments.
    Call(Function, Vec<Expr>),
    /// Not known for a reason that the frontend sees.
    Unknown(Unknown),
}

/// The functions whose arguments are plain expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// `Fn::And`.
    And,
    /// `Fn::Base64`.
    Base64,
    /// `Fn::Cidr`.
    Cidr,
    /// `Fn::Equals`.
    Equals,
    /// `Fn::FindInMap`, with the default as an optional fourth argument.
    FindInMap,
    /// `Fn::GetAZs`.
    GetAzs,
    /// `Fn::GetStackOutput`, with the stack's name, the output's, and the region as an optional third argument.
    GetStackOutput,
    /// `Fn::ImportValue`.
    ImportValue,
    /// `Fn::Join`.
    Join,
    /// `Fn::Length`.
    Length,
    /// `Fn::Not`.
    Not,
    /// `Fn::Or`.
    Or,
    /// `Fn::Select`.
    Select,
    /// `Fn::Split`.
    Split,
    /// `Fn::ToJsonString`.
    ToJsonString,
}

impl Function {
    /// The function of a long-form name, and how many arguments it takes; `None` for those with a shape of their own.
    pub fn of(name: &str) -> Option<(Self, std::ops::RangeInclusive<usize>)> {
        Some(match name {
            "Fn::And" => (Self::And, 1..=10),
            "Fn::Base64" => (Self::Base64, 1..=1),
            "Fn::Cidr" => (Self::Cidr, 2..=3),
            "Fn::Equals" => (Self::Equals, 2..=2),
            "Fn::FindInMap" => (Self::FindInMap, 3..=4),
            "Fn::GetAZs" => (Self::GetAzs, 1..=1),
            "Fn::ImportValue" => (Self::ImportValue, 1..=1),
            "Fn::Join" => (Self::Join, 2..=2),
            "Fn::Length" => (Self::Length, 1..=1),
            "Fn::Not" => (Self::Not, 1..=1),
            "Fn::Or" => (Self::Or, 1..=10),
            "Fn::Select" => (Self::Select, 2..=2),
            "Fn::Split" => (Self::Split, 2..=2),
            "Fn::ToJsonString" => (Self::ToJsonString, 1..=1),
            _ => return None,
        })
    }

    /// Whether the long form gives its one argument as it is rather than in a list.
    pub fn takes_bare_argument(self) -> bool {
        matches!(self, Self::Base64 | Self::GetAzs | Self::ImportValue | Self::Length | Self::ToJsonString)
    }
}

impl Expr {
    /// An expression.
    pub fn new(span: Span, kind: ExprKind) -> Self {
        Self { span, kind }
    }

    /// The text, if it is plain text.
    pub fn as_text(&self) -> Option<&Arc<str>> {
        match &self.kind {
            ExprKind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The field of a mapping.
    pub fn get(&self, name: &str) -> Option<&Expr> {
        match &self.kind {
            ExprKind::Map(fields) => fields.iter().find(|field| &*field.name == name).map(|field| &field.value),
            _ => None,
        }
    }

    /// Calls `visit` on this expression and on every one below it, parents first.
    pub fn each<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        visit(self);
        match &self.kind {
            ExprKind::List(items) | ExprKind::Sub(items) | ExprKind::Call(_, items) => {
                items.iter().for_each(|item| item.each(visit));
            }
            ExprKind::Map(fields) => fields.iter().for_each(|field| field.value.each(visit)),
            ExprKind::GetAtt(_, attribute) => attribute.each(visit),
            ExprKind::If(_, branches) => branches.iter().for_each(|branch| branch.each(visit)),
            _ => {}
        }
    }
}

impl Template {
    /// The parameter of a name.
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| &*parameter.name == name)
    }

    /// The position of a condition.
    pub fn condition(&self, name: &str) -> Option<usize> {
        self.conditions.iter().position(|condition| &*condition.name == name)
    }

    /// The position of a resource.
    pub fn resource(&self, id: &str) -> Option<usize> {
        self.resources.iter().position(|resource| &*resource.key == id)
    }
}
