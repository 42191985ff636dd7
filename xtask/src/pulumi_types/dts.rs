//! Pulumi's inputs out of the `.d.ts` files of the Node.js SDK.
//!
//! `types/input.d.ts` has an interface for every nested object, one folder a module has a file for every resource with its
//! arguments, and the `.js` beside it the type token. Interfaces that have the same content are one shape.

use super::{Names, Shapes};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{fs, io};

/// One version of the SDK.
pub struct Sdk {
    /// The inputs of each type token.
    resources: BTreeMap<String, Names>,
    /// The inputs of each interface, by `module.Name`.
    interfaces: BTreeMap<String, Names>,
}

/// Reads an unpacked package.
pub fn read(package: &Path) -> io::Result<Sdk> {
    let mut resources = BTreeMap::new();
    for module in fs::read_dir(package)? {
        let module = module?.path();
        if !module.is_dir() || module.ends_with("types") {
            continue;
        }
        for file in fs::read_dir(&module)? {
            let path = file?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
            let Some(stem) = name.strip_suffix(".d.ts") else { continue };
            if let Some((token, names)) = resource(&path, &module.join(format!("{stem}.js")))? {
                resources.insert(token, names);
            }
        }
    }
    Ok(Sdk { resources, interfaces: interfaces(&fs::read_to_string(package.join("types/input.d.ts"))?) })
}

fn resource(declaration: &Path, script: &Path) -> io::Result<Option<(String, Names)>> {
    let text = fs::read_to_string(declaration)?;
    let class = pattern(r"export declare class (\w+) extends pulumi\.CustomResource");
    let Some(class) = class.captures(&text).and_then(|found| found.get(1)) else { return Ok(None) };
    let script = fs::read_to_string(script)?;
    let token = pattern(r"__pulumiType = '([^']+)'");
    let Some(token) = token.captures(&script).and_then(|found| found.get(1)) else { return Ok(None) };
    let start = format!("export interface {}Args {{", class.as_str());
    let body = text.split_once(&start).map_or("", |(_, rest)| rest.split("\n}").next().unwrap_or_default());
    Ok(Some((token.as_str().to_owned(), names(body))))
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).unwrap_or_else(|error| unreachable!("{error}"))
}

fn interfaces(text: &str) -> BTreeMap<String, Names> {
    let mut found = BTreeMap::new();
    let mut modules: Vec<&str> = Vec::new();
    let mut current: Option<(String, Vec<&str>)> = None;
    for line in text.lines().map(str::trim) {
        let opened = |words: &[&str]| words.iter().find_map(|word| line.strip_prefix(word)?.strip_suffix(" {"));
        if let Some(module) = opened(&["export declare namespace ", "export namespace ", "namespace "]) {
            modules.push(module);
        } else if let Some(name) = opened(&["export interface ", "interface "]) {
            let path: Vec<&str> = modules.iter().copied().chain([name]).collect();
            current = Some((path.join("."), Vec::new()));
        } else if line == "}" {
            match current.take() {
                Some((name, lines)) => _ = found.insert(name, names(&lines.join("\n"))),
                None => _ = modules.pop(),
            }
        } else if let Some((_, lines)) = &mut current {
            lines.push(line);
        }
    }
    found
}

/// The names of an interface's body with their codes; the shapes are interfaces still.
fn names(body: &str) -> Names {
    let mut names = Names::new();
    let mut lines = body.lines().map(str::trim);
    while let Some(line) = lines.next() {
        if line.starts_with("/*") || line.starts_with('*') {
            continue;
        }
        let Some((name, kind)) = line.split_once(": ") else { continue };
        let mut kind = kind.to_owned();
        // A mapping is written over several lines.
        if kind.ends_with('{') {
            kind.push_str(lines.next().unwrap_or_default());
        }
        names.insert(name.trim_end_matches('?').to_owned(), code(&kind));
    }
    names
}

fn code(kind: &str) -> String {
    let lists = "[".repeat(kind.matches("[]").count());
    let map = if kind.contains("[key: string]") { "{" } else { "" };
    // What may be written as an object goes over the wire as its text.
    let document = kind.contains("| string") || kind.contains("<string |");
    let shape = if document { None } else { Some(kind) };
    let shape = shape.and_then(|kind| kind.split_once("inputs.")).map_or("", |(_, rest)| {
        rest.split(|letter: char| !letter.is_ascii_alphanumeric() && !"._".contains(letter)).next().unwrap_or_default()
    });
    format!("{lists}{map}{shape}")
}

/// The inputs of a type in all the versions that have it; where they differ, the first counts.
pub fn shapes(sdks: &[Sdk], token: &str) -> Option<Shapes> {
    let mut own = Names::new();
    let mut interfaces: BTreeMap<&str, Names> = BTreeMap::new();
    for sdk in sdks {
        let Some(names) = sdk.resources.get(token) else { continue };
        let mut todo: Vec<&str> = Vec::new();
        let mut seen = BTreeSet::new();
        add(&mut own, names, &mut todo);
        while let Some(interface) = todo.pop() {
            if let Some((name, names)) = sdk.interfaces.get_key_value(interface)
                && seen.insert(name)
            {
                add(interfaces.entry(name).or_default(), names, &mut todo);
            }
        }
    }
    (!own.is_empty()).then(|| Merge { interfaces: &interfaces, ids: BTreeMap::new(), shapes: Shapes::new() }.run(&own))
}

fn add<'s>(names: &mut Names, more: &'s Names, todo: &mut Vec<&'s str>) {
    for (name, code) in more {
        names.entry(name.clone()).or_insert_with(|| code.clone());
        todo.push(code.trim_start_matches(['[', '{']));
    }
}

/// Gives the same number to interfaces of the same content.
struct Merge<'s> {
    interfaces: &'s BTreeMap<&'s str, Names>,
    ids: BTreeMap<Names, String>,
    shapes: Shapes,
}

impl Merge<'_> {
    fn run(mut self, own: &Names) -> Shapes {
        let own = self.names(own, &mut Vec::new());
        self.shapes.insert(String::new(), own);
        self.shapes
    }

    fn names(&mut self, names: &Names, inside: &mut Vec<String>) -> Names {
        let mut numbered = Names::new();
        for (name, code) in names {
            let interface = code.trim_start_matches(['[', '{']);
            let layers = code.get(..code.len() - interface.len()).unwrap_or_default();
            // An interface inside itself ends there.
            let known = self.interfaces.get(interface).filter(|_| !inside.iter().any(|outer| outer == interface));
            let id = match known.cloned() {
                Some(inner) => {
                    inside.push(interface.to_owned());
                    let inner = self.names(&inner, inside);
                    inside.pop();
                    let next = (self.ids.len() + 1).to_string();
                    let id = self.ids.entry(inner.clone()).or_insert(next).clone();
                    self.shapes.insert(id.clone(), inner);
                    id
                }
                None => String::new(),
            };
            numbered.insert(name.clone(), format!("{layers}{id}"));
        }
        numbered
    }
}
