#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

use super::*;
use crate::frontend::provenance::{Form, Options};
use crate::resolve::value::{Reason, Step, Unknown};
use crate::source::Span;
use serde_json::{Value, json};

/// A value of a document: `{"ref": urn}` is an unknown with one dependency, `{"any": [urn]}` one with several.
fn expr(value: &Value) -> Expr {
    let kind = match value {
        Value::Null => ExprKind::Null,
        Value::Bool(flag) => ExprKind::Bool(*flag),
        Value::Number(number) => ExprKind::Int(number.as_i64().unwrap()),
        Value::String(text) => ExprKind::Text(text.as_str().into()),
        Value::Array(items) => ExprKind::List(items.iter().map(expr).collect()),
        Value::Object(fields) => match (fields.get("ref"), fields.get("any")) {
            (Some(urn), _) => ExprKind::Ref(urn.as_str().unwrap().into()),
            (_, Some(urns)) => {
                let candidates = urns.as_array().unwrap().iter().map(|urn| urn.as_str().unwrap().into()).collect();
                ExprKind::Unknown(Unknown { candidates, ..Unknown::new(Reason::UntilApply, "x") })
            }
            _ => ExprKind::Map(inputs(value)),
        },
    };
    Expr::new(Span::default(), kind)
}

fn inputs(value: &Value) -> Vec<ExprField> {
    let fields = value.as_object().unwrap().iter();
    fields
        .map(|(name, value)| ExprField { name: name.as_str().into(), at: Span::default(), value: expr(value) })
        .collect()
}

fn shown(expr: &Expr) -> Value {
    match &expr.kind {
        ExprKind::Bool(flag) => (*flag).into(),
        ExprKind::Int(number) => (*number).into(),
        ExprKind::Text(text) => text.to_string().into(),
        ExprKind::List(items) => items.iter().map(shown).collect(),
        ExprKind::Map(fields) => fields.iter().map(|field| (field.name.to_string(), shown(&field.value))).collect(),
        ExprKind::Ref(key) => json!({"ref": key.to_string()}),
        ExprKind::Unknown(unknown) => json!({"any": unknown.candidates}),
        other => panic!("{other:?}"),
    }
}

/// A state; the name is also its URN.
fn state(kind: &str, name: &str, written: Value) -> State {
    let provenance = Provenance {
        form: Form::Pulumi,
        path: name.into(),
        name: name.into(),
        kind: Some(kind.into()),
        stage: "".into(),
        place: None,
        helper_of: None,
        suppressions: Vec::new(),
        options: Options::default(),
    };
    State {
        urn: name.into(),
        kind: kind.into(),
        name: name.into(),
        custom: true,
        external: false,
        urn_span: Span::default(),
        inputs_span: Span::default(),
        inputs: inputs(&written),
        defaults: Vec::new(),
        dependencies: BTreeMap::new(),
        parent: None,
        provenance: Arc::new(provenance),
    }
}

fn document(text: &Expr) -> Option<Expr> {
    let value: Value = serde_json::from_str(text.as_text()?).ok()?;
    (value.is_object() || value.is_array()).then(|| expr(&value))
}

fn translated(states: Vec<State>) -> Translated {
    translate(&Deployment { states, ..Deployment::default() }, &document, &Tables::default())
}

fn properties(resource: &ResourceDefinition) -> Value {
    shown(&resource.properties.as_ref().unwrap().1)
}

/// The type and properties of the only resource that a state becomes.
fn only(kind: &str, written: Value) -> (String, Value) {
    let made = translated(vec![state(kind, "x", written)]);
    let [resource] = made.resources.as_slice() else { panic!("{:?}", made.resources) };
    (resource.kind.to_string(), properties(resource))
}

fn attributes(resource: &ResourceDefinition) -> Value {
    resource.attributes.iter().map(|field| (field.name.to_string(), shown(&field.value))).collect()
}

