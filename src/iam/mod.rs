//! IAM policies as facts: what the policies of a graph say, statement by statement, and what the actions in them mean.
//!
//! [`positions`] knows where policies stand in CloudFormation; [`statement`] walks the graph along it and hands each
//! policy to [`document`] (or to [`text`] first, if it is JSON text; or to [`grant`], if it is spread over properties);
//! out come [`statement::Statement`]s. [`rego`] makes them `facts.statements` of the rules' `input`, asking the
//! [`catalogue`] what each action pattern reaches.
//!
//! From the statements, [`effective`] finds out what each principal may really do and become (`facts.principals`, with
//! the policies that AWS manages from [`managed`]), [`access`] whom resource policies let in (`facts.access`), and
//! [`ineffective`] what is said without effect (`facts.ineffective`).

pub mod access;
pub mod boundary;
pub mod catalogue;
mod document;
pub mod effective;
mod grant;
pub mod ineffective;
pub mod managed;
pub mod pattern;
pub mod positions;
mod reach;
pub mod rego;
pub mod statement;
#[cfg(test)]
mod tests;
mod text;
