//! What a forge makes of the text of a pipeline, event by event.
//!
//! This reads what the forges read: `on` and `if`, `workflow` and `rules`. It knows the part of their languages that
//! Blip writes and what people commonly add to it, and is strict about the rest: what it does not know is an error,
//! never a guess.

mod expression;
mod github;
mod gitlab;
mod rule;

pub use github::github;
pub use gitlab::gitlab;

use std::fmt;

use crate::simulate::{Assumed, Trigger, Verdict};

/// Something in a file that is not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsupported(pub String);

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unsupported {}

/// What a forge is told of, and where.
#[derive(Debug, Clone, Copy)]
pub struct Happening<'a> {
    /// What it is told of.
    pub trigger: &'a Trigger,
    /// What is assumed of the commit.
    pub assumed: Assumed<'a>,
    /// The branch that releases come from.
    pub default_branch: &'a str,
    /// Whether it is told by another pipeline of GitLab's, which this one is a child of.
    pub is_child: bool,
}

impl Happening<'_> {
    /// A job that runs, and perhaps fails.
    fn run(&self, job: &str) -> Verdict {
        if self.assumed.failing.iter().any(|failing| failing == job) {
            Verdict::Fails("as assumed".to_owned())
        } else {
            Verdict::Runs
        }
    }
}

fn unsupported<T>(what: impl Into<String>) -> Result<T, Unsupported> {
    Err(Unsupported(what.into()))
}
