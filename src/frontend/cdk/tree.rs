//! tree.json: the class of each construct, and logical ids where nothing else has them.
//!
//! The file has every property of every resource once more, so it is passed over rather than read into a tree, and not
//! looked at beyond a bound: classes are good to have and no more.

use super::index::{self, Scopes, is_within};
use super::json::{Data, Ignored, Text};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

/// The largest file that is read.
pub(super) const MAX_BYTES: u64 = 32 * 1024 * 1024;

/// What is read of the file.
#[derive(Debug, Default)]
pub(super) struct Tree {
    classes: BTreeMap<Box<str>, Arc<str>>,
    names: BTreeSet<Arc<str>>,
    ids: Vec<(Box<str>, Box<str>)>,
}

impl Tree {
    /// Reads the file, if it is one.
    pub(super) fn of(text: &str) -> Option<Self> {
        let mut tree = Self::default();
        let mut json = serde_json::Deserializer::from_str(text);
        File(&mut tree).deserialize(&mut json).ok()?;
        Some(tree)
    }

    /// The class of a construct: `aws-cdk-lib.aws_s3.Bucket`.
    pub(super) fn class(&self, path: &str) -> Option<&Arc<str>> {
        self.classes.get(path)
    }

    /// The logical ids of a stack and its nested stacks, by scope.
    pub(super) fn scopes(&self, stack: &str) -> Scopes {
        let ids = self.ids.iter().map(|(path, id)| (&**path, &**id));
        index::scopes(stack, std::iter::empty(), ids.filter(|(path, _)| is_within(path, stack)))
    }

    fn add(&mut self, path: &str, class: Option<&str>, id: Option<&str>) {
        if let Some(class) = class {
            let class = match self.names.get(class) {
                Some(known) => known.clone(),
                None => {
                    let new: Arc<str> = class.into();
                    self.names.insert(new.clone());
                    new
                }
            };
            self.classes.insert(path.into(), class);
        }
        self.ids.extend(id.map(|id| (path.into(), id.into())));
    }
}

/// The whole file.
struct File<'t>(&'t mut Tree);

/// A construct.
struct Node<'t>(&'t mut Tree);

/// The constructs below one.
struct Children<'t>(&'t mut Tree);

#[derive(Deserialize)]
struct Info<'a> {
    #[serde(borrow)]
    fqn: Option<Data<'a>>,
}

#[derive(Deserialize)]
struct Attributes<'a> {
    #[serde(borrow, rename = "aws:cdk:cloudformation:logicalId")]
    id: Option<Data<'a>>,
}

macro_rules! seed_of_a_map {
    ($seed:ident) => {
        impl<'de> DeserializeSeed<'de> for $seed<'_> {
            type Value = ();
            fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
                deserializer.deserialize_map(self)
            }
        }
    };
}
seed_of_a_map!(File);
seed_of_a_map!(Node);
seed_of_a_map!(Children);

impl<'de> Visitor<'de> for File<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a construct tree")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Text<'de>>()? {
            match &*key.0 {
                "tree" => map.next_value_seed(Node(self.0))?,
                _ => drop(map.next_value::<Ignored>()?),
            }
        }
        Ok(())
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a construct")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let (mut path, mut class, mut id) = (None, None, None);
        while let Some(key) = map.next_key::<Text<'de>>()? {
            match &*key.0 {
                "path" => path = Some(map.next_value::<Data<'de>>()?),
                "constructInfo" => class = map.next_value::<Info<'de>>()?.fqn,
                "attributes" => id = map.next_value::<Attributes<'de>>()?.id,
                "children" => map.next_value_seed(Children(self.0))?,
                _ => drop(map.next_value::<Ignored>()?),
            }
        }
        if let Some(path) = path.as_ref().and_then(Data::as_str) {
            self.0.add(path, class.as_ref().and_then(Data::as_str), id.as_ref().and_then(Data::as_str));
        }
        Ok(())
    }
}

impl<'de> Visitor<'de> for Children<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("constructs by id")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_key::<Ignored>()?.is_some() {
            map.next_value_seed(Node(self.0))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]
    use super::*;

    #[test]
    fn classes_and_logical_ids_are_found_at_any_depth() {
        let text = r#"{"version": "tree-0.1", "tree": {"id": "App", "path": "", "children": {
            "S": {"id": "S", "path": "S", "constructInfo": {"fqn": "aws-cdk-lib.Stack", "version": "2"}, "children": {
                "B": {"path": "S/B", "constructInfo": {"fqn": "aws-cdk-lib.aws_s3.Bucket"}, "children": {"Resource": {
                    "path": "S/B/Resource", "attributes": {"aws:cdk:cloudformation:type": "AWS::S3::Bucket",
                    "aws:cdk:cloudformation:logicalId": "B123", "aws:cdk:cloudformation:props": {"a": [1]}}}}}}},
            "ST": {"path": "ST", "children": {"B": {"path": "ST/B", "attributes":
                {"aws:cdk:cloudformation:logicalId": "B9"}}}}}}}"#;
        let tree = Tree::of(text).unwrap();
        assert_eq!(tree.class("S/B").map(|class| &**class), Some("aws-cdk-lib.aws_s3.Bucket"));
        assert_eq!(tree.class("S/B/Resource"), None);
        let scopes = tree.scopes("S");
        assert_eq!(scopes.len(), 1);
        assert_eq!(scopes["S"]["B123"], "S/B/Resource");
        assert!(Tree::of("{\"tree\": [").is_none());
    }
}
