#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use super::*;
use crate::source::{Comment, Entry, Key, Kind, Node, Scalar, Syntax};

/// A tree over a text, for tests: every scalar and key is looked up in the text, in order.
struct Tree<'a> {
    text: &'a str,
    at: usize,
}

impl Tree<'_> {
    fn span(&mut self, written: &str) -> Span {
        let found = self.text.get(self.at..).and_then(|rest| rest.find(written));
        let start = self.at + found.unwrap_or_else(|| panic!("{written} is not in the text after {}", self.at));
        self.at = start + written.len();
        Span { source: SourceId(0), start: start as u32, end: self.at as u32 }
    }

    /// Reads a tree from JSON text that follows the same order as `text`.
    fn node(&mut self, json: &serde_json::Value) -> Node {
        match json {
            serde_json::Value::Object(map) => {
                let start = self.at as u32;
                let entries = map.iter().map(|(name, value)| {
                    let key = Key { span: self.span(name.trim_start_matches("Fn::")), text: name.as_str().into() };
                    Entry { key, value: self.node(value) }
                });
                let kind = Kind::Map(entries.collect());
                Node { span: Span { source: SourceId(0), start, end: self.at as u32 }, kind }
            }
            serde_json::Value::Array(items) => {
                let start = self.at as u32;
                let kind = Kind::List(items.iter().map(|item| self.node(item)).collect());
                Node { span: Span { source: SourceId(0), start, end: self.at as u32 }, kind }
            }
            serde_json::Value::String(raw) => {
                let span = self.span(raw);
                Node { span, kind: Kind::Scalar(Scalar { raw: raw.as_str().into(), plain: false }) }
            }
            other => {
                let raw = other.to_string();
                let span = self.span(&raw);
                Node { span, kind: Kind::Scalar(Scalar { raw: raw.into(), plain: true }) }
            }
        }
    }
}

fn mask(text: &str, tree: &serde_json::Value) -> (Masked, String) {
    let source = Source::new("t.yaml", text, 0);
    let root = Tree { text, at: 0 }.node(tree);
    let comments = text.match_indices('#').map(|(start, _)| {
        let end = text[start..].find('\n').map_or(text.len(), |end| start + end);
        let span = Span { source: SourceId(0), start: start as u32, end: end as u32 };
        Comment { span, text: text[start + 1..end].trim().to_owned(), own_line: true }
    });
    let document =
        Document { source: SourceId(0), syntax: Syntax::Yaml, root, comments: comments.collect(), remarks: vec![] };
    let masked = Masked::of(&document, &source);
    let shown = masked.source().map_or(text.to_owned(), |source| source.text.to_string());
    assert_eq!(shown.len(), text.len());
    assert_eq!(shown.chars().count(), text.chars().count());
    (masked, shown)
}

#[test]
fn a_literal_password_is_starred_and_nothing_moves() {
    let text = "Properties:\r\n  MasterUsername: admin\r\n  MasterUserPassword: Grüße7\r\n  Port: 5432\r\n";
    let tree =
        serde_json::json!({"Properties": {"MasterUsername": "admin", "MasterUserPassword": "Grüße7", "Port": 5432}});
    let (masked, shown) = mask(text, &tree);
    assert_eq!(shown, "Properties:\r\n  MasterUsername: admin\r\n  MasterUserPassword: **××**\r\n  Port: 5432\r\n");
    assert_eq!(
        masked.message("password \"Grüße7\" is written as a literal"),
        "password \"****\" is written as a literal"
    );
}

#[test]
fn references_to_a_secret_stay_readable() {
    let text = "Password: {{resolve:ssm-secure:/db/pw:1}}\nSecretArn: arn:x\nHttpTokens: required\nToken: Ref TokenParameter\n";
    let tree = serde_json::json!({"Password": "{{resolve:ssm-secure:/db/pw:1}}", "SecretArn": "arn:x", "HttpTokens": "required",
        "Token": {"Ref": "TokenParameter"}});
    let (masked, shown) = mask(text, &tree);
    assert_eq!(shown, text);
    assert!(masked.spans.is_empty() && masked.source().is_none());
}

#[test]
fn defaults_of_parameters_that_are_secrets_are_masked() {
    let text = "Parameters:\n Hidden:\n  NoEcho: true\n  Default: one111\n Used:\n  Default: two222\n Stored:\n  NoEcho: true\n  Type: AWS::SSM::Parameter::Value<String>\n  Default: /app/pw\n Plain:\n  Default: four44\nDb:\n Password: Ref Used\n";
    let tree = serde_json::json!({
        "Parameters": {
            "Hidden": {"NoEcho": true, "Default": "one111"},
            "Used": {"Default": "two222"},
            "Stored": {"NoEcho": true, "Type": "AWS::SSM::Parameter::Value<String>", "Default": "/app/pw"},
            "Plain": {"Default": "four44"},
        },
        "Db": {"Password": {"Ref": "Used"}},
    });
    let (_, shown) = mask(text, &tree);
    assert_eq!(shown, text.replace("one111", "******").replace("two222", "******"));
}

