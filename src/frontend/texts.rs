//! The texts of one input: a template has one, an assembly many.
//!
//! Inputs are read side by side, each by its own thread, and yet a [`SourceId`] has to name one text of the whole run.
//! So an id is made of the input's number and the text's number in it, and the registries are joined afterwards.

use crate::source::{Source, SourceId};
use miette::Diagnostic;
use std::sync::Arc;

/// Bits of an id that number the texts of one input.
const TEXT_BITS: u32 = 12;

/// How many texts one input may have.
pub const MAX_TEXTS: usize = 1 << TEXT_BITS;

/// The texts of one input, in the order in which they were read.
#[derive(Debug, Default)]
pub struct Texts {
    input: u32,
    texts: Vec<Arc<Source>>,
}

/// An input that has more texts than can be numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Diagnostic)]
#[error("the input has more than {MAX_TEXTS} files")]
#[diagnostic(
    code(read::too_many_texts),
    help("check its parts one by one: an assembly's stages have manifests of their own")
)]
pub struct TooManyTexts;

impl Texts {
    /// No texts yet, for the input of a number.
    pub fn new(input: u32) -> Self {
        Self { input, texts: Vec::new() }
    }

    /// Adds a text and returns its id.
    ///
    /// # Errors
    /// When there are [`MAX_TEXTS`] already, or the input's number is too large to stand in an id.
    pub fn add(&mut self, source: Source) -> Result<SourceId, TooManyTexts> {
        if self.texts.len() >= MAX_TEXTS || self.input >= 1 << (u32::BITS - TEXT_BITS) {
            return Err(TooManyTexts);
        }
        let number = u32::try_from(self.texts.len()).map_err(|_| TooManyTexts)?;
        self.texts.push(Arc::new(source));
        Ok(SourceId(self.input << TEXT_BITS | number))
    }

    /// The text of an id, if the id came out of this registry.
    pub fn get(&self, id: SourceId) -> Option<&Arc<Source>> {
        (id.0 >> TEXT_BITS == self.input).then(|| self.texts.get(id.0 as usize & (MAX_TEXTS - 1)))?
    }
}

impl IntoIterator for Texts {
    type Item = (SourceId, Arc<Source>);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        let first = self.input << TEXT_BITS;
        let texts: Vec<Self::Item> = (first..).map(SourceId).zip(self.texts).collect();
        texts.into_iter()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]
    use super::*;

    #[test]
    fn ids_of_two_inputs_differ_and_lead_back() {
        let (mut first, mut second) = (Texts::new(0), Texts::new(7));
        let a = first.add(Source::new("a", "1", 0)).unwrap();
        let b = second.add(Source::new("b", "2", 0)).unwrap();
        let c = second.add(Source::new("c", "3", 0)).unwrap();
        assert_eq!([a, b, c], [SourceId(0), SourceId(7 << 12), SourceId(7 << 12 | 1)]);
        assert_eq!(second.get(c).unwrap().name, "c");
        assert!(first.get(b).is_none());
        let names: Vec<_> = second.into_iter().map(|(id, text)| (id, text.name.clone())).collect();
        assert_eq!(names, [(b, "b".to_owned()), (c, "c".to_owned())]);
    }

    #[test]
    fn more_texts_than_ids_are_refused() {
        let mut texts = Texts::new(1);
        for _ in 0..MAX_TEXTS {
            texts.add(Source::new("t", "", 0)).unwrap();
        }
        assert_eq!(texts.add(Source::new("t", "", 0)), Err(TooManyTexts));
        assert_eq!(Texts::new(1 << 20).add(Source::new("t", "", 0)), Err(TooManyTexts));
    }
}
