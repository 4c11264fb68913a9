//! Putting everything back when a release fails midway.

use std::fs;
use std::path::{Path, PathBuf};

use crate::commit::ObjectId;
use crate::error::Error;
use crate::git::{Git, Repository};

/// What there was, and what has been done since.
pub(super) struct Undo<'r> {
    git: &'r Git,
    head: ObjectId,
    index: PathBuf,
    index_bytes: Option<Vec<u8>>,
    files: Vec<(PathBuf, Option<Vec<u8>>)>,
    folders: Vec<PathBuf>,
    commit: Option<ObjectId>,
    tag: Option<String>,
}

impl<'r> Undo<'r> {
    pub(super) fn new(repository: &'r Repository, head: &ObjectId) -> Result<Self, Error> {
        let git = repository.git();
        let index = git.text(&["rev-parse", "--git-path", "index"])?;
        // relative to where git ran
        let index = git.folder().join(index);
        Ok(Self {
            git,
            head: head.clone(),
            index_bytes: fs::read(&index).ok(),
            index,
            files: Vec::new(),
            folders: Vec::new(),
            commit: None,
            tag: None,
        })
    }

    /// Remembers a file as it is, before it is written.
    pub(super) fn file(&mut self, path: &Path) -> Result<(), Error> {
        let bytes = match fs::read(path) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(Error::io(path)(error)),
        };
        let missing = path.ancestors().skip(1).take_while(|folder| !folder.exists());
        self.folders.extend(missing.map(Path::to_owned));
        self.files.push((path.to_owned(), bytes));
        Ok(())
    }

    pub(super) fn committed(&mut self, commit: ObjectId) {
        self.commit = Some(commit);
    }

    pub(super) fn tagged(&mut self, tag: &str) {
        self.tag = Some(tag.to_owned());
    }

    /// Puts everything back, the last step first.
    pub(super) fn run(self) -> Result<(), Error> {
        if let Some(tag) = &self.tag {
            self.git.bytes(&["tag", "--delete", tag])?;
        }
        if let Some(commit) = &self.commit {
            let why = "blip semver bump: undone";
            self.git.bytes(&["update-ref", "-m", why, "HEAD", self.head.as_str(), commit.as_str()])?;
        }
        for (path, bytes) in self.files.iter().rev() {
            match bytes {
                // written in place, so that its mode stays
                Some(bytes) => fs::write(path, bytes).map_err(Error::io(path))?,
                None => remove(path)?,
            }
        }
        for folder in &self.folders {
            // fails where something else was put there meanwhile, and then it shall stay
            let _ = fs::remove_dir(folder);
        }
        match &self.index_bytes {
            Some(bytes) => fs::write(&self.index, bytes).map_err(Error::io(&self.index)),
            None => remove(&self.index),
        }
    }
}

fn remove(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::io(path)(error)),
        _ => Ok(()),
    }
}
