//! Reading with libgit2.

use std::collections::HashSet;

use git2::{ErrorCode, ObjectType, Oid, Sort, TreeWalkMode, TreeWalkResult};

use super::subtree::Paths;
use super::{Backend, Filter, encoding, shallow};
use crate::commit::{Commit, ObjectId};
use crate::error::Error;

pub(super) struct Library {
    repository: git2::Repository,
}

impl Library {
    pub(super) fn open(path: &std::path::Path) -> Result<Self, Error> {
        Ok(Self { repository: git2::Repository::discover(path)? })
    }

    pub(super) fn inner(&self) -> &git2::Repository {
        &self.repository
    }

    fn commit(&self, commit: &git2::Commit<'_>) -> Commit {
        let encoding = commit.message_encoding().ok().flatten();
        Commit {
            id: id(commit.id()),
            parents: commit.parent_ids().map(id).collect(),
            message: encoding::decode(commit.message_raw_bytes(), encoding),
            authored: commit.author().when().seconds(),
            committed: commit.time().seconds(),
        }
    }
}

impl Backend for Library {
    fn head(&self) -> Result<Option<ObjectId>, Error> {
        match self.repository.head() {
            Ok(head) => Ok(Some(id(head.peel_to_commit()?.id()))),
            Err(error) if error.code() == ErrorCode::UnbornBranch => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn tag_names(&self) -> Result<Vec<String>, Error> {
        let mut names = Vec::new();
        for reference in self.repository.references_glob("refs/tags/*")?.names() {
            // a name that is not UTF-8 is no version
            if let Some(name) = reference.ok().and_then(|name| name.strip_prefix("refs/tags/")) {
                names.push(name.to_owned());
            }
        }
        Ok(names)
    }

    fn commit_of_tag(&self, name: &str) -> Result<Option<ObjectId>, Error> {
        let reference = self.repository.find_reference(&format!("refs/tags/{name}"))?;
        match reference.peel(ObjectType::Commit) {
            Ok(object) => Ok(Some(id(object.id()))),
            Err(error) if matches!(error.code(), ErrorCode::Peel | ErrorCode::InvalidSpec) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn contains(&self, descendant: &ObjectId, ancestor: &ObjectId) -> Result<bool, Error> {
        Ok(descendant == ancestor || self.repository.graph_descendant_of(oid(descendant)?, oid(ancestor)?)?)
    }

    fn ancestors(&self, of: &ObjectId) -> Result<HashSet<ObjectId>, Error> {
        let mut walk = self.repository.revwalk()?;
        walk.push(oid(of)?)?;
        walk.map(|found| Ok(id(found?))).collect()
    }

    fn log(
        &self,
        head: &ObjectId,
        hidden: Option<&ObjectId>,
        filter: &Filter,
        each: &mut dyn FnMut(Commit),
    ) -> Result<bool, Error> {
        // libgit2 keeps what it has read, which saves time in a range, and in a whole history takes most of the memory
        git2::opts::enable_caching(hidden.is_some());
        let roots = shallow::roots(self.repository.commondir());
        let mut walk = self.repository.revwalk()?;
        walk.set_sorting(Sort::TOPOLOGICAL | Sort::TIME)?;
        walk.push(oid(head)?)?;
        if let Some(hidden) = hidden {
            walk.hide(oid(hidden)?)?;
        }
        let paths = Paths::new(&self.repository, filter);
        let mut truncated = false;
        for found in walk {
            let commit = self.repository.find_commit(found?)?;
            if paths.touched_by(&commit)? {
                each(self.commit(&commit));
            }
            truncated |= !roots.is_empty() && roots.contains(&id(commit.id()));
        }
        Ok(truncated)
    }

    fn files(&self, commit: &ObjectId) -> Result<Vec<String>, Error> {
        let tree = self.repository.find_commit(oid(commit)?)?.tree()?;
        let mut files = Vec::new();
        tree.walk(TreeWalkMode::PreOrder, |folder, entry| {
            if let (Some(ObjectType::Blob), Ok(name)) = (entry.kind(), entry.name()) {
                files.push(format!("{folder}{name}"));
            }
            TreeWalkResult::Ok
        })?;
        Ok(files)
    }

    fn read(&self, commit: &ObjectId, path: &str) -> Result<Option<Vec<u8>>, Error> {
        let tree = self.repository.find_commit(oid(commit)?)?.tree()?;
        let entry = match tree.get_path(path.as_ref()) {
            Ok(entry) => entry,
            Err(error) if error.code() == ErrorCode::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        if entry.kind() != Some(ObjectType::Blob) {
            return Ok(None);
        }
        let blob = self.repository.find_blob(entry.id())?;
        Ok(Some(blob.content().to_vec()))
    }

    fn time(&self, commit: &ObjectId) -> Result<i64, Error> {
        Ok(self.repository.find_commit(oid(commit)?)?.time().seconds())
    }

    fn is_shallow(&self) -> Result<bool, Error> {
        Ok(self.repository.is_shallow())
    }

    fn origin(&self) -> Result<Option<String>, Error> {
        let config = self.repository.config()?.snapshot()?;
        Ok(config.get_str("remote.origin.url").ok().map(str::to_owned))
    }
}

fn id(oid: Oid) -> ObjectId {
    ObjectId::new(oid.to_string())
}

fn oid(id: &ObjectId) -> Result<Oid, git2::Error> {
    Oid::from_str(id.as_str())
}
