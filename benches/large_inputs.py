#!/usr/bin/env python3
"""Writes a cloud assembly and a Pulumi preview of about 20 MB each: benches/large_inputs.py FOLDER

FOLDER gets app/cdk.out and preview.json. Both describe the same resources, nearly all of them right, in the proportions
and with the metadata that `cdk synth` and `pulumi preview --json` write.
"""

import json
import pathlib
import sys

MEGABYTES = 20
SETS_PER_STACK = 60
FRAMES = [
    "...new {0}2 in aws-cdk-lib...",
    "new Service (/app/lib/service.ts:{1}:5)",
    "new ShopStack (/app/lib/shop-stack.ts:41:7)",
    "<anonymous> (/app/bin/app.ts:12:1)",
    "...node internals, ts-node...",
]


def trust(service):
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def template_resources(number):
    """The resources of one service: construct, type, properties."""
    attribute = lambda name, what: {"Fn::GetAtt": [f"{name}{number}", what]}
    key = {"Fn::ImportValue": "Keys:Arn"}
    statements = [
        {"Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:PutItem"], "Resource": attribute("Table", "Arn")},
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": {"Fn::Join": ["", [attribute("Bucket", "Arn"), "/*"]]}},
    ]
    return [
        ("Bucket", "AWS::S3::Bucket", {
            "BucketEncryption": {"ServerSideEncryptionConfiguration": [
                {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}}]},
            "PublicAccessBlockConfiguration": {name: True for name in (
                "BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")},
        }),
        ("Queue", "AWS::SQS::Queue", {"KmsMasterKeyId": key, "VisibilityTimeout": 60}),
        ("Table", "AWS::DynamoDB::Table", {
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
            "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
            "SSESpecification": {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": key},
        }),
        ("Role", "AWS::IAM::Role", {"AssumeRolePolicyDocument": trust("lambda.amazonaws.com")}),
        ("Policy", "AWS::IAM::Policy", {
            "PolicyName": f"Policy{number}",
            "PolicyDocument": {"Version": "2012-10-17", "Statement": statements},
            "Roles": [{"Ref": f"Role{number}"}],
        }),
        ("Group", "AWS::EC2::SecurityGroup", {
            "GroupDescription": f"Members of service {number}",
            # One in a hundred is open.
            "SecurityGroupIngress": [{"IpProtocol": "tcp", "FromPort": 443 if number % 100 else 22,
                "ToPort": 443, "CidrIp": "10.0.0.0/8" if number % 100 else "0.0.0.0/0"}],
        }),
    ]


def assembly(folder, stacks):
    folder.mkdir(parents=True)
    write = lambda name, value, indent: (folder / name).write_text(json.dumps(value, indent=indent))
    key_policy = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": {"Fn::Sub": "arn:aws:iam::${AWS::AccountId}:root"}}, "Action": "kms:*", "Resource": "*"}]}
    templates = {"Keys": {
        "Resources": {"Key": {"Type": "AWS::KMS::Key", "Properties": {"EnableKeyRotation": True, "KeyPolicy": key_policy}}},
        "Outputs": {"Arn": {"Value": {"Fn::GetAtt": ["Key", "Arn"]}, "Export": {"Name": "Keys:Arn"}}},
    }}
    metadata = {"Keys": {"/Keys/Key": [{"type": "aws:cdk:logicalId", "data": "Key"}]}}
    tree = {}
    for stack in range(stacks):
        name = f"Shop{stack}"
        resources, entries, children = {}, {}, {}
        for number in range(stack * SETS_PER_STACK, (stack + 1) * SETS_PER_STACK):
            for construct, kind, properties in template_resources(number):
                path = f"{name}/Service{number}/{construct}/Resource"
                resources[f"{construct}{number}"] = {
                    "Type": kind, "Properties": properties, "UpdateReplacePolicy": "Delete", "DeletionPolicy": "Delete",
                    "Metadata": {"aws:cdk:path": path},
                }
                frames = [frame.format(construct, 10 + number % 400) for frame in FRAMES]
                entries[f"/{path}"] = [{"type": "aws:cdk:creationStack", "data": frames},
                    {"type": "aws:cdk:logicalId", "data": f"{construct}{number}"}]
                info = {"fqn": f"aws-cdk-lib.Cfn{construct}", "version": "2.240.0"}
                children[f"{construct}{number}"] = {"id": f"{construct}{number}", "path": path,
                    "attributes": {"aws:cdk:cloudformation:type": kind, "aws:cdk:cloudformation:props": {}}, "constructInfo": info}
        templates[name] = {"Resources": resources}
        metadata[name] = entries
        tree[name] = {"id": name, "path": name, "children": children}
    artifacts = {"Tree": {"type": "cdk:tree", "properties": {"file": "tree.json"}}}
    for name, template in templates.items():
        write(f"{name}.template.json", template, 1)
        artifacts[name] = {"type": "aws:cloudformation:stack", "environment": "aws://111122223333/eu-west-1",
            "properties": {"templateFile": f"{name}.template.json"}, "displayName": name, "metadata": metadata[name]}
    write("manifest.json", {"version": "48.0.0", "artifacts": artifacts}, 2)
    write("tree.json", {"version": "tree-0.1", "tree": {"id": "App", "path": "", "children": tree}}, 2)
    write("cdk.out", {"version": "48.0.0"}, None)
    return sum(file.stat().st_size for file in folder.iterdir())


PROVIDER = "urn:pulumi:dev::shop::pulumi:providers:aws::default_7_48_0::04da6b54-80e4-46f7-96ec-b56ff0331ba9"
STACK = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev"
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


def urn(kind, name):
    return f"urn:pulumi:dev::shop::{kind}::{name}"


KEY = urn("aws:kms/key:Key", "key")


def states(number):
    """The states of one service: name, type, inputs, and what unknown inputs depend on."""
    role = urn("aws:iam/role:Role", f"role-{number}")
    table = urn("aws:dynamodb/table:Table", f"table-{number}")
    statements = [{"Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:PutItem"], "Resource": f"arn:aws:dynamodb:eu-west-1:111122223333:table/table-{number}"}]
    bucket = f"data-{number}"
    return [
        (f"data-{number}", "aws:s3/bucket:Bucket", {"bucket": bucket}, {}),
        (f"data-{number}-encryption", "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", {
            "bucket": bucket,
            "rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": UNKNOWN}}],
        }, {"rules": [KEY], "bucket": [urn("aws:s3/bucket:Bucket", f"data-{number}")]}),
        (f"data-{number}-block", "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", {
            "bucket": bucket, "blockPublicAcls": True, "blockPublicPolicy": True, "ignorePublicAcls": True, "restrictPublicBuckets": True,
        }, {"bucket": [urn("aws:s3/bucket:Bucket", f"data-{number}")]}),
        (f"queue-{number}", "aws:sqs/queue:Queue", {"kmsMasterKeyId": UNKNOWN, "name": f"queue-{number}", "visibilityTimeoutSeconds": 60}, {"kmsMasterKeyId": [KEY]}),
        (f"table-{number}", "aws:dynamodb/table:Table", {
            "attributes": [{"name": "id", "type": "S"}], "billingMode": "PAY_PER_REQUEST", "hashKey": "id", "name": f"table-{number}",
            "pointInTimeRecovery": {"enabled": True}, "serverSideEncryption": {"enabled": True, "kmsKeyArn": UNKNOWN},
        }, {"serverSideEncryption": [KEY]}),
        (f"role-{number}", "aws:iam/role:Role", {"assumeRolePolicy": json.dumps(trust("lambda.amazonaws.com")), "name": f"role-{number}"}, {}),
        (f"policy-{number}", "aws:iam/rolePolicy:RolePolicy", {
            "policy": json.dumps({"Version": "2012-10-17", "Statement": statements}), "role": UNKNOWN,
        }, {"role": [role], "policy": [table]}),
        (f"group-{number}", "aws:ec2/securityGroup:SecurityGroup", {
            "description": f"Members of service {number}", "name": f"group-{number}",
            "ingress": [{"protocol": "tcp", "fromPort": 443 if number % 100 else 22, "toPort": 443,
                "cidrBlocks": ["10.0.0.0/8" if number % 100 else "0.0.0.0/0"]}],
        }, {}),
    ]


def preview(file, sets):
    steps = []

    def step(name, kind, inputs, dependencies, line):
        own = urn(kind, name)
        state = {
            "urn": own, "custom": True, "type": kind, "inputs": {"__defaults": ["name"], **inputs}, "parent": STACK, "provider": PROVIDER,
            "propertyDependencies": {name: dependencies.get(name, []) for name in inputs},
            "sourcePosition": f"project:///service.ts#{line},5",
            "stackTrace": [{"sourcePosition": f"project:///service.ts#{line},5"}, {"sourcePosition": "project:///index.ts#12,1"}],
        }
        steps.append({"op": "create", "urn": own, "provider": PROVIDER, "newState": state, "detailedDiff": None})

    step("key", "aws:kms/key:Key", {"enableKeyRotation": True}, {}, 3)
    for number in range(sets):
        for name, kind, inputs, dependencies in states(number):
            step(name, kind, inputs, dependencies, 10 + number % 400)
    document = {"config": {"aws:region": "eu-west-1"}, "steps": steps, "duration": 1, "changeSummary": {"create": len(steps)}}
    file.write_text(json.dumps(document, indent=4))
    return file.stat().st_size


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    wanted = MEGABYTES * 1_000_000
    small = assembly(folder / "small" / "cdk.out", 2)
    stacks = max(1, wanted * 2 // small)
    print("assembly", assembly(folder / "app" / "cdk.out", stacks))
    small = preview(folder / "small" / "preview.json", 100)
    print("preview", preview(folder / "preview.json", wanted * 100 // small))


if __name__ == "__main__":
    main()
