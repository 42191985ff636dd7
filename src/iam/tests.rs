//! Statements: every form that a policy can be written in, and every place where one can stand.
//!
//! Values are written as JSON here, with the markers of the rules' `input` for what is not known, and `{"$json": …}`
//! for a value as JSON text.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

use super::catalogue::Catalogue;
use super::positions::{Form, POSITIONS};
use super::statement::{Effect, PolicyKind, Statement, statements};
use super::{positions, rego};
use crate::graph::{Graph, Resource};
use crate::resolve::value::{Field, Reason, Reference, Unknown, Value, ValueKind};
use crate::source::Span;
use serde_json::{Value as Json, json};
use std::sync::Arc;

fn value(json: &Json) -> Value {
    let kind = match json {
        Json::Null => ValueKind::Null,
        Json::Bool(value) => ValueKind::Bool(*value),
        Json::Number(number) => number.as_i64().map_or(ValueKind::Float(number.as_f64().unwrap()), ValueKind::Int),
        Json::String(text) => ValueKind::Text(text.as_str().into()),
        Json::Array(items) => ValueKind::List(items.iter().map(value).collect()),
        Json::Object(fields) => marked(json).unwrap_or_else(|| {
            let field = |(name, json): (&String, &Json)| Field {
                name: name.as_str().into(),
                at: Span::default(),
                value: value(json),
            };
            ValueKind::Map(fields.iter().map(field).collect())
        }),
    };
    Value::new(Span::default(), kind)
}

fn marked(json: &Json) -> Option<ValueKind> {
    if let Some(parts) = json.get("$text") {
        return Some(ValueKind::Mixed(parts.as_array().unwrap().iter().map(value).collect()));
    }
    if let Some(document) = json.get("$json") {
        return Some(ValueKind::Text(document.to_string().into()));
    }
    if let Some(target) = json.get("$ref") {
        let attribute = json.get("attribute").map(|attribute| attribute.as_str().unwrap().into());
        return Some(ValueKind::Ref(Reference { target: target.as_str().unwrap().into(), attribute }));
    }
    let unknown = json.get("$unknown")?;
    let name = unknown["name"].as_str().unwrap().to_owned();
    Some(ValueKind::Unknown(Unknown::new(Reason::Parameter, name)))
}

fn unknown(name: &str) -> Json {
    json!({"$unknown": {"reason": "parameter", "name": name}})
}

pub(in crate::iam) fn graph(resources: &[(&str, &str, Json)]) -> Graph {
    let mut graph = Graph::default();
    for (key, kind, properties) in resources {
        let key: Arc<str> = (*key).into();
        graph.by_key.insert(Arc::clone(&key), graph.resources.len());
        graph.resources.push(Arc::new(Resource {
            id: Arc::clone(&key),
            key,
            kind: (*kind).into(),
            stack: "".into(),
            provenance: None,
            properties: value(properties),
            attributes: value(&json!({})),
            id_span: Span::default(),
            properties_span: Span::default(),
        }));
    }
    graph
}

/// The facts of a graph as JSON.
fn facts(resources: &[(&str, &str, Json)]) -> Json {
    let facts = rego::facts(&statements(&graph(resources)), Catalogue::embedded());
    serde_json::from_str(&facts.to_json_str().unwrap()).unwrap()
}

fn one(kind: &str, properties: Json) -> Json {
    let facts = facts(&[("It", kind, properties)]);
    assert_eq!(facts.as_array().unwrap().len(), 1, "{facts}");
    facts[0].clone()
}

fn policy(statement: Json) -> Json {
    one("AWS::IAM::Policy", json!({"PolicyDocument": {"Version": "2012-10-17", "Statement": statement}}))
}

