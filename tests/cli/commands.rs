//! The list of rules, and the page of each.

use crate::support::{Place, RULE, rule};
use insta::assert_snapshot;

#[test]
fn the_list_of_rules_is_the_same_for_people_and_programs() {
    let place = Place::new().file("policy/topic-unnamed.rego", rule("topic-unnamed", "medium", RULE));
    let table = place.run("rules --rules policy");
    let listed = place.json("rules --format json --rules policy");
    let listed = listed.as_array().unwrap();
    assert!(listed.len() > 40, "{}", listed.len());
    let mut ids: Vec<&str> = listed.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert!(ids.contains(&"topic-unnamed"));
    for rule in listed {
        let id = rule["id"].as_str().unwrap();
        let row =
            table.lines().find(|line| line.split_whitespace().next() == Some(id)).unwrap_or_else(|| panic!("{id}"));
        assert!(row.ends_with(rule["title"].as_str().unwrap()), "{row}");
        let fields = [
            "id",
            "title",
            "severity",
            "service",
            "resource_types",
            "aliases",
            "requirements",
            "frameworks",
            "profiles",
            "remediation",
            "references",
        ];
        assert_eq!(rule.as_object().unwrap().keys().collect::<Vec<_>>(), fields);
    }
    let unsorted = ids.clone();
    ids.sort_unstable();
    assert_eq!(ids, unsorted);
    assert!(table.ends_with(&format!("\n{} rules; `cfn-guardian explain RULE` says more\n", listed.len())), "{table}");
    let own = listed.iter().find(|rule| rule["id"] == "topic-unnamed").unwrap();
    assert_snapshot!(serde_json::to_string_pretty(own).unwrap(), @r#"
    {
      "id": "topic-unnamed",
      "title": "Topics have no name of their own",
      "severity": "medium",
      "service": "",
      "resource_types": [
        "AWS::SNS::Topic"
      ],
      "aliases": [],
      "requirements": [],
      "frameworks": {},
      "profiles": [
        "default"
      ],
      "remediation": "Leave TopicName out.",
      "references": [
        "https://docs.aws.amazon.com/sns/latest/dg/welcome.html"
      ]
    }
    "#);
}

#[test]
fn the_rules_of_a_profile() {
    let place = Place::new();
    let all = place.json("rules --format json").as_array().unwrap().len();
    let default = place.json("rules --format json --profile default");
    let default = default.as_array().unwrap();
    assert!(!default.is_empty() && default.len() < all);
    let profiles = |rule: &serde_json::Value| rule["profiles"].as_array().unwrap().contains(&"default".into());
    assert!(default.iter().all(profiles));
}

#[test]
fn a_rule_is_explained() {
    let place = Place::new().file("policy/topic-unnamed.rego", rule("topic-unnamed", "medium", RULE));
    assert_snapshot!(place.run("explain topic-unnamed --rules policy"), @r#"
    exit 0
    ---- stdout
    topic-unnamed
    =============
      Topics have no name of their own

    Severity
      medium

    Why, and how AWS behaves
      A name that is written down stands in the way of replacing the topic.

    What it judges
      - AWS::SNS::Topic

    How to fix it
      Leave TopicName out.

    What it cannot see
      The answer is undetermined where one of these is known only when the stack is deployed:
      - TopicName

    Profiles that turn it on
      - default

    References
      - https://docs.aws.amazon.com/sns/latest/dg/welcome.html
    "#);
    assert_snapshot!(place.run("explain topic-unamed --rules policy"), @r#"
    exit 2
    ---- stderr
    explain::unknown_rule

      × there is no rule `topic-unamed`
      help: did you mean `topic-unnamed`? `cfn-guardian rules` lists them all
    "#);
    assert_snapshot!(place.run("explain zzz"), @r#"
    exit 2
    ---- stderr
    explain::unknown_rule

      × there is no rule `zzz`
      help: `cfn-guardian rules` lists them all
    "#);
    // By the name that another tool has for it.
    assert!(place.run("explain checkov:CKV_AWS_26").contains("\nsns-topic-encrypted-with-kms\n====="));
    assert!(place.run("explain CKV_AWS_26").contains("\nsns-topic-encrypted-with-kms\n====="));
}

#[test]
fn every_rule_has_a_page_with_every_part() {
    let place = Place::new();
    let marks = ["# expect:", "# expect-undetermined:"];
    for rule in place.json("rules --format json").as_array().unwrap().iter().step_by(7) {
        let id = rule["id"].as_str().unwrap();
        let page = place.run(&format!("explain {id}"));
        for part in [
            "\nSeverity\n",
            "\nWhy, and how AWS behaves\n",
            "\nHow to fix it\n",
            "\nA template that fails\n    ",
            "\nA template that passes\n    ",
            "\nReferences\n",
            "https://docs.aws.amazon.com/",
        ] {
            assert!(page.contains(part), "{id}: {part}");
        }
        assert!(!marks.iter().any(|mark| page.contains(mark)), "{page}");
        // Templates are shown as they are.
        let fits = |line: &str| line.chars().count() <= 100 || line.contains("https://") || line.starts_with("    ");
        assert!(page.lines().all(fits), "{page}");
    }
}
