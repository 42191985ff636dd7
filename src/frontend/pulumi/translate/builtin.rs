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
    "alb": "lb",
    "apigateway": "apigateway",
    "apigatewayv2": "apigatewayv2",
    "autoscaling": "autoscaling",
    "cloudfront": "cloudfront",
    "cloudtrail": "cloudtrail",
    "dax": "dax",
    "dynamodb": "dynamodb",
    "ebs": "ebs",
    "ec2": "ec2",
    "ecr": "ecr",
    "ecrpublic": "ecrpublic",
    "ecs": "ecs",
    "eks": "eks",
    "elb": "elb",
    "iam": "iam",
    "kms": "kms",
    "lambda": "lambda",
    "lb": "lb",
    "rds": "rds",
    "s3": "s3",
    "vpc": "vpc",
    "waf": "waf",
    "wafv2": "wafv2",
};

static MODULES: LazyLock<Vec<Module>> = LazyLock::new(|| {
    TEXTS.iter().map(|(name, text)| Module { name, text, tables: OnceLock::new() }).collect()
});

impl Module {
    /// A test holds that the file has no mistakes.
    fn tables(&self) -> &Tables {
        let name = || format!("data/pulumi/{}.yml", self.name);
        self.tables.get_or_init(|| Tables::parse(&name(), self.text.as_bytes().to_vec()).unwrap_or_default())
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
