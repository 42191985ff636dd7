//! Previews and exports: what their states come to.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

use super::*;
use crate::frontend::template::{Expr, ExprKind};
use crate::problem::Level;
use crate::source::{Document, Limits, Source, SourceId, parse};
use serde_json::{Value, json};

pub(super) const UNKNOWN: &str = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
pub(super) const SIGNATURE: &str = "4dabf18193072939515e22adb298388d";

pub(super) fn urn(kind: &str, name: &str) -> String {
    format!("urn:pulumi:dev::shop::{kind}::{name}")
}

pub(super) fn source(value: &Value) -> Source {
    Source::new("preview.json", serde_json::to_string_pretty(value).unwrap(), 0)
}

pub(super) fn document(value: &Value) -> Document {
    parse(SourceId(0), &source(value), &Limits::default()).unwrap()
}

pub(super) fn loaded(value: &Value) -> Deployment {
    load(SourceId(0), &source(value), &Limits::default()).unwrap()
}

/// A state with inputs, and more keys.
pub(super) fn state(kind: &str, name: &str, inputs: Value, more: Value) -> Value {
    let mut state = json!({"urn": urn(kind, name), "custom": true, "type": kind, "inputs": inputs});
    state.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    state
}

/// A preview that creates these.
pub(super) fn preview(states: impl IntoIterator<Item = Value>) -> Value {
    let step = |state: Value| json!({"op": "create", "urn": state["urn"], "newState": state, "detailedDiff": null});
    json!({"config": {"aws:region": "eu-west-1"}, "steps": states.into_iter().map(step).collect::<Vec<_>>()})
}

pub(super) fn input<'a>(deployment: &'a Deployment, name: &str, path: &[&str]) -> &'a Expr {
    let state = deployment.states.iter().find(|state| &*state.name == name).unwrap();
    let (first, rest) = path.split_first().unwrap();
    let first = &state.inputs.iter().find(|field| &*field.name == *first).unwrap().value;
    rest.iter().fold(first, |expr, step| match &expr.kind {
        ExprKind::List(items) => &items[step.parse::<usize>().unwrap()],
        _ => expr.get(step).unwrap(),
    })
}

/// An expression in one word, for comparing.
pub(super) fn shown(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Text(text) => text.to_string(),
        ExprKind::Ref(urn) => format!("-> {}", urn.rsplit("::").next().unwrap()),
        ExprKind::Unknown(unknown) => {
            let names: Vec<&str> = unknown.candidates.iter().map(|urn| urn.rsplit("::").next().unwrap()).collect();
            format!("{} {} {names:?}", unknown.reason.word(), unknown.name)
        }
        other => format!("{other:?}"),
    }
}

pub(super) fn messages(deployment: &Deployment) -> Vec<String> {
    deployment.problems.iter().map(|problem| problem.kind.to_string()).collect()
}

pub(super) const BUCKET: &str = "aws:s3/bucket:Bucket";
pub(super) const KEY: &str = "aws:kms/key:Key";

