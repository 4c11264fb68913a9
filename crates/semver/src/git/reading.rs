//! What other crates read of a repository.

use super::{Filter, Repository};
use crate::commit::{Commit, ObjectId};
use crate::error::Error;
use crate::next::{Options, stable_names};
use crate::tag::Tag;

impl Repository {
    /// Every commit that HEAD contains and the filter lets pass, children before their parents; none in a repository
    /// without commits.
    ///
    /// # Errors
    /// The clone is shallow.
    pub fn commits(&self, filter: &Filter) -> Result<Vec<Commit>, Error> {
        let Some(head) = self.ask(|git| git.head())? else { return Ok(Vec::new()) };
        let (commits, truncated) = self.ask(|git| {
            let mut commits = Vec::new();
            let truncated = git.log(&head, None, filter, &mut |commit| commits.push(commit))?;
            Ok((commits, truncated))
        })?;
        if truncated {
            let reason = "this is a shallow clone, which lacks older commits".to_owned();
            return Err(Error::IncompleteHistory { reason });
        }
        Ok(commits)
    }

    /// The stable versions, the highest first, whether HEAD contains them or not.
    ///
    /// # Errors
    /// As [`next`](crate::next()).
    pub fn versions(&self, options: &Options) -> Result<Vec<Tag>, Error> {
        let Some(head) = self.ask(|git| git.head())? else { return Ok(Vec::new()) };
        let mut versions = Vec::new();
        for name in stable_names(self, options, &head)? {
            if let Some(commit) = self.ask(|git| git.commit_of_tag(&name.name))? {
                versions.push(Tag { name: name.name, version: name.version, commit });
            }
        }
        Ok(versions)
    }

    /// The text of a file in the commit with this whole id; none where there is no such file, or where it is no text.
    ///
    /// # Errors
    /// The commit cannot be read.
    pub fn text_at(&self, commit: &str, path: &str) -> Result<Option<String>, Error> {
        let commit = ObjectId::new(commit);
        let bytes = self.ask(|git| git.read(&commit, path))?;
        Ok(bytes.and_then(|bytes| String::from_utf8(bytes).ok()))
    }

    /// The address of the remote `origin`.
    ///
    /// # Errors
    /// The configuration cannot be read.
    pub fn origin(&self) -> Result<Option<String>, Error> {
        self.ask(|git| git.origin())
    }
}
