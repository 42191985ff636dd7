//! The tables: what each Pulumi type is in CloudFormation. CONTRIBUTING.md describes the format ("Pulumi types").

use std::collections::BTreeMap;
use std::sync::Arc;

/// Entries by type token.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    /// The forms of each type; the first whose `when` holds is taken.
    pub types: BTreeMap<String, Arc<Vec<Entry>>>,
}

/// One form of a Pulumi type.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// What it becomes.
    pub becomes: Becomes,
    /// Inputs that choose this form, each with the value that it must have; `None` for any.
    pub when: Vec<(String, Option<String>)>,
    /// The property below which everything goes, unless a target starts with `/`.
    pub under: Option<String>,
    /// What becomes of each input, by its path.
    pub inputs: BTreeMap<String, Row>,
    /// Properties that are set where no input sets them.
    pub defaults: Vec<(Target, Constant)>,
    /// The input that says that no final snapshot is left.
    pub snapshot: Option<String>,
    /// The input that names a final snapshot; without it none is left.
    pub snapshot_named: Option<String>,
}

/// What a Pulumi type becomes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Becomes {
    /// A resource of a CloudFormation type.
    Resource(String),
    /// A part of the resource that it configures.
    Part(Fold),
    /// CloudFormation has nothing like it, for the reason given.
    Nothing(String),
    /// References to it mean the value of this input.
    StandIn(String),
    /// A resource whose type and properties stand in these two inputs as CloudFormation has them.
    Raw(String, String),
    /// Not said: a mistake in the table.
    #[default]
    Unsaid,
}

/// How a side resource finds its owner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fold {
    /// The owner's CloudFormation type.
    pub into: String,
    /// The inputs that name the owner. With several, the owner has inputs of the same names with the same values.
    pub by: Vec<String>,
    /// The owner's inputs that hold its name.
    pub names: Vec<String>,
}

/// What becomes of one input.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    /// Nothing: it has no twin.
    Drop,
    /// It moves.
    Move(Box<Move>),
}

/// Where an input goes, and what is done to it on the way.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Move {
    /// The target; the input's own name where there is none.
    pub to: Option<Target>,
    /// Values that are written otherwise; `None` for such as have no twin.
    pub values: Vec<(String, Option<Constant>)>,
    /// The key, where the target is a list of `{Key, Value}` that gains one.
    pub key: Option<String>,
    /// The names of key and value, where a mapping becomes a list.
    pub list: Option<[String; 2]>,
    /// The names of key and value, where a list becomes a mapping; `.` as the value is the rest of the item.
    pub map: Option<[String; 2]>,
    /// Constants beside the target's last step.
    pub with: Vec<(String, Constant)>,
    /// Whether it becomes an item of its own in the list that the target leads through.
    pub append: bool,
    /// The resources that its items become: their type, and the property that names the owner.
    pub resource: Option<(String, String)>,
    /// The attribute that keeps it.
    pub attribute: Option<String>,
    /// Whether the object that it stands in is repeated for each of its items.
    pub spread: Option<Spread>,
    /// Whether the SDK advises against it, so that it is the last to be named.
    pub deprecated: bool,
}

/// What a repeated object gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spread {
    /// An item of the input.
    Item,
    /// If the input is true, a reference to the resource that it stands in.
    Own,
    /// If the input is true, the value of another input beside it.
    Sibling(String),
}

/// A path below the object that the input's own object became, or from the root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// Whether it counts from the properties' root.
    pub absolute: bool,
    /// The names; none means the object itself.
    pub steps: Vec<String>,
}

/// A value that a table sets.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    /// A boolean.
    Bool(bool),
    /// A number.
    Int(i64),
    /// Text.
    Text(Arc<str>),
    /// An empty list.
    Empty,
}

impl Target {
    /// Reads `A.B`, `/A.B` or `.`.
    pub fn parse(text: &str) -> Self {
        let (absolute, text) = text.strip_prefix('/').map_or((false, text), |rest| (true, rest));
        Self { absolute, steps: text.split('.').filter(|step| !step.is_empty()).map(str::to_owned).collect() }
    }
}

impl Entry {
    /// The row of an input: by its whole path, else by the longest end of it after `**.`.
    pub fn row(&self, path: &str) -> Option<&Row> {
        self.inputs.get(path).or_else(|| {
            let mut rest = path;
            loop {
                if let Some(row) = self.inputs.get(&format!("**.{rest}")) {
                    return Some(row);
                }
                rest = rest.split_once('.')?.1;
            }
        })
    }

    /// The CloudFormation type whose properties the targets name.
    pub fn target_type(&self) -> Option<&str> {
        match &self.becomes {
            Becomes::Resource(kind) => Some(kind),
            Becomes::Part(fold) => Some(&fold.into),
            _ => None,
        }
    }
}

impl Tables {
    /// The forms of a type: its own, else the built-in ones.
    pub fn forms(&self, kind: &str) -> Option<Arc<Vec<Entry>>> {
        self.types.get(kind).or_else(|| super::builtin::module(kind)?.types.get(kind)).cloned()
    }
}
