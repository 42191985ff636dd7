//! What is refused, with the place and the words; and the limits, which no input gets around.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

use super::tests::Parsed;
use super::*;
use miette::Diagnostic;
use std::fmt::Write;

fn refused(text: &str) -> ReadError {
    refused_within(text, &Limits::default())
}

fn refused_within(text: &str, limits: &Limits) -> ReadError {
    match Parsed::within(text, limits) {
        Ok(parsed) => panic!("{text:.100} was read: {:?}", parsed.document.root.span),
        Err(error) => {
            assert!(error.help().is_some() && error.code().is_some(), "{error}");
            assert!(error.labels().iter().all(|(span, _)| span.start <= span.end && span.end as usize <= text.len()));
            error
        }
    }
}

/// The message and the text under the main place.
fn told(text: &str) -> (String, &str, usize) {
    let error = refused(text);
    let span = error.span().unwrap();
    let place = text.get(span.start as usize..span.end as usize).unwrap();
    (error.to_string(), place, text.get(..span.start as usize).unwrap().lines().count().max(1))
}

#[test]
fn tabs_have_their_own_error() {
    for (text, at) in [
        ("Resources:\n\tBucket:\n\t\tType: x\n", 11),
        ("a:\n  b: 1\n\tc: 2\n", 10),
        ("a:\n  b: 1\n  \tc: 2\n", 12),
        ("a:\n\t- b\n", 3),
        ("a:\n  b: |\n\tx\n", 10),
    ] {
        let error = refused(text);
        let ReadError::TabIndentation { span } = error else { panic!("{text:?}: {error}") };
        assert_eq!(span.start, at, "{text:?}");
    }
}

#[test]
fn what_is_cut_off_points_to_what_is_open() {
    for (text, open) in [
        ("{\"a\": {\"b\": [1, 2", 12),
        ("{\"Resources\": {\n  \"A\": tru", 14),
        ("a: [1,\n  2\n", 3),
        ("a: \"foo\nb: c\n", 3),
        ("{\"a\": \"foo", 6),
    ] {
        let error = refused(text);
        let ReadError::Unclosed { open: span, end, .. } = &error else { panic!("{text:?}: {error}") };
        assert_eq!(span.start, open, "{text:?}");
        assert_eq!(end.end as usize, text.trim_end().len());
        assert_eq!(error.labels().len(), 2);
    }
    let (message, place, line) = told("Resources:\n  A:\n    Type: x\n    Prop");
    assert_eq!(
        (message.as_str(), place, line),
        ("`Prop` stands where a key is expected, and no `:` follows it", "Prop", 4)
    );
}

#[test]
fn two_tags_on_one_value_are_named() {
    for text in [
        "a: !Base64 !Sub x\n",
        "a: !Base64\n  !Sub x\n",
        "- !Base64 !Sub x\n",
        "a: [!Base64 !Sub x]",
        "{a: !Base64 !Sub x}",
    ] {
        let (message, place, _) = told(text);
        assert_eq!((message.as_str(), place), ("two tags on one value", "!Sub"), "{text:?}");
        assert!(refused(text).help().unwrap().to_string().contains("Fn::Base64: !Sub"));
    }
}

#[test]
fn common_mistakes_are_told_in_words() {
    for (text, words, place) in [
        ("a: b: c\n", "a `:` stands where no key can be", ":"),
        ("a:\n  b: 1\n c: 2\n", "`c` fits no mapping above", "c"),
        ("Resource: *\n", "is an alias or anchor without a name", "*"),
        ("Action:\n  - *:*\n", "names no anchor above it", "*"),
        ("a: @b\n", "no text can begin with `@`", "@b"),
        ("a: 'it's'\n", "something follows the closing quote", "s'"),
        ("a: - b\n", "a list item `- ` cannot begin here", "-"),
        ("[a, [b, }\n", "the bracket `[` is closed by `}`", "["),
        ("{\"a\": 1}}\n", "`}` closes a bracket that is not open", "}"),
        ("{\"a\": 1} x\n", "stands behind the end of the document", "x"),
        ("a: \"\\q\"\n", "holds an escape", "\"\\q\""),
        ("a: \"\\ud800\"\n", "half of a surrogate pair", "\"\\ud800\""),
        ("a: \u{7}\n", "U+0007", "\u{7}"),
        ("? [a, b]\n: c\n", "a key is a list or a mapping", "["),
        ("!Ref a: b\n", "a key is a list or a mapping", "!Ref a"),
        ("a: &x [*x]\n", "an alias stands inside the value that it names", "*x"),
        ("a:\n  <<: 5\n", "a merge key `<<` needs a mapping", "5"),
    ] {
        let (message, found, _) = told(text);
        assert!(message.contains(words), "{text:?}: {message}");
        assert_eq!(found, place, "{text:?}");
    }
    assert!(refused("{% if a %}\nb: 1\n{% endif %}").help().unwrap().to_string().contains("template engine"));
    let open = refused("a: [1, 2\nb: 3\n").labels();
    assert!(open.iter().any(|(span, label)| span.start == 3 && label.contains("still open")), "{open:?}");
}

