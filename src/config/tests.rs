#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

use super::*;
use crate::engine::card::Judges;
use std::fs;
use std::path::PathBuf;

const BUILT_IN: [(&str, &str); 3] = [
    ("default", "title: Base\nsettings:\n  zones: 3\n  prefixes: [a]\n"),
    ("strict", "extends: default\nseverities: {sqs-encrypted: critical}\ndisable: [s3-*]\nenable: zones-rule\n"),
    ("bare", "title: Nothing\nenable: [zones-rule]"),
];

fn card(id: &str, profiles: &[&str], settings: &[&str]) -> Arc<Card> {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    Arc::new(Card {
        id: id.to_owned(),
        title: String::new(),
        description: String::new(),
        severity: Severity::High,
        service: String::new(),
        resources: Vec::new(),
        reads: Vec::new(),
        decides_on: Vec::new(),
        facts: Vec::new(),
        judges: Judges::Value,
        existence: false,
        requirements: Vec::new(),
        aliases: vec![format!("checkov:CKV_{}", id.len())],
        frameworks: BTreeMap::new(),
        profiles: texts(profiles),
        settings: texts(settings),
        optional_settings: vec![],
        remediation: String::new(),
        references: Vec::new(),
        package: String::new(),
    })
}

fn cards() -> Vec<Arc<Card>> {
    vec![
        card("s3-encrypted", &["default"], &[]),
        card("s3-public", &["default"], &[]),
        card("sqs-encrypted", &["default"], &[]),
        card("kms-rotation", &["strict"], &[]),
        card("zones-rule", &[], &["zones"]),
    ]
}

/// The outcome of a configuration with this text beside these other files.
fn outcome(text: &str, files: &[(&str, &str)], over: Overrides) -> Result<(Config, Vec<String>), ConfigProblems> {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("rules")).unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let path = folder.path().join(".cfn-guardian.yml");
    fs::write(&path, text).unwrap();
    let boundary = Some(fs::canonicalize(folder.path()).unwrap());
    let raw = RawConfig::load(&locate::Found { path, shown: ".cfn-guardian.yml".to_owned(), boundary })?;
    let cards = cards();
    let config = raw.validate(Profiles { built_in: &BUILT_IN, cards: &cards }, over)?;
    let ids = config.selected.iter().map(|at| cards[*at].id.clone()).collect();
    Ok((config, ids))
}

fn selected(text: &str, over: Overrides) -> Vec<String> {
    outcome(text, &[], over).unwrap().1
}

/// Every mistake with the line and column that it points to.
fn mistakes(text: &str, files: &[(&str, &str)], over: Overrides) -> Vec<String> {
    let problems = outcome(text, files, over).unwrap_err().0;
    let place = |problem: &Problem| match &problem.origin {
        Origin::File(places) => places[0].0.position().rsplitn(3, ':').take(2).collect::<Vec<_>>().join(","),
        _ => "-".to_owned(),
    };
    problems.iter().map(|problem| format!("{} {problem}", place(problem))).collect()
}

fn only(only: &[&str], skip: &[&str]) -> Overrides {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    Overrides { only: texts(only), skip: texts(skip), ..Overrides::default() }
}

#[test]
fn every_mistake_is_reported_at_once_with_its_place() {
    let text = "profile: defalt\nprofil: x\nonly: [s3-encryptd]\nskip: 3\nseverities:\n  nope: high\n  s3-public: hgih\n\
                fail_on: never\nmin_severity: never\nexclude: ['a/[', b]\nregion: here\nstrict: maybe\nrules: [gone, ..]\n\
                parameters: {A: {}}\naccount: 12\naccount: 012345678901\n";
    let expected = [
        "1,16 `account` is given twice",
        "1,2 unknown key `profil`",
        "7,4 `skip` must be text, not a number",
        "14,7 `hgih` is no value for `s3-public`",
        "15,9 `never` is no value for `min_severity`",
        "11,10 `a/[` is no glob: unclosed character class; missing ']'",
        "9,11 `here` is no value for `region`",
        "9,12 `strict` must be true or false, not text",
        "9,13 `gone` is no folder",
        "15,13 `..` leads out of the repository",
        "17,14 parameter `A` has no usable value",
        "10,1 there is no profile `defalt`",
        "3,6 no rule is called `nope`",
        "8,3 no rule is called `s3-encryptd`",
    ];
    let found = mistakes(text, &[], Overrides::default());
    let mut expected_sorted: Vec<&str> = expected.to_vec();
    let mut found_sorted: Vec<&str> = found.iter().map(String::as_str).collect();
    expected_sorted.sort_unstable();
    found_sorted.sort_unstable();
    assert_eq!(found_sorted, expected_sorted);
}

