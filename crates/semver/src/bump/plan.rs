//! What a release would do.

use std::fs;
use std::path::Path;

use serde::Serialize;

use crate::changelog::{self, Settings};
use crate::commit::ObjectId;
use crate::error::Error;
use crate::files::{self, FileRule, ValueChange};
use crate::forge::ForgeKind;
use crate::git::{Filter, Repository};
use crate::next::{Next, Options, State, next_of};

/// How a release is made.
#[derive(Debug, Clone)]
pub struct BumpOptions {
    /// Files that bear the version, besides those that are found by themselves.
    pub files: Vec<FileRule>,
    /// The changelog; none to write none.
    pub changelog: Option<Settings>,
    /// The date of the release, `2026-11-23`. This crate knows no clock.
    pub date: String,
    /// What kind of forge the remote is, where its host does not tell.
    pub forge: Option<ForgeKind>,
    /// The commit's message; `{version}` and `{tag}` stand for what they say.
    pub message: String,
    /// Commit the files. Without a commit there is no tag either, unless there was nothing to commit.
    pub commit: bool,
    /// Make an annotated tag.
    pub tag: bool,
    /// Push the branch and the tag to this remote, both or neither.
    pub push: Option<String>,
    /// The branch to push to; the one that is checked out where none is named. GitLab's pipelines check out none.
    pub branch: Option<String>,
}

impl BumpOptions {
    /// Everything but a push, with the built-in changelog.
    pub fn new(date: impl Into<String>) -> Self {
        Self {
            files: Vec::new(),
            changelog: Some(Settings::default()),
            date: date.into(),
            forge: None,
            message: "chore(release): {tag}".to_owned(),
            commit: true,
            tag: true,
            push: None,
            branch: None,
        }
    }
}

/// Everything that a release would do.
#[derive(Debug, Clone, Serialize)]
pub struct BumpPlan {
    /// How the version came about.
    pub next: Next,
    /// The files, before and after.
    pub edits: Vec<FileEdit>,
    /// The message of the commit; none where nothing is committed.
    pub commit: Option<String>,
    /// The tag; none where none is made.
    pub tag: Option<TagPlan>,
    /// What is pushed where.
    pub push: Option<Push>,
    /// Notes for the forge's release.
    pub release_notes: String,
    /// Tracked files with uncommitted changes: [`apply`](crate::apply) refuses to go on while there are any.
    pub dirty: Vec<String>,
}

/// A file before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileEdit {
    /// From the repository's root.
    pub path: String,
    /// The text as it is; none for a new file.
    pub before: Option<String>,
    /// The text as it will be.
    pub after: String,
    /// The values that differ; empty for a changelog.
    pub changes: Vec<ValueChange>,
}

/// An annotated tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TagPlan {
    /// Its name.
    pub name: String,
    /// Its message.
    pub message: String,
}

/// A push of a branch, and of the tag where there is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Push {
    /// The remote.
    pub remote: String,
    /// The branch.
    pub branch: String,
}

/// Plans the release of the next version. Nothing is changed.
///
/// # Errors
/// As [`next`](crate::next); nothing to release; a bare repository; a tag that exists; a version file that cannot be
/// read; a changelog that lists the version already; a push from a detached HEAD.
pub fn plan_bump(repository: &Repository, options: &Options, bump: &BumpOptions) -> Result<BumpPlan, Error> {
    let root = repository.work_tree().ok_or(Error::Bare)?;
    let state = State::read(repository, options)?;
    let scope = Scope { folder: state.folder().to_owned(), filter: state.filter.clone() };
    let mut next = next_of(repository, options, state)?;
    refuse(repository, bump, &next)?;
    let mut edits = version_edits(repository, root, &scope, bump, &next)?;
    next.notes.extend(edits.iter().filter_map(|edit| chart_lock_note(root, edit)));
    let release = release(repository, bump, &next)?;
    if let Some(settings) = &bump.changelog {
        let edit = changelog_edit(root, &scope.folder, settings, &release, &next)?;
        if edit.before.as_deref().is_some_and(changelog::has_unreleased) {
            let note = format!("{} has entries below `Unreleased`; move those that this release brings", edit.path);
            next.notes.push(note);
        }
        edits.push(edit);
    }
    let notes = changelog::notes(&release)?;
    let commit = bump.commit && !edits.is_empty();
    // a tag of a commit that lacks the edits would lie
    let tag = bump.tag && (commit || edits.is_empty());
    Ok(BumpPlan {
        commit: commit.then(|| message(&bump.message, &next)),
        tag: tag.then(|| TagPlan { message: tag_message(&next.tag, &notes), name: next.tag.clone() }),
        push: bump.push.as_ref().map(|remote| push(repository, remote, bump.branch.as_deref())).transpose()?,
        release_notes: notes,
        dirty: dirty(repository)?,
        edits,
        next,
    })
}

/// As of a commit: a title, and what there is to say.
fn tag_message(name: &str, notes: &str) -> String {
    format!("{name}\n\n{}", notes.trim()).trim_end().to_owned()
}

/// What is released: a folder, and the files that belong to it.
struct Scope {
    folder: String,
    filter: Filter,
}

