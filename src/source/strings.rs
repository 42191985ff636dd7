//! One allocation for a text that comes again and again: `Type`, `Properties`, `Fn::Sub`, `true`.

use std::sync::Arc;

/// Longer texts hardly come twice.
const LONGEST: usize = 48;

/// Slots; a power of two.
const SLOTS: usize = 1024;

/// A small cache with one slot for each hash value: a text that collides with another just takes over its slot, so that
/// memory is bounded whatever the input.
pub(super) struct Strings {
    slots: Vec<Option<Arc<str>>>,
}

impl Strings {
    /// An empty cache.
    pub(super) fn new() -> Self {
        Self { slots: vec![None; SLOTS] }
    }

    /// The text, shared with its last use if that is still in the cache.
    pub(super) fn get(&mut self, text: &str) -> Arc<str> {
        if text.len() > LONGEST {
            return Arc::from(text);
        }
        match self.slots.get_mut(slot(text)) {
            Some(Some(known)) if **known == *text => Arc::clone(known),
            Some(slot) => Arc::clone(slot.insert(Arc::from(text))),
            None => Arc::from(text),
        }
    }
}

/// FNV-1a, folded to the number of slots.
fn slot(text: &str) -> usize {
    let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash ^ (hash >> 16)) as usize & (SLOTS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_shared() {
        let mut strings = Strings::new();
        let first = strings.get("Properties");
        assert!(Arc::ptr_eq(&first, &strings.get("Properties")));
        let long = "x".repeat(LONGEST + 1);
        assert_eq!(&*strings.get(&long), long);
        for number in 0..5000 {
            assert_eq!(*strings.get(&number.to_string()), number.to_string());
        }
    }
}