#[test]
fn mistakes_are_drawn_with_help() {
    let problems =
        outcome("profile: default\nskipp: [s3-public]\nparameters: {P: hunter2}\n", &[], Overrides::default());
    let shown = format!("{:?}", miette::Report::new(problems.unwrap_err()));
    for part in ["unknown key `skipp`", ".cfn-guardian.yml:2:1", "did you mean `skip`?"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(!shown.contains("hunter2"), "{shown}");
    let broken = outcome("profile: [default\n", &[], Overrides::default()).unwrap_err();
    assert!(format!("{:?}", miette::Report::new(broken)).contains(".cfn-guardian.yml:"));
    let broken = outcome("parameters:\n  A: hunter2\n  B: [x\n", &[], Overrides::default()).unwrap_err();
    let shown = format!("{:?}", miette::Report::new(broken));
    assert!(shown.contains(".cfn-guardian.yml:3:") && !shown.contains("hunter2"), "{shown}");
}

#[test]
fn the_profile_selects() {
    let all = Overrides::default();
    assert_eq!(selected("", all.clone()), ["s3-encrypted", "s3-public", "sqs-encrypted"]);
    assert_eq!(selected("profile: strict", all.clone()), ["sqs-encrypted", "kms-rotation", "zones-rule"]);
    let default = Overrides { profile: Some("default".to_owned()), ..Overrides::default() };
    assert_eq!(selected("profile: strict", default), ["s3-encrypted", "s3-public", "sqs-encrypted"]);
    let (config, _) = outcome("profile: strict\nseverities: {s3-encrypted: info}", &[], all).unwrap();
    let severities: Vec<Severity> = cards().iter().map(|card| config.severity(card)).collect();
    assert_eq!(severities[0], Severity::Info);
    assert_eq!((severities[1], severities[2]), (Severity::High, Severity::Critical));
}

#[test]
fn the_file_wins_over_the_profile_and_the_command_line_over_both() {
    let none = Overrides::default();
    assert_eq!(selected("skip: s3-*", none.clone()), ["sqs-encrypted"]);
    assert_eq!(
        selected("only: ['*-encrypted', kms-rotation]\nskip: [sqs-*]", none.clone()),
        ["s3-encrypted", "kms-rotation"]
    );
    assert_eq!(selected("severities: {s3-public: off}", none), ["s3-encrypted", "sqs-encrypted"]);
    assert_eq!(selected("skip: s3-*", only(&["s3-public"], &[])), ["s3-public"]);
    assert_eq!(selected("skip: s3-public", only(&[], &["sqs-*"])), ["s3-encrypted"]);
    let all = Overrides { all_rules: true, ..only(&[], &["zones-rule"]) };
    assert_eq!(selected("skip: s3-*\nonly: sqs-*", all).len(), 4);
}

#[test]
fn options_that_mean_nothing_are_mistakes() {
    let mistake = |over: Overrides| mistakes("", &[], over);
    assert_eq!(mistake(only(&["s3-encryptd"], &[])), ["- --only: no rule is called `s3-encryptd`"]);
    assert_eq!(
        mistake(only(&[], &["kms-rotation"])),
        ["- `--skip kms-rotation` has no effect: no such rule is on in profile `default`"]
    );
    assert_eq!(mistake(only(&["s3-public"], &["s3-*"])), ["- no rule is left to run"]);
    let error = outcome("", &[], only(&["CKV_12"], &[])).unwrap_err();
    assert!(matches!(&error.0[0].mistake, Mistake::UnknownRule { near: Some(near), .. } if near == "s3-encrypted"));
}

#[test]
fn settings_must_be_there_and_of_the_right_type() {
    let zones = only(&["zones-rule"], &[]);
    let (config, _) = outcome("settings: {zones: 2}", &[], zones.clone()).unwrap();
    assert_eq!(config.settings["zones"], 2);
    assert_eq!(config.settings["prefixes"][0], "a");
    assert_eq!(
        mistakes("settings:\n  zones: two\n  zoness: 2\n", &[], zones.clone()),
        ["10,2 setting `zones` of `zones-rule` must be a number, not text", "11,3 no rule reads the setting `zoness`"]
    );
    assert_eq!(
        mistakes("profile: bare", &[], zones),
        ["10,1 rule `zones-rule` reads the setting `zones`, which profile `bare` does not have"]
    );
    assert!(outcome("profile: bare\nsettings: {zones: 1}", &[], Overrides::default()).is_ok());
}

#[test]
fn profiles_of_files_extend_one_another() {
    let files = [
        ("team.yml", "extends: ./base.yml\nenable: zones-rule\nseverities: {s3-public: low}"),
        ("base.yml", "extends: default\ndisable: '*-encrypted'\nenable: [kms-*]\nsettings: {zones: 1}"),
    ];
    let (config, ids) = outcome("profile: team.yml", &files, Overrides::default()).unwrap();
    assert_eq!(ids, ["s3-public", "kms-rotation", "zones-rule"]);
    assert_eq!(config.settings["zones"], 1);
    assert_eq!((config.profile.as_str(), config.severity(&cards()[1])), ("team", Severity::Low));
}

#[test]
fn mistakes_in_profiles_are_shown_in_their_files() {
    let of = |files: &[(&str, &str)]| mistakes("profile: a.yml", files, Overrides::default());
    assert_eq!(
        of(&[("a.yml", "extends: ./b.yml"), ("b.yml", "extends: ./a.yml\n")]),
        ["10,1 profile `a` extends itself: a → b → a"]
    );
    assert_eq!(
        of(&[("a.yml", "extend: default\nenable: [s3-*, s4-*]\nseverities: {x: high}\n")]),
        ["1,1 unknown key `extend`", "16,2 no rule is called `s4-*`", "14,3 no rule is called `x`"]
    );
    assert_eq!(of(&[("a.yml", "extends: ../x.yml")]).len(), 1);
    assert_eq!(of(&[]).len(), 1);
    assert!(mistakes("profile: /etc/hostname.yml", &[], Overrides::default())[0].contains("/etc/hostname.yml"));
}

#[test]
fn the_nearest_configuration_holds_up_to_the_repository() {
    let folder = tempfile::tempdir().unwrap();
    let at = |path: &str| folder.path().join(path);
    fs::create_dir_all(at("repo/.git")).unwrap();
    fs::create_dir_all(at("repo/lib/deep")).unwrap();
    fs::write(at(".cfn-guardian.yml"), "").unwrap();
    fs::write(at("repo/lib/t.yml"), "").unwrap();
    let find = |paths: &[&str]| {
        let paths: Vec<PathBuf> = paths.iter().map(|path| at(path)).collect();
        locate::find(&paths).map(|found| found.map(|found| found.path))
    };
    let real = fs::canonicalize(folder.path()).unwrap();
    assert_eq!(find(&["repo/lib/t.yml"]), Ok(None), "what is outside of the repository says nothing");
    fs::write(at("repo/.cfn-guardian.yaml"), "").unwrap();
    for path in ["repo/lib/t.yml", "repo/lib/deep", "repo", "repo/lib/missing.yml"] {
        assert_eq!(find(&[path]), Ok(Some(real.join("repo/.cfn-guardian.yaml"))), "{path}");
    }
    fs::write(at("repo/lib/deep/.cfn-guardian.yml"), "").unwrap();
    assert_eq!(find(&["repo/lib/deep"]), Ok(Some(real.join("repo/lib/deep/.cfn-guardian.yml"))));
    assert!(find(&["repo/lib/deep", "repo/lib"]).is_err());
    fs::write(at("repo/.cfn-guardian.yml"), "").unwrap();
    assert!(find(&["repo/lib/t.yml"]).is_err(), "two names in one folder");
}

#[test]
#[cfg(unix)]
fn a_configuration_that_was_found_cannot_be_a_link_out_of_its_repository() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("repo/.git")).unwrap();
    fs::write(folder.path().join("secret.yml"), "password: hunter2\n").unwrap();
    std::os::unix::fs::symlink("../secret.yml", folder.path().join("repo/.cfn-guardian.yml")).unwrap();
    let problems = locate::find(&[folder.path().join("repo")]).unwrap_err();
    assert!(matches!(problems.0[0].mistake, Mistake::Outside { .. }), "{problems:?}");
}

