//! What the rest of the crate asks of a repository.

use std::collections::HashSet;

use super::Filter;
use crate::commit::{Commit, ObjectId};
use crate::error::Error;

/// A way of reading a repository.
pub(crate) trait Backend {
    /// The commit of HEAD; none in a repository without commits.
    fn head(&self) -> Result<Option<ObjectId>, Error>;
    /// The names of all tags, without `refs/tags/`.
    fn tag_names(&self) -> Result<Vec<String>, Error>;
    /// The commit of a tag, through annotated and nested tags; none where it is of something else.
    fn commit_of_tag(&self, name: &str) -> Result<Option<ObjectId>, Error>;
    /// Whether `ancestor` is `descendant` or reachable from it.
    fn contains(&self, descendant: &ObjectId, ancestor: &ObjectId) -> Result<bool, Error>;
    /// Everything reachable from a commit, with it.
    fn ancestors(&self, of: &ObjectId) -> Result<HashSet<ObjectId>, Error>;
    /// Hands over the commits reachable from `head` and not from `hidden` that the filter lets pass, one after another
    /// and children before their parents. Tells whether it came to where a shallow clone ends.
    fn log(
        &self,
        head: &ObjectId,
        hidden: Option<&ObjectId>,
        filter: &Filter,
        each: &mut dyn FnMut(Commit),
    ) -> Result<bool, Error>;
    /// The paths of all files of a commit.
    fn files(&self, commit: &ObjectId) -> Result<Vec<String>, Error>;
    /// A file of a commit.
    fn read(&self, commit: &ObjectId, path: &str) -> Result<Option<Vec<u8>>, Error>;
    /// When a commit was made, in seconds since 1970.
    fn time(&self, commit: &ObjectId) -> Result<i64, Error>;
    /// Whether history was cut off when it was cloned.
    fn is_shallow(&self) -> Result<bool, Error>;
    /// The address of the remote `origin`.
    fn origin(&self) -> Result<Option<String>, Error>;
}
