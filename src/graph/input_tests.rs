//! The document on graphs made by hand, checked by the published schema.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

use super::*;
use crate::graph::EdgeKind;
use crate::network::security_group::security_group_rules;
use crate::network::testing::{graph, int, list, map, reference, resource, text, unknown, value};
use crate::resolve::value::{Dynamic, Origin, Reason, Step, Unknown, ValueKind};
use serde_json::json;

const REASONS: [Reason; 11] = [
    Reason::Parameter,
    Reason::PseudoParameter,
    Reason::Import,
    Reason::DynamicReference,
    Reason::Attribute,
    Reason::Dangling,
    Reason::AbsentResource,
    Reason::Condition,
    Reason::Transform,
    Reason::Function,
    Reason::UntilApply,
];

fn key(name: &str) -> Step {
    Step::Key(Arc::from(name))
}

fn dynamic(service: &str) -> Value {
    value(ValueKind::Dynamic(Dynamic {
        service: Arc::from(service),
        reference: Arc::from("db:SecretString:password"),
        through: Vec::new(),
    }))
}

fn from_parameter(mut value: Value, parameter: &str, default: bool, no_echo: bool) -> Value {
    value.origin = Some(Arc::new(Origin { span: None, parameter: Some(Arc::from(parameter)), default, no_echo }));
    value
}

fn mixed(parts: Vec<Value>) -> Value {
    value(ValueKind::Mixed(parts))
}

/// One of everything: every marker, every kind of edge, every kind of fact.
fn everything() -> (Graph, Facts, TemplateFacts) {
    let unknowns = REASONS
        .map(|reason| value(ValueKind::Unknown(Unknown::new(reason, "X"))))
        .into_iter()
        .chain(["ssm", "ssm-secure", "secretsmanager"].map(dynamic))
        .collect();
    let bucket = map(vec![
        ("BucketName", text("logs")),
        ("Flag", value(ValueKind::Bool(true))),
        ("Days", int(7)),
        ("Ratio", value(ValueKind::Float(0.5))),
        ("Nothing", value(ValueKind::Null)),
        ("Key", reference("Key", Some("Arn"))),
        ("Other", reference("Key", None)),
        ("Unknowns", list(unknowns)),
        (
            "Text",
            mixed(vec![text("arn:aws:s3:::"), unknown("Name"), text("/"), reference("Key", None), dynamic("ssm")]),
        ),
        ("Body", map(vec![("$ref", text("#/definitions/Pet")), ("$$ref", int(1)), ("$id", text("x"))])),
        ("Password", from_parameter(text("hunter2"), "DbPassword", true, true)),
    ]);
    let mut bucket = resource("Bucket", "AWS::S3::Bucket", bucket);
    bucket.attributes = map(vec![("DeletionPolicy", text("Retain")), ("DependsOn", list(vec![text("Key")]))]);
    let rules = list(vec![
        map(vec![
            ("IpProtocol", text("tcp")),
            ("FromPort", int(22)),
            ("ToPort", int(22)),
            ("CidrIp", text("0.0.0.0/0")),
        ]),
        map(vec![("IpProtocol", unknown("Protocol")), ("CidrIpv6", unknown("Office"))]),
        map(vec![("IpProtocol", text("-1")), ("SourceSecurityGroupId", reference("Group", Some("GroupId")))]),
        map(vec![("IpProtocol", text("icmp")), ("SourcePrefixListId", text("pl-1"))]),
    ]);
    let group = map(vec![("SecurityGroupIngress", rules.clone()), ("SecurityGroupEgress", rules)]);
    let resources = vec![
        bucket,
        resource("Key", "AWS::KMS::Key", map(vec![])),
        resource("Group", "AWS::EC2::SecurityGroup", group),
    ];
    let edge =
        |kind, path, attribute: Option<&str>| Edge { from: 0, to: 1, path, kind, attribute: attribute.map(Arc::from) };
    let edges = vec![
        edge(EdgeKind::GetAtt, vec![key("Key")], Some("Arn")),
        edge(EdgeKind::Ref, vec![key("Other")], None),
        edge(EdgeKind::Text, vec![key("Text")], None),
        edge(EdgeKind::DependsOn, Path::new(), None),
        edge(EdgeKind::Name, vec![key("List"), Step::Index(0)], None),
    ];
    let graph = graph(resources, edges);
    (graph, Facts::default(), template())
}

fn template() -> TemplateFacts {
    let parameter = |name: &str, no_echo, default| ParameterFact {
        name: Arc::from(name),
        type_: Arc::from("String"),
        no_echo,
        default,
        allowed: vec![],
    };
    TemplateFacts {
        parameters: vec![parameter("DbPassword", true, Some(text("hunter2"))), parameter("Name", false, None)],
        outputs: vec![
            OutputFact { name: Arc::from("Plain"), value: reference("Key", Some("Arn")), export: None },
            OutputFact {
                name: Arc::from("Shared"),
                value: text("x"),
                export: Some(mixed(vec![unknown("Name"), text("-x")])),
            },
        ],
    }
}