#[test]
fn a_bucket_with_its_side_resources_is_one_resource() {
    let made = translated(vec![
        state("aws:s3/bucket:Bucket", "data", json!({"bucket": "data-1", "forceDestroy": true, "tags": {"a": "b"}})),
        state(
            "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
            "block",
            json!({"bucket": "data-1", "blockPublicAcls": true}),
        ),
        state(
            "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
            "encryption",
            json!({"bucket": {"ref": "data"}, "rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": "k"}}]}),
        ),
        state(
            "aws:s3/bucketVersioning:BucketVersioning",
            "versions",
            json!({"bucket": {"any": ["data", "block"]}, "versioningConfiguration": {"status": "Enabled"}}),
        ),
    ]);
    assert_eq!(made.resources.len(), 1);
    assert_eq!(
        properties(&made.resources[0]),
        json!({
            "BucketName": "data-1",
            "Tags": [{"Key": "a", "Value": "b"}],
            "PublicAccessBlockConfiguration": {
                "BlockPublicAcls": true, "BlockPublicPolicy": false, "IgnorePublicAcls": false, "RestrictPublicBuckets": false,
            },
            "BucketEncryption": {"ServerSideEncryptionConfiguration": [
                {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "k"}},
            ]},
            "VersioningConfiguration": {"Status": "Enabled"},
        })
    );
    assert_eq!(attributes(&made.resources[0]), json!({"ForceDestroy": true, "DeletionPolicy": "Delete"}));
    let from: Vec<_> = made.folded.iter().map(|fold| (&*fold.owner, fold.path.clone(), &*fold.from.name)).collect();
    assert!(from.contains(&("data", vec![Step::Key("BucketEncryption".into())], "encryption")));
}

#[test]
fn a_side_resource_without_its_owner_stays_a_node() {
    let made = translated(vec![state("aws:s3/bucketVersioning:BucketVersioning", "v", json!({"bucket": "elsewhere"}))]);
    assert_eq!(&*made.resources[0].kind, "aws:s3/bucketVersioning:BucketVersioning");
    assert_eq!(made.unmapped, []);
}

#[test]
fn one_security_group_rule_becomes_one_for_each_source() {
    let rule =
        json!({"protocol": "all", "fromPort": 0, "toPort": 0, "cidrBlocks": ["10.0.0.0/8", "0.0.0.0/0"], "self": true});
    let (kind, made) = only("aws:ec2/securityGroup:SecurityGroup", json!({"ingress": [rule], "description": "d"}));
    assert_eq!(kind, "AWS::EC2::SecurityGroup");
    let rule = |source: &str, value: Value| json!({"IpProtocol": "-1", "FromPort": 0, "ToPort": 0, source: value});
    let rules = [
        rule("CidrIp", json!("10.0.0.0/8")),
        rule("CidrIp", json!("0.0.0.0/0")),
        rule("SourceSecurityGroupId", json!({"ref": "x"})),
    ];
    assert_eq!(made, json!({"GroupDescription": "d", "SecurityGroupIngress": rules, "SecurityGroupEgress": []}));
}

#[test]
fn a_rule_on_its_own_is_split_by_its_direction_and_repeated() {
    let written =
        json!({"type": "egress", "securityGroupId": {"ref": "g"}, "protocol": "tcp", "cidrBlocks": ["a", "b"]});
    let made = translated(vec![
        state("aws:ec2/securityGroup:SecurityGroup", "g", json!({})),
        state("aws:ec2/securityGroupRule:SecurityGroupRule", "r", written),
    ]);
    let keys: Vec<_> = made.resources.iter().skip(1).map(|resource| (&*resource.key, &*resource.kind)).collect();
    assert_eq!(keys, [("r", "AWS::EC2::SecurityGroupEgress"), ("r#2", "AWS::EC2::SecurityGroupEgress")]);
    assert_eq!(properties(&made.resources[2]), json!({"GroupId": {"ref": "g"}, "IpProtocol": "tcp", "CidrIp": "b"}));
}