#[test]
fn unknown_inputs_are_references_candidates_or_unknown() {
    let vpc = urn("awsx:ec2:Vpc", "net");
    let one = urn(KEY, "one");
    let reference = urn("pulumi:pulumi:StackReference", "other");
    let unknown = |name: &str| (name.to_owned(), Value::from(UNKNOWN));
    let mut inputs: serde_json::Map<String, Value> =
        ["key", "twice", "several", "plain", "none", "gone", "component", "import", "provider"]
            .map(unknown)
            .into_iter()
            .collect();
    inputs.insert(
        "nested".into(),
        json!({"a": [UNKNOWN, "x"], "__defaults": ["b"], "b": "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7"}),
    );
    let dependencies = json!({
        "key": [one], "twice": [one, one], "several": [urn(KEY, "two"), one], "plain": [],
        "gone": [one, urn(KEY, "not-here")], "component": [vpc], "import": [reference],
        "provider": [urn("pulumi:providers:aws", "eu")], "nested": [one],
    });
    let document = preview([
        state(BUCKET, "b", inputs.into(), json!({"propertyDependencies": dependencies})),
        state(KEY, "two", json!({}), json!({})),
        state(KEY, "one", json!({}), json!({})),
        state("pulumi:providers:aws", "eu", json!({}), json!({})),
        state("pulumi:pulumi:StackReference", "other", json!({"name": "org/base/prod"}), json!({})),
        json!({"urn": vpc, "custom": false, "type": "awsx:ec2:Vpc"}),
        json!({"urn": urn("awsx:ec2:Vpc$x:y:Z", "part"), "custom": false, "type": "x:y:Z", "parent": vpc}),
        state("aws:ec2/vpc:Vpc", "real", json!({}), json!({"parent": vpc})),
        state("aws:ec2/subnet:Subnet", "deep", json!({}), json!({"parent": urn("awsx:ec2:Vpc$x:y:Z", "part")})),
    ]);
    let deployment = loaded(&document);
    assert_eq!(messages(&deployment), [""; 0]);
    let is = |path: &[&str], what: &str| assert_eq!(shown(input(&deployment, "b", path)), what, "{path:?}");
    is(&["key"], "-> one");
    is(&["twice"], "-> one");
    is(&["several"], "until-apply several [\"one\", \"two\"]");
    is(&["plain"], "until-apply plain []");
    is(&["none"], "until-apply none []");
    is(&["gone"], "until-apply gone []");
    is(&["component"], "until-apply component [\"deep\", \"real\"]");
    is(&["import"], "import org/base/prod []");
    is(&["provider"], "until-apply provider []");
    is(&["nested", "a", "0"], "-> one");
    is(&["nested", "a", "1"], "x");
    is(&["nested", "b"], "-> one");
    assert!(input(&deployment, "b", &["nested"]).get("__defaults").is_none());
    let below: Vec<&str> = deployment.descendants(&vpc).iter().map(|state| &*state.name).collect();
    assert_eq!(below, ["deep", "real", "part"]);
}

#[test]
fn what_json_cannot_say_says_what_it_is() {
    let signed = |signature: &str, mut more: Value| {
        more[SIGNATURE] = signature.into();
        more
    };
    let secret = "1b47061264138c4ac30d75fd1eb44270";
    let asset = signed("c44067f5952c0a294b673a41bacd8c17", json!({"hash": "h", "text": "hello"}));
    let inputs = json!({
        "__defaults": ["acl", "name"],
        "acl": "private",
        "password": "[secret]",
        "sealed": signed(secret, json!({"ciphertext": "v1:abc"})),
        "open": {"in": [signed(secret, json!({"plaintext": "\"hunter2\""}))]},
        "asset": asset,
        "archive": signed("0def7320c3a5731c473e5ecbe6d01bc7", json!({"assets": {"index.js": asset}})),
        "resource": signed("5cf8f73096256a8f31e491e813e4eb8e", json!({"urn": urn(BUCKET, "b"), "id": "x"})),
        "output": signed("d0e6a833031e9bbcd3f4e8bde6ca49a4", json!({"value": 5})),
        "hidden": signed("d0e6a833031e9bbcd3f4e8bde6ca49a4", json!({"value": "hunter2", "secret": true})),
        "later": signed("d0e6a833031e9bbcd3f4e8bde6ca49a4", json!({"dependencies": [urn(BUCKET, "b")]})),
        "bytes": signed("803fd3297a5875dc03ca845dda5d2a98", json!({"value": "aGk="})),
        "nan": signed("8ad145fe-0d11-4827-bfd7-1abcbf086f5c", json!({"value": "7ff8000000000001"})),
        "infinite": signed("8ad145fe-0d11-4827-bfd7-1abcbf086f5c", json!({"value": "fff0000000000000"})),
        "new": signed("of-a-later-version", json!({"value": 1})),
        "literal": "{{resolve:ssm:x}} ${Fn::Ref}",
        "function": {"Ref": "A"},
        "__meta": "{}",
    });
    let value = preview([state(BUCKET, "b", inputs, json!({}))]);
    let deployment = loaded(&value);
    let is = |path: &[&str], what: &str| assert_eq!(shown(input(&deployment, "b", path)), what, "{path:?}");
    is(&["password"], "secret password []");
    is(&["sealed"], "secret sealed []");
    is(&["open", "in", "0"], "secret open []");
    is(&["hidden"], "secret hidden []");
    assert!(!format!("{deployment:?}").contains("hunter2"));
    let text = source(&value);
    assert!(!text.slice(input(&deployment, "b", &["open", "in", "0"]).span).contains("hunter2"));
    let plain: Vec<&str> = plain_secrets(&document(&value))
        .iter()
        .map(|span| text.text.get(span.start as usize..span.end as usize).unwrap())
        .collect();
    assert_eq!(plain, ["\"\\\"hunter2\\\"\""]);
    is(&["asset", "kind"], "asset");
    is(&["asset", "text"], "hello");
    is(&["archive", "kind"], "archive");
    is(&["archive", "assets", "index.js", "kind"], "asset");
    is(&["resource"], "-> b");
    is(&["output"], "Int(5)");
    is(&["later"], "-> b");
    is(&["bytes", "kind"], "bytes");
    is(&["nan"], "NaN");
    is(&["infinite"], "-Infinity");
    is(&["new"], "until-apply new []");
    is(&["literal"], "{{resolve:ssm:x}} ${Fn::Ref}");
    is(&["function", "Ref"], "A");
    let state = &deployment.states[0];
    assert_eq!(state.defaults, ["acl".into(), "name".into()]);
    assert!(state.inputs.iter().all(|field| !field.name.starts_with("__")));
    assert_eq!(shown(input(&deployment, "b", &["acl"])), "private");
}

