//! Frontends: the only code that knows an input format. Each ends in the same template model.

pub mod cloudformation;
pub mod template;
