//! Templates through the real loader: what every function, condition and parameter comes to, in every world.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, reason = "a test may fail")]

use cfn_guardian::frontend::cloudformation::{self, Loaded};
use cfn_guardian::problem::{Level, ProblemKind};
use cfn_guardian::resolve::Pins;
use cfn_guardian::resolve::value::{Reason, Value, ValueKind};
use cfn_guardian::resolve::worlds::Worlds;
use cfn_guardian::source::{self, Limits, Source, SourceId};
use std::collections::BTreeMap;

fn load(text: &str, pins: &Pins) -> (Source, Loaded) {
    let limits = Limits::default();
    let source = source::decode("t.yaml", text.as_bytes().to_vec(), &limits).unwrap();
    let document = source::parse(SourceId(0), &source, &limits).unwrap();
    let loaded = cloudformation::load(&document, &pins.parameters);
    (source, loaded)
}

/// Property `P` of resource `R` in each world, as text.
fn values(text: &str, pins: &Pins) -> Vec<String> {
    let (_, loaded) = load(text, pins);
    let worlds = Worlds::of(&loaded.template, pins);
    let found = worlds.list.iter().map(|world| {
        let resource = world.resources.iter().find(|resource| &*resource.id == "R");
        resource.map_or("-".to_owned(), |resource| resource.properties.get("P").map_or("absent".to_owned(), show))
    });
    found.collect()
}

fn show(value: &Value) -> String {
    match &value.kind {
        ValueKind::Null => "null".into(),
        ValueKind::Bool(value) => value.to_string(),
        ValueKind::Int(value) => value.to_string(),
        ValueKind::Float(value) => value.to_string(),
        ValueKind::Text(text) => format!("{text:?}"),
        ValueKind::List(items) => format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(", ")),
        ValueKind::Map(fields) => {
            let fields: Vec<String> = fields.iter().map(|f| format!("{}={}", f.name, show(&f.value))).collect();
            format!("{{{}}}", fields.join(", "))
        }
        ValueKind::Ref(reference) => match &reference.attribute {
            Some(attribute) => format!("<{}.{attribute}>", reference.target),
            None => format!("<{}>", reference.target),
        },
        ValueKind::Dynamic(dynamic) => format!("<<{}:{}>>", dynamic.service, dynamic.reference),
        ValueKind::Mixed(parts) => format!("text({})", parts.iter().map(show).collect::<Vec<_>>().join(" ")),
        ValueKind::Unknown(unknown) => format!("?{}:{}", unknown.reason.word(), unknown.name),
    }
}

/// A template with property `P` of resource `R`, and whatever else.
fn template(rest: &str, property: &str) -> String {
    format!(
        "{rest}\nResources:\n  B: {{Type: 'AWS::S3::Bucket'}}\n  C: {{Type: 'Custom::Thing'}}\n  R:\n    Type: T\n    Properties:\n      P: {property}\n"
    )
}

#[track_caller]
fn comes_to(rest: &str, property: &str, expected: &[&str]) {
    assert_eq!(values(&template(rest, property), &Pins::default()), expected, "{property}");
}

