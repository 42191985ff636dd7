//! Configuration, profiles and options: every mistake at once, each with its place and what to do.

use crate::support::{CLEAN, Place, RULE, TEMPLATE, rule};
use insta::assert_snapshot;

#[track_caller]
fn with_configuration(text: &str) -> String {
    Place::new().file(".cfn-guardian.yml", text).file("t.yml", CLEAN).run("check t.yml")
}

#[test]
fn three_mistakes_are_reported_at_once() {
    let text = "profil: default\nfail_on: hgih\nskip:\n  - s3-bucket-encryptd\n";
    assert_snapshot!(with_configuration(text), @r#"
    exit 2
    ---- stderr
    config::unknown_key

      × unknown key `profil`
       ╭─[.cfn-guardian.yml:1:1]
     1 │ profil: default
       · ───┬──
       ·    ╰── unknown key
     2 │ fail_on: hgih
       ╰────
      help: did you mean `profile`? the keys here are profile, rules, only, skip, severities, settings,
            fail_on, min_severity, show_undetermined, strict, exclude, parameters, region, account,
            pulumi_types

    config::bad_value

      × `hgih` is no value for `fail_on`
       ╭─[.cfn-guardian.yml:2:10]
     1 │ profil: default
     2 │ fail_on: hgih
       ·          ──┬─
       ·            ╰── not a severity
     3 │ skip:
       ╰────
      help: did you mean `high`? it is one of info, low, medium, high, critical, never

    config::unknown_rule

      × no rule is called `s3-bucket-encryptd`
       ╭─[.cfn-guardian.yml:4:5]
     3 │ skip:
     4 │   - s3-bucket-encryptd
       ·     ─────────┬────────
       ·              ╰── no rule has this id
       ╰────
      help: did you mean `s3-bucket-encrypted`? `cfn-guardian rules` lists every rule

    the settings for this run have 3 mistakes
    "#);
}

#[test]
fn configurations_that_cannot_be_read() {
    assert_snapshot!(with_configuration("profile: [default\n"), @r#"
    exit 2
    ---- stderr
    source::unclosed

      × the bracket `[` is never closed
       ╭─[.cfn-guardian.yml:1:10]
     1 │ profile: [default
       ·          ┬      ┬
       ·          │      ╰── the file ends here
       ·          ╰── opened here
       ╰────
      help: close it, or restore the end of the file if it was cut off
    "#);
    assert_snapshot!(with_configuration("- profile\n"), @r#"
    exit 2
    ---- stderr
    config::wrong_type

      × the configuration must be a mapping, not a list
       ╭─[.cfn-guardian.yml:1:1]
     1 │ - profile
       · ────┬────
       ·     ╰── a list
       ╰────
      help: write a mapping here
    "#);
    let place = Place::new().file("t.yml", CLEAN);
    assert_snapshot!(place.run("check t.yml --config guardian.yml"), @r#"
    exit 2
    ---- stderr
    read::missing

      × --config: guardian.yml does not exist
      help: paths are taken from the current folder
    "#);
}

#[test]
fn an_empty_configuration_says_nothing() {
    let handle = "Resources:\n  Handle:\n    Type: AWS::CloudFormation::WaitConditionHandle\n";
    let place = Place::new().file(".cfn-guardian.yml", "# nothing yet\n").file("t.yml", handle);
    assert_eq!(place.exit("check t.yml"), 0);
}

#[test]
fn the_configuration_above_holds_and_can_be_left_out() {
    let place = Place::with_rule().file("lib/deep/t.yml", TEMPLATE);
    assert_eq!(place.exit("check lib/deep/t.yml"), 1);
    assert!(place.run("check lib/deep/t.yml --no-config -q").contains("sns-topic-encrypted-with-kms"));
}

#[test]
fn unknown_profiles() {
    let place = Place::new().file("t.yml", CLEAN);
    assert_snapshot!(place.run("check t.yml --profile defalt"), @r#"
    exit 2
    ---- stderr
    config::unknown_profile

      × --profile: there is no profile `defalt`
      help: did you mean `default`? the built-in profiles are default, novacart, payment-api,
            pci-payments, requirements, secure-baseline, serverless; a file is given with its path,
            `./defalt.yml`
    "#);
    assert_snapshot!(place.run("check t.yml --profile ./team.yml"), @r#"
    exit 2
    ---- stderr
    read::missing

      × --profile: ./team.yml does not exist
      help: paths are taken from the current folder
    "#);
    assert_snapshot!(place.run("rules --profile strict"), @r#"
    exit 2
    ---- stderr
    config::unknown_profile

      × --profile: there is no profile `strict`
      help: the built-in profiles are default, novacart, payment-api, pci-payments, requirements,
            secure-baseline, serverless; a file is given with its path, `./strict.yml`
    "#);
    assert_snapshot!(with_configuration("profile: requirement\n"), @r#"
    exit 2
    ---- stderr
    config::unknown_profile

      × there is no profile `requirement`
       ╭─[.cfn-guardian.yml:1:10]
     1 │ profile: requirement
       ·          ─────┬─────
       ·               ╰── this profile
       ╰────
      help: did you mean `requirements`? the built-in profiles are default, novacart, payment-api,
            pci-payments, requirements, secure-baseline, serverless; a file is given with its path,
            `./requirement.yml`
    "#);
}

#[test]
fn unknown_rules() {
    let place = Place::new().file("t.yml", CLEAN);
    assert_snapshot!(place.run("check t.yml --only s3-bucket-encryptd"), @r#"
    exit 2
    ---- stderr
    config::unknown_rule

      × --only: no rule is called `s3-bucket-encryptd`
      help: did you mean `s3-bucket-encrypted`? `cfn-guardian rules` lists every rule
    "#);
    assert_snapshot!(place.run("check t.yml --only s4-* --skip nonsense"), @r#"
    exit 2
    ---- stderr
    config::unknown_rule

      × --only: no rule is called `s4-*`
      help: `cfn-guardian rules` lists every rule

    config::unknown_rule

      × --skip: no rule is called `nonsense`
      help: `cfn-guardian rules` lists every rule

    the settings for this run have 2 mistakes
    "#);
    assert_snapshot!(place.run("check t.yml --only CKV_AWS_26"), @r#"
    exit 2
    ---- stderr
    config::unknown_rule

      × --only: no rule is called `CKV_AWS_26`
      help: did you mean `sns-topic-encrypted-with-kms`? `cfn-guardian rules` lists every rule
    "#);
}

#[test]
fn options_that_have_no_effect_or_no_sense() {
    let place = Place::with_rule().file("t.yml", CLEAN);
    for (arguments, said) in [
        ("check t.yml --format json --quiet", "--quiet has no effect with --format json"),
        ("check t.yml --fail-on low --min-severity high", "--fail-on low has no effect with --min-severity high"),
        ("check t.yml --exit-zero --strict", "cannot be used with"),
        ("check t.yml --parameter A=1 --parameter A=2", "--parameter A=… is given twice"),
        ("check t.yml --parameter A", "write NAME=VALUE"),
        ("check t.yml --region europe", "a region looks like eu-central-1"),
        ("check t.yml --account 12", "an account id has twelve digits"),
        ("check t.yml --output -", "standard output is where the report goes anyway"),
        ("check t.yml --jobs 0", "not a whole number from 1 on"),
        ("graph t.yml --world 0", "not a whole number from 1 on"),
        ("check t.yml --format xml", "[possible values: text, json, sarif"),
        ("check t.yml --fail-on off", "[possible values: info, low, medium, high, critical, never]"),
        ("check t.yml --skip s3-*", "has no effect"),
        ("t.yml", "`t.yml` is no subcommand; to check it, write `cfn-guardian check t.yml`"),
        ("chek t.yml", "'check'"),
        ("schema x", "[possible values: input, report, config]"),
        ("", "Usage: cfn-guardian <COMMAND>"),
    ] {
        let output = place.run(arguments);
        assert!(output.starts_with("exit 2\n---- stderr\n") && output.contains(said), "{arguments}: {output}");
    }
}

#[test]
fn a_configuration_may_not_lead_out_of_its_repository() {
    let outside = Place::new().file("policy/mine.rego", rule("mine", "low", RULE));
    let place = Place::new()
        .file(".cfn-guardian.yml", format!("rules: ['{}']\n", outside.path("policy").display()))
        .file("t.yml", CLEAN);
    let said = place.run("check t.yml");
    assert!(said.starts_with("exit 2\n") && said.contains("leads out of the repository"), "{said}");
}

#[test]
fn a_configuration_changes_what_is_run_and_how() {
    let place = Place::with_rule().file("t.yml", TEMPLATE).file(
        ".cfn-guardian.yml",
        "rules: [policy]\nonly: [topic-unnamed]\nseverities: {topic-unnamed: low}\nfail_on: medium\n",
    );
    assert_snapshot!(place.run("check t.yml -q"), @r#"
    exit 0
    ---- stdout
    t.yml:5:18 low topic-unnamed topic Topic is named orders
    1 file, 1 resource, 1 rule: 1 violated (1 low), 0 undetermined, 0 satisfied, in [time]
    "#);
    assert_eq!(place.exit("check t.yml --fail-on low"), 1);
}

#[test]
fn settings_of_another_form_than_rules_read() {
    let text = "profile: payment-api\nsettings:\n  environment_suffix: 42\n  task_count: {minimum: 2}\n  \
                service_ports: [web]\n  regions: []\n";
    assert_snapshot!(with_configuration(text), @r#"
    exit 2
    ---- stderr
    config::setting_type

      × setting `environment_suffix` of `resource-names-have-suffix` must be text, not a number
       ╭─[.cfn-guardian.yml:3:23]
     2 │ settings:
     3 │   environment_suffix: 42
       ·                       ─┬
       ·                        ╰── a number
     4 │   task_count: {minimum: 2}
       ╰────
      help: write text here, such as `environment_suffix: pr42`

    config::setting_type

      × setting `task_count` of `ecs-service-scales` must be a mapping with maximum (a number) and
      │ minimum (a number), not one without maximum
       ╭─[.cfn-guardian.yml:4:15]
     3 │   environment_suffix: 42
     4 │   task_count: {minimum: 2}
       ·               ──────┬─────
       ·                     ╰── a mapping
     5 │   service_ports: [web]
       ╰────
      help: write a mapping with maximum (a number) and minimum (a number) here, such as `task_count:
            {minimum: 2, maximum: 10}`

    config::setting_type

      × setting `service_ports` of `ecs-service-ports` must be a list of numbers, not a list with text
      │ in it
       ╭─[.cfn-guardian.yml:5:18]
     4 │   task_count: {minimum: 2}
     5 │   service_ports: [web]
       ·                  ──┬──
       ·                    ╰── a list
     6 │   regions: []
       ╰────
      help: write a list of numbers here, such as `service_ports: [3000, 8080]`

    config::setting_type

      × setting `regions` of `regions-as-required`, `template-works-in-all-regions` must be a list of
      │ texts, not an empty list
       ╭─[.cfn-guardian.yml:6:12]
     5 │   service_ports: [web]
     6 │   regions: []
       ·            ─┬
       ·             ╰── a list
       ╰────
      help: write a list of texts here, such as `regions: [us-east-1, us-west-2]`

    the settings for this run have 4 mistakes
    "#);
    let own = "settings:\n  regions: [eu-west-1]\n  runtime_notice_days: soon\n";
    let place = Place::new().file("team.yml", format!("extends: requirements\n{own}")).file("t.yml", CLEAN);
    assert_snapshot!(place.run("check t.yml --profile ./team.yml"), @r#"
    exit 2
    ---- stderr
    config::setting_type

      × setting `runtime_notice_days` of `lambda-runtime-current` must be a number, not text
       ╭─[./team.yml:4:24]
     3 │   regions: [eu-west-1]
     4 │   runtime_notice_days: soon
       ·                        ──┬─
       ·                          ╰── text
       ╰────
      help: write a number here, such as `runtime_notice_days: 180`
    "#);
}

#[test]
fn settings_that_a_profile_leaves_to_be_set() {
    assert_snapshot!(with_configuration("profile: payment-api\n"), @r#"
    exit 2
    ---- stderr
    config::missing_setting

      × rule `resource-names-have-suffix` reads the setting `environment_suffix`, which profile
      │ `payment-api` does not have
       ╭─[.cfn-guardian.yml:1:10]
     1 │ profile: payment-api
       ·          ─────┬─────
       ·               ╰── this profile
       ╰────
      help: give it under `settings`, choose another profile, or skip the rule
    "#);
    let place = Place::new().file("t.yml", CLEAN);
    assert_snapshot!(place.run("check t.yml --profile payment-api"), @r#"
    exit 2
    ---- stderr
    config::missing_setting

      × --profile: rule `resource-names-have-suffix` reads the setting `environment_suffix`, which
      │ profile `payment-api` does not have
      help: give it under `settings`, choose another profile, or skip the rule
    "#);
    // Whoever asks for all rules asks for those that have what they read.
    assert_ne!(place.exit("check t.yml --all-rules"), 2);
}
