//! Mistakes in rule files, with their places.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod engine_support;

use cfn_guardian::engine::card::{Card, Judges, Severity};
use cfn_guardian::engine::rule_error::RuleError;
use engine_support::{card, rules};
use miette::Diagnostic;

/// The lines of a complete rule file. The package is on line 15.
fn complete() -> String {
    card("own-rule", &["AWS::S3::Bucket"], &["A.B"])
        + "\nimport data.guardian.graph\n\nviolations contains graph.template_violation([], \"x\")\n"
}

#[test]
fn a_complete_card_is_read() {
    let text = complete().replace(
        "#   remediation: Do it.",
        "#   reads: [\"*\"]\n#   judges: form\n#   existence: true\n#   settings: [prefix]\n#   frameworks:\n\
         #     nist: [SC-28]\n#   remediation: >-\n#     Do it,\n#     then rest.",
    );
    let card = Card::parse("rules/own/own-rule.rego", &text, "own").unwrap();
    assert_eq!((card.id.as_str(), card.service.as_str(), card.severity), ("own-rule", "own", Severity::High));
    assert_eq!((card.judges, card.existence), (Judges::Form, true));
    assert_eq!((card.reads, card.settings), (vec!["*".to_owned()], vec!["prefix".to_owned()]));
    assert_eq!(card.frameworks["nist"], ["SC-28"]);
    assert_eq!(card.remediation, "Do it, then rest.");
    assert_eq!(card.references, ["https://docs.aws.amazon.com/x.html"]);
    assert_eq!(card.package, "guardian.rules.own_rule");
}

#[test]
fn each_mistake_of_a_card_is_named_with_its_line() {
    for (from, to, line, expected) in [
        ("# title: A title\n", "", 1, "`title` is missing"),
        ("A title", "A title.", 2, "without a full stop"),
        ("# description: Why.\n", "# description: \"\"\n", 3, "`description` is empty"),
        ("- https://docs", "- http://docs", 4, "is no https address"),
        ("# related_resources:\n# - https://docs.aws.amazon.com/x.html\n", "", 1, "must name the pages"),
        ("#   id: own-rule\n", "", 6, "`id` is missing"),
        ("id: own-rule", "id: Own_Rule", 7, "no rule id"),
        ("id: own-rule", "id: own-other", 7, "not the file's name `own-rule`"),
        ("severity: high", "severity: awful", 8, "no severity; there are: info, low, medium, high, critical"),
        ("[\"AWS::S3::Bucket\"]", "[]", 9, "`resources` is empty"),
        ("[\"AWS::S3::Bucket\"]", "[Bucket]", 9, "`Bucket` is no resource type"),
        ("[\"AWS::S3::Bucket\"]", "\"AWS::S3::Bucket\"", 9, "must be a list of texts"),
        ("[\"A.B\"]", "[\"A[0].B\"]", 10, "only `[*]`"),
        ("#   decides_on: [\"A.B\"]\n", "", 6, "`decides_on` is missing (it may be [])"),
        ("requirements: []", "requirements: [1]", 11, "must be a list of texts"),
        ("checkov:CKV_AWS_1", "CKV_AWS_1", 12, "no alias of the form `tool:ID`"),
        ("profiles: [default]", "profile: [default]", 13, "`profile` is no key"),
        ("remediation: Do it.", "remediation: [x]", 14, "`remediation` must be text"),
        ("package guardian.rules.own_rule", "package guardian.rules.own-rule", 15, "must be `guardian.rules.own_rule`"),
        ("# METADATA", "# About", 15, "no `# METADATA`"),
        ("# custom:", "# custom: [", 8, "no YAML mapping"),
    ] {
        let text = complete().replacen(from, to, 1);
        assert_ne!(text, complete(), "{from}");
        let error = Card::parse("own-rule.rego", &text, "").unwrap_err();
        let found = error.mistakes.iter().find(|mistake| mistake.message.contains(expected));
        let found = found.unwrap_or_else(|| panic!("{expected}: {error}"));
        assert_eq!(found.line, line, "{error}");
    }
}