#[test]
fn inline_blocks_become_resources_that_name_their_owner() {
    let made = translated(vec![state(
        "aws:ec2/routeTable:RouteTable",
        "t",
        json!({"vpcId": "v", "routes": [{"cidrBlock": "0.0.0.0/0", "gatewayId": "i"}]}),
    )]);
    let expected = json!({"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "i", "RouteTableId": {"ref": "t"}});
    assert_eq!((&*made.resources[1].kind, properties(&made.resources[1])), ("AWS::EC2::Route", expected));
}

#[test]
fn documents_in_texts_are_read() {
    let (_, role) = only("aws:iam/role:Role", json!({"assumeRolePolicy": "{\"Statement\": []}", "name": "r"}));
    assert_eq!(role, json!({"AssumeRolePolicyDocument": {"Statement": []}, "RoleName": "r"}));
    let containers = "[{\"name\": \"c\", \"logConfiguration\": {\"logDriver\": \"awslogs\", \"options\": {\"awslogs-group\": \"g\"}}}]";
    let (_, task) = only("aws:ecs/taskDefinition:TaskDefinition", json!({"containerDefinitions": containers}));
    assert_eq!(
        task,
        json!({"ContainerDefinitions": [{
            "Name": "c", "LogConfiguration": {"LogDriver": "awslogs", "Options": {"awslogs-group": "g"}},
        }]})
    );
}

#[test]
fn a_table_has_keys_and_what_is_unknown_stays_so() {
    let (_, made) = only(
        "aws:dynamodb/table:Table",
        json!({"hashKey": "h", "rangeKey": "r", "serverSideEncryption": {"enabled": true, "kmsKeyArn": {"any": []}}}),
    );
    let keys = json!([{"AttributeName": "h", "KeyType": "HASH"}, {"AttributeName": "r", "KeyType": "RANGE"}]);
    let sse = json!({"SSEEnabled": true, "KMSMasterKeyId": {"any": []}});
    assert_eq!(made, json!({"KeySchema": keys, "SSESpecification": sse}));
}

#[test]
fn databases_leave_a_snapshot_unless_they_skip_it() {
    let policy = |written: Value| {
        let made = translated(vec![state("aws:rds/instance:Instance", "d", written)]);
        attributes(&made.resources[0])["DeletionPolicy"].clone()
    };
    assert_eq!(policy(json!({})), "Snapshot");
    assert_eq!(policy(json!({"skipFinalSnapshot": false})), "Snapshot");
    assert_eq!(policy(json!({"skipFinalSnapshot": true})), "Delete");
    let (_, made) = only("aws:rds/instance:Instance", json!({"multiAz": true, "dbName": "n", "password": "p"}));
    assert_eq!(
        made,
        json!({"MultiAZ": true, "DBName": "n", "MasterUserPassword": "p", "PubliclyAccessible": false, "BackupRetentionPeriod": 0})
    );
}

#[test]
fn flags_of_a_load_balancer_become_attributes() {
    let (_, made) = only(
        "aws:alb/loadBalancer:LoadBalancer",
        json!({"internal": false, "dropInvalidHeaderFields": true, "accessLogs": {"enabled": true, "bucket": "b"}}),
    );
    let pair = |key: &str, value: &str| json!({"Key": key, "Value": value});
    assert_eq!(made["Scheme"], "internet-facing");
    assert_eq!(
        made["LoadBalancerAttributes"],
        json!([
            pair("routing.http.drop_invalid_header_fields.enabled", "true"),
            pair("access_logs.s3.enabled", "true"),
            pair("access_logs.s3.bucket", "b"),
        ])
    );
}

#[test]
fn aws_native_follows_the_schema() {
    let (kind, made) = only(
        "aws-native:s3:Bucket",
        json!({"bucketEncryption": {"serverSideEncryptionConfiguration": [
            {"serverSideEncryptionByDefault": {"kmsMasterKeyId": "k", "sseAlgorithm": "aws:kms"}}]},
            "tags": [{"key": "a", "value": "b"}]}),
    );
    assert_eq!(kind, "AWS::S3::Bucket");
    assert_eq!(
        made["BucketEncryption"]["ServerSideEncryptionConfiguration"][0]["ServerSideEncryptionByDefault"]["KMSMasterKeyID"],
        "k"
    );
    assert_eq!(made["Tags"], json!([{"Key": "a", "Value": "b"}]));
    // A type of which the schema lists only what is irregular.
    let (kind, made) = only(
        "aws-native:acmpca:Certificate",
        json!({"apiPassthrough": {"extensions": {"keyUsage": {"crlSign": true}}}, "validity": {"type": "DAYS"}}),
    );
    assert_eq!(kind, "AWS::ACMPCA::Certificate");
    assert_eq!(
        made,
        json!({"ApiPassthrough": {"Extensions": {"KeyUsage": {"CRLSign": true}}}, "Validity": {"Type": "DAYS"}})
    );
}

#[test]
fn references_lead_to_what_their_targets_became() {
    let mut component = state("awsx:ec2:Vpc", "network", json!({}));
    component.custom = false;
    let mut vpc = state("aws:ec2/vpc:Vpc", "vpc", json!({}));
    vpc.parent = Some("network".into());
    let made = translated(vec![
        state("aws:acm/certificate:Certificate", "certificate", json!({})),
        state(
            "aws:acm/certificateValidation:CertificateValidation",
            "valid",
            json!({"certificateArn": {"ref": "certificate"}}),
        ),
        state("aws:lb/listener:Listener", "listener", json!({"certificateArn": {"ref": "valid"}})),
        component,
        vpc,
        state("aws:ec2/subnet:Subnet", "subnet", json!({"vpcId": {"ref": "network"}})),
    ]);
    let of = |key: &str| properties(made.resources.iter().find(|resource| &*resource.key == key).unwrap());
    assert_eq!(of("listener")["Certificates"], json!([{"CertificateArn": {"ref": "certificate"}}]));
    assert_eq!(of("subnet")["VpcId"], json!({"any": ["vpc"]}));
    assert!(made.resources.iter().all(|resource| &*resource.key != "network"));
}

#[test]
fn a_document_made_of_a_reference_is_not_known() {
    let made = translated(vec![
        state("aws:s3/bucket:Bucket", "b", json!({})),
        state("aws:s3/bucketPolicy:BucketPolicy", "p", json!({"bucket": {"ref": "b"}, "policy": {"ref": "b"}})),
    ]);
    assert_eq!(properties(&made.resources[1]), json!({"Bucket": {"ref": "b"}, "PolicyDocument": {"any": ["b"]}}));
}

#[test]
fn what_is_only_read_is_not_judged() {
    let mut read = state("aws:ec2/vpc:Vpc", "v", json!({}));
    read.external = true;
    let made = translated(vec![read, state("aws:ec2/subnet:Subnet", "s", json!({"vpcId": {"ref": "v"}}))]);
    assert_eq!(&*made.resources[0].kind, "aws:ec2/vpc:Vpc");
    assert_eq!(properties(&made.resources[1]), json!({"VpcId": {"ref": "v"}}));
    assert_eq!(made.unmapped, []);
}

#[test]
fn types_without_a_table_are_counted() {
    let made = translated(vec![
        state("aws:new/thing:Thing", "a", json!({"x": 1})),
        state("aws:new/thing:Thing", "b", json!({})),
        state("random:index/id:Id", "c", json!({})),
        state("pulumi:providers:aws", "p", json!({})),
    ]);
    assert_eq!(made.unmapped, [("aws:new/thing:Thing".into(), 2)]);
    assert_eq!(made.resources.len(), 3);
    assert_eq!(properties(&made.resources[0]), json!({"x": 1}));
}

#[test]
fn raw_resources_stand_as_cloudformation_has_them() {
    let written = json!({"typeName": "AWS::SQS::Queue", "desiredState": "{\"QueueName\": \"q\"}"});
    assert_eq!(
        only("aws:cloudcontrol/resource:Resource", written),
        ("AWS::SQS::Queue".into(), json!({"QueueName": "q"}))
    );
}

#[test]
fn properties_lead_back_to_inputs() {
    let said = |kind: &str, path: &[&str]| {
        let step = |name: &&str| name.parse().map_or_else(|_| Step::Key((*name).into()), Step::Index);
        input_of(kind, &path.iter().map(step).collect::<Vec<_>>())
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(said("aws:rds/cluster:Cluster", &["StorageEncrypted"]), some("storageEncrypted"));
    assert_eq!(
        said("aws:rds/instance:Instance", &["EnableIAMDatabaseAuthentication"]),
        some("iamDatabaseAuthenticationEnabled")
    );
    assert_eq!(
        said("aws:s3/bucket:Bucket", &["VersioningConfiguration", "Status"]),
        some("versioningConfiguration.status of aws:s3/bucketVersioning:BucketVersioning")
    );
    assert_eq!(
        said("aws:ec2/securityGroup:SecurityGroup", &["SecurityGroupIngress", "2", "CidrIp"]),
        some("ingress.cidrBlocks")
    );
    assert_eq!(
        said(
            "aws:cloudfront/distribution:Distribution",
            &["DistributionConfig", "Origins", "1", "CustomOriginConfig", "OriginSSLProtocols"]
        ),
        some("origins[1].customOriginConfig.originSslProtocols")
    );
    assert_eq!(said("aws:cloudfront/distribution:Distribution", &["DistributionConfig", "WebACLId"]), some("webAclId"));
    assert_eq!(said("aws:iam/policy:Policy", &["PolicyDocument", "Statement", "0", "Action"]), some("policy"));
    assert_eq!(said("aws:sqs/queue:Queue", &["PolicyDocument", "Statement"]), some("policy"));
    assert_eq!(said("aws:rds/instance:Instance", &["NoSuchProperty"]), None);
    assert_eq!(said("aws-native:s3:Bucket", &["BucketEncryption"]), some("bucketEncryption"));
    assert_eq!(native::camel("KMSMasterKeyID"), "kmsMasterKeyId");
    assert_eq!(native::camel("DBName"), "dbName");
}

#[test]
fn mistakes_in_tables_have_places() {
    let text = "aws:x/y:Y:\n  type: AWS::S3::Buckett\n  inputs:\n    a: {too: B}\naws:x/z:Z:\n  type: AWS::S3::Bucket\n  inputs:\n    a: BucketNam\n";
    let problems = Tables::parse("mine.yml", text.as_bytes().to_vec()).unwrap_err();
    let place = |problem: &crate::config::Problem| match &problem.origin {
        crate::config::Origin::File(places) => places[0].0.position(),
        _ => panic!("no place"),
    };
    let places: Vec<String> = problems.iter().map(place).collect();
    assert_eq!(places, ["mine.yml:2:9", "mine.yml:4:9", "mine.yml:8:8"]);
}

#[test]
fn a_users_table_goes_first() {
    let text = "aws:mine/thing:Thing:\n  type: AWS::SQS::Queue\n  inputs:\n    label: QueueName\n";
    let extra = Tables::parse("mine.yml", text.as_bytes().to_vec()).unwrap();
    let deployment =
        Deployment { states: vec![state("aws:mine/thing:Thing", "x", json!({"label": "q"}))], ..Deployment::default() };
    let made = translate(&deployment, &document, &extra);
    assert_eq!(
        (&*made.resources[0].kind, properties(&made.resources[0])),
        ("AWS::SQS::Queue", json!({"QueueName": "q"}))
    );
    assert_eq!(extra.input_of("aws:mine/thing:Thing", &[Step::Key("QueueName".into())]), Some("label".into()));
}