#[test]
fn a_file_of_comments_is_empty() {
    for text in ["# nothing\n", "---\n", "---\n# a\n---\n", "%YAML 1.1\n---\n"] {
        assert_eq!(refused(text), ReadError::Empty, "{text:?}");
    }
    assert!(Parsed::within("~", &Limits::default()).is_ok(), "a null that is written is content");
}

#[test]
fn ten_thousand_levels_are_an_error() {
    let levels = 10_000;
    let mut indented = String::new();
    for level in 0..2000 {
        writeln!(indented, "{}a:", " ".repeat(level)).unwrap();
    }
    let texts = [
        "[".repeat(levels),
        format!("{}{}", "[".repeat(levels), "]".repeat(levels)),
        "{\"a\":".repeat(levels),
        format!("{}x", "- ".repeat(levels)),
        "!Not [".repeat(levels),
        "a: [".repeat(levels),
        indented,
    ];
    for text in texts {
        let error = refused(&text);
        assert!(matches!(error, ReadError::TooDeep { limit: 200, .. }), "{text:.20}: {error}");
    }
    assert!(matches!(refused(&"? ".repeat(levels)), ReadError::Syntax { .. }), "a mapping as a key comes first");
    let error = refused_within("a:\n  b:\n    c: 1\n", &Limits { depth: 2, ..Limits::default() });
    assert!(matches!(error, ReadError::TooDeep { limit: 2, span } if span.start == 12), "{error:?}");
    let fits = format!("{}1{}", "[".repeat(200), "]".repeat(200));
    assert!(Parsed::within(&fits, &Limits::default()).is_ok());
}

#[test]
fn functions_and_aliases_count_as_levels() {
    let limits = Limits { depth: 6, ..Limits::default() };
    assert!(matches!(refused_within("[!Not [!Not [!Not [1]]]]", &limits), ReadError::TooDeep { .. }));
    // Two levels of brackets below the mapping make three; `*b` brings four more.
    let chain = "a: &a [[1]]\nb: &b [[*a]]\nc: &c [[*b]]\nd: [[*c]]\n";
    let error = refused_within(chain, &limits);
    assert!(
        matches!(error, ReadError::TooDeep { span, .. } if span.start as usize == chain.find("*b").unwrap()),
        "{error:?}"
    );
}

#[test]
fn an_alias_bomb_stops_early() {
    let mut bomb = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    for level in 1..30 {
        let before = level - 1;
        let nine = vec![format!("*a{before}"); 9].join(", ");
        writeln!(bomb, "a{level}: &a{level} [{nine}]").unwrap();
    }
    let started = std::time::Instant::now();
    let error = refused(&bomb);
    let ReadError::AliasBomb { limit: 200_000, span } = error else { panic!("{error}") };
    assert!(bomb.get(span.start as usize..).unwrap().starts_with("*a"));
    assert!(started.elapsed().as_secs() < 5);
    // Anchors that contain anchors are copied as often as they are nested.
    let nested: String = (0..150).map(|level| format!("&a{level} [")).collect();
    let used: String = (0..150).map(|level| format!(", *a{level}")).collect();
    let text = format!("[{nested}{}{}{used}]", "x, ".repeat(5000), "]".repeat(150));
    assert!(matches!(refused(&text), ReadError::AliasBomb { .. }));
}

#[test]
fn too_many_values_are_an_error_at_the_first_too_many() {
    let limits = Limits { nodes: 4, ..Limits::default() };
    let error = refused_within("[a, b, c, d, e]", &limits);
    assert!(matches!(error, ReadError::TooManyNodes { limit: 4, span } if span.start == 10), "{error:?}");
    assert!(Parsed::within("[a, b, c]", &limits).is_ok());
}
