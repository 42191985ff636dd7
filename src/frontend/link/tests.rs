//! Stacks that name one another, linked and resolved: what a value comes to where it is used.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

use super::*;
use crate::analysis::Stage;
use crate::frontend::cloudformation;
use crate::graph::facts::Facts;
use crate::resolve::Pins;
use crate::resolve::worlds::Worlds;
use crate::source::{Limits, Source, SourceId, parse};
use serde_json::{Value, json};

/// A stack of a name, in `eu-west-1`.
fn stack(name: &str, template: &str) -> Part {
    let source = Source::new(name, template, 0);
    let document = parse(SourceId(0), &source, &Limits::default()).unwrap();
    Part {
        name: Some(format!("{name}-prod").as_str().into()),
        path: name.into(),
        region: Some("eu-west-1".into()),
        template: cloudformation::load(&document, &BTreeMap::new()).template,
        ..Part::default()
    }
}

/// A stack that is a resource of the stack at a position.
fn nested(parent: usize, resource: &str, path: &str, template: &str) -> Part {
    Part { name: None, nested_in: Some((parent, resource.into())), ..stack(path, template) }
}

/// What rules see of the linked stacks with the parameters that are given.
fn seen_with(parts: Vec<Part>, given: &[(&str, &str)]) -> Value {
    let template = link(parts);
    let parameters = given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let pins = Pins { parameters, ..Pins::default() };
    let worlds = Worlds::of(&template, &pins);
    let mut stage = Stage::new(&template, &worlds, &pins);
    let graph = stage.graph(&worlds.list[0]);
    serde_json::to_value(stage.input(&graph, &Facts::default(), &json!({}))).unwrap()
}

fn seen(parts: Vec<Part>) -> Value {
    seen_with(parts, &[])
}

/// The display name of a topic.
fn name<'v>(seen: &'v Value, topic: &str) -> &'v Value {
    let topic = &seen["resources"][topic];
    assert!(topic.is_object(), "{:#}", seen["resources"]);
    &topic["properties"]["DisplayName"]
}

const OUTER: &str = "
Parameters: {Stage: {Type: String, Default: dev}}
Resources:
  Key: {Type: AWS::KMS::Key}
  Data:
    Type: AWS::CloudFormation::Stack
    Properties: {Parameters: {KeyArn: !GetAtt Key.Arn, Label: !Sub '${Stage}-x'}}
  Reader:
    Type: AWS::SNS::Topic
    Properties: {DisplayName: !GetAtt Data.Outputs.Topic, TopicName: !GetAtt Data.Outputs.Gone}
";

const INNER: &str = "
Parameters: {KeyArn: {Type: String}, Label: {Type: String}}
Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Ref Label, KmsMasterKeyId: !Ref KeyArn}}
Outputs: {Topic: {Value: !GetAtt Topic.TopicArn}}
";

#[test]
fn parameters_and_outputs_of_a_nested_stack_are_bound_both_ways() {
    let seen = seen(vec![stack("Shop", OUTER), nested(0, "Data", "Shop/Data", INNER)]);
    let topic = &seen["resources"]["Shop/Data/Topic"];
    assert_eq!((&topic["id"], &topic["stack"]), (&json!("Topic"), &json!("Shop/Data")));
    assert_eq!(topic["properties"]["DisplayName"], json!("dev-x"));
    assert_eq!(topic["properties"]["KmsMasterKeyId"], json!({"$ref": "Shop/Key", "attribute": "Arn"}));
    assert_eq!(name(&seen, "Shop/Reader"), &json!({"$ref": "Shop/Data/Topic", "attribute": "TopicArn"}));
    let gone = &seen["resources"]["Shop/Reader"]["properties"]["TopicName"];
    assert_eq!(gone, &json!({"$unknown": {"reason": "attribute", "name": "Data.Outputs.Gone"}}));
    let declared: Vec<&String> = seen["parameters"].as_object().unwrap().keys().collect();
    assert_eq!(declared, ["Stage"], "what the parent gives is no parameter any more");
}

#[test]
fn a_parameter_that_the_parent_does_not_give_keeps_its_default() {
    let inner = "
Parameters: {Label: {Type: String, Default: own}, Open: {Type: String}}
Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Ref Label}}
  Other: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Ref Open}}
