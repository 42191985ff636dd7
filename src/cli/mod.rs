//! The subcommands, a file each.

pub mod explain;
pub mod rules;
pub mod schema;
