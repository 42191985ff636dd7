//! The compiled rules as one run of bytes: what the build script writes and the program embeds.
//!
//! A length, an index in JSON, and the blobs that the index points to: reading it costs little until a program or a
//! text is asked for. This file is compiled into the build script too: it may use nothing of the crate.

use super::card::Card;
use super::compile::Entry;
use super::setting::SettingCard;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;

/// A blob in the bytes after the index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blob(Range<usize>);

/// A text with its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedBlob {
    /// The path below the project, with `/`.
    pub name: String,
    /// The text.
    pub blob: Blob,
}

/// A program with its rules.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ProgramBlob {
    /// The program in regorus's binary form.
    pub blob: Blob,
    /// Its rules, as indices into the cards.
    pub rules: Vec<Entry>,
}

/// Everything that is embedded.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Index {
    /// The cards by id.
    pub cards: Vec<Card>,
    /// The text of each card's rule, in the order of the cards.
    pub rules: Vec<NamedBlob>,
    /// The texts of the library.
    pub libs: Vec<NamedBlob>,
    /// The compiled programs.
    pub programs: Vec<ProgramBlob>,
    /// The built-in profiles.
    pub profiles: Vec<NamedBlob>,
    /// Data files.
    pub data: Vec<NamedBlob>,
    /// The settings that the rules read.
    pub settings: BTreeMap<String, SettingCard>,
    /// The requirements and fixtures, as JSON.
    pub evidence: Option<Blob>,
}

/// Collects blobs while the index is built.
#[derive(Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// Adds a blob.
    pub fn blob(&mut self, bytes: &[u8]) -> Blob {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        Blob(start..self.bytes.len())
    }

    /// Adds a text under its name.
    pub fn text(&mut self, name: &str, text: &str) -> NamedBlob {
        NamedBlob { name: name.to_owned(), blob: self.blob(text.as_bytes()) }
    }

    /// The finished bytes.
    ///
    /// # Errors
    ///
    /// When the index cannot be written or is too large.
    pub fn finish(self, index: &Index) -> Result<Vec<u8>, String> {
        let index = serde_json::to_vec(index).map_err(|error| error.to_string())?;
        let length = u32::try_from(index.len()).map_err(|error| error.to_string())?;
        Ok([&length.to_le_bytes()[..], &index, &self.bytes].concat())
    }
}

/// The embedded bytes, taken apart.
#[derive(Debug)]
pub struct Bundle {
    /// What there is.
    pub index: Index,
    blobs: &'static [u8],
}

impl Bundle {
    /// Reads the index.
    ///
    /// # Errors
    ///
    /// When the bytes are not what [`Writer::finish`] wrote.
    pub fn read(bytes: &'static [u8]) -> Result<Self, String> {
        let (length, rest) = bytes.split_first_chunk::<4>().ok_or("the embedded rules are cut short")?;
        let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|error| error.to_string())?;
        let index = rest.get(..length).ok_or("the embedded rules are cut short")?;
        let index = serde_json::from_slice(index).map_err(|error| error.to_string())?;
        Ok(Self { index, blobs: rest.get(length..).unwrap_or_default() })
    }

    /// The bytes of a blob, empty where it is not of this bundle.
    pub fn bytes(&self, blob: &Blob) -> &'static [u8] {
        self.blobs.get(blob.0.clone()).unwrap_or_default()
    }

    /// The text of a blob.
    pub fn text(&self, blob: &Blob) -> &'static str {
        std::str::from_utf8(self.bytes(blob)).unwrap_or_default()
    }
}
