//! The next version, changelogs and version files, from Conventional Commits.

pub mod analysis;
mod commit;
mod level;
pub mod message;

pub use commit::{Commit, ObjectId};
pub use level::{Level, Zero};
