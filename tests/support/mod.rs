//! What the test programs share: a folder of their own, and programs run in it as on a machine that knows nobody.

// each test program uses its own part of this
#![allow(dead_code, unused_imports)]

mod diff;
mod outcome;
mod run;
mod sandbox;
mod snapshot;

pub(crate) use diff::{assert_same, unified};
pub(crate) use outcome::Outcome;
pub(crate) use run::Run;
pub(crate) use sandbox::Sandbox;
pub(crate) use snapshot::{Entry, Snapshot};

use std::path::PathBuf;

/// What a service of that stack has to be told, as arguments of `blip`.
pub(crate) fn told(stack: &str) -> &'static [&'static str] {
    match stack {
        "ruby" => &["--set", "stacks.ruby.gem_server=https://gems.acme.example"],
        _ => &[],
    }
}

/// The root of Blip's own sources.
pub(crate) fn workspace() -> PathBuf {
    // crates/blip, whose tests these are
    let crates = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    crates.ancestors().nth(2).expect("the crate lies two folders below the root").to_path_buf()
}
