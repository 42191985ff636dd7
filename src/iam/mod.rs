//! IAM policies as facts: what the policies of a graph say, statement by statement, and what the actions in them mean.
//!
//! [`positions`] knows where policies stand in CloudFormation; [`statement`] walks the graph along it and hands each
//! policy to [`document`] (or to [`text`] first, if it is JSON text; or to [`grant`], if it is spread over properties);
//! out come [`statement::Statement`]s. [`rego`] makes them `facts.statements` of the rules' `input`, asking the
//! [`catalogue`] what each action pattern reaches.

pub mod boundary;
pub mod catalogue;
mod document;
mod grant;
pub mod positions;
mod reach;
pub mod rego;
pub mod statement;
#[cfg(test)]
mod tests;
mod text;
