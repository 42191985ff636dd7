//! What a mapping has once all its keys are read: duplicates resolved, merge keys merged in.

use super::{Entry, Kind, Node, ReadError, Remark, Span};
use std::collections::{HashMap, HashSet, hash_map};
use std::sync::Arc;

/// Up to so many keys, comparing each with each is cheaper than a hash set.
const FEW: usize = 16;

/// The entries that count: of a key given twice the last, and what merge keys bring only where the key is not there.
pub(super) fn settle(entries: Vec<Entry>, merged: Vec<Entry>, remarks: &mut Vec<Remark>) -> Vec<Entry> {
    let mut entries = if has_duplicates(&entries) { keep_last(entries, remarks) } else { entries };
    if !merged.is_empty() {
        let mut seen: HashSet<Arc<str>> = entries.iter().map(|entry| Arc::clone(&entry.key.text)).collect();
        // Of several mappings merged, the first that has the key wins.
        entries.extend(merged.into_iter().filter(|entry| seen.insert(Arc::clone(&entry.key.text))));
    }
    entries
}

fn has_duplicates(entries: &[Entry]) -> bool {
    if entries.len() > FEW {
        let mut seen = HashSet::with_capacity(entries.len());
        return entries.iter().any(|entry| !seen.insert(&*entry.key.text));
    }
    let mut rest = entries;
    while let Some((first, others)) = rest.split_first() {
        if others.iter().any(|other| other.key.text == first.key.text) {
            return true;
        }
        rest = others;
    }
    false
}

fn keep_last(entries: Vec<Entry>, remarks: &mut Vec<Remark>) -> Vec<Entry> {
    let mut last: HashMap<Arc<str>, Span> = HashMap::new();
    let mut kept: Vec<Entry> = entries
        .into_iter()
        .rev()
        .filter(|entry| match last.entry(Arc::clone(&entry.key.text)) {
            hash_map::Entry::Vacant(vacant) => {
                vacant.insert(entry.key.span);
                true
            }
            hash_map::Entry::Occupied(winner) => {
                remarks.push(Remark::DuplicateKey {
                    key: Arc::clone(&entry.key.text),
                    first: entry.key.span,
                    last: *winner.get(),
                });
                false
            }
        })
        .collect();
    kept.reverse();
    kept
}

/// Takes over what a merge key brings: the entries of a mapping, or of a list of mappings.
pub(super) fn merge(node: Node, merged: &mut Vec<Entry>) -> Result<(), ReadError> {
    let span = node.span;
    let mappings = match node.kind {
        Kind::List(items) => items,
        kind => vec![Node { kind, span }],
    };
    for mapping in mappings {
        let Kind::Map(entries) = mapping.kind else {
            return Err(ReadError::Syntax {
                message: "a merge key `<<` needs a mapping or a list of mappings".to_owned(),
                help: "name an anchored mapping (`<<: *defaults`), or quote the key if it is a key like others"
                    .to_owned(),
                span,
                related: Vec::new(),
            });
        };
        merged.extend(entries);
    }
    Ok(())
}
