//! Conditions, three-valued: whether one holds in the world under evaluation, decided once in each.

use super::axes::{self, Class, Subject};
use super::evaluate::{BUDGET, Decision, Resolver};
use super::{canonical, functions};
use crate::frontend::template::{Expr, ExprKind, Function};

/// Conditions that may build on one another before the rest counts as not known: each costs stack.
const MAX_CHAIN: u32 = 500;

impl Resolver<'_> {
    /// Whether a condition holds in this world; `None` where that is not known.
    pub(super) fn condition(&mut self, name: &str) -> Option<bool> {
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

    pub(super) fn decide(&mut self, expr: &Expr) -> Option<bool> {
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
