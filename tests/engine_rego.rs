//! Compiled rules mean what Rego means: the interpreter and the virtual machine give the same set for every form in which
//! they could differ, above all where something is undefined.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod engine_support;

use engine_support::{World, card, rules};

/// Rules for a set `r` over `nodes`, the objects of [`NODES`]; whatever `r` holds is compared.
const CASES: &[&str] = &[
    r#"r contains x if { some n in nodes; xs := [y | y := n.a; y != 1]; x := [n.id, xs] }"#,
    r#"r contains x if { some n in nodes; y := n.missing; not y == 3; x := n.id }"#,
    r#"r contains x if { y := input.missing; not f(y); x := 1 }
f(v) if v == 1"#,
    r#"r contains x if { xs := [y | y := input.missing]; x := count(xs) }"#,
    r#"r contains x if { xs := [n.a | some n in nodes]; x := xs }"#,
    r#"r contains x if { xs := {n.id: n.a | some n in nodes}; x := xs }"#,
    r#"r contains x if { some n in nodes; count([y | n.a == 1; some y in nodes]) == 0; x := n.id }"#,
    r#"r contains x if { some n in nodes; every m in n.l { m > 1 }; x := n.id }"#,
    r#"r contains x if { some n in nodes; every m in n.l { count([y | y := m; y > 1]) == 1 }; x := n.id }"#,
    r#"r contains x if { some n in nodes; every m in n.l { some k in nodes; k.a == m }; x := n.id }"#,
    r#"r contains x if { some n in nodes; not g(n); x := n.id }
g(n) if { some m in n.l; m > 1; c := [k | k := m; k > 2]; count(c) > 0 }"#,
    r#"r contains x if { some n in nodes; v := object.get(n, "a", null); v == null; x := n.id }"#,
    r#"r contains x if { some n in nodes; not n.a in {1, 2}; x := n.id }"#,
    r#"r contains x if { some n in nodes; {"a": a} = n; x := a }"#,
    r#"r contains x if { some n in nodes; [a, b] := n.l; x := [a, b] }"#,
    r#"r contains x if { x := h(nodes[_].a) }
h(1) := "one"
h(2) := "two""#,
    r#"r contains x if { some n in nodes; x := k(n) }
k(n) := "has" if n.a else := "no" if n.l else := "none""#,
    r#"r contains x if { some n in nodes; x := k(n) }
k(n) := v if { v := n.a } else := v if { v := n.l } else := "none""#,
    r#"r contains x if { x := p }
default p := "d"
p := v if { v := input.missing }"#,
    r#"r contains x if { some n in nodes; t := {m | some m in n.l} & {1, 2}; x := t }"#,
    r#"r contains x if { some n in nodes; x := {"id": n.id, "deep": [[z | z := q; q > 1] | some q in n.l]} }"#,
    r#"r contains x if { some n in nodes; some m in n.l; count([1 | some k in nodes; k.a == m; k.id != n.id]) > 0; x := [n.id, m] }"#,
    r#"r contains x if { some n in nodes; a := n.a + 1; x := a }"#,
    r#"r contains x if { some n in nodes; a := to_number(n.id); x := a }"#,
    r#"r contains x if { some n in nodes; m := max([q | some q in n.l]); x := m }"#,
    r#"r contains x if { some n in nodes; s := sprintf("%v-%v", [n.id, n.a]); x := s }"#,
    r#"r contains x if { some n in nodes; n.l[_] == 1; x := n.id }"#,
    r#"r contains x if { some n in nodes; some v in [a | a := n.a]; x := v }"#,
    r#"r contains x if { some n in nodes; b := n.a == 1; x := [n.id, b] }"#,
    r#"r contains x if { some n in nodes; b := startswith(n.id, "x"); x := [n.id, b] }"#,
    r#"r contains x if { some n in nodes; not startswith(n.id, "x"); x := n.id }"#,
    r#"r contains x if { some n in nodes; count(n.l) > 0; not any_big(n.l); x := n.id }
any_big(l) if { some v in l; v > 1 }"#,
    r#"r contains x if { x := q[_] }
q := [n.id | some n in nodes; not n.a]"#,
    r#"r contains x if { some n in nodes; x := u(n, n.a) }
u(n, _) := n.id"#,
    r#"r contains x if { some n in nodes; regex.match(`^[xy]$`, n.id); x := n.id }"#,
    r#"r contains "a" if { not input.missing }
r contains "b" if { not [y | y := input.missing] == [1] }
r contains "c" if count(input.missing) == 0"#,
    r#"r contains x if { some n in nodes; { v | some v in n.l } == {1}; x := n.id }"#,
    r#"r contains x if { some n in nodes; x := n.id; n.l != [] }"#,
    r#"r contains x if { n := nodes[i]; i > 0; x := [i, n.id] }"#,
    r#"r contains x if { some n in nodes; object.get(n, ["d", "e"], false) == true; x := n.id }"#,
    r#"r contains x if { some n in nodes; some e in object.get(n, "l", []); x := e }"#,
    r#"r contains x if { some n in nodes; v := [z | z := n.a][0]; x := v }"#,
    r#"r contains x if { some n in nodes; w := array.concat(n.l, [n.a]); x := w }"#,
    r#"r contains x if { some n in nodes; y := {"k": n.a}; x := y }"#,
    r#"r contains x if { some n in nodes; every k in n.missing { k > 1 }; x := n.id }"#,
    r#"r contains x if { some n in nodes; t := [q | every m in n.l { m > 0 }; q := n.id]; x := t }"#,
    r#"r contains x if { some n in nodes; not count([y | y := n.a; y > 1]) == 1; x := n.id }"#,
    r#"r contains x if { x := {n.a: n.id | some n in nodes} }"#,
    r#"r contains x if { x := {n.a | some n in nodes} }"#,
    r#"r contains [n.id, [m | m := n.a; m > 1]] if { some n in nodes }"#,
    r#"r contains x if { some n in nodes; x := [[a, b] | a := n.a; some b in n.l; b >= a] }"#,
    r#"r contains x if { some n in nodes; x := count([1 | big(n)]) }
big(n) if n.a > 1"#,
    r#"r contains x if { some n in nodes; x := [q | q := twice(n)] }
twice(n) := [k | k := n.a * 2; k > 2]"#,
    r#"r contains x if { some n in nodes; x := [n.id | every m in n.l { count([z | z := m; z < 3]) == 1 }] }"#,
    r#"r contains x if { x := [y | not input.missing; y := [z | z := input.missing]] }"#,
    r#"r contains x if { some n in nodes; y := [z | z := n.a; z > 5]; count(y) > 3; x := n.id }
r contains "after" if { y := [z | z := input.schema; z > 5]; count(y) == 0 }"#,
    r#"r contains "alone" if { y := [z | z := input.schema; z > 5]; count(y) > 3 }
r contains "other""#,
    r#"r contains x if { some n in nodes; some v in {"a": n.a, "l": n.l}; x := v }"#,
    r#"r contains x if { x := total }
total := sum([n.a | some n in nodes; n.a])"#,
    r#"r contains x if { some n in nodes; x := pick(n.l, n.a) }
pick(l, a) := v if { some v in l; v == a } else := "none""#,
    r#"r contains x if { some n in nodes; x := named(n, "a") }
named(n, "a") := n.a
named(n, "l") := n.l"#,
    r#"r contains x if { some n in nodes; x := known }
known := "yes" if { some n in nodes; n.a == 9 } else := "no""#,
    r#"r contains x if { some i, n in nodes; some j, m in nodes; i < j; n.l[0] == m.l[0]; x := [n.id, m.id] }"#,
    r#"r contains x if { some n in nodes; a := object.get(n, "a", 0); b := [c | a > 0; c := a]; x := [n.id, b] }"#,
    r#"r contains x if { some n in nodes; lower(n.id) in ["x", "z"]; x := n.id }"#,
    r#"r contains x if { some n in nodes; n.a in {1, 2} == false; x := n.id }"#,
    r#"r contains x if { some n in nodes; x := first(n) }
first(n) := v if { some v in n.l; v > 2 } else := v if { v := n.a } else := "none""#,
    r#"r contains x if { some n in nodes; x := kind(n) }
kind(n) := "big" if { some v in n.l; v > 2 } else := "small" if { n.a } else := "bare""#,
    r#"r contains x if { some n in nodes; x := known }
default known := "no"
known := "yes" if { some n in nodes; n.a == 9 }"#,
    r#"r contains x if { some n in nodes; all_small(n); x := n.id }
all_small(n) if { every v in n.l { v < 3 } }"#,
    r#"r contains x if { some n in nodes; not all_small(n); x := n.id }
all_small(n) if { every v in n.l { small(v) } }
small(v) if { some s in [1, 2]; s == v }"#,
    r#"r contains x if { some n in nodes; every v in n.l { not small(v) }; x := n.id }
small(v) if v in {1, 2}"#,
    r#"r contains x if { some n in nodes; every i, v in n.l { i < 2; v > 0 }; x := n.id }"#,
    r#"r contains x if { every n in nodes { n.id }; x := "all" }"#,
    r#"r contains x if { some n in nodes; y := n.a; y != 1; x := [n.id, y] }"#,
    r#"r contains x if { some n in nodes; not n.missing.deeper; x := n.id }"#,
    r#"r contains x if { some n in nodes; x := concat(",", [n.id, "t"]); not n.a }"#,
    r#"r contains x if { some n in nodes; x := {"k": [v | some v in n.l; v > 1], "id": n.id} }"#,
    r#"r contains x if { some n in nodes; some p in [["a"], ["d", "e"]]; x := object.get(n, p, "none") }"#,
    r#"r contains x if { some key in ["a", "l"]; some n in nodes; n[key]; x := [key, n.id] }"#,
    r#"r contains x if { some n in nodes; x := n.id; count({v | some v in n.l} - {1}) > 0 }"#,
    r#"r contains x if { some n in nodes; x := n.id; is_number(n.a); n.a >= 2 }"#,
    r#"r contains x if { some n in nodes; n.a in names.small; x := n.id }"#,
    r#"r contains x if { some n in nodes; x := names.table[n.id] }"#,
    r#"r contains x if { x := names.table.x.deep[1] }"#,
    r#"r contains x if { some x in names.table.x.deep }"#,
    r#"r contains x if { not names.nothing; x := names.counted }"#,
    r#"r contains x if { some n in nodes; names.big(n); x := n.id }"#,
    r#"r contains x if { some key in ["small", "counted"]; x := names[key] }"#,
    r#"r contains x if { x := data.custom.names.table.y }"#,
    r#"r contains x if { some x in graph.ingress }"#,
    r#"r contains x if { x := [y | some y in names.small; y > names.counted] }"#,
    r#"r contains x if { x := names.missing }"#,
];