#[test]
fn all_mistakes_of_a_card_are_told_at_once() {
    let text = complete().replace("severity: high", "severity: awful").replace("# title: A title\n", "");
    let text = text.replace("#   remediation: Do it.\n", "");
    let error = Card::parse("own-rule.rego", &text, "").unwrap_err();
    assert_eq!(
        error.to_string(),
        "own-rule.rego:1: `title` is missing\n\
         own-rule.rego:5: `remediation` is missing\n\
         own-rule.rego:7: `awful` is no severity; there are: info, low, medium, high, critical"
    );
    let shown = rules(&[("own-rule.rego", text)]).unwrap_err();
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].message, "the rule's card has 3 mistakes");
    assert_eq!(shown[0].labels().unwrap().count(), 3);
}

/// The errors of a rule with this body, which begins on line 17.
fn errors(body: &str) -> Vec<RuleError> {
    let text = card("own-rule", &["AWS::S3::Bucket"], &[]) + "\n" + body;
    rules(&[("folder/own-rule.rego", text)]).expect_err(body)
}

#[test]
fn compile_errors_have_their_line_column_and_help() {
    let graph = "import data.guardian.graph\n\n";
    for (body, place, message, help) in [
        ("violations contains x if {\n\tx := = 1\n}\n", (18, 7), "", ""),
        (&format!("{graph}violations contains graph.nope(1)\n"), (19, 21), "Unknown function", "rules/lib/graph.rego"),
        ("violations contains x if {\n\tx := http.send({})\n}\n", (18, 7), "http.send", "no network"),
        ("violations contains x if {\n\tx := time.now_ns()\n}\n", (18, 7), "time.now_ns", "no network"),
        ("violations contains x if {\n\tx := \"é\"; y == 2\n}\n", (18, 12), "y", ""),
        (
            "import data.guardian.grap\n\nviolations contains 1\n",
            (17, 8),
            "no file has the package `guardian.grap`",
            "import",
        ),
        ("violations contains x if {\n\tx := f(1) with input as {}\n}\nf(a) := a\n", (18, 2), "with", "_test.rego"),
        ("default f(_) := 1\n\nf(x) := x\n\nviolations contains f(1)\n", (17, 1), "`default`", "else"),
    ] {
        let errors = errors(body);
        assert_eq!(errors.len(), 1, "{body}: {errors:?}");
        let error = &errors[0];
        assert_eq!(error.name, "folder/own-rule.rego");
        assert_eq!(error.position, Some(place), "{body}: {error:?}");
        assert!(error.message.contains(message), "{body}: {}", error.message);
        assert!(!error.message.contains('\n') && !error.message.contains("-->"), "{}", error.message);
        assert!(error.help.clone().unwrap_or_default().contains(help), "{body}: {:?}", error.help);
        assert!(error.labels().is_some_and(|mut labels| labels.next().is_some()), "{body}: no label");
    }
}

#[test]
fn errors_without_a_place_say_what_to_do() {
    for (body, message, help) in [
        ("violations contains x if {\n\twalk(input, [_, x])\n}\n", "walk", "a rule is compiled"),
        ("violation contains 1\n", "does not define `violations`", "violations contains"),
        ("violations := [1]\n", "does not define `violations` as a set", "violations contains"),
        ("a := b\n\nb := a\n\nviolations contains a\n", "recursion", "Rego has no recursion"),
        ("f(x) := g(x)\n\ng(x) := f(x)\n\nviolations contains f(1)\n", "recursion", "Rego has no recursion"),
    ] {
        let errors = errors(body);
        assert_eq!(errors.len(), 1, "{body}: {errors:?}");
        assert!(errors[0].message.contains(message), "{body}: {}", errors[0].message);
        assert!(errors[0].help.clone().unwrap_or_default().contains(help), "{body}: {:?}", errors[0].help);
    }
}

