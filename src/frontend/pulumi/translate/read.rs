//! Reads tables: YAML into entries, with every mistake at its place.

use super::shapes::{self, Shapes};
use super::table::{Becomes, Constant, Entry, Fold, Move, Row, Spread, Tables, Target};
use crate::config::spanned::{self, Reader};
use crate::config::{Mistake, Problem};
use crate::source::{Node, Typed};
use crate::suggest;
use std::sync::Arc;

const ENTRY: &[&str] = &[
    "type",
    "aliases",
    "when",
    "fold",
    "none",
    "stands_for",
    "raw",
    "under",
    "inputs",
    "defaults",
    "snapshot",
    "snapshot_named",
];
const ROW: &[&str] =
    &["to", "values", "key", "list", "map", "with", "append", "resource", "link", "attribute", "spread", "deprecated"];

impl Tables {
    /// Reads a text of tables: a mapping from Pulumi type tokens to entries.
    pub fn parse(name: &str, bytes: Vec<u8>) -> Result<Self, Vec<Problem>> {
        let (tables, problems) = Self::parse_all(name, bytes);
        if problems.is_empty() { Ok(tables) } else { Err(problems) }
    }

    /// What can be read of a text of tables, and what is wrong with it.
    pub(super) fn parse_all(name: &str, bytes: Vec<u8>) -> (Self, Vec<Problem>) {
        match spanned::parse(name, bytes) {
            Ok(Some((source, document))) => {
                let mut reader = Reader::new(&source, &document, &[]);
                let tables = Self::read(&mut reader, &document.root);
                (tables, reader.problems)
            }
            Ok(None) => (Self::default(), Vec::new()),
            Err(problem) => (Self::default(), vec![*problem]),
        }
    }

    /// Reads the tables of a larger document; what is wrong goes to the reader.
    pub fn read(reader: &mut Reader, node: &Node) -> Self {
        let mut tables = Self::default();
        for entry in reader.entries("pulumi_types", node) {
            let forms: Vec<&Node> =
                entry.value.as_list().map_or_else(|| vec![&entry.value], |list| list.iter().collect());
            let mut aliases = Vec::new();
            let forms: Vec<Entry> = forms.iter().map(|form| read_entry(reader, form, &mut aliases)).collect();
            let forms = Arc::new(forms);
            for name in std::iter::once(entry.key.text.to_string()).chain(aliases) {
                if !name.contains(':') {
                    let known = "type tokens look like aws:s3/bucket:Bucket".to_owned();
                    let mistake =
                        Mistake::BadValue { key: "pulumi_types".into(), value: name.clone(), near: None, known };
                    reader.wrong(entry.key.span, mistake, "no type token");
                }
                tables.types.insert(name, forms.clone());
            }
        }
        tables
    }
}

fn read_entry(reader: &mut Reader, node: &Node, aliases: &mut Vec<String>) -> Entry {
    let mut entry = Entry::default();
    for field in reader.fields(node, "a pulumi type", ENTRY) {
        let (key, value) = (&*field.key.text, &field.value);
        let text = |reader: &mut Reader| reader.text(key, value).map(|text| text.value).unwrap_or_default();
        match key {
            "type" => entry.becomes = Becomes::Resource(known_type(reader, value)),
            "none" => entry.becomes = Becomes::Nothing(text(reader)),
            "stands_for" => entry.becomes = Becomes::StandIn(text(reader)),
            "raw" => {
                let mut texts = reader.texts(key, value).into_iter().map(|text| text.value);
                entry.becomes = Becomes::Raw(texts.next().unwrap_or_default(), texts.next().unwrap_or_default());
            }
            "fold" => entry.becomes = Becomes::Part(read_fold(reader, value)),
            "aliases" => aliases.extend(reader.texts(key, value).into_iter().map(|text| text.value)),
            "under" => entry.under = Some(text(reader)),
            "snapshot" => entry.snapshot = Some(text(reader)),
            "snapshot_named" => entry.snapshot_named = Some(text(reader)),
            "when" => {
                for row in reader.entries(key, value) {
                    let wanted = row.value.as_text().filter(|text| *text != "*").map(str::to_owned);
                    entry.when.push((row.key.text.to_string(), wanted));
                }
            }
            // Below, when the type is known.
            _ => {}
        }
    }
    if entry.becomes == Becomes::Unsaid {
        let wanted = "a mapping with `type`, `fold`, `none`, `stands_for` or `raw`".to_owned();
        let mistake = Mistake::WrongType { key: "a pulumi type".into(), wanted, found: "one without" };
        reader.wrong(node.span, mistake, "it does not say what it becomes");
    }
    let check = Check::of(&entry, node);
    for field in node.as_map().unwrap_or_default() {
        match &*field.key.text {
            "inputs" => {
                for row in reader.entries("inputs", &field.value) {
                    let read = read_row(reader, &row.value, &check);
                    entry.inputs.insert(row.key.text.to_string(), read);
                }
            }
            "defaults" => {
                for row in reader.entries("defaults", &field.value) {
                    if let Some(value) = constant(reader, "defaults", &row.value) {
                        entry.defaults.push((Target::parse(&row.key.text), value));
                    }
                }
            }
            _ => {}
        }
    }
    entry
}

fn read_fold(reader: &mut Reader, node: &Node) -> Fold {
    let mut fold = Fold::default();
    for field in reader.fields(node, "fold", &["into", "by", "names"]) {
        let texts = |reader: &mut Reader| reader.texts(&field.key.text, &field.value);
        match &*field.key.text {
            "into" => fold.into = known_type(reader, &field.value),
            "by" => fold.by = texts(reader).into_iter().map(|text| text.value).collect(),
            _ => fold.names = texts(reader).into_iter().map(|text| text.value).collect(),
        }
    }
    if fold.names.is_empty() {
        fold.names = vec!["name".to_owned()];
    }
    fold
}

