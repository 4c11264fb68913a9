//! Making a release.

use std::fs;
use std::io::Write;
use std::path::Path;

use serde::Serialize;

use super::plan::{self, BumpPlan, FileEdit};
use super::undo::Undo;
use crate::commit::ObjectId;
use crate::error::Error;
use crate::git::{Git, Repository};

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Applied {
    /// The files that were written.
    pub files: Vec<String>,
    /// The commit that was made.
    pub commit: Option<ObjectId>,
    /// The tag that was made.
    pub tag: Option<String>,
    /// Whether branch and tag were pushed.
    pub pushed: bool,
}

/// Carries out a plan: files, commit, tag, push. Commit and tag are made by the `git` program, so hooks run, and both
/// are signed where git is configured so. If any step fails, the repository is put back as it was.
///
/// # Errors
/// Uncommitted changes, something that changed since the plan was made, or the step that failed.
pub fn apply(repository: &Repository, plan: &BumpPlan) -> Result<Applied, Error> {
    let root = repository.work_tree().ok_or(Error::Bare)?;
    refuse_changes(repository, root, plan)?;
    let mut undo = Undo::new(repository, plan::head_of(plan))?;
    match carry_out(repository.git(), root, plan, &mut undo) {
        Ok(applied) => Ok(applied),
        Err(cause) => match undo.run() {
            Ok(()) => Err(cause),
            Err(failed) => Err(Error::NotUndone { cause: Box::new(cause), undo: Box::new(failed) }),
        },
    }
}

fn refuse_changes(repository: &Repository, root: &Path, plan: &BumpPlan) -> Result<(), Error> {
    let mut dirty = plan::dirty(repository)?;
    if plan.commit.is_some() {
        dirty.extend(untracked(repository, plan)?);
    }
    if !dirty.is_empty() {
        return Err(Error::Dirty { files: dirty });
    }
    if repository.ask(|git| git.head())?.as_ref() != Some(plan::head_of(plan)) {
        return Err(Error::Changed("HEAD".to_owned()));
    }
    for edit in &plan.edits {
        if plan::read(root, &edit.path)? != edit.before {
            return Err(Error::Changed(edit.path.clone()));
        }
    }
    Ok(())
}

/// Files that would be edited and that git does not know: somebody's, perhaps.
fn untracked(repository: &Repository, plan: &BumpPlan) -> Result<Vec<String>, Error> {
    let existing: Vec<&FileEdit> = plan.edits.iter().filter(|edit| edit.before.is_some()).collect();
    let tracked = repository.ask(|git| git.files(plan::head_of(plan)))?;
    let unknown = existing.into_iter().filter(|edit| !tracked.contains(&edit.path));
    Ok(unknown.map(|edit| edit.path.clone()).collect())
}

fn carry_out(git: &Git, root: &Path, plan: &BumpPlan, undo: &mut Undo<'_>) -> Result<Applied, Error> {
    for edit in &plan.edits {
        let path = root.join(&edit.path);
        undo.file(&path)?;
        write(&path, &edit.after)?;
    }
    let commit = match &plan.commit {
        Some(message) => Some(commit(git, plan, message, undo)?),
        None => None,
    };
    if let Some(tag) = &plan.tag {
        let arguments = ["tag", "--annotate", "--cleanup=whitespace", "--file=-", &tag.name];
        git.feed(&arguments, &tag.message)?;
        undo.tagged(&tag.name);
    }
    if let Some(push) = &plan.push {
        let branch = format!("HEAD:refs/heads/{}", push.branch);
        let tag = plan.tag.as_ref().map(|tag| format!("refs/tags/{}", tag.name));
        let mut arguments = vec!["push", "--atomic", &push.remote, &branch];
        arguments.extend(tag.as_deref());
        git.bytes(&arguments)?;
    }
    Ok(Applied {
        files: plan.edits.iter().map(|edit| edit.path.clone()).collect(),
        commit,
        tag: plan.tag.as_ref().map(|tag| tag.name.clone()),
        pushed: plan.push.is_some(),
    })
}

fn commit(git: &Git, plan: &BumpPlan, message: &str, undo: &mut Undo<'_>) -> Result<ObjectId, Error> {
    let mut arguments = vec!["--literal-pathspecs", "add", "--"];
    arguments.extend(plan.edits.iter().map(|edit| edit.path.as_str()));
    git.bytes(&arguments)?;
    let made = git.feed(&["commit", "--quiet", "--cleanup=whitespace", "--file=-"], message);
    // a hook after the commit can fail when the commit is made already
    let commit = ObjectId::new(git.text(&["rev-parse", "--verify", "HEAD"])?);
    if commit != *plan::head_of(plan) {
        undo.committed(commit.clone());
    }
    made.map(|()| commit)
}

/// Writes beside the file and renames, so that it is never half written. Its mode stays.
fn write(path: &Path, text: &str) -> Result<(), Error> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).map_err(Error::io(folder))?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(Error::io(path))?;
    file.write_all(text.as_bytes()).map_err(Error::io(path))?;
    let permissions = match fs::metadata(path) {
        Ok(found) => found.permissions(),
        Err(_) => plain_permissions(file.path())?,
    };
    file.as_file().set_permissions(permissions).map_err(Error::io(path))?;
    file.persist(path).map_err(|error| Error::io(path)(error.error))?;
    Ok(())
}

/// Temporary files are private; a new file in a repository is not.
#[cfg(unix)]
fn plain_permissions(_: &Path) -> Result<fs::Permissions, Error> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn plain_permissions(path: &Path) -> Result<fs::Permissions, Error> {
    Ok(fs::metadata(path).map_err(Error::io(path))?.permissions())
}
