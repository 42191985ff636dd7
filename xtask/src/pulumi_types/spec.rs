//! CloudFormation's resource types out of the database of `@aws-cdk/aws-service-spec`.

use super::{Names, Shapes};
use crate::bad;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{fs, io};

/// Reads every type with its shapes.
pub fn read(path: &Path) -> io::Result<BTreeMap<String, Shapes>> {
    let database: Value = serde_json::from_str(&fs::read_to_string(path)?)
        .map_err(|error| bad(format!("{}: {error}", path.display())))?;
    let entities = |kind: &str| {
        let list = database.pointer(&format!("/schema/{kind}/entities")).and_then(Value::as_array);
        list.ok_or_else(|| bad(format!("{}: no {kind}", path.display())))
    };
    let definitions: BTreeMap<&str, &Value> =
        entities("typeDefinition")?.iter().map(|entity| (text(entity, "$id"), entity)).collect();
    let resources = entities("resource")?;
    Ok(resources
        .iter()
        .map(|entity| (text(entity, "cloudFormationType").to_owned(), shapes(entity, &definitions)))
        .collect())
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn shapes(resource: &Value, definitions: &BTreeMap<&str, &Value>) -> Shapes {
    let mut shapes = Shapes::new();
    let mut todo = vec![("", resource)];
    while let Some((name, entity)) = todo.pop() {
        if shapes.contains_key(name) {
            continue;
        }
        let mut names = Names::new();
        for (property, definition) in entity.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let mut used = Vec::new();
            names
                .insert(property.clone(), code(definition.get("type").unwrap_or(&Value::Null), definitions, &mut used));
            todo.extend(used.iter().filter_map(|id| definitions.get(id)).map(|entity| (text(entity, "name"), *entity)));
        }
        shapes.insert(name.to_owned(), names);
    }
    shapes
}

/// Some types define what a tag is once more.
fn is_tag(entity: &Value) -> bool {
    let names = entity.get("properties").and_then(Value::as_object);
    text(entity, "name").contains("Tag")
        && names.is_some_and(|names| {
            names.keys().map(String::as_str).collect::<BTreeSet<_>>() == BTreeSet::from(["Key", "Value"])
        })
}

fn code<'v>(kind: &'v Value, definitions: &BTreeMap<&str, &Value>, used: &mut Vec<&'v str>) -> String {
    let null = &Value::Null;
    match text(kind, "type") {
        "json" => "*".to_owned(),
        "tag" => "#".to_owned(),
        "ref" => {
            let id = kind.pointer("/reference/$ref").and_then(Value::as_str).unwrap_or_default();
            if definitions.get(id).is_some_and(|entity| is_tag(entity)) {
                return "#".to_owned();
            }
            used.push(id);
            definitions.get(id).map_or_else(String::new, |entity| text(entity, "name").to_owned())
        }
        "array" => format!("[{}", code(kind.get("element").unwrap_or(null), definitions, used)),
        "map" => format!("{{{}", code(kind.get("element").unwrap_or(null), definitions, used)),
        "union" => {
            // The form that says most: what is only a scalar is also taken where more is expected.
            let types = kind.get("types").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            let most =
                ["array", "ref", "map", "json"].iter().find_map(|word| types.iter().find(|t| text(t, "type") == *word));
            most.map_or_else(String::new, |most| code(most, definitions, used))
        }
        _ => String::new(),
    }
}

/// Only the names that do not follow from their camel case, those whose content is not to be spelled anew, and what leads
/// to either.
pub fn irregular(shapes: &Shapes) -> Shapes {
    let own = |name: &str, code: &str| {
        let capitals = name.as_bytes().windows(2).any(|pair| pair.iter().all(u8::is_ascii_uppercase));
        capitals || !name.starts_with(|first: char| first.is_ascii_uppercase()) || code.contains(['{', '*', '#'])
    };
    let base = |code: &str| code.trim_start_matches(['[', '{']).to_owned();
    let mut needed: BTreeSet<&str> = BTreeSet::new();
    let wanted = |needed: &BTreeSet<&str>, name: &str, code: &str| {
        own(name, code) || (!base(code).is_empty() && needed.contains(base(code).as_str()))
    };
    loop {
        let found: BTreeSet<&str> = shapes
            .iter()
            .filter(|(_, names)| names.iter().any(|(name, code)| wanted(&needed, name, code)))
            .map(|(shape, _)| shape.as_str())
            .collect();
        if found.len() == needed.len() {
            break;
        }
        needed = found;
    }
    let mut kept = Shapes::from([(String::new(), Names::new())]);
    for (shape, names) in shapes.iter().filter(|(shape, _)| needed.contains(shape.as_str())) {
        let names = names.iter().filter(|(name, code)| wanted(&needed, name, code));
        kept.insert(shape.clone(), names.map(|(name, code)| (name.clone(), code.clone())).collect());
    }
    // A name that is kept for its spelling may lead to a shape that is regular.
    for names in kept.values_mut() {
        for code in names.values_mut() {
            let base = base(code);
            if !base.is_empty() && !["*", "#"].contains(&base.as_str()) && !needed.contains(base.as_str()) {
                *code = "?".to_owned();
            }
        }
    }
    kept
}