/// A CloudFormation type that exists; types of one's own (`Custom::…`, private ones) are taken as they are.
fn known_type(reader: &mut Reader, node: &Node) -> String {
    let kind = reader.text("type", node).map(|text| text.value).unwrap_or_default();
    if kind.starts_with("AWS::") && !shapes::schema().has(&kind) {
        let near = suggest::nearest(&kind, shapes::schema().types()).map(str::to_owned);
        let known = "CloudFormation has no such resource type".to_owned();
        reader.wrong(node.span, Mistake::BadValue { key: "type".into(), value: kind.clone(), near, known }, "no type");
    }
    kind
}

/// What the targets of rows are checked against: that the names exist somewhere in the type, or in the types of the
/// resources that inputs become.
struct Check {
    /// None where one of the types is not known.
    shapes: Option<Vec<Arc<Shapes>>>,
}

impl Check {
    fn of(entry: &Entry, node: &Node) -> Self {
        let rows = node.get("inputs").and_then(Node::as_map).unwrap_or_default();
        let others = rows.iter().filter_map(|row| row.value.get("resource")?.as_text());
        let known = |kind| shapes::schema().get(kind).filter(|shapes| shapes.complete);
        Self { shapes: entry.target_type().into_iter().chain(others).map(known).collect() }
    }

    fn target(&self, reader: &mut Reader, node: &Node, text: &str) -> Target {
        let target = Target::parse(text);
        let Some(shapes) = &self.shapes else { return target };
        let missing = target.steps.iter().find(|step| !shapes.iter().any(|shapes| shapes.has_name(step)));
        if let Some(step) = missing {
            let near = suggest::nearest(step, shapes.iter().flat_map(|shapes| shapes.all_names())).map(str::to_owned);
            let known = "the CloudFormation type has no such property".to_owned();
            let mistake = Mistake::BadValue { key: "to".into(), value: step.clone(), near, known };
            reader.wrong(node.span, mistake, "no property");
        }
        target
    }
}

fn read_row(reader: &mut Reader, node: &Node, check: &Check) -> Row {
    if let Some(scalar) = node.as_scalar() {
        return match scalar.typed() {
            Typed::Null => Row::Drop,
            Typed::Text(text) => {
                Row::Move(Box::new(Move { to: Some(check.target(reader, node, text)), ..Move::default() }))
            }
            _ => {
                reader.wrong_type("inputs", node, "a property, nothing or a mapping");
                Row::Drop
            }
        };
    }
    let fields = reader.fields(node, "an input", ROW);
    let mut row = Move::default();
    let (mut resource, mut link) = (None, String::new());
    for field in fields {
        let (key, value) = (&*field.key.text, &field.value);
        match key {
            "to" => {
                let text = reader.text(key, value).map(|text| text.value).unwrap_or_default();
                row.to = Some(check.target(reader, value, &text));
            }
            "values" => {
                for entry in reader.entries(key, value) {
                    let null = matches!(entry.value.as_scalar().map(|scalar| scalar.typed()), Some(Typed::Null));
                    let read = if null { None } else { constant(reader, key, &entry.value) };
                    row.values.push((entry.key.text.to_string(), read));
                }
            }
            "with" => {
                for entry in reader.entries(key, value) {
                    let read = constant(reader, key, &entry.value);
                    row.with.extend(read.map(|read| (entry.key.text.to_string(), read)));
                }
            }
            "list" => row.list = two(reader, key, value),
            "map" => row.map = two(reader, key, value),
            "append" => row.append = reader.flag(key, value).unwrap_or_default(),
            "deprecated" => row.deprecated = reader.flag(key, value).unwrap_or_default(),
            "resource" => resource = Some(known_type(reader, value)),
            "spread" => row.spread = spread(reader, value),
            _ => {
                let text = reader.text(key, value).map(|text| text.value).unwrap_or_default();
                match key {
                    "key" => row.key = Some(text),
                    "link" => link = text,
                    _ => row.attribute = Some(text),
                }
            }
        }
    }
    row.resource = resource.map(|resource| (resource, link));
    Row::Move(Box::new(row))
}

fn spread(reader: &mut Reader, node: &Node) -> Option<Spread> {
    match node.as_scalar().map(|scalar| scalar.typed()) {
        Some(Typed::Bool(true)) => Some(Spread::Item),
        Some(Typed::Text("self")) => Some(Spread::Own),
        Some(Typed::Text(name)) => Some(Spread::Sibling(name.to_owned())),
        _ => {
            reader.wrong_type("spread", node, "true, self or an input");
            None
        }
    }
}

fn two(reader: &mut Reader, key: &str, node: &Node) -> Option<[String; 2]> {
    let mut texts = reader.texts(key, node).into_iter().map(|text| text.value);
    match (texts.next(), texts.next(), texts.next()) {
        (Some(first), Some(second), None) => Some([first, second]),
        _ => {
            reader.wrong_type(key, node, "two names");
            None
        }
    }
}

fn constant(reader: &mut Reader, key: &str, node: &Node) -> Option<Constant> {
    let typed = node.as_scalar().map(|scalar| scalar.typed());
    match typed {
        Some(Typed::Bool(flag)) => Some(Constant::Bool(flag)),
        Some(Typed::Int(number)) => Some(Constant::Int(number)),
        Some(Typed::Text(text)) => Some(Constant::Text(text.into())),
        None if node.as_list().is_some_and(<[Node]>::is_empty) => Some(Constant::Empty),
        _ => {
            reader.wrong_type(key, node, "text, a whole number, true, false or []");
            None
        }
    }
}