";
    let outer = "Resources: {Data: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: x}}}";
    let parts = || vec![stack("Shop", outer), nested(0, "Data", "Shop/Data", inner)];
    assert_eq!(name(&seen(parts()), "Shop/Data/Topic"), &json!("own"));
    assert_eq!(name(&seen(parts()), "Shop/Data/Other"), &json!({"$unknown": {"reason": "parameter", "name": "Open"}}));
    let given = seen_with(parts(), &[("Label", "given"), ("Open", "too")]);
    assert_eq!(name(&given, "Shop/Data/Topic"), &json!("given"));
    assert_eq!(name(&given, "Shop/Data/Other"), &json!("too"));
}

#[test]
fn stacks_nested_in_nested_ones_hang_on_the_conditions_of_all() {
    let with = |condition: &str, value: &str, body: &str| {
        format!(
            "Parameters: {{Stage: {{Type: String, Default: dev}}}}\nConditions: {{{condition}: !Equals [!Ref Stage, {value}]}}\nResources:\n{body}"
        )
    };
    let inner = |condition: &str| {
        format!(
            "  In:\n    Type: AWS::CloudFormation::Stack\n    Condition: {condition}\n    Properties: {{Parameters: {{Stage: !Ref Stage}}}}\n"
        )
    };
    let leaf = "  Always: {Type: AWS::SNS::Topic}\n  Own: {Type: AWS::SNS::Topic, Condition: C}\n";
    let parts = || {
        vec![
            stack("S", &with("A", "prod", &inner("A"))),
            nested(0, "In", "S/In", &with("B", "prod", &inner("B"))),
            nested(1, "In", "S/In/In", &with("C", "prod", leaf)),
        ]
    };
    let keys = |seen: &Value| seen["resources"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&seen(parts())), Vec::<String>::new());
    let all = ["S/In", "S/In/In", "S/In/In/Always", "S/In/In/Own"];
    assert_eq!(keys(&seen_with(parts(), &[("Stage", "prod")])), all);
    // Only the innermost resource that has a condition of its own needs a new one.
    let template = link(parts());
    let names: Vec<&str> = template.conditions.iter().map(|condition| &*condition.name).collect();
    assert!(names.contains(&"S/In/B and S/A"), "{names:?}");
    let always = template.resources.iter().find(|resource| &*resource.key == "S/In/In/Always").unwrap();
    assert_eq!(always.condition.as_ref().map(|(name, _)| &**name), Some("S/In/B and S/A"));
}

const EXPORTS: &str = "
Resources: {Key: {Type: AWS::KMS::Key}}
Outputs:
  KeyArn: {Value: !GetAtt Key.Arn, Export: {Name: !Sub '${AWS::StackName}:KeyArn'}}
";

#[test]
fn an_import_is_what_another_stack_exports() {
    let imports = "Resources: {T: {Type: AWS::SNS::Topic, Properties: {DisplayName: !ImportValue 'Keys-prod:KeyArn'}}}";
    let joined = "Resources: {T: {Type: AWS::SNS::Topic, Properties: {DisplayName: !ImportValue {'Fn::Join': [':', [Keys-prod, KeyArn]]}}}}";
    let missing = "Resources: {T: {Type: AWS::SNS::Topic, Properties: {DisplayName: !ImportValue other}}}";
    // Whichever comes first.
    let seen = seen(vec![stack("A", imports), stack("Keys", EXPORTS), stack("B", joined), stack("C", missing)]);
    assert_eq!(name(&seen, "A/T"), &json!({"$ref": "Keys/Key", "attribute": "Arn"}));
    assert_eq!(name(&seen, "B/T"), &json!({"$ref": "Keys/Key", "attribute": "Arn"}));
    assert_eq!(name(&seen, "C/T"), &json!({"$unknown": {"reason": "import", "name": "other"}}));
}

