//! The command line from the outside: what a user gives, and what comes back. Every test runs the real binary.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod broken_texts;
mod budgets;
mod commands;
mod configuration;
mod determinism;
mod exit_codes;
mod paths;
mod presentation;
mod rule_files;
mod schemas;
mod secrets;
#[path = "../support/mod.rs"]
mod support;
mod templates;
