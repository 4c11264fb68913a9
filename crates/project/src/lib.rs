//! The repository on disk: what Blip made in it, what the user made of that, and how the two go on together.
//!
//! [`Project::plan`] compares what is wanted with what is there and only reads; [`Project::apply`] is the one
//! function that writes. The rules are those of `DESIGN.md`, "The lock and the base": no edit is ever lost,
//! no file is ever half written, and nothing outside the repository is ever touched.

mod action;
mod apply;
mod base;
mod decide;
mod detect;
mod diff;
mod disk;
mod error;
mod format;
mod git;
mod inventory;
mod leftovers;
mod lock;
mod merge;
mod moved;
mod others;
mod pending;
mod place;
mod plan;
mod project;
mod run_lock;
mod services;
mod target;
#[cfg(test)]
mod tests;
mod text;
mod tree;
mod why;

pub use action::{Action, ConflictReason, GitStatus, Obstacle};
pub use apply::Applied;
pub use detect::{Detected, Remote, detect, pager};
pub use diff::unified;
pub use error::Error;
pub use git::{place_in_repository, repository_around};
pub use inventory::inventory;
pub use lock::{Entry, Fingerprint, LOCK_PATH, LaidOn, Lock, LockError, LockMeta, PackPin, ServiceNames};
pub use merge::{Hunk, Merged, three_way};
pub use moved::Former;
pub use pending::Pending;
pub use plan::{Change, Choice, OnConflict, Paths, Plan, PlanOptions};
pub use project::Project;
pub use services::services;
pub use target::{FirstCommit, GitInitError, TargetError, check_target, init_git, is_inside_repository};
pub use why::{Mark, Why, why};