fn statement() -> serde_json::Value {
    let element = |value, every: bool| json!({"value": value, "path": ["PolicyDocument", "Statement", 0, "Resource"], "every": every});
    json!({
        "owner": "Key", "kind": "resource", "path": ["PolicyDocument", "Statement", 0], "effect": "Allow", "sid": "x",
        "actions": [{
            "value": "s3:Get*", "path": ["PolicyDocument", "Statement", 0, "Action"], "access": ["read"],
            "wildcard": true, "resource_scoped": true, "unscoped_only": false, "known": true
        }],
        "not_actions": [], "resources": [element(json!("*"), true), element(json!({"$ref": "Bucket", "attribute": "Arn"}), false)],
        "not_resources": [], "principals": [{"type": "*", "value": "*", "path": []}], "not_principals": [],
        "conditions": [{"operator": "StringEquals", "key": "aws:SourceArn", "values": ["a"], "path": []}]
    })
}

fn facts(graph: &Graph) -> Facts {
    let rules = security_group_rules(graph);
    let dangling = |resource: Option<&str>, section, kind| Dangling {
        resource: resource.map(Arc::from),
        section,
        path: vec![key("A"), Step::Index(0)],
        name: Arc::from("Gone"),
        kind,
    };
    Facts {
        ingress: rules.ingress,
        egress: rules.egress,
        statements: vec![Rego::from(statement())],
        dangling: vec![dangling(Some("Bucket"), "properties", "Ref"), dangling(None, "template", "Condition")],
        rows: crate::network::facts::rows(graph),
    }
}

fn document() -> serde_json::Value {
    let (graph, _, template) = everything();
    to_json(&graph, &facts(&graph), &template, &json!({"office": ["10.0.0.0/8"]})).expect("JSON")
}

#[test]
fn the_document_is_what_the_schema_says() {
    let schema: serde_json::Value = serde_json::from_str(INPUT_SCHEMA).expect("JSON");
    jsonschema::meta::validate(&schema).expect("a valid schema");
    let validator = jsonschema::draft202012::new(&schema).expect("a schema");
    let document = document();
    let errors: Vec<_> =
        validator.iter_errors(&document).map(|error| format!("{} at {}", error, error.instance_path)).collect();
    assert_eq!(errors, Vec::<String>::new());

    // The schema is not so loose that it takes anything.
    for (pointer, wrong) in [
        ("/resources/Bucket/properties/Other/$ref", json!(1)),
        ("/resources/Bucket/properties/Unknowns/0/$unknown/reason", json!("because")),
        ("/resources/Bucket/properties/Text/$text/0", json!(1)),
        ("/edges_from/Bucket/0/kind", json!("Refers")),
        ("/facts/ingress/0/world", json!("yes")),
        ("/facts/statements/0/actions/0/access", json!(["all"])),
        ("/schema", json!(2)),
    ] {
        let mut document = document.clone();
        *document.pointer_mut(pointer).expect(pointer) = wrong;
        assert!(!validator.is_valid(&document), "{pointer}");
    }
}

#[test]
fn values_and_markers_have_the_shape_of_the_contract() {
    let document = document();
    let properties = document.pointer("/resources/Bucket/properties").expect("properties");
    assert_eq!(properties["Days"], json!(7));
    assert_eq!(properties["Ratio"], json!(0.5));
    assert_eq!(properties["Flag"], json!(true));
    assert_eq!(properties["Nothing"], json!(null));
    assert_eq!(properties["Key"], json!({"$ref": "Key", "attribute": "Arn"}));
    assert_eq!(properties["Other"], json!({"$ref": "Key"}));
    assert_eq!(properties["Unknowns"][1], json!({"$unknown": {"reason": "pseudo-parameter", "name": "X"}}));
    assert_eq!(
        properties["Unknowns"][11],
        json!({"$dynamic": {"service": "ssm", "reference": "db:SecretString:password"}})
    );
    let unknown = json!({"$unknown": {"reason": "parameter", "name": "Name"}});
    assert_eq!(properties["Text"]["$text"][1], unknown);
    assert_eq!(properties["Text"]["$text"][3], json!({"$ref": "Key"}));
    let attributes = document.pointer("/resources/Bucket/attributes").expect("attributes");
    assert_eq!(attributes, &json!({"DeletionPolicy": "Retain", "DependsOn": ["Key"]}));
}

#[test]
fn a_written_key_is_never_taken_for_a_marker() {
    let body = document().pointer("/resources/Bucket/properties/Body").cloned();
    assert_eq!(body, Some(json!({"$$ref": "#/definitions/Pet", "$$$ref": 1, "$id": "x"})));
}