#[test]
fn of_several_exports_of_a_name_the_one_of_the_same_region_counts() {
    let export = "
Resources: {Key: {Type: AWS::KMS::Key}}
Outputs: {KeyArn: {Value: !GetAtt Key.Arn, Export: {Name: key}}}
";
    let import = "Resources: {T: {Type: AWS::SNS::Topic, Properties: {DisplayName: !ImportValue key}}}";
    let abroad = |part: Part| Part { region: Some("us-east-1".into()), ..part };
    let parts = vec![
        stack("Here", export),
        abroad(stack("There", export)),
        stack("A", import),
        abroad(stack("B", import)),
        Part { region: None, ..stack("C", import) },
    ];
    let seen = seen(parts);
    assert_eq!(name(&seen, "A/T")["$ref"], json!("Here/Key"));
    assert_eq!(name(&seen, "B/T")["$ref"], json!("There/Key"));
    assert_eq!(name(&seen, "C/T")["$unknown"]["reason"], json!("import"), "it may be either");
}

#[test]
fn get_stack_output_names_a_stack_and_perhaps_a_region() {
    let reads = |region: &str| {
        format!(
            "Resources: {{T: {{Type: AWS::SNS::Topic, Properties: {{DisplayName: {{'Fn::GetStackOutput': {{StackName: Keys-prod, OutputName: KeyArn{region}}}}}}}}}}}"
        )
    };
    let abroad = Part { region: Some("us-east-1".into()), path: "There".into(), ..stack("Keys", EXPORTS) };
    let parts = vec![
        stack("Keys", EXPORTS),
        abroad,
        stack("A", &reads("")),
        stack("B", &reads(", Region: us-east-1")),
        stack("C", &reads(", Region: eu-north-1")),
    ];
    let seen = seen(parts);
    assert_eq!(name(&seen, "A/T"), &json!({"$ref": "Keys/Key", "attribute": "Arn"}));
    assert_eq!(name(&seen, "B/T"), &json!({"$ref": "There/Key", "attribute": "Arn"}));
    assert!(name(&seen, "C/T")["$unknown"].is_object(), "{}", name(&seen, "C/T"));
}

#[test]
fn a_parameter_that_means_the_same_everywhere_is_one() {
    let with = |default: &str| {
        format!(
            "Parameters: {{Stage: {{Type: String, Default: {default}}}}}\nResources: {{T: {{Type: AWS::SNS::Topic, Properties: {{DisplayName: !Ref Stage}}}}}}"
        )
    };
    let shared = seen_with(vec![stack("A", &with("dev")), stack("B", &with("dev"))], &[("Stage", "prod")]);
    assert_eq!((name(&shared, "A/T"), name(&shared, "B/T")), (&json!("prod"), &json!("prod")));
    let clashing = seen_with(vec![stack("A", &with("dev")), stack("B", &with("test"))], &[("A/Stage", "prod")]);
    assert_eq!((name(&clashing, "A/T"), name(&clashing, "B/T")), (&json!("prod"), &json!("test")));
    let names: Vec<&String> = clashing["parameters"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["A/Stage", "B/Stage"]);
}

#[test]
fn region_account_and_stack_name_are_those_of_the_stack() {
    let template = "Resources: {T: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Sub '${AWS::Region}/${AWS::AccountId}/${AWS::StackName}', TopicName: !Ref AWS::AccountId}}}";
    let known = Part { account: Some("111122223333".into()), ..stack("A", template) };
    let agnostic = Part { region: None, name: None, ..stack("B", template) };
    let seen = seen(vec![known, agnostic]);
    assert_eq!(name(&seen, "A/T"), &json!("eu-west-1/111122223333/A-prod"));
    let account = &seen["resources"]["B/T"]["properties"]["TopicName"];
    assert_eq!(account["$unknown"]["reason"], json!("pseudo-parameter"));
}

