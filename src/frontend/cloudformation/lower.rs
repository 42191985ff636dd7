//! Lowers a spanned tree into expressions: functions recognised, arguments counted, dynamic parts cut out of text.
//!
//! Every mistake becomes a [`Problem`] at its place and an unknown value, so that the rest can still be judged.

use super::sub;
use crate::frontend::template::{Expr, ExprField, ExprKind, Function};
use crate::problem::{Problem, ProblemKind};
use crate::resolve::value::{Reason, Unknown};
use crate::source::{Entry, Kind, Node, Scalar, Span, Typed};
use std::sync::Arc;

/// Expressions that the variables of all `Fn::Sub` of a template may be copied into. Each use of a variable is a copy,
/// so that nested substitutions multiply; the largest real templates make some thousands.
const MAX_COPIED: usize = 200_000;

/// Lowers nodes and collects what is wrong with them.
#[derive(Default)]
pub struct Lowering {
    /// Whether a transform is declared: then the name in `Ref` and `Fn::GetAtt` may be a function.
    pub transformed: bool,
    copied: usize,
    /// The mistakes found so far.
    pub problems: Vec<Problem>,
}

impl Lowering {
    /// Lowers one node.
    pub fn expr(&mut self, node: &Node) -> Expr {
        let kind = match &node.kind {
            Kind::Scalar(scalar) => literal(scalar),
            Kind::List(items) => ExprKind::List(items.iter().map(|item| self.expr(item)).collect()),
            Kind::Map(entries) => return self.map(node.span, entries),
        };
        Expr::new(node.span, kind)
    }

    fn map(&mut self, span: Span, entries: &[Entry]) -> Expr {
        if let [Entry { key, value }] = entries
            && let Some(kind) = self.function(&key.text, key.span, value)
        {
            return Expr::new(span, kind);
        }
        let fields = entries.iter().map(|entry| self.field(entry)).collect();
        Expr::new(span, ExprKind::Map(fields))
    }

    /// Lowers a key with its value. `Fn::Transform` beside other keys may add any key: it stays, as an unknown.
    pub fn field(&mut self, entry: &Entry) -> ExprField {
        let value = if &*entry.key.text == "Fn::Transform" {
            Expr::new(entry.value.span, transform(&entry.value))
        } else {
            self.expr(&entry.value)
        };
        ExprField { name: entry.key.text.clone(), at: entry.key.span, value }
    }

    fn function(&mut self, name: &str, at: Span, argument: &Node) -> Option<ExprKind> {
        Some(match name {
            "Ref" => match self.name_argument("Ref", argument) {
                Some(name) => ExprKind::Ref(name),
                None => unusable("Ref"),
            },
            "Condition" => match &argument.kind {
                Kind::Scalar(scalar) => ExprKind::Condition(scalar.raw.clone()),
                // A key of this name with a mapping below is an IAM statement's or a routing rule's.
                _ => return None,
            },
            "Fn::GetAtt" => self.get_att(argument),
            "Fn::Sub" => self.sub(argument),
            "Fn::If" => self.fn_if(argument),
            "Fn::Transform" => transform(argument),
            "Fn::GetStackOutput" => self.stack_output(argument),
            _ => {
                let (function, arity) = Function::of(name)?;
                self.call(name, at, function, arity, argument)
            }
        })
    }

    fn name_argument(&mut self, function: &str, argument: &Node) -> Option<Arc<str>> {
        match &argument.kind {
            Kind::Scalar(scalar) if !scalar.raw.is_empty() => Some(scalar.raw.clone()),
            Kind::Map(_) if self.transformed => {
                // In the body of a loop, the variables of `!Sub Topic${Name}` are already replaced.
                let text = argument.get("Fn::Sub").and_then(Node::as_text)?;
                (!text.contains("${")).then(|| text.into())
            }
            _ => {
                self.bad(function, "takes one name", argument.span);
                None
            }
        }
    }

    /// The resource of `Fn::GetAtt`: a name, or with `AWS::LanguageExtensions` a function that comes to one, which is
    /// known here when a loop has filled in its variables.
    fn resource_argument(&mut self, argument: &Node) -> Option<Arc<str>> {
        if !matches!(argument.kind, Kind::Map(_)) {
            return self.name_argument("Fn::GetAtt", argument);
        }
        match self.expr(argument).kind {
            ExprKind::Sub(parts) => match parts.as_slice() {
                [part] => part.as_text().cloned(),
                _ => None,
            },
            _ => None,
        }
    }

    fn get_att(&mut self, argument: &Node) -> ExprKind {
        let Kind::List(items) = &argument.kind else {
            self.bad("Fn::GetAtt", "takes a resource and an attribute", argument.span);
            return unusable("Fn::GetAtt");
        };
        match items.as_slice() {
            [resource, attribute] => match self.resource_argument(resource) {
                Some(name) => ExprKind::GetAtt(name, Box::new(self.expr(attribute))),
                None => unusable("Fn::GetAtt"),
            },
            // `[Stack, Outputs, Name]` is how the dotted attribute looks when every dot was split.
            [resource, parts @ ..] if parts.len() > 1 => {
                let Some(name) = self.name_argument("Fn::GetAtt", resource) else { return unusable("Fn::GetAtt") };
                let words: Vec<&str> = parts.iter().filter_map(Node::as_text).collect();
                let attribute = Expr::new(argument.span, ExprKind::Text(words.join(".").into()));
                ExprKind::GetAtt(name, Box::new(attribute))
            }
            _ => {
                self.bad("Fn::GetAtt", "takes a resource and an attribute", argument.span);
                unusable("Fn::GetAtt")
            }
        }
    }

