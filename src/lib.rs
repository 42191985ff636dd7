//! cfn-guardian: a policy-as-code security linter for AWS infrastructure.
//!
//! Data flows one way: paths are discovered, texts become documents ([`source`]), documents become templates
//! ([`frontend`]), templates become the worlds that they can deploy ([`resolve`]), each world a resource graph
//! ([`graph`]), the graph is judged by Rego rules ([`engine`]), answers become findings with places ([`finding`]), and
//! findings are rendered ([`report`]). A stage knows only the types of the stages before it.

pub mod analysis;
pub mod cli;
pub mod config;
pub mod credentials;
pub mod discover;
pub mod engine;
pub mod expect;
pub mod finding;
pub mod frontend;
pub mod graph;
pub mod iam;
pub mod network;
pub mod problem;
pub mod report;
pub mod resolve;
pub mod source;
pub mod suggest;
