//! One template of an assembly: where each of its resources comes from.

use super::app::App;
use super::helper::{Causes, boilerplate};
use super::index::{Index, Scopes, ancestors, authored_name, is_within, shared};
use super::suppression::suppressions;
use super::tree::Tree;
use crate::frontend::provenance::{Form, Options, ProgramPlace, Provenance, Suppression};
use crate::source::{Entry, Node};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What is known of the stack that a template belongs to, nested ones included.
#[derive(Debug)]
pub(super) struct Context<'a> {
    /// The construct path of the stack that is an artifact.
    pub stack: &'a str,
    /// The stage.
    pub stage: Arc<str>,
    /// The metadata.
    pub index: Index<'a>,
    /// The logical ids of the metadata.
    pub scopes: Scopes,
    /// The logical ids of tree.json, if it was asked for them.
    pub tree_scopes: Scopes,
    /// tree.json.
    pub tree: Option<&'a Tree>,
}

/// A template's resources as their author knows them.
#[derive(Debug, Default)]
pub(super) struct Resources {
    /// By logical id.
    pub provenance: BTreeMap<Arc<str>, Arc<Provenance>>,
    /// Names that are not the author's.
    pub boilerplate: Vec<Arc<str>>,
    /// How many have no construct path.
    pub pathless: usize,
}

impl Context<'_> {
    /// The construct path of a resource: by the metadata, else as the template has it, else by tree.json.
    pub(super) fn path_of<'p>(&'p self, scope: &str, id: &str, resource: Option<&'p Node>) -> Option<&'p str> {
        let known = |scopes: &'p Scopes| scopes.get(scope)?.get(id).map(String::as_str);
        let written = || resource?.at(&["Metadata", "aws:cdk:path"])?.as_text();
        known(&self.scopes).or_else(written).or_else(|| known(&self.tree_scopes))
    }

    /// Relates the resources of a template to the app. `scope` is its stack's construct path.
    pub(super) fn resources(&self, template: &Node, scope: &str, app: &mut App) -> Resources {
        let entries = template.get("Resources").and_then(Node::as_map).unwrap_or_default();
        let boilerplate = boilerplate(template);
        let dropped: BTreeSet<&str> = boilerplate.iter().map(|name| &**name).collect();
        let paths: BTreeMap<&str, &str> = entries
            .iter()
            .filter_map(|entry| Some((&*entry.key.text, self.path_of(scope, &entry.key.text, Some(&entry.value))?)))
            .collect();
        let causes = Causes::of(entries, self.stack, &self.index, &|id| paths.get(id).copied());
        let everywhere = suppressions(template.get("Metadata"));
        let mut resources = Resources::default();
        for entry in entries.iter().filter(|entry| !dropped.contains(&*entry.key.text)) {
            let path = paths.get(&*entry.key.text).copied();
            resources.pathless += usize::from(path.is_none());
            let provenance = self.provenance(entry, path, scope, &causes, &everywhere, app);
            resources.provenance.insert(entry.key.text.clone(), Arc::new(provenance));
        }
        resources.boilerplate = boilerplate;
        resources
    }

    fn provenance(
        &self,
        entry: &Entry,
        path: Option<&str>,
        scope: &str,
        causes: &Causes,
        everywhere: &[Suppression],
        app: &mut App,
    ) -> Provenance {
        // Without a construct, the logical id stands in for its path below the stack.
        let below = path.is_none().then(|| format!("{scope}/{}", entry.key.text));
        let path = path.or(below.as_deref()).unwrap_or_default();
        let name = Some(authored_name(path)).filter(|name| *name != scope).unwrap_or(path);
        let kind = entry.value.get("Type").and_then(Node::as_text).unwrap_or_default();
        let helper_of = causes.of_resource(path, kind, self.stack, &self.index);
        let mut suppressions = suppressions(entry.value.get("Metadata"));
        suppressions.extend(everywhere.iter().cloned());
        suppressions.extend(self.index.acknowledged(path));
        let class = self.tree.and_then(|tree| tree.class(name).or_else(|| tree.class(path)));
        Provenance {
            form: Form::Cdk,
            path: shared(path),
            name: shared(name),
            kind: class.cloned(),
            stage: self.stage.clone(),
            place: self.place(path, helper_of.as_deref(), app),
            helper_of,
            suppressions,
            options: Options::default(),
        }
    }

    /// The line that made a construct, or the nearest one above it; of a helper, rather the line that caused it than
    /// the stack's.
    fn place(&self, path: &str, helper_of: Option<&str>, app: &mut App) -> Option<ProgramPlace> {
        let inside = || {
            let above =
                ancestors(path).skip(1).take_while(|above| *above != self.stack && is_within(above, self.stack));
            above.into_iter().find_map(|above| self.index.authored_frame(above))
        };
        let cause =
            || helper_of.and_then(|cause| self.index.authored_frame(cause).or_else(|| self.index.frame_above(cause)));
        let own = self.index.frame(path);
        Some(app.place(own.or_else(inside).or_else(cause).or_else(|| self.index.frame_above(path))?))
    }
}
