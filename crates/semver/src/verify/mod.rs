//! The least bump, derived from the change itself, and held against what is declared.
//!
//! One rule is one small function and one line in a table (`helm/rules.rs`, …). The rules are pure, over the texts of
//! both sides; [`verify`] fetches those.

mod change;
mod consistency;
mod constraint;
mod findings;
mod helm;
mod node;
mod openapi;
mod plugins;
mod rule;
mod run;
mod schema;
mod subject;
mod table;
mod terraform;
mod tree;
mod verdict;

pub use consistency::Disagreement;
pub use findings::findings;
pub use rule::Observation;
pub use run::{VerifyOptions, verify};
pub use subject::{Declared, Judgement, Subject, SubjectKind};
pub use table::{RuleInfo, rules};
pub use verdict::{Base, Verdict};
