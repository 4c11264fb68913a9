//! The folder of a new service, and its git repository.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use git2::{Config, ErrorCode, IndexAddOption, Reference, Repository, RepositoryInitOptions, Signature};

use crate::Error;
use crate::git::discover;

/// Why a folder cannot take a new service.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// It holds something already.
    #[error("{} is not empty ({first} is in it)", .folder.display())]
    NotEmpty {
        /// The folder.
        folder: PathBuf,
        /// The first name in it.
        first: String,
    },
    /// There is something of that name that is no folder.
    #[error("{} is not a folder", .path.display())]
    NotAFolder {
        /// What is there.
        path: PathBuf,
    },
    /// The system refused to look.
    #[error("cannot read {}", .path.display())]
    Io {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Checks that `folder` can take a new service: it is absent, or holds nothing but a `.git`, as a fresh clone does.
///
/// # Errors
/// When something else is there.
pub fn check_target(folder: &Path) -> Result<(), TargetError> {
    let failed = |source| TargetError::Io { path: folder.to_path_buf(), source };
    match fs::symlink_metadata(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(error)),
        Ok(metadata) if metadata.is_dir() => {}
        Ok(_) => return Err(TargetError::NotAFolder { path: folder.to_path_buf() }),
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        names.push(entry.map_err(failed)?.file_name().to_string_lossy().into_owned());
    }
    match names.into_iter().filter(|name| name != ".git").min() {
        Some(first) => Err(TargetError::NotEmpty { folder: folder.to_path_buf(), first }),
        None => Ok(()),
    }
}

/// Whether `folder`, which need not exist yet, lies in a git repository already.
///
/// # Errors
/// When the repository around it cannot be read.
pub fn is_inside_repository(folder: &Path) -> Result<bool, Error> {
    let absolute = std::path::absolute(folder).map_err(Error::io("find", folder))?;
    match absolute.ancestors().find(|folder| folder.is_dir()) {
        Some(there) => Ok(discover(there)?.is_some()),
        None => Ok(false),
    }
}

/// The first commit of a new repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstCommit {
    /// The branch that it begins.
    pub branch: String,
    /// What it says.
    pub message: String,
}

/// Why there is no first commit.
#[derive(Debug, thiserror::Error)]
pub enum GitInitError {
    /// The repository is there and everything is staged, but git does not know who commits.
    #[error("git does not know your name and e-mail address")]
    NoIdentity,
    /// Git does not take such a name.
    #[error("`{0}` is no name for a branch")]
    Branch(String),
    /// Anything else.
    #[error("cannot make the git repository: {}", .0.message())]
    Git(#[from] git2::Error),
}

/// Makes `folder` a git repository and commits what is in it, less what its `.gitignore` leaves out.
/// Returns the commit's id.
///
/// # Errors
/// [`GitInitError::NoIdentity`] where only the commit is missing, because git has no `user.name` and `user.email`.
pub fn init_git(folder: &Path, first: &FirstCommit) -> Result<String, GitInitError> {
    if !Reference::is_valid_name(&format!("refs/heads/{}", first.branch)) {
        return Err(GitInitError::Branch(first.branch.clone()));
    }
    let repository = Repository::init_opts(
        folder,
        RepositoryInitOptions::new().initial_head(&first.branch).no_reinit(true).mkpath(false),
    )?;
    let mut index = repository.index()?;
    index.add_all(["*"], IndexAddOption::DEFAULT, None)?;
    index.write()?;
    let tree = repository.find_tree(index.write_tree()?)?;
    let author = identity(&repository.config()?)?;
    let commit = repository.commit(Some("HEAD"), &author, &author, &first.message, &tree, &[])?;
    Ok(commit.to_string())
}

/// Who commits, by git's configuration.
fn identity(config: &Config) -> Result<Signature<'static>, GitInitError> {
    let value = |name| match config.get_string(name) {
        Ok(value) if !value.trim().is_empty() => Ok(value),
        Ok(_) => Err(GitInitError::NoIdentity),
        Err(error) if error.code() == ErrorCode::NotFound => Err(GitInitError::NoIdentity),
        Err(error) => Err(error.into()),
    };
    Ok(Signature::now(&value("user.name")?, &value("user.email")?)?)
}