#[test]
fn functions_come_to_their_values() {
    let map = "Mappings: {M: {a: {x: 1, l: [p, q]}, b: {x: 1, l: [r]}}}\nParameters: {Open: {Type: String}, N: {Type: Number, Default: 7}, L: {Type: CommaDelimitedList, Default: 'a, b'}}";
    for (property, expected) in [
        ("!Ref B", "<B>"),
        ("!GetAtt B.Arn", "<B.Arn>"),
        ("!GetAtt C.Value", "?attribute:C.Value"),
        ("{'Fn::GetAtt': [B, Arn]}", "<B.Arn>"),
        ("!Sub 'a-${B}-c'", r#"text("a-" <B> "-c")"#),
        ("!Sub '${B}'", "<B>"),
        ("!Sub '${!Literal}-${AWS::Partition}'", r#""${Literal}-aws""#),
        ("!Sub ['${X}-${B.Arn}', {X: y}]", r#"text("y-" <B.Arn>)"#),
        ("!Join ['-', [a, !Ref N, b]]", r#""a-7-b""#),
        ("!Join ['', ['arn:', !Ref B]]", r#"text("arn:" <B>)"#),
        ("!Split [',', 'a,b,c']", r#"["a", "b", "c"]"#),
        ("!Select [1, !Split [',', 'a,b,c']]", r#""b""#),
        ("!Select ['0', !Ref L]", r#""a""#),
        ("!Select [0, !GetAZs '']", "?pseudo-parameter:AWS::AvailabilityZones[0]"),
        ("!FindInMap [M, a, x]", "1"),
        ("!FindInMap [M, a, l]", r#"["p", "q"]"#),
        ("!FindInMap [M, !Ref 'AWS::Region', x]", "1"),
        ("!FindInMap [M, !Ref 'AWS::Region', l]", "?pseudo-parameter:AWS::Region"),
        ("{'Fn::FindInMap': [M, z, x, {DefaultValue: d}]}", r#""d""#),
        ("!Base64 text", r#""text""#),
        ("!Cidr ['10.0.0.0/16', 2, 8]", r#"["10.0.0.0/24", "10.0.1.0/24"]"#),
        ("!Select [1, !Cidr ['10.0.0.0/16', '4', '8']]", r#""10.0.1.0/24""#),
        ("!ImportValue other-stack-Key", "?import:other-stack-Key"),
        ("{'Fn::Length': [a, b]}", "2"),
        ("{'Fn::ToJsonString': {a: [1, true], b: x}}", r#""{\"a\":[1,true],\"b\":\"x\"}""#),
        ("!Ref Open", "?parameter:Open"),
        ("!Ref N", "7"),
        ("!Ref L", r#"["a", "b"]"#),
        ("!Ref AWS::NoValue", "absent"),
        ("[a, !Ref AWS::NoValue, b]", r#"["a", "b"]"#),
        ("!Ref AWS::Region", "?pseudo-parameter:AWS::Region"),
        ("'{{resolve:secretsmanager:db:SecretString:password}}'", "<<secretsmanager:db:SecretString:password>>"),
        ("!Sub '{{resolve:secretsmanager:${B}:SecretString:p}}'", "<<secretsmanager:${B}:SecretString:p>>"),
        ("'u-{{resolve:ssm:/x:1}}'", r#"text("u-" <<ssm:/x:1>>)"#),
        ("012345678901", r#""012345678901""#),
        ("2012-10-17", r#""2012-10-17""#),
        ("yes", "true"),
        ("{'Fn::Transform': {Name: 'AWS::Include'}}", "?transform:AWS::Include"),
        ("!Ref Nowhere", "?dangling:Nowhere"),
    ] {
        comes_to(map, property, &[expected]);
    }
}

#[test]
fn a_condition_makes_two_worlds_and_the_default_comes_first() {
    let rest = "Parameters: {Env: {Type: String, Default: dev}}\nConditions: {Prod: !Equals [!Ref Env, prod]}";
    comes_to(rest, "!If [Prod, big, small]", &["\"small\"", "\"big\""]);
    comes_to(rest, "!If [Prod, big, !Ref AWS::NoValue]", &["absent", "\"big\""]);
    comes_to(rest, "[a, !If [Prod, b, !Ref AWS::NoValue]]", &["[\"a\"]", "[\"a\", \"b\"]"]);
    // What no resource depends on makes no world.
    comes_to(rest, "fixed", &["\"fixed\""]);
}

#[test]
fn the_region_makes_two_worlds_unless_it_is_given() {
    let text = template("Conditions: {Us: !Equals [!Ref 'AWS::Region', us-east-1]}", "!If [Us, !Ref 'AWS::Region', b]");
    assert_eq!(values(&text, &Pins::default()), ["\"b\"", "\"us-east-1\""]);
    let pins = Pins { region: Some("us-east-1".into()), ..Pins::default() };
    assert_eq!(values(&text, &pins), ["\"us-east-1\""]);
}

#[test]
fn parameters_with_allowed_values_are_told_apart_where_it_matters() {
    let rest = "Parameters: {Env: {Type: String, Default: dev, AllowedValues: [dev, test, prod]}, On: {Type: String, Default: 'true', AllowedValues: ['true', 'false']}}\nConditions: {Prod: !Equals [!Ref Env, prod]}\nMappings: {M: {dev: {d: 1}, test: {d: 2}, prod: {d: 3}}}";
    comes_to(rest, "!If [Prod, a, b]", &["\"b\"", "\"a\""]);
    comes_to(rest, "!FindInMap [M, !Ref Env, d]", &["1", "2", "3"]);
    comes_to(rest, "!Ref On", &["\"true\"", "\"false\""]);
    comes_to(rest, "!Ref Env", &["\"dev\""]);
}

#[test]
fn given_parameters_pin_the_worlds() {
    let text = template(
        "Parameters: {Env: {Type: String}}\nConditions: {Prod: !Equals [!Ref Env, prod]}",
        "!If [Prod, a, !Ref Env]",
    );
    assert_eq!(values(&text, &Pins::default()), ["?parameter:Env", "\"a\""]);
    let pins = Pins { parameters: BTreeMap::from([("Env".into(), "prod".into())]), ..Pins::default() };
    assert_eq!(values(&text, &pins), ["\"a\""]);
}

#[test]
fn conditions_combine() {
    let rest = "Parameters: {A: {Type: String, Default: ''}, B2: {Type: String, Default: x}}\nConditions:\n  HasA: !Not [!Equals [!Ref A, '']]\n  IsY: !Equals [y, !Ref B2]\n  Both: !And [!Condition HasA, !Condition IsY]\n  Either: !Or [{Condition: HasA}, {Condition: IsY}]";
    comes_to(rest, "!If [Both, both, !If [Either, either, none]]", &["\"none\"", "\"either\"", "\"both\""]);
}

#[test]
fn a_resource_that_a_world_lacks_is_no_target() {
    let text = "Parameters: {Make: {Type: String, Default: 'no', AllowedValues: ['yes', 'no']}}\nConditions: {Make: !Equals [!Ref Make, 'yes']}\nResources:\n  K: {Type: 'AWS::KMS::Key', Condition: Make}\n  R: {Type: T, Properties: {P: !Ref K}}\n";
    assert_eq!(values(text, &Pins::default()), ["?absent-resource:K", "<K>"]);
}

#[test]
fn a_comparison_that_cannot_be_taken_apart_goes_both_ways() {
    let rest = "Parameters: {A: {Type: String}, B2: {Type: String}}\nConditions: {Same: !Equals [!Ref A, !Ref B2]}";
    comes_to(rest, "!If [Same, s, d]", &["\"d\"", "\"s\""]);
}

#[test]
fn worlds_are_told_by_what_they_have_in_common() {
    let rest = "Parameters: {Env: {Type: String, Default: dev, AllowedValues: [dev, test, prod]}, Key: {Type: String, Default: ''}}\nConditions: {Prod: !Equals [!Ref Env, prod], HasKey: !Not [!Equals [!Ref Key, '']]}";
    let text = template(rest, "[!If [Prod, a, b], !If [HasKey, k, n]]");
    let (_, loaded) = load(&text, &Pins::default());
    let worlds = Worlds::of(&loaded.template, &Pins::default());
    assert_eq!(worlds.list.len(), 4);
    let told = |property: &str| {
        let holds: Vec<usize> = (0..4)
            .filter(|at| {
                let resource = worlds.list[*at].resources.iter().find(|resource| &*resource.id == "R").unwrap();
                show(resource.properties.get("P").unwrap()).contains(property)
            })
            .collect();
        worlds.describe(&holds).when
    };
    assert_eq!(told("\"a\"").as_deref(), Some("Env is prod"));
    assert_eq!(told("\"n\"").as_deref(), Some("Key is empty"));
    assert_eq!(told("\"k\"").as_deref(), Some("Key is not empty"));
    assert_eq!(told("[\"a\", \"k\"]").as_deref(), Some("Env is prod and Key is not empty"));
    assert_eq!(told("[").as_deref(), None);
}

#[test]
fn forty_one_chained_conditions_stay_within_the_budget_and_say_so() {
    let mut text = String::from("Parameters:\n");
    for n in 0..41 {
        text += &format!("  P{n}: {{Type: String, Default: 'no'}}\n");
    }
    text += "Conditions:\n  C0: !Equals [!Ref P0, 'yes']\n";
    for n in 1..41 {
        text += &format!("  C{n}: !And [!Condition C{}, !Equals [!Ref P{n}, 'yes']]\n", n - 1);
    }
    text += "Resources:\n  R:\n    Type: T\n    Properties:\n      P:\n";
    for n in 0..41 {
        text += &format!("        - !If [C{n}, 'on{n}', !Ref AWS::NoValue]\n");
    }
    let (_, loaded) = load(&text, &Pins::default());
    let worlds = Worlds::of(&loaded.template, &Pins::default());
    assert!(worlds.cut);
    let longest =
        worlds.list.iter().map(|world| show(world.resources[0].properties.get("P").unwrap()).matches("on").count());
    assert_eq!(longest.max(), Some(41), "the deployment with every condition on is among those judged");
}

#[test]
fn loops_are_expanded_with_the_places_of_their_body() {
    let text = "Transform: AWS::LanguageExtensions\nParameters: {Names: {Type: CommaDelimitedList, Default: 'a-1,b'}}\nResources:\n  Fn::ForEach::Buckets:\n    - Name\n    - !Ref Names\n    - Bucket&{Name}:\n        Type: AWS::S3::Bucket\n        Properties:\n          BucketName: !Sub 'x-${Name}'\n  Fn::ForEach::Fixed:\n    - N\n    - [R]\n    - ${N}:\n        Type: T\n        Properties: {P: !Ref N}\n";
    let (source, loaded) = load(text, &Pins::default());
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    let ids: Vec<&str> = loaded.template.resources.iter().map(|resource| &*resource.id).collect();
    assert_eq!(ids, ["Bucketa1", "Bucketb", "R"]);
    assert_eq!(source.position(loaded.template.resources[1].id_span.start).line, 7);
    assert_eq!(values(text, &Pins::default()), ["\"R\""]);
    let worlds = Worlds::of(&loaded.template, &Pins::default());
    assert_eq!(show(worlds.list[0].resources[0].properties.get("BucketName").unwrap()), "\"x-a-1\"");
}

#[track_caller]
fn problem(text: &str, line: usize, fits: impl Fn(&ProblemKind) -> bool) {
    let (source, loaded) = load(text, &Pins::default());
    let found = loaded.problems.iter().find(|problem| fits(&problem.kind));
    let found = found.unwrap_or_else(|| panic!("not among {:?}", loaded.problems));
    assert_eq!(source.position(found.labels[0].0.start).line, line);
}

#[test]
fn mistakes_in_structure_have_a_place() {
    let ok = "Resources:\n  A:\n    Type: T\n";
    let dangling = |wanted: &'static str| move |kind: &ProblemKind| matches!(kind, ProblemKind::Dangling { name, .. } if &**name == wanted);
    problem(&format!("{ok}    Properties:\n      X: !Ref Nope\n"), 5, dangling("Nope"));
    problem(&format!("{ok}    Properties:\n      X: !GetAtt Nope.Arn\n"), 5, dangling("Nope"));
    problem(&format!("{ok}    Properties:\n      X: !Sub 'a${{Nope}}'\n"), 5, dangling("Nope"));
    problem(&format!("{ok}    DependsOn: Nope\n"), 4, dangling("Nope"));
    problem(&format!("{ok}    Condition: Nope\n"), 4, dangling("Nope"));
    problem(&format!("{ok}    Properties:\n      X: !If [Nope, 1, 2]\n"), 5, dangling("Nope"));
    problem(&format!("{ok}    Properties:\n      X: !FindInMap [Nope, a, b]\n"), 5, dangling("Nope"));
    problem(&format!("{ok}Outputs:\n  O:\n    Value: !Ref Nope\n"), 6, dangling("Nope"));
    let rules = "Rules:\n  R:\n    RuleCondition: !Equals [!Ref Nope, x]\n    Assertions: [{Assert: {'Fn::Contains': [[a], x]}}]\n";
    problem(&format!("{ok}{rules}"), 6, dangling("Nope"));
    problem("Resources:\n  A:\n    Properties: {}\n", 2, |kind| matches!(kind, ProblemKind::NoType { .. }));
    problem("Description: x\n", 1, |kind| matches!(kind, ProblemKind::NoResources));
    problem(&format!("{ok}Resourcez: {{}}\n"), 4, |kind| matches!(kind, ProblemKind::UnknownSection { .. }));
    problem(&format!("{ok}    Propertees: {{}}\n"), 4, |kind| matches!(kind, ProblemKind::UnknownAttribute { .. }));
    problem(&format!("{ok}    Properties:\n      X: !Join ['-']\n"), 5, |kind| {
        matches!(kind, ProblemKind::BadFunction { .. })
    });
    problem(&format!("{ok}    Properties:\n      X: !If [A]\n"), 5, |kind| {
        matches!(kind, ProblemKind::BadFunction { .. })
    });
    problem(
        "Resources:\n  A: {Type: T, Properties: {X: !Ref B}}\n  B: {Type: T, DependsOn: A}\n",
        2,
        |kind| matches!(kind, ProblemKind::Circular { path } if path == "A -> B -> A"),
    );
    problem(
        "Conditions:\n  X: !Not [!Condition Y]\n  Y: !Not [!Condition X]\nResources:\n  A: {Type: T}\n",
        2,
        |kind| matches!(kind, ProblemKind::Circular { .. }),
    );
    problem("Resources:\n  A: {Type: T}\n  A: {Type: U}\n", 3, |kind| matches!(kind, ProblemKind::DuplicateKey { .. }));
}

#[test]
fn a_macro_may_define_what_the_template_does_not() {
    let text = template("Transform: AWS::Serverless-2016-10-31", "!GetAtt FunctionRole.Arn");
    let (_, loaded) = load(&text, &Pins::default());
    assert!(loaded.problems.iter().all(|problem| problem.level() == Level::Note), "{:?}", loaded.problems);
    assert_eq!(values(&text, &Pins::default()), ["?transform:FunctionRole"]);
}

#[test]
fn text_that_multiplies_itself_is_stopped_by_a_count() {
    let mut text = String::from("Resources:\n  R:\n    Type: T\n    Properties:\n      P: ");
    let uses = "${A}".repeat(300);
    for _ in 0..12 {
        text += &format!("!Sub ['{uses}', {{A: ");
    }
    text += "xxxxxxxx";
    text += &"}]".repeat(12);
    let (_, loaded) = load(&text, &Pins::default());
    let worlds = Worlds::of(&loaded.template, &Pins::default());
    let value = worlds.list[0].resources[0].properties.get("P").unwrap().clone();
    let open = matches!(&value.kind, ValueKind::Unknown(unknown) if unknown.reason == Reason::Function)
        || matches!(&value.kind, ValueKind::Mixed(_));
    assert!(open, "not computed, and not given as known");
}
