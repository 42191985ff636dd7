//! What stays the same of a finding from one run to the next.

use crate::support::Place;
use serde_json::Value;
use std::collections::BTreeSet;

fn fingerprints(place: &Place, arguments: &str) -> Vec<String> {
    let report = place.json(&format!("check {arguments} --format sarif"));
    let results = report["runs"][0]["results"].as_array().unwrap();
    let print = |result: &Value| result["partialFingerprints"]["cfnGuardian/v1"].as_str().unwrap().to_owned();
    let mut prints: Vec<String> = results.iter().map(print).collect();
    prints.sort();
    prints
}

const TOPICS: &str = "\
Parameters: {Given: {Type: String, Default: g}}
Resources:
  A:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: orders
  B:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: !Sub 'x-${Given}'
";

#[test]
fn fingerprints_outlive_lines_and_form_and_nothing_else() {
    let prints = |text: &str| fingerprints(&Place::with_rule().file("t.yml", text), "t.yml");
    let first = prints(TOPICS);
    assert_eq!(first.len(), 2);
    for same in [
        format!("# Moved.\n\n\n{TOPICS}"),
        TOPICS.replace("TopicName: orders", "DisplayName: x\n      # why\n      TopicName: \"orders\" # so"),
        TOPICS.replace("!Sub 'x-${Given}'", "{\"Fn::Sub\": \"x-${Given}\"}"),
        "{\"Resources\": {
            \"B\": {\"Properties\": {\"TopicName\": {\"Fn::Sub\": \"x-${Given}\"}}, \"Type\": \"AWS::SNS::Topic\"},
            \"A\": {\"Properties\": {\"TopicName\": \"orders\"}, \"Type\": \"AWS::SNS::Topic\"}},
          \"Parameters\": {\"Given\": {\"Type\": \"String\", \"Default\": \"other\"}}}"
            .to_owned(),
    ] {
        assert_eq!(prints(&same), first, "{same}");
    }
    for other in [TOPICS.replace("orders", "bills"), TOPICS.replace("  A:", "  Z:")] {
        let prints = prints(&other);
        assert_eq!(prints.iter().filter(|print| first.contains(print)).count(), 1, "{other}");
    }
    // One more of the same kind elsewhere is new, also in a copy of the file.
    let copies = Place::with_rule().file("t.yml", TOPICS).file("copy/t.yml", TOPICS);
    let all = fingerprints(&copies, ".");
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 4);
    assert!(first.iter().all(|print| all.contains(print)));
    // However the path is written.
    let absolute = copies.path("t.yml").canonicalize().unwrap();
    assert_eq!(fingerprints(&copies, "./t.yml"), first);
    assert_eq!(fingerprints(&copies, absolute.to_str().unwrap()), first);
    // A secret is not in it.
    let secret = TOPICS.replace("orders", "ghp_abcdefghijklmnopqrstuvwxyz0123456789");
    assert_eq!(prints(&secret), prints(&secret.replace("abcdef", "uvwxyz")));
}
