//! The paths of `decides_on`: `A.B`, `A[*].B`, `A.*.B`.
//!
//! Cards carry them as text, [`parse`] reads them, and the three-valued logic walks values along them. This file is
//! compiled into the build script too: it may use nothing of the crate.

/// One step of a deciding path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// The value under a key.
    Key(String),
    /// Every item of a list; a scalar or mapping written in place of a list counts as its one item.
    Items,
    /// Every value of a mapping.
    Values,
}

/// Reads a deciding path.
///
/// # Errors
///
/// Says in words what is wrong with the path.
pub fn parse(path: &str) -> Result<Vec<Segment>, String> {
    let mut segments = Vec::new();
    for part in path.split('.') {
        let (key, mut rest) = part.split_at(part.find('[').unwrap_or(part.len()));
        match key {
            "" => return Err(format!("`{path}` has an empty step")),
            "*" => segments.push(Segment::Values),
            key if key.contains(['*', ']']) || key.contains(char::is_whitespace) => {
                return Err(format!("`{key}` in `{path}` is no property name"));
            }
            key => segments.push(Segment::Key(key.to_owned())),
        }
        while !rest.is_empty() {
            rest = rest
                .strip_prefix("[*]")
                .ok_or_else(|| format!("only `[*]` may stand in brackets, as in `A[*].B`: `{path}`"))?;
            segments.push(Segment::Items);
        }
    }
    Ok(segments)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

    use super::{Segment, parse};

    #[test]
    fn keys_items_and_values_are_told_apart() {
        let key = |name: &str| Segment::Key(name.to_owned());
        assert_eq!(parse("A.B").unwrap(), [key("A"), key("B")]);
        assert_eq!(parse("A[*].B").unwrap(), [key("A"), Segment::Items, key("B")]);
        assert_eq!(parse("A[*][*]").unwrap(), [key("A"), Segment::Items, Segment::Items]);
        assert_eq!(parse("A.*.B").unwrap(), [key("A"), Segment::Values, key("B")]);
    }

    #[test]
    fn mistakes_are_named() {
        for (path, expected) in [
            ("", "empty step"),
            ("A..B", "empty step"),
            ("A[0].B", "only `[*]`"),
            ("A[*", "only `[*]`"),
            ("A B", "no property name"),
            ("A*.B", "no property name"),
        ] {
            let error = parse(path).unwrap_err();
            assert!(error.contains(expected), "{path}: {error}");
        }
    }
}