#[test]
fn dependencies_mappings_and_conditions_mean_those_of_their_stack() {
    let template = |zone: &str| {
        format!(
            "Mappings: {{Zones: {{eu-west-1: {{Name: {zone}}}}}}}
Conditions: {{Here: !Equals [!Ref AWS::Region, eu-west-1]}}
Resources:
  First: {{Type: AWS::SNS::Topic, Properties: {{DisplayName: !FindInMap [Zones, !Ref AWS::Region, Name]}}}}
  Second: {{Type: AWS::SNS::Topic, DependsOn: First, Properties: {{DisplayName: !If [Here, {zone}, other]}}}}
  Third: {{Type: AWS::SNS::Topic, DependsOn: [First, Second]}}
Outputs: {{Name: {{Value: !Ref First}}}}"
        )
    };
    let seen = seen(vec![stack("A", &template("one")), stack("B", &template("two"))]);
    assert_eq!((name(&seen, "A/First"), name(&seen, "B/First")), (&json!("one"), &json!("two")));
    assert_eq!((name(&seen, "A/Second"), name(&seen, "B/Second")), (&json!("one"), &json!("two")));
    let edges = seen["edges_from"]["B/Third"].as_array().unwrap();
    let to: Vec<&str> = edges.iter().map(|edge| edge["to"].as_str().unwrap()).collect();
    assert_eq!(to, ["B/First", "B/Second"]);
    assert_eq!(seen["outputs"]["A/Name"]["value"], json!({"$ref": "A/First"}));
}

#[test]
fn one_part_keeps_its_names_and_so_does_a_template_with_nested_ones() {
    let alone = link(vec![stack("Shop", EXPORTS)]);
    assert_eq!(&*alone.resources[0].key, "Key");
    assert_eq!(&*alone.resources[0].stack, "");
    let root = Part { path: "".into(), ..stack("Shop", OUTER) };
    let template = link(vec![root, nested(0, "Data", "Data", INNER)]);
    let keys: Vec<(&str, &str)> = template.resources.iter().map(|one| (&*one.key, &*one.stack)).collect();
    assert_eq!(keys, [("Key", ""), ("Data", ""), ("Reader", ""), ("Data/Topic", "Data")]);
}

#[test]
fn what_nobody_wrote_is_left_out() {
    let template = "
Parameters: {BootstrapVersion: {Type: String, Default: /cdk-bootstrap/x}}
Conditions: {Meta: !Equals [a, a]}
Rules: {Check: {Assertions: []}}
Resources: {T: {Type: AWS::SNS::Topic}, CDKMetadata: {Type: AWS::CDK::Metadata}}
";
    let boilerplate = ["BootstrapVersion", "Meta", "Check", "CDKMetadata"].map(Arc::from).to_vec();
    let template = link(vec![Part { boilerplate, ..stack("A", template) }, stack("B", EXPORTS)]);
    assert!(template.parameters.is_empty() && template.conditions.is_empty() && template.rules.is_empty());
    let keys: Vec<&str> = template.resources.iter().map(|resource| &*resource.key).collect();
    assert_eq!(keys, ["A/T", "B/Key"]);
}

/// Two nested stacks, each of which gets what the other puts out, `times` times.
fn circle(times: usize) -> Vec<Part> {
    let outer = "
Resources:
  One: {Type: AWS::CloudFormation::Stack, Properties: {Parameters: {In: !GetAtt Two.Outputs.Out}}}
  Two: {Type: AWS::CloudFormation::Stack, Properties: {Parameters: {In: !GetAtt One.Outputs.Out}}}
";
    let value = vec!["!Ref In"; times].join(", ");
    let inner = format!(
        "
Parameters: {{In: {{Type: String}}}}
Resources: {{T: {{Type: AWS::SNS::Topic, Properties: {{DisplayName: !Ref In}}}}}}
Outputs: {{Out: {{Value: !Join ['', [{value}]]}}}}
"
    );
    vec![stack("S", outer), nested(0, "One", "S/One", &inner), nested(0, "Two", "S/Two", &inner)]
}

fn size(expr: &Expr) -> usize {
    let mut count = 0;
    expr.each(&mut |_| count += 1);
    count
}

#[test]
fn outputs_that_go_round_in_a_circle_end_in_what_is_not_known() {
    let seen = seen(circle(1));
    let text = name(&seen, "S/One/T").to_string();
    assert!(text.contains("$unknown"), "{text}");
}

#[test]
fn what_is_copied_has_a_bound() {
    let template = link(circle(4));
    let sizes = template.resources.iter().filter_map(|resource| Some(size(&resource.properties.as_ref()?.1)));
    let all: usize = sizes.sum();
    assert!(all > 100_000, "{all}: the test is about many copies");
    assert!(all < 2_000_000, "{all}");
}
