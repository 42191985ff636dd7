//! The provider `aws-native`: CloudFormation's own types and properties in camel case, so no table is needed.

use super::shapes;
use super::table::{Becomes, Entry};
use crate::resolve::value::Step;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Types by their lower-case names: `aws-native:s3:Bucket` is `AWS::S3::Bucket`.
static TYPES: LazyLock<BTreeMap<String, &'static str>> =
    LazyLock::new(|| shapes::schema().types().map(|kind| (kind.to_ascii_lowercase(), kind)).collect());

/// The CloudFormation type of a token of `aws-native`.
pub(super) fn kind(token: &str) -> Option<&'static str> {
    let (service, resource) = token.strip_prefix("aws-native:")?.split_once(':')?;
    TYPES.get(&format!("aws::{service}::{resource}").to_ascii_lowercase()).copied()
}

/// The entry that a table would have for it.
pub(super) fn entry(token: &str) -> Option<Entry> {
    if token == "aws-native:index:ExtensionResource" {
        return Some(Entry { becomes: Becomes::Raw("type".into(), "properties".into()), ..Entry::default() });
    }
    kind(token).map(|kind| Entry { becomes: Becomes::Resource(kind.to_owned()), ..Entry::default() })
}

/// The input that a property is.
pub(super) fn input_of(path: &[Step]) -> String {
    let mut said = String::new();
    for step in path {
        match step {
            Step::Index(index) => said.push_str(&format!("[{index}]")),
            Step::Key(name) => {
                if !said.is_empty() {
                    said.push('.');
                }
                said.push_str(&camel(name));
            }
        }
    }
    said
}

/// `KMSMasterKeyID` as `kmsMasterKeyId`: runs of capitals are words.
pub(super) fn camel(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let upper = |at: usize| letters.get(at).is_none_or(|letter| !letter.is_ascii_lowercase());
    let mut said = String::new();
    for (at, letter) in letters.iter().enumerate() {
        // A capital starts a word unless it stands in a run of them.
        let inside = at == 0 || (upper(at - 1) && upper(at + 1));
        said.push(if inside { letter.to_ascii_lowercase() } else { *letter });
    }
    said
}
