//! A stack's metadata by construct path: logical ids, frames, acknowledged rules.
//!
//! A stack's metadata has the constructs of its nested stacks as well, whose logical ids may be the same. A logical id is
//! therefore looked for in the scope that its construct belongs to: the innermost nested stack above it.

use super::frame::{Frame, user_frame};
use super::json::{Data, Text};
use super::manifest::{Entry, Metadata};
use crate::frontend::provenance::Suppression;
use crate::source::{Source, SourceId};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The end of the construct path of a nested stack's resource: `P/X.NestedStack/X.NestedStackResource` is of `P/X`.
const NESTED_RESOURCE: &str = ".NestedStackResource";

/// The names of the resource that a construct stands for.
const DEFAULT_CHILDREN: [&str; 2] = ["Resource", "Default"];

/// How many constructs above one are looked at.
const MAX_LEVELS: usize = 100;

/// What is known of a stack's constructs.
#[derive(Debug, Default)]
pub(super) struct Index<'a> {
    constructs: BTreeMap<&'a str, Construct<'a>>,
    /// Errors that constructs have reported, which make a synthesis fail.
    pub errors: Vec<&'a str>,
}

/// What is known of a construct.
#[derive(Debug, Default)]
struct Construct<'a> {
    ids: Vec<&'a str>,
    /// Where it was made, or else where a property of it was set.
    frame: Option<Frame<'a>>,
    set: Option<Frame<'a>>,
    /// The same of the resource that it stands for.
    inner: Option<Frame<'a>>,
    acknowledged: Vec<Suppression>,
    handler: bool,
    template: Option<&'a Text<'a>>,
}

/// Logical ids with their construct paths, by the construct path of the stack that they belong to.
pub(super) type Scopes = BTreeMap<String, BTreeMap<String, String>>;

impl<'a> Index<'a> {
    /// Adds metadata of a text.
    pub(super) fn add(&mut self, metadata: &'a Metadata<'a>, id: SourceId, source: &Source) {
        for (path, entries) in metadata {
            let construct = self.constructs.entry(path.0.trim_start_matches('/')).or_default();
            for entry in entries {
                if entry.kind.0 == "aws:cdk:error" {
                    self.errors.extend(entry.data.as_ref().and_then(Data::as_str));
                }
                construct.add(entry, id, source);
            }
            let made = construct.frame.or(construct.set);
            if let (Some(frame), Some((above, name))) = (made, path.0.trim_start_matches('/').rsplit_once('/'))
                && DEFAULT_CHILDREN.contains(&name)
            {
                self.constructs.entry(above).or_default().inner = Some(frame);
            }
        }
    }

    /// The frame of a construct itself.
    pub(super) fn frame(&self, path: &str) -> Option<Frame<'a>> {
        let construct = self.constructs.get(path)?;
        construct.frame.or(construct.set)
    }

    /// The frame of a construct or of the resource that it stands for: the library writes down few others.
    pub(super) fn authored_frame(&self, path: &str) -> Option<Frame<'a>> {
        self.frame(path).or_else(|| self.constructs.get(path)?.inner)
    }

    /// The frame of the nearest construct above one that has any.
    pub(super) fn frame_above(&self, path: &str) -> Option<Frame<'a>> {
        ancestors(path).skip(1).find_map(|above| self.authored_frame(above))
    }

    /// Whether it is the handler of a custom resource that CDK made.
    pub(super) fn is_handler(&self, path: &str) -> bool {
        self.constructs.get(path).is_some_and(|construct| construct.handler)
    }

    /// The rules that are acknowledged for a construct or one above it, the outermost first.
    pub(super) fn acknowledged(&self, path: &str) -> Vec<Suppression> {
        let mut above: Vec<&Construct<'_>> = ancestors(path).filter_map(|path| self.constructs.get(path)).collect();
        above.reverse();
        above.iter().flat_map(|construct| construct.acknowledged.iter().cloned()).collect()
    }

    /// The template that a construct was written to, where the metadata names it.
    pub(super) fn template(&self, path: &str) -> Option<&'a Text<'a>> {
        self.constructs.get(path)?.template
    }

    /// The logical ids by scope. `stack` is the stack's own path.
    pub(super) fn scopes(&self, stack: &str) -> Scopes {
        let templates = self.constructs.iter().filter(|(_, construct)| construct.template.is_some());
        let ids = self.constructs.iter().flat_map(|(path, construct)| construct.ids.iter().map(|id| (*path, *id)));
        scopes(stack, templates.map(|(path, _)| *path), ids)
    }

    /// The construct path of a stack whose artifact does not name it: the artifact's id where constructs are below it,
    /// else what all paths begin with.
    pub(super) fn stack_path(&self, id: &str) -> String {
        let mut parents = self.constructs.iter().filter(|(_, construct)| !construct.ids.is_empty());
        if self.constructs.keys().any(|path| is_within(path, id)) {
            return id.to_owned();
        }
        let Some((first, _)) = parents.next() else { return id.to_owned() };
        let common = ancestors(first).skip(1).find(|above| parents.clone().all(|(path, _)| is_within(path, above)));
        common.unwrap_or(id).to_owned()
    }
}

