//! A pack: a team's own templates and radar, from a folder or from a git repository.
//!
//! A pack is data. It is read whole, up to limits, and nothing in it is run; a symbolic link in it is refused, so
//! that what it says is what stands in it. What comes from a repository is kept in a cache and named by its commit,
//! so that a run with the same lock reads the same pack, without a network too.

mod cache;
mod error;
mod fetch;
mod files;
mod folder;
mod tree;

pub use cache::{Cache, Repository};
pub use error::Error;
pub use folder::read_folder;

/// A pack as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pack {
    /// The files below `templates/`, by their path there, sorted.
    pub templates: Vec<(String, String)>,
    /// The files below `radar/`, by their path there, sorted.
    pub radar: Vec<(String, String)>,
    /// `defaults.yaml`: answers for `blip new`, in the shape of blip.yaml.
    pub defaults: Option<String>,
}