#[test]
fn indexes_have_an_entry_for_every_resource() {
    let document = document();
    assert_eq!(document["by_type"]["AWS::KMS::Key"], json!(["Key"]));
    assert_eq!(document["edges_from"]["Key"], json!([]));
    assert_eq!(document["edges_to"]["Bucket"], json!([]));
    assert_eq!(document["edges_from"]["Group"], json!([]));
    assert_eq!(document["edges_from"]["Bucket"], document["edges_to"]["Key"]);
    let edge = json!({"from": "Bucket", "to": "Key", "path": ["Key"], "kind": "GetAtt", "attribute": "Arn"});
    assert_eq!(document["edges_to"]["Key"][0], edge);
    assert_eq!(document["edges_to"]["Key"][4]["path"], json!(["List", 0]));
}

#[test]
fn the_template_and_the_settings_are_there() {
    let document = document();
    let parameters = json!({
        "DbPassword": {"type": "String", "no_echo": true, "default": "hunter2"},
        "Name": {"type": "String", "no_echo": false}
    });
    assert_eq!(document["parameters"], parameters);
    assert_eq!(document["outputs"]["Plain"], json!({"value": {"$ref": "Key", "attribute": "Arn"}}));
    assert_eq!(document["outputs"]["Shared"]["export"]["$text"][1], json!("-x"));
    assert_eq!(document["settings"], json!({"office": ["10.0.0.0/8"]}));
    assert_eq!(document["facts"]["dangling"][0]["path"], json!(["A", 0]));
    assert_eq!(document["facts"]["statements"], json!([statement()]));
    let (graph, facts, template) = everything();
    let empty = to_json(&graph, &facts, &template, &serde_json::Value::Null).expect("JSON");
    assert_eq!(empty["settings"], json!({}));
}

#[test]
fn security_group_rules_have_the_shape_of_the_contract() {
    let ingress = document()["facts"]["ingress"].clone();
    let ssh = json!({
        "group": "Group", "owner": "Group", "path": ["SecurityGroupIngress", 0],
        "source_path": ["SecurityGroupIngress", 0, "CidrIp"], "protocol": "tcp", "from": 22, "to": 22,
        "all_ports": false, "source": {"kind": "cidr", "value": "0.0.0.0/0"}, "world": true
    });
    assert_eq!(ingress[0], ssh);
    assert_eq!(ingress[1]["protocol"], json!({"$unknown": {"reason": "parameter", "name": "Protocol"}}));
    assert_eq!(ingress[1]["undetermined"], json!("parameter Protocol"));
    assert_eq!(ingress[1]["undetermined_in"], json!(["protocol", "source"]));
    assert_eq!(ingress[1].get("from"), None);
    assert_eq!(ingress[2]["source"], json!({"kind": "group", "value": {"$ref": "Group", "attribute": "GroupId"}}));
}

#[test]
fn values_of_parameters_are_listed_once_per_path() {
    let secret = from_parameter(unknown("Secret"), "Secret", false, true);
    let prefix = from_parameter(unknown("Prefix"), "Prefix", false, false);
    let properties = map(vec![
        ("Ports", list(vec![int(1), from_parameter(int(22), "Port", true, false)])),
        ("UserData", mixed(vec![prefix, text("-"), secret])),
        ("Nested", map(vec![("Name", from_parameter(text("x"), "Name", false, false))])),
    ]);
    let graph = graph(vec![resource("R", "T", properties)], Vec::new());
    let document = to_json(&graph, &Facts::default(), &TemplateFacts::default(), &json!({})).expect("JSON");
    let expected = json!([
        {"path": ["Ports", 1], "parameter": "Port", "default": true, "no_echo": false},
        {"path": ["UserData"], "parameter": "Secret", "default": false, "no_echo": true},
        {"path": ["Nested", "Name"], "parameter": "Name", "default": false, "no_echo": false},
    ]);
    assert_eq!(document["resources"]["R"]["parameters"], expected);
}

#[test]
fn worlds_share_the_resources_that_they_share() {
    let (first, facts, template) = everything();
    let mut second = Graph { resources: first.resources.clone(), edges: Vec::new(), by_key: first.by_key.clone() };
    second.resources[1] = Arc::new(resource("Key", "AWS::KMS::Key", map(vec![("EnableKeyRotation", text("true"))])));
    let mut cache = InputCache::default();
    let settings = json!({});
    let one = cache.to_input(&first, &facts, &template, &settings);
    let two = cache.to_input(&second, &facts, &template, &settings);
    assert_eq!(one, to_input(&first, &facts, &template, &settings));
    assert_eq!(two, to_input(&second, &facts, &template, &settings));

    let shared = |key: &str| match (&one["resources"][key], &two["resources"][key]) {
        (Rego::Object(one), Rego::Object(two)) => Arc::ptr_eq(one, two),
        other => panic!("{other:?}"),
    };
    assert_eq!((shared("Bucket"), shared("Key")), (true, false));
}

#[test]
fn the_same_graph_gives_the_same_text() {
    let text = |document: serde_json::Value| serde_json::to_string(&document).expect("JSON");
    assert_eq!(text(document()), text(document()));
}
