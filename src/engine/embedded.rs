//! What the build script embedded: compiled rules, and the texts of rules, profiles and data.

use super::bundle::{Bundle, NamedBlob};
use super::evidence::Evidence;
use super::setting::SettingCard;
use std::sync::OnceLock;

static BYTES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/rules.bundle"));

/// The embedded rules, read once.
pub(crate) fn bundle() -> Result<&'static Bundle, &'static str> {
    static BUNDLE: OnceLock<Result<Bundle, String>> = OnceLock::new();
    BUNDLE.get_or_init(|| Bundle::read(BYTES)).as_ref().map_err(String::as_str)
}

/// The built-in profiles: the name (`default`) and the text of each, by name.
pub fn profiles() -> Vec<(&'static str, &'static str)> {
    texts(|bundle| &bundle.index.profiles)
}

/// The built-in data files: the path (`rules/data/…`) and the text of each, by path.
pub fn data() -> Vec<(&'static str, &'static str)> {
    texts(|bundle| &bundle.index.data)
}

/// What is known of a setting that the built-in rules read.
pub fn setting(name: &str) -> Option<&'static SettingCard> {
    bundle().ok()?.index.settings.get(name)
}

/// The settings that the built-in rules read, by name.
pub fn settings() -> impl Iterator<Item = (&'static str, &'static SettingCard)> {
    bundle().ok().into_iter().flat_map(|bundle| bundle.index.settings.iter().map(|(name, card)| (name.as_str(), card)))
}

/// The requirements, and the fixtures of the built-in rules, read once.
pub fn evidence() -> &'static Evidence {
    static EVIDENCE: OnceLock<Evidence> = OnceLock::new();
    EVIDENCE.get_or_init(|| {
        let text = bundle().ok().and_then(|bundle| Some(bundle.text(bundle.index.evidence.as_ref()?)));
        text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    })
}

/// The texts of the built-in rules: path and Rego text of each, by id.
pub fn rules() -> Vec<(&'static str, &'static str)> {
    texts(|bundle| &bundle.index.rules)
}

/// The texts of the helper library: path and Rego text of each, by path.
pub fn libs() -> Vec<(&'static str, &'static str)> {
    texts(|bundle| &bundle.index.libs)
}

fn texts(list: impl Fn(&'static Bundle) -> &'static [NamedBlob]) -> Vec<(&'static str, &'static str)> {
    let Ok(bundle) = bundle() else { return Vec::new() };
    list(bundle).iter().map(|text| (text.name.as_str(), bundle.text(&text.blob))).collect()
}
