//! Texts that are no templates because they are no YAML or JSON: each with its place, and exit 2.

use crate::support::{Place, TEMPLATE};
use insta::assert_snapshot;

#[track_caller]
fn check(name: &str, content: impl AsRef<[u8]>) -> String {
    Place::with_rule().file(name, content).run(&format!("check {name}"))
}

#[test]
fn an_empty_file() {
    assert_snapshot!(check("t.yml", ""), @r#"
    exit 2
    ---- stdout
    incomplete source::empty

      × t.yml: the file is empty: it has no content besides white space and comments
      help: write a template, or leave this file out of the check

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    assert_snapshot!(check("t.yml", "# one\n\n# two\n"), @r#"
    exit 2
    ---- stdout
    incomplete source::empty

      × t.yml: the file is empty: it has no content besides white space and comments
      help: write a template, or leave this file out of the check

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
}

#[test]
fn yaml_that_was_cut_off() {
    assert_snapshot!(check("t.yml", "Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Properties: {TopicName: \"ord"), @r#"
    exit 2
    ---- stdout
    incomplete source::unclosed

      × a quote is never closed
       ╭─[t.yml:4:29]
     3 │     Type: AWS::SNS::Topic
     4 │     Properties: {TopicName: "ord
       ·                             ┬  ┬
       ·                             │  ╰── the file ends here
       ·                             ╰── opened here
       ╰────
      help: close it, or restore the end of the file if it was cut off

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    assert_snapshot!(check("t.yml", "Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Properties:\n      Tags: [a, b\n"), @r#"
    exit 2
    ---- stdout
    incomplete source::unclosed

      × the bracket `[` is never closed
       ╭─[t.yml:5:13]
     4 │     Properties:
     5 │       Tags: [a, b
       ·             ┬   ┬
       ·             │   ╰── the file ends here
       ·             ╰── opened here
       ╰────
      help: close it, or restore the end of the file if it was cut off

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
}

#[test]
fn json_that_was_cut_off() {
    assert_snapshot!(check("t.json", "{\"Resources\": {\n  \"A\": {\"Type\": \"AWS::SNS::Topic\",\n  \"Properties\": {\"TopicName\": \"x\"\n"), @r#"
    exit 2
    ---- stdout
    incomplete source::unclosed

      × the bracket `{` is never closed
       ╭─[t.json:3:17]
     2 │   "A": {"Type": "AWS::SNS::Topic",
     3 │   "Properties": {"TopicName": "x"
       ·                 ┬               ┬
       ·                 │               ╰── the file ends here
       ·                 ╰── opened here
       ╰────
      help: close it, or restore the end of the file if it was cut off

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    assert_snapshot!(check("t.json", "{\"Resources\": {\"A\": {\"Type\": \"AWS::SNS::To"), @r#"
    exit 2
    ---- stdout
    incomplete source::unclosed

      × a quote is never closed
       ╭─[t.json:1:30]
     1 │ {"Resources": {"A": {"Type": "AWS::SNS::To
       ·                              ┬           ┬
       ·                              │           ╰── the file ends here
       ·                              ╰── opened here
       ╰────
      help: close it, or restore the end of the file if it was cut off

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
}

#[test]
fn an_indentation_of_tabs() {
    assert_snapshot!(check("t.yml", "Resources:\n\tA:\n\t\tType: AWS::SNS::Topic\n"), @r#"
    exit 2
    ---- stdout
    incomplete source::tab_indentation

      × a tab is used for indentation
       ╭─[t.yml:2:1]
     1 │ Resources:
     2 │     A:
       · ──┬─
       ·   ╰── this is a tab
     3 │         Type: AWS::SNS::Topic
       ╰────
      help: YAML indents with spaces only: replace the tabs at the beginning of lines by spaces

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
}

#[test]
fn bytes_that_are_not_utf_8() {
    let mut latin1 = TEMPLATE.as_bytes().to_vec();
    latin1.extend(b"      DisplayName: caf\xe9\n");
    assert_snapshot!(check("t.yml", latin1), @r#"
    exit 2
    ---- stdout
    incomplete source::not_utf8

      × t.yml: the file is not UTF-8: byte 108 (line 6, column 23) belongs to no character
      help: save the file as UTF-8; `iconv -f latin1 -t utf8` converts older files

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(TEMPLATE.bytes().flat_map(|byte| [byte, 0])).collect();
    assert_snapshot!(check("t.yml", utf16), @r#"
    exit 2
    ---- stdout
    incomplete source::utf16

      × t.yml: the file is UTF-16 or UTF-32, and only UTF-8 is read
      help: save the file as UTF-8; `iconv -f utf16 -t utf8` converts it

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    assert_snapshot!(check("t.yml", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0"), @r#"
    exit 2
    ---- stdout
    incomplete source::binary

      × t.yml: the file is binary: byte 7 (line 1) is a control character that no text has
      help: give templates as YAML or JSON text; unpack archives before the check

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
}

#[test]
fn mistakes_that_people_make() {
    let quote = "Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopicName: \"a\n      DisplayName: \"b\"\n";
    assert_snapshot!(check("t.yml", quote), @r#"
    exit 2
    ---- stdout
    incomplete source::syntax

      × something other than `:`, `,` or a closing bracket follows the closing quote
       ╭─[t.yml:6:21]
     5 │       TopicName: "a
     6 │       DisplayName: "b"
       ·                     ─┬
       ·                      ╰── here
       ╰────
      help: inside of double quotes, write a double quote as `\"`; if this quote closes nothing, one
            further up was never closed

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    let colon =
        "Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Properties:\n      DisplayName: orders: all of them\n";
    assert_snapshot!(check("t.yml", colon), @r#"
    exit 2
    ---- stdout
    incomplete source::syntax

      × a `:` stands where no key can be
       ╭─[t.yml:5:26]
     4 │     Properties:
     5 │       DisplayName: orders: all of them
       ·                          ┬
       ·                          ╰── here
       ╰────
      help: put text that holds `: ` in quotes; a key begins on a line of its own, in the column of its
            neighbours

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    let indentation = "Resources:\n  A:\n    Type: AWS::SNS::Topic\n   Properties:\n      TopicName: x\n";
    assert_snapshot!(check("t.yml", indentation), @r#"
    exit 2
    ---- stdout
    incomplete source::syntax

      × `Properties` fits no mapping above: its indentation or form is not that of a key
       ╭─[t.yml:4:4]
     3 │     Type: AWS::SNS::Topic
     4 │    Properties:
       ·    ─────┬────
       ·         ╰── here
     5 │       TopicName: x
       ╰────
      help: keys of one mapping begin in the same column; compare the indentation with the lines above

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    let escape = "Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Properties:\n      DisplayName: \"C:\\data\"\n";
    assert_snapshot!(check("t.yml", escape), @r#"
    exit 2
    ---- stdout
    incomplete source::syntax

      × the quoted text holds an escape `\…` that does not exist
       ╭─[t.yml:5:20]
     4 │     Properties:
     5 │       DisplayName: "C:\data"
       ·                    ─┬
       ·                     ╰── here
       ╰────
      help: write a backslash as `\\` in double quotes, or use single quotes

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    let jinja = "Resources:\n{% for t in topics %}\n  {{ t }}:\n    Type: AWS::SNS::Topic\n{% endfor %}\n";
    assert_snapshot!(check("t.yml", jinja), @r#"
    exit 2
    ---- stdout
    incomplete source::syntax

      × no text can begin with `%` without quotes
       ╭─[t.yml:2:2]
     1 │ Resources:
     2 │ {% for t in topics %}
       ·  ┬
       ·  ╰── here
     3 │   {{ t }}:
       ╰────
      help: this looks like a template of a template engine (Jinja and others): check what it renders to

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    let conflict =
        "Resources:\n<<<<<<< HEAD\n  A: {Type: AWS::SNS::Topic}\n=======\n  B: {Type: AWS::SNS::Topic}\n>>>>>>> main\n";
    assert_snapshot!(check("t.yml", conflict), @r#"
    exit 2
    ---- stdout
    incomplete source::syntax

      × `<<<<<<<` stands where a key is expected, and no `:` follows it
       ╭─[t.yml:2:1]
     1 │ Resources:
     2 │ <<<<<<< HEAD
       · ───┬───
       ·    ╰── here
     3 │   A: {Type: AWS::SNS::Topic}
       ╰────
      help: this is a conflict mark of Git: resolve the conflict first

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
    let comma = "{\n  \"Resources\": {\n    \"A\": {\n      \"Type\": \"AWS::SNS::Topic\"\n      \"Properties\": {}\n    }\n  }\n}\n";
    assert_snapshot!(check("t.json", comma), @r#"
    exit 2
    ---- stdout
    incomplete source::syntax

      × a `,` or a `}` is missing before `"Properties"`
       ╭─[t.json:5:7]
     2 │   "Resources": {
     3 │     "A": {
       ·          ┬
       ·          ╰── this bracket is still open
     4 │       "Type": "AWS::SNS::Topic"
     5 │       "Properties": {}
       ·       ──────┬─────
       ·             ╰── here
     6 │     }
       ╰────
      help: separate items by commas, and close every bracket

    1 file, 0 resources, 1 rule: 0 violated, 0 undetermined, 0 satisfied, 1 incomplete, in [time]
    "#);
}
