//! What a property comes to in one world: a tree of known values and typed markers for what is not known.
//!
//! Every value keeps the place where it stands in the resource (`at`) and, when it came from elsewhere (a parameter's
//! default, a mapping), where that is. [`Value`] is what the graph holds, what the three-valued logic reads, and what
//! is translated into the rules' `input`.

use crate::source::Span;
use std::sync::Arc;

/// A resolved value with its places.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// Where the person wrote it: the literal, or the function that came to it.
    pub at: Span,
    /// Where it came from, if not from `at`.
    pub origin: Option<Arc<Origin>>,
    /// What it is.
    pub kind: ValueKind,
}

/// Where a value came from when it does not stand where it is used.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    /// The place of the definition: a parameter's default, a mapping's cell.
    pub span: Option<Span>,
    /// The parameter, if it came from one.
    pub parameter: Option<Arc<str>>,
    /// Whether it is the parameter's default rather than a value that the user gave.
    pub default: bool,
    /// Whether the parameter has `NoEcho`.
    pub no_echo: bool,
}

/// The shapes of a resolved value.
#[derive(Clone, Debug, PartialEq)]
pub enum ValueKind {
    /// An explicit null.
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// Text.
    Text(Arc<str>),
    /// A list.
    List(Vec<Value>),
    /// A mapping in source order.
    Map(Vec<Field>),
    /// A reference to a resource that this world has.
    Ref(Reference),
    /// A dynamic reference: its service is known, its value is not.
    Dynamic(Dynamic),
    /// Text of which at least one part is not known: parts are `Text`, `Ref`, `Dynamic` or `Unknown`.
    Mixed(Vec<Value>),
    /// Not known, with the reason.
    Unknown(Unknown),
}

/// One key of a mapping with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The key's text.
    pub name: Arc<str>,
    /// The key's place.
    pub at: Span,
    /// The value.
    pub value: Value,
}

/// A reference to a resource of the graph.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reference {
    /// The key of the resource in its graph.
    pub target: Arc<str>,
    /// The attribute of `Fn::GetAtt`; `None` for `Ref`.
    pub attribute: Option<Arc<str>>,
}

/// A dynamic reference, `{{resolve:service:reference}}`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Dynamic {
    /// `ssm`, `ssm-secure` or `secretsmanager`.
    pub service: Arc<str>,
    /// What stands after the service; a part that is not known as `${Name}`.
    pub reference: Arc<str>,
    /// The resources that the reference names, such as the secret.
    pub through: Vec<Reference>,
}

/// Why a value is not known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Unknown {
    /// The kind of reason.
    pub reason: Reason,
    /// The parameter, export, attribute or function that it hangs on.
    pub name: Arc<str>,
    /// The keys of the resources that it may come from, where several are possible.
    pub candidates: Vec<Arc<str>>,
}

impl Unknown {
    /// An unknown value without candidates.
    pub fn new(reason: Reason, name: impl Into<Arc<str>>) -> Self {
        Self { reason, name: name.into(), candidates: Vec::new() }
    }
}

/// The kinds of reason for which a value is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// A parameter without a default and without a given value.
    Parameter,
    /// A pseudo parameter such as `AWS::AccountId`.
    PseudoParameter,
    /// An import from another stack.
    Import,
    /// A dynamic reference where its value would matter.
    DynamicReference,
    /// An attribute of a custom resource or nested stack, or one that only AWS knows.
    Attribute,
    /// A name that the template does not define.
    Dangling,
    /// A resource that this world does not have.
    AbsentResource,
    /// A condition that cannot be decided.
    Condition,
    /// A macro or transform that only AWS can run.
    Transform,
    /// A function whose arguments are not known or not valid.
    Function,
    /// A value that the deployment engine knows only after it applied (Pulumi).
    UntilApply,
    /// A value that is kept secret: it is set, and nobody may see it (Pulumi).
    Secret,
}

impl Reason {
    /// The word that rules and reports see.
    pub fn word(self) -> &'static str {
        match self {
            Self::Parameter => "parameter",
            Self::PseudoParameter => "pseudo-parameter",
            Self::Import => "import",
            Self::DynamicReference => "dynamic-reference",
            Self::Attribute => "attribute",
            Self::Dangling => "dangling",
            Self::AbsentResource => "absent-resource",
            Self::Condition => "condition",
            Self::Transform => "transform",
            Self::Function => "function",
            Self::UntilApply => "until-apply",
            Self::Secret => "secret",
        }
    }
}

/// One step of a property path.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// A position in a list.
    Index(usize),
    /// A key.
    Key(Arc<str>),
}

/// A property path, from the resource's `Properties` (or another section) downwards.
pub type Path = Vec<Step>;

impl Value {
    /// A value without an origin.
    pub fn new(at: Span, kind: ValueKind) -> Self {
        Self { at, origin: None, kind }
    }

    /// The value under a key, if this is a mapping that has it.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.field(name).map(|field| &field.value)
    }

    /// The key and value of a mapping's field.
    pub fn field(&self, name: &str) -> Option<&Field> {
        match &self.kind {
            ValueKind::Map(fields) => fields.iter().find(|field| &*field.name == name),
            _ => None,
        }
    }

    /// One step down.
    pub fn step(&self, step: &Step) -> Option<&Value> {
        match (step, &self.kind) {
            (Step::Key(name), _) => self.get(name),
            (Step::Index(index), ValueKind::List(items)) => items.get(*index),
            (Step::Index(_), _) => None,
        }
    }

    /// The text, if it is known text.
    pub fn as_text(&self) -> Option<&Arc<str>> {
        match &self.kind {
            ValueKind::Text(text) => Some(text),
            _ => None,
        }
    }
}
