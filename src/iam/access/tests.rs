//! Who comes in by a resource policy, and what closes it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

use super::access;
use crate::iam::tests::graph;
use serde_json::{Value as Json, json};

fn of(kind: &str, properties: Json) -> Vec<Json> {
    let rows = access(&graph(&[("Policy", kind, properties)]));
    rows.iter().map(|row| serde_json::to_value(row).unwrap()).collect()
}

fn queue(statements: Json) -> Json {
    of("AWS::SQS::QueuePolicy", json!({"Queues": [{"$ref": "Queue"}], "PolicyDocument": {"Statement": statements}}))[0]
        .clone()
}

fn open(condition: Json) -> Json {
    queue(
        json!([{"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*", "Condition": condition}]),
    )
}

#[test]
fn conditions_close_or_do_not() {
    for condition in [
        json!({"StringEquals": {"aws:SourceAccount": "111122223333"}}),
        json!({"ArnLike": {"aws:SourceArn": "arn:aws:s3:*:*:bucket"}}),
        json!({"ArnLike": {"aws:SourceArn": {"$ref": "Topic"}}}),
        json!({"StringEquals": {"aws:PrincipalOrgID": "o-1"}}),
        json!({"ArnEquals": {"AWS:PrincipalArn": "arn:aws:iam::111122223333:role/*"}}),
        json!({"StringEquals": {"aws:SourceVpce": "vpce-1"}}),
        json!({"StringEquals": {"aws:sourceVpc": "vpc-1"}}),
        json!({"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "198.51.100.7"]}}),
        json!({"StringEquals": {"kms:CallerAccount": "111122223333", "kms:ViaService": "s3.eu-west-1.amazonaws.com"}}),
    ] {
        let row = open(condition.clone());
        assert_eq!(row["public"], false, "{condition}");
        assert_eq!(row["closed_by"].as_array().unwrap().len(), 1, "{condition}");
    }
    for condition in [
        json!({}),
        json!({"Bool": {"aws:SecureTransport": "true"}}),
        json!({"StringLike": {"aws:PrincipalOrgID": "*"}}),
        json!({"StringEqualsIfExists": {"aws:SourceAccount": "111122223333"}}),
        json!({"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-1"}}),
        json!({"StringNotEquals": {"aws:SourceAccount": "111122223333"}}),
        json!({"Null": {"aws:PrincipalOrgID": "false"}}),
        json!({"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:*"}}),
        json!({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/x"}}),
        json!({"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}),
        json!({"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "0.0.0.0/1"]}}),
        json!({"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}),
    ] {
        let row = open(condition.clone());
        assert_eq!((&row["public"], &row["closed_by"]), (&json!(true), &json!([])), "{condition}");
    }
}

#[test]
fn principals_are_told_apart() {
    let to = |principal: Json| {
        queue(json!([{"Effect": "Allow", "Principal": principal, "Action": "sqs:*", "Resource": "*"}]))
    };
    let row =
        to(json!({"AWS": ["111122223333", "arn:aws:iam::444455556666:role/r", {"$ref": "Role", "attribute": "Arn"}]}));
    assert_eq!(row["cross_account"], json!(["111122223333", "444455556666"]));
    assert_eq!((&row["public"], &row["resource"]), (&json!(false), &json!("Queue")));
    assert_eq!(to(json!({"AWS": "*"}))["public"], true);
    assert_eq!(to(json!({"AWS": "arn:aws:iam::*:root"}))["public"], true);
    let unknown = to(json!({"AWS": {"$unknown": {"reason": "parameter", "name": "Who"}}}));
    assert_eq!(unknown["undetermined"], "the principal Who is not known");
}

#[test]
fn a_deny_for_all_others_closes_the_policy() {
    let deny = |condition: Json| {
        queue(json!([
            {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"},
            {"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*", "Condition": condition},
        ]))["public"]
            .clone()
    };
    assert_eq!(deny(json!({"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}})), false);
    assert_eq!(
        deny(
            json!({"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}, "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}})
        ),
        false
    );
    assert_eq!(
        deny(json!({"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}, "Bool": {"aws:SecureTransport": "false"}})),
        true
    );
    assert_eq!(deny(json!({"Bool": {"aws:SecureTransport": "false"}})), true);
}

#[test]
fn services_that_act_for_others_need_a_source() {
    let by = |service: &str, condition: Json| {
        queue(
            json!([{"Effect": "Allow", "Principal": {"Service": service}, "Action": "sqs:SendMessage", "Resource": "*", "Condition": condition}]),
        )
    };
    let row = by("sns.amazonaws.com", json!({}));
    assert_eq!(row["confused_deputy"], true);
    assert_eq!(
        row["deputies"],
        json!([{"service": "sns.amazonaws.com", "path": ["PolicyDocument", "Statement", 0, "Principal", "Service"]}])
    );
    assert_eq!(by("logs.eu-west-1.amazonaws.com", json!({}))["confused_deputy"], true);
    assert_eq!(by("ec2.amazonaws.com", json!({}))["confused_deputy"], false, "AWS documents no such source for it");
    for condition in [
        json!({"ArnEquals": {"aws:SourceArn": {"$ref": "Topic"}}}),
        json!({"StringEquals": {"aws:SourceAccount": {"$unknown": {"name": "A"}}}}),
        json!({"StringEquals": {"aws:SourceOrgID": "o-1"}}),
    ] {
        assert_eq!(by("sns.amazonaws.com", condition.clone())["confused_deputy"], false, "{condition}");
    }
    for condition in
        [json!({"ArnLike": {"aws:SourceArn": "*"}}), json!({"StringEqualsIfExists": {"aws:SourceAccount": "1"}})]
    {
        assert_eq!(by("sns.amazonaws.com", condition.clone())["confused_deputy"], true, "{condition}");
    }
}
