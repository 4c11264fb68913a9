//! A repository, however it is read.

use std::path::{Path, PathBuf};

use super::library::Library;
use super::program::Program;
use super::{Backend, Filter, Git};
use crate::commit::ObjectId;
use crate::date::date;
use crate::error::Error;
use crate::forge::{Forge, ForgeKind};

/// A git repository: with or without a work tree, whole or shallow, whatever its format.
pub struct Repository {
    library: Option<Library>,
    program: Program,
    git: Git,
    work_tree: Option<PathBuf>,
}

impl Repository {
    /// Finds the repository that `path` belongs to.
    ///
    /// # Errors
    /// There is none, or neither libgit2 nor the `git` program can read it.
    pub fn discover(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        match Library::open(path) {
            Ok(library) => Ok(Self::from_library(library)),
            // an unknown extension, an owner that differs, or no repository at all: git knows
            Err(_) => Self::with_program(path),
        }
    }

    /// The same, reading with the `git` program only.
    ///
    /// # Errors
    /// As [`discover`](Self::discover).
    pub fn with_program(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let asked = Git::at(path);
        let inside = asked.text(&["rev-parse", "--is-inside-work-tree"]);
        let inside = inside.map_err(|error| not_a_repository(path, error))?;
        let work_tree = match inside.as_str() {
            "true" => Some(PathBuf::from(asked.text(&["rev-parse", "--show-toplevel"])?)),
            _ => None,
        };
        let git = Git::at(work_tree.as_deref().unwrap_or(path));
        Ok(Self { library: None, program: Program::new(git.clone()), git, work_tree })
    }

    fn from_library(library: Library) -> Self {
        let work_tree = library.inner().workdir().map(Path::to_owned);
        let git = Git::at(work_tree.as_deref().unwrap_or_else(|| library.inner().path()));
        Self { library: Some(library), program: Program::new(git.clone()), git, work_tree }
    }

    /// The folder that the files lie in; none in a bare repository.
    pub fn work_tree(&self) -> Option<&Path> {
        self.work_tree.as_deref()
    }

    /// Whether libgit2 reads it; otherwise the `git` program does.
    pub fn is_read_by_library(&self) -> bool {
        self.library.is_some()
    }

    /// The day on which a commit was made, in UTC: `2026-11-23`.
    ///
    /// # Errors
    /// The commit cannot be read.
    pub fn date_of(&self, commit: &ObjectId) -> Result<String, Error> {
        Ok(date(self.ask(|git| git.time(commit))?))
    }

    /// The forge that the remote `origin` is on; the kind where its host does not tell.
    ///
    /// # Errors
    /// The configuration cannot be read.
    pub fn forge(&self, kind: Option<ForgeKind>) -> Result<Option<Forge>, Error> {
        let origin = self.ask(|git| git.origin())?;
        Ok(origin.and_then(|url| Forge::from_remote(&url, kind)))
    }

    /// The messages of the commits that HEAD contains and a revision does not, the oldest first.
    ///
    /// # Errors
    /// There is no such revision, or the repository has no commits.
    pub fn messages_since(&self, revision: &str) -> Result<Vec<String>, Error> {
        let hidden = self.resolve(revision)?;
        let head = self.ask(|git| git.head())?.ok_or(Error::NoCommits)?;
        let mut messages = self.ask(|git| {
            let mut messages = Vec::new();
            git.log(&head, Some(&hidden), &Filter::default(), &mut |commit| messages.push(commit.message))?;
            Ok(messages)
        })?;
        messages.reverse();
        Ok(messages)
    }

    /// The commit that a revision names.
    pub(crate) fn resolve(&self, name: &str) -> Result<ObjectId, Error> {
        let commit = format!("{name}^{{commit}}");
        let found = self.git.maybe(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?;
        found.map(ObjectId::new).ok_or_else(|| Error::UnknownRevision(name.to_owned()))
    }

    /// Asks libgit2, and the `git` program where libgit2 fails: a partial clone, say, lacks objects that only git
    /// knows how to fetch.
    pub(crate) fn ask<T>(&self, question: impl Fn(&dyn Backend) -> Result<T, Error>) -> Result<T, Error> {
        let Some(library) = &self.library else {
            return question(&self.program);
        };
        match question(library) {
            Err(Error::Library(_)) => question(&self.program),
            answer => answer,
        }
    }

    pub(crate) fn git(&self) -> &Git {
        &self.git
    }
}

fn not_a_repository(path: &Path, error: Error) -> Error {
    match error {
        Error::Git { message, .. } => Error::NotARepository { path: path.to_owned(), reason: message },
        error => error,
    }
}