#[test]
fn steps_count_by_what_is_there_afterwards() {
    let step = |op: &str, name: &str, size: Value| {
        let new = state(BUCKET, name, json!({"size": size}), json!({}));
        json!({"op": op, "urn": new["urn"], "oldState": new, "newState": new})
    };
    let gone = |op: &str, name: &str| json!({"op": op, "urn": urn(BUCKET, name), "oldState": {}});
    let document = json!({
        "steps": [
            step("replace", "r", 1.into()), step("create-replacement", "r", 2.into()), gone("delete-replaced", "r"),
            step("update", "z", 1.into()), step("read", "a", 1.into()), step("same", "s", 1.into()),
            gone("delete", "d"), gone("discard", "d"), gone("remove-pending-replace", "d"),
            json!({"op": "refresh", "urn": urn(BUCKET, "f"), "newState": null}),
        ],
        "changeSummary": {"same": 4, "update": 1},
    });
    let deployment = loaded(&document);
    let names: Vec<&str> = deployment.states.iter().map(|state| &*state.name).collect();
    assert_eq!(names, ["a", "r", "s", "z"]);
    assert_eq!(shown(input(&deployment, "r", &["size"])), "Int(2)");
    assert_eq!(messages(&deployment), ["the preview leaves out 3 resources that the update does not change"]);
    assert_eq!(deployment.problems[0].level(), Level::Warning);
    assert_eq!(source(&document).slice(deployment.span), "\"steps\"");
}

#[test]
fn a_failed_preview_is_incomplete() {
    let failing = |diagnostics: Value| {
        let mut document = preview([state(BUCKET, "b", json!({}), json!({}))]);
        document["diagnostics"] = diagnostics;
        loaded(&document)
    };
    let warned =
        failing(json!([{"message": "warning: old", "severity": "warning"}, {"message": "x", "severity": "info#err"}]));
    assert_eq!(messages(&warned), [""; 0]);
    let message = "\u{1b}[31merror: \u{1b}[0m\n  TypeError: <a> is undefined\u{1b}[0m\n    at index.ts";
    let failed = failing(json!([{"message": message, "severity": "error"}]));
    assert!(messages(&failed)[0].ends_with("from it: TypeError: <a> is undefined"), "{:?}", messages(&failed));
    assert_eq!((failed.problems[0].level(), failed.states.len()), (Level::Incomplete, 1));
    let corrupt = loaded(&json!({"steps": [], "changeSummary": {}, "maybeCorrupt": true}));
    assert!(messages(&corrupt)[0].ends_with("its states may be corrupt"));
    let early = loaded(&json!({"config": {}, "duration": 5, "diagnostics": []}));
    assert!(messages(&early)[0].ends_with("it has no steps"));
}