const NODES: &str = r#"{"All": [{"id": "x", "a": 1, "l": [1]}, {"id": "y", "a": 2, "l": [1, 2, 3]}, {"id": "z", "l": []},
    {"id": "7", "d": {"e": true}, "l": [2, 3]}]}"#;

/// A library with values, read through its import.
const LIBRARY: &str = "package custom.names

small := {1, 2}

table := {\"x\": {\"deep\": [1, 2]}, \"y\": 2}

nothing if input.missing

counted := count(input.resources)

big(n) if not n.a in small
";

#[test]
fn the_machine_and_the_interpreter_agree() {
    let world = World::of(&[("Nodes", "AWS::X::Y", NODES)]);
    let mut wrong = Vec::new();
    for case in CASES {
        let text = card("own-case", &["*"], &[])
            + r#"
import data.custom.names
import data.guardian.graph

nodes := input.resources.Nodes.properties.All

violations contains graph.template_violation([], json.marshal(x)) if some x in r

"# + case;
        let library = ("names.rego", LIBRARY.to_owned());
        let rules = match rules(&[("own-case.rego", text), library]) {
            Ok(rules) => rules,
            Err(errors) => panic!("{case}: {errors:?}"),
        };
        let selected = [rules.position("own-case").unwrap()];
        let compiled = rules.evaluate(&selected, &world.graph, &world.input);
        let interpreted = rules.interpreted().unwrap().evaluate(&selected, &world.graph, &world.input);
        assert_eq!(compiled.incomplete, [], "{case}");
        if compiled != interpreted {
            let messages = |evaluation: &cfn_guardian::engine::Evaluation| -> Vec<String> {
                evaluation.answers.iter().map(|answer| answer.message.clone()).collect()
            };
            wrong.push(format!(
                "{case}\n  compiled {:?}\n  interpreted {:?}",
                messages(&compiled),
                messages(&interpreted)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
