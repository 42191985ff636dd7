//! Frontends: the only code that knows an input format. Each ends in the same template model.

pub mod cdk;
pub mod cloudformation;
pub mod folder;
pub mod link;
pub mod provenance;
pub mod pulumi;
pub mod template;
pub mod texts;
pub mod unit;
