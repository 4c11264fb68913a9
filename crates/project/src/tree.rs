//! What lies at a path of the repository, without ever following a symbolic link below its root.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File, Metadata};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use blip_model::{RepoPath, Roots};

use crate::{Error, Obstacle};

/// The largest file that is read; what is larger is no file of Blip's, and is left alone.
const LARGEST: u64 = 16 << 20;

/// What lies at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum State {
    /// Nothing, and nothing in the way.
    Absent,
    /// A regular file.
    File(Found),
    /// Something that Blip does not write over or through.
    Obstacle(Obstacle),
}

/// A regular file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) bytes: Vec<u8>,
    /// None where the system has no such bit.
    pub(crate) executable: Option<bool>,
}

/// What a path from the root of the git repository begins with; alone, it is that root.
const REPOSITORY: &str = ":";

/// The files of a service, with what was learned about their folders.
#[derive(Debug)]
pub(crate) struct Tree {
    roots: Roots,
    folders: RefCell<HashMap<String, Folder>>,
    names: RefCell<HashMap<String, BTreeMap<String, String>>>,
}

/// What lies where a folder should be.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Folder {
    There,
    Absent,
    InTheWay(Obstacle),
}

impl Tree {
    pub(crate) fn new(roots: &Roots) -> Self {
        Self { roots: roots.clone(), folders: RefCell::default(), names: RefCell::default() }
    }

    pub(crate) fn roots(&self) -> &Roots {
        &self.roots
    }

    /// Where a folder lies on the disk.
    pub(crate) fn place(&self, folder: &str) -> PathBuf {
        match folder.strip_prefix(REPOSITORY) {
            Some(folder) => self.roots.repository().join(folder.trim_start_matches('/')),
            None => self.roots.service().join(folder),
        }
    }

    /// What lies at `path`.
    pub(crate) fn state(&self, path: &RepoPath) -> Result<State, Error> {
        match self.folder(parent(path.as_str()))? {
            Folder::There => {}
            Folder::Absent => return Ok(State::Absent),
            Folder::InTheWay(obstacle) => return Ok(State::Obstacle(obstacle)),
        }
        let place = self.roots.place(path);
        let Some(metadata) = lstat(&place)? else { return Ok(State::Absent) };
        Ok(match kind(&metadata) {
            Some(obstacle) => State::Obstacle(obstacle),
            None if metadata.len() > LARGEST => State::Obstacle(Obstacle::TooLarge),
            None => State::File(Found {
                bytes: read(&place).map_err(Error::io("read", &place))?,
                executable: executable(&metadata),
            }),
        })
    }

    /// The name that lies where `path` would be made and differs from its own only by case.
    pub(crate) fn clash(&self, path: &RepoPath) -> Result<Option<String>, Error> {
        let mut above = "";
        for (end, _) in path.as_str().match_indices('/').chain([(path.as_str().len(), "")]) {
            let here = &path.as_str()[..end];
            let name = here.rsplit('/').next().unwrap_or(here);
            let clash = self.other_case(above, name)?;
            if clash.is_some() || self.folder(here)? != Folder::There {
                return Ok(clash);
            }
            above = here;
        }
        Ok(None)
    }

    fn other_case(&self, folder: &str, name: &str) -> Result<Option<String>, Error> {
        if self.folder(folder)? != Folder::There {
            return Ok(None);
        }
        let mut listings = self.names.borrow_mut();
        if !listings.contains_key(folder) {
            listings.insert(folder.to_owned(), names(&self.place(folder))?);
        }
        let there = listings.get(folder).and_then(|names| names.get(&name.to_lowercase()));
        Ok(there.filter(|there| *there != name).map(|there| join(folder, there)))
    }

    /// Whether `path` is a folder, and no link on the way to it.
    pub(crate) fn is_folder(&self, path: &str) -> bool {
        matches!(self.folder(path), Ok(Folder::There))
    }

    fn folder(&self, path: &str) -> Result<Folder, Error> {
        if let Some(known) = self.folders.borrow().get(path) {
            return Ok(known.clone());
        }
        let found = self.look(path)?;
        self.folders.borrow_mut().insert(path.to_owned(), found.clone());
        Ok(found)
    }

    fn look(&self, path: &str) -> Result<Folder, Error> {
        let place = self.place(path);
        if path.is_empty() || path == REPOSITORY {
            // a root itself may be reached through a link: the user named it
            return match fs::metadata(&place) {
                Ok(metadata) if metadata.is_dir() => Ok(Folder::There),
                Ok(_) => Err(Error::io("use", &place)(io::ErrorKind::NotADirectory.into())),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Folder::Absent),
                Err(error) => Err(Error::io("read", &place)(error)),
            };
        }
        match self.folder(parent(path))? {
            Folder::There => {}
            other => return Ok(other),
        }
        let Some(metadata) = lstat(&place)? else { return Ok(Folder::Absent) };
        Ok(if metadata.is_symlink() {
            Folder::InTheWay(Obstacle::BehindSymlink { link: path.to_owned() })
        } else if metadata.is_dir() {
            Folder::There
        } else {
            Folder::InTheWay(Obstacle::NotAFolder { file: path.to_owned() })
        })
    }
}

/// The folder that holds `path`; empty for the root.
pub(crate) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

fn lstat(path: &Path) -> Result<Option<Metadata>, Error> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(Error::io("read", path)(error)),
    }
}

fn kind(metadata: &Metadata) -> Option<Obstacle> {
    if metadata.is_symlink() {
        Some(Obstacle::Symlink)
    } else if metadata.is_dir() {
        Some(Obstacle::Folder)
    } else if metadata.is_file() {
        None
    } else {
        Some(Obstacle::NotAFile)
    }
}

/// Reads at most [`LARGEST`] bytes, even if the file grew since its size was asked for.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The names in a folder, by their lower case.
fn names(folder: &Path) -> Result<BTreeMap<String, String>, Error> {
    let failed = || Error::io("read", folder);
    let mut names = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(failed())? {
        if let Ok(name) = entry.map_err(failed())?.file_name().into_string() {
            names.insert(name.to_lowercase(), name);
        }
    }
    Ok(names)
}

#[cfg(unix)]
fn executable(metadata: &Metadata) -> Option<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    Some(metadata.permissions().mode() & 0o100 != 0)
}

#[cfg(not(unix))]
fn executable(_: &Metadata) -> Option<bool> {
    None
}
