//! Programs that judge what no rule here does, called where they are installed. One program is one line in the table.

mod buf;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use super::change::Change;
use super::rule::Observation;
use super::subject::{Subject, SubjectKind};
use super::tree::Tree;
use crate::error::Error;
use crate::files::folder_of;

/// What a program finds; or what it says it cannot do.
type Answer = Result<Vec<Observation>, String>;

/// A program that compares two folders.
struct Plugin {
    program: &'static str,
    kind: SubjectKind,
    /// Whether a file marks a folder that the program is for.
    marks: fn(&str) -> bool,
    /// Whether a file, by its path in that folder, is one that the program reads.
    reads: fn(&str) -> bool,
    /// Both folders compared, the base first.
    compare: fn(&Path, &Path) -> std::io::Result<Answer>,
}

const PLUGINS: &[Plugin] = &[buf::PLUGIN];

/// What the programs find.
pub(crate) fn subjects(change: &mut Change<'_>) -> Result<Vec<Subject>, Error> {
    let mut subjects = Vec::new();
    for plugin in PLUGINS {
        let folders = folders(plugin, change, change.new);
        let known = self::folders(plugin, change, change.old);
        for folder in folders.into_iter().filter(|folder| known.contains(folder)) {
            subjects.extend(subject(plugin, change, &folder)?);
        }
    }
    Ok(subjects)
}

fn folders(plugin: &Plugin, change: &Change<'_>, tree: &Tree<'_>) -> Vec<String> {
    let marks = tree.paths.iter().filter(|path| (plugin.marks)(path) && change.counts(path));
    marks.map(|path| folder_of(path).to_owned()).collect()
}

fn subject(plugin: &Plugin, change: &mut Change<'_>, folder: &str) -> Result<Option<Subject>, Error> {
    let (old, new) = (change.old.below(folder, plugin.reads)?, change.new.below(folder, plugin.reads)?);
    let name = match folder.rsplit('/').next() {
        Some("") | None => "root",
        Some(name) => name,
    };
    if old == new {
        return Ok(Some(change.subject(plugin.kind, (name, folder), None, Vec::new())));
    }
    let (program, title) = (plugin.program, plugin.kind.title());
    if !is_installed(program) {
        change.notes.push(format!("{program} is not installed: the {title} {name} was not compared"));
        return Ok(None);
    }
    match compare(plugin, &old, &new).map_err(Error::io(folder))? {
        Ok(mut observations) => {
            for observation in &mut observations {
                observation.file = super::change::join(folder, &observation.file);
            }
            Ok(Some(change.subject(plugin.kind, (name, folder), None, observations)))
        }
        Err(says) => {
            change.notes.push(format!("{program} could not compare the {title} {name}: {says}"));
            Ok(None)
        }
    }
}

type Files = BTreeMap<String, Vec<u8>>;

/// Writes both sides into folders of their own, so that every revision can be compared with every other.
fn compare(plugin: &Plugin, old: &Files, new: &Files) -> std::io::Result<Answer> {
    let folder = tempfile::tempdir()?;
    let (before, after) = (folder.path().join("old"), folder.path().join("new"));
    for (side, files) in [(&before, old), (&after, new)] {
        for (path, bytes) in files {
            let path = side.join(path);
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::write(path, bytes)?;
        }
    }
    (plugin.compare)(&before, &after)
}

fn is_installed(program: &str) -> bool {
    let asked = Command::new(program).arg("--version").stdin(Stdio::null()).output();
    asked.is_ok_and(|output| output.status.success())
}
