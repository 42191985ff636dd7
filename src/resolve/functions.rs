//! The intrinsic functions that work on values alone.
//!
//! Source: AWS, "Intrinsic function reference", CloudFormation template reference.

use super::evaluate::{Resolver, unknown};
use super::text;
use super::value::{Reason, Value, ValueKind};
use crate::frontend::template::{Expr, ExprKind, Function};
use crate::source::Span;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

/// The name of what `Fn::GetAZs` gives.
const ZONES: &str = "AWS::AvailabilityZones";

/// Calls a function on evaluated arguments; what it cannot work out keeps the reason of the argument that is open.
pub fn call(resolver: &mut Resolver, span: Span, function: Function, arguments: Vec<Option<Value>>) -> Value {
    let mut arguments = arguments.into_iter();
    let Some(Some(first)) = arguments.next() else { return unknown(span, Reason::Function, name(function)) };
    let second = arguments.next().flatten();
    match function {
        // Its argument stays readable: rules look into user data, and only AWS needs the encoding.
        Function::Base64 => first,
        Function::GetAzs => unknown(span, Reason::PseudoParameter, ZONES),
        Function::ImportValue => unknown(span, Reason::Import, &text::show(&first)),
        Function::GetStackOutput => {
            let output = second.as_ref().map(text::show).unwrap_or_default();
            unknown(span, Reason::Import, &format!("{} of stack {}", output, text::show(&first)))
        }
        Function::Length => match &first.kind {
            ValueKind::List(items) => Value::new(span, ValueKind::Int(items.len() as i64)),
            _ => open(span, function, &first),
        },
        Function::ToJsonString => {
            let parts = text::json_parts(&first);
            resolver.concat(span, parts)
        }
        Function::Join => join(resolver, span, &first, second),
        Function::Split => split(span, &first, second),
        Function::Select => select(span, &first, second),
        Function::Cidr => cidr(span, &first, second, arguments.next().flatten()),
        // The others never come here: they are decided, not called.
        _ => unknown(span, Reason::Function, name(function)),
    }
}

fn name(function: Function) -> &'static str {
    match function {
        Function::Join => "Fn::Join",
        Function::Split => "Fn::Split",
        Function::Select => "Fn::Select",
        Function::Cidr => "Fn::Cidr",
        Function::Length => "Fn::Length",
        Function::ToJsonString => "Fn::ToJsonString",
        _ => "a function",
    }
}

/// An unknown that keeps what is known of its argument: the reason, or the resource that it came from.
fn open(span: Span, function: Function, argument: &Value) -> Value {
    match &argument.kind {
        ValueKind::Unknown(unknown) => Value::new(span, ValueKind::Unknown(unknown.clone())),
        ValueKind::Ref(_) | ValueKind::Mixed(_) => {
            let derived = unknown(span, Reason::Function, name(function));
            Value::new(span, ValueKind::Mixed(vec![argument.clone(), derived]))
        }
        _ => unknown(span, Reason::Function, name(function)),
    }
}

fn join(resolver: &mut Resolver, span: Span, separator: &Value, list: Option<Value>) -> Value {
    let Some(list) = list else { return unknown(span, Reason::Function, name(Function::Join)) };
    let ValueKind::List(items) = list.kind else { return open(span, Function::Join, &list) };
    let mut parts = Vec::with_capacity(items.len() * 2);
    for item in items {
        if !parts.is_empty() {
            parts.push(separator.clone());
        }
        parts.push(item);
    }
    resolver.concat(span, parts)
}

fn split(span: Span, separator: &Value, text: Option<Value>) -> Value {
    let Some(text) = text else { return unknown(span, Reason::Function, name(Function::Split)) };
    match (known_text(separator), &text.kind) {
        (Some(separator), ValueKind::Text(whole)) if !separator.is_empty() => {
            let part =
                |part: &str| Value { at: text.at, origin: text.origin.clone(), kind: ValueKind::Text(part.into()) };
            Value::new(span, ValueKind::List(whole.split(&*separator).map(part).collect()))
        }
        _ => open(span, Function::Split, &text),
    }
}

