//! Principals: who has what, from wherever it is attached, and who can become an administrator.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

use super::fact::principals;
use crate::iam::tests::graph;
use serde_json::{Value as Json, json};

fn facts(resources: &[(&str, &str, Json)]) -> Vec<Json> {
    let rows = principals(&graph(resources));
    rows.iter().map(|row| serde_json::to_value(row).unwrap()).collect()
}

fn of<'f>(facts: &'f [Json], key: &str) -> &'f Json {
    facts.iter().find(|fact| fact["key"] == key).unwrap()
}

/// The ways of a principal; one that is not certain has a question mark.
fn ways(facts: &[Json], key: &str) -> Vec<String> {
    let found = of(facts, key)["escalations"].as_array().unwrap().clone();
    let name = |one: &Json| format!("{}{}", one["name"].as_str().unwrap(), one.get("undetermined").map_or("", |_| "?"));
    found.iter().map(name).collect()
}

fn document(statements: Json) -> Json {
    json!({"Statement": statements})
}

fn allow(actions: Json, resources: Json) -> Json {
    json!({"Effect": "Allow", "Action": actions, "Resource": resources})
}

fn trust(service: &str) -> Json {
    document(json!([{"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}]))
}

fn role(statements: Json) -> Json {
    json!({
        "AssumeRolePolicyDocument": trust("lambda.amazonaws.com"),
        "Policies": [{"PolicyName": "p", "PolicyDocument": document(statements)}],
    })
}

fn arn(key: &str) -> Json {
    json!({"$ref": key, "attribute": "Arn"})
}

/// The ways of a lone role with these statements.
fn alone(statements: Json) -> Vec<String> {
    ways(&facts(&[("Role", "AWS::IAM::Role", role(statements))]), "Role")
}

const ADMIN: &str = "arn:aws:iam::aws:policy/AdministratorAccess";

#[test]
fn administrators_are_seen_wherever_it_comes_from() {
    let group = json!({"ManagedPolicyArns": [ADMIN]});
    let everything = document(json!(allow(json!("*"), json!("*"))));
    let found = facts(&[
        ("ByAws", "AWS::IAM::Role", json!({"ManagedPolicyArns": [ADMIN]})),
        ("Inline", "AWS::IAM::Role", role(json!([allow(json!("*"), json!("*"))]))),
        ("Attached", "AWS::IAM::Role", json!({"RoleName": "attached"})),
        ("Standalone", "AWS::IAM::Policy", json!({"Roles": ["attached"], "PolicyDocument": everything})),
        ("Managed", "AWS::IAM::ManagedPolicy", json!({"PolicyDocument": everything})),
        ("ByReference", "AWS::IAM::User", json!({"ManagedPolicyArns": [{"$ref": "Managed"}]})),
        ("Group", "AWS::IAM::Group", group),
        ("Member", "AWS::IAM::User", json!({"Groups": [{"$ref": "Group"}]})),
        ("Added", "AWS::IAM::User", json!({})),
        ("Add", "AWS::IAM::UserToGroupAddition", json!({"GroupName": {"$ref": "Group"}, "Users": [{"$ref": "Added"}]})),
        ("RolePolicy", "AWS::IAM::RolePolicy", json!({"RoleName": {"$ref": "Extra"}, "PolicyDocument": everything})),
        ("Extra", "AWS::IAM::Role", json!({})),
        ("Nobody", "AWS::IAM::Role", json!({})),
    ]);
    for key in ["ByAws", "Inline", "Attached", "ByReference", "Group", "Member", "Added", "Extra"] {
        assert_eq!(of(&found, key)["admin"], true, "{key}");
        assert_eq!(ways(&found, key), Vec::<String>::new(), "{key} has no need of a way");
    }
    assert_eq!(of(&found, "Nobody")["admin"], false);
    assert_eq!(of(&found, "ByAws")["admin_why"], json!([{"owner": "ByAws", "path": ["ManagedPolicyArns", 0]}]));
    assert_eq!(of(&found, "Member")["admin_why"][0]["owner"], "Group");
    assert_eq!(of(&found, "Attached")["admin_why"][0]["owner"], "Standalone");
}

#[test]
fn a_deny_or_a_boundary_takes_it_away() {
    let star = allow(json!("*"), json!("*"));
    let denied = json!([star, {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}]);
    let at_night =
        json!([star, {"Effect": "Deny", "Action": "iam:*", "Resource": "*", "Condition": {"Bool": {"x:y": "true"}}}]);
    let bound = |name: &str, by: Json| {
        let mut role = role(json!([star]));
        role["PermissionsBoundary"] = by;
        let statements = [star.clone(), allow(json!("s3:*"), json!("*"))];
        let narrow = usize::from(name == "narrow");
        let policy = json!({"PolicyDocument": document(json!([statements[narrow]]))});
        facts(&[("Role", "AWS::IAM::Role", role), ("Bound", "AWS::IAM::ManagedPolicy", policy)])
    };
    let of_role = |statements: Json| facts(&[("Role", "AWS::IAM::Role", role(statements))]);
    assert_eq!(of(&of_role(denied), "Role")["admin"], false);
    assert_eq!(of(&of_role(at_night), "Role")["admin"], true);
    let wide = bound("wide", json!({"$ref": "Bound"}));
    assert_eq!((&of(&wide, "Role")["admin"], &of(&wide, "Role")["boundary"]), (&json!(true), &json!("everything")));
    let narrow = bound("narrow", json!({"$ref": "Bound"}));
    assert_eq!((&of(&narrow, "Role")["admin"], &of(&narrow, "Role")["boundary"]), (&json!(false), &json!("known")));
    let unknown = bound("narrow", json!({"$unknown": {"reason": "parameter", "name": "B"}}));
    assert_eq!((&of(&unknown, "Role")["admin"], &of(&unknown, "Role")["boundary"]), (&json!(false), &json!("unknown")));
}

#[test]
fn a_role_that_is_passed_counts_by_what_it_is() {
    let create = ["lambda:CreateFunction", "lambda:InvokeFunction"];
    let with = |resource: Json| {
        let statements = json!([allow(json!(create), json!("*")), allow(json!("iam:PassRole"), resource)]);
        let found = facts(&[
            ("Deployer", "AWS::IAM::Role", role(statements)),
            ("Harmless", "AWS::IAM::Role", role(json!([allow(json!("s3:GetObject"), json!("arn:aws:s3:::b/*"))]))),
            (
                "Admin",
                "AWS::IAM::Role",
                json!({"AssumeRolePolicyDocument": trust("lambda.amazonaws.com"), "ManagedPolicyArns": [ADMIN]}),
            ),
            (
                "Other",
                "AWS::IAM::Role",
                json!({"AssumeRolePolicyDocument": trust("ec2.amazonaws.com"), "ManagedPolicyArns": [ADMIN]}),
            ),
        ]);
        ways(&found, "Deployer")
    };
    assert_eq!(with(json!("*")), ["pass-role-lambda-invoke"]);
    assert_eq!(with(json!("arn:aws:iam::111122223333:role/*")), ["pass-role-lambda-invoke"]);
    assert_eq!(with(arn("Admin")), ["pass-role-lambda-invoke"]);
    assert_eq!(with(json!([arn("Harmless"), arn("Admin")])), ["pass-role-lambda-invoke"]);
    assert_eq!(with(arn("Harmless")), Vec::<String>::new());
    assert_eq!(with(arn("Other")), Vec::<String>::new(), "Lambda cannot assume it");
    assert_eq!(with(json!("arn:aws:iam::111122223333:role/elsewhere")), ["pass-role-lambda-invoke?"]);
    assert_eq!(with(json!({"$unknown": {"reason": "parameter", "name": "P"}})), ["pass-role-lambda-invoke?"]);
    assert_eq!(with(json!("arn:aws:s3:::bucket")), Vec::<String>::new());
}

#[test]
fn conditions_and_denies_count() {
    let pass = |condition: Json| {
        json!([
            allow(json!("ec2:RunInstances"), json!("*")),
            {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*", "Condition": condition},
        ])
    };
    assert_eq!(alone(pass(json!({"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}))), ["pass-role-ec2"]);
    assert!(alone(pass(json!({"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}))).is_empty());
    assert!(alone(pass(json!({"StringEquals": {"iam:ResourceTag/team": "a"}}))).is_empty());
    assert_eq!(alone(pass(json!({"Bool": {"aws:MultiFactorAuthPresent": "true"}}))), ["pass-role-ec2"]);
    let put = allow(json!("iam:PutRolePolicy"), json!("*"));
    let deny = |more: Json| {
        let mut deny = json!({"Effect": "Deny", "Action": "iam:Put*", "Resource": "*"});
        deny.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        alone(json!([put, deny]))
    };
    assert_eq!(deny(json!({})), Vec::<String>::new());
    assert_eq!(deny(json!({"Resource": "arn:aws:iam::1:role/x"})), ["put-role-policy"]);
    assert_eq!(deny(json!({"Condition": {"StringNotEquals": {"iam:PermissionsBoundary": "x"}}})), ["put-role-policy?"]);
}

#[test]
fn every_way_of_the_table_is_found_and_its_names_are_distinct() {
    let mut names = std::collections::BTreeSet::new();
    for method in super::methods::METHODS {
        assert!(names.insert(method.name), "{} stands twice", method.name);
        let actions: Vec<&str> = method.calls.iter().map(|group| group[0]).collect();
        let found = alone(json!([allow(json!(actions), json!("*"))]));
        assert!(found.contains(&method.name.to_owned()), "{}: {found:?}", method.name);
        for action in method.calls.iter().copied().flatten() {
            let known = crate::iam::catalogue::Catalogue::embedded().action(action).is_some();
            // AWS closed these services, and took their actions out of its reference.
            let closed = action.starts_with("codestar:") || action.starts_with("datapipeline:");
            assert!(known || closed, "{action}");
        }
        for without in 0..actions.len() {
            let rest: Vec<&&str> =
                actions.iter().enumerate().filter(|(at, _)| *at != without).map(|(_, one)| one).collect();
            let found = alone(json!([allow(json!(rest), json!("*"))]));
            assert!(!found.contains(&method.name.to_owned()), "{} needs {}", method.name, actions[without]);
        }
    }
}

#[test]
fn what_concerns_only_oneself_is_weighed() {
    let user = |statement: Json| {
        let user = json!({"UserName": "ann", "Policies": [{"PolicyDocument": document(json!([statement]))}]});
        let found =
            facts(&[("Ann", "AWS::IAM::User", user), ("Bob", "AWS::IAM::User", json!({"ManagedPolicyArns": [ADMIN]}))]);
        ways(&found, "Ann")
    };
    let key = |resource: Json| user(allow(json!("iam:CreateAccessKey"), resource));
    assert!(key(json!("arn:aws:iam::1:user/${aws:username}")).is_empty());
    assert!(key(arn("Ann")).is_empty());
    assert_eq!(key(arn("Bob")), ["create-access-key"]);
    assert_eq!(key(json!("*")), ["create-access-key"]);
    assert_eq!(user(allow(json!("iam:PutUserPolicy"), arn("Ann"))), ["put-user-policy"]);
    assert!(user(allow(json!("iam:PutUserPolicy"), arn("Bob"))).is_empty());
}

#[test]
fn chains_of_roles_are_followed_to_their_end() {
    let assumed_by =
        |key: &str| document(json!([{"Effect": "Allow", "Principal": {"AWS": arn(key)}, "Action": "sts:AssumeRole"}]));
    let by_account =
        document(json!([{"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}]));
    let found = facts(&[
        ("A", "AWS::IAM::Role", role(json!([]))),
        (
            "B",
            "AWS::IAM::Role",
            json!({"AssumeRolePolicyDocument": assumed_by("A"), "Policies": [{"PolicyDocument": document(json!([allow(json!("sts:AssumeRole"), arn("C"))]))}]}),
        ),
        ("C", "AWS::IAM::Role", json!({"AssumeRolePolicyDocument": by_account, "ManagedPolicyArns": [ADMIN]})),
        ("D", "AWS::IAM::Role", role(json!([allow(json!("sts:AssumeRole"), arn("A"))]))),
    ]);
    assert_eq!(ways(&found, "A"), ["assume-role"]);
    assert_eq!(of(&found, "A")["escalations"][0]["owner"], "B", "the trust policy says it");
    assert_eq!(ways(&found, "B"), ["assume-role"]);
    assert_eq!(of(&found, "B")["escalations"][0]["owner"], "B");
    assert!(ways(&found, "D").is_empty(), "A does not trust it");
}

#[test]
fn functions_and_instances_count_by_their_role() {
    let admin = json!({"AssumeRolePolicyDocument": trust("lambda.amazonaws.com"), "ManagedPolicyArns": [ADMIN]});
    let with = |action: &str, target: Json, of: &str| {
        let found = facts(&[
            ("Me", "AWS::IAM::Role", role(json!([allow(json!(action), target)]))),
            ("Admin", "AWS::IAM::Role", admin.clone()),
            ("Low", "AWS::IAM::Role", role(json!([]))),
            ("Function", "AWS::Lambda::Function", json!({"FunctionName": "f", "Role": arn(of)})),
            ("Profile", "AWS::IAM::InstanceProfile", json!({"Roles": [{"$ref": of}]})),
            ("Instance", "AWS::EC2::Instance", json!({"IamInstanceProfile": {"$ref": "Profile"}})),
        ]);
        ways(&found, "Me")
    };
    let function = || json!("arn:aws:lambda:eu-west-1:111122223333:function:f");
    assert_eq!(with("lambda:UpdateFunctionCode", function(), "Admin"), ["update-function-code"]);
    assert!(with("lambda:UpdateFunctionCode", arn("Function"), "Low").is_empty());
    assert!(with("lambda:UpdateFunctionCode", arn("Function"), "Me").is_empty());
    let instance =
        || json!({"$text": ["arn:aws:ec2:", {"$unknown": {"name": "R"}}, ":1:instance/", {"$ref": "Instance"}]});
    assert_eq!(with("ssm:StartSession", instance(), "Admin"), ["ssm-start-session"]);
    assert!(with("ssm:StartSession", instance(), "Low").is_empty());
    assert!(with("ssm:SendCommand", json!("arn:aws:ssm:*::document/AWS-RunShellScript"), "Admin").is_empty());
}

#[test]
fn what_is_not_known_is_said() {
    let found = facts(&[(
        "Role",
        "AWS::IAM::Role",
        json!({"ManagedPolicyArns": [
            {"$unknown": {"reason": "parameter", "name": "P"}},
            "arn:aws:iam::111122223333:policy/elsewhere",
            "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
        ]}),
    )]);
    let gaps = of(&found, "Role")["undetermined"].as_array().unwrap().clone();
    assert_eq!(gaps.len(), 2);
    assert_eq!(gaps[1]["path"], json!(["ManagedPolicyArns", 1]));
    let grants = of(&found, "Role")["grants"].as_array().unwrap().clone();
    assert!(
        grants
            .iter()
            .any(|grant| grant["action"] == "logs:PutLogEvents" && grant["path"] == json!(["ManagedPolicyArns", 2]))
    );
}
