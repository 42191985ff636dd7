//! Reads what a rule's `violations` and `undetermined` hold into typed answers.
//!
//! Rules build their answers with the helper library; whatever has another shape was not built by it, and the rule is
//! then not judged rather than half judged.

use super::Place;
use super::three_valued::Said;
use crate::graph::Graph;
use crate::resolve::value::{Path, Step};
use regorus::Value;
use std::sync::Arc;

/// Which of a rule's two sets is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    /// `violations`.
    Violations,
    /// `undetermined`.
    Undetermined,
}

impl Set {
    /// The name of the rule in Rego, and of the helper that builds its members.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Violations => ("violations", "graph.violation"),
            Self::Undetermined => ("undetermined", "graph.undetermined"),
        }
    }

    /// The key of an answer's words.
    fn words(self) -> &'static str {
        match self {
            Self::Violations => "message",
            Self::Undetermined => "reason",
        }
    }
}

/// The answers in a result.
///
/// # Errors
///
/// In words, for a result that the helper library did not build.
pub fn read(result: &Value, set: Set, graph: &Graph) -> Result<Vec<Said>, String> {
    let members = match result {
        Value::Set(members) => members,
        Value::Undefined => return Ok(Vec::new()),
        other => return Err(format!("`{}` is no set: {}", set.names().0, described(other))),
    };
    members.iter_sorted().map(|member| said(member, set, graph)).collect()
}

fn said(member: &Value, set: Set, graph: &Graph) -> Result<Said, String> {
    let (name, helper) = set.names();
    let wrong =
        |what: &str| format!("`{name}` holds something that `{helper}` did not build ({what}): {}", described(member));
    let words = text(member, set.words()).ok_or_else(|| wrong(&format!("no `{}`", set.words())))?;
    let place = place(member, graph).map_err(|what| wrong(&what))?;
    let Value::Array(related) = &member["related"] else { return Err(wrong("no `related`")) };
    let other = |item: &Value| {
        let label = text(item, "label").ok_or_else(|| wrong("a related place without `label`"))?;
        Ok((self::place(item, graph).map_err(|what| wrong(&what))?, label))
    };
    let related = related.iter().map(other).collect::<Result<_, String>>()?;
    Ok(Said { place, words, violated: set == Set::Violations, related })
}

fn place(member: &Value, graph: &Graph) -> Result<Place, String> {
    let path = path(&member["path"]).ok_or("`path` is no array of keys and positions")?;
    let section = text(member, "section").ok_or("no `section`")?;
    if section == "template" {
        return Ok(Place::Template { path });
    }
    let key = text(member, "resource").ok_or("no `resource`")?;
    let resource = graph.resource(&key).ok_or_else(|| format!("there is no resource `{key}`"))?;
    let resource = Arc::clone(&resource.key);
    match section.as_str() {
        "properties" => Ok(Place::Property { resource, path }),
        "attributes" => Ok(Place::Attribute { resource, path }),
        other => Err(format!("there is no section `{other}`")),
    }
}

fn path(value: &Value) -> Option<Path> {
    let Value::Array(steps) = value else { return None };
    let step = |step: &Value| match step {
        Value::String(key) => Some(Step::Key(Arc::clone(key))),
        Value::Number(index) => usize::try_from(index.as_u64()?).ok().map(Step::Index),
        _ => None,
    };
    steps.iter().map(step).collect()
}

fn text(member: &Value, key: &str) -> Option<String> {
    match &member[key] {
        Value::String(text) => Some(text.to_string()),
        _ => None,
    }
}

/// What a value is, for a message. It is not written out: it may be of any size.
fn described(value: &Value) -> String {
    match value {
        Value::String(text) => format!("the text `{}`", text.chars().take(40).collect::<String>()),
        Value::Object(fields) => {
            let keys = fields.keys_sorted().filter_map(|key| key.as_string().ok()).take(8);
            format!("an object of {}", keys.map(|key| &**key).collect::<Vec<_>>().join(", "))
        }
        Value::Array(_) => "an array".to_owned(),
        Value::Set(_) => "a set".to_owned(),
        scalar => scalar.to_string(),
    }
}
