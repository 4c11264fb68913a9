//! A pack in a commit: read from git's objects, so that nothing is ever checked out.

use blip_model::Problem;
use git2::{ObjectType, Repository, Tree};

use crate::Pack;
use crate::files::Files;

const LINK: i32 = 0o120_000;

/// Why a commit could not be read.
pub(crate) enum Fault {
    Git(git2::Error),
    Wrong(Problem),
}

impl From<git2::Error> for Fault {
    fn from(error: git2::Error) -> Self {
        Self::Git(error)
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self::Wrong(problem)
    }
}

/// The pack in a tree, which its reader calls `name`.
pub(crate) fn read(repository: &Repository, tree: &Tree<'_>, name: &str) -> Result<Pack, Fault> {
    let mut root = Files::below(name);
    let folder = |wanted: &str| -> Result<Vec<(String, String)>, Fault> {
        let Some(entry) = tree.get_name(wanted) else { return Ok(Vec::new()) };
        let name = format!("{name}/{wanted}");
        let mut files = Files::below(&name);
        if entry.kind() != Some(ObjectType::Tree) {
            return Err(files.fault("", "it is no folder").into());
        }
        below(repository, &repository.find_tree(entry.id())?, "", &mut files)?;
        Ok(files.finish())
    };
    let (templates, radar) = (folder("templates")?, folder("radar")?);
    let defaults = match tree.get_name("defaults.yaml") {
        Some(entry) => {
            file(repository, &entry, "defaults.yaml", &mut root)?;
            root.finish().pop().map(|(_, text)| text)
        }
        None => None,
    };
    if templates.is_empty() && radar.is_empty() && defaults.is_none() {
        let problem = Files::below(name).fault("", "this is no pack: it holds neither templates/ nor radar/");
        return Err(problem.help("lay it out as templates/<folder>/ and radar/YYYY-MM-DD/<blip>.md").into());
    }
    Ok(Pack { templates, radar, defaults })
}

fn below(repository: &Repository, tree: &Tree<'_>, prefix: &str, files: &mut Files<'_>) -> Result<(), Fault> {
    for entry in tree {
        let Ok(name) = entry.name() else {
            return Err(files.fault(prefix.trim_end_matches('/'), "it holds a name that is no UTF-8 text").into());
        };
        let path = format!("{prefix}{name}");
        files.enter(&path)?;
        match entry.kind() {
            Some(ObjectType::Tree) => {
                below(repository, &repository.find_tree(entry.id())?, &format!("{path}/"), files)?;
            }
            _ => file(repository, &entry, &path, files)?,
        }
    }
    Ok(())
}

fn file(repository: &Repository, entry: &git2::TreeEntry<'_>, path: &str, files: &mut Files<'_>) -> Result<(), Fault> {
    match entry.kind() {
        _ if entry.filemode() == LINK => return Err(files.neither(path, "a symbolic link").into()),
        Some(ObjectType::Blob) => {}
        Some(ObjectType::Commit) => return Err(files.neither(path, "a submodule").into()),
        _ => return Err(files.neither(path, "no file").into()),
    }
    // the size stands in the object's header: a file that is too large is never unpacked
    let (size, _) = repository.odb()?.read_header(entry.id())?;
    files.weigh(path, size as u64)?;
    files.add(path, repository.find_blob(entry.id())?.content().to_vec())?;
    Ok(())
}
