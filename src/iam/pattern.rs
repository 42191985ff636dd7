//! IAM's wildcards, `*` and `?`: what one pattern says of another. All is as it is written; who compares actions gives
//! both sides in lower case.

/// Longer patterns than any that AWS takes are not compared step by step: an input must not cost what it likes.
const LONGEST: usize = 4096;

/// Whether every text that `narrow` matches, `wide` matches too. A plain text is a pattern that matches itself.
pub fn covers(wide: &str, narrow: &str) -> bool {
    if wide == "*" || wide == narrow {
        return true;
    }
    let (wide, narrow) = (wide.as_bytes(), narrow.as_bytes());
    if wide.len() > LONGEST || narrow.len() > LONGEST {
        return false;
    }
    matches(wide, narrow, |wanted, byte| wanted == byte || (wanted == b'?' && byte != b'*'))
}

/// Whether a pattern with `*` matches all of a text; `takes` says whether any other byte of it (the first) takes one of
/// the text. Linear but for the last star, to which it goes back.
pub(super) fn matches(pattern: &[u8], text: &[u8], takes: impl Fn(u8, u8) -> bool) -> bool {
    let (mut at, mut position) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    while let Some(byte) = text.get(position) {
        match pattern.get(at) {
            Some(b'*') => {
                back = Some((at + 1, position));
                at += 1;
            }
            Some(wanted) if takes(*wanted, *byte) => {
                at += 1;
                position += 1;
            }
            _ => match back {
                Some((star, start)) => {
                    back = Some((star, start + 1));
                    (at, position) = (star, start + 1);
                }
                None => return false,
            },
        }
    }
    pattern.get(at..).is_some_and(|rest| rest.iter().all(|byte| *byte == b'*'))
}

/// Whether some text is matched by both.
pub fn overlaps(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len() > LONGEST || right.len() > LONGEST {
        return true;
    }
    // Which positions of `right` can stand against the position of `left` that was come to.
    let mut reached = vec![false; right.len() + 1];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    through_stars(right, &mut reached);
    for byte in left {
        let mut next = vec![false; right.len() + 1];
        if *byte == b'*' {
            // A star takes any part of the other side.
            let first = reached.iter().position(|reached| *reached).unwrap_or(reached.len());
            next.iter_mut().skip(first).for_each(|slot| *slot = true);
            reached = next;
            continue;
        }
        for at in (0..=right.len()).filter(|at| reached.get(*at) == Some(&true)) {
            let mut mark = |at: usize| next.get_mut(at).into_iter().for_each(|slot| *slot = true);
            match (byte, right.get(at)) {
                (_, Some(b'*')) => mark(at),
                (b'?', Some(_)) | (_, Some(b'?')) => mark(at + 1),
                (byte, Some(other)) if byte == other => mark(at + 1),
                _ => {}
            }
        }
        through_stars(right, &mut next);
        reached = next;
    }
    reached.last() == Some(&true)
}

/// A star may stand for nothing.
fn through_stars(pattern: &[u8], reached: &mut [bool]) {
    for (at, byte) in pattern.iter().enumerate() {
        if *byte == b'*'
            && reached.get(at) == Some(&true)
            && let Some(slot) = reached.get_mut(at + 1)
        {
            *slot = true;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]
    use super::*;

    #[test]
    fn a_wide_pattern_covers_what_it_matches() {
        for (wide, narrow) in [("*", "s3:*"), ("s3:*", "s3:get*"), ("s3:get?", "s3:geta"), ("a*c", "abc"), ("*", "")] {
            assert!(covers(wide, narrow), "{wide} {narrow}");
        }
        for (wide, narrow) in [("s3:get*", "s3:*"), ("s3:?", "s3:*"), ("a", "ab"), ("", "a"), ("a?", "a")] {
            assert!(!covers(wide, narrow), "{wide} {narrow}");
        }
    }

    #[test]
    fn long_patterns_take_no_time() {
        let (stars, letters) = ("*a".repeat(500_000), "a".repeat(1_000_000));
        assert!(!covers(&stars, &letters) && covers("*", &letters) && covers(&stars, &stars));
        assert!(overlaps(&stars, &letters));
        assert!(overlaps(&"*a".repeat(500), &"b*".repeat(500)));
    }

    #[test]
    fn patterns_overlap_where_a_text_fits_both() {
        for (left, right) in [("a*", "*b"), ("*", ""), ("a?c", "abc"), ("iam:*", "*:passrole"), ("x", "x"), ("**", "*")]
        {
            assert!(overlaps(left, right) && overlaps(right, left), "{left} {right}");
        }
        for (left, right) in [("a*", "b*"), ("a", ""), ("a?", "a"), ("iam:*", "s3:*")] {
            assert!(!overlaps(left, right) && !overlaps(right, left), "{left} {right}");
        }
    }
}