#[test]
fn provenance_has_place_options_and_what_the_provider_adds() {
    let provider = urn("pulumi:providers:aws", "us");
    let inputs = json!({
        "region": "us-east-1",
        "assumeRoles": "[{\"roleArn\":\"arn:aws:iam::1:role/first\"},{\"roleArn\":\"arn:aws:iam::1:role/last\"}]",
        "defaultTags": "{\"tags\":{\"team\":\"shop\",\"later\":\"04da6b54-80e4-46f7-96ec-b56ff0331ba9\"}}",
    });
    let sdk = "project:///node_modules/@pulumi/s3.ts#1,1";
    let more = json!({
        "protect": true, "retainOnDelete": true, "deletedWith": urn(KEY, "k"), "ignoreChanges": ["tags", "acl"],
        "provider": format!("{provider}::{UNKNOWN}"), "parent": urn("my:x:Site", "site"),
        "sourcePosition": sdk, "stackTrace": [{"sourcePosition": sdk}, {}, {"sourcePosition": "project:///lib/site.ts#7,3"}],
    });
    let deployment = loaded(&preview([
        state("pulumi:providers:aws", "us", inputs, json!({})),
        json!({"urn": urn("my:x:Site", "site"), "custom": false, "type": "my:x:Site", "sourcePosition": "project:///index.ts#2,1"}),
        state(BUCKET, "b", json!({}), more),
        state(
            BUCKET,
            "child",
            json!({"region": "ap-south-1"}),
            json!({"parent": urn(BUCKET, "mid"), "provider": format!("{}::id", urn("pulumi:providers:aws", "default_7_1_0"))}),
        ),
        state(BUCKET, "mid", json!({}), json!({"parent": urn("my:x:Site", "site"), "sourcePosition": sdk})),
        state(
            BUCKET,
            "elsewhere",
            json!({}),
            json!({"provider": format!("{}::id", urn("pulumi:providers:aws", "not-here")), "external": true, "parent": urn(BUCKET, "elsewhere")}),
        ),
    ]));
    assert_eq!(messages(&deployment), [""; 0]);
    let of = |name: &str| &*deployment.states.iter().find(|state| &*state.name == name).unwrap().provenance;
    let place =
        |name: &str| of(name).place.as_ref().map(|place| format!("{}:{}:{:?}", place.file, place.line, place.column));
    assert_eq!(place("b").unwrap(), "lib/site.ts:7:Some(3)");
    assert_eq!(place("child").unwrap(), "index.ts:2:Some(1)", "of its grandparent");
    assert_eq!(place("elsewhere"), None, "its own parent");
    let b = of("b");
    assert_eq!((&*b.path, &*b.name, b.kind.as_deref()), (&*urn(BUCKET, "b"), "b", Some(BUCKET)));
    let options = &b.options;
    assert!(options.protect && options.retain_on_delete);
    assert_eq!(options.deleted_with.as_deref(), Some(&*urn(KEY, "k")));
    assert_eq!(options.ignore_changes, ["tags".into(), "acl".into()]);
    assert_eq!(options.region.as_deref(), Some("us-east-1"));
    assert_eq!(options.assumed_role.as_deref(), Some("arn:aws:iam::1:role/last"));
    assert_eq!(options.default_tags, [("team".into(), "shop".into())]);
    assert_eq!(of("child").options.region.as_deref(), Some("ap-south-1"));
    assert_eq!(of("mid").options.region.as_deref(), Some("eu-west-1"));
    assert_eq!(of("elsewhere").options.region, None);
    assert!(deployment.state(&urn(BUCKET, "elsewhere")).unwrap().external);
}