    fn sub(&mut self, argument: &Node) -> ExprKind {
        match &argument.kind {
            Kind::Scalar(scalar) => ExprKind::Sub(sub::parts(&scalar.raw, argument.span, &[])),
            Kind::List(items) => match items.as_slice() {
                [Node { span, kind: Kind::Scalar(text) }] => ExprKind::Sub(sub::parts(&text.raw, *span, &[])),
                [Node { span, kind: Kind::Scalar(text) }, Node { kind: Kind::Map(variables), .. }] => {
                    let variables: Vec<ExprField> = variables.iter().map(|entry| self.field(entry)).collect();
                    if !self.may_copy(&text.raw, &variables) {
                        self.bad("Fn::Sub", "multiplies its variables beyond measure", *span);
                        return unusable("Fn::Sub");
                    }
                    ExprKind::Sub(sub::parts(&text.raw, *span, &variables))
                }
                _ => {
                    self.bad("Fn::Sub", "takes text, or a list of text and a mapping of variables", argument.span);
                    unusable("Fn::Sub")
                }
            },
            Kind::Map(_) => {
                self.bad("Fn::Sub", "takes text, or a list of text and a mapping of variables", argument.span);
                unusable("Fn::Sub")
            }
        }
    }

    fn may_copy(&mut self, text: &str, variables: &[ExprField]) -> bool {
        let mut size = 0usize;
        variables.iter().for_each(|variable| variable.value.each(&mut |_| size += 1));
        self.copied = self.copied.saturating_add(text.matches("${").count().saturating_mul(size));
        self.copied <= MAX_COPIED
    }

    fn fn_if(&mut self, argument: &Node) -> ExprKind {
        if let Kind::List(items) = &argument.kind
            && let [condition, then, otherwise] = items.as_slice()
            && let Some(name) = condition.as_text()
        {
            return ExprKind::If(name.into(), Box::new([self.expr(then), self.expr(otherwise)]));
        }
        self.bad("Fn::If", "takes a condition's name and two values", argument.span);
        unusable("Fn::If")
    }

    /// Its argument is a mapping; the role that it reads with makes no difference to the value.
    fn stack_output(&mut self, argument: &Node) -> ExprKind {
        let (Some(stack), Some(output)) = (argument.get("StackName"), argument.get("OutputName")) else {
            self.bad("Fn::GetStackOutput", "takes a mapping with StackName and OutputName", argument.span);
            return unusable("Fn::GetStackOutput");
        };
        let given = [Some(stack), Some(output), argument.get("Region")];
        let arguments = given.into_iter().flatten().map(|node| self.expr(node)).collect();
        ExprKind::Call(Function::GetStackOutput, arguments)
    }

    fn call(
        &mut self,
        name: &str,
        at: Span,
        function: Function,
        arity: std::ops::RangeInclusive<usize>,
        argument: &Node,
    ) -> ExprKind {
        let arguments: Vec<Expr> = match &argument.kind {
            _ if function.takes_bare_argument() => match &argument.kind {
                Kind::List(items) if items.len() == 1 && function != Function::Length => {
                    items.iter().map(|item| self.expr(item)).collect()
                }
                _ => vec![self.expr(argument)],
            },
            Kind::List(items) => items.iter().map(|item| self.argument(function, item)).collect(),
            // `Fn::Not: {Condition: X}` without the list is taken by CloudFormation's own parser.
            _ if function == Function::Not => vec![self.expr(argument)],
            _ => {
                self.bad(name, "takes a list of arguments", argument.span);
                return unusable(name);
            }
        };
        if !arity.contains(&arguments.len()) {
            let wants = if arity.start() == arity.end() {
                format!("takes {} argument{}", arity.start(), if *arity.start() == 1 { "" } else { "s" })
            } else {
                format!("takes {} to {} arguments", arity.start(), arity.end())
            };
            self.bad(name, &format!("{wants}, not {}", arguments.len()), at);
            return unusable(name);
        }
        ExprKind::Call(function, arguments)
    }

    /// The fourth argument of `Fn::FindInMap` is `{DefaultValue: …}`.
    fn argument(&mut self, function: Function, item: &Node) -> Expr {
        match item.get("DefaultValue") {
            Some(default) if function == Function::FindInMap => self.expr(default),
            _ => self.expr(item),
        }
    }

    fn bad(&mut self, function: &str, what: &str, at: Span) {
        self.problems.push(Problem::at(
            ProblemKind::BadFunction { function: function.to_owned(), what: what.to_owned() },
            at,
            "here",
        ));
    }
}

fn literal(scalar: &Scalar) -> ExprKind {
    match scalar.typed() {
        Typed::Null => ExprKind::Null,
        Typed::Bool(value) => ExprKind::Bool(value),
        Typed::Int(value) => ExprKind::Int(value),
        Typed::Float(value) => ExprKind::Float(value),
        Typed::Text(_) => ExprKind::Text(scalar.raw.clone()),
    }
}

fn transform(argument: &Node) -> ExprKind {
    let name = argument.get("Name").and_then(Node::as_text).unwrap_or("Fn::Transform");
    ExprKind::Unknown(Unknown::new(Reason::Transform, name))
}

fn unusable(function: &str) -> ExprKind {
    ExprKind::Unknown(Unknown::new(Reason::Function, function))
}
