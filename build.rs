//! Compiles the rules into the program.

fn main() {}