impl<'a> Construct<'a> {
    fn add(&mut self, entry: &'a Entry<'a>, id: SourceId, source: &Source) {
        let text = entry.data.as_ref().and_then(Data::text);
        match &*entry.kind.0 {
            "aws:cdk:logicalId" => {
                self.ids.extend(text.map(|text| &*text.0));
                self.frame = self.frame.or_else(|| entry.trace.as_ref().and_then(first_frame));
            }
            "aws:cdk:creationStack" => {
                self.frame = self.frame.or_else(|| entry.data.as_ref().and_then(first_frame));
            }
            "aws:cdk:propertyAssignment" => {
                let stack = entry.data.as_ref().and_then(|data| data.get("stackTrace"));
                self.set = self.set.or_else(|| stack.and_then(first_frame));
            }
            "aws:cdk:templateFile" => self.template = self.template.or(text),
            "aws:cdk:acknowledged-rules" => {
                let rules = entry.data.as_ref().map(Data::entries).unwrap_or_default();
                self.acknowledged.extend(rules.iter().map(|(rule, reason)| Suppression {
                    rule: (*rule.0).into(),
                    reason: reason.as_str().unwrap_or_default().into(),
                    applies_to: Vec::new(),
                    span: rule.span(id, source),
                }));
            }
            kind if kind.starts_with("aws:cdk:is-custom-resource-handler-") => self.handler = true,
            _ => {}
        }
    }
}

/// The first line of a person in a trace, which is a list of lines or one text of several.
fn first_frame<'a>(data: &'a Data<'a>) -> Option<Frame<'a>> {
    match data {
        Data::List(lines) => lines.iter().filter_map(Data::as_str).find_map(user_frame),
        Data::Text(text) => text.0.lines().find_map(user_frame),
        _ => None,
    }
}

/// A path and those above it, the path itself first. Paths of an app are some ten levels deep.
pub(super) fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| path.rsplit_once('/').map(|(above, _)| above)).take(MAX_LEVELS)
}

/// Whether a path is another one or below it.
pub(super) fn is_within(path: &str, above: &str) -> bool {
    path.strip_prefix(above).is_some_and(|rest| above.is_empty() || rest.is_empty() || rest.starts_with('/'))
}

/// The construct path of the nested stack that a resource with this path is.
pub(super) fn nested_scope(path: &str) -> Option<String> {
    let (above, last) = path.rsplit_once('/')?;
    let name = last.strip_suffix(NESTED_RESOURCE)?;
    // `X.NestedStack` stands beside the nested stack `X`.
    Some(above.rsplit_once('/').map_or_else(|| name.to_owned(), |(parent, _)| format!("{parent}/{name}")))
}

/// Puts logical ids into their scopes: the stack, the nested stacks whose templates are named, and those whose
/// resources are among the paths.
pub(super) fn scopes<'p>(
    stack: &str,
    templates: impl Iterator<Item = &'p str>,
    ids: impl Iterator<Item = (&'p str, &'p str)> + Clone,
) -> Scopes {
    let mut owners: BTreeSet<String> = templates.map(str::to_owned).collect();
    owners.extend(ids.clone().filter_map(|(path, _)| nested_scope(path)));
    let mut scopes = Scopes::new();
    for (path, id) in ids {
        let owner = ancestors(path).skip(1).find(|above| owners.contains(*above)).unwrap_or(stack);
        scopes.entry(owner.to_owned()).or_default().insert(id.to_owned(), path.to_owned());
    }
    scopes
}

/// The construct path without what CDK adds at its end.
pub(super) fn authored_name(path: &str) -> &str {
    let nested = path.rsplit_once('/').filter(|(_, last)| last.ends_with(NESTED_RESOURCE));
    if let Some((above, _)) = nested {
        return above.strip_suffix(".NestedStack").unwrap_or(above);
    }
    let added = |path: &str| {
        let (above, last) = path.rsplit_once('/')?;
        DEFAULT_CHILDREN.contains(&last).then_some(above.len())
    };
    let mut name = path;
    while let Some(above) = added(name).and_then(|end| name.get(..end)) {
        name = above;
    }
    name
}

/// Text that many resources share.
pub(super) fn shared(text: &str) -> Arc<str> {
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_an_author_wrote() {
        for (path, name) in [
            ("Shop/Data/Resource", "Shop/Data"),
            ("Shop/Api/Default/Resource", "Shop/Api"),
            ("Shop/Resource", "Shop"),
            ("Shop/Raw", "Shop/Raw"),
            ("Shop/Inner.NestedStack/Inner.NestedStackResource", "Shop/Inner"),
            ("Resource", "Resource"),
        ] {
            assert_eq!(authored_name(path), name);
        }
        assert_eq!(nested_scope("Shop/In.NestedStack/In.NestedStackResource").as_deref(), Some("Shop/In"));
        assert_eq!(nested_scope("Shop/In/Resource"), None);
    }

    #[test]
    fn a_logical_id_belongs_to_the_innermost_nested_stack() {
        let ids = [
            ("S/A/Resource", "Id"),
            ("S/N/A/Resource", "Id"),
            ("S/N/M/A/Resource", "Id"),
            ("S/N.NestedStack/N.NestedStackResource", "Nested"),
            ("S/Named/A/Resource", "Id"),
            ("S/N/M.NestedStack/M.NestedStackResource", "Nested"),
        ];
        let scopes = scopes("S", ["S", "S/Named"].into_iter(), ids.into_iter());
        let of = |scope: &str, id: &str| scopes.get(scope).and_then(|ids| ids.get(id)).map(String::as_str);
        assert_eq!(of("S", "Id"), Some("S/A/Resource"));
        assert_eq!(of("S/N", "Id"), Some("S/N/A/Resource"));
        assert_eq!(of("S/N/M", "Id"), Some("S/N/M/A/Resource"));
        assert_eq!(of("S/Named", "Id"), Some("S/Named/A/Resource"));
        assert_eq!(of("S", "Nested"), Some("S/N.NestedStack/N.NestedStackResource"));
        assert_eq!(of("S/N", "Nested"), Some("S/N/M.NestedStack/M.NestedStackResource"));
    }

    #[test]
    fn below_is_by_whole_names() {
        assert!(is_within("S/A", "S") && is_within("S", "S") && is_within("S", ""));
        assert!(!is_within("SA/B", "S"));
    }
}