#[test]
fn the_value_beside_the_name_of_a_secret_is_masked() {
    let text = "E:\n- Name: DB_PASSWORD\n  Value: hunter2\n- Name: MODE\n  Value: fast\n- Name: API_TOKEN\n  Type: SECRETS_MANAGER\n  Value: app/token\n";
    let tree = serde_json::json!({"E": [
        {"Name": "DB_PASSWORD", "Value": "hunter2"},
        {"Name": "MODE", "Value": "fast"},
        {"Name": "API_TOKEN", "Type": "SECRETS_MANAGER", "Value": "app/token"},
    ]});
    assert_eq!(mask(text, &tree).1, text.replace("hunter2", "*******"));
}

#[test]
fn literal_parts_of_functions_are_masked_and_placeholders_are_not() {
    let text = "ApiKey: pre1{{resolve:ssm:/x/y}}\nConnectionString: !Sub \"Server=${Db.Endpoint};Pwd=hunter2;\"\nPassword: !If [IsProd, hunter3, {{resolve:ssm:/x/y}}]\n";
    let tree = serde_json::json!({
        "ApiKey": "pre1{{resolve:ssm:/x/y}}",
        "ConnectionString": {"Fn::Sub": "Server=${Db.Endpoint};Pwd=hunter2;"},
        "Password": {"Fn::If": ["IsProd", "hunter3", "{{resolve:ssm:/x/y}}"]},
    });
    let expected = "ApiKey: ****{{resolve:ssm:/x/y}}\nConnectionString: !Sub \"*******${Db.Endpoint}*************\"\nPassword: !If [IsProd, *******, {{resolve:ssm:/x/y}}]\n";
    assert_eq!(mask(text, &tree).1, expected);
}

#[test]
fn the_same_secret_in_a_comment_or_script_goes_too() {
    let text = "# was Tr0ub4dor&3 before\n# Password: other1\nPassword: Tr0ub4dor&3\nUserData: setup Tr0ub4dor&3\n";
    let tree = serde_json::json!({"Password": "Tr0ub4dor&3", "UserData": "setup Tr0ub4dor&3"});
    assert_eq!(mask(text, &tree).1, text.replace("Tr0ub4dor&3", "***********").replace("other1", "******"));
}

#[test]
fn a_block_scalar_keeps_its_header_and_its_lines() {
    let text = "PrivateKey: |\n    first\n    second\nX: y\n";
    let span = Span { source: SourceId(0), start: 12, end: 35 };
    let raw: Arc<str> = "first\nsecond\n".into();
    let value = Node { span, kind: Kind::Scalar(Scalar { raw, plain: false }) };
    let key = Key { span: Span { source: SourceId(0), start: 0, end: 10 }, text: "PrivateKey".into() };
    let root = Node { span, kind: Kind::Map(vec![Entry { key, value }]) };
    let document = Document { source: SourceId(0), syntax: Syntax::Yaml, root, comments: vec![], remarks: vec![] };
    let masked = Masked::of(&document, &Source::new("t", text, 0));
    assert_eq!(&*masked.source().unwrap().text, "PrivateKey: |\n    *****\n    ******\nX: y\n");
}

#[test]
fn messages_lose_secrets_whole_cut_short_and_nested() {
    assert_eq!(mask_message("is 'hunter2hunter2'", &["hunter2", "hunter2hunter2"]), "is '****'");
    assert_eq!(mask_message("is Tr0ub4dor…", &["Tr0ub4dor&3-and-more"]), "is ****…");
    assert_eq!(mask_message("cab is a cab driver's abc", &["abc"]), "cab is a cab driver's ****");
    assert_eq!(mask_message("nothing", &["", "other"]), "nothing");
    assert_eq!(mask_message("amqp://a:s3cret@h", &[]), "amqp://a:****@h");
}

#[test]
fn a_text_without_a_tree_is_masked_by_lines() {
    let source = Source::new("broken.yaml", "A: [\n  Password: hunter2\n", 0);
    let masked = Masked::of_text(SourceId(3), &source);
    assert_eq!(&*masked.source().unwrap().text, "A: [\n  Password: *******\n");
    assert_eq!(masked.spans, [Span { source: SourceId(3), start: 17, end: 24 }]);
}
