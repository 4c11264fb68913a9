//! Where packs are kept once they were fetched: one bare repository for each address.

use std::fs::{self, File};
use std::io;
use std::path::{Component, Path, PathBuf};

use blip_model::PackSource;
use git2::{Oid, RepositoryInitOptions};
use sha2::{Digest, Sha256};

use crate::tree::{self, Fault};
use crate::{Error, Pack, fetch};

/// The folder in which packs are kept.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
}

/// A pack's repository in the cache.
pub struct Repository {
    source: PackSource,
    /// What is fetched from: the address, or the folder that a relative path leads to.
    url: String,
    path: PathBuf,
    git: git2::Repository,
    /// Held while it is open: one run at a time fetches.
    _alone: File,
}

impl Cache {
    /// The cache in this folder, which need not be there yet.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Opens the repository of a pack, empty where it was never fetched. Relative paths begin at `base`, an absolute one.
    ///
    /// # Errors
    /// When the cache cannot be read or written.
    pub fn open(&self, source: &PackSource, base: &Path) -> Result<Repository, Error> {
        let url = address(source, base);
        let digest: String = Sha256::digest(url.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        let path = self.folder.join(digest);
        let failed = |source| Error::Cache { path: self.folder.clone(), source };
        fs::create_dir_all(&path).map_err(failed)?;
        let alone = File::create(path.join("blip.lock")).map_err(failed)?;
        match alone.lock() {
            Err(error) if error.kind() != io::ErrorKind::Unsupported => return Err(failed(error)),
            _ => {}
        }
        let mut options = RepositoryInitOptions::new();
        options.bare(true).external_template(false);
        let git = git2::Repository::init_opts(path.join("git"), &options)
            .map_err(|source| Error::Git { path: path.clone(), source })?;
        Ok(Repository { source: source.clone(), url, path, git, _alone: alone })
    }
}

impl Repository {
    /// Fetches, and says which commit the source names now.
    ///
    /// # Errors
    /// When it cannot be fetched from, holds too much, or has no such tag, branch or commit.
    pub fn update(&self) -> Result<String, Error> {
        self.fetch()?;
        self.named().ok_or_else(|| Error::UnknownRev {
            git: self.source.git.to_string(),
            rev: self.source.rev.as_ref().map_or_else(|| "HEAD".to_owned(), ToString::to_string),
        })
    }

    /// The pack at a commit, fetched only where the cache does not hold it yet. Problems call it by `name`.
    ///
    /// # Errors
    /// When it has to be fetched and cannot be, when the commit is gone, and what is wrong in the pack.
    pub fn read(&self, commit: &str, name: &str) -> Result<Pack, Error> {
        let unknown = || Error::UnknownRev { git: self.source.git.to_string(), rev: commit.to_owned() };
        let id = Oid::from_str(commit).map_err(|_| unknown())?;
        if self.git.find_commit(id).is_err() {
            self.fetch()?;
        }
        let tree = self.git.find_commit(id).map_err(|_| unknown())?.tree();
        let read = tree.map_err(Fault::from).and_then(|tree| tree::read(&self.git, &tree, name));
        read.map_err(|fault| match fault {
            Fault::Wrong(problem) => problem.into(),
            Fault::Git(source) => Error::Git { path: self.path.clone(), source },
        })
    }

    /// The first lines of the commits that `new` has and `old` has not, the newest first; at most `most`, and how many
    /// there are. None where the history does not tell.
    #[must_use]
    pub fn log(&self, old: &str, new: &str, most: usize) -> Option<(Vec<String>, usize)> {
        let (old, new) = (Oid::from_str(old).ok()?, Oid::from_str(new).ok()?);
        let mut walk = self.git.revwalk().ok()?;
        walk.push(new).ok()?;
        walk.hide(old).ok()?;
        let ids: Vec<Oid> = walk.flatten().collect();
        let line = |id: &Oid| {
            let commit = self.git.find_commit(*id).ok()?;
            let line = commit.summary().ok().flatten().unwrap_or_default();
            Some(line.chars().filter(|c| !c.is_control()).collect())
        };
        Some((ids.iter().take(most).filter_map(line).collect(), ids.len()))
    }

    fn fetch(&self) -> Result<(), Error> {
        fetch::fetch(&self.git, &self.url, self.source.git.as_str(), self.source.git.is_local())
    }

    /// The commit that the source names, by what was fetched last: a tag before a branch, as git has it.
    fn named(&self) -> Option<String> {
        let Some(rev) = &self.source.rev else { return self.commit("refs/pack/HEAD") };
        let places = ["tags", "heads"].map(|kind| format!("refs/pack/{kind}/{rev}"));
        places.iter().find_map(|place| self.commit(place)).or_else(|| {
            let is_id = rev.as_str().len() >= 7 && rev.as_str().bytes().all(|byte| byte.is_ascii_hexdigit());
            is_id.then(|| self.commit(rev.as_str())).flatten()
        })
    }

    fn commit(&self, rev: &str) -> Option<String> {
        let object = self.git.revparse_single(&format!("{rev}^{{commit}}")).ok()?;
        Some(object.id().to_string())
    }
}

/// What is fetched from. A relative path begins at `base`.
fn address(source: &PackSource, base: &Path) -> String {
    let text = source.git.as_str();
    if !text.starts_with('.') {
        return text.to_owned();
    }
    // by its text alone: the cache is to be found where the folder is gone, too
    let mut path = PathBuf::new();
    for part in base.join(text).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(path.pop()),
            part => path.push(part),
        }
    }
    path.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests;
