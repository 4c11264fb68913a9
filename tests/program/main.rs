//! Whole-program tests: the real binary in a scrubbed environment, a module per command.

// a test ends by panicking, and so do its helpers, which clippy does not take for a part of it
#![allow(clippy::expect_used, clippy::panic, clippy::print_stderr, clippy::unwrap_used)]

#[path = "../support/mod.rs"]
mod support;

mod alloy;
mod bad_input;
mod check;
mod ci;
mod compat;
mod completions;
mod config;
mod deploy;
mod doc_links;
mod documented;
mod elk;
mod examples;
mod external;
mod fleet;
mod fuzz;
mod generate;
mod given;
mod golden;
mod help;
mod hostile;
mod init;
mod kubernetes_ci;
mod loki;
mod metrics;
mod monorepo;
mod new;
mod package_managers;
mod packs;
mod pages;
mod platform;
mod preview;
mod quiet;
mod radar;
mod random;
mod reference;
mod release;
mod rename;
mod schema;
mod semver;
mod sentry;
mod settle;
mod terminal;
mod told;
mod upgrade;
mod versions;
mod voice;
mod why;
mod wizard;
