//! Blocks of addresses: parsed from text, compared, and joined until they cover everything.

use std::net::IpAddr;

/// The two address spaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Family {
    /// IPv4, 32 bits.
    V4,
    /// IPv6, 128 bits.
    V6,
}

impl Family {
    /// The number of bits of an address.
    pub fn width(self) -> u8 {
        match self {
            Self::V4 => 32,
            Self::V6 => 128,
        }
    }

    /// The last address.
    fn last(self) -> u128 {
        match self {
            Self::V4 => u128::from(u32::MAX),
            Self::V6 => u128::MAX,
        }
    }

    /// The block of all addresses.
    pub fn everything(self) -> Cidr {
        Cidr { family: self, start: 0, prefix: 0 }
    }
}

/// A block of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cidr {
    family: Family,
    // The order of the fields sorts a block before the blocks inside it.
    start: u128,
    prefix: u8,
}

impl Cidr {
    /// Reads `10.0.0.0/8`, `::/0` and the other spellings of an address (`0::/0`, `::0/0`); bits behind the prefix are
    /// cut off as EC2 does (`10.0.0.1/0` is everything), and an address without a prefix is a block of one.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let (family, bits) = match address.trim().parse::<IpAddr>().ok()? {
            IpAddr::V4(address) => (Family::V4, u128::from(address.to_bits())),
            IpAddr::V6(address) => (Family::V6, address.to_bits()),
        };
        let prefix = match prefix {
            Some(prefix) => prefix.trim().parse::<u8>().ok().filter(|prefix| *prefix <= family.width())?,
            None => family.width(),
        };
        Some(Self { family, start: bits & !Self::host_bits(family, prefix), prefix })
    }

    /// The bits behind the prefix, all set.
    fn host_bits(family: Family, prefix: u8) -> u128 {
        // A shift by the whole width is no shift: /128 has no host bits, /0 of IPv6 has them all.
        family.last().checked_shr(u32::from(prefix)).unwrap_or(0)
    }

    /// The address space that it is in.
    pub fn family(self) -> Family {
        self.family
    }

    /// Whether it is the whole address space.
    pub fn is_everything(self) -> bool {
        self.prefix == 0
    }

    /// Whether another block lies inside it.
    pub fn contains(self, other: Self) -> bool {
        self.family == other.family && self.start <= other.start && other.end() <= self.end()
    }

    /// Whether it holds private addresses only: those that no one else can have or route to over the internet.
    /// (RFC 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291.)
    pub fn is_private(self) -> bool {
        const PRIVATE: [(Family, u128, u8); 8] = [
            (Family::V4, 0x0a00_0000, 8),
            (Family::V4, 0xac10_0000, 12),
            (Family::V4, 0xc0a8_0000, 16),
            (Family::V4, 0x6440_0000, 10),
            (Family::V4, 0xa9fe_0000, 16),
            (Family::V4, 0x7f00_0000, 8),
            (Family::V6, 0xfc << 120, 7),
            (Family::V6, 0xfe80 << 112, 10),
        ];
        PRIVATE.into_iter().any(|(family, start, prefix)| Self { family, start, prefix }.contains(self))
    }

    /// The last address in it.
    fn end(self) -> u128 {
        self.start | Self::host_bits(self.family, self.prefix)
    }

    /// Which part of the address space it is; only to reject cheaply, so rounding does not matter.
    pub(super) fn share(self) -> f64 {
        2f64.powi(-i32::from(self.prefix))
    }
}

