//! Trees out of texts: shapes, places, tags, aliases, remarks. Errors have `error_tests`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

use super::*;

/// A parsed text that can be asked for what stands under a place.
pub(super) struct Parsed {
    pub(super) source: Source,
    pub(super) document: Document,
}

impl Parsed {
    pub(super) fn of(text: &str) -> Self {
        Self::within(text, &Limits::default()).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    pub(super) fn within(text: &str, limits: &Limits) -> Result<Self, ReadError> {
        let source = decode("t.yml", text.as_bytes().to_vec(), limits)?;
        let document = parse(SourceId(0), &source, limits)?;
        Ok(Self { source, document })
    }

    fn node(&self, path: &[&str]) -> &Node {
        self.document.root.at(path).unwrap_or_else(|| panic!("nothing at {path:?}"))
    }

    /// The source text under the value at a path.
    fn under(&self, path: &[&str]) -> &str {
        self.source.slice(self.node(path).span)
    }

    /// The source text under the last key of a path.
    fn key(&self, path: &[&str]) -> &str {
        let (last, parent) = path.split_last().unwrap();
        self.source.slice(self.node(parent).entry(last).unwrap().key.span)
    }

    fn shape(&self) -> String {
        shape(&self.document.root)
    }
}

/// A tree as compact JSON: text in quotes, what is typed without.
fn shape(node: &Node) -> String {
    match &node.kind {
        Kind::Scalar(scalar) => match scalar.typed() {
            Typed::Null => "null".to_owned(),
            Typed::Bool(value) => value.to_string(),
            Typed::Int(value) => value.to_string(),
            Typed::Float(value) => value.to_string(),
            Typed::Text(text) => format!("{text:?}"),
        },
        Kind::List(items) => format!("[{}]", items.iter().map(shape).collect::<Vec<_>>().join(",")),
        Kind::Map(entries) => {
            let entries = entries.iter().map(|entry| format!("{}:{}", entry.key.text, shape(&entry.value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
        }
    }
}

#[track_caller]
fn same(text: &str, expected: &str) {
    assert_eq!(Parsed::of(text).shape(), expected, "{text}");
}

#[test]
fn short_tags_are_long_forms_on_every_kind_of_node() {
    same("a: !Ref B", r#"{a:{Ref:"B"}}"#);
    same("a: !Condition B", r#"{a:{Condition:"B"}}"#);
    same("a: !Select [0, !GetAZs \"\"]", r#"{a:{Fn::Select:[0,{Fn::GetAZs:""}]}}"#);
    same("a: !GetAZs", r#"{a:{Fn::GetAZs:""}}"#);
    same("a: !Sub\n  - x-${y}\n  - y: !GetAtt B.Arn\n", r#"{a:{Fn::Sub:["x-${y}",{y:{Fn::GetAtt:["B","Arn"]}}]}}"#);
    same("a: !Sub |\n  x\n  y\n", r#"{a:{Fn::Sub:"x\ny\n"}}"#);
    same("a: !Transform\n  Name: AWS::Include\n", r#"{a:{Fn::Transform:{Name:"AWS::Include"}}}"#);
    same("a: !Transform {Name: X}", r#"{a:{Fn::Transform:{Name:"X"}}}"#);
    same("- !If [c, !Ref A, !Ref AWS::NoValue]\n", r#"[{Fn::If:["c",{Ref:"A"},{Ref:"AWS::NoValue"}]}]"#);
    same("Fn::Base64: !Sub x", r#"{Fn::Base64:{Fn::Sub:"x"}}"#);
    same(
        "a: !And\n- !Not [!Condition B]\n- !Equals [1, 2]",
        r#"{a:{Fn::And:[{Fn::Not:[{Condition:"B"}]},{Fn::Equals:[1,2]}]}}"#,
    );
    same("!Ref A", r#"{Ref:"A"}"#);
}

#[test]
fn a_tagged_scalar_is_text() {
    same(
        "a: !Ref 1\nb: !Sub true\nc: !!str 5\nd: ! 5\ne: !!int \"5\"\nf: !!bool 'yes'",
        r#"{a:{Ref:"1"},b:{Fn::Sub:"true"},c:"5",d:"5",e:5,f:true}"#,
    );
}

#[test]
fn attributes_are_split_at_the_first_dot() {
    same("a: !GetAtt A.Outputs.B", r#"{a:{Fn::GetAtt:["A","Outputs.B"]}}"#);
    same("a: !GetAtt [A, B.C]", r#"{a:{Fn::GetAtt:["A","B.C"]}}"#);
    same("Fn::GetAtt: A.B", r#"{Fn::GetAtt:["A","B"]}"#);
    same("a: !GetAtt A", r#"{a:{Fn::GetAtt:"A"}}"#);
    let parsed = Parsed::of("x:\n  é: !GetAtt 'Ab.Cde'\n  y: {Fn::GetAtt: F.G}\n");
    assert_eq!(parsed.under(&["x", "é", "Fn::GetAtt", "0"]), "Ab");
    assert_eq!(parsed.under(&["x", "é", "Fn::GetAtt", "1"]), "Cde");
    assert_eq!(parsed.under(&["x", "é", "Fn::GetAtt"]), "'Ab.Cde'");
    assert_eq!(parsed.under(&["x", "é"]), "!GetAtt 'Ab.Cde'");
    assert_eq!(parsed.key(&["x", "é", "Fn::GetAtt"]), "!GetAtt");
    assert_eq!(parsed.under(&["x", "y", "Fn::GetAtt", "1"]), "G");
    let escaped = Parsed::of(r#"a: !GetAtt "\x41.B""#);
    assert_eq!(
        (escaped.shape().as_str(), escaped.under(&["a", "Fn::GetAtt", "1"])),
        (r#"{a:{Fn::GetAtt:["A","B"]}}"#, r#""\x41.B""#)
    );
}

#[test]
fn unknown_tags_leave_their_value_and_a_remark() {
    let parsed = Parsed::of("a: !Rain::Embed f.txt\nb: !If: [x]\n");
    assert_eq!(parsed.shape(), r#"{a:"f.txt",b:["x"]}"#);
    let names: Vec<_> = parsed.document.remarks.iter().map(|remark| parsed.source.slice(remark.span())).collect();
    assert_eq!(names, ["!Rain::Embed", "!If:"]);
}

#[test]
fn places_of_scalars_are_exact() {
    let text = "\"k\" : 'it''s'\nplain:   some text  # no\nfold: >- # why\n\n  one\n  two\n\n\nlit: !Sub |+2\n    x\n\nnone:\nlast: é\n";
    let parsed = Parsed::of(text);
    assert_eq!(parsed.key(&["k"]), "\"k\"");
    assert_eq!(parsed.under(&["k"]), "'it''s'");
    assert_eq!(parsed.under(&["plain"]), "some text");
    assert_eq!(parsed.under(&["fold"]), ">- # why\n\n  one\n  two");
    assert_eq!(parsed.under(&["lit"]), "!Sub |+2\n    x");
    assert_eq!(parsed.under(&["lit", "Fn::Sub"]), "|+2\n    x");
    assert_eq!(parsed.node(&["none"]).span.start as usize, text.find("none:").unwrap() + 5, "behind the colon");
    assert_eq!(parsed.under(&["none"]), "");
    assert_eq!(parsed.under(&["last"]), "é");
}

#[test]
fn places_of_collections_are_exact() {
    let text = "map: # c\n  a: 1\n  b:\n    - x\n    -\n      y: 2 # c\n\n# c\nflat:\n- p\n- - q\n  - r\nflow: { k: [ 1, {} ], j: [m: n] }\ntagged: !If # c\n- a\n- !Ref B\nend:\n";
    let parsed = Parsed::of(text);
    assert_eq!(parsed.under(&["map"]), "a: 1\n  b:\n    - x\n    -\n      y: 2");
    assert_eq!(parsed.under(&["map", "b"]), "- x\n    -\n      y: 2");
    assert_eq!(parsed.under(&["map", "b", "1"]), "y: 2");
    assert_eq!(parsed.under(&["flat"]), "- p\n- - q\n  - r");
    assert_eq!(parsed.under(&["flat", "1"]), "- q\n  - r");
    assert_eq!(parsed.under(&["flow"]), "{ k: [ 1, {} ], j: [m: n] }");
    assert_eq!(parsed.under(&["flow", "k"]), "[ 1, {} ]");
    assert_eq!(parsed.under(&["flow", "k", "1"]), "{}");
    assert_eq!(parsed.under(&["flow", "j", "0"]), "m: n");
    assert_eq!(parsed.under(&["tagged"]), "!If # c\n- a\n- !Ref B");
    assert_eq!(parsed.under(&["tagged", "Fn::If"]), "- a\n- !Ref B");
    assert_eq!(parsed.under(&["tagged", "Fn::If", "1"]), "!Ref B");
    assert_eq!(parsed.under(&[]), text.trim_end());
}

#[test]
fn carriage_returns_are_no_content() {
    let parsed = Parsed::of("a:\r\n  b: |\r\n    x\r\n    y\r\n  c: d\r\n");
    assert_eq!(parsed.shape(), r#"{a:{b:"x\ny\n",c:"d"}}"#);
    assert_eq!(parsed.under(&["a", "b"]), "|\r\n    x\r\n    y");
    assert_eq!(parsed.under(&["a", "c"]), "d");
}

#[test]
fn json_is_read_with_the_same_places() {
    let text =
        "{\n\t\"a\" : [1, true, \"yes\", null, -1.5e3],\n\t\"\\u0062\":{\"c\":\"\\ud83d\\ude00\\/\\n\"},\"d\"\n:\"\"}";
    let parsed = Parsed::of(text);
    assert_eq!(parsed.document.syntax, Syntax::Json);
    assert_eq!(parsed.shape(), r#"{a:[1,true,"yes",null,-1500],b:{c:"😀/\n"},d:""}"#);
    assert_eq!(parsed.under(&["a"]), "[1, true, \"yes\", null, -1.5e3]");
    assert_eq!(parsed.key(&["b"]), "\"\\u0062\"");
    assert_eq!(parsed.under(&["b"]), r#"{"c":"\ud83d\ude00\/\n"}"#);
    let long = "k".repeat(20_000);
    same(&format!("{{\"{long}\": \"{long}\"}}"), &format!("{{{long}:{long:?}}}"));
}

#[test]
fn of_a_key_given_twice_the_last_counts() {
    let parsed = Parsed::of("a: 1\nb: 2\na: 3\nc: {d: 1, \"d\": 2}\na: 4\n");
    assert_eq!(parsed.shape(), "{b:2,c:{d:2},a:4}");
    let places: Vec<_> = parsed
        .document
        .remarks
        .iter()
        .map(|remark| match remark {
            Remark::DuplicateKey { key, first, last } => (&**key, first.start, last.start),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(places, [("a", 0, 33), ("a", 10, 33), ("d", 19, 25)]);
    let many: String = (0..50).map(|number| format!("k{}: {number}\n", number % 40)).collect();
    let parsed = Parsed::of(&many);
    assert_eq!(parsed.document.remarks.len(), 10);
    assert_eq!(parsed.node(&["k9"]).as_text(), Some("49"));
}

#[test]
fn aliases_and_merge_keys_are_expanded() {
    let text = "x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  b: 3\nz:\n  <<: [{c: 1}, *x, {c: 2}]\nw: [*x, &r !Ref Q, *r]\n";
    let parsed = Parsed::of(text);
    assert_eq!(parsed.shape(), r#"{x:{a:1,b:2},y:{b:3,a:1},z:{c:1,a:1,b:2},w:[{a:1,b:2},{Ref:"Q"},{Ref:"Q"}]}"#);
    assert_eq!(parsed.node(&["w", "0"]).span, parsed.node(&["x"]).span, "the place of the anchor");
    assert_eq!(parsed.under(&["y"]), "<<: *x\n  b: 3");
    assert_eq!(parsed.under(&["w"]), "[*x, &r !Ref Q, *r]");
    let remarks = &parsed.document.remarks;
    let count = |is: fn(&Remark) -> bool| remarks.iter().filter(|remark| is(remark)).count();
    assert_eq!(count(|remark| matches!(remark, Remark::Alias(_))), 4);
    assert_eq!(count(|remark| matches!(remark, Remark::MergeKey(_))), 2);
    same("\"<<\": 1", "{<<:1}");
    same("a: &k b\n*k : c\nd: &k 1\ne: *k", r#"{a:"b",b:"c",d:1,e:1}"#);
}

#[test]
fn only_the_first_document_with_content_is_read() {
    let parsed = Parsed::of("# top\n---\n---\n# mid\na: 1\n---\nb: [\n");
    assert_eq!(parsed.shape(), "{a:1}");
    assert_eq!(parsed.document.comments.len(), 2);
    assert_eq!(parsed.document.remarks, [Remark::SecondDocument(Span { source: SourceId(0), start: 25, end: 28 })]);
    assert_eq!(Parsed::of("a: 1\n...\n").document.remarks, []);
    same("--- [a]", r#"["a"]"#);
    same("---\n- a", r#"["a"]"#);
}

#[test]
fn comments_keep_their_places() {
    let parsed = Parsed::of("# one\na: 1 #two \n\t # three\nb: | # four\n  # text\nc: [ # five\n 1]\n#six");
    let comments = parsed.document.comments.iter();
    let comments: Vec<_> =
        comments.map(|c| (parsed.source.slice(c.span).trim_end(), c.text.as_str(), c.own_line)).collect();
    let expected = [
        ("# one", "one", true),
        ("#two", "two", false),
        ("# three", "three", true),
        ("# four", "four", false),
        ("# five", "five", false),
        ("#six", "six", true),
    ];
    assert_eq!(comments, expected);
    let many = format!("a:\n{}- b\n", "# c\n".repeat(500));
    assert_eq!(Parsed::of(&many).document.comments.len(), 500);
}

#[test]
fn keys_are_text_as_written() {
    same("2012-10-17: a\n012: b\nyes: c\n'': d\n~: e", r#"{2012-10-17:"a",012:"b",yes:"c",:"d",~:"e"}"#);
    same("!!str a: b", r#"{a:"b"}"#);
    same("? a\n: b", r#"{a:"b"}"#);
}
