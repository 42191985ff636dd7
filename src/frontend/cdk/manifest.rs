//! What is read of an assembly's own files: its manifest, its asset manifests and its validation report.

use super::json::{Data, Text};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The majors of the manifest's schema that assemblies were tried of.
pub(super) const KNOWN_MAJORS: std::ops::RangeInclusive<u32> = 34..=55;

/// The same for people.
pub(super) const KNOWN_MAJORS_SHOWN: &str = "34 to 55";

/// `manifest.json`.
#[derive(Debug, Deserialize)]
pub(super) struct Manifest<'a> {
    #[serde(borrow)]
    pub version: Option<Data<'a>>,
    #[serde(borrow)]
    pub artifacts: Option<BTreeMap<Text<'a>, Artifact<'a>>>,
    #[serde(borrow)]
    pub missing: Option<Data<'a>>,
}

/// An artifact.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Artifact<'a> {
    #[serde(borrow, rename = "type")]
    pub kind: Option<Text<'a>>,
    #[serde(borrow)]
    pub environment: Option<Data<'a>>,
    #[serde(borrow)]
    pub properties: Option<Properties<'a>>,
    #[serde(borrow)]
    pub metadata: Option<Metadata<'a>>,
    #[serde(borrow)]
    pub additional_metadata_file: Option<Data<'a>>,
    #[serde(borrow)]
    pub display_name: Option<Data<'a>>,
}

/// The properties of all kinds of artifact that are asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Properties<'a> {
    #[serde(borrow)]
    pub template_file: Option<Data<'a>>,
    #[serde(borrow)]
    pub stack_name: Option<Data<'a>>,
    #[serde(borrow)]
    pub directory_name: Option<Data<'a>>,
    #[serde(borrow)]
    pub display_name: Option<Data<'a>>,
    #[serde(borrow)]
    pub file: Option<Data<'a>>,
}

/// The entries of each construct, by its path with a leading slash.
pub(super) type Metadata<'a> = BTreeMap<Text<'a>, Vec<Entry<'a>>>;

/// An entry of a construct.
#[derive(Debug, Deserialize)]
pub(super) struct Entry<'a> {
    #[serde(borrow, rename = "type")]
    pub kind: Text<'a>,
    #[serde(borrow)]
    pub data: Option<Data<'a>>,
    #[serde(borrow)]
    pub trace: Option<Data<'a>>,
}

/// `ID.assets.json`.
#[derive(Debug, Deserialize)]
pub(super) struct Assets<'a> {
    #[serde(borrow, default)]
    pub files: BTreeMap<Text<'a>, FileAsset<'a>>,
}

/// A file of an asset manifest.
#[derive(Debug, Deserialize)]
pub(super) struct FileAsset<'a> {
    #[serde(borrow)]
    pub source: Option<Data<'a>>,
}

/// `validation-report.json`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Report<'a> {
    #[serde(borrow)]
    pub plugin_reports: Vec<PluginReport<'a>>,
}

/// What a plugin came to.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PluginReport<'a> {
    #[serde(borrow)]
    pub plugin_name: Option<Text<'a>>,
    #[serde(borrow)]
    pub conclusion: Option<Text<'a>>,
}

impl Artifact<'_> {
    /// The type, empty where there is none.
    pub(super) fn kind(&self) -> &str {
        self.kind.as_ref().map_or("", |kind| &kind.0)
    }

    /// The path that people know it by.
    pub(super) fn display_name(&self) -> Option<&str> {
        let inner = self.properties.as_ref().and_then(|properties| properties.display_name.as_ref());
        self.display_name.as_ref().or(inner).and_then(Data::as_str)
    }

    /// A property.
    pub(super) fn property<'p, 'a: 'p>(
        &'p self,
        of: impl FnOnce(&'p Properties<'_>) -> Option<&'p Data<'p>>,
    ) -> Option<&'p Text<'p>> {
        of(self.properties.as_ref()?)?.text()
    }
}

/// The account and region of `aws://ACCOUNT/REGION`, without what stands for "any".
pub(super) fn environment(text: &str) -> (Option<&str>, Option<&str>) {
    let Some((account, region)) = text.strip_prefix("aws://").and_then(|rest| rest.split_once('/')) else {
        return (None, None);
    };
    let known = |part: &&str| !part.is_empty() && !part.starts_with("unknown-");
    (Some(account).filter(known), Some(region).filter(known))
}
