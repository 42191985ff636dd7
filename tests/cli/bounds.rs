//! Texts that are too much: aliases that multiply, levels without end. Refused at the place where the bound is passed.

use crate::support::{Place, TEMPLATE};
use insta::assert_snapshot;

#[track_caller]
fn check(name: &str, content: impl AsRef<[u8]>) -> String {
    Place::with_rule().file(name, content).run(&format!("check {name}"))
}

#[test]
fn aliases_that_multiply() {
    let mut text = "Metadata:\n  a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
    for level in 1..10 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(",");
        text.push_str(&format!("  a{level}: &a{level} [{aliases}]\n"));
    }
    assert_snapshot!(check("t.yml", text + TEMPLATE), @r#"
    exit 2
    ---- stdout
    incomplete source::alias_bomb

      × aliases repeat more than 200000 values
       ╭─[t.yml:6:11]
     5 │   a3: &a3 [*a2,*a2,*a2,*a2,*a2,*a2,*a2,*a2,*a2,*a2]
     6 │   a4: &a4 [*a3,*a3,*a3,*a3,*a3,*a3,*a3,*a3,*a3,*a3]
       ·           ────────────────────┬────────────────────
       ·                               ╰── the bound is passed here
     7 │   a5: &a5 [*a4,*a4,*a4,*a4,*a4,*a4,*a4,*a4,*a4,*a4]
       ╰────
      help: aliases that stand for aliases multiply; write the values out, or use fewer aliases

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
}

#[test]
fn ten_thousand_levels() {
    let flow = format!("{TEMPLATE}      Deep: {}{}\n", "[".repeat(10_000), "]".repeat(10_000));
    assert_snapshot!(check("t.yml", flow), @r#"
    exit 2
    ---- stdout
    incomplete source::too_deep

      × values are nested deeper than 200 levels
       ╭─[t.yml:6:213]
     6 │ [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
       ·                                                             ┬
       ·                                                             ╰── level 201 begins here
       ╰────
      help: no template that CloudFormation takes is nested as deep; flatten it here

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    let block = format!("{TEMPLATE}      Deep:\n        {}x\n", "- ".repeat(10_000));
    assert_snapshot!(check("t.yml", block), @r#"
    exit 2
    ---- stdout
    incomplete source::too_deep

      × values are nested deeper than 200 levels
       ╭─[t.yml:7:401]
     7 │ - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -
       ·                                                             ┬
       ·                                                             ╰── level 201 begins here
       ╰────
      help: no template that CloudFormation takes is nested as deep; flatten it here

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    let unclosed = format!("{TEMPLATE}      Deep: {}", "{a: ".repeat(10_000));
    assert_snapshot!(check("t.yml", unclosed), @r#"
    exit 2
    ---- stdout
    incomplete source::too_deep

      × values are nested deeper than 200 levels
       ╭─[t.yml:6:797]
     6 │ {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {
       ·                                                             ┬
       ·                                                             ╰── level 201 begins here
       ╰────
      help: no template that CloudFormation takes is nested as deep; flatten it here

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    let json = format!("{{\"Resources\": {{\"A\": {}1{}}}}}\n", "{\"a\":".repeat(10_000), "}".repeat(10_000));
    assert_snapshot!(check("t.json", json), @r#"
    exit 2
    ---- stdout
    incomplete source::too_deep

      × values are nested deeper than 200 levels
       ╭─[t.json:1:1011]
     1 │ {"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{
       ·                                                             ┬
       ·                                                             ╰── level 201 begins here
       ╰────
      help: no template that CloudFormation takes is nested as deep; flatten it here

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
}

#[test]
fn levels_of_keys() {
    let mut text = TEMPLATE.to_owned();
    for level in 0..2_000 {
        text.push_str(&format!("{}a:\n", " ".repeat(6 + level)));
    }
    let said = check("t.yml", text);
    assert!(said.starts_with("exit 2\n") && said.contains("nested deeper than 200 levels"), "{said}");
}
