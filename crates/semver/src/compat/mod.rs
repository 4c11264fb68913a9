//! Where another tool would give another number on this history, and why: for a look before a migration.
//!
//! One tool is one file: a model of what it does by default, after its documentation and its source. The conformance
//! suite holds the models against the tools themselves. Encodings are not modelled; Blip heeds them, and git-cliff and
//! cocogitto do not.

mod cocogitto;
mod compare;
mod git_cliff;
mod model;
mod release_please;
mod semantic_release;
mod tool;

pub use compare::{Answer, Comparison, Difference, compat};
pub use tool::Tool;