#[test]
fn the_built_in_profiles_are_sound() {
    let built_in = [
        ("default", include_str!("../../rules/profiles/default.yml")),
        ("requirements", include_str!("../../rules/profiles/requirements.yml")),
    ];
    for (name, _) in built_in {
        let mut problems = Vec::new();
        let wanted = Wanted { name, folder: Path::new(""), place: None, boundary: None };
        let resolved = Profiles { built_in: &built_in, cards: &[] }.resolve(&wanted, &mut problems);
        assert!(problems.is_empty(), "{problems:?}");
        assert!(!resolved.title.is_empty() && !resolved.description.is_empty(), "{name}");
    }
}

#[test]
fn the_schema_knows_the_keys_and_tells_right_from_wrong() {
    let schema: serde_json::Value = serde_json::from_str(include_str!("../../schema/config.schema.json")).unwrap();
    let mut keys: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
    let mut known = KEYS.to_vec();
    keys.sort();
    known.sort_unstable();
    assert_eq!(keys, known);
    let validator = jsonschema::validator_for(&schema).unwrap();
    let good: serde_json::Value = serde_yaml::from_str(
        "profile: default\nrules: [policy]\nonly: s3-*\nskip: [a, b]\nseverities: {a: off, b: 'off', c: low}\n\
         settings: {zones: 3}\nfail_on: never\nmin_severity: low\nshow_undetermined: true\nstrict: false\n\
         exclude: ['cdk.out/']\nparameters: {A: b, C: [1, d]}\nregion: eu-central-1\naccount: '012345678901'\n",
    )
    .unwrap();
    let errors: Vec<String> = validator.iter_errors(&good).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    for bad in
        ["profil: x", "fail_on: off", "strict: maybe", "skip: 3", "severities: {a: 3}", "region: x", "account: '1'"]
    {
        let bad: serde_json::Value = serde_yaml::from_str(bad).unwrap();
        assert!(!validator.is_valid(&bad), "{bad}");
    }
}
