//! Reading repositories: libgit2 first, and the `git` program where libgit2 cannot.

mod backend;
mod encoding;
mod filter;
mod library;
mod program;
mod reading;
mod repository;
mod run;
mod shallow;
mod subtree;

pub use filter::Filter;
pub use repository::Repository;

pub(crate) use backend::Backend;
pub(crate) use filter::is_below;
pub(crate) use run::Git;
