//! Whole-program tests: the real binary in a scrubbed environment, a module per command.

#[path = "../support/mod.rs"]
mod support;

mod new;
mod terminal;
mod wizard;
