//! Rules that take too much are stopped, by counting, and the other rules go on.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod engine_support;

use cfn_guardian::engine::Evaluation;
use cfn_guardian::engine::run::{BASE_INSTRUCTIONS, Budget, INSTRUCTIONS_PER_ITEM};
use engine_support::{World, card, rules};

const HARMLESS: &str = r#"
import data.guardian.graph

violations contains graph.violation(bucket, [], "seen") if some bucket in graph.resources("AWS::S3::Bucket")
"#;

/// Runs a rule beside a harmless one.
fn beside(body: &str) -> Evaluation {
    let world = World::of(&[("Bucket", "AWS::S3::Bucket", "{}")]);
    let bomb = card("own-bomb", &["*"], &[]) + "\nimport data.guardian.graph\n\n" + body;
    let files = [("own-bomb.rego", bomb), ("own-harmless.rego", card("own-harmless", &["*"], &[]) + HARMLESS)];
    let rules = rules(&files).unwrap();
    let selected = ["own-bomb", "own-harmless"].map(|id| rules.position(id).unwrap());
    let evaluation = rules.evaluate(&selected, &world.graph, &world.input);
    assert_eq!(evaluation.answers.len(), 1, "the harmless rule answers: {evaluation:?}");
    assert_eq!(evaluation.incomplete.len(), 1, "the bomb is incomplete: {evaluation:?}");
    assert_eq!(evaluation.ran, 2);
    evaluation
}

fn reason(body: &str) -> String {
    beside(body).incomplete.remove(0).1
}

#[test]
fn instructions_are_counted() {
    let reason = reason(
        r#"
ten := [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]

violations contains graph.template_violation([], "x") if {
	some a in ten
	some b in ten
	some c in ten
	some d in ten
	some e in ten
	some f in ten
	some g in ten
	some h in ten
	a + b + c + d + e + f + g + h > 1000
}
"#,
    );
    assert_eq!(
        reason,
        format!("it used up its budget of {} instructions", BASE_INSTRUCTIONS + 3 * INSTRUCTIONS_PER_ITEM)
    );
}

/// Rules that double what they have, so many times.
fn doubling(times: usize, step: &str, last: &str) -> String {
    let mut text = String::from("x0 := \"0123456789abcdef0123456789abcdef\"\n\n");
    for level in 1..=times {
        text += &format!("x{level} := {}\n\n", step.replace('X', &format!("x{}", level - 1)));
    }
    text + &format!(
        "violations contains graph.template_violation([], \"x\") if {}\n",
        last.replace('X', &format!("x{times}"))
    )
}

#[test]
fn memory_is_counted() {
    let grown = reason(&doubling(30, "concat(\"\", [X, X])", "count(X) > 0"));
    assert!(grown.contains("64 MiB"), "{grown}");
    let listed = reason(
        r#"
ten := [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]

violations contains graph.template_violation([], "x") if {
	all := [{"a": a, "b": b, "text": concat("", [t, t, t, t])} |
		t := concat(",", [sprintf("%v", [n]) | some m in ten; some n in [m, ten, ten, ten, ten, ten, ten]])
		some a in ten
		some b in ten
		some _ in ten
		some _ in ten
		some _ in ten
	]
	count(all) > 0
}
"#,
    );
    assert!(listed.contains("64 MiB"), "{listed}");
}

#[test]
fn one_step_cannot_make_what_no_budget_sees() {
    // 2^17 * 32 bytes are still within the budget; what is made of them is not.
    for last in [
        "count(replace(X, \"0\", X)) > 0",
        "count(concat(X, [\"a\", \"b\", X, X, X, X, X, X, X, X, X, X])) > 0",
        "count(split(X, \"\")) > 0",
        "count(indexof_n(X, \"0\")) > 0",
        "count(regex.replace(X, \"[0-9]\", X)) > 0",
        "count(regex.find_n(\"[0-9]\", X, -1)) > 0",
        "count(sprintf(\"%999999999d\", [1])) > 0",
    ] {
        let reason = reason(&doubling(17, "concat(\"\", [X, X])", last));
        assert!(reason.contains("64 MiB"), "{last}: {reason}");
    }
    // Shared parts are small in memory and endless when they are written out.
    for last in ["count(json.marshal(X)) > 0", "count(sprintf(\"%v\", [X])) > 0"] {
        let reason = reason(&doubling(30, "[X, X]", last));
        assert!(reason.contains("64 MiB"), "{last}: {reason}");
    }
}

#[test]
fn builtins_without_any_bound_are_refused() {
    for call in
        ["count(numbers.range(1, 999999999999))", "count(net.cidr_expand(\"0.0.0.0/0\"))", "rand.intn(\"x\", 5)"]
    {
        let rule = card("own-bomb", &["*"], &[])
            + "\nimport data.guardian.graph\n\nviolations contains graph.template_violation([], \"x\") if {\n\t"
            + call
            + " > 0\n}\n";
        let errors = rules(&[("own-bomb.rego", rule)]).unwrap_err();
        assert_eq!(errors.len(), 1);
        assert!(errors[0].message.contains("is not let into rules"), "{errors:?}");
        assert_eq!(errors[0].position.unwrap().0, 20, "{errors:?}");
    }
}

#[test]
fn the_budget_grows_with_the_graph() {
    let small = World::of(&[("A", "AWS::S3::Bucket", "{}")]);
    let large = World::of(&[("A", "AWS::S3::Bucket", "{}"), ("B", "AWS::S3::Bucket", "{}")]);
    let of = |world: &World| Budget::of(&world.graph, &world.input).instructions;
    assert_eq!(of(&large) - of(&small), INSTRUCTIONS_PER_ITEM);
}

#[test]
fn another_budget_can_be_given() {
    let world = World::of(&[("Bucket", "AWS::S3::Bucket", "{}")]);
    let rules = rules(&[("own-harmless.rego", card("own-harmless", &["*"], &[]) + HARMLESS)]).unwrap();
    let selected = [rules.position("own-harmless").unwrap()];
    let budget = Budget { instructions: 3, ..Budget::of(&world.graph, &world.input) };
    let evaluation = rules.evaluate_within(&selected, &world.graph, &world.input, budget);
    assert_eq!(evaluation.incomplete, [(selected[0], "it used up its budget of 3 instructions".to_owned())]);
    assert_eq!((evaluation.answers.len(), evaluation.satisfied), (0, 0));
}