#[test]
fn a_statement_has_exactly_the_shape_of_the_contract() {
    let role = json!({"AssumeRolePolicyDocument": {"Statement": [{
        "Sid": "Deploy",
        "Effect": "Allow",
        "Principal": {"Federated": "token.example", "AWS": ["111122223333", {"$ref": "Other", "attribute": "Arn"}]},
        "Action": ["sts:AssumeRole", unknown("Extra")],
        "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1", "sts:ExternalId": [unknown("Id"), "b"]}},
    }]}});
    let at = |rest: Json| {
        let mut path = vec![json!("AssumeRolePolicyDocument"), json!("Statement"), json!(0)];
        path.extend(rest.as_array().unwrap().iter().cloned());
        Json::Array(path)
    };
    assert_eq!(
        one("AWS::IAM::Role", role),
        json!({
            "owner": "It", "kind": "trust", "path": at(json!([])), "effect": "Allow", "sid": "Deploy",
            "actions": [
                {"value": "sts:AssumeRole", "path": at(json!(["Action", 0])), "access": ["write"], "wildcard": false,
                 "resource_scoped": true, "unscoped_only": false, "known": true},
                {"value": unknown("Extra"), "path": at(json!(["Action", 1])), "access": [], "wildcard": false,
                 "resource_scoped": false, "unscoped_only": false, "known": false},
            ],
            "not_actions": [], "resources": [], "not_resources": [],
            "principals": [
                {"type": "Federated", "value": "token.example", "path": at(json!(["Principal", "Federated"]))},
                {"type": "AWS", "value": "111122223333", "path": at(json!(["Principal", "AWS", 0]))},
                {"type": "AWS", "value": {"$ref": "Other", "attribute": "Arn"}, "path": at(json!(["Principal", "AWS", 1]))},
            ],
            "not_principals": [],
            "conditions": [
                {"operator": "StringEquals", "key": "aws:PrincipalOrgID", "values": ["o-1"],
                 "path": at(json!(["Condition", "StringEquals", "aws:PrincipalOrgID"]))},
                {"operator": "StringEquals", "key": "sts:ExternalId", "values": [unknown("Id"), "b"],
                 "path": at(json!(["Condition", "StringEquals", "sts:ExternalId"]))},
            ],
        })
    );
}

#[test]
fn one_statement_needs_no_list_and_scalars_are_lists_of_one() {
    let fact = policy(json!({"Effect": "Deny", "NotAction": "s3:*", "NotResource": "*", "NotPrincipal": "*"}));
    assert_eq!(fact["path"], json!(["PolicyDocument", "Statement"]));
    assert_eq!(fact["effect"], "Deny");
    assert_eq!(fact["not_actions"], json!([{"value": "s3:*", "path": ["PolicyDocument", "Statement", "NotAction"]}]));
    let every = json!([{"value": "*", "path": ["PolicyDocument", "Statement", "NotResource"], "every": true}]);
    assert_eq!(fact["not_resources"], every);
    let star = json!([{"type": "*", "value": "*", "path": ["PolicyDocument", "Statement", "NotPrincipal"]}]);
    assert_eq!(fact["not_principals"], star);
    assert_eq!((&fact["actions"], &fact["resources"], &fact["principals"]), (&json!([]), &json!([]), &json!([])));
    assert!(fact.get("sid").is_none());
}

