//! Rules that would never end or take all memory: cut off, said so, and the other rules still answer.

use crate::support::{Place, RULE, TEMPLATE, rule};
use insta::assert_snapshot;
use std::time::{Duration, Instant};

const DIGITS: &str = "\ndigits := split(\"0123456789\", \"\")\n";

fn place(body: &str) -> Place {
    Place::new()
        .file("policy/bomb.rego", rule("bomb", "low", &format!("{DIGITS}{body}")))
        .file("policy/topic-unnamed.rego", rule("topic-unnamed", "medium", RULE))
        .file("t.yml", TEMPLATE)
}

const LOOP: &str = r#"
violations contains graph.violation(topic, ["TopicName"], "x") if {
	some topic in graph.resources("AWS::SNS::Topic")
	count([1 | some a in digits; some b in digits; some c in digits; some d in digits; some e in digits; some f in digits; some g in digits]) > 5
}
"#;

const TEXT: &str = r#"
violations contains graph.violation(topic, ["TopicName"], "x") if {
	some topic in graph.resources("AWS::SNS::Topic")
	a := concat("", [x | some x in digits; some y in digits; some z in digits])
	b := concat("", [a | some x in digits; some y in digits; some z in digits])
	c := concat("", [b | some x in digits; some y in digits; some z in digits])
	count(c) > 5
}
"#;

#[test]
fn a_rule_that_loops_over_too_much() {
    let start = Instant::now();
    let place = place(LOOP);
    assert_snapshot!(place.run("check t.yml --rules policy --only bomb,topic-unnamed"), @r#"
    exit 2
    ---- stdout
    medium topic-unnamed

      ⚠ topic Topic is named orders
       ╭─[t.yml:5:18]
     4 │     Properties:
     5 │       TopicName: orders
       ·                  ───┬──
       ·                     ╰── TopicName
       ╰────
      help: Leave TopicName out.
            https://docs.aws.amazon.com/sns/latest/dg/welcome.html

    incomplete analysis::incomplete

      × rule bomb could not be finished on this template: it used up its budget of 1010000 instructions
       ╭─[t.yml:1:1]
     1 │ Resources:
       · ────┬────
       ·     ╰── these resources
     2 │   Topic:
       ╰────
      help: its answer is missing; split the template, or leave the rule out with --skip and say why

    1 file, 1 resource, 2 rules: 1 violated (1 medium), 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    assert_eq!(place.exit("check t.yml --rules policy --only bomb --exit-zero"), 2);
}

#[test]
fn a_rule_that_builds_too_large_a_text() {
    let start = Instant::now();
    assert_snapshot!(place(TEXT).run("check t.yml --rules policy --only bomb,topic-unnamed -q"), @r#"
    exit 2
    ---- stdout
    t.yml:5:18 medium topic-unnamed topic Topic is named orders
    t.yml:1:1 incomplete rule bomb could not be finished on this template: it used up the memory limit of 64 MiB
    1 file, 1 resource, 2 rules: 1 violated (1 medium), 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn a_rule_that_takes_any_amount_in_one_step_is_refused() {
    let body = "\nviolations contains graph.violation(topic, [], \"x\") if {\n\tsome topic in graph.resources(\"AWS::SNS::Topic\")\n\tcount(numbers.range(1, 1000000000)) > 1\n}\n";
    assert_snapshot!(place(body).run("check t.yml --rules policy --only bomb"), @r#"
    exit 2
    ---- stderr
    rule::invalid

      × `numbers.range` is not let into rules: it can take any amount of memory in one step
        ╭─[policy/bomb.rego:23:8]
     22 │     some topic in graph.resources("AWS::SNS::Topic")
     23 │     count(numbers.range(1, 1000000000)) > 1
        ·           ──────┬──────
        ·                 ╰── here
     24 │ }
        ╰────
      help: ask the input for what is computed beforehand (facts), or compare instead of enumerating
    "#);
}
