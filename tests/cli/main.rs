//! The command line from the outside: what a user gives, and what comes back. Every test runs the real binary.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod assemblies;
mod bounds;
mod broken_texts;
mod budgets;
mod commands;
mod configuration;
mod coverage;
mod determinism;
mod exit_codes;
mod fingerprints;
mod folders;
mod graph;
mod help;
mod junit;
mod nested;
mod parameters;
mod paths;
mod presentation;
mod previews;
mod reports;
mod rule_files;
mod sarif;
mod schemas;
mod secrets;
mod structure;
#[path = "../support/mod.rs"]
mod support;
mod templates;
