//! The same page twice.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use super::*;
use crate::engine::card::Severity;
use crate::engine::evidence::{Requirement, Scope};
use crate::report::sample;

fn evidence() -> Evidence {
    let example = |file: &str, text: &str, lines: &[usize]| {
        Some(Example { file: file.to_owned(), text: text.to_owned(), lines: lines.to_vec() })
    };
    let row = Requirement {
        id: "B6".to_owned(),
        scope: Scope::Any,
        text: "Tables can be restored to any *second*".to_owned(),
        fails_when: String::new(),
    };
    let fixtures = Fixtures {
        fail: example("fail-a.yaml", "Resources:\n  T: {Type: \"AWS::DynamoDB::Table\"}\n", &[2]),
        pass: example("pass-a.json", "{\"Resources\": {}}\n", &[]),
        ..Fixtures::default()
    };
    Evidence { requirements: vec![row], fixtures: [("dynamodb-table-pitr".to_owned(), fixtures)].into() }
}

#[test]
fn a_page_is_the_same_on_a_terminal_and_in_a_file() {
    let mut card = sample::card("dynamodb-table-pitr", Severity::High);
    card.description = "Only `a*` of <b> is kept.".to_owned();
    card.existence = true;
    card.settings = vec!["nat_gateways".to_owned(), "own".to_owned()];
    card.profiles.clear();
    let evidence = evidence();
    let page = Page::of(&card, &evidence);
    let mut out = Vec::new();
    page.text(80, &mut out).unwrap();
    insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r#"
dynamodb-table-pitr
===================
  DynamoDB tables have point-in-time recovery

Severity
  high

Why, and how AWS behaves
  Only `a*` of <b> is kept.

What it judges
  - AWS::DynamoDB::Table

How to fix it
  Set PointInTimeRecoveryEnabled to true.

A template that fails
    Resources:
      T: {Type: "AWS::DynamoDB::Table"}
  What is wrong is found at:
  - line 2: T: {Type: "AWS::DynamoDB::Table"}

A template that passes
    {"Resources": {}}

What it cannot see
  The answer is undetermined where one of these is known only when the stack is
  deployed:
  - PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled
  It asks that something exists. That is judged in the deployment with every
  parameter at its default, and what another stack has is not seen.

Settings that it reads
  - nat_gateways: how many NAT gateways the VPC must have (a number)
  - own

Profiles that turn it on
  None: it runs only with `--all-rules`, `--only` or a profile that enables it.

Requirements
  - B6: Tables can be restored to any *second*

Frameworks
  - nist-800-53-r5: CP-9

The same check elsewhere
  - checkov:CKV_AWS_28

References
  - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html
"#);
    insta::assert_snapshot!(page.markdown(), @r#"
# dynamodb-table-pitr

DynamoDB tables have point-in-time recovery

Written by `cargo xtask gen` from [the rule](../../rules/dynamodb/dynamodb-table-pitr.rego) and [its fixtures](../../fixtures/dynamodb-table-pitr).

## Severity

high

## Why, and how AWS behaves

Only `a*` of \<b> is kept.

## What it judges

- `AWS::DynamoDB::Table`

## How to fix it

Set PointInTimeRecoveryEnabled to true.

## A template that fails

```yaml
Resources:
  T: {Type: "AWS::DynamoDB::Table"}
```

What is wrong is found at:

- line 2: `T: {Type: "AWS::DynamoDB::Table"}`

## A template that passes

```json
{"Resources": {}}
```

## What it cannot see

The answer is undetermined where one of these is known only when the stack is deployed:

- `PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled`

It asks that something exists. That is judged in the deployment with every parameter at its default, and what another stack has is not seen.

## Settings that it reads

- `nat_gateways`: how many NAT gateways the VPC must have (a number)
- `own`

## Profiles that turn it on

None: it runs only with `--all-rules`, `--only` or a profile that enables it.

## Requirements

- `B6`: Tables can be restored to any \*second\*

## Frameworks

- `nist-800-53-r5`: CP-9

## The same check elsewhere

- `checkov:CKV_AWS_28`

## References

- <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html>
"#);
}
