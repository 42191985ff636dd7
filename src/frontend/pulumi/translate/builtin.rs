//! The tables that the program brings: `data/pulumi/<module>.yml`, read when a type of the module occurs.

use super::table::Tables;
use std::sync::{LazyLock, OnceLock};

/// The table of one module of `@pulumi/aws`.
struct Module {
    name: &'static str,
    text: &'static str,
    tables: OnceLock<Tables>,
}

macro_rules! texts {
    ($($name:literal: $file:literal,)*) => {
        &[$(($name, include_str!(concat!("../../../../data/pulumi/", $file, ".yml"))),)*]
    };
}

/// By name; a module that is only another name of one has the same file.
static TEXTS: &[(&str, &str)] = texts! {
    "accessanalyzer": "accessanalyzer",
    "acm": "acm",
    "alb": "lb",
    "amplify": "amplify",
    "apigateway": "apigateway",
    "apigatewayv2": "apigatewayv2",
    "appautoscaling": "appautoscaling",
    "appmesh": "appmesh",
    "apprunner": "apprunner",
    "appsync": "appsync",
    "athena": "athena",
    "autoscaling": "autoscaling",
    "backup": "backup",
    "batch": "batch",
    "bedrock": "bedrock",
    "cfg": "cfg",
    "cloudcontrol": "cloudcontrol",
    "cloudformation": "cloudformation",
    "cloudfront": "cloudfront",
    "cloudtrail": "cloudtrail",
    "cloudwatch": "cloudwatch",
    "codebuild": "codebuild",
    "codecommit": "codecommit",
    "codedeploy": "codedeploy",
    "codepipeline": "codepipeline",
    "cognito": "cognito",
    "dax": "dax",
    "dms": "dms",
    "docdb": "docdb",
    "dynamodb": "dynamodb",
    "ebs": "ebs",
    "ec2": "ec2",
    "ec2transitgateway": "ec2transitgateway",
    "ecr": "ecr",
    "ecrpublic": "ecrpublic",
    "ecs": "ecs",
    "efs": "efs",
    "eks": "eks",
    "elasticache": "elasticache",
    "elasticbeanstalk": "elasticbeanstalk",
    "elasticsearch": "elasticsearch",
    "elb": "elb",
    "emr": "emr",
    "fsx": "fsx",
    "globalaccelerator": "globalaccelerator",
    "glue": "glue",
    "guardduty": "guardduty",
    "iam": "iam",
    "inspector2": "inspector2",
    "kinesis": "kinesis",
    "kms": "kms",
    "lambda": "lambda",
    "lb": "lb",
    "lightsail": "lightsail",
    "macie2": "macie2",
    "memorydb": "memorydb",
    "mq": "mq",
    "msk": "msk",
    "neptune": "neptune",
    "networkfirewall": "networkfirewall",
    "opensearch": "opensearch",
    "organizations": "organizations",
    "qldb": "qldb",
    "ram": "ram",
    "rds": "rds",
    "redshift": "redshift",
    "redshiftserverless": "redshiftserverless",
    "route53": "route53",
    "s3": "s3",
    "sagemaker": "sagemaker",
    "scheduler": "scheduler",
    "secretsmanager": "secretsmanager",
    "securityhub": "securityhub",
    "sfn": "sfn",
    "sns": "sns",
    "sqs": "sqs",
    "ssm": "ssm",
    "timestreamwrite": "timestreamwrite",
    "transfer": "transfer",
    "vpc": "vpc",
    "waf": "waf",
    "wafv2": "wafv2",
    "workspaces": "workspaces",
};

static MODULES: LazyLock<Vec<Module>> =
    LazyLock::new(|| TEXTS.iter().map(|(name, text)| Module { name, text, tables: OnceLock::new() }).collect());

impl Module {
    /// A test holds that the file has no mistakes.
    fn tables(&self) -> &Tables {
        let name = || format!("data/pulumi/{}.yml", self.name);
        self.tables.get_or_init(|| Tables::parse_all(&name(), self.text.as_bytes().to_vec()).0)
    }
}

/// The table of the module that a type token names.
pub(super) fn module(token: &str) -> Option<&'static Tables> {
    let name = token.strip_prefix("aws:")?.split(['/', ':']).next()?;
    let found = MODULES.binary_search_by(|module| module.name.cmp(name)).ok()?;
    Some(MODULES.get(found)?.tables())
}

/// Every built-in table.
pub fn all() -> impl Iterator<Item = &'static Tables> {
    MODULES.iter().map(Module::tables)
}

/// The texts of the built-in tables, by module.
#[cfg(test)]
pub(super) fn texts() -> impl Iterator<Item = (&'static str, &'static str)> {
    TEXTS.iter().copied()
}
