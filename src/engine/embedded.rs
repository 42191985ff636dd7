//! What the build script embedded: compiled rules, and the texts of rules, profiles and data.

use super::bundle::{Bundle, NamedBlob};
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
