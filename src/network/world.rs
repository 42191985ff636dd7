//! Rules that reach the whole world only together: `0.0.0.0/1` and `128.0.0.0/1` on the same port.

use super::cidr::{Cidr, Family, cover};
use std::collections::{BTreeMap, BTreeSet};

/// More blocks than a group can have: its rules, counted by the entries of their prefix lists, are at most 1,000 for
/// each family (<https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html>). EC2 refuses a larger group,
/// and weighing it would take time that nobody gains from.
const BLOCKS_OF_A_GROUP: usize = 2_000;

/// What one rule of a group opens, and to whom.
pub(super) struct Opening<'a> {
    /// The protocol; `-1` meets every other.
    pub protocol: &'a str,
    /// The ports (or icmp types) as a closed range.
    pub range: (u32, u32),
    /// The addresses.
    pub blocks: &'a [Cidr],
}

/// Whether the addresses are the world on their own.
pub(super) fn alone(blocks: &[Cidr]) -> bool {
    blocks.iter().any(|block| block.is_everything()) || covering(blocks.iter().map(|block| (*block, ()))).is_some()
}

/// Which openings (by position) it takes to cover the world on some port, out of the openings of one group of which
/// none does so alone. An opening that lies inside another adds nothing: it is not among them.
pub(super) fn together(openings: &[Opening]) -> BTreeSet<usize> {
    let mut needed = BTreeSet::new();
    // Almost every group ends here: its blocks added up are far from the whole.
    let blocks = || openings.iter().flat_map(|opening| opening.blocks);
    if !enough(blocks()) || blocks().nth(BLOCKS_OF_A_GROUP).is_some() {
        return needed;
    }
    let specific: BTreeSet<&str> =
        openings.iter().map(|opening| opening.protocol).filter(|protocol| *protocol != "-1").collect();
    let protocols = if specific.is_empty() { BTreeSet::from(["-1"]) } else { specific };
    for protocol in protocols {
        let meets = |opening: &Opening| opening.protocol == protocol || opening.protocol == "-1";
        // Among the openings of any port, the one that starts last starts where all of them are open: it is enough to
        // look at the starts.
        let starts: BTreeSet<u32> =
            openings.iter().filter(|opening| meets(opening)).map(|opening| opening.range.0).collect();
        for port in starts {
            let open = openings
                .iter()
                .enumerate()
                .filter(|(_, opening)| meets(opening) && opening.range.0 <= port && port <= opening.range.1);
            let blocks = open.flat_map(|(at, opening)| opening.blocks.iter().map(move |block| (*block, at)));
            needed.extend(covering(blocks).unwrap_or_default());
        }
    }
    needed
}

/// The tags of the blocks that cover one of the two families.
fn covering<T: Copy + Ord>(blocks: impl Iterator<Item = (Cidr, T)>) -> Option<Vec<T>> {
    let mut families: BTreeMap<Family, Vec<(Cidr, T)>> = BTreeMap::new();
    for (block, tag) in blocks {
        families.entry(block.family()).or_default().push((block, tag));
    }
    let mut needed: Option<Vec<T>> = None;
    for (family, mut blocks) in families {
        if enough(blocks.iter().map(|(block, _)| block))
            && let Some(tags) = cover(family, &mut blocks)
        {
            needed.get_or_insert_default().extend(tags);
        }
    }
    needed
}

/// Whether blocks added up are as large as an address space: the cheap condition that comes first.
fn enough<'a>(blocks: impl Iterator<Item = &'a Cidr>) -> bool {
    blocks.map(|block| block.share()).sum::<f64>() > 0.999
}
