//! The two sides of the comparison: a commit, or the work tree.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use crate::commit::ObjectId;
use crate::error::Error;
use crate::git::Repository;

/// The files of one side.
pub(crate) struct Tree<'r> {
    repository: &'r Repository,
    side: Side,
    /// The paths from the repository's root, in order.
    pub(crate) paths: Vec<String>,
}

enum Side {
    Commit(ObjectId),
    Work(PathBuf),
}

impl<'r> Tree<'r> {
    /// The files of a commit.
    pub(crate) fn of_commit(repository: &'r Repository, commit: &ObjectId) -> Result<Self, Error> {
        let mut paths = repository.ask(|git| git.files(commit))?;
        paths.sort();
        Ok(Self { repository, side: Side::Commit(commit.clone()), paths })
    }

    /// The files of the work tree that are tracked, or could be; those of HEAD in a bare repository.
    pub(crate) fn of_work(repository: &'r Repository, head: &ObjectId) -> Result<Self, Error> {
        let Some(folder) = repository.work_tree() else {
            return Self::of_commit(repository, head);
        };
        let listed = repository.git().bytes(&["ls-files", "-z", "--cached", "--others", "--exclude-standard"])?;
        let listed = String::from_utf8_lossy(&listed);
        // a link could lead out of the repository
        let is_file = |path: &&str| fs::symlink_metadata(folder.join(path)).is_ok_and(|found| found.is_file());
        let mut paths: Vec<String> = listed.split('\0').filter(is_file).map(str::to_owned).collect();
        paths.sort();
        paths.dedup();
        Ok(Self { repository, side: Side::Work(folder.to_owned()), paths })
    }

    pub(crate) fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        match &self.side {
            Side::Commit(commit) => self.repository.ask(|git| git.read(commit, path)),
            Side::Work(_) if self.paths.binary_search_by(|known| known.as_str().cmp(path)).is_err() => Ok(None),
            Side::Work(folder) => {
                let path = folder.join(path);
                fs::read(&path).map(Some).map_err(Error::io(path))
            }
        }
    }

    /// A file's text; none where there is no such file, or it is no text.
    pub(crate) fn text(&self, path: &str) -> Result<Option<String>, Error> {
        Ok(self.read(path)?.and_then(|bytes| String::from_utf8(bytes).ok()))
    }

    /// The files below a folder that are wanted, by their path in it.
    pub(crate) fn below(
        &self,
        folder: &str,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<BTreeMap<String, Vec<u8>>, Error> {
        let mut found = BTreeMap::new();
        for path in &self.paths {
            let inside = match folder {
                "" => Some(path.as_str()),
                folder => path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')),
            };
            if let Some(inside) = inside.filter(|inside| wanted(inside))
                && let Some(bytes) = self.read(path)?
            {
                found.insert(inside.to_owned(), bytes);
            }
        }
        Ok(found)
    }
}

/// Those of the files that are texts.
pub(crate) fn texts(files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, String> {
    let text = |bytes: &Vec<u8>| String::from_utf8(bytes.clone()).ok();
    files.iter().filter_map(|(path, bytes)| Some((path.clone(), text(bytes)?))).collect()
}
