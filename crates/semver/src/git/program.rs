//! Reading with the `git` program: SHA-256, reftable, partial clones and whatever git learns before libgit2.

use std::collections::HashSet;
use std::path::Path;

use super::{Backend, Filter, Git, shallow};
use crate::commit::{Commit, ObjectId};
use crate::error::Error;

pub(super) struct Program {
    git: Git,
}

impl Program {
    pub(super) fn new(git: Git) -> Self {
        Self { git }
    }

    fn roots(&self) -> Result<HashSet<ObjectId>, Error> {
        let folder = self.git.text(&["rev-parse", "--path-format=absolute", "--git-common-dir"])?;
        Ok(shallow::roots(Path::new(&folder)))
    }

    /// Git lists a merge that differs from one parent already.
    fn differs_from_every_parent(&self, commit: &Commit, paths: &[String]) -> Result<bool, Error> {
        if commit.parents.len() < 2 {
            return Ok(true);
        }
        for parent in &commit.parents {
            let mut arguments = vec!["diff-tree", "-r", "--quiet", parent.as_str(), commit.id.as_str(), "--"];
            arguments.extend(paths.iter().map(String::as_str));
            if self.git.maybe(&arguments)?.is_some() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn truncated(&self, range: &[&str]) -> Result<bool, Error> {
        let roots = self.roots()?;
        if roots.is_empty() {
            return Ok(false);
        }
        let mut arguments = vec!["rev-list"];
        arguments.extend(range);
        let ids = self.git.text(&arguments)?;
        Ok(ids.lines().any(|line| roots.contains(&ObjectId::new(line))))
    }
}

impl Backend for Program {
    fn head(&self) -> Result<Option<ObjectId>, Error> {
        let head = self.git.maybe(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])?;
        Ok(head.map(ObjectId::new))
    }

    fn tag_names(&self) -> Result<Vec<String>, Error> {
        let names = self.git.text(&["for-each-ref", "--format=%(refname:lstrip=2)", "refs/tags"])?;
        Ok(names.lines().map(str::to_owned).collect())
    }

    fn commit_of_tag(&self, name: &str) -> Result<Option<ObjectId>, Error> {
        let commit = format!("refs/tags/{name}^{{commit}}");
        let found = self.git.maybe(&["rev-parse", "--verify", "--quiet", &commit])?;
        Ok(found.map(ObjectId::new))
    }

    fn contains(&self, descendant: &ObjectId, ancestor: &ObjectId) -> Result<bool, Error> {
        let arguments = ["merge-base", "--is-ancestor", ancestor.as_str(), descendant.as_str()];
        Ok(self.git.maybe(&arguments)?.is_some())
    }

    fn ancestors(&self, of: &ObjectId) -> Result<HashSet<ObjectId>, Error> {
        let ids = self.git.text(&["rev-list", of.as_str()])?;
        Ok(ids.lines().map(ObjectId::new).collect())
    }

    fn log(
        &self,
        head: &ObjectId,
        hidden: Option<&ObjectId>,
        filter: &Filter,
        each: &mut dyn FnMut(Commit),
    ) -> Result<bool, Error> {
        let hidden = hidden.map(|id| format!("^{id}"));
        let range: Vec<&str> = [head.as_str()].into_iter().chain(hidden.as_deref()).collect();
        let truncated = self.truncated(&range)?;
        let mut arguments = vec![
            "log",
            "-z",
            "--topo-order",
            "--no-show-signature",
            "--no-color",
            "--encoding=UTF-8",
            "--format=%H%n%P%n%at %ct%n%B",
            // follow every parent of a merge, also where one of them explains the paths alone
            "--full-history",
        ];
        arguments.extend(&range);
        arguments.push("--");
        let paths = pathspecs(filter);
        arguments.extend(paths.iter().map(String::as_str));
        let bytes = self.git.bytes(&arguments)?;
        let text = String::from_utf8_lossy(&bytes);
        for commit in text.split('\0').filter_map(read_commit) {
            if paths.is_empty() || self.differs_from_every_parent(&commit, &paths)? {
                each(commit);
            }
        }
        Ok(truncated)
    }

    fn files(&self, commit: &ObjectId) -> Result<Vec<String>, Error> {
        let bytes = self.git.bytes(&["ls-tree", "-r", "-z", "--full-tree", "--name-only", commit.as_str()])?;
        let text = String::from_utf8_lossy(&bytes);
        Ok(text.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect())
    }

    fn read(&self, commit: &ObjectId, path: &str) -> Result<Option<Vec<u8>>, Error> {
        let kind = self.git.text(&["ls-tree", "--full-tree", "--format=%(objecttype)", commit.as_str(), path])?;
        if kind != "blob" {
            return Ok(None);
        }
        self.git.bytes(&["cat-file", "blob", &format!("{commit}:{path}")]).map(Some)
    }

    fn time(&self, commit: &ObjectId) -> Result<i64, Error> {
        let seconds = self.git.text(&["log", "-1", "--no-show-signature", "--format=%ct", commit.as_str()])?;
        Ok(seconds.parse().unwrap_or_default())
    }

    fn is_shallow(&self) -> Result<bool, Error> {
        Ok(!self.roots()?.is_empty())
    }

    fn origin(&self) -> Result<Option<String>, Error> {
        self.git.maybe(&["config", "--get", "remote.origin.url"])
    }
}

fn pathspecs(filter: &Filter) -> Vec<String> {
    if filter.is_everything() {
        return Vec::new();
    }
    let included = filter.included().map(|path| match path {
        "" => ":(top)".to_owned(),
        path => format!(":(top,literal){path}"),
    });
    let excluded = filter.excluded().iter().map(|path| format!(":(top,exclude,literal){path}"));
    included.chain(excluded).collect()
}

fn read_commit(text: &str) -> Option<Commit> {
    let (id, rest) = text.split_once('\n')?;
    let (parents, rest) = rest.split_once('\n')?;
    let (times, message) = rest.split_once('\n')?;
    let (authored, committed) = times.split_once(' ')?;
    Some(Commit {
        id: ObjectId::new(id.trim()),
        parents: parents.split_whitespace().map(ObjectId::new).collect(),
        message: message.to_owned(),
        authored: authored.parse().ok()?,
        committed: committed.parse().ok()?,
    })
}