fn select(span: Span, index: &Value, list: Option<Value>) -> Value {
    let Some(list) = list else { return unknown(span, Reason::Function, name(Function::Select)) };
    let position = known_text(index).and_then(|text| text.trim().parse::<usize>().ok());
    match (position, list.kind) {
        (Some(position), ValueKind::List(mut items)) if position < items.len() => items.swap_remove(position),
        // Two zones of the list are two zones, whatever their names.
        (Some(position), ValueKind::Unknown(list)) if &*list.name == ZONES => {
            unknown(span, Reason::PseudoParameter, &format!("{ZONES}[{position}]"))
        }
        (_, kind) => open(span, Function::Select, &Value::new(list.at, kind)),
    }
}

/// `Fn::Cidr`: `count` blocks with `bits` host bits each, out of a block.
fn cidr(span: Span, block: &Value, count: Option<Value>, bits: Option<Value>) -> Value {
    let number = |value: &Option<Value>| value.as_ref().and_then(known_text)?.trim().parse::<u32>().ok();
    let Some(text) = known_text(block) else { return open(span, Function::Cidr, block) };
    let parsed = text.split_once('/').and_then(|(ip, prefix)| Some((ip.parse().ok()?, prefix.parse::<u32>().ok()?)));
    let (Some((ip, prefix)), Some(count)) = (parsed, number(&count)) else {
        return unknown(span, Reason::Function, name(Function::Cidr));
    };
    let blocks: Option<Vec<String>> = match ip {
        IpAddr::V4(ip) => {
            let bits = number(&bits).unwrap_or(8);
            blocks(u128::from(u32::from(ip)), 32, prefix, count, bits, |n| Ipv4Addr::from(n as u32).to_string())
        }
        IpAddr::V6(ip) => {
            let bits = number(&bits).unwrap_or(64);
            blocks(u128::from(ip), 128, prefix, count, bits, |n| Ipv6Addr::from(n).to_string())
        }
    };
    match blocks {
        Some(blocks) => {
            let item = |text: String| Value::new(span, ValueKind::Text(text.into()));
            Value::new(span, ValueKind::List(blocks.into_iter().map(item).collect()))
        }
        None => unknown(span, Reason::Function, name(Function::Cidr)),
    }
}

fn blocks(
    ip: u128,
    width: u32,
    prefix: u32,
    count: u32,
    bits: u32,
    show: impl Fn(u128) -> String,
) -> Option<Vec<String>> {
    // CloudFormation gives at most 256 blocks.
    if prefix > width || bits >= width || bits > width - prefix || !(1..=256).contains(&count) {
        return None;
    }
    let host_bits = width - prefix;
    let base = if host_bits >= 128 { 0 } else { ip >> host_bits << host_bits };
    let room = host_bits - bits;
    if room < 9 && u128::from(count) > 1u128 << room {
        return None;
    }
    let size = 1u128.checked_shl(bits)?;
    (0..u128::from(count))
        .map(|n| Some(format!("{}/{}", show(base.checked_add(n.checked_mul(size)?)?), width - bits)))
        .collect()
}

/// The text of a known scalar, as CloudFormation compares and joins it.
pub fn known_text(value: &Value) -> Option<Arc<str>> {
    Some(match &value.kind {
        ValueKind::Text(text) => text.clone(),
        ValueKind::Bool(value) => Arc::from(if *value { "true" } else { "false" }),
        ValueKind::Int(value) => value.to_string().into(),
        ValueKind::Float(value) => value.to_string().into(),
        ValueKind::Null => Arc::from(""),
        _ => return None,
    })
}

/// The cells of a mapping that two keys may mean; `None` for a key that is not known, which may mean any.
pub fn cells<'m>(map: &'m Expr, first: Option<&str>, second: Option<&str>) -> Vec<&'m Expr> {
    let ExprKind::Map(rows) = &map.kind else { return Vec::new() };
    let rows = rows.iter().filter(|row| first.is_none_or(|key| *row.name == *key));
    rows.flat_map(|row| match &row.value.kind {
        ExprKind::Map(cells) => cells.as_slice(),
        _ => &[],
    })
    .filter(|cell| second.is_none_or(|key| *cell.name == *key))
    .map(|cell| &cell.value)
    .collect()
}
