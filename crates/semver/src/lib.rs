//! The next version, changelogs and version files, from Conventional Commits.

pub mod analysis;
pub mod changelog;
mod commit;
mod error;
mod files;
mod forge;
mod git;
mod level;
pub mod message;
mod next;
mod package;
mod tag;

pub use commit::{Commit, ObjectId};
pub use error::Error;
pub use files::{Edit, FileRule, ValueChange};
pub use forge::{Forge, ForgeKind};
pub use git::{Filter, Repository};
pub use level::{Level, Zero};
pub use next::{Current, Next, Options, Passed, Reason, current, next};
pub use package::{Package, packages};
pub use tag::Tag;
