//! What names there are: the properties of CloudFormation's types, and the inputs of Pulumi's.
//!
//! Two generated texts of one format come in (`data/pulumi/schema.txt`, `data/pulumi/inputs.txt`; their heads say from
//! where). A line without indent is a type with its names; the indented lines below are the shapes that it is made of.
//! A name is followed by the code of its shape: nothing for a scalar, `[` for a list of what follows, `{` for a mapping
//! with free keys, `*` for anything (JSON), `#` for a tag, else the name of a shape. A type with `?` lists only the
//! names that do not follow from their spelling in camel case, and what leads to those.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

static SCHEMA: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::new(include_str!("../../../../data/pulumi/schema.txt")));
static INPUTS: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::new(include_str!("../../../../data/pulumi/inputs.txt")));

/// The properties of CloudFormation's resource types.
pub fn schema() -> &'static Catalogue {
    &SCHEMA
}

/// The inputs of the Pulumi types that the tables name.
pub fn inputs() -> &'static Catalogue {
    &INPUTS
}

/// One of the texts, with an index of its types.
pub struct Catalogue {
    types: BTreeMap<&'static str, Body>,
}

#[derive(Clone, Copy)]
struct Body {
    complete: bool,
    text: &'static str,
}

/// The names of one type.
#[derive(Debug)]
pub struct Shapes {
    /// Whether every name is there.
    pub complete: bool,
    shapes: BTreeMap<&'static str, Vec<(&'static str, Code)>>,
}

/// The shape of what stands under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code(&'static str);

/// What a code stands for, one layer of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// Text, a number or a boolean.
    Scalar,
    /// A list of these.
    List(Code),
    /// A mapping from free keys to these.
    Map(Code),
    /// Anything; documents.
    Json,
    /// `{Key, Value}`.
    Tag,
    /// Whatever it is, its names follow from their spelling in camel case.
    Regular,
    /// An object, by the name of its shape.
    Object(&'static str),
}

impl Code {
    /// Anything.
    pub const JSON: Self = Self("*");

    /// Regular, whatever it is.
    pub const REGULAR: Self = Self("?");

    /// Takes off one layer.
    pub fn layer(self) -> Layer {
        match (self.0, self.0.split_at_checked(1)) {
            ("", _) => Layer::Scalar,
            ("*", _) => Layer::Json,
            ("#", _) => Layer::Tag,
            ("?", _) => Layer::Regular,
            (_, Some(("[", rest))) => Layer::List(Self(rest)),
            (_, Some(("{", rest))) => Layer::Map(Self(rest)),
            (name, _) => Layer::Object(name),
        }
    }

    /// The object that it comes to when lists are looked through.
    pub fn object(self) -> Option<&'static str> {
        match self.layer() {
            Layer::List(inner) => inner.object(),
            Layer::Object(name) => Some(name),
            _ => None,
        }
    }

    /// Whether it is a list.
    pub fn is_list(self) -> bool {
        matches!(self.layer(), Layer::List(_))
    }
}

impl Catalogue {
    fn new(text: &'static str) -> Self {
        let mut types = BTreeMap::new();
        let mut rest = text;
        while !rest.is_empty() {
            let line = rest.lines().next().unwrap_or_default();
            let mut length = (line.len() + 1).min(rest.len());
            while let Some(more) = rest.get(length..).filter(|more| more.starts_with(' ')) {
                length = (length + more.lines().next().unwrap_or_default().len() + 1).min(rest.len());
            }
            let (body, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
            if !line.starts_with('#') {
                let head = line.split(' ').next().unwrap_or_default();
                let name = head.trim_end_matches('?');
                types.insert(name, Body { complete: name.len() == head.len(), text: body });
            }
            rest = after;
        }
        Self { types }
    }

    /// Every type, by name.
    pub fn types(&self) -> impl Iterator<Item = &'static str> {
        self.types.keys().copied()
    }

    /// Whether it has a type.
    pub fn has(&self, kind: &str) -> bool {
        self.types.contains_key(kind)
    }

    /// The names of a type.
    pub fn get(&self, kind: &str) -> Option<Arc<Shapes>> {
        let body = self.types.get(kind)?;
        let mut shapes = BTreeMap::new();
        for line in body.text.lines() {
            let (name, words) = match line.strip_prefix(' ') {
                Some(line) => line.split_once(' ').unwrap_or((line, "")),
                None => ("", line.split_once(' ').map_or("", |(_, words)| words)),
            };
            let pair = |word: &'static str| word.split_once(':').unwrap_or((word, ""));
            let names = words.split(' ').filter(|word| !word.is_empty()).map(pair);
            shapes.insert(name, names.map(|(name, code)| (name, Code(code))).collect());
        }
        Some(Arc::new(Shapes { complete: body.complete, shapes }))
    }
}

impl Shapes {
    /// The names of one of its shapes; the type's own is `""`.
    pub fn names(&self, shape: &str) -> &[(&'static str, Code)] {
        self.shapes.get(shape).map_or(&[], Vec::as_slice)
    }

    /// A name as it is written.
    pub fn exact(&self, shape: &str, name: &str) -> Option<Code> {
        self.names(shape).iter().find(|(known, _)| *known == name).map(|(_, code)| *code)
    }

    /// A name whatever its capitals: `dbName` finds `DBName`. One that has the very capitals goes first.
    pub fn find(&self, shape: &str, name: &str) -> Option<(&'static str, Code)> {
        let names = self.names(shape);
        let pascal = pascal(name);
        let same = names.iter().find(|(known, _)| *known == pascal || *known == name);
        same.or_else(|| names.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))).copied()
    }

    /// Every name of every shape.
    pub fn all_names(&self) -> impl Iterator<Item = &'static str> {
        self.shapes.values().flatten().map(|(name, _)| *name)
    }

    /// Whether any shape has a name.
    pub fn has_name(&self, name: &str) -> bool {
        self.all_names().any(|known| known == name)
    }

    /// The shape at a path of names, lists looked through, with the lists on the way.
    pub fn walk<'a>(&self, shape: &'static str, path: impl IntoIterator<Item = &'a str>) -> Option<Vec<Code>> {
        let mut at = Some(shape);
        let mut codes = Vec::new();
        for name in path {
            let code = self.exact(at?, name)?;
            at = code.object();
            codes.push(code);
        }
        Some(codes)
    }
}

/// `dbName` as `DbName`.
pub fn pascal(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
