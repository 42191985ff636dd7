//! Keeps single steps of a rule small.
//!
//! Budgets are looked at between instructions, and one call of `replace` or `sprintf` could make any amount of text
//! within one. The builtins that multiply are therefore exchanged for ones that first reckon how large the result can
//! become, and refuse what is beyond a rule's memory. What they do otherwise is untouched.

use super::run::MEMORY_BYTES;
use regorus::rvm::Program;
use regorus::rvm::program::BuiltinInfo;
use regorus::{LimitError, Value};
use std::sync::LazyLock;

/// The builtins that are exchanged, in the order of the numbers in [`limit`].
const NAMES: [&str; 9] = [
    "concat",
    "replace",
    "regex.replace",
    "sprintf",
    "split",
    "indexof_n",
    "regex.find_n",
    "regex.split",
    "json.marshal",
];

/// A value in a list, with its text of some characters.
const ITEM_BYTES: u64 = 64;

/// The builtins as regorus has them.
static ORIGINALS: LazyLock<Program> = LazyLock::new(|| {
    let mut originals = Program::new();
    originals.builtin_info_table =
        NAMES.iter().map(|name| BuiltinInfo { name: (*name).to_owned(), num_args: 0 }).collect();
    // All of them are in the features that the crate asks for; a call of a missing one is undefined.
    drop(originals.initialize_resolved_builtins());
    originals
});

/// Calls a builtin after its result's size was reckoned. The types of the call are private to regorus, which is why
/// this is no function.
macro_rules! limited {
    ($index:literal, $size:expr) => {
        |span, expressions, arguments, strict| {
            within($size(arguments))?;
            match ORIGINALS.get_resolved_builtin($index) {
                Some(original) => original.0(span, expressions, arguments, strict),
                None => Ok(Value::Undefined),
            }
        }
    };
}

/// Exchanges the builtins of a program.
pub(crate) fn limit(program: &mut Program) {
    for (info, resolved) in program.builtin_info_table.iter().zip(&mut program.resolved_builtins) {
        match NAMES.iter().position(|name| *name == info.name) {
            Some(0) => resolved.0 = limited!(0, joined),
            Some(1) => resolved.0 = limited!(1, replaced),
            Some(2) => resolved.0 = limited!(2, expanded),
            Some(3) => resolved.0 = limited!(3, formatted),
            Some(4) => resolved.0 = limited!(4, parts),
            Some(5) => resolved.0 = limited!(5, |arguments| pieces(arguments, 0)),
            Some(6) => resolved.0 = limited!(6, |arguments| pieces(arguments, 1)),
            Some(7) => resolved.0 = limited!(7, |arguments| pieces(arguments, 1)),
            Some(8) => resolved.0 = limited!(8, |arguments: &[Value]| arguments.iter().map(measured).sum()),
            _ => {}
        }
    }
}

fn within(usage: u64) -> Result<(), LimitError> {
    if usage > MEMORY_BYTES { Err(LimitError::MemoryLimitExceeded { usage, limit: MEMORY_BYTES }) } else { Ok(()) }
}

fn text(arguments: &[Value], index: usize) -> &str {
    match arguments.get(index) {
        Some(Value::String(text)) => text,
        _ => "",
    }
}

/// `concat(delimiter, texts)`.
fn joined(arguments: &[Value]) -> u64 {
    let delimiter = text(arguments, 0).len() as u64;
    let length = |item: &Value| if let Value::String(text) = item { text.len() as u64 } else { 0 };
    let size = |item: &Value| length(item).saturating_add(delimiter);
    match arguments.get(1) {
        Some(Value::Array(items)) => items.iter().fold(0, |sum: u64, item| sum.saturating_add(size(item))),
        Some(Value::Set(items)) => items.iter().fold(0, |sum: u64, item| sum.saturating_add(size(item))),
        _ => 0,
    }
}

/// `replace(text, old, new)`.
fn replaced(arguments: &[Value]) -> u64 {
    let whole = text(arguments, 0);
    let count = whole.matches(text(arguments, 1)).count() as u64;
    count.saturating_mul(text(arguments, 2).len() as u64).saturating_add(whole.len() as u64)
}

/// `regex.replace(text, pattern, new)`: each step of the text may give `new` with the text in it.
fn expanded(arguments: &[Value]) -> u64 {
    (text(arguments, 0).len() as u64 + 1).saturating_mul(text(arguments, 2).len() as u64 + 1)
}

/// `sprintf(format, arguments)`: the widths that the format asks for, and the arguments.
fn formatted(arguments: &[Value]) -> u64 {
    let widths = text(arguments, 0).split(|char: char| !char.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let widths = widths.fold(0, |sum: u64, digits| sum.saturating_add(digits.parse().unwrap_or(u64::MAX)));
    widths.saturating_add(arguments.iter().map(measured).fold(0, u64::saturating_add))
}

/// `split(text, delimiter)`.
fn parts(arguments: &[Value]) -> u64 {
    let whole = text(arguments, 0);
    (whole.matches(text(arguments, 1)).count() as u64 + 1).saturating_mul(ITEM_BYTES).saturating_add(whole.len() as u64)
}

/// Functions that may give a list with an item for each character.
fn pieces(arguments: &[Value], index: usize) -> u64 {
    (text(arguments, index).len() as u64).saturating_mul(ITEM_BYTES)
}

/// How long a value is as text, reckoned no further than the limit: values share their parts, and what is small in
/// memory may be endless when it is written out.
fn measured(value: &Value) -> u64 {
    let mut pending = vec![value];
    let mut size = 0_u64;
    while let Some(value) = pending.pop() {
        size = size.saturating_add(4);
        match value {
            Value::String(text) => size = size.saturating_add(text.len() as u64),
            Value::Array(items) => pending.extend(items.iter()),
            Value::Set(items) => pending.extend(items.iter()),
            Value::Object(fields) => fields.iter().for_each(|(key, value)| pending.extend([key, value])),
            _ => size = size.saturating_add(16),
        }
        if size > MEMORY_BYTES {
            break;
        }
    }
    size
}
