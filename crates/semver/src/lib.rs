//! The next version, changelogs and version files, from Conventional Commits.
//!
//! A library: it returns what it found as plain data and typed errors, and never prints, prompts or exits. It works in
//! any git repository without configuration; git is read through libgit2, and by the `git` program where libgit2
//! cannot (SHA-256, reftable, partial clones).
//!
//! ```no_run
//! use blip_semver::{BumpOptions, Error, Options, Repository, apply, current, next, plan_bump};
//!
//! fn release() -> Result<(), Error> {
//!     let repository = Repository::discover(".")?;
//!     let options = Options { pre: Some("rc".to_owned()), ..Options::default() };
//!
//!     let present = current(&repository, &options)?;      // present.version, present.tag
//!     let coming = next(&repository, &options)?;          // coming.version, coming.release, coming.analysis …
//!
//!     let plan = plan_bump(&repository, &options, &BumpOptions::new("2026-11-23"))?;
//!     for edit in &plan.edits {
//!         // a dry run shows edit.path, edit.before and edit.after, and ends here
//!     }
//!     let done = apply(&repository, &plan)?;              // all of it, or nothing
//!     # let _ = (present, coming, done);
//!     Ok(())
//! }
//! ```
//!
//! The parts: [`message`] reads one message, [`analysis`] judges a range of commits, [`next()`] and [`current`] answer
//! for a repository, [`changelog`] makes Markdown, [`plan_bump`] and [`apply`] make a release, and [`check_message`]
//! judges a message before it is made. [`verify`](verify::verify) holds what is declared against what really changed, and
//! [`compat`](compat::compat) tells where another tool would give another number.

pub mod analysis;
mod bump;
pub mod changelog;
mod check;
mod commit;
pub mod compat;
mod date;
mod error;
mod files;
mod forge;
mod git;
mod level;
pub mod message;
mod next;
mod package;
mod tag;
pub mod verify;

pub use bump::{Applied, BumpOptions, BumpPlan, FileEdit, Push, TagPlan, apply, plan_bump};
pub use check::{
    CheckRules, Finding, HOOK, Installed, MergeMethod, MessageReport, Request, Severity, check_message, forge_message,
    install_hook,
};
pub use commit::{Commit, ObjectId};
pub use date::date;
pub use error::Error;
pub use files::{FileRule, ValueChange};
pub use forge::{Forge, ForgeKind};
pub use git::{Filter, Repository};
pub use level::{Level, Zero};
pub use next::{Current, Made, Next, Options, Passed, Reason, current, day_of, history, next, released};
pub use package::{Package, packages};
pub use tag::Tag;