fn refuse(repository: &Repository, bump: &BumpOptions, next: &Next) -> Result<(), Error> {
    if !next.release {
        let since = next.previous().map_or("the beginning", |tag| &tag.name);
        return Err(Error::NothingToRelease { since: since.to_owned() });
    }
    if bump.tag && repository.ask(|git| git.tag_names())?.contains(&next.tag) {
        return Err(Error::TagExists(next.tag.clone()));
    }
    Ok(())
}

fn version_edits(
    repository: &Repository,
    root: &Path,
    scope: &Scope,
    bump: &BumpOptions,
    next: &Next,
) -> Result<Vec<FileEdit>, Error> {
    let tracked = repository.ask(|git| git.files(&next.head))?;
    let request = files::Request {
        tracked: &tracked,
        folder: &scope.folder,
        filter: &scope.filter,
        current: next.current.as_ref().map(|tag| &tag.version),
        new: &next.version,
        rules: &bump.files,
    };
    let edits = files::plan(&request, &|path| match read(root, path)? {
        None if is_missing(root, path) => committed(repository, &next.head, path),
        found => Ok(found),
    })?;
    if let Some(edit) = edits.iter().find(|edit| is_missing(root, &edit.path)) {
        return Err(Error::NotCheckedOut(edit.path.clone()));
    }
    Ok(edits.into_iter().map(FileEdit::from).collect())
}

/// A chart's lock holds a digest of its dependencies, which only Helm makes.
fn chart_lock_note(root: &Path, edit: &FileEdit) -> Option<String> {
    let folder = edit.path.strip_suffix("Chart.yaml")?;
    let touched = edit.changes.iter().any(|change| change.key.starts_with("dependencies."));
    let locked = touched && root.join(folder).join("Chart.lock").exists();
    locked.then(|| format!("{folder}Chart.lock no longer fits: run `helm dependency update ./{folder}`"))
}

fn release(repository: &Repository, bump: &BumpOptions, next: &Next) -> Result<changelog::Release, Error> {
    let forge = repository.forge(bump.forge)?;
    let default = Settings::default();
    let settings = bump.changelog.as_ref().unwrap_or(&default);
    Ok(changelog::release(next, &bump.date, settings, forge.as_ref()))
}

impl From<files::Edit> for FileEdit {
    fn from(edit: files::Edit) -> Self {
        Self { path: edit.path, before: Some(edit.before), after: edit.after, changes: edit.changes }
    }
}

fn changelog_edit(
    root: &Path,
    folder: &str,
    settings: &Settings,
    release: &changelog::Release,
    next: &Next,
) -> Result<FileEdit, Error> {
    let path = match folder {
        "" => settings.file.clone(),
        folder => format!("{folder}/{}", settings.file),
    };
    // refuses what leaves the repository
    Filter::new([&path])?;
    let before = read(root, &path)?;
    let section = changelog::section(release, settings.template.as_deref())?;
    let after = changelog::insert(before.as_deref(), &section, &next.version, &path)?;
    Ok(FileEdit { path, before, after, changes: Vec::new() })
}

/// A file of the work tree; none where it is missing, or a link that leads who knows where.
pub(super) fn read(root: &Path, path: &str) -> Result<Option<String>, Error> {
    let full = root.join(path);
    match fs::symlink_metadata(&full) {
        Ok(found) if found.is_file() => {}
        Ok(_) => return Ok(None),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io(full)(error)),
    }
    let bytes = fs::read(&full).map_err(Error::io(&full))?;
    String::from_utf8(bytes).map(Some).map_err(|_| Error::file(path, "is not UTF-8"))
}

/// Whether nothing is there: in a sparse checkout a tracked file may not be.
fn is_missing(root: &Path, path: &str) -> bool {
    fs::symlink_metadata(root.join(path)).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound)
}

fn committed(repository: &Repository, head: &ObjectId, path: &str) -> Result<Option<String>, Error> {
    let bytes = repository.ask(|git| git.read(head, path))?;
    Ok(bytes.and_then(|bytes| String::from_utf8(bytes).ok()))
}

/// Tracked files that differ from HEAD, in the index or on disk.
pub(super) fn dirty(repository: &Repository) -> Result<Vec<String>, Error> {
    let arguments = ["status", "--porcelain", "-z", "--untracked-files=no", "--no-renames"];
    let bytes = repository.git().bytes(&arguments)?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(text.split('\0').filter_map(|entry| entry.get(3..)).map(str::to_owned).collect())
}

fn push(repository: &Repository, remote: &str, branch: Option<&str>) -> Result<Push, Error> {
    let branch = match branch {
        Some(branch) => branch.to_owned(),
        None => {
            let head = repository.git().maybe(&["symbolic-ref", "--quiet", "--short", "HEAD"])?;
            head.ok_or(Error::Detached)?
        }
    };
    Ok(Push { remote: remote.to_owned(), branch })
}

fn message(template: &str, next: &Next) -> String {
    template.replace("{version}", &next.version.to_string()).replace("{tag}", &next.tag)
}

/// The commit that a plan was made for.
pub(super) fn head_of(plan: &BumpPlan) -> &ObjectId {
    &plan.next.head
}