/// Whether blocks of one family, each carrying a tag, cover the whole space; if so, the tags of the blocks that it
/// takes: a block inside a larger one adds nothing and is left out, equal blocks are all in.
pub fn cover<T: Copy + Ord>(family: Family, blocks: &mut [(Cidr, T)]) -> Option<Vec<T>> {
    blocks.sort_unstable();
    let mut outer: Option<Cidr> = None;
    let mut needed = Vec::new();
    for (block, tag) in blocks.iter() {
        let next = match outer {
            Some(outer) => outer.end().checked_add(1),
            None => Some(0),
        };
        if outer == Some(*block) {
            needed.push(*tag);
        } else if next == Some(block.start) {
            outer = Some(*block);
            needed.push(*tag);
        } else if next.is_some_and(|next| block.start > next) {
            return None;
        }
    }
    (outer?.end() == family.last()).then_some(needed)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]
    use super::*;

    fn covers(family: Family, blocks: &[&str]) -> Option<Vec<usize>> {
        let mut blocks: Vec<_> =
            blocks.iter().enumerate().map(|(at, text)| (Cidr::parse(text).expect("a block"), at)).collect();
        cover(family, &mut blocks).map(|mut tags| {
            tags.sort_unstable();
            tags
        })
    }

    #[test]
    fn every_spelling_of_everything_is_everything() {
        for text in ["0.0.0.0/0", "10.0.0.1/0", " 0.0.0.0/0 ", "0.0.0.0/00", "255.255.255.255/0"] {
            assert_eq!(Cidr::parse(text), Some(Family::V4.everything()), "{text}");
        }
        for text in ["::/0", "0::/0", "::0/0", "0:0:0:0:0:0:0:0/0", "2001:db8::1/0", "::0.0.0.0/0"] {
            assert_eq!(Cidr::parse(text), Some(Family::V6.everything()), "{text}");
        }
    }

    #[test]
    fn host_bits_are_cut_off() {
        assert_eq!(Cidr::parse("10.1.2.3/8"), Cidr::parse("10.0.0.0/8"));
        assert_eq!(Cidr::parse("2001:db8::1/32"), Cidr::parse("2001:db8::/32"));
        assert_eq!(Cidr::parse("10.0.0.1"), Cidr::parse("10.0.0.1/32"));
        assert_eq!(Cidr::parse("::1"), Cidr::parse("::1/128"));
        assert_ne!(Cidr::parse("0.0.0.0"), Cidr::parse("0.0.0.0/0"));
    }

    #[test]
    fn what_is_no_block_is_refused() {
        for text in
            ["", "/", "/0", "anywhere", "10.0.0.0/33", "::/129", "10.0.0/8", "10.0.0.0/-1", "10.0.0.0/8/8", "0/0"]
        {
            assert_eq!(Cidr::parse(text), None, "{text}");
        }
    }

    #[test]
    fn private_ranges_are_told_from_those_of_the_internet() {
        let block = |text| Cidr::parse(text).unwrap();
        for text in ["10.1.0.0/16", "172.31.0.0/16", "192.168.1.1", "100.64.0.0/10", "fd00::/8", "fe80::1"] {
            assert!(block(text).is_private(), "{text}");
        }
        for text in ["0.0.0.0/0", "::/0", "10.0.0.0/7", "172.32.0.0/16", "203.0.113.0/24", "2001:db8::/32"] {
            assert!(!block(text).is_private(), "{text}");
        }
        assert!(block("10.0.0.0/16").contains(block("10.0.255.0/24")));
        assert!(!block("10.0.0.0/16").contains(block("10.1.0.0/24")));
        assert!(!block("0.0.0.0/0").contains(block("::1")));
    }

    #[test]
    fn halves_and_quarters_cover_together() {
        assert_eq!(covers(Family::V4, &["128.0.0.0/1", "0.0.0.0/1"]), Some(vec![0, 1]));
        assert_eq!(covers(Family::V4, &["0.0.0.0/1", "128.0.0.0/2", "192.0.0.0/2"]), Some(vec![0, 1, 2]));
        assert_eq!(covers(Family::V6, &["8000::/1", "::/1"]), Some(vec![0, 1]));
        assert_eq!(covers(Family::V4, &["0.0.0.0/0"]), Some(vec![0]));
    }

    #[test]
    fn a_gap_at_either_end_or_inside_is_seen() {
        assert_eq!(covers(Family::V4, &["0.0.0.0/1"]), None);
        assert_eq!(covers(Family::V4, &["128.0.0.0/1"]), None);
        assert_eq!(covers(Family::V4, &["0.0.0.0/2", "128.0.0.0/1"]), None);
        assert_eq!(covers(Family::V4, &["0.0.0.0/1", "128.0.0.0/2"]), None);
        assert_eq!(covers(Family::V6, &["::/1", "8000::/2"]), None);
        assert_eq!(covers(Family::V4, &[]), None);
    }

    #[test]
    fn a_block_inside_another_is_not_needed_and_an_equal_one_is() {
        assert_eq!(covers(Family::V4, &["10.0.0.0/8", "0.0.0.0/1", "128.0.0.0/1", "0.0.0.0/1"]), Some(vec![1, 2, 3]));
        assert_eq!(covers(Family::V4, &["255.255.255.255/32", "0.0.0.0/1", "128.0.0.0/1"]), Some(vec![1, 2]));
    }
}