#[test]
fn an_export_has_the_deployed_states() {
    let live = state(BUCKET, "b", json!({"acl": "private"}), json!({"id": "b-1"}));
    let condemned = state(BUCKET, "b", json!({"acl": "public-read"}), json!({"delete": true}));
    let document = json!({"version": 3, "deployment": {
        "manifest": {"magic": "x"}, "resources": [live, condemned],
        "pending_operations": [{"resource": {}, "type": "creating"}],
    }});
    let deployment = loaded(&document);
    assert_eq!(shown(input(&deployment, "b", &["acl"])), "private");
    assert_eq!(messages(&deployment), ["the stack has 1 operation whose outcome is not known"]);
    assert_eq!(source(&document).slice(deployment.span), "\"resources\"");
    assert!(loaded(&json!({"version": 3, "deployment": {"manifest": {"magic": "x"}}})).problems.is_empty());
}

#[test]
fn json_in_a_text_has_places_inside_of_the_text() {
    let inner =
        json!({"Statement": [{"Action": "s3:*", "Sid": "é\n\"q\" \u{1f600}", "Deep": "{\"a\": [\"b\\\\\"]}", "N": 1}]});
    let policy = serde_json::to_string(&inner).unwrap();
    let value = preview([state(
        BUCKET,
        "b",
        json!({"policy": policy, "pattern": "[a-z]", "number": "1", "broken": "{"}),
        json!({}),
    )]);
    // Escaped as far as it goes, the way some encoders write.
    let ascii: String = source(&value)
        .text
        .chars()
        .map(|c| {
            if c.is_ascii() {
                c.to_string()
            } else {
                c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect()
            }
        })
        .collect();
    for text in [source(&value).text.to_string(), ascii] {
        let text = Source::new("p", text, 0);
        let deployment = load(SourceId(0), &text, &Limits::default()).unwrap();
        let found = json_in(input(&deployment, "b", &["policy"]), &text).unwrap();
        assert!(text.slice(found.span).starts_with("{\\\"Statement\\\""));
        let statement = match &found.get("Statement").unwrap().kind {
            ExprKind::List(items) => items[0].clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(text.slice(statement.get("Action").unwrap().span), "\\\"s3:*\\\"");
        assert_eq!(text.slice(statement.get("N").unwrap().span), "1");
        let sid = statement.get("Sid").unwrap();
        assert_eq!(shown(sid), "é\n\"q\" \u{1f600}");
        let once: String = serde_json::from_str(&format!("\"{}\"", text.slice(sid.span))).unwrap();
        assert_eq!(serde_json::from_str::<String>(&once).unwrap(), "é\n\"q\" \u{1f600}");
        let deep = json_in(statement.get("Deep").unwrap(), &text).unwrap();
        match &deep.get("a").unwrap().kind {
            ExprKind::List(items) => {
                assert_eq!(shown(&items[0]), "b\\");
                assert!(text.slice(items[0].span).contains('b') && text.slice(items[0].span).len() < 20);
            }
            other => panic!("{other:?}"),
        }
        for name in ["pattern", "number", "broken"] {
            assert!(json_in(input(&deployment, "b", &[name]), &text).is_none(), "{name}");
        }
    }
}

#[test]
fn what_depends_on_a_very_large_component_may_come_from_anywhere() {
    let component = urn("x:y:Z", "c");
    let dependent = json!({"propertyDependencies": {"a": [component], "b": [urn(KEY, "k1"), urn(KEY, "k2")]}});
    let keys = (0..300).map(|n| state(KEY, &format!("k{n}"), json!({}), json!({"parent": component})));
    let mut states: Vec<Value> = keys.collect();
    states.push(json!({"urn": component, "custom": false, "type": "x:y:Z"}));
    states.push(state(BUCKET, "b", json!({"a": UNKNOWN, "b": UNKNOWN}), dependent));
    let deployment = loaded(&preview(states));
    assert_eq!(shown(input(&deployment, "b", &["a"])), "until-apply a []");
    assert_eq!(shown(input(&deployment, "b", &["b"])), "until-apply b [\"k1\", \"k2\"]");
}