#[test]
fn what_reaches_too_deep_is_refused() {
    let chain = |length: usize| {
        let step = |level: usize| format!("r{level} := r{}\n\n", level + 1);
        (0..length).map(step).collect::<String>()
            + &format!("r{length} := 1\n\nviolations contains graph.template_violation([], r0)\n")
    };
    let deep = errors(&format!("import data.guardian.graph\n\n{}", chain(3000)));
    assert!(deep[0].message.contains("more than 100 deep"), "{deep:?}");
    let back = "package custom.back\n\nimport data.custom.there\n\na := there.b\n".to_owned();
    let there = "package custom.there\n\nb := data.custom[name].a if some name in [\"back\"]\n".to_owned();
    let rule = card("own-rule", &["*"], &[]) + "import data.custom.back\n\nviolations contains back.a\n";
    let circle = rules(&[("own-rule.rego", rule), ("back.rego", back), ("there.rego", there)]).unwrap_err();
    assert!(circle[0].message.contains("recursion"), "{circle:?}");
    // A rule asked for by a name may be any of its package: fine where that ends, a circle where it may not.
    let asking = |library: &str| {
        let body = "violations contains x if {\n\tsome name in [\"a\"]\n\tx := data.custom.names[name]\n}\n";
        let library = format!("package custom.names\n\n{library}\n");
        rules(&[("own-rule.rego", card("own-rule", &["*"], &[]) + body), ("names.rego", library)])
    };
    assert!(asking("a := 1").is_ok());
    let circle = asking("a := data.custom.names[input.name]").unwrap_err();
    assert!(circle[0].message.contains("recursi"), "{circle:?}");
    let nested = errors(&format!("violations contains {}1{}\n", "[".repeat(500), "]".repeat(500)));
    assert_eq!(nested.len(), 1, "{nested:?}");
}

#[test]
fn the_mistakes_of_all_files_are_told_at_once() {
    let broken = |id: &str, body: &str| card(id, &["*"], &[]) + body;
    let errors = rules(&[
        ("own-b.rego", broken("own-b", "violations contains x if { x := nope(1) }\n")),
        ("own-a.rego", broken("own-a", "violations contains x if { x := = }\n")),
        ("lib.rego", "package other.place\n".to_owned()),
    ])
    .unwrap_err();
    let names: Vec<&str> = errors.iter().map(|error| error.name.as_str()).collect();
    assert_eq!(names, ["lib.rego", "own-a.rego"], "what cannot be parsed stops the rest from being compiled");
    let errors = rules(&[
        ("own-b.rego", broken("own-b", "violations contains x if { x := nope(1) }\n")),
        ("own-a.rego", broken("own-a", "violations contains x if { x := nowhere(1) }\n")),
    ])
    .unwrap_err();
    let names: Vec<&str> = errors.iter().map(|error| error.name.as_str()).collect();
    assert_eq!(names, ["own-a.rego", "own-b.rego"]);
}

#[test]
fn ids_and_packages_are_taken_once() {
    let rule = || complete();
    let errors = rules(&[("a/own-rule.rego", rule()), ("b/own-rule.rego", rule())]).unwrap_err();
    assert!(errors[0].message.contains("already that of a/own-rule.rego"), "{errors:?}");
    let library = "package guardian.graph\n\nextra := 1\n".to_owned();
    let errors = rules(&[("graph.rego", library)]).unwrap_err();
    assert!(errors[0].message.contains("built-in library's"), "{errors:?}");
}

#[test]
fn the_service_of_a_user_rule_is_its_folder_where_the_id_begins_with_it() {
    let rules = rules(&[("mine/own/own-rule.rego", complete())]).unwrap();
    assert_eq!(rules.cards()[rules.position("own-rule").unwrap()].service, "own");
}