#[test]
fn a_star_below_aws_is_an_account_of_that_name() {
    let fact = policy(json!({"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "s3:Get*"}));
    assert_eq!(fact["principals"][0]["type"], "AWS");
    assert_eq!(fact["principals"][0]["value"], "*");
    assert_eq!(fact["actions"][0]["wildcard"], true);
}

#[test]
fn statements_and_documents_that_are_not_known_are_left_out() {
    let known = json!({"Effect": "Allow", "Action": "a:B"});
    let list = json!({"PolicyDocument": {"Statement": [unknown("S"), known, null]}});
    assert_eq!(one("AWS::IAM::Policy", list)["path"], json!(["PolicyDocument", "Statement", 1]));
    for properties in [
        json!({}),
        json!({"PolicyDocument": unknown("Document")}),
        json!({"PolicyDocument": {"Statement": unknown("Statement")}}),
        json!({"PolicyDocument": {"statement": {"Effect": "Allow"}}}),
        json!({"PolicyDocument": []}),
        json!(null),
    ] {
        assert_eq!(facts(&[("It", "AWS::IAM::Policy", properties.clone())]), json!([]), "{properties}");
    }
}

#[test]
fn names_and_effects_keep_their_case() {
    let fact = policy(json!({"Effect": "allow", "action": "s3:*", "Resource": "*"}));
    assert_eq!(fact["effect"], "allow", "IAM refuses it, so it is no Allow");
    assert_eq!(fact["actions"], json!([]));
    assert!(policy(json!({"Action": "s3:*"})).get("effect").is_none());
    assert_eq!(policy(json!({"Effect": unknown("Effect")}))["effect"], unknown("Effect"));
    let graph = graph(&[("It", "AWS::IAM::Policy", json!({"PolicyDocument": {"Statement": {"Effect": "allow"}}}))]);
    assert!(matches!(&statements(&graph)[0].effect, Some(Effect::Other(_))));
}

#[test]
fn numbers_and_booleans_are_compared_as_text() {
    let fact = policy(json!({
        "Effect": "Allow",
        "Principal": {"AWS": 123_456_789_012_i64},
        "Condition": {"Bool": {"aws:SecureTransport": false}, "NumericLessThan": {"s3:max-keys": [10, 1.5]}},
    }));
    assert_eq!(fact["principals"][0]["value"], "123456789012");
    assert_eq!(fact["conditions"][0]["values"], json!(["false"]));
    assert_eq!(fact["conditions"][1]["values"], json!(["10", "1.5"]));
}

#[test]
fn a_condition_that_is_not_known_is_still_a_condition() {
    let at = json!(["PolicyDocument", "Statement", "Condition"]);
    let whole = policy(json!({"Effect": "Allow", "Condition": unknown("Block")}));
    assert_eq!(whole["conditions"], json!([{"operator": "", "key": "", "values": [unknown("Block")], "path": at}]));
    let operator = policy(json!({"Effect": "Allow", "Condition": {"Bool": unknown("Keys")}}));
    assert_eq!(operator["conditions"][0]["operator"], "Bool");
    assert_eq!(operator["conditions"][0]["values"], json!([unknown("Keys")]));
    let none = policy(json!({"Effect": "Allow", "Condition": {}}));
    assert_eq!(none["conditions"], json!([]));
}

#[test]
fn json_text_is_read_as_a_document() {
    let document =
        json!({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "logs:PutLogEvents", "Resource": "*"}]});
    let fact = one("AWS::Logs::ResourcePolicy", json!({"PolicyDocument": {"$json": document}}));
    assert_eq!(fact["path"], json!(["PolicyDocument", "Statement", 0]));
    assert_eq!(fact["principals"][0]["type"], "*");
    for text in ["", "{", "not json", "[]", "{}", "\"Statement\"", "{\"Statement\": 3}"] {
        assert_eq!(facts(&[("It", "AWS::Logs::ResourcePolicy", json!({"PolicyDocument": text}))]), json!([]), "{text}");
    }
}

#[test]
fn json_text_keeps_its_unknown_parts() {
    let text = json!({"$text": [
        r#"{"Statement": {"Effect": "Allow", "Action": ["x:Y", ""#, unknown("Action"),
        r#""], "Resource": "arn:aws:logs:"#, unknown("Region"), ":1:*\", \"Condition\": {\"StringEquals\": {\"",
        unknown("Issuer"), r#":aud": "a"}}}}"#,
    ]});
    let fact = one("AWS::Logs::ResourcePolicy", json!({"PolicyDocument": text}));
    assert_eq!(fact["actions"][1]["value"], unknown("Action"), "a string that is one part is that part");
    let mixed = json!({"$text": ["arn:aws:logs:", unknown("Region"), ":1:*"]});
    assert_eq!(fact["resources"][0]["value"], mixed);
    assert_eq!(fact["conditions"][0]["key"], "${Issuer}:aud");
    // A part outside of a string: what the text says cannot be known.
    let outside = json!({"$text": [r#"{"Statement": "#, unknown("S"), "}"]});
    assert_eq!(facts(&[("It", "AWS::Logs::ResourcePolicy", json!({"PolicyDocument": outside}))]), json!([]));
    // The marks of our own in the text are no way in.
    let forged = json!({"$text": ["{\"Statement\": {\"Resource\": \"\u{e000}1\u{e001}\"}}", unknown("S")]});
    assert_eq!(facts(&[("It", "AWS::Logs::ResourcePolicy", json!({"PolicyDocument": forged}))]), json!([]));
    let escaped = json!({"PolicyDocument": r#"{"Statement": {"Resource": "\ue0007\ue001"}}"#});
    assert_eq!(one("AWS::Logs::ResourcePolicy", escaped)["resources"][0]["value"], "\u{e000}7\u{e001}");
}

#[test]
fn a_lambda_permission_is_a_statement() {
    let fact = one(
        "AWS::Lambda::Permission",
        json!({
            "Action": "lambda:InvokeFunction", "FunctionName": {"$ref": "Function"}, "Principal": "s3.amazonaws.com",
            "SourceArn": {"$ref": "Bucket", "attribute": "Arn"}, "SourceAccount": unknown("Account"), "PrincipalOrgID": null,
        }),
    );
    assert_eq!((&fact["kind"], &fact["effect"], &fact["path"]), (&json!("resource"), &json!("Allow"), &json!([])));
    assert_eq!(fact["actions"][0]["path"], json!(["Action"]));
    assert_eq!(fact["principals"], json!([{"type": "Service", "value": "s3.amazonaws.com", "path": ["Principal"]}]));
    assert_eq!(fact["resources"], json!([{"value": {"$ref": "Function"}, "path": ["FunctionName"], "every": false}]));
    assert_eq!(
        fact["conditions"],
        json!([
            {"operator": "ArnLike", "key": "aws:SourceArn", "values": [{"$ref": "Bucket", "attribute": "Arn"}], "path": ["SourceArn"]},
            {"operator": "StringEquals", "key": "aws:SourceAccount", "values": [unknown("Account")], "path": ["SourceAccount"]},
        ])
    );
    for (principal, kind) in [
        (json!("*"), "*"),
        (json!("111122223333"), "AWS"),
        (json!("arn:aws:iam::111122223333:role/x.y"), "AWS"),
        (json!("alexa-appkit.amazon.com"), "Service"),
        (json!({"$text": ["logs.", unknown("Region"), ".amazonaws.com"]}), "Service"),
        (json!({"$ref": "Role", "attribute": "Arn"}), "AWS"),
    ] {
        let fact = one("AWS::Lambda::Permission", json!({"Principal": principal}));
        assert_eq!(fact["principals"][0]["type"], kind, "{principal}");
    }
}

#[test]
fn an_event_bus_policy_has_two_forms() {
    let old = one(
        "AWS::Events::EventBusPolicy",
        json!({
            "Action": "events:PutEvents", "Principal": "*", "StatementId": "Org",
            "Condition": {"Type": "StringEquals", "Key": "aws:PrincipalOrgID", "Value": "o-1"},
        }),
    );
    assert_eq!((&old["sid"], &old["principals"][0]["type"]), (&json!("Org"), &json!("*")));
    let condition =
        json!([{"operator": "StringEquals", "key": "aws:PrincipalOrgID", "values": ["o-1"], "path": ["Condition"]}]);
    assert_eq!(old["conditions"], condition);
    let statement = json!({"Effect": "Allow", "Principal": "*", "Action": "events:PutEvents"});
    let new = one("AWS::Events::EventBusPolicy", json!({"StatementId": "Org", "Statement": statement}));
    assert_eq!(new["path"], json!(["Statement"]));
    assert_eq!(new["conditions"], json!([]));
    let text = one("AWS::Events::EventBusPolicy", json!({"Statement": {"$json": statement}}));
    assert_eq!(text["actions"][0]["path"], json!(["Statement", "Action"]));
}

#[test]
fn inline_policies_of_sam_stand_among_names_of_managed_ones() {
    let document = json!({"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]});
    let list = json!({"Policies": ["AWSLambdaExecute", {"S3ReadPolicy": {"BucketName": "b"}}, document]});
    let fact = one("AWS::Serverless::Function", list);
    assert_eq!((&fact["path"], &fact["kind"]), (&json!(["Policies", 2, "Statement", 0]), &json!("identity")));
    let lone = one("AWS::Serverless::Function", json!({"Policies": document}));
    assert_eq!(lone["path"], json!(["Policies", "Statement", 0]));
}

#[test]
fn a_managed_policy_that_only_bounds_is_a_boundary() {
    let document = json!({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}});
    let kinds = |holder: Json, policy: Json| {
        let mut policy = policy;
        policy["PolicyDocument"] = document.clone();
        facts(&[("Policy", "AWS::IAM::ManagedPolicy", policy), ("Role", "AWS::IAM::Role", holder)])[0]["kind"].clone()
    };
    let reference = json!({"$ref": "Policy"});
    let named = json!({"$text": ["arn:aws:iam::", unknown("Account"), ":policy/team/Bound"]});
    assert_eq!(kinds(json!({"PermissionsBoundary": reference}), json!({})), "boundary");
    assert_eq!(kinds(json!({"PermissionsBoundary": named}), json!({"ManagedPolicyName": "Bound"})), "boundary");
    assert_eq!(kinds(json!({"PermissionsBoundary": named}), json!({"ManagedPolicyName": "Else"})), "identity");
    let both = json!({"PermissionsBoundary": reference, "ManagedPolicyArns": [reference]});
    assert_eq!(kinds(both, json!({})), "identity");
    assert_eq!(kinds(json!({"PermissionsBoundary": reference}), json!({"Roles": ["r"]})), "identity");
    assert_eq!(kinds(json!({"ManagedPolicyArns": [reference]}), json!({})), "identity");
}

/// Puts a value at a position's path.
fn at_path(path: &str, inner: Json) -> Json {
    let steps: Vec<&str> = path.split('.').filter(|step| !step.is_empty()).collect();
    steps.iter().rev().fold(inner, |inner, step| if *step == "*" { json!([inner]) } else { json!({*step: inner}) })
}

#[test]
fn every_position_yields_its_statement() {
    let statement = json!({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"});
    for position in POSITIONS {
        let written: Vec<(Json, &str)> = match position.form {
            Form::Document => {
                let document = json!({"Statement": [statement]});
                vec![(document.clone(), "as an object"), (json!({"$json": document}), "as text")]
            }
            Form::Statements => vec![(json!([statement]), "as a list"), (statement.clone(), "alone")],
            Form::Grant(grant) => {
                let fields = [(grant.principal, "*"), (grant.action, "s3:GetObject"), (grant.resource, "*")];
                let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), json!(value)));
                vec![(Json::Object(fields.collect()), "as properties")]
            }
        };
        for (value, how) in written {
            let fact = one(position.resource, at_path(position.path, value));
            let place = format!("{} {} {how}", position.resource, position.path);
            assert_eq!(fact["kind"], position.kind.word(), "{place}");
            assert_eq!(fact["effect"], "Allow", "{place}");
            for element in ["principals", "actions", "resources"] {
                assert_eq!(fact[element].as_array().unwrap().len(), 1, "{place}: {element}");
            }
            assert_eq!(fact["actions"][0]["known"], true, "{place}");
            let path: Vec<&Json> = fact["path"].as_array().unwrap().iter().filter(|step| step.is_string()).collect();
            let expected: Vec<&str> = position.path.split('.').filter(|step| !["", "*"].contains(step)).collect();
            assert_eq!(path[..expected.len()], expected, "{place}");
        }
    }
}

#[test]
fn the_table_of_positions_is_sorted_and_each_stands_once() {
    assert!(POSITIONS.is_sorted_by(|left, right| (left.resource, left.path) < (right.resource, right.path)));
    assert_eq!(positions::of("AWS::IAM::Role").len(), 2);
    assert!(
        positions::of("AWS::S3::Bucket").is_empty() && positions::of("").is_empty() && positions::of("Z").is_empty()
    );
}

#[test]
fn statements_come_in_the_order_of_the_graph() {
    let document = |sid: &str| json!({"Statement": {"Sid": sid, "Effect": "Allow"}});
    let resources = [
        ("Z", "AWS::S3::BucketPolicy", json!({"PolicyDocument": document("z")})),
        (
            "A",
            "AWS::IAM::Role",
            json!({
                "Policies": [{"PolicyDocument": document("b")}, {"PolicyDocument": document("c")}],
                "AssumeRolePolicyDocument": document("a"),
            }),
        ),
    ];
    let found = statements(&graph(&resources));
    let sids: Vec<&str> = found.iter().map(|statement: &Statement| statement.sid.as_deref().unwrap()).collect();
    assert_eq!(sids, ["z", "a", "b", "c"]);
    assert_eq!(found[1].kind, PolicyKind::Trust);
}
